"""Letters, legal texts and invitations for tests."""

from typing import Any

from accounts.models import Person
from kernel.rules import Role
from places.models import (
    Invitation,
    LegalKind,
    LegalText,
    LetterRequest,
    Municipality,
    Neighbourhood,
)
from tests.make.places import saving


def make_legal_text(
    municipality: Municipality, kind: LegalKind = LegalKind.PRIVACY, **anything: Any
) -> LegalText:
    values = {"version": 1, "body": "Metin", "html": "<p>Metin</p>"}
    with saving() as session:
        row = LegalText(municipality_id=municipality.id, kind=kind, **{**values, **anything})
        session.add(row)
    return row


def make_letter(person: Person, neighbourhood: Neighbourhood, **anything: Any) -> LetterRequest:
    values = {"full_name": "Ayşe Yılmaz", "address": "Çınar Sokak 5/3", "birth_year": None}
    with saving() as session:
        row = LetterRequest(
            person_id=person.id,
            municipality_id=neighbourhood.municipality_id,
            neighbourhood_id=neighbourhood.id,
            **{**values, **anything},
        )
        session.add(row)
    return row


def make_invitation(
    municipality: Municipality, email: str, role: Role = Role.OFFICER, **anything: Any
) -> Invitation:
    with saving() as session:
        row = Invitation(municipality_id=municipality.id, email=email, role=role, **anything)
        session.add(row)
    return row
