"""Reminders of the first gate: to whoever decides there, once for each day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts.models import Person
from consultations.models import Activity
from journeys.models import Status
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand, State
from kernel.rules import Role
from kernel.worker import do_moment
from notifications.models import Notice
from places.models import Municipality
from proposals.assessments import EvaluationDays
from proposals.services.reminding import plan_screening
from tests.make.consultations import make_activity
from tests.make.places import make_person, make_staff
from tests.make.proposals import make_proposal
from web.tasks import TASKS

MORNING = datetime.fromisoformat("2026-11-10T09:30:00+03:00")
TODAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def morning(app: Flask) -> Iterator[None]:
    with clock.held(MORNING):
        yield


def _work() -> list[tuple[int, str]]:
    """Plans and does what is due; what was told, to whom, in its order."""
    with write():
        plan_screening()
    due = select(Errand.id).where(
        Errand.task.like("proposals.screening%"), Errand.state == State.WAITING
    )
    for number in db.session.scalars(due.order_by(Errand.id)).all():
        db.session.rollback()
        assert do_moment(number, TASKS)
    rows = db.session.execute(select(Notice).order_by(Notice.id)).scalars()
    return [(row.person_id, f"{row.key.split(':')[0]} {row.facts['number']}") for row in rows]


def _activity(closes_on: date) -> Activity:
    closes = clock.at_local(closes_on, clock.local(MORNING).time())
    opens = closes - timedelta(days=40)
    return make_activity(opens_at=opens, closes_at=closes)


def _officer(activity: Activity, role: Role = Role.OFFICER) -> Person:
    town = db.session.get_one(Municipality, activity.municipality_id)
    return make_staff(town, role)


def test_one_notice_for_all_proposals_of_a_day(app: Flask) -> None:
    """Fifteen days after the end of collecting: three days before, and the morning after."""
    activity = _activity(TODAY - timedelta(days=12))
    officer = _officer(activity).id
    _officer(activity, Role.MODERATOR)
    for _ in range(3):
        make_proposal(activity, published_at=MORNING - timedelta(days=20))
    make_proposal(activity, published_at=MORNING - timedelta(days=20), status=Status.ON_BALLOT)
    assert _work() == [(officer, "screening-soon 3")]
    assert _work() == [(officer, "screening-soon 3")]
    with clock.held(MORNING + timedelta(days=3)):
        assert len(_work()) == 1
    with clock.held(MORNING + timedelta(days=4, hours=-1)):
        assert len(_work()) == 1
    with clock.held(MORNING + timedelta(days=4)):
        assert _work() == [(officer, "screening-soon 3"), (officer, "screening-late 3")]
    with clock.held(MORNING + timedelta(days=5)):
        assert len(_work()) == 2


def test_a_day_that_moves_is_told_again_and_not_before(app: Flask) -> None:
    activity = _activity(TODAY - timedelta(days=12))
    officer, number = _officer(activity).id, activity.id
    make_proposal(activity, published_at=MORNING - timedelta(days=40))
    town = activity.municipality_id
    with write() as session:
        session.add(EvaluationDays(municipality_id=town, preliminary=30))
    assert _work() == []
    with write() as session:
        session.execute(
            update(Activity).where(Activity.id == number).values(closes_at=MORNING - timedelta(28))
        )
    assert _work() == [(officer, "screening-soon 1")]


def test_without_an_end_each_proposal_has_its_day(app: Flask) -> None:
    activity = make_activity()
    officer, number = _officer(activity).id, activity.id
    with write() as session:
        session.execute(update(Activity).where(Activity.id == number).values(closes_at=None))
    own = make_person()
    for days in (5, 12, 13, 16, 40):
        make_proposal(activity, author=own, published_at=MORNING - timedelta(days=days))
    told = _work()
    assert sorted(told) == [
        (officer, "screening-late 1"),
        (officer, "screening-soon 1"),
        (officer, "screening-soon 1"),
    ]


def test_nobody_is_reminded_of_their_own_alone(app: Flask) -> None:
    activity = _activity(TODAY - timedelta(days=14))
    author = _officer(activity)
    make_proposal(activity, author=author, published_at=MORNING - timedelta(days=20))
    assert _work() == []
