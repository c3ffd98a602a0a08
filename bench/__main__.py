"""`make bench`: what a page costs, as multiples of a bare page of the same run.

One JSON line a figure: {"figure", "value", "bar", "met"}; exit 1 when a bar is missed.
"""

import gzip
import html
import json
import os
import re
import secrets
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask.sessions import SecureCookieSessionInterface

from bench import town
from bench.large import large_figures
from bench.queries import query_figures
from bench.roadmap import roadmap_figures
from bench.servers import Server, cost, gunicorn
from bench.similar import similar_figures
from kernel import assets
from kernel.db import db
from web.app import create_app

ROUNDS = 5
REQUESTS = 60
#: a bare page is too quick to measure in few requests
BARE_REQUESTS = 300
S = town.SLUG
Path_ = Callable[[int], str]
PAGES: dict[str, Path_] = {
    "consultation": lambda i: f"/{S}/danismalar/{i % town.CONSULTATIONS + 1}",
    "list": lambda i: LISTS[i % len(LISTS)],
    "proposal": lambda i: f"/{S}/oneriler/{i % town.DISCUSSED + 1}",
}
missed: list[str] = []
#: the list's pages one after the other, in two orders
LISTS: list[str] = []


def tell(figure: str, value: float, bar: float) -> None:
    met = value <= bar
    if not met:
        missed.append(figure)
    line = {"figure": figure, "value": round(value, 2), "bar": bar, "met": met}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main() -> int:
    pages()
    for figure, value, bar in query_figures():
        tell(figure, value, bar)
    for figures in (large_figures, roadmap_figures):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for figure, value, bar in figures(settings(Path(folder))):
                tell(figure, value, bar)
    for figure, value, bar in similar_figures():
        tell(figure, value, bar)
    if missed:
        print(f"missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def pages() -> None:
    """Of a small town: cold, signed in, warm; and what each weighs."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        environment = settings(Path(folder))
        os.environ.update(environment)
        cookie = prepare()
        cold = stack.enter_context(gunicorn("wsgi:app", {**environment, "PAGE_CACHE": "0"}))
        warm = stack.enter_context(gunicorn("wsgi:app", {**environment, "PAGE_CACHE": "1"}))
        yard = stack.enter_context(gunicorn("bench.references:app", environment))
        LISTS.extend(turn_pages(cold))
        for server in (cold, warm):
            for _again in range(40):
                for page in PAGES.values():
                    server.get(page(0))
        measure(cold, warm, yard, cookie)
        weigh(cold)


def turn_pages(server: Server) -> list[str]:
    """Every page of the list by newest and by support: 100 addresses."""
    found = []
    for order in ("yeni", "destek"):
        address = f"/{S}/oneriler?sira={order}"
        while True:
            found.append(address)
            page = server.get(address).decode()
            following = re.search(r'href="([^"]*[?&;]sonra=[^"]*)"', page)
            if following is None or len(found) > 200:
                break
            address = html.unescape(following[1])
    return found


def settings(folder: Path) -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}",
        "INSTANCE_DIR": str(folder),
        "KEY_DIR": str(folder / "keys"),
        "DEMO": "0",
        "THROTTLE": "0",
    }


def prepare() -> str:
    """Fills the database; returns the cookie of a signed-in person."""
    app = create_app()
    with app.app_context():
        db.create_all()
        token = town.load()
        serializer: Any = SecureCookieSessionInterface().get_signing_serializer(app)
        db.session.remove()
        return f"katiliyoruz={serializer.dumps({'_user_id': token, '_fresh': True})}"


def measure(cold: Server, warm: Server, yard: Server, cookie: str) -> None:
    """Interleaved rounds; each figure is the median of the rounds' ratios to *bare*."""
    ratios: dict[str, list[float]] = {}
    bares, cores = [], []
    for turn in range(ROUNDS):
        bare = cost(yard, ["/bare"] * BARE_REQUESTS)
        bares.append(bare)
        cores.append(cost(yard, [f"/core/{i % 900}" for i in range(REQUESTS * 2)]) / bare)
        for name, page in PAGES.items():
            paths = [page(turn * REQUESTS + i) for i in range(REQUESTS)]
            ratios.setdefault(f"{name}, anonymous, cold", []).append(cost(cold, paths) / bare)
            signed_in = cost(cold, paths, cookie) / bare
            ratios.setdefault(f"{name}, signed in, cold", []).append(signed_in)
            warm_cost = cost(warm, [page(0)] * REQUESTS * 2) / bare
            ratios.setdefault(f"{name}, anonymous, warm", []).append(warm_cost)
    print(json.dumps({"figure": "bare, CPU ms", "value": round(statistics.median(bares), 3)}))
    print(json.dumps({"figure": "core, × bare", "value": round(statistics.median(cores), 2)}))
    for figure, values in ratios.items():
        bar = 1.5 if "warm" in figure else 8.0 if "signed in" in figure else 6.0
        tell(f"{figure}, × bare", statistics.median(values), bar)


def weigh(server: Server) -> None:
    largest = 0
    for name, page in PAGES.items():
        body = server.get(page(1))
        largest = max(largest, len(body))
        addresses = re.findall(r'(?:src|href|action)="(https?:)?//[^"]*"', body.decode())
        tell(f"{name}, addresses of other origins", len(addresses), 0)
    tell("largest page, KB HTML", largest / 1000, 60)
    static = sum(
        len(gzip.compress(path.read_bytes()))
        for path in assets.FOLDER.rglob("*")
        # A map is loaded only by whoever presses its button.
        if path.suffix in (".css", ".js") and path.parent.name != "leaflet"
    )
    tell("CSS and JS, KB compressed", static / 1000, 50)


if __name__ == "__main__":
    sys.exit(main())
