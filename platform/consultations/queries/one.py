"""One consultation and its parts; every loader option lives here."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    String,
    Uuid,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from consultations.models import (
    Activity,
    Change,
    Consultation,
    Document,
    Phase,
    Promise,
    Responsible,
    consultation_meeting,
)
from kernel.db import db
from kernel.files import StoredFile
from kernel.rules import NOBODY, Visitor
from meetings.models import Meeting
from places.models import Neighbourhood


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


def list_changes(consultation_id: int) -> list[Change]:
    """The latest first."""
    return list(
        db.session.scalars(
            select(Change)
            .where(Change.consultation_id == consultation_id)
            .order_by(Change.id.desc())
            .limit(100)
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


# --- the small rows of the page, in one query ---------------------------------------------------


@dataclass(frozen=True)
class PhaseRow:
    id: int
    label: str
    approximate: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class DocumentRow:
    id: int
    title: str
    unit_name: str
    added_at: datetime
    file_id: uuid.UUID
    file_name: str
    mime: str
    size: int


@dataclass(frozen=True)
class PersonRow:
    id: int
    title: str
    note: str


@dataclass
class Parts:
    phases: list[PhaseRow] = field(default_factory=list)
    documents: list[DocumentRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    #: names of the neighbourhoods that some activity is limited to
    neighbourhoods: dict[int, str] = field(default_factory=dict)


def _nothing(kind: Any) -> ColumnElement[Any]:
    return cast(null(), kind)


def list_parts(consultation_id: int, neighbourhood_ids: Iterable[int] = ()) -> Parts:
    """Phases, documents, people and neighbourhood names: small lists, one round trip."""
    parts = Parts()
    for row in db.session.execute(_parts_statement(consultation_id, list(neighbourhood_ids))):
        kind, row_id, one, other, starts, ends, at, file_id, name, mime, size, _order = row
        if kind == "phase":
            parts.phases.append(PhaseRow(row_id, one, other, starts, ends))
        elif kind == "document":
            parts.documents.append(DocumentRow(row_id, one, other, at, file_id, name, mime, size))
        elif kind == "person":
            parts.people.append(PersonRow(row_id, one, other))
        else:
            parts.neighbourhoods[row_id] = one
    return parts


def _parts_statement(consultation_id: int, neighbourhood_ids: list[int]) -> Any:
    moment = Document.added_at.type
    no_file = (_nothing(Uuid()), _nothing(String()), _nothing(String()), _nothing(Integer()))
    no_days = (_nothing(Date()), _nothing(Date()))
    no_moment = cast(null(), DateTime(timezone=True))
    phases = select(
        literal("phase"),
        Phase.id,
        Phase.label,
        Phase.approximate,
        Phase.starts_on,
        Phase.ends_on,
        # The first select gives the columns their types.
        cast(null(), moment),
        *no_file,
        Phase.position,
    ).where(Phase.consultation_id == consultation_id)
    documents = (
        select(
            literal("document"),
            Document.id,
            Document.title,
            Document.unit_name,
            *no_days,
            Document.added_at,
            StoredFile.id,
            StoredFile.name,
            StoredFile.mime,
            StoredFile.size,
            literal(0),
        )
        .join(StoredFile, StoredFile.id == Document.file_id)
        .where(Document.consultation_id == consultation_id)
    )
    people = select(
        literal("person"),
        Responsible.id,
        Responsible.title,
        Responsible.note,
        *no_days,
        no_moment,
        *no_file,
        literal(0),
    ).where(Responsible.consultation_id == consultation_id)
    places = select(
        literal("place"),
        Neighbourhood.id,
        Neighbourhood.name,
        literal(""),
        *no_days,
        no_moment,
        *no_file,
        literal(0),
    ).where(Neighbourhood.id.in_(neighbourhood_ids))
    together = union_all(phases, documents, people, places)
    columns = list(together.selected_columns)
    return together.order_by(columns[-1], columns[1])
