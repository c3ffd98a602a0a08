"""Which duties one text may answer together, and which it answered."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from answers.models import WORKING, AlsoAnswered, Answer, AnswerState, Duty, DutyKind
from journeys.models import Journey, Status
from kernel.db import db

#: choices on one page
MOST = 200


class Also(NamedTuple):
    id: int
    subject: str
    endpoint: str
    object_id: int
    first_due_on: date


ALSO = (Duty.id, Duty.subject, Duty.endpoint, Duty.object_id, Duty.first_due_on)


def list_also(answer_id: int) -> list[Also]:
    """What this version answers besides its own duty."""
    rows = db.session.execute(
        select(*ALSO)
        .join(AlsoAnswered, AlsoAnswered.duty_id == Duty.id)
        .where(AlsoAnswered.answer_id == answer_id)
        .order_by(Duty.subject, Duty.id)
    )
    return [Also(*row) for row in rows]


def list_shareable(duty: Duty) -> list[Also]:
    """Proposals of the same consultation that wait for an answer and that nobody drafts."""
    draft = aliased(Answer)
    statement = (
        select(*ALSO)
        .outerjoin(Journey, Journey.id == Duty.journey_id)
        .where(
            Duty.municipality_id == duty.municipality_id,
            Duty.kind == DutyKind.PROPOSAL,
            Duty.under_id.is_not_distinct_from(duty.under_id),
            Duty.id != duty.id,
            Duty.answered_on.is_(None),
            Duty.released_at.is_(None),
            Journey.status.is_distinct_from(Status.ON_BALLOT),
            ~select(draft.id).where(draft.duty_id == Duty.id, draft.state.in_(WORKING)).exists(),
        )
        .order_by(Duty.subject, Duty.id)
        .limit(MOST)
    )
    return [Also(*row) for row in db.session.execute(statement)]


def is_shareable(duty: Duty, *, with_duty: int) -> bool:
    """At the moment of publishing: still owed, or answered by the same text until now.

    Where somebody has begun an answer of its own, that one is waited for.
    """
    status = db.session.scalar(select(Journey.status).where(Journey.id == duty.journey_id))
    own = select(Answer.id).where(Answer.duty_id == duty.id, Answer.state.in_(WORKING))
    if status is Status.ON_BALLOT or db.session.scalar(own) is not None:
        return False
    if duty.answered_on is None:
        return True
    lead, copy = aliased(Answer), aliased(Answer)
    same = (
        select(copy.id)
        .join(lead, lead.id == copy.lead_id)
        .where(
            copy.duty_id == duty.id,
            copy.state == AnswerState.PUBLISHED,
            lead.duty_id == with_duty,
        )
    )
    return db.session.scalar(same) is not None


def list_answered_together(answer: Answer) -> Sequence[Also]:
    """All that this text answered, its own duty first; for its public page."""
    rows = db.session.execute(
        select(*ALSO)
        .join(Answer, Answer.duty_id == Duty.id)
        .where((Answer.id == answer.id) | (Answer.lead_id == answer.id))
        .order_by(Answer.lead_id.is_not(None), Duty.subject, Duty.id)
    )
    return [Also(*row) for row in rows]
