"""Reads of the evaluation at work: a case for the rules, the staff's page, names for notes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from answers.models import Answer, Conflict
from journeys.models import Status, Step
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Role, Visitor
from kernel.text import sort_key
from places.models import Staff
from proposals.assessments import (
    CRITERIA,
    DAYS,
    Assessment,
    BulkAction,
    Criterion,
    EvaluationDays,
    EvaluationNote,
    GateDecision,
    Objection,
    Score,
)
from proposals.evaluating import Asked, Case, Days
from proposals.models import Proposal
from proposals.queries.one import get_proposal

# --- a case -------------------------------------------------------------------------------------


def find_days(municipality_id: int) -> Days:
    row = db.session.get(EvaluationDays, municipality_id)
    if row is None:
        return Days(*DAYS)
    return Days(row.preliminary, row.technical, row.to_object, row.to_answer)


def get_case(proposal_id: int, for_: Visitor = NOBODY) -> Case:
    """With everything the rules of the gates read; one query a table."""
    proposal = get_proposal(proposal_id)
    conflicted = select(Conflict.person_id).where(Conflict.duty_id == proposal.duty_id)
    objection = db.session.scalars(
        select(Objection)
        .where(Objection.proposal_id == proposal_id)
        .options(joinedload(Objection.duty))
    ).first()
    return Case(
        proposal,
        find_days(proposal.municipality_id),
        list_assessments(proposal_id),
        frozenset(db.session.scalars(conflicted)),
        objection,
        _list_deciders(proposal_id, proposal.duty_id),
        _decided_on(proposal.journey_id),
    )


def list_assessments(proposal_id: int) -> Sequence[Assessment]:
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.proposal_id == proposal_id)
        .options(
            joinedload(Assessment.unit),
            joinedload(Assessment.person),
            joinedload(Assessment.done_by),
        )
        .order_by(Assessment.id)
    ).all()


def _list_deciders(proposal_id: int, duty_id: int | None) -> frozenset[int]:
    """Whoever pressed the button at a gate, or wrote, signed or published its answer."""
    found = set(
        db.session.scalars(
            select(GateDecision.decided_by_id).where(
                GateDecision.proposal_id == proposal_id, GateDecision.outcome != Status.ASSESSING
            )
        )
    )
    answers = db.session.execute(
        select(Answer.drafted_by_id, Answer.approved_by_id, Answer.published_by_id).where(
            Answer.duty_id == duty_id, Answer.published_at.is_not(None)
        )
    )
    for row in answers:
        found |= set(row)
    return frozenset(one for one in found if one is not None)


def _decided_on(journey_id: int | None) -> date | None:
    """The day of the last move: of the decision in force, when there is one."""
    at = db.session.scalar(
        select(func.max(Step.at)).where(Step.journey_id == journey_id, Step.moved)
    )
    return None if at is None else clock.local(at).date()


def get_asked(assessment_id: int, for_: Visitor = NOBODY) -> Asked:
    assessment = db.session.scalars(select(Assessment).where(Assessment.id == assessment_id)).one()
    case = get_case(assessment.proposal_id)
    return Asked(next(one for one in case.assessments if one.id == assessment_id), case)


def get_bulk(bulk_action_id: int, for_: Visitor = NOBODY) -> BulkAction:
    return db.session.scalars(select(BulkAction).where(BulkAction.id == bulk_action_id)).one()


# --- the staff's page ---------------------------------------------------------------------------


class Note(NamedTuple):
    at: datetime
    name: str | None
    body: str


def list_notes(proposal_id: int) -> list[Note]:
    rows = db.session.execute(
        select(EvaluationNote.at, Person.name, EvaluationNote.body)
        .outerjoin(Person, Person.id == EvaluationNote.author_id)
        .where(EvaluationNote.proposal_id == proposal_id)
        .order_by(EvaluationNote.id)
    )
    return [Note(*row) for row in rows]


class Declared(NamedTuple):
    name: str | None
    reason: str
    at: datetime


def list_conflicts(duty_id: int | None) -> list[Declared]:
    rows = db.session.execute(
        select(Person.name, Conflict.reason, Conflict.declared_at)
        .outerjoin(Person, Person.id == Conflict.person_id)
        .where(Conflict.duty_id == duty_id)
        .order_by(Conflict.id)
    )
    return [Declared(*row) for row in rows]


class Weighing(NamedTuple):
    id: int | None
    name: str
    weight: int


def list_criteria(activity_id: int) -> list[Weighing]:
    """The activity's own, or what it will begin with."""
    rows = db.session.execute(
        select(Criterion.id, Criterion.name, Criterion.weight)
        .where(Criterion.activity_id == activity_id)
        .order_by(Criterion.position, Criterion.id)
    ).all()
    return [Weighing(*row) for row in rows] or [Weighing(None, name, 1) for name in CRITERIA]


