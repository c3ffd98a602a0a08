"""What an action can be made from: accepting answers, and the proposals they let through."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from answers.models import Answer, AnswerState, Decision, Duty
from consultations.models import Consultation
from journeys.models import Journey, Status
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from places.models import Unit
from proposals.models import Proposal
from roadmap.models import Action, ActionState
from roadmap.rules import Source

ACCEPTING = (Decision.ACCEPTED, Decision.PARTLY)
#: what a vote or an answer let through, and no action carries yet
CARRIABLE = (Status.CHOSEN, Status.ACCEPTED, Status.PARTLY, Status.CANCELLED)


def get_source(answer_id: int, for_: Visitor = NOBODY) -> Source:
    row = db.session.execute(
        select(
            Answer.municipality_id,
            Answer.state,
            Answer.decision,
            Answer.summary,
            Answer.unit_id,
            Duty.unit_id.label("duty_unit_id"),
            Duty.subject,
            Proposal.id.label("proposal_id"),
            Proposal.cost_kurus,
            Proposal.consultation_id.label("proposals_consultation_id"),
            Journey.status,
            Consultation.id.label("consultation_id"),
        )
        .join(Duty, Duty.id == Answer.duty_id)
        .outerjoin(Proposal, Proposal.duty_id == Duty.id)
        .outerjoin(Journey, Journey.id == Proposal.journey_id)
        .outerjoin(Consultation, Consultation.duty_id == Duty.id)
        .where(Answer.id == answer_id)
    ).one()
    return Source(
        answer_id=answer_id,
        municipality_id=row.municipality_id,
        answer_state=row.state,
        decision=row.decision,
        unit_id=row.unit_id or row.duty_unit_id,
        title=row.subject[:200],
        text=row.summary,
        cost_kurus=row.cost_kurus,
        consultation_id=row.consultation_id or row.proposals_consultation_id,
        proposal_id=row.proposal_id,
        status=row.status,
    )


class Promised(NamedTuple):
    """An accepting answer from which an action can be made."""

    answer_id: int
    subject: str
    summary: str
    published_at: Any
    unit_id: int | None
    unit_name: str | None
    #: actions that the same answer has already led to (a consultation may lead to many)
    actions: int


def list_sources(municipality_id: int, unit_ids: Collection[int] | None = None) -> list[Promised]:
    """Accepted, published, and not yet on the roadmap; consultations stay in the list."""
    made = (
        select(func.count(Action.id))
        .where(Action.answer_id == Answer.id, Action.state != ActionState.CANCELLED)
        .correlate(Answer)
        .scalar_subquery()
    )
    unit_id = func.coalesce(Answer.unit_id, Duty.unit_id)
    statement = (
        select(
            Answer.id,
            Duty.subject,
            Answer.summary,
            Answer.published_at,
            Unit.id,
            Unit.name,
            made,
        )
        .join(Duty, Duty.id == Answer.duty_id)
        .outerjoin(Unit, Unit.id == unit_id)
        .outerjoin(Proposal, Proposal.duty_id == Duty.id)
        .outerjoin(Journey, Journey.id == Proposal.journey_id)
        .where(
            Answer.municipality_id == municipality_id,
            Answer.state == AnswerState.PUBLISHED,
            Answer.decision.in_(ACCEPTING),
            or_(Proposal.id.is_(None), Journey.status.in_(CARRIABLE)),
        )
        .order_by(made, Answer.published_at.desc(), Answer.id.desc())
        .limit(50)
    )
    if unit_ids is not None:
        statement = statement.where(unit_id.in_(unit_ids))
    return [Promised(*row) for row in db.session.execute(statement)]


def list_carriable(consultation_id: int | None) -> list[tuple[int, str]]:
    """Proposals of an answered consultation that an action can carry out."""
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(Proposal.consultation_id == consultation_id, Journey.status.in_(CARRIABLE))
        .order_by(Proposal.number, Proposal.id)
        .limit(200)
    )
    return [(row.id, f"{row.number} {row.title}") for row in rows]
