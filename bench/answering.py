"""What an answer to a statement costs: the request that stores it, beside *bare*.

In a conversation of 600 people with 200 statements, so that whatever grew with either would show.
"""

import os
import re
import secrets
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert

from accounts.models import Person
from bench import town
from bench.servers import Server, gunicorn
from consultations.models import Activity, ActivityKind, Eligibility
from consultations.queries import get_activity
from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from opinions import queries, services, tasks
from opinions.models import Answer
from web.app import create_app

PEOPLE, STATEMENTS = 600, 200
#: number of the first of them
FIRST = 1001
ROUNDS, REQUESTS = 5, 60
BAR = 8.0


def answer_figures() -> Iterator[tuple[str, float, float]]:
    with tempfile.TemporaryDirectory(prefix="bench-answers-") as folder, ExitStack() as stack:
        environment = {
            "SECRET_KEY": secrets.token_hex(32),
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite'}",
            "INSTANCE_DIR": folder,
            "KEY_DIR": f"{folder}/keys",
            "DEMO": "0",
            "THROTTLE": "0",
        }
        os.environ.update(environment)
        path, cookie, ids = _fill()
        server = stack.enter_context(gunicorn("wsgi:app", environment))
        yard = stack.enter_context(gunicorn("bench.references:app", environment))
        browser = _Browser(server, path, cookie)
        for one in ids[:20]:
            browser.answer(one, "pass")
        ratios = []
        for turn in range(ROUNDS):
            bare = _cost(yard, lambda: [yard.get("/bare") for _request in range(300)], 300)
            chosen = ("agree", "disagree")[turn % 2]
            some = [ids[(turn * REQUESTS + at) % STATEMENTS] for at in range(REQUESTS)]
            ratios.append(_cost(server, partial(browser.answer_all, some, chosen), REQUESTS) / bare)
        yield "an answer to a statement, × bare", statistics.median(ratios), BAR


def _cost(server: Server, work: Any, number: int) -> float:
    before = server.cpu_seconds()
    work()
    return (server.cpu_seconds() - before) * 1000 / number


class _Browser:
    """Signed in, with the token of its session."""

    def __init__(self, server: Server, path: str, cookie: str) -> None:
        self.server, self.path = server, path
        server.connection.request("GET", path, headers={"Cookie": cookie})
        got = server.connection.getresponse()
        page = got.read().decode()
        session = (got.getheader("Set-Cookie") or cookie).partition(";")[0]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if found is None:
            raise RuntimeError(f"{path}: {got.status}, no form")
        self.cookie, self.token = session, found[1]

    def answer_all(self, statement_ids: list[int], answer: str) -> None:
        for one in statement_ids:
            self.answer(one, answer)

    def answer(self, statement_id: int, answer: str) -> None:
        body = urlencode({"csrf_token": self.token, "ifade": statement_id, "yanit": answer})
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.server.connection.request("POST", self.path, body, headers)
        got = self.server.connection.getresponse()
        got.read()
        if got.status != 303:
            raise RuntimeError(f"{self.path}: {got.status}")


def _fill() -> tuple[str, str, list[int]]:
    """The address, the cookie of somebody who has not answered yet, the statements."""
    app = create_app()
    with app.app_context():
        db.create_all()
        token = town.load(10)
        with write() as session:
            activity = Activity(
                municipality_id=1,
                consultation_id=1,
                kind=ActivityKind.OPINIONS,
                title="Görüşler",
                opens_at=clock.now(),
                eligibility=Eligibility.EVERYONE,
            )
            session.add(activity)
            session.flush()
            number = _conversation(activity.id)
        tasks.analyse(number)
        ids = [row.id for row in queries.list_statements(number)]
        serializer: Any = SecureCookieSessionInterface().get_signing_serializer(app)
        db.session.remove()
    cookie = f"katiliyoruz={serializer.dumps({'_user_id': token, '_fresh': True})}"
    return f"/{town.SLUG}/gorus-haritalari/{number}/yanitla", cookie, ids


def _conversation(activity_id: int) -> int:
    made = services.draw_up(get_activity(activity_id), by=Visitor(), question="Nasıl olsun?")
    for at in range(STATEMENTS):
        services.add_seed(made, by=Visitor(), text=f"Sokağımıza {at} numaralı iş yapılsın.")
    whole = queries.get_conversation(made.id)
    services.publish(whole, by=Visitor())
    ids = [row.id for row in queries.list_statements(made.id)]
    answers = (Answer.AGREE, Answer.DISAGREE, Answer.PASS)
    rows = [
        {"id": i, "email": f"yanit{i}@olcum.example", "name": f"Ayşe {i}"}
        for i in range(FIRST, FIRST + PEOPLE)
    ]
    db.session.execute(insert(Person), rows)
    given = {
        person: {one: answers[(person * 7 + one * (person % 5 + 1)) % 3] for one in ids[::3]}
        for person in range(FIRST, FIRST + PEOPLE)
    }
    services.answer_many(made.id, given)
    return made.id
