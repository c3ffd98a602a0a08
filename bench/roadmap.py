"""Ten years of a roadmap: 2,000 actions with 20,000 updates beside *bare*, and 200 of them printed.

By CPU time of the server, without its page cache.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, g
from sqlalchemy import insert

from bench import town
from bench.queries import queries_of
from bench.servers import ratios
from journeys.models import Journey, Kind, Status
from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from kernel.text import sort_key
from places.models import Municipality, Unit
from roadmap import queries, services
from roadmap.models import (
    Action,
    ActionState,
    Adopter,
    Origin,
    OriginKind,
    Update,
    action_neighbourhood,
)
from roadmap.services import Decided, Draft, Goalpost, Head, Words
from roadmap.views.documents import make_pdf
from web.app import create_app

COUNT, NEWS, YEARS, UNITS, PRINTED = 2_000, 10, 10, 8, 200
FEW = 40
#: beyond those of the measured town
JOURNEYS = 100_000
ROUNDS, REQUESTS = 5, 20
HOME = f"/{town.SLUG}/yol-haritasi"
VIEWS = {
    "list": HOME,
    "board": f"{HOME}/pano",
    "table": f"{HOME}/tablo",
    "timeline": f"{HOME}/zaman-cizelgesi",
    "by unit": f"{HOME}/birimler",
    "by neighbourhood": f"{HOME}/mahalleler",
    "by origin": f"{HOME}/kokenler",
    "progress": f"{HOME}/ilerleme",
    "action": f"{HOME}/1",
}
#: × bare, cold; seconds
BAR, PDF_BAR = 8.0, 10.0
STATES = (ActionState.COMPLETED, ActionState.STARTED, ActionState.PLANNED, ActionState.CANCELLED)


def load(count: int) -> None:
    """On top of the measured town: actions over ten years, ten updates each."""
    today = clock.today()
    with write() as session:
        for number in range(2, UNITS + 1):
            name = f"{number}. Müdürlük"
            session.add(Unit(id=number, municipality_id=1, name=name, sort_key=sort_key(name)))
        session.flush()
        session.execute(insert(Journey), [_journey(i) for i in range(1, count + 1)])
        session.execute(insert(Action), [_action(i, count, today) for i in range(1, count + 1)])
        session.execute(insert(Update), [row for i in range(1, count + 1) for row in _news(i)])
        session.execute(insert(Origin), [_origin(i) for i in range(1, count + 1)])
        places = [{"action_id": i, "neighbourhood_id": i % 6 + 1} for i in range(1, count + 1)]
        session.execute(insert(action_neighbourhood), places)


def _action(i: int, count: int, today: date) -> dict[str, Any]:
    starts = today - timedelta(days=YEARS * 365 * (count - i) // count)
    first = starts + timedelta(days=120 + i % 300)
    ends = first + timedelta(days=60 if i % 5 == 0 else 0)
    state = STATES[0] if ends < today and i % 7 else STATES[1 + i % 3]
    return {
        "id": i,
        "municipality_id": 1,
        "number": f"E-2016-{i:04d}",
        "title": f"{i}. sokağa gölgede oturma yerleri",
        "text": "Ağaç dikilir, bank konur, ışık takılır. " * 4,
        "html": "<p>Ağaç dikilir, bank konur, ışık takılır.</p>" * 4,
        "unit_id": i % UNITS + 1,
        "consultation_id": i % town.CONSULTATIONS + 1,
        "proposal_id": i % town.PROPOSALS + 1,
        "state": state,
        "starts_on": starts,
        "ends_on": ends,
        "first_ends_on": first,
        "completed_on": ends if state is ActionState.COMPLETED else None,
        "progress": 100 if state is ActionState.COMPLETED else i % 100,
        "budget_kurus": 10_000_000 + i,
        "spent_kurus": 5_000_000,
        "journey_id": JOURNEYS + i,
    }


def _journey(i: int) -> dict[str, Any]:
    return {
        "id": JOURNEYS + i,
        "municipality_id": 1,
        "kind": Kind.ACTION,
        "status": Status.STARTED,
        "subject": f"{i}. sokağa gölgede oturma yerleri",
        "endpoint": "roadmap.show",
        "object_id": i,
    }


def _news(i: int) -> list[dict[str, Any]]:
    text = "Kazı başladı, iki bank kondu. Haftaya ışıklar takılacak."
    return [
        {
            "action_id": i,
            "office": "Fen İşleri Müdürlüğü",
            "text": text,
            "html": f"<p>{text}</p>",
            "progress": step * 10,
            "new_ends_on": clock.today() if i % 5 == 0 and step == 5 else None,
            "delay_reason": "İhaleye teklif gelmedi." if i % 5 == 0 and step == 5 else "",
        }
        for step in range(NEWS)
    ]


def _origin(i: int) -> dict[str, Any]:
    number = i % town.PROPOSALS + 1
    return {
        "municipality_id": 1,
        "action_id": i,
        "kind": OriginKind.PROPOSAL,
        "label": f"{number}. sokağa gölgede oturma yerleri",
        "endpoint": "proposals.show",
        "object_id": number,
        "proposal_id": number,
        "consultation_id": None,
    }


def _fill(environment: dict[str, str], count: int) -> list[int]:
    os.environ.update(environment)
    app = create_app()
    with app.app_context():
        db.create_all()
        town.load()
        load(count)
        counts = [queries_of(app, path) for path in VIEWS.values()]
        db.session.remove()
    return counts


def roadmap_figures(settings: dict[str, str]) -> Iterator[tuple[str, float, float]]:
    """(figure, value, bar); `settings`: of a server, its database comes here."""
    with tempfile.TemporaryDirectory(prefix="bench-roadmap-") as folder:
        common = {**settings, "PAGE_CACHE": "0"}
        few = {**common, "DATABASE_URL": f"sqlite:///{Path(folder) / 'few.sqlite'}"}
        many = {**common, "DATABASE_URL": f"sqlite:///{Path(folder) / 'many.sqlite'}"}
        counts = _fill(few, FEW)
        for name, more, fewer in zip(VIEWS, _fill(many, COUNT), counts, strict=True):
            yield f"roadmap, {name}, queries of {COUNT:,} not as of {FEW}", abs(more - fewer), 0
        for name, value in ratios(many, VIEWS, rounds=ROUNDS, requests=REQUESTS).items():
            yield f"roadmap of {COUNT:,} actions, {name}, cold, × bare", value, BAR
        os.environ.update(many)
        yield f"roadmap, PDF of {PRINTED} actions, seconds", _print(create_app()), PDF_BAR


def _print(app: Flask) -> float:
    """Of a whole document, from its stored version to the bytes."""
    with app.test_request_context():
        with write():
            number = _document()
        version = queries.get_version(number, 2)
        g.municipality = db.session.get(Municipality, 1)
        began = time.monotonic()
        made = make_pdf(version)
        spent = time.monotonic() - began
        db.session.rollback()
    if not made.startswith(b"%PDF-"):
        raise RuntimeError("no PDF")
    return spent


def _document() -> int:
    """Five goals, four objectives each, ten actions below every one."""
    by, today = Visitor(id=1), clock.today()
    text = "Herkes duyulur; gelemeyenin yanına biz gideriz. " * 3
    words = {"text": text, "html": f"<p>{text}</p>"}
    last = today + timedelta(days=900)
    head = Head("On yılın yol haritası", text, f"<p>{text}</p>", today, last, 6)
    roadmap = services.create(1, by=by, head=head)
    for goal_number in range(5):
        goal = services.add_goal(roadmap, by=by, words=Words(f"Amaç {goal_number}", **words))
        for part_number in range(4):
            whole = queries.get_goal(goal.id)
            part = services.add_objective(whole, by=by, words=Words(f"İş {part_number}", **words))
            row = queries.get_objective(part.id)
            for number in range(10):
                draft = Draft(f"Eylem {number}", text, f"<p>{text}</p>", 1, today, last)
                action = services.add_action(row, by=by, draft=draft)
                goalpost = Goalpost("Masaya gelen", "kişi", 0, 900_000, "Masa defteri")
                services.add_indicator(action, by=by, goalpost=goalpost)
    until = clock.end_of(today + timedelta(days=10))
    services.open_comments(queries.get_roadmap(roadmap.id), by=by, until=until)
    decided = Decided(by=Adopter.COUNCIL, number="2026/1", on=today)
    row_of = queries.get_roadmap(roadmap.id)
    services.adopt(row_of, by=by, decided=decided, in_force_on=today)
    return roadmap.id


if __name__ == "__main__":
    from bench.__main__ import settings as of_server

    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        for figure, value, bar in roadmap_figures(of_server(Path(place))):
            print(f"{figure}: {value:.2f} (bar {bar})", flush=True)
