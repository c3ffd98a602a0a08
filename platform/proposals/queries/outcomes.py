"""What everybody reads of the gates: the decisions, the objection, the units asked."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from answers.models import Answer, AnswerState, Duty
from answers.queries import SHOWN_ANSWER, DutyDates, ShownAnswer
from journeys.models import Status
from kernel.db import fetch
from places.models import Unit
from proposals.assessments import DAYS, Assessment, EvaluationDays, Gate, GateDecision, Objection
from proposals.evaluating import Days
from proposals.models import Proposal


class Decided(NamedTuple):
    """One decision as everybody reads it."""

    gate: Gate
    outcome: Status
    office: str
    decided_at: datetime
    reason: str
    checks: list[str] | None
    feasibility: str
    cost_kurus: int | None
    legal_basis: str
    conditions: str
    body: str
    letter_number: str
    until_on: date | None
    same_as_id: int | None
    desk_number: str
    same_as: str | None


class Objected(NamedTuple):
    reason: str
    made_at: datetime
    decided_at: datetime | None
    changed: bool | None
    duty: DutyDates
    answer: ShownAnswer | None


class Gates(NamedTuple):
    days: Days
    decisions: list[Decided]
    objection: Objected | None


_same = Proposal.__table__.alias("same")
_DAYS = (
    EvaluationDays.preliminary,
    EvaluationDays.technical,
    EvaluationDays.to_object,
    EvaluationDays.to_answer,
)
_OBJECTION = (Objection.reason, Objection.made_at, Objection.decided_at, Objection.changed)
_DUTY = (Duty.first_due_on, Duty.due_on, Duty.answered_on, Duty.released_at)
_DECISION = tuple(getattr(GateDecision, name) for name in Decided._fields[:-1])
_GATES = (
    select(*_DAYS, *_OBJECTION, *_DUTY, *SHOWN_ANSWER, *_DECISION, _same.c.title)
    .select_from(Proposal)
    .outerjoin(EvaluationDays, EvaluationDays.municipality_id == Proposal.municipality_id)
    .outerjoin(Objection, Objection.proposal_id == Proposal.id)
    .outerjoin(Duty, Duty.id == Objection.duty_id)
    .outerjoin(Answer, (Answer.duty_id == Duty.id) & (Answer.state == AnswerState.PUBLISHED))
    .outerjoin(GateDecision, GateDecision.proposal_id == Proposal.id)
    .outerjoin(_same, _same.c.id == GateDecision.same_as_id)
    .where(Proposal.id == bindparam("proposal_id", type_=Integer))
    .order_by(GateDecision.id)
)


def find_gates(proposal_id: int) -> Gates:
    """What its page says about the evaluation, in one query."""
    rows = fetch(_GATES, proposal_id=proposal_id)
    parts = [_cut(row) for row in rows]
    days, objection, duty, answer, _decision = parts[0]
    return Gates(
        Days(*DAYS) if days[0] is None else Days(*days),
        [Decided(*decision) for *_rest, decision in parts if decision[0] is not None],
        None
        if objection[0] is None
        else Objected._make(
            (
                *objection,
                DutyDates(*duty),
                None if answer[0] is None else ShownAnswer(*answer),
            )
        ),
    )


def _cut(row: Any) -> list[Any]:
    parts, start = [], 0
    widths = (len(_DAYS), len(_OBJECTION), len(_DUTY), len(SHOWN_ANSWER), len(_DECISION) + 1)
    for width in widths:
        parts.append(row[start : start + width])
        start += width
    return parts


class WithUnit(NamedTuple):
    """Who has it: public is the unit and the day, never the person or the text."""

    id: int
    unit_id: int
    unit: str
    asked_at: datetime
    due_on: date
    done_at: datetime | None


_UNITS = (
    select(
        Assessment.id,
        Assessment.unit_id,
        Unit.name,
        Assessment.asked_at,
        Assessment.due_on,
        Assessment.done_at,
    )
    .join(Unit, Unit.id == Assessment.unit_id)
    .where(Assessment.proposal_id == bindparam("proposal_id", type_=Integer))
    .order_by(Assessment.id)
)


def list_units_asked(proposal_id: int) -> list[WithUnit]:
    return [WithUnit(*row) for row in fetch(_UNITS, proposal_id=proposal_id)]
