"""Opinions of the kent konseyi with the facts of their way."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from answers.models import Duty
from councils import rules
from councils.models import Body, Item, Opinion, Sitting
from councils.queries.agenda import calendar
from councils.rules import Planned, Stage, Way
from councils.words import Outcome
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor

MOST = 300


def get_opinion(opinion_id: int, for_: Visitor = NOBODY) -> Opinion:
    return db.session.scalars(
        select(Opinion)
        .where(Opinion.id == opinion_id)
        .options(
            joinedload(Opinion.body).joinedload(Body.organisation),
            joinedload(Opinion.item),
            joinedload(Opinion.journey),
            joinedload(Opinion.duty),
        )
    ).one()


def of_item(item_id: int) -> Opinion | None:
    """The opinion that this item of an agenda is about."""
    found = select(Opinion).where(Opinion.item_id == item_id)
    return db.session.scalar(found.options(joinedload(Opinion.body), joinedload(Opinion.journey)))


@dataclass(frozen=True)
class OpinionRow:
    """Where an opinion stands: the line of a list, and the trace of its page."""

    id: int
    title: str
    body: str
    way: Way
    stage: Stage
    stops: tuple[rules.Stop[rules.Step], ...]
    outcome: Outcome | None
    decision_number: str

    @property
    def late_days(self) -> int:
        """Of the red."""
        return max((stop.days for stop in self.stops if stop.state == "late"), default=0)


_COLUMNS = (
    Opinion.id,
    Opinion.title,
    Body.name.label("body"),
    Opinion.adopted_on,
    Opinion.handed_on,
    Opinion.first_due_on,
    Opinion.told_on,
    Opinion.announced_on,
    Item.referred_on,
    Item.decided_on,
    Item.outcome,
    Item.decision_number,
    Sitting.starts_at,
    Sitting.cancelled_at,
    Duty.first_due_on.label("answer_due_on"),
)


def _rows(*wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .join(Body, Body.id == Opinion.body_id)
        .outerjoin(Item, Item.id == Opinion.item_id)
        .outerjoin(Sitting, Sitting.id == func.coalesce(Item.first_sitting_id, Item.sitting_id))
        .outerjoin(Duty, Duty.id == Opinion.duty_id)
        .where(*wanted)
        .order_by(Opinion.adopted_on.desc(), Opinion.id.desc())
        .limit(MOST)
    )


def get_row(opinion_id: int, days: list[Planned]) -> OpinionRow:
    """`days`: the council's calendar."""
    return _row(db.session.execute(_rows(Opinion.id == opinion_id)).one(), days, clock.today())


def list_opinions(municipality_id: int) -> list[OpinionRow]:
    """The latest first; two queries, however many there are."""
    return _listed(municipality_id, Opinion.municipality_id == municipality_id)


def list_adopted(gathering_id: int, municipality_id: int) -> list[OpinionRow]:
    """By one meeting."""
    return _listed(municipality_id, Opinion.gathering_id == gathering_id)


def list_waiting(municipality_id: int) -> list[OpinionRow]:
    """Handed over and on no agenda yet, for the municipality's desk; the longest first."""
    found = _listed(
        municipality_id,
        Opinion.municipality_id == municipality_id,
        Opinion.handed_on.is_not(None),
        Opinion.told_on.is_(None),
    )
    return sorted(found, key=lambda row: (row.way.handed_on or date.max, row.id))


def _listed(municipality_id: int, *wanted: ColumnElement[bool]) -> list[OpinionRow]:
    rows = db.session.execute(_rows(*wanted)).all()
    days = calendar(municipality_id) if rows else []
    return [_row(row, days, clock.today()) for row in rows]


def _row(row: Any, days: list[Planned], today: date) -> OpinionRow:
    due = None if row.handed_on is None else rules.due_sitting(days, row.handed_on)
    sits = row.starts_at is not None and row.cancelled_at is None
    made = Way(
        adopted_on=row.adopted_on,
        handed_on=row.handed_on,
        first_due_on=row.first_due_on,
        due_on=None if due is None else due.on,
        agenda_on=clock.local(row.starts_at).date() if sits else None,
        referred_on=row.referred_on,
        decided_on=row.decided_on,
        answer_due_on=row.answer_due_on,
        told_on=row.told_on,
        announced_on=row.announced_on,
    )
    return OpinionRow(
        row.id,
        row.title,
        row.body,
        made,
        rules.stage(made, today),
        rules.track(made, today),
        row.outcome,
        row.decision_number or "",
    )


def list_undue(municipality_id: int) -> list[Opinion]:
    """Handed over when the calendar had no session to come."""
    return list(
        db.session.scalars(
            select(Opinion)
            .where(
                Opinion.municipality_id == municipality_id,
                Opinion.handed_on.is_not(None),
                Opinion.first_due_on.is_(None),
            )
            .order_by(Opinion.id)
        )
    )


def list_owed(municipality_id: int) -> list[Opinion]:
    """Handed over, and the kent konseyi has not been told yet."""
    return list(
        db.session.scalars(
            select(Opinion)
            .where(
                Opinion.municipality_id == municipality_id,
                Opinion.handed_on.is_not(None),
                Opinion.told_on.is_(None),
            )
            .options(joinedload(Opinion.duty))
            .order_by(Opinion.id)
        )
    )
