"""The promise record (söz karnesi): what was owed, and what became of it, by unit and by year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median_low
from typing import NamedTuple

from sqlalchemy import case, func, select

from answers import rules
from answers.models import Duty
from answers.queries.lists import in_state
from answers.rules import DutyState
from kernel import clock
from kernel.db import db
from places.models import Unit

COUNTED = tuple(state for state in DutyState if state is not DutyState.RELEASED)


def count_by_state(municipality_id: int) -> dict[DutyState, int]:
    """The sums of the record; released duties are not owed and not counted."""
    today = clock.today()
    row = db.session.execute(
        select(*(func.sum(case((in_state(state, today), 1), else_=0)) for state in COUNTED)).where(
            Duty.municipality_id == municipality_id
        )
    ).one()
    return {state: int(number or 0) for state, number in zip(COUNTED, row, strict=True)}


TILES = {
    DutyState.ANSWERED: "kept",
    DutyState.ANSWERED_LATE: "late",
    DutyState.OVERDUE: "overdue",
    DutyState.WAITING: "due",
}
WALL_ORDER = ("overdue", "due", "late", "kept")
#: nine rows of eleven; a larger wall says nothing more
WALL = 99


@dataclass(frozen=True)
class PromiseRecord:
    """Söz karnesi: what was owed until now, and what became of it."""

    counts: dict[DutyState, int]
    #: for the macro `wall()`: the last promises, overdue first, then owed, then answered
    tiles: list[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def past_due(self) -> int:
        """Promises whose day has come, or that were kept before it."""
        return self.total - self.counts[DutyState.WAITING]

    @property
    def kept(self) -> int:
        return self.counts[DutyState.ANSWERED]


def promise_record(municipality_id: int) -> PromiseRecord:
    today = clock.today()
    statement = (
        select(Duty.first_due_on, Duty.answered_on, Duty.released_at)
        .where(Duty.municipality_id == municipality_id)
        .where(~in_state(DutyState.RELEASED, today))
        # Those not due yet only fill up: a hundred of them would hide what is late.
        .order_by(in_state(DutyState.WAITING, today), Duty.first_due_on.desc(), Duty.id.desc())
        .limit(WALL)
    )
    tiles = [TILES[rules.state(row, today)] for row in db.session.execute(statement)]
    return PromiseRecord(count_by_state(municipality_id), sorted(tiles, key=WALL_ORDER.index))


# --- by unit and by year ------------------------------------------------------------------------


class Owed(NamedTuple):
    """A duty as the record counts it. The year is that of the promised day."""

    year: int
    unit: str | None
    state: DutyState
    #: from the day it was owed to the day of the answer; None while there is none
    days: int | None


@dataclass
class Line:
    """One line of the record, summed of its duties."""

    counts: dict[DutyState, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    days: list[int] = field(default_factory=list)

    def add(self, owed: Owed) -> None:
        self.counts[owed.state] += 1
        if owed.days is not None:
            self.days.append(owed.days)

    @property
    def promised(self) -> int:
        return sum(self.counts.values())

    @property
    def on_time(self) -> int:
        return self.counts[DutyState.ANSWERED]

    @property
    def late(self) -> int:
        return self.counts[DutyState.ANSWERED_LATE]

    @property
    def overdue(self) -> int:
        return self.counts[DutyState.OVERDUE]

    @property
    def waiting(self) -> int:
        return self.counts[DutyState.WAITING]

    @property
    def median_days(self) -> int | None:
        """The middle answer's days (of two middles the smaller); None without answers."""
        return median_low(self.days) if self.days else None


def list_owed(municipality_id: int) -> list[Owed]:
    """Every duty that was not released, by the one function of states; one query."""
    today = clock.today()
    rows = db.session.execute(
        select(
            Duty.first_due_on,
            Duty.answered_on,
            Duty.released_at,
            Duty.created_at,
            Unit.name,
        )
        .outerjoin(Unit, Unit.id == Duty.unit_id)
        .where(Duty.municipality_id == municipality_id)
        .order_by(Duty.first_due_on, Duty.id)
    )
    found = [
        Owed(
            row.first_due_on.year,
            row.name,
            rules.state(row, today),
            _days(row.created_at, row.answered_on),
        )
        for row in rows
    ]
    return [one for one in found if one.state is not DutyState.RELEASED]


def _days(created_at: datetime, answered_on: date | None) -> int | None:
    if answered_on is None:
        return None
    return max((answered_on - clock.local(created_at).date()).days, 0)


def summed(owed: Iterable[Owed]) -> Line:
    line = Line()
    for one in owed:
        line.add(one)
    return line


def by_year(owed: Iterable[Owed]) -> dict[int, Line]:
    """Newest year first."""
    lines: dict[int, Line] = defaultdict(Line)
    for one in owed:
        lines[one.year].add(one)
    return dict(sorted(lines.items(), reverse=True))


def by_unit(owed: Iterable[Owed]) -> dict[str | None, Line]:
    """The unit with most promises first; without a unit last."""
    lines: dict[str | None, Line] = defaultdict(Line)
    for one in owed:
        lines[one.unit].add(one)
    ranked = sorted(
        lines.items(), key=lambda item: (item[0] is None, -item[1].promised, item[0] or "")
    )
    return dict(ranked)


def by_year_and_unit(owed: Iterable[Owed]) -> dict[tuple[int, str | None], Line]:
    lines: dict[tuple[int, str | None], Line] = defaultdict(Line)
    for one in owed:
        lines[one.year, one.unit].add(one)
    return dict(sorted(lines.items(), key=lambda item: (-item[0][0], item[0][1] or "\uffff")))
