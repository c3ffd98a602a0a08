"""A list of 10,000 proposals with its search, and a proposal with 1,000 comments, beside *bare*."""

import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import town
from bench.servers import Server, gunicorn
from kernel.db import db
from web.app import create_app

COUNT, COMMENTS = 10_000, 1_000
ROUNDS, REQUESTS = 5, 30
S = town.SLUG
PAGES = {
    "list of 10,000": f"/{S}/oneriler?sira=destek",
    "search among 10,000": f"/{S}/oneriler?q=soka%C4%9Fa+g%C3%B6lgede",
    "rare word among 10,000": f"/{S}/oneriler?q=7431",
    "proposal with 1,000 comments": f"/{S}/oneriler/1",
}
#: × bare, cold
BAR = 8.0


def _cost(server: Server, path: str, number: int) -> float:
    before = server.cpu_seconds()
    for _request in range(number):
        server.get(path)
    return (server.cpu_seconds() - before) * 1000 / number


def _fill(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    app = create_app()
    with app.app_context():
        db.create_all()
        town.load(COUNT)
        town.add_comments(1, COMMENTS - town.COMMENTS)
        db.session.remove()


def large_figures(settings: dict[str, str]) -> Iterator[tuple[str, float, float]]:
    """(figure, value, bar); `settings`: of a server, its database comes here."""
    with tempfile.TemporaryDirectory(prefix="bench-large-") as folder, ExitStack() as stack:
        url = f"sqlite:///{Path(folder) / 'large.sqlite'}"
        environment = {**settings, "DATABASE_URL": url, "PAGE_CACHE": "0"}
        _fill(environment)
        server = stack.enter_context(gunicorn("wsgi:app", environment))
        yard = stack.enter_context(gunicorn("bench.references:app", environment))
        ratios: dict[str, list[float]] = {name: [] for name in PAGES}
        for path in PAGES.values():
            _cost(server, path, 10)
        _cost(yard, "/bare", 100)
        for _round in range(ROUNDS):
            bare = _cost(yard, "/bare", 300)
            for name, path in PAGES.items():
                ratios[name].append(_cost(server, path, REQUESTS) / bare)
        for name, values in ratios.items():
            yield f"{name}, cold, × bare", statistics.median(values), BAR
