"""The two yardsticks: `/bare` (one route, a Jinja loop of 20 rows, no database), `/core`."""

import os

from flask import Flask, render_template_string
from sqlalchemy import create_engine, text

from kernel.db import engine_options

PAGE = """<!doctype html><html lang="tr"><head><title>Öneriler</title></head><body><main>
<h1>Öneriler</h1><ul>{% for row in rows %}<li><h3><a href="/oneri/{{ row.id }}">{{ row.title }}</a>
</h3><p>{{ row.excerpt }}</p><p>{{ row.author }} · {{ row.count }}</p></li>{% endfor %}</ul>
</main></body></html>"""
#: 20 rows of this length make the 28 KB of a real list page
FILLER = "Parkta otuz dört bankın yirmi dokuzu güneşte duruyor. " * 23

app = Flask(__name__)
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
    return render_template_string(PAGE, rows=ROWS)


@app.get("/core/<int:start>")
def core(start: int) -> str:
    with engine.connect() as connection:
        rows = [
            {**row._mapping, "excerpt": FILLER}
            for row in connection.execute(QUERY, {"start": start})
        ]
    return render_template_string(PAGE, rows=rows)
