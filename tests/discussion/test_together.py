"""Two people at once: one decision, one comment, no lost counter."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from discussion import queries, rules, services
from discussion.models import Comment, CommentState, Rating, Thread
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.rules import Role
from moderation.models import Appeal, Case, Report
from places.queries import get_municipality
from tests.client import Client
from tests.make.discussion import hide, make_comment, make_report, make_thread
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
    hide = {"decision": "hide", "ground": "insult", "reason": "Hakaret içeriyor."}
    keep = {"decision": "keep", "reason": "Kurallara uygun."}
    db.session.remove()
    answers = at_once(
        app,
        [
            lambda: browsers[0].post(f"{path}/karar", hide).status_code,
            lambda: browsers[1].post(f"{path}/karar", keep).status_code,
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
    path = f"/{town.slug}/yorumlar/{comment.id}/karar"
    decision = {"decision": "hide", "ground": "insult", "reason": "Hakaret içeriyor."}
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


def test_answers_at_once_are_all_counted(app: Flask, thread: Thread) -> None:
    comment_id = make_comment(thread).id
    people = [visitor(make_person()) for _ in range(4)]
    db.session.remove()

    def answer(by: Any, useful: bool) -> None:
        with write():
            services.rate(queries.get_comment(comment_id), by=by, useful=useful)

    works: list[Callable[[], Any]] = [
        partial(answer, one, number != 3) for number, one in enumerate(people)
    ]
    # One person twice: the last answer counts, once.
    works.append(partial(answer, people[0], True))
    at_once(app, works)
    found = queries.get_comment(comment_id)
    assert (found.yes_count, found.no_count) == (3, 1)
    assert found.score == rules.score(3, 1)
    assert db.session.scalar(select(func.count()).select_from(Rating)) == 4


def test_reports_at_once_are_one_case(app: Flask, thread: Thread) -> None:
    comment_id = make_comment(thread).id
    town = get_municipality(thread.municipality_id)
    browsers = [Client(app).sign_in(make_person()) for _ in range(4)]
    path = f"/{town.slug}/yorumlar/{comment_id}/bildir"
    db.session.remove()
    answers = at_once(
        app,
        [lambda b=b: b.post(path, {"ground": "hate"}).status_code for b in browsers],  # type: ignore[misc]
    )
    assert answers == [303] * 4
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1
    assert db.session.scalar(select(func.count()).select_from(Report)) == 4
    assert queries.get_comment(comment_id).state is CommentState.VISIBLE, "reports hide nothing"


def test_two_appeals_at_once_are_one(app: Flask, thread: Thread) -> None:
    town = get_municipality(thread.municipality_id)
    author = make_person()
    comment = hide(make_comment(thread, author), make_staff(town, Role.MODERATOR))
    path = f"/{town.slug}/kararlar/{comment.case_id}/itiraz"
    browsers = [Client(app).sign_in(author) for _ in range(2)]
    db.session.remove()
    answers = at_once(
        app,
        [lambda b=b: b.post(path, {"text": "Kimseye saldırmadım."}).status_code for b in browsers],  # type: ignore[misc]
    )
    assert sorted(answers) == [303, 409]
    assert db.session.scalar(select(func.count()).select_from(Appeal)) == 1
