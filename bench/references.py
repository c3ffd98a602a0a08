"""The two yardsticks: `/bare` (one route, a Jinja loop of 20 rows, no database), `/core`."""

import os

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

from kernel.db import engine_options

PAGE = """<!doctype html><html lang="tr"><head><title>Öneriler</title></head><body><main>
<h1>Öneriler</h1><ul>{% for row in rows %}<li><h3><a href="/oneri/{{ row.id }}">{{ row.title }}</a>
</h3><p>{{ row.excerpt }}</p><p>{{ row.author }} · {{ row.count }}</p></li>{% endfor %}</ul>
</main></body></html>"""
#: 20 rows of this length make the 28 KB of a real list page
FILLER = "Parkta otuz dört bankın yirmi dokuzu güneşte duruyor. " * 23

app = Flask(__name__)
# A loaded template is compiled once; render_template_string would compile it for each request.
app.jinja_env.loader = DictLoader({"rows.html": PAGE})
ROWS = [
    {"id": i, "title": f"Öneri {i}", "excerpt": FILLER, "author": "Ayşe Yılmaz", "count": i * 7}
    for i in range(20)
]
QUERY = text(
    "SELECT proposal.id AS id, proposal.title AS title, proposal.support_count AS count, "
    "person.name AS author FROM proposal JOIN person ON person.id = proposal.author_id "
    "WHERE proposal.id > :start ORDER BY proposal.id LIMIT 20"
)
URL = os.environ.get("DATABASE_URL", "sqlite://")
engine = create_engine(URL, **engine_options(URL))


@app.get("/bare")
def bare() -> str:
    return render_template("rows.html", rows=ROWS)


@app.get("/core/<int:start>")
def core(start: int) -> str:
    with engine.connect() as connection:
        rows = [
            {**row._mapping, "excerpt": FILLER}
            for row in connection.execute(QUERY, {"start": start})
        ]
    return render_template("rows.html", rows=rows)
