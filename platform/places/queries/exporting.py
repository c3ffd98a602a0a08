"""My data: everything places knows about a person."""

from typing import Any

from sqlalchemy import select

from accounts.models import Person
from kernel.db import db
from places.models import (
    Invitation,
    LegalText,
    LetterRequest,
    Municipality,
    Neighbourhood,
    NoticeShown,
    Organisation,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
    Suspension,
    Unit,
)

#: The public name stands beside the id, so that a downloaded file can be read.
EXPORTED: dict[str, Any] = {
    "residence": select(
        Residence.person_id,
        Municipality.name.label("municipality"),
        Neighbourhood.name.label("neighbourhood"),
        Residence.declared_at,
    )
    .join(Municipality, Municipality.id == Residence.municipality_id)
    .join(Neighbourhood, Neighbourhood.id == Residence.neighbourhood_id),
    "residence_proof": select(
        ResidenceProof.person_id,
        Municipality.name.label("municipality"),
        Neighbourhood.name.label("neighbourhood"),
        ResidenceProof.kind,
        ResidenceProof.birth_year,
        ResidenceProof.verified_at,
        ResidenceProof.ended_at,
        ResidenceProof.end_reason,
    )
    .join(Municipality, Municipality.id == ResidenceProof.municipality_id)
    .outerjoin(Neighbourhood, Neighbourhood.id == ResidenceProof.neighbourhood_id),
    "letter_request": select(
        LetterRequest.person_id,
        Municipality.name.label("municipality"),
        Neighbourhood.name.label("neighbourhood"),
        LetterRequest.full_name,
        LetterRequest.address,
        LetterRequest.birth_year,
        LetterRequest.requested_at,
        LetterRequest.posted_at,
        LetterRequest.used_at,
        LetterRequest.cancelled_at,
    )
    .join(Municipality, Municipality.id == LetterRequest.municipality_id)
    .join(Neighbourhood, Neighbourhood.id == LetterRequest.neighbourhood_id),
    "notice_shown": select(
        NoticeShown.person_id,
        Municipality.name.label("municipality"),
        LegalText.kind,
        LegalText.version,
        NoticeShown.shown_at,
    )
    .join(LegalText, LegalText.id == NoticeShown.legal_text_id)
    .join(Municipality, Municipality.id == LegalText.municipality_id),
    "staff": select(
        Staff.person_id,
        Municipality.name.label("municipality"),
        Staff.role,
        Unit.name.label("unit"),
        Staff.since,
    )
    .join(Municipality, Municipality.id == Staff.municipality_id)
    .outerjoin(Unit, Unit.id == Staff.unit_id),
    "suspension": select(
        Suspension.person_id,
        Municipality.name.label("municipality"),
        Suspension.since,
        Suspension.until,
        Suspension.lifted_at,
    ).join(Municipality, Municipality.id == Suspension.municipality_id),
    "representative": select(
        Representative.person_id,
        Municipality.name.label("municipality"),
        Organisation.name.label("organisation"),
        Representative.since,
    )
    .join(Organisation, Organisation.id == Representative.organisation_id)
    .join(Municipality, Municipality.id == Organisation.municipality_id),
    "organisation": select(
        Organisation.applied_by_id.label("person_id"),
        Municipality.name.label("municipality"),
        Organisation.name,
        Organisation.kind,
        Organisation.contact_email,
        Organisation.state,
        Organisation.reason,
        Organisation.applied_at,
    ).join(Municipality, Municipality.id == Organisation.municipality_id),
    "invitation": select(
        Person.id.label("person_id"),
        Municipality.name.label("municipality"),
        Invitation.email,
        Invitation.role,
        Invitation.invited_at,
        Invitation.accepted_at,
        Invitation.revoked_at,
    )
    .join(Person, (Person.email == Invitation.email) | (Person.id == Invitation.accepted_by_id))
    .join(Municipality, Municipality.id == Invitation.municipality_id),
}


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything places knows about a person, by table."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, statement in EXPORTED.items():
        owner = statement.selected_columns.person_id
        rows = db.session.execute(statement.where(owner == person_id)).mappings()
        found[table] = [
            {key: value for key, value in row.items() if key != "person_id"} for row in rows
        ]
    return found
