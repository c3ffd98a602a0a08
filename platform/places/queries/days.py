"""A municipality's own working days and days off."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from kernel import workdays
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.workdays import DayKind
from places.models import OwnDay


def own_days(municipality_id: int) -> dict[date, DayKind]:
    """For `kernel.workdays`: every day on which this municipality differs from the calendar."""
    rows = db.session.execute(
        select(OwnDay.day, OwnDay.kind).where(OwnDay.municipality_id == municipality_id)
    )
    return {row.day: row.kind for row in rows}


def get_own_day(own_day_id: int, for_: Visitor = NOBODY) -> OwnDay:
    return db.session.scalars(select(OwnDay).where(OwnDay.id == own_day_id)).one()


class DayRow(NamedTuple):
    """A line of the year: an official holiday (`own_id` None) or a day of the municipality."""

    day: date
    kind: DayKind
    name: str
    own_id: int | None


def list_days(municipality_id: int, year: int) -> list[DayRow]:
    """The year's official holidays, where they are known, and the municipality's own days."""
    own = db.session.scalars(
        select(OwnDay)
        .where(
            OwnDay.municipality_id == municipality_id,
            OwnDay.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(OwnDay.day)
    )
    rows = [DayRow(one.day, one.kind, one.name, one.id) for one in own]
    if workdays.knows(year):
        for one in workdays.holidays(year).values():
            kind = DayKind.HALF if one.half else DayKind.OFF
            rows.append(DayRow(one.day, kind, one.name, None))
    return sorted(rows, key=lambda row: (row.day, row.own_id is None))
