"""Working days: the law's holidays, Diyanet's feasts, half-days, leap days, a town's own."""

import itertools
from datetime import date, timedelta

import pytest

from kernel import workdays
from kernel.workdays import DayKind, YearUnknown


def test_the_year_2026_has_these_holidays() -> None:
    found = [(day.isoformat(), one.half) for day, one in workdays.holidays(2026).items()]
    assert found == [
        ("2026-01-01", False),
        ("2026-03-19", True),
        *((f"2026-03-{day}", False) for day in (20, 21, 22)),
        ("2026-04-23", False),
        ("2026-05-01", False),
        ("2026-05-19", False),
        ("2026-05-26", True),
        *((f"2026-05-{day}", False) for day in (27, 28, 29, 30)),
        ("2026-07-15", False),
        ("2026-08-30", False),
        ("2026-10-28", True),
        ("2026-10-29", False),
    ]


def test_every_year_of_the_table_is_a_lunar_year_after_the_one_before() -> None:
    """354 or 355 days: a slip of the pen in a date shows here."""
    for one in (0, 1):
        firsts = [feasts[one] for _year, feasts in sorted(workdays.FEASTS.items())]
        gaps = {(later - first).days for first, later in itertools.pairwise(firsts)}
        assert gaps <= {354, 355}
    assert all(
        (kurban - ramazan).days in (67, 68, 69) for ramazan, kurban in workdays.FEASTS.values()
    )


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 3, 18), DayKind.WORKING),
        (date(2026, 3, 19), DayKind.HALF),  # arife
        (date(2026, 3, 20), DayKind.OFF),
        (date(2026, 3, 23), DayKind.WORKING),  # the fourth day is not a holiday
        (date(2026, 10, 28), DayKind.HALF),
        (date(2026, 10, 29), DayKind.OFF),
        (date(2029, 4, 23), DayKind.OFF),  # arife on 23 Nisan: the whole day
        (date(2023, 10, 28), DayKind.OFF),  # the half-day is a Saturday
        (date(2028, 2, 29), DayKind.WORKING),
        (date(2024, 4, 9), DayKind.HALF),
    ],
)
def test_a_day_is_of_this_kind(day: date, kind: DayKind) -> None:
    assert workdays.day_kind(day) is kind


def test_a_deadline_after_the_feast() -> None:
    assert workdays.next_working_day(date(2026, 5, 27)) == date(2026, 6, 1)
    assert workdays.previous_working_day(date(2026, 5, 31)) == date(2026, 5, 26)
    # Ramazan ends on Monday 28 February 2028; the next day is the leap day.
    assert workdays.next_working_day(date(2028, 2, 26)) == date(2028, 2, 29)


def test_working_days_are_counted_from_the_day_after() -> None:
    friday = date(2026, 3, 13)
    assert workdays.add_working_days(friday, 0) == friday
    assert workdays.add_working_days(friday, 1) == date(2026, 3, 16)
    assert workdays.add_working_days(friday, 5) == date(2026, 3, 23)
    assert workdays.count_working_days(friday, date(2026, 3, 23)) == 5
    assert workdays.count_working_days(friday, friday) == 0
    with pytest.raises(ValueError, match="forward"):
        workdays.add_working_days(friday, -1)


def test_adding_and_counting_agree_over_all_years() -> None:
    day = date(workdays.FIRST_YEAR, 1, 1)
    while day.year < workdays.LAST_YEAR:
        due = workdays.add_working_days(day, 30)
        assert workdays.is_working(due)
        assert workdays.count_working_days(day, due) == 30
        day += timedelta(days=23)


def test_own_days_go_first() -> None:
    own = {
        date(2026, 3, 19): DayKind.OFF,  # administrative leave on the eve
        date(2026, 3, 23): DayKind.OFF,  # bridge
        date(2026, 3, 28): DayKind.WORKING,  # the Saturday worked for it
        date(2026, 3, 27): DayKind.HALF,
    }
    assert workdays.next_working_day(date(2026, 3, 19), own) == date(2026, 3, 24)
    assert workdays.add_working_days(date(2026, 3, 26), 2, own) == date(2026, 3, 28)


def test_a_year_without_feasts_is_never_guessed() -> None:
    beyond = date(workdays.LAST_YEAR + 1, 6, 1)
    with pytest.raises(YearUnknown, match=str(beyond.year)):
        workdays.is_working(beyond)
    with pytest.raises(YearUnknown):
        workdays.add_working_days(date(workdays.LAST_YEAR, 12, 20), 30)
    with pytest.raises(YearUnknown):
        workdays.holidays(workdays.FIRST_YEAR - 1)
    assert workdays.is_working(beyond, {beyond: DayKind.WORKING})
    assert not workdays.knows(beyond.year)
