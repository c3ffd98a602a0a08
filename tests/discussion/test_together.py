"""Two people at once: one decision, one comment, no lost counter."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from discussion import queries, services
from discussion.models import Comment, Thread
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.rules import Role
from places.queries import get_municipality
from tests.client import Client
from tests.make.discussion import make_comment, make_report, make_thread
from tests.make.places import make_municipality, make_person, make_staff, visitor


@pytest.fixture
def thread(app: Flask) -> Thread:
    return make_thread(make_municipality())


def at_once(app: Flask, works: list[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait(timeout=10)
            try:
                return work()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_moderators_decide_at_once(app: Flask, thread: Thread) -> None:
    town = get_municipality(thread.municipality_id)
    comment = make_comment(thread)
    make_report(comment)
    browsers = [Client(app).sign_in(make_staff(town, Role.MODERATOR)) for _ in range(2)]
    path = f"/{town.slug}/yorumlar/{comment.id}"
    decision = {"ground": "insult", "reason": "Hakaret içeriyor."}
    db.session.remove()
    answers = at_once(
        app,
        [
            lambda: browsers[0].post(f"{path}/gizle", decision).status_code,
            lambda: browsers[1].post(f"{path}/birak").status_code,
        ],
    )
    # Hiding stays possible after "keep": it opens a case of its own; keeping after hiding is not.
    assert answers in ([303, 409], [303, 303])
    decided = db.session.scalar(
        select(func.count()).select_from(AuditLine).where(AuditLine.verb == "discussion.keep")
    )
    assert decided == answers.count(303) - 1


def test_hiding_twice_at_once_counts_once(app: Flask, thread: Thread) -> None:
    town = get_municipality(thread.municipality_id)
    comment = make_comment(thread)
    browsers = [Client(app).sign_in(make_staff(town, Role.MODERATOR)) for _ in range(2)]
    path = f"/{town.slug}/yorumlar/{comment.id}/gizle"
    decision = {"ground": "insult", "reason": "Hakaret içeriyor."}
    thread_id = thread.id
    db.session.remove()
    answers = at_once(
        app,
        [lambda b=b: b.post(path, decision).status_code for b in browsers],  # type: ignore[misc]
    )
    assert sorted(answers) == [303, 409]
    assert queries.get_thread(thread_id).comment_count == 0


def test_the_same_form_sent_twice_at_once_is_one_comment(app: Flask, thread: Thread) -> None:
    by, thread_id = visitor(make_person()), thread.id
    db.session.remove()

    def send() -> int:
        with write():
            found = queries.get_thread(thread_id)
            return services.post(found, by=by, body="Söz.", html="<p>Söz.</p>").id

    first, second = at_once(app, [send, send])
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 1
    assert queries.get_thread(thread_id).comment_count == 1


def test_no_comment_is_lost_from_the_count(app: Flask, thread: Thread) -> None:
    people, thread_id = [visitor(make_person()) for _ in range(4)], thread.id
    db.session.remove()

    def send(by: object) -> None:
        with write():
            found = queries.get_thread(thread_id)
            services.post(found, by=by, body="Söz.", html="<p>Söz.</p>")  # type: ignore[arg-type]

    at_once(app, [lambda p=p: send(p) for p in people])  # type: ignore[misc]
    assert queries.get_thread(thread_id).comment_count == 4
