"""States in SQL, lists, the desk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from accounts.models import Person
from answers import rules
from answers.models import (
    WORKING,
    Answer,
    AnswerState,
    Conflict,
    Decision,
    Duty,
    DutyKind,
    SentBack,
)
from answers.rules import DutyState
from kernel import clock
from kernel.db import db
from kernel.rules import Role
from kernel.text import sort_key
from places.models import Staff, Unit

# --- states -------------------------------------------------------------------------------------


def in_state(state: DutyState, today: date) -> ColumnElement[bool]:
    """`rules.state` as a condition; a test compares the two."""
    open_ = and_(Duty.answered_on.is_(None), Duty.released_at.is_(None))
    match state:
        case DutyState.WAITING:
            return and_(open_, Duty.first_due_on >= today)
        case DutyState.OVERDUE:
            return and_(open_, Duty.first_due_on < today)
        case DutyState.ANSWERED:
            return Duty.answered_on <= Duty.first_due_on
        case DutyState.ANSWERED_LATE:
            return Duty.answered_on > Duty.first_due_on
    return and_(Duty.answered_on.is_(None), Duty.released_at.is_not(None))


# --- lists --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DutyRow:
    """A line of a list: what is owed and, where there is one, the published answer."""

    id: int
    kind: DutyKind
    subject: str
    endpoint: str
    object_id: int
    first_due_on: date
    due_on: date
    answered_on: date | None
    released_at: datetime | None
    assigned_to_id: int | None
    unit_id: int | None
    unit: str | None
    answer_id: int | None
    decision: Decision | None
    summary: str | None
    published_at: datetime | None

    @property
    def state(self) -> DutyState:
        return rules.state(self, clock.today())

    @property
    def days(self) -> int | None:
        return rules.days(self, clock.today())


def rows(municipality_id: int) -> Select[*tuple[Any, ...]]:
    """The statement behind every list of duties; a page adds filter and order."""
    return (
        select(
            Duty.id,
            Duty.kind,
            Duty.subject,
            Duty.endpoint,
            Duty.object_id,
            Duty.first_due_on,
            Duty.due_on,
            Duty.answered_on,
            Duty.released_at,
            Duty.assigned_to_id,
            Duty.unit_id,
            Unit.name.label("unit"),
            Answer.id.label("answer_id"),
            Answer.decision,
            Answer.summary,
            Answer.published_at,
        )
        .outerjoin(Unit, Unit.id == Duty.unit_id)
        .outerjoin(Answer, and_(Answer.duty_id == Duty.id, Answer.state == AnswerState.PUBLISHED))
        .where(Duty.municipality_id == municipality_id)
    )


def list_published(
    municipality_id: int, *, since: datetime | None = None, limit: int = 20
) -> list[DutyRow]:
    """The latest published answers."""
    statement = rows(municipality_id).where(Answer.id.is_not(None))
    if since is not None:
        statement = statement.where(Answer.published_at >= since)
    ordered = statement.order_by(Answer.published_at.desc(), Answer.id.desc()).limit(limit)
    return [DutyRow(*row) for row in db.session.execute(ordered)]


# --- the desk -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeskRow(DutyRow):
    """A line of the officer's table: who has it, and how far the text is."""

    assigned_to: str | None
    working: AnswerState | None


def desk_rows(municipality_id: int) -> Select[*tuple[Any, ...]]:
    draft = aliased(Answer)
    return (
        rows(municipality_id)
        .add_columns(Person.name.label("assigned_to"), draft.state.label("working"))
        .outerjoin(Person, Person.id == Duty.assigned_to_id)
        .outerjoin(
            draft,
            and_(
                draft.duty_id == Duty.id,
                draft.state.in_(WORKING),
            ),
        )
    )


def list_writers(municipality_id: int) -> list[tuple[int, str]]:
    """Who can be put in charge of an answer: id and name, in Turkish order."""
    statement = (
        select(Person.id, Person.name)
        .join(Staff, Staff.person_id == Person.id)
        .where(
            Staff.municipality_id == municipality_id,
            Staff.role.in_([Role.UNIT_OFFICER, *rules.WRITERS]),
        )
        .distinct()
    )
    people = [(row.id, row.name) for row in db.session.execute(statement)]
    return sorted(people, key=lambda person: sort_key(person[1]))


def count_desk(municipality_id: int) -> tuple[int, int, int]:
    """Overdue, due within a week, drafts that wait to be checked or signed."""
    today = clock.today()
    week = and_(in_state(DutyState.WAITING, today), Duty.first_due_on <= today + timedelta(days=7))
    unread = AnswerState.CHECKING, AnswerState.CHECKED
    draft = select(Answer.id).where(Answer.duty_id == Duty.id, Answer.state.in_(unread)).exists()
    unsigned = and_(Duty.released_at.is_(None), draft)
    conditions = (in_state(DutyState.OVERDUE, today), week, unsigned)
    row = db.session.execute(
        select(*(func.sum(case((one, 1), else_=0)) for one in conditions)).where(
            Duty.municipality_id == municipality_id
        )
    ).one()
    overdue, soon, to_sign = (int(number or 0) for number in row)
    return overdue, soon, to_sign


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """For staff: what they wrote or signed in the municipality's name."""
    statement = (
        select(Duty.subject, Answer.version, Answer.drafted_at)
        .join(Duty, Duty.id == Answer.duty_id)
        .where(Answer.drafted_by_id == person_id)
        .order_by(Answer.id)
    )
    return {
        "answers_drafted": [
            {"subject": subject, "version": version, "at": at.isoformat()}
            for subject, version, at in db.session.execute(statement)
        ],
        "conflicts_of_interest": [
            {"subject": subject, "reason": reason, "at": at.isoformat()}
            for subject, reason, at in db.session.execute(
                select(Duty.subject, Conflict.reason, Conflict.declared_at)
                .join(Duty, Duty.id == Conflict.duty_id)
                .where(Conflict.person_id == person_id)
                .order_by(Conflict.id)
            )
        ],
        "answers_sent_back": [
            {"subject": subject, "note": note, "at": at.isoformat()}
            for subject, note, at in db.session.execute(
                select(Duty.subject, SentBack.note, SentBack.at)
                .join(Answer, Answer.id == SentBack.answer_id)
                .join(Duty, Duty.id == Answer.duty_id)
                .where(SentBack.by_id == person_id)
                .order_by(SentBack.id)
            )
        ],
    }
