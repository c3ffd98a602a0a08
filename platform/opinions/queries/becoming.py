"""What becomes of a statement: proposals that grew out of it, answers that cite it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from answers.models import Answer, AnswerState, Duty
from consultations.models import Activity, ActivityKind
from consultations.queries import get_activity
from consultations.rules import Window, window
from journeys import queries as journeys
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from opinions.queries import StatementPart, get_statement
from proposals.models import Proposal, ProposalState

STATEMENT, PROPOSAL = "opinions.statement", "proposals.show"


@dataclass(frozen=True)
class Becoming:
    statement: StatementPart
    #: where proposals are written: an open step, else the last one of the consultation
    step: Activity | None

    @property
    def municipality_id(self) -> int:
        return self.statement.municipality_id


def get_becoming(statement_id: int, for_: Visitor = NOBODY) -> Becoming:
    statement = get_statement(statement_id, for_)
    return Becoming(statement, _step(statement.conversation.activity.consultation_id))


def _step(consultation_id: int) -> Activity | None:
    found = db.session.scalars(
        select(Activity.id)
        .where(Activity.consultation_id == consultation_id, Activity.kind == ActivityKind.PROPOSALS)
        .order_by(Activity.id)
    ).all()
    steps = [get_activity(one) for one in found]
    running = [step for step in steps if window(step) is Window.OPEN]
    return next(iter(running or steps[-1:]), None)


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
