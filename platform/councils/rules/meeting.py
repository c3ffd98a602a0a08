"""When a body may meet, and on which days a municipal council usually does. Pure arithmetic."""

from collections.abc import Mapping
from datetime import date, timedelta

from councils.words import Quorum
from kernel.workdays import NO_DAYS, DayKind, next_working_day

MONDAY = 0


def needed(quorum: Quorum, value: int, members: int) -> int:
    """How many full members must be there; never less than one."""
    wanted = {
        Quorum.NONE: 1,
        Quorum.MAJORITY: members // 2 + 1,
        # A part of a person is a person.
        Quorum.SHARE: -(-members * value // 100),
        Quorum.NUMBER: value,
    }[quorum]
    return max(1, wanted)


def has_quorum(quorum: Quorum, value: int, *, members: int, present: int) -> bool:
    return present >= needed(quorum, value, members)


def planned_days(
    year: int, *, recess: int | None, own: Mapping[date, DayKind] = NO_DAYS
) -> list[date]:
    """The first Monday of every month, or the first working day after it (5393 m.20: first week).

    `recess`: the month in which the council does not meet. Raises `kernel.workdays.YearUnknown`.
    """
    days = []
    for month in range(1, 13):
        if month != recess:
            first = date(year, month, 1)
            monday = first + timedelta(days=(MONDAY - first.weekday()) % 7)
            days.append(next_working_day(monday, own))
    return days
