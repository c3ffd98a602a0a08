"""What becomes of a statement: proposals that grew out of it, answers that cite it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import case, select

from answers.models import Answer, AnswerState, Duty
from consultations.models import Activity, ActivityKind, Consultation, ConsultationState
from consultations.queries import get_activity
from journeys import queries as journeys
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from opinions.queries import StatementPart, get_statement
from proposals.models import Proposal, ProposalState

STATEMENT, PROPOSAL = "opinions.statement", "proposals.show"


@dataclass(frozen=True)
class Becoming:
    statement: StatementPart
    #: where proposals are written: a running step of its consultation, else of another one, else
    #: the last one of its own
    step: Activity | None

    @property
    def municipality_id(self) -> int:
        return self.statement.municipality_id

    @property
    def elsewhere(self) -> Consultation | None:
        """The other consultation, so that its name can be told."""
        own = self.statement.conversation.activity.consultation_id
        if self.step is None or self.step.consultation_id == own:
            return None
        return self.step.consultation


def get_becoming(statement_id: int, for_: Visitor = NOBODY) -> Becoming:
    statement = get_statement(statement_id, for_)
    return Becoming(statement, _step(statement.conversation.activity))


def _step(activity: Activity) -> Activity | None:
    now = clock.now()
    own = case((Activity.consultation_id == activity.consultation_id, 0), else_=1)
    runs = (Activity.opens_at <= now) & (Activity.closes_at.is_(None) | (Activity.closes_at > now))
    running = case((runs, 0), else_=1)
    found = db.session.scalars(
        select(Activity.id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(
            Activity.municipality_id == activity.municipality_id,
            Activity.kind == ActivityKind.PROPOSALS,
            Consultation.state == ConsultationState.PUBLISHED,
            runs | (Activity.consultation_id == activity.consultation_id),
        )
        .order_by(running, own, Activity.closes_at.desc().nulls_last(), Activity.id.desc())
        .limit(1)
    ).first()
    return None if found is None else get_activity(found)


class Grown(NamedTuple):
    id: int
    number: str | None
    title: str


def list_grown(statement_id: int) -> list[Grown]:
    """Those that everybody can read."""
    ids = journeys.list_grown(STATEMENT, statement_id, PROPOSAL)
    if not ids:
        return []
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title)
        .where(Proposal.id.in_(ids), Proposal.state == ProposalState.PUBLISHED)
        .order_by(Proposal.id)
    )
    return [Grown(*row) for row in rows]


class Citing(NamedTuple):
    id: int
    subject: str
    summary: str


def list_citing(municipality_id: int, statement_id: int) -> Sequence[Citing]:
    """Published official answers whose reason links to the statement's page."""
    rows = db.session.execute(
        select(Answer.id, Duty.subject, Answer.summary, Answer.reason)
        .join(Duty, Duty.id == Answer.duty_id)
        .where(
            Answer.municipality_id == municipality_id,
            Answer.state == AnswerState.PUBLISHED,
            Answer.reason.contains(f"/ifadeler/{statement_id}", autoescape=True),
        )
        .order_by(Answer.id)
    )
    exact = re.compile(rf"/ifadeler/{statement_id}(?!\d)")
    return [Citing(row.id, row.subject, row.summary) for row in rows if exact.search(row.reason)]
