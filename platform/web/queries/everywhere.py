"""Reads of the installation's home, over all municipalities."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from answers.models import Answer, AnswerState, Duty
from answers.queries import in_state
from answers.rules import DutyState
from consultations.models import Activity, ActivityKind, Consultation, ConsultationState
from kernel import clock
from kernel.db import db
from places.models import Municipality, Unit
from proposals.models import Proposal

WEEK = timedelta(days=7)


class Town(NamedTuple):
    slug: str
    name: str
    open: int
    overdue: int
    due: int
    kept: int


def list_towns() -> list[Town]:
    """Every municipality: what is open, and how it keeps its promises."""
    today, now = clock.today(), clock.now()

    def duties(*conditions: ColumnElement[bool]) -> Any:
        statement = select(func.count(Duty.id)).where(
            Duty.municipality_id == Municipality.id, *conditions
        )
        return statement.correlate(Municipality).scalar_subquery()

    open_now = (
        select(func.count(Activity.id))
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(
            Activity.municipality_id == Municipality.id,
            Consultation.state == ConsultationState.PUBLISHED,
            Activity.opens_at <= now,
            or_(Activity.closes_at.is_(None), Activity.closes_at > now),
        )
        .correlate(Municipality)
        .scalar_subquery()
    )
    past = or_(*(in_state(state, today) for state in PAST))
    rows = db.session.execute(
        select(
            Municipality.slug,
            Municipality.official_name,
            open_now,
            duties(in_state(DutyState.OVERDUE, today)),
            duties(past),
            duties(in_state(DutyState.ANSWERED, today)),
        )
        .order_by(Municipality.name, Municipality.id)
        .limit(500)
    )
    return [Town(*row) for row in rows]


#: promises whose day has come, or that were kept before it
PAST = (DutyState.OVERDUE, DutyState.ANSWERED, DutyState.ANSWERED_LATE)


class OpenRow(NamedTuple):
    kind: ActivityKind
    title: str
    closes_at: datetime | None
    consultation_id: int
    consultation: str
    slug: str
    town: str


def list_open_everywhere(limit: int = 12) -> list[OpenRow]:
    now = clock.now()
    rows = db.session.execute(
        select(
            Activity.kind,
            Activity.title,
            Activity.closes_at,
            Consultation.id,
            Consultation.title,
            Municipality.slug,
            Municipality.name,
        )
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .join(Municipality, Municipality.id == Activity.municipality_id)
        .where(
            Consultation.state == ConsultationState.PUBLISHED,
            Activity.opens_at <= now,
            or_(Activity.closes_at.is_(None), Activity.closes_at > now),
        )
        .order_by(Activity.closes_at.is_(None), Activity.closes_at, Activity.id)
        .limit(limit)
    )
    return [OpenRow(*row) for row in rows]


def next_opening() -> datetime | None:
    return db.session.scalar(
        select(func.min(Activity.opens_at))
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(Consultation.state == ConsultationState.PUBLISHED, Activity.opens_at > clock.now())
    )


class DutyLine(NamedTuple):
    """An answer or a debt of any municipality."""

    subject: str
    endpoint: str
    object_id: int
    first_due_on: date
    answered_on: date | None
    released_at: datetime | None
    decision: Any
    summary: str | None
    published_at: datetime | None
    slug: str
    town: str


def _lines() -> Select[Any]:
    columns: list[Any] = [
        Duty.subject,
        Duty.endpoint,
        Duty.object_id,
        Duty.first_due_on,
        Duty.answered_on,
        Duty.released_at,
        Answer.decision,
        Answer.summary,
        Answer.published_at,
        Municipality.slug,
        Municipality.name,
    ]
    published = and_(Answer.duty_id == Duty.id, Answer.state == AnswerState.PUBLISHED)
    return (
        select(*columns)
        .join(Municipality, Municipality.id == Duty.municipality_id)
        .outerjoin(Answer, published)
    )


def list_answered_everywhere(limit: int = 6) -> list[DutyLine]:
    """The last seven days, the latest first."""
    statement = (
        _lines()
        .where(Answer.published_at >= clock.now() - WEEK)
        .order_by(Answer.published_at.desc(), Answer.id.desc())
    )
    return [DutyLine(*row) for row in db.session.execute(statement.limit(limit))]


class LateRow(NamedTuple):
    """A consultation that owes answers past their day: its own, or those of its proposals."""

    consultation_id: int
    title: str
    unit: str | None
    slug: str
    town: str
    first_due_on: date
    due_on: date
    proposals: int

    @property
    def days(self) -> int:
        return -clock.days_until(self.first_due_on)


def list_overdue(municipality_id: int | None = None, limit: int = 8) -> list[LateRow]:
    """The longest debt first; without a municipality, of all."""
    owner = func.coalesce(_asked.id, Proposal.consultation_id)
    first = func.min(Duty.first_due_on)
    head = Consultation.id, Consultation.title, Unit.name, Municipality.slug, Municipality.name
    statement = (
        select(*head, first, func.max(Duty.due_on), func.count(Proposal.id))
        .select_from(Duty)
        .outerjoin(_asked, _asked.duty_id == Duty.id)
        .outerjoin(Proposal, Proposal.duty_id == Duty.id)
        .join(Consultation, Consultation.id == owner)
        .join(Municipality, Municipality.id == Consultation.municipality_id)
        .outerjoin(Unit, Unit.id == Consultation.unit_id)
        .where(in_state(DutyState.OVERDUE, clock.today()))
        .group_by(*head)
        .order_by(first, Consultation.id)
        .limit(limit)
    )
    if municipality_id is not None:
        statement = statement.where(Duty.municipality_id == municipality_id)
    return [LateRow(*row) for row in db.session.execute(statement)]


#: the consultation that a duty answers itself
_asked = aliased(Consultation)
