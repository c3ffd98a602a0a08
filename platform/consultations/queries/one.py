"""One consultation and its parts; every loader option lives here."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consultations.models import (
    Activity,
    Consultation,
    Document,
    Phase,
    Promise,
    Responsible,
    consultation_meeting,
)
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from meetings.models import Meeting


def get_consultation(consultation_id: int, for_: Visitor = NOBODY) -> Consultation:
    """With the unit that owes the answer, the duty and the journey."""
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.id == consultation_id)
        .options(
            joinedload(Consultation.unit),
            joinedload(Consultation.duty),
            joinedload(Consultation.journey),
        )
    ).one()


def get_activity(activity_id: int, for_: Visitor = NOBODY) -> Activity:
    """With its thread and its consultation (unit, duty and journey loaded)."""
    head = joinedload(Activity.consultation)
    return db.session.scalars(
        select(Activity)
        .where(Activity.id == activity_id)
        .options(
            joinedload(Activity.thread),
            head,
            head.joinedload(Consultation.unit),
            head.joinedload(Consultation.duty),
            head.joinedload(Consultation.journey),
        )
    ).one()


# --- parts: one row of a consultation, judged by the consultation's rules -----------------------


@dataclass(frozen=True)
class Part:
    """A phase, document, person or meeting, and whose it is."""

    row: Any
    consultation: Consultation

    @property
    def municipality_id(self) -> int:
        return self.consultation.municipality_id


def _part(model: Any, part_id: int) -> Part:
    row = db.session.scalars(select(model).where(model.id == part_id)).one()
    return Part(row, get_consultation(row.consultation_id))


def get_phase(phase_id: int, for_: Visitor = NOBODY) -> Part:
    return _part(Phase, phase_id)


def get_document(document_id: int, for_: Visitor = NOBODY) -> Part:
    return _part(Document, document_id)


def get_responsible(person_id: int, for_: Visitor = NOBODY) -> Part:
    return _part(Responsible, person_id)


def get_meeting(meeting_id: int, for_: Visitor = NOBODY) -> Part:
    row, consultation_id = db.session.execute(
        select(Meeting, consultation_meeting.c.consultation_id)
        .join(consultation_meeting, consultation_meeting.c.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id)
    ).one()
    return Part(row, get_consultation(consultation_id))


def get_promise(consultation_id: int) -> Promise:
    """The version in force."""
    return db.session.scalars(
        select(Promise)
        .where(Promise.consultation_id == consultation_id)
        .order_by(Promise.version.desc())
        .limit(1)
    ).one()


def list_promises(consultation_id: int) -> list[Promise]:
    """Every version, the one in force first."""
    return list(
        db.session.scalars(
            select(Promise)
            .where(Promise.consultation_id == consultation_id)
            .order_by(Promise.version.desc())
        )
    )


def list_activities(consultation_id: int) -> list[Activity]:
    return list(
        db.session.scalars(
            select(Activity)
            .where(Activity.consultation_id == consultation_id)
            .options(joinedload(Activity.thread))
            .order_by(Activity.position, Activity.id)
        )
    )


def list_meetings(consultation_id: int) -> list[Meeting]:
    return list(
        db.session.scalars(
            select(Meeting)
            .join(consultation_meeting, consultation_meeting.c.meeting_id == Meeting.id)
            .where(consultation_meeting.c.consultation_id == consultation_id)
            .order_by(Meeting.starts_at, Meeting.id)
        )
    )


def _count(column: Any, consultation_id: int) -> int:
    statement = select(func.count()).where(column == consultation_id)
    return db.session.scalar(statement) or 0


def count_activities(consultation_id: int) -> int:
    return _count(Activity.consultation_id, consultation_id)


def count_phases(consultation_id: int) -> int:
    return _count(Phase.consultation_id, consultation_id)


def count_documents(consultation_id: int) -> int:
    return _count(Document.consultation_id, consultation_id)


def count_people(consultation_id: int) -> int:
    return _count(Responsible.consultation_id, consultation_id)


def count_meetings(consultation_id: int) -> int:
    return _count(consultation_meeting.c.consultation_id, consultation_id)
