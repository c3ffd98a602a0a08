"""How many queries a page takes, with 3 rows and with 300."""

import contextvars
import tempfile
from collections.abc import Iterator

from flask import Flask

from bench import town
from kernel.db import db
from tests.queries_counter import count_queries
from web.app import create_app

S = town.SLUG
LISTS = {
    "proposal list": f"/{S}/oneriler",
    "consultation list": f"/{S}/danismalar",
    "answers": f"/{S}/yanitlar",
    "roadmap": f"/{S}/yol-haritasi",
    "results": f"/{S}/sonuclar",
}
SINGLE = {
    "consultation": f"/{S}/danismalar/1",
    "proposal": f"/{S}/oneriler/1",
    "home": "/",
    "municipality": f"/{S}/",
}


def queries_of(app: Flask, path: str) -> int:
    with app.app_context(), count_queries() as statements:
        answer = contextvars.Context().run(app.test_client().get, path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return len(statements)


def query_figures() -> Iterator[tuple[str, float, float]]:
    """(figure, value, bar)"""
    with tempfile.TemporaryDirectory() as folder:
        counts: dict[int, dict[str, int]] = {}
        for rows in (3, 300):
            app = create_app(
                SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/{rows}.sqlite", PAGE_CACHE=False
            )
            with app.app_context():
                db.create_all()
                town.load(rows)
            counts[rows] = {n: queries_of(app, path) for n, path in {**LISTS, **SINGLE}.items()}
        app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/300.sqlite", PAGE_CACHE=True)
        for name, path in {**LISTS, **SINGLE}.items():
            queries_of(app, path)
            yield f"{name}, queries, warm", queries_of(app, path), 1
    for name in {**LISTS, **SINGLE}:
        few, many = counts[3][name], counts[300][name]
        yield f"{name}, queries", many, 8 if name in LISTS else 12
        yield f"{name}, more queries for 300 rows than for 3", max(0, many - few), 0
