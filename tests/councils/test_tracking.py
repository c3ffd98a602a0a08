"""The clock of an opinion over a year: holidays, recess, leap day, postponed sessions."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.rules import DutyState
from councils.rules import (
    Planned,
    Stage,
    Step,
    Way,
    agenda_state,
    due_sitting,
    has_quorum,
    needed,
    next_sitting,
    planned_days,
    stage,
    track,
)
from councils.words import Quorum
from kernel.workdays import YearUnknown, is_working

DAY = timedelta(days=1)


def calendar(year: int, recess: int | None = 8) -> list[Planned]:
    return [Planned(n, on) for n, on in enumerate(planned_days(year, recess=recess))]


def test_a_year_meets_on_its_first_working_mondays() -> None:
    days = planned_days(2027, recess=8)
    assert [day.month for day in days] == [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12]
    assert all(is_working(day) for day in days)
    assert {day for day in days if day.weekday() != 0} == set()
    # Kurban Bayramı 2025 began on Friday, 6 June; the first Monday was the 2nd.
    assert planned_days(2025, recess=None)[5] == date(2025, 6, 2)


def test_a_holiday_moves_the_session_to_the_first_working_day() -> None:
    # Ramazan Bayramı 2030: 4 to 6 February, Monday to Wednesday.
    assert planned_days(2030, recess=None)[1] == date(2030, 2, 7)
    # 1 May 2028 is a Monday.
    assert planned_days(2028, recess=None)[4] == date(2028, 5, 2)
    with pytest.raises(YearUnknown):
        planned_days(2099, recess=None)


def test_what_is_handed_over_in_july_waits_out_the_recess() -> None:
    days = calendar(2027)
    found = due_sitting(days, date(2027, 7, 20))
    assert found is not None
    assert found.on == date(2027, 9, 6)
    # On the day of a session it is too late for that session.
    assert due_sitting(days, date(2027, 9, 6)) == days[8]
    assert due_sitting(days, date(2027, 12, 31)) is None


def test_the_leap_day_counts() -> None:
    way = Way(date(2028, 2, 1), date(2028, 2, 28), first_due_on=date(2028, 3, 6))
    assert agenda_state(way, date(2028, 2, 29)) == (DutyState.WAITING, 6)
    assert agenda_state(way, date(2028, 3, 7)) == (DutyState.OVERDUE, 1)


def test_cancelled_and_extraordinary_sessions_are_no_turn() -> None:
    handed = date(2027, 1, 20)
    days = [
        Planned(1, date(2027, 1, 25), extraordinary=True),
        Planned(2, date(2027, 2, 1), cancelled=True),
        Planned(3, date(2027, 2, 15)),
    ]
    found = due_sitting(days, handed)
    assert found is not None
    assert found.id == 3
    assert next_sitting(days, date(2027, 2, 15)) == days[2]
    assert next_sitting(days, date(2027, 2, 16)) is None


ADOPTED, HANDED, FIRST = date(2027, 1, 5), date(2027, 1, 12), date(2027, 2, 1)


@pytest.mark.parametrize(
    ("way", "today", "expected"),
    [
        (Way(ADOPTED), FIRST, Stage.ADOPTED),
        (Way(ADOPTED, HANDED), FIRST + 99 * DAY, Stage.WAITING),
        (Way(ADOPTED, HANDED, FIRST), FIRST, Stage.WAITING),
        (Way(ADOPTED, HANDED, FIRST), FIRST + DAY, Stage.OVERDUE),
        # Postponed: due later, red all the same.
        (Way(ADOPTED, HANDED, FIRST, FIRST + 7 * DAY), FIRST + DAY, Stage.OVERDUE),
        (Way(ADOPTED, HANDED, FIRST, agenda_on=FIRST), FIRST - DAY, Stage.ON_AGENDA),
        (Way(ADOPTED, HANDED, FIRST, agenda_on=FIRST), FIRST + 9 * DAY, Stage.ON_AGENDA),
        (
            Way(ADOPTED, HANDED, FIRST, agenda_on=FIRST, referred_on=FIRST),
            FIRST + DAY,
            Stage.IN_COMMITTEE,
        ),
        (Way(ADOPTED, HANDED, FIRST, agenda_on=FIRST, decided_on=FIRST), FIRST, Stage.DECIDED),
        (
            Way(ADOPTED, HANDED, FIRST, agenda_on=FIRST, decided_on=FIRST, told_on=FIRST),
            FIRST,
            Stage.TOLD,
        ),
    ],
)
def test_stage(way: Way, today: date, expected: Stage) -> None:
    assert stage(way, today) is expected


def test_every_step_has_its_clock() -> None:
    way = Way(ADOPTED, HANDED, FIRST, FIRST, answer_due_on=FIRST + 30 * DAY)
    states = {stop.step: stop.state for stop in track(way, FIRST + 5 * DAY)}
    assert states == {
        Step.ADOPTED: "done",
        Step.HANDED: "done",
        Step.AGENDA: "late",
        Step.COMMITTEE: "skip",
        Step.DECISION: "next",
        Step.TOLD: "next",
        Step.ANNOUNCED: "next",
    }
    late = {stop.step: stop.days for stop in track(way, FIRST + 35 * DAY) if stop.state == "late"}
    assert late == {Step.AGENDA: 35, Step.TOLD: 5}


def test_the_committee_is_now_until_the_council_decides() -> None:
    way = Way(ADOPTED, HANDED, FIRST, FIRST, agenda_on=FIRST, referred_on=FIRST)
    states = [stop.state for stop in track(way, FIRST + DAY)]
    assert states == ["done", "done", "done", "now", "next", "next", "next"]


@given(
    handed=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ahead=st.integers(0, 800),
    recess=st.sampled_from([None, 7, 8]),
)
def test_red_begins_once_and_never_goes_by_itself(
    handed: date, ahead: int, recess: int | None
) -> None:
    days = calendar(2026, recess) + calendar(2027, recess)
    found = due_sitting(days, handed)
    assert found is not None
    assert handed < found.on <= handed + 70 * DAY
    way = Way(handed, handed, found.on)
    states = [stage(way, handed + n * DAY) for n in (ahead, ahead + 1)]
    assert (states[0] is Stage.OVERDUE) == (handed + ahead * DAY > found.on)
    assert all(not (a is Stage.OVERDUE and b is Stage.WAITING) for a, b in pairwise(states))


@pytest.mark.parametrize(
    ("quorum", "value", "members", "least"),
    [
        (Quorum.NONE, 0, 90, 1),
        (Quorum.MAJORITY, 0, 90, 46),
        (Quorum.MAJORITY, 0, 91, 46),
        (Quorum.MAJORITY, 0, 0, 1),
        (Quorum.SHARE, 33, 90, 30),
        (Quorum.SHARE, 34, 90, 31),
        (Quorum.NUMBER, 7, 90, 7),
    ],
)
def test_quorum(quorum: Quorum, value: int, members: int, least: int) -> None:
    assert needed(quorum, value, members) == least
    assert has_quorum(quorum, value, members=members, present=least)
    assert not has_quorum(quorum, value, members=members, present=least - 1)
