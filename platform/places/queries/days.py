"""A municipality's own working days and days off."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from kernel import workdays
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.workdays import DayKind, Feast, First, Holiday
from places.models import FeastDay, OwnDay


def own_days(municipality_id: int) -> dict[date, DayKind]:
    """For `kernel.workdays`: every day on which this municipality differs from the calendar.

    Of years whose feasts it has entered: every day.
    """
    entered = list_feasts(municipality_id)
    found: dict[date, DayKind] = {}
    for year in known_years(entered):
        found.update(workdays.days_of(year, entered))
    rows = db.session.execute(
        select(OwnDay.day, OwnDay.kind).where(OwnDay.municipality_id == municipality_id)
    )
    return {**found, **{row.day: row.kind for row in rows}}


def list_feasts(municipality_id: int) -> list[First]:
    """Entered by the municipality, for years that the calendar of the house does not know."""
    rows = db.session.execute(
        select(FeastDay.feast, FeastDay.first_on)
        .where(FeastDay.municipality_id == municipality_id)
        .order_by(FeastDay.first_on)
    )
    return [(row.feast, row.first_on) for row in rows]


def known_years(entered: list[First]) -> list[int]:
    """Years with both feasts; those of the house's own calendar are not asked for."""
    found: dict[int, set[Feast]] = {}
    for feast, first in entered:
        found.setdefault(first.year, set()).add(feast)
    return [
        year for year, feasts in found.items() if feasts == set(Feast) and not workdays.knows(year)
    ]


def get_feast_day(feast_day_id: int, for_: Visitor = NOBODY) -> FeastDay:
    return db.session.scalars(select(FeastDay).where(FeastDay.id == feast_day_id)).one()


def list_feast_days(municipality_id: int, year: int) -> list[FeastDay]:
    """Of a year, to be shown and taken out."""
    return list(
        db.session.scalars(
            select(FeastDay)
            .where(
                FeastDay.municipality_id == municipality_id,
                FeastDay.first_on.between(date(year, 1, 1), date(year, 12, 31)),
            )
            .order_by(FeastDay.first_on)
        )
    )


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
    for holiday in _holidays(municipality_id, year):
        kind = DayKind.HALF if holiday.half else DayKind.OFF
        rows.append(DayRow(holiday.day, kind, holiday.name, None))
    return sorted(rows, key=lambda row: (row.day, row.own_id is None))


def _holidays(municipality_id: int, year: int) -> list[Holiday]:
    """None where the feasts are not known."""
    if workdays.knows(year):
        return list(workdays.holidays(year).values())
    entered = list_feasts(municipality_id)
    if year not in known_years(entered):
        return []
    return list(workdays.with_feasts(year, entered).values())
