"""What residents said in one consultation, and what the municipality made of it: one table."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, case, or_, select

from answers.models import Answer, AnswerState, Decision, Duty, DutyKind
from consultations.models import Activity, Consultation
from journeys.models import Step
from kernel.db import db
from opinions.models import Conversation, Statement

ACTION = "roadmap.show"
#: what was said before what was asked; the consultation as a whole first
ORDER = (
    DutyKind.CONSULTATION,
    DutyKind.VOTE,
    DutyKind.PROPOSAL,
    DutyKind.FINDING,
    DutyKind.OBJECTION,
)


class Action(NamedTuple):
    id: int
    title: str


@dataclass(frozen=True)
class Said:
    """One thing that was said, the answer to it if there is one, and the actions it became."""

    id: int
    kind: DutyKind
    subject: str
    endpoint: str
    object_id: int
    journey_id: int | None
    first_due_on: date
    due_on: date
    answered_on: date | None
    released_at: datetime | None
    answer_id: int | None
    decision: Decision | None
    summary: str | None
    actions: tuple[Action, ...] = ()


COLUMNS = (
    Duty.id,
    Duty.kind,
    Duty.subject,
    Duty.endpoint,
    Duty.object_id,
    Duty.journey_id,
    Duty.first_due_on,
    Duty.due_on,
    Duty.answered_on,
    Duty.released_at,
)


def list_said(consultation: Consultation) -> list[Said]:
    """Its own duty, those under its promise, and the marked findings of its opinion maps."""
    findings = (
        select(Statement.duty_id)
        .join(Conversation, Conversation.id == Statement.conversation_id)
        .join(Activity, Activity.id == Conversation.activity_id)
        .where(Activity.consultation_id == consultation.id, Statement.duty_id.is_not(None))
    )
    own = or_(
        Duty.id == consultation.duty_id,
        and_(Duty.under_id.is_not(None), Duty.under_id == consultation.duty_id),
        Duty.id.in_(findings),
    )
    place = case({kind: number for number, kind in enumerate(ORDER)}, value=Duty.kind, else_=9)
    rows = db.session.execute(
        select(*COLUMNS, Answer.id.label("answer_id"), Answer.decision, Answer.summary)
        .outerjoin(Answer, and_(Answer.duty_id == Duty.id, Answer.state == AnswerState.PUBLISHED))
        .where(own, Duty.released_at.is_(None))
        .order_by(place, Answer.id.is_(None), Duty.id)
    ).all()
    actions = _actions({row.journey_id for row in rows if row.journey_id})
    return [Said(**row._mapping, actions=tuple(actions[row.journey_id])) for row in rows]


def _actions(journey_ids: set[int]) -> dict[int | None, list[Action]]:
    """The roadmap's actions that moved these journeys, each once."""
    found: dict[int | None, list[Action]] = defaultdict(list)
    steps = db.session.execute(
        select(Step.journey_id, Step.object_id, Step.subject)
        .where(Step.journey_id.in_(journey_ids), Step.endpoint == ACTION)
        .order_by(Step.id)
    )
    for journey_id, action_id, title in steps:
        if action_id is not None and action_id not in {one.id for one in found[journey_id]}:
            found[journey_id].append(Action(action_id, title))
    return found
