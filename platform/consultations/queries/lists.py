"""Lists of consultations: small rows, filters, figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    union_all,
)

from answers.models import Duty
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
)
from consultations.rules import Stage
from journeys.models import Journey
from kernel import clock
from kernel.db import db
from kernel.text import fold
from places.models import Unit


@dataclass(frozen=True)
class ActivityRow:
    """What trace and card need of an activity."""

    consultation_id: int
    kind: ActivityKind
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    contribution_count: int


def rows(municipality_id: int) -> Select[*tuple[Any, ...]]:
    """The statement behind the public list; a page adds filter, order and keys."""
    return (
        select(
            Consultation.id,
            Consultation.number,
            Consultation.title,
            Consultation.summary,
            Consultation.area,
            Consultation.state,
            Consultation.asked_by,
            Consultation.published_at,
            Consultation.ended_at,
            Duty.first_due_on,
            Duty.due_on,
            Duty.answered_on,
            Duty.released_at,
            Unit.name.label("unit"),
            Journey.status.label("status"),
            Journey.moved_at.label("moved_at"),
            _rank(clock.now()).label("rank"),
        )
        .outerjoin(Duty, Duty.id == Consultation.duty_id)
        .outerjoin(Journey, Journey.id == Consultation.journey_id)
        .outerjoin(Unit, Unit.id == Consultation.unit_id)
        .where(
            Consultation.municipality_id == municipality_id,
            Consultation.state != ConsultationState.DRAFT,
        )
    )


def _rank(now: datetime) -> ColumnElement[int]:
    """What one can take part in, what is overdue, owed, to come, and done."""
    waiting = in_stage(Stage.WAITING, now)
    order = (
        in_stage(Stage.OPEN, now),
        and_(waiting, Duty.first_due_on < clock.today()),
        waiting,
        in_stage(Stage.UPCOMING, now),
    )
    return case(*((one, place) for place, one in enumerate(order)), else_=len(order))


def list_activity_rows(consultation_ids: Sequence[int]) -> dict[int, list[ActivityRow]]:
    """By consultation, for a page of the list."""
    found: dict[int, list[ActivityRow]] = {number: [] for number in consultation_ids}
    statement = (
        select(
            Activity.consultation_id,
            Activity.kind,
            Activity.title,
            Activity.opens_at,
            Activity.closes_at,
            Activity.contribution_count,
        )
        .where(Activity.consultation_id.in_(consultation_ids))
        .order_by(Activity.position, Activity.id)
    )
    for values in db.session.execute(statement):
        row = ActivityRow(*values)
        found[row.consultation_id].append(row)
    return found


def matching(words: str) -> ColumnElement[bool]:
    """Every word somewhere in title, summary or place, in any spelling of Turkish letters."""
    return and_(
        *(Consultation.folded.contains(word, autoescape=True) for word in fold(words).split()[:10])
    )


def asked_by(who: AskedBy) -> ColumnElement[bool]:
    return Consultation.asked_by == who


def in_stage(wanted: Stage, now: datetime) -> ColumnElement[bool]:
    """`rules.stage` as a condition; a test compares the two."""
    unanswered = Duty.answered_on.is_(None)
    runs = Consultation.state == ConsultationState.PUBLISHED
    open_now = and_(runs, _some(Activity.opens_at <= now, _not_over(now)))
    coming = and_(runs, _some(or_(Activity.opens_at.is_(None), Activity.opens_at > now)))
    match wanted:
        case Stage.DRAFT:
            return Consultation.state == ConsultationState.DRAFT
        case Stage.ANSWERED:
            return Duty.answered_on.is_not(None)
        case Stage.OPEN:
            return and_(unanswered, open_now)
        case Stage.UPCOMING:
            return and_(unanswered, ~open_now, coming)
        case Stage.WAITING:
            return and_(
                unanswered, ~open_now, ~coming, Consultation.state != ConsultationState.DRAFT
            )


def _not_over(now: datetime) -> ColumnElement[bool]:
    return or_(Activity.closes_at.is_(None), Activity.closes_at > now)


def _some(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Activity.id)
        .where(Activity.consultation_id == Consultation.id, *conditions)
        .correlate(Consultation)
        .exists()
    )


def count_by_stage(municipality_id: int) -> dict[Stage, int]:
    """One row for the filter's figures."""
    now = clock.now()
    stages = [stage for stage in Stage if stage is not Stage.DRAFT]
    row = db.session.execute(
        select(*(func.sum(case((in_stage(stage, now), 1), else_=0)) for stage in stages))
        .select_from(Consultation)
        .outerjoin(Duty, Duty.id == Consultation.duty_id)
        .where(
            Consultation.municipality_id == municipality_id,
            Consultation.state != ConsultationState.DRAFT,
        )
    ).one()
    return {stage: int(number or 0) for stage, number in zip(stages, row, strict=True)}


def next_moment(municipality_id: int) -> datetime | None:
    """When the next activity opens or closes: a kept list ends then."""
    now = clock.now()
    ahead = [
        select(func.min(column)).where(Activity.municipality_id == municipality_id, column > now)
        for column in (Activity.opens_at, Activity.closes_at)
    ]
    found = [moment for (moment,) in db.session.execute(union_all(*ahead)) if moment is not None]
    return min(found, default=None)


def list_open(municipality_id: int, *, limit: int = 6) -> list[Any]:
    """For the municipality's home: what one can take part in now, the latest first."""
    statement = (
        rows(municipality_id)
        .where(in_stage(Stage.OPEN, clock.now()))
        .order_by(Consultation.published_at.desc(), Consultation.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(statement))


def list_desk(municipality_id: int, askers: Sequence[AskedBy]) -> list[Any]:
    """Drafts first, then what runs, for those who ask in these names."""
    draft_first = case((Consultation.state == ConsultationState.DRAFT, 0), else_=1)
    statement = (
        select(
            Consultation.id,
            Consultation.number,
            Consultation.title,
            Consultation.state,
            Consultation.asked_by,
            Consultation.created_at,
            Consultation.published_at,
            Duty.first_due_on,
            Duty.due_on,
            Duty.answered_on,
            Duty.released_at,
        )
        .outerjoin(Duty, Duty.id == Consultation.duty_id)
        .where(
            Consultation.municipality_id == municipality_id,
            Consultation.asked_by.in_(askers),
        )
        .order_by(draft_first, Consultation.id.desc())
        .limit(200)
    )
    return list(db.session.execute(statement))


# --- the person's own data ----------------------------------------------------------------------


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What somebody wrote here by name: consultations they made as staff."""
    made = db.session.execute(
        select(Consultation.title, Consultation.created_at)
        .where(Consultation.created_by_id == person_id)
        .order_by(Consultation.id)
    )
    return {
        "consultations_made": [
            {"title": row.title, "created_at": row.created_at.isoformat()} for row in made
        ]
    }
