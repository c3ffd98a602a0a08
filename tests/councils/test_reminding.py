"""The days of the law: who is reminded, before and after, and when nobody is."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from councils import queries, services
from councils.rules import After
from councils.services import reminding
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import Role
from notifications.models import Notice
from tests.make.councils import (
    BY,
    DAY,
    decide,
    make_body,
    make_council,
    make_item,
    make_opinion,
    make_sitting,
)
from tests.make.places import make_municipality, make_person, make_staff
from web.tasks import TASKS

pytestmark = pytest.mark.database
REMINDERS = {
    reminding.NOT_YET: "not yet",
    reminding.MISSED: "missed",
    reminding.TO_DO: "to do",
    reminding.NOT_DONE: "not done",
}


def told(person: Any) -> list[str]:
    rows = db.session.scalars(
        select(Notice.message).where(Notice.person_id == person.id).order_by(Notice.id)
    )
    return [REMINDERS[one] for one in rows if one in REMINDERS]


def planned(tasks: tuple[str, ...]) -> list[int]:
    """In how many days from today."""
    rows = db.session.scalars(
        select(Errand.due_at).where(Errand.task.in_(tasks)).order_by(Errand.due_at)
    )
    return [(clock.local(at).date() - clock.today()).days for at in rows]


def do(tasks: tuple[str, ...]) -> None:
    """What is due, as the worker would; none twice."""
    rows = db.session.execute(
        select(Errand.task, Errand.body).where(Errand.task.in_(tasks), Errand.due_at <= clock.now())
    ).all()
    with write():
        for row in rows:
            TASKS[row.task](**row.body)


def morning(days: int) -> Any:
    return clock.at_local(clock.today() + days * DAY) + timedelta(hours=10)


def test_an_opinion_reminds_until_it_is_on_an_agenda(app: Flask) -> None:
    town = make_municipality()
    body = make_body(make_council(town))
    officer = make_staff(town, Role.OFFICER)
    council = make_staff(town, Role.COUNCIL_OFFICER)
    other, neighbour = make_staff(town, Role.MODERATOR), make_person()
    make_sitting(town, clock.today() + 10 * DAY)
    opinion = make_opinion(body, handed=0)
    assert planned(reminding.OPINION) == [3, 9, 11]
    before, after = morning(3), morning(11)
    later = morning(18)
    with clock.held(before):
        do(reminding.OPINION)
    assert told(officer) == told(council) == ["not yet"]
    with clock.held(after):
        do(reminding.OPINION)
        assert planned(reminding.OPINION)[-1] == 7
    assert told(officer) == ["not yet", "missed"]
    with clock.held(later):
        sitting = make_sitting(town, clock.today() + 2 * DAY)
        with write():
            services.take_up(
                queries.get_opinion(opinion.id),
                queries.get_sitting(sitting.id),
                by=BY,
                summary="Gece otobüsü sürsün mü?",
            )
        do(reminding.OPINION)
    assert told(council) == ["not yet", "missed"]
    assert told(other) == told(neighbour) == []


def test_a_postponed_session_has_reminders_of_its_new_day(app: Flask) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    sitting = make_sitting(town, clock.today() + 10 * DAY)
    make_opinion(make_body(make_council(town)), handed=0)
    with write():
        services.postpone(
            queries.get_sitting(sitting.id),
            by=BY,
            starts_at=sitting.starts_at + 20 * DAY,
            reason="Salonun ısıtması arızalı.",
        )
    # The morning after the first day stays: lateness counts from it.
    assert planned(reminding.OPINION) == [3, 9, 11, 23, 29, 31]
    with clock.held(morning(9)):
        do(reminding.OPINION)
    assert told(officer) == []
    with clock.held(morning(11)):
        do(reminding.OPINION)
    assert told(officer) == ["missed"]


def test_a_decision_reminds_until_it_is_sent_and_announced(app: Flask) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    council = make_staff(town, Role.COUNCIL_OFFICER)
    item = make_item(make_sitting(town, clock.today() - DAY))
    decide(item.id)
    # Final on the sixth day unless the mayor gives it back; then seven days.
    assert planned(reminding.DECISION) == [6, 12, 14]
    first, last = morning(6), morning(14)
    with clock.held(first):
        do(reminding.DECISION)
    with clock.held(last):
        with write():
            services.follow_up(
                queries.get_item(item.id),
                by=BY,
                final_on=None,
                sent_on=clock.today(),
                sent_number="E-1",
                summary_on=None,
            )
        do(reminding.DECISION)
    assert told(officer) == ["to do", "not done"]
    assert told(council) == []
    what = [
        row.facts["what"]["word"]
        for row in db.session.scalars(
            select(Notice).where(Notice.person_id == officer.id).order_by(Notice.id)
        )
        if row.message in REMINDERS
    ]
    assert what[0] == reminding.WHAT[(After.SENT, After.SUMMARY)]
    assert what[1] == reminding.WHAT[(After.SUMMARY,)]


def test_a_final_day_that_is_written_moves_the_reminders(app: Flask) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    item = make_item(make_sitting(town, clock.today() - DAY))
    decide(item.id)
    with write():
        services.follow_up(
            queries.get_item(item.id),
            by=BY,
            final_on=clock.today(),
            sent_on=None,
            sent_number="",
            summary_on=None,
        )
    assert planned(reminding.DECISION)[-1] == 8
    with write():
        services.follow_up(
            queries.get_item(item.id),
            by=BY,
            final_on=clock.today(),
            sent_on=clock.today(),
            sent_number="E-2",
            summary_on=clock.today(),
        )
    with clock.held(morning(8)):
        do(reminding.DECISION)
    assert told(officer) == []
