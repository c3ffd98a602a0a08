"""Reads of consultations; every loader option lives here."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from answers.models import Duty
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Change,
    Consultation,
    ConsultationState,
    Document,
    Phase,
    Promise,
    Responsible,
    consultation_meeting,
)
from consultations.rules import Stage
from kernel import clock
from kernel.db import db
from kernel.files import StoredFile
from kernel.rules import NOBODY, Visitor
from kernel.text import fold
from meetings.models import Meeting
from places.models import Neighbourhood, Unit


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


# --- lists --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActivityRow:
    """What trace and card need of an activity."""

    consultation_id: int
    kind: ActivityKind
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    contribution_count: int


def rows(municipality_id: int) -> Select[*tuple[Any, ...]]:
    """The statement behind the public list; a page adds filter, order and keys."""
    return (
        select(
            Consultation.id,
            Consultation.number,
            Consultation.title,
            Consultation.summary,
            Consultation.area,
            Consultation.state,
            Consultation.asked_by,
            Consultation.published_at,
            Consultation.ended_at,
            Duty.first_due_on,
            Duty.due_on,
            Duty.answered_on,
            Duty.released_at,
            Unit.name.label("unit"),
        )
        .outerjoin(Duty, Duty.id == Consultation.duty_id)
        .outerjoin(Unit, Unit.id == Consultation.unit_id)
        .where(
            Consultation.municipality_id == municipality_id,
            Consultation.state != ConsultationState.DRAFT,
        )
    )


def list_activity_rows(consultation_ids: Sequence[int]) -> dict[int, list[ActivityRow]]:
    """By consultation, for a page of the list."""
    found: dict[int, list[ActivityRow]] = {number: [] for number in consultation_ids}
    statement = (
        select(
            Activity.consultation_id,
            Activity.kind,
            Activity.title,
            Activity.opens_at,
            Activity.closes_at,
            Activity.contribution_count,
        )
        .where(Activity.consultation_id.in_(consultation_ids))
        .order_by(Activity.position, Activity.id)
    )
    for values in db.session.execute(statement):
        row = ActivityRow(*values)
        found[row.consultation_id].append(row)
    return found


def matching(words: str) -> ColumnElement[bool]:
    """Every word somewhere in title, summary or place, in any spelling of Turkish letters."""
    return and_(
        *(Consultation.folded.contains(word, autoescape=True) for word in fold(words).split()[:10])
    )


def asked_by(who: AskedBy) -> ColumnElement[bool]:
    return Consultation.asked_by == who


def in_stage(wanted: Stage, now: datetime) -> ColumnElement[bool]:
    """`rules.stage` as a condition; a test compares the two."""
    unanswered = Duty.answered_on.is_(None)
    runs = Consultation.state == ConsultationState.PUBLISHED
    open_now = and_(runs, _some(Activity.opens_at <= now, _not_over(now)))
    coming = and_(runs, _some(or_(Activity.opens_at.is_(None), Activity.opens_at > now)))
    match wanted:
        case Stage.DRAFT:
            return Consultation.state == ConsultationState.DRAFT
        case Stage.ANSWERED:
            return Duty.answered_on.is_not(None)
        case Stage.OPEN:
            return and_(unanswered, open_now)
        case Stage.UPCOMING:
            return and_(unanswered, ~open_now, coming)
        case Stage.WAITING:
            return and_(
                unanswered, ~open_now, ~coming, Consultation.state != ConsultationState.DRAFT
            )


def _not_over(now: datetime) -> ColumnElement[bool]:
    return or_(Activity.closes_at.is_(None), Activity.closes_at > now)


def _some(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Activity.id)
        .where(Activity.consultation_id == Consultation.id, *conditions)
        .correlate(Consultation)
        .exists()
    )


def count_by_stage(municipality_id: int) -> dict[Stage, int]:
    """One row for the filter's figures."""
    now = clock.now()
    stages = [stage for stage in Stage if stage is not Stage.DRAFT]
    row = db.session.execute(
        select(*(func.sum(case((in_stage(stage, now), 1), else_=0)) for stage in stages))
        .select_from(Consultation)
        .outerjoin(Duty, Duty.id == Consultation.duty_id)
        .where(
            Consultation.municipality_id == municipality_id,
            Consultation.state != ConsultationState.DRAFT,
        )
    ).one()
    return {stage: int(number or 0) for stage, number in zip(stages, row, strict=True)}


def next_moment(municipality_id: int) -> datetime | None:
    """When the next activity opens or closes: a kept list ends then."""
    now = clock.now()
    ahead = [
        select(func.min(column)).where(Activity.municipality_id == municipality_id, column > now)
        for column in (Activity.opens_at, Activity.closes_at)
    ]
    found = [moment for (moment,) in db.session.execute(union_all(*ahead)) if moment is not None]
    return min(found, default=None)


def list_open(municipality_id: int, *, limit: int = 6) -> list[Any]:
    """For the municipality's home: what one can take part in now, the latest first."""
    statement = (
        rows(municipality_id)
        .where(in_stage(Stage.OPEN, clock.now()))
        .order_by(Consultation.published_at.desc(), Consultation.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(statement))


def list_desk(municipality_id: int, askers: Sequence[AskedBy]) -> list[Any]:
    """Drafts first, then what runs, for those who ask in these names."""
    draft_first = case((Consultation.state == ConsultationState.DRAFT, 0), else_=1)
    statement = (
        select(
            Consultation.id,
            Consultation.number,
            Consultation.title,
            Consultation.state,
            Consultation.asked_by,
            Consultation.created_at,
            Consultation.published_at,
            Duty.first_due_on,
            Duty.due_on,
            Duty.answered_on,
            Duty.released_at,
        )
        .outerjoin(Duty, Duty.id == Consultation.duty_id)
        .where(
            Consultation.municipality_id == municipality_id,
            Consultation.asked_by.in_(askers),
        )
        .order_by(draft_first, Consultation.id.desc())
        .limit(200)
    )
    return list(db.session.execute(statement))


# --- the person's own data ----------------------------------------------------------------------


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What somebody wrote here by name: consultations they made as staff."""
    made = db.session.execute(
        select(Consultation.title, Consultation.created_at)
        .where(Consultation.created_by_id == person_id)
        .order_by(Consultation.id)
    )
    return {
        "consultations_made": [
            {"title": row.title, "created_at": row.created_at.isoformat()} for row in made
        ]
    }
