"""Phases, documents, people and meetings of a consultation."""

from datetime import date
from typing import Unpack

from sqlalchemy import delete, insert

from consultations import queries
from consultations.models import (
    Consultation,
    ConsultationState,
    Document,
    Phase,
    Responsible,
    consultation_meeting,
)
from consultations.services.changing import record_change
from consultations.services.errors import TooMany
from kernel import audit, clock, files
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from meetings import services as meetings
from meetings.models import Meeting
from notifications.rules import day

MOST_PHASES = 20
MOST_DOCUMENTS = 50
MOST_PEOPLE = 20
MOST_MEETINGS = 100

CANCELLED = N_("Buluşma iptal edildi: “%(meeting)s”, %(day)s.")
MOVED = N_("Buluşmanın günü, saati ya da yeri değişti: “%(meeting)s”, %(day)s, %(place)s.")


def _room(have: int, most: int) -> None:
    if have >= most:
        raise TooMany(most=most)


def add_phase(
    consultation: Consultation,
    *,
    by: Visitor,
    label: str,
    starts_on: date | None,
    ends_on: date | None,
    approximate: str,
) -> Phase:
    count = queries.count_phases(consultation.id)
    _room(count, MOST_PHASES)
    phase = Phase(
        consultation_id=consultation.id,
        label=label,
        starts_on=starts_on,
        ends_on=ends_on,
        approximate=approximate,
        position=count,
    )
    db.session.add(phase)
    db.session.flush()
    audit.record("consultations.add_phase", consultation, by=by.id, after={"label": label})
    return phase


def remove_phase(consultation: Consultation, phase: Phase, *, by: Visitor) -> None:
    audit.record(
        "consultations.remove_phase", consultation, by=by.id, before={"label": phase.label}
    )
    db.session.delete(phase)
    db.session.flush()


def add_document(
    consultation: Consultation,
    *,
    by: Visitor,
    title: str,
    accepted: tuple[bytes, str, str],
    unit_name: str = "",
) -> Document:
    """`accepted` comes checked from `kernel.files.accept`."""
    _room(queries.count_documents(consultation.id), MOST_DOCUMENTS)
    stored = files.store(accepted, municipality_id=consultation.municipality_id)
    document = Document(
        consultation_id=consultation.id, title=title, file_id=stored.id, unit_name=unit_name
    )
    db.session.add(document)
    db.session.flush()
    audit.record("consultations.add_document", consultation, by=by.id, after={"title": title})
    return document


def remove_document(consultation: Consultation, document: Document, *, by: Visitor) -> None:
    """Of a draft; what was published stays readable. The worker's sweep takes the file."""
    audit.record(
        "consultations.remove_document", consultation, by=by.id, before={"title": document.title}
    )
    db.session.delete(document)
    db.session.flush()


def add_person(consultation: Consultation, *, by: Visitor, title: str, note: str) -> Responsible:
    _room(queries.count_people(consultation.id), MOST_PEOPLE)
    person = Responsible(consultation_id=consultation.id, title=title, note=note)
    db.session.add(person)
    db.session.flush()
    audit.record("consultations.add_person", consultation, by=by.id, after={"title": title})
    return person


def remove_person(consultation: Consultation, person: Responsible, *, by: Visitor) -> None:
    audit.record(
        "consultations.remove_person", consultation, by=by.id, before={"title": person.title}
    )
    db.session.delete(person)
    db.session.flush()


def add_meeting(
    consultation: Consultation, *, by: Visitor, **details: Unpack[meetings.Details]
) -> Meeting:
    _room(queries.count_meetings(consultation.id), MOST_MEETINGS)
    meeting = meetings.create(municipality_id=consultation.municipality_id, by=by, **details)
    db.session.execute(
        insert(consultation_meeting).values(consultation_id=consultation.id, meeting_id=meeting.id)
    )
    if consultation.state is not ConsultationState.DRAFT:
        publish_meeting(consultation, meeting)
    return meeting


def publish_meeting(consultation: Consultation, meeting: Meeting) -> None:
    meetings.publish(
        meeting,
        subject=consultation.title,
        endpoint="consultations.show",
        object_id=consultation.id,
        journey_id=consultation.journey_id,
    )


def edit_meeting(
    consultation: Consultation,
    meeting: Meeting,
    *,
    by: Visitor,
    **details: Unpack[meetings.Details],
) -> None:
    """Another day or place of a published meeting is a public change."""
    moved = meetings.edit(meeting, by=by, **details)
    if moved and consultation.state is not ConsultationState.DRAFT:
        facts = {**_title_and_day(meeting), "place": meeting.place}
        key = meetings.moved_key(meeting)
        record_change(
            consultation, by=by, message=MOVED, facts=facts, reason="", office="", key=key
        )


def cancel_meeting(
    consultation: Consultation, meeting: Meeting, *, by: Visitor, reason: str, office: str
) -> None:
    meetings.cancel(meeting, by=by, reason=reason)
    if consultation.state is not ConsultationState.DRAFT:
        facts = _title_and_day(meeting)
        record_change(
            consultation,
            by=by,
            message=CANCELLED,
            facts=facts,
            reason=reason,
            office=office,
            key=meetings.cancelled_key(meeting),
        )


def _title_and_day(meeting: Meeting) -> dict[str, object]:
    return {"meeting": meeting.title, "day": day(clock.local(meeting.starts_at).date())}


def remove_meeting(consultation: Consultation, meeting: Meeting, *, by: Visitor) -> None:
    """Of a draft; a published one is cancelled with its reason."""
    db.session.execute(
        delete(consultation_meeting).where(consultation_meeting.c.meeting_id == meeting.id)
    )
    meetings.remove(meeting, by=by)