def list_points(assessment_id: int, person_id: int | None) -> dict[int, int]:
    rows = db.session.execute(
        select(Score.criterion_id, Score.points).where(
            Score.assessment_id == assessment_id, Score.person_id == person_id
        )
    )
    return {row.criterion_id: row.points for row in rows}


class Average(NamedTuple):
    name: str
    weight: int
    people: int
    average: float


def list_averages(proposal_id: int) -> list[Average]:
    """Of all evaluators, criterion by criterion; for the staff alone."""
    rows = db.session.execute(
        select(
            Criterion.name,
            Criterion.weight,
            func.count(Score.id),
            func.avg(Score.points),
        )
        .join(Score, Score.criterion_id == Criterion.id)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(Assessment.proposal_id == proposal_id)
        .group_by(Criterion.id, Criterion.name, Criterion.weight, Criterion.position)
        .order_by(Criterion.position, Criterion.id)
    )
    return [Average(name, weight, people, float(average)) for name, weight, people, average in rows]


def list_colleagues(case: Case) -> list[tuple[int, str]]:
    """Who may read the notes, and so may be named in one; in Turkish order."""
    units = [one.unit_id for one in case.assessments]
    asker = case.proposal.activity.consultation.asked_by
    officer = Role.COUNCIL_OFFICER if asker == "city_council" else Role.OFFICER
    everywhere = (officer, Role.ADMINISTRATOR, Role.APPROVER, Role.AUDITOR)
    of_unit = (Staff.role == Role.UNIT_OFFICER) & Staff.unit_id.in_(units)
    named = {one.person_id for one in case.assessments} - {None}
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Staff, Staff.person_id == Person.id)
        .where(
            Staff.municipality_id == case.municipality_id,
            Staff.role.in_(everywhere) | of_unit | Staff.person_id.in_(named),
            Person.id != case.proposal.author_id,
        )
        .distinct()
    )
    return sorted(((row.id, row.name) for row in rows), key=lambda one: sort_key(one[1]))


def list_unit_people(municipality_id: int, unit_id: int | None = None) -> list[tuple[int, str]]:
    """Who can be put in charge of an opinion."""
    statement = (
        select(Person.id, Person.name)
        .join(Staff, Staff.person_id == Person.id)
        .where(Staff.municipality_id == municipality_id, Staff.role == Role.UNIT_OFFICER)
        .distinct()
    )
    if unit_id is not None:
        statement = statement.where(Staff.unit_id == unit_id)
    rows = db.session.execute(statement)
    return sorted(((row.id, row.name) for row in rows), key=lambda one: sort_key(one[1]))


def list_runners(case: Case) -> list[int]:
    """Officers of who asks, without those who may not judge it."""
    asker = case.proposal.activity.consultation.asked_by
    officer = Role.COUNCIL_OFFICER if asker == "city_council" else Role.OFFICER
    found = db.session.scalars(
        select(Staff.person_id).where(
            Staff.municipality_id == case.municipality_id,
            Staff.role.in_([officer, Role.ADMINISTRATOR]),
        )
    )
    barred = {*case.conflicted, case.proposal.author_id}
    return sorted({person for person in found if person not in barred})


def find_by_number(municipality_id: int, number: str) -> int | None:
    return db.session.scalar(
        select(Proposal.id).where(
            Proposal.municipality_id == municipality_id, Proposal.number == number
        )
    )


def list_titles(municipality_id: int, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Number and title of what was ticked, in its order; nothing of another municipality."""
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title).where(
            Proposal.municipality_id == municipality_id,
            Proposal.id.in_(ids),
            Proposal.number.is_not(None),
        )
    )
    found = {row.id: f"{row.number} · {row.title}" for row in rows}
    return [(number, found[number]) for number in ids if number in found]


# --- the law ------------------------------------------------------------------------------------


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(Proposal.number, Objection.reason, Objection.made_at)
        .join(Proposal, Proposal.id == Objection.proposal_id)
        .where(Objection.person_id == person_id)
        .order_by(Objection.id)
    )
    return {
        "objections": [
            {"number": row.number, "reason": row.reason, "at": row.made_at.isoformat()}
            for row in rows
        ]
    }
