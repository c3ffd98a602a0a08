"""One duty with its answers, and the people it concerns."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from answers.models import WORKING, Answer, AnswerState, Conflict, Decision, Duty, SentBack
from answers.queries.settings import get_settings
from answers.rules import DutyFile
from journeys.models import Journey
from kernel.db import db, fetch
from kernel.rules import NOBODY, Role, Visitor
from places.models import Staff


def get_duty(duty_id: int, for_: Visitor = NOBODY) -> DutyFile:
    duty, status = db.session.execute(
        select(Duty, Journey.status)
        .outerjoin(Journey, Journey.id == Duty.journey_id)
        .options(joinedload(Duty.unit))
        .where(Duty.id == duty_id)
    ).one()
    living = list(
        db.session.scalars(
            select(Answer)
            .options(joinedload(Answer.unit))
            .where(Answer.duty_id == duty_id, Answer.state != AnswerState.REPLACED)
        )
    )
    settings = get_settings(duty.municipality_id)
    published = [answer for answer in living if answer.state is AnswerState.PUBLISHED]
    working = [answer for answer in living if answer.state is not AnswerState.PUBLISHED]
    return DutyFile(
        duty,
        published[0] if published else None,
        working[0] if working else None,
        frozenset(list_approvers(duty.municipality_id)),
        status,
        list_conflicted(duty.id),
        settings.alone,
        settings.least_reason,
    )


def list_conflicted(duty_id: int | None) -> frozenset[int]:
    """Who declared a conflict of interest."""
    statement = select(Conflict.person_id).where(Conflict.duty_id == duty_id)
    return frozenset(db.session.scalars(statement))


def get_answer(answer_id: int, for_: Visitor = NOBODY) -> Answer:
    return db.session.scalars(
        select(Answer)
        .options(joinedload(Answer.duty), joinedload(Answer.unit))
        .where(Answer.id == answer_id)
    ).one()


def list_owed_under(duty_id: int) -> list[Duty]:
    """What a consultation's promise covers and nobody has answered yet."""
    return list(
        db.session.scalars(
            select(Duty)
            .where(Duty.under_id == duty_id, Duty.answered_on.is_(None), Duty.released_at.is_(None))
            .order_by(Duty.id)
        )
    )


class DutyDates(NamedTuple):
    """A duty as its owner's page needs it: its state is computed from these."""

    first_due_on: date
    due_on: date
    answered_on: date | None
    released_at: datetime | None


class ShownAnswer(NamedTuple):
    """The answer in force as its owner's page shows it."""

    id: int
    version: int
    decision: Decision
    summary: str
    reason_html: str
    office: str
    document_number: str
    legal_basis: str
    remedies: str
    published_at: datetime | None


DUTY_DATES = tuple(getattr(Duty, name) for name in DutyDates._fields)


def find_dates(duty_id: int | None) -> DutyDates | None:
    """For the page of an owner that has not loaded its duty."""
    if duty_id is None:
        return None
    row = db.session.execute(select(*DUTY_DATES).where(Duty.id == duty_id)).first()
    return None if row is None else DutyDates(*row)


SHOWN_ANSWER = tuple(getattr(Answer, name) for name in ShownAnswer._fields)
_DUTY_ID = bindparam("duty_id", type_=Integer)
_SHOWN = select(*SHOWN_ANSWER).where(
    Answer.duty_id == _DUTY_ID, Answer.state == AnswerState.PUBLISHED
)


def find_shown(duty_id: int | None) -> ShownAnswer | None:
    """The answer in force, for the owner's page."""
    rows = [] if duty_id is None else fetch(_SHOWN, duty_id=duty_id)
    return ShownAnswer(*rows[0]) if rows else None


def find_working(duty_id: int) -> Answer | None:
    return db.session.scalar(
        select(Answer).where(
            Answer.duty_id == duty_id,
            Answer.state.in_(WORKING),
        )
    )


def list_versions(duty_id: int) -> list[Answer]:
    """Every version that was ever public, newest first."""
    return list(
        db.session.scalars(
            select(Answer)
            .where(
                Answer.duty_id == duty_id,
                Answer.state.in_([AnswerState.PUBLISHED, AnswerState.REPLACED]),
            )
            .order_by(Answer.version.desc())
        )
    )


# --- people -------------------------------------------------------------------------------------


def list_approvers(municipality_id: int) -> list[int]:
    return _list_staff_ids(municipality_id, Role.APPROVER)


def list_administrators(municipality_id: int) -> list[int]:
    return _list_staff_ids(municipality_id, Role.ADMINISTRATOR)


def list_checkers(municipality_id: int) -> list[int]:
    """Who reads a draft before it is signed: consultation officers, or else who signs."""
    officers = _list_staff_ids(municipality_id, Role.OFFICER)
    return officers or _list_staff_ids(municipality_id, Role.ADMINISTRATOR, Role.APPROVER)


class Note(NamedTuple):
    """Why a draft was sent back."""

    at: datetime
    by: str | None
    note: str


def list_notes(answer_id: int) -> list[Note]:
    """Newest first; only for those who may read the draft."""
    rows = db.session.execute(
        select(SentBack.at, Person.name, SentBack.note)
        .outerjoin(Person, Person.id == SentBack.by_id)
        .where(SentBack.answer_id == answer_id)
        .order_by(SentBack.id.desc())
    )
    return [Note(*row) for row in rows]


def _list_staff_ids(municipality_id: int, *roles: Role, unit_id: int | None = None) -> list[int]:
    statement = select(Staff.person_id).where(
        Staff.municipality_id == municipality_id, Staff.role.in_(roles)
    )
    if unit_id is not None:
        statement = statement.where(Staff.unit_id == unit_id)
    return list(db.session.scalars(statement.distinct()))


def name_people(file: DutyFile) -> dict[int, str]:
    """Names for the desk: who is in charge, who drafted, who approved."""
    ids = {file.duty.assigned_to_id}
    if file.working is not None:
        working = file.working
        ids |= {working.drafted_by_id, working.checked_by_id, working.approved_by_id}
    statement = select(Person.id, Person.name).where(Person.id.in_(ids - {None}))
    return {row.id: row.name for row in db.session.execute(statement)}


def list_reminded(duty: Duty) -> list[int]:
    """Who is reminded: the person in charge or else the unit, and those who sign.

    Where nobody answers for the unit, the consultation officers do.
    """
    place = duty.municipality_id
    if duty.assigned_to_id is not None:
        people = [duty.assigned_to_id]
    elif duty.unit_id is not None:
        people = _list_staff_ids(place, Role.UNIT_OFFICER, unit_id=duty.unit_id)
    else:
        people = []
    if not people:
        people = _list_staff_ids(place, Role.OFFICER, Role.ADMINISTRATOR)
    return [*people, *list_approvers(place)]
