"""The people around a participant."""

from sqlalchemy import select

from kernel.db import db
from places.models import Representative, Staff
from programme.models import (
    Consulting,
    Participation,
    ParticipationContact,
)
from programme.queries.people import ACTING


def list_participant_people(participation: Participation) -> set[int]:
    """Its contacts, the staff of its municipality, the representatives of its organisation."""
    contacts = select(ParticipationContact.person_id).where(
        ParticipationContact.participation_id == participation.id
    )
    found = set(db.session.scalars(contacts))
    if participation.municipality_id is not None:
        staff = select(Staff.person_id).where(
            Staff.municipality_id == participation.municipality_id, Staff.role.in_(ACTING)
        )
        found |= set(db.session.scalars(staff))
    if participation.organisation_id is not None:
        acting = select(Representative.person_id).where(
            Representative.organisation_id == participation.organisation_id
        )
        found |= set(db.session.scalars(acting))
    return found


def list_consultants(participation_id: int) -> set[int]:
    return set(
        db.session.scalars(
            select(Consulting.person_id).where(Consulting.participation_id == participation_id)
        )
    )
