"""Due days by the calendar, and reminders over a year: before, after, weekly, never twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from answers import queries, rules, services
from answers.models import AnswerSettings, Counting, DayOff, Duty, DutyKind
from kernel import clock, workdays, worker
from kernel.db import db, write
from kernel.rules import Role
from kernel.workdays import DayKind
from places.models import Municipality
from tests.make.answers import make_answer, make_duty
from tests.make.places import make_municipality, make_own_day, make_staff, make_unit, visitor
from tests.written import messages
from web.tasks import TASKS

SOON = "Yanıt günü yaklaşıyor: %(date)s. Henüz yayımlanmış bir yanıt yok."
TOMORROW = "Yanıt günü yarın: %(date)s. Henüz yayımlanmış bir yanıt yok."
LATE = "Yanıt günü geçti: %(date)s. Sayfada gecikti yazıyor."
ESCALATED = "Bir birimin yanıtı gecikti. Söz verilen gün: %(date)s."


def settings(counting: Counting, day_off: DayOff = DayOff.NEXT) -> AnswerSettings:
    return AnswerSettings(days=30, counting=counting, day_off=day_off)


#: (start, days, counting, day off, own days, due day): a year with its feasts and a leap day
DUE = [
    (date(2026, 4, 1), 30, Counting.CALENDAR, DayOff.NEXT, {}, date(2026, 5, 4)),  # 1 May, weekend
    (date(2026, 4, 1), 30, Counting.CALENDAR, DayOff.PREVIOUS, {}, date(2026, 4, 30)),
    (date(2026, 4, 1), 30, Counting.CALENDAR, DayOff.KEEP, {}, date(2026, 5, 1)),
    (date(2026, 4, 27), 30, Counting.CALENDAR, DayOff.NEXT, {}, date(2026, 6, 1)),  # Kurban
    (date(2026, 9, 28), 30, Counting.CALENDAR, DayOff.NEXT, {}, date(2026, 10, 28)),  # half a day
    (date(2026, 9, 29), 30, Counting.CALENDAR, DayOff.NEXT, {}, date(2026, 10, 30)),
    (
        date(2026, 9, 29), 30, Counting.CALENDAR, DayOff.NEXT,
        {date(2026, 10, 30): DayKind.OFF}, date(2026, 11, 2),
    ),
    (date(2028, 1, 27), 30, Counting.CALENDAR, DayOff.NEXT, {}, date(2028, 2, 29)),  # leap day
    (date(2026, 3, 16), 5, Counting.WORKING, DayOff.NEXT, {}, date(2026, 3, 24)),  # Ramazan
    (date(2026, 11, 22), 30, Counting.WORKING, DayOff.NEXT, {}, date(2027, 1, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("start", "days", "counting", "day_off", "own", "due"), DUE)
def test_a_due_day(
    start: date,
    days: int,
    counting: Counting,
    day_off: DayOff,
    own: dict[date, DayKind],
    due: date,
) -> None:
    assert rules.due_day(start, days, settings(counting, day_off), own) == (due, True)


def test_beyond_the_known_feasts_the_day_is_not_called_sure() -> None:
    start = date(workdays.LAST_YEAR, 12, 20)
    assert not rules.due_day(start, 30, settings(Counting.CALENDAR), {}).sure
    assert not rules.due_day(start, 30, settings(Counting.WORKING), {}).sure
    assert rules.due_day(start, 30, settings(Counting.CALENDAR, DayOff.KEEP), {}).sure


def test_a_promise_for_a_closed_day_is_noticed(app: Flask) -> None:
    place = make_municipality()
    assert queries.next_open_day(place.id, date(2026, 10, 29)) == date(2026, 10, 30)
    make_own_day(place, day=date(2026, 10, 30))
    assert queries.next_open_day(place.id, date(2026, 10, 29)) == date(2026, 11, 2)
    assert queries.next_open_day(place.id, date(2026, 11, 2)) is None
    assert queries.next_open_day(place.id, date(workdays.LAST_YEAR + 1, 4, 23)) is None


def test_what_no_promise_covers_is_due_in_the_municipalitys_own_time(app: Flask) -> None:
    place = make_municipality()
    administrator = make_staff(place, Role.ADMINISTRATOR)
    first = clock.today() + timedelta(days=30)
    make_own_day(place, day=first)
    duty = _owe(place)
    assert duty.first_due_on == workdays.next_working_day(first + timedelta(days=1))
    with clock.held(datetime(workdays.LAST_YEAR, 12, 20, 9, tzinfo=clock.ISTANBUL)):
        _owe(place)
    assert [one[:40] for one in messages(administrator.id)] == [
        "Son gün tatiller bilinmeden hesaplandı: "
    ]


def _owe(place: Municipality) -> Duty:
    with write():
        return services.owe_in_time(
            DutyKind.FINDING,
            municipality_id=place.id,
            subject="Gölge",
            endpoint="answers.list_all",
            object_id=1,
            unit_id=None,
        )


def work() -> None:
    while worker.run_once(TASKS, lambda _message: None):
        pass


@contextmanager
def at(day: date) -> Iterator[None]:
    with clock.held(clock.at_local(day) + timedelta(hours=10)):
        yield


def test_a_year_of_reminders(app: Flask) -> None:
    """Two before, one after, then each week, until answered; the administrator when late."""
    place = make_municipality()
    unit = make_unit(place)
    officer = make_staff(place, Role.UNIT_OFFICER, unit=unit)
    administrator = make_staff(place, Role.ADMINISTRATOR)
    duty = make_duty(place, due=60, unit_id=unit.id)
    due = duty.first_due_on
    heard: list[tuple[int, str]] = []
    for offset in (*range(-9, 17), 21, 22, 23, 330, 337):
        before = len(messages(officer.id))
        with at(due + timedelta(days=offset)):
            work()
            heard += [(offset, message) for message in messages(officer.id)[before:]]
            if offset == 330:
                make_answer(duty, by=officer)
    # On day 330 the weeks that nobody worked are told of once.
    late = [1, 8, 15, 22, 330]
    assert heard == [(-7, SOON), (-1, TOMORROW), *((day, LATE) for day in late)]
    assert messages(administrator.id) == [ESCALATED] * len(late)


def test_a_late_worker_catches_up_once(app: Flask) -> None:
    place = make_municipality()
    officer = make_staff(place, Role.OFFICER)
    duty = make_duty(place, due=10)
    with at(duty.first_due_on + timedelta(days=40)):
        work()
        work()
    assert messages(officer.id) == [LATE]
    with at(duty.first_due_on + timedelta(days=43)):
        work()
    assert messages(officer.id) == [LATE, LATE], "and goes on with the weeks counted from the day"


def test_a_new_date_moves_what_was_to_come(app: Flask) -> None:
    place = make_municipality()
    officer = make_staff(place, Role.OFFICER)
    duty = make_duty(place, due=10)
    later = duty.first_due_on + timedelta(days=30)
    with write() as session:
        services.reschedule(session.get_one(Duty, duty.id), due_on=later)
    with at(duty.first_due_on - timedelta(days=7)):
        work()
    assert messages(officer.id) == [], "the week before the first date says nothing any more"
    with at(duty.first_due_on + timedelta(days=1)):
        work()
    assert messages(officer.id) == [LATE], "late counts from the first date"


def test_the_settings_are_kept_and_audited(app: Flask) -> None:
    place = make_municipality()
    with write():
        services.change_settings(
            place.id,
            by=visitor(make_staff(place, Role.ADMINISTRATOR)),
            days=15,
            counting=Counting.WORKING,
            day_off=DayOff.KEEP,
            least_reason=200,
            alone=False,
        )
    db.session.expire_all()
    found = queries.get_settings(place.id)
    assert (found.days, found.counting, found.least_reason) == (15, Counting.WORKING, 200)
    expected = workdays.add_working_days(clock.today(), 15)
    assert queries.due_day(place.id) == (expected, True)
