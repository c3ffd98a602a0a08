"""Days of the first gate by activity: what is due soon, and what is late."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from consultations.models import Activity, AskedBy, Consultation
from journeys.models import Journey, Status
from kernel import clock
from kernel.db import db
from kernel.rules import Role
from places.models import Staff
from proposals.assessments import DAYS, EvaluationDays
from proposals.evaluating import Days, preliminary_due
from proposals.models import Proposal, ProposalState


@dataclass(frozen=True)
class Gate:
    """Proposals of one activity that nobody has looked at."""

    activity_id: int
    municipality_id: int
    title: str
    asked_by: AskedBy
    closes_at: datetime | None
    first: datetime
    last: datetime
    days: int


def _waiting(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(
            Proposal.state == ProposalState.PUBLISHED,
            Journey.status == Status.PUBLISHED,
        )
    )


def list_waiting(activity_id: int | None = None) -> list[Gate]:
    """One row an activity, however many proposals wait there."""
    statement = (
        _waiting(
            Activity.id,
            Activity.municipality_id,
            Consultation.title,
            Consultation.asked_by,
            Activity.closes_at,
            func.min(Proposal.published_at),
            func.max(Proposal.published_at),
            func.coalesce(func.max(EvaluationDays.preliminary), DAYS[0]),
        )
        .join(Activity, Activity.id == Proposal.activity_id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .outerjoin(EvaluationDays, EvaluationDays.municipality_id == Activity.municipality_id)
        .group_by(
            Activity.id,
            Activity.municipality_id,
            Consultation.title,
            Consultation.asked_by,
            Activity.closes_at,
        )
        .order_by(Activity.id)
    )
    if activity_id is not None:
        statement = statement.where(Activity.id == activity_id)
    return [Gate(*row) for row in db.session.execute(statement)]


def due_days(gate: Gate, first: date, last: date) -> dict[date, int]:
    """The days between the two on which something is due, with how many proposals."""
    if not _reaches(gate, first, last):
        return {}
    found = Counter(day for day, _author in _dues(gate))
    return {day: number for day, number in found.items() if first <= day <= last}


def _reaches(gate: Gate, first: date, last: date) -> bool:
    """Without a look at the proposals: whether any day between the two can be meant."""
    return _due(gate, gate.first) <= last and _due(gate, gate.last) >= first


def _due(gate: Gate, published_at: datetime) -> date:
    closes = None if gate.closes_at is None else clock.last_day(gate.closes_at)
    days = Days(gate.days, *DAYS[1:])
    return preliminary_due(clock.local(published_at).date(), closes, days)


def _dues(gate: Gate) -> Iterator[tuple[date, int]]:
    rows = db.session.execute(
        _waiting(Proposal.published_at, Proposal.author_id)
        .where(Proposal.activity_id == gate.activity_id)
        .order_by(Proposal.id)
    )
    for row in rows:
        yield _due(gate, row.published_at), row.author_id


def list_authors_due(gate: Gate, day: date) -> list[int]:
    """One entry a proposal that is due on that day."""
    return [author for due, author in _dues(gate) if due == day]


def list_officers(gate: Gate, but_not: Collection[int]) -> list[int]:
    """Of whoever asks."""
    council = gate.asked_by is AskedBy.CITY_COUNCIL
    officer = Role.COUNCIL_OFFICER if council else Role.OFFICER
    found = db.session.scalars(
        select(Staff.person_id).where(
            Staff.municipality_id == gate.municipality_id,
            Staff.role.in_([officer, Role.ADMINISTRATOR]),
        )
    )
    return sorted({person for person in found if person not in but_not})
