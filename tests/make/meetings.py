"""Meetings for tests: published, in three days, without registration."""

from datetime import timedelta
from typing import Any

from consultations.models import Consultation, consultation_meeting
from kernel import clock
from kernel.db import db
from meetings.models import Meeting, Registration, RegistrationState
from places.models import Municipality
from tests.make.places import make_municipality, make_person, saving


def make_meeting(municipality: Municipality | None = None, **anything: Any) -> Meeting:
    place = municipality or make_municipality()
    starts_at = anything.pop("starts_at", clock.now() + timedelta(days=3))
    values: dict[str, Any] = {
        "title": "Dere boyu mahalle buluşması",
        "place": "Kavaklı Kıraathanesi",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "published_at": clock.now() - timedelta(days=5),
    }
    with saving() as session:
        row = Meeting(municipality_id=place.id, **values | anything)
        session.add(row)
    return row


def make_registration(meeting: Meeting, **anything: Any) -> Registration:
    if "person_id" not in anything:
        anything["person_id"] = make_person().id
    values = {"state": RegistrationState.REGISTERED} | anything
    with saving() as session:
        row = Registration(meeting_id=meeting.id, **values)
        session.add(row)
        if values["state"] is RegistrationState.REGISTERED:
            session.get_one(Meeting, meeting.id).taken += 1
    return row


def make_meetings_of(consultation: Consultation) -> list[int]:
    """One that can still be joined, and one that was held; two of no consultation, one a draft."""
    place = db.session.get_one(Municipality, consultation.municipality_id)
    rows = [
        make_meeting(place, standalone=True, subject="Kent Konseyi"),
        make_meeting(place, standalone=True, subject="Kent Konseyi", published_at=None),
        make_meeting(place, registers=True, capacity=5, journey_id=consultation.journey_id),
        make_meeting(place, registers=True, starts_at=clock.now() - timedelta(days=2)),
    ]
    with saving() as session:
        for row in rows[2:]:
            values = {"consultation_id": consultation.id, "meeting_id": row.id}
            session.execute(consultation_meeting.insert().values(values))
    return [row.id for row in rows]
