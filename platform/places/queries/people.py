"""Who a person is here: roles, residence, proofs, invitations, letters."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload

from accounts.models import Person
from kernel import clock, text
from kernel.db import db
from kernel.rules import NOBODY, Role, Visitor
from places.models import (
    Invitation,
    LetterRequest,
    Municipality,
    Organisation,
    OrganisationState,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
)
from places.rules import INVITATION_VALID, LETTER_VALID


def load_visitor(person: Person, *, email_confirmed: bool) -> Visitor:
    """Everything rules ask about a person, in one query."""
    none = null()
    rows: Any = db.session.execute(
        union_all(
            select(literal("role"), Staff.municipality_id, Staff.role, Staff.unit_id, none).where(
                Staff.person_id == person.id
            ),
            select(
                literal("organisation"),
                Organisation.municipality_id,
                Organisation.name,
                Organisation.id,
                none,
            )
            .join(Representative, Representative.organisation_id == Organisation.id)
            .where(
                Representative.person_id == person.id,
                Organisation.state == OrganisationState.VERIFIED,
            ),
            select(
                literal("home"),
                Residence.municipality_id,
                literal(""),
                Residence.neighbourhood_id,
                none,
            ).where(Residence.person_id == person.id),
            select(
                literal("proof"),
                ResidenceProof.municipality_id,
                literal(""),
                ResidenceProof.neighbourhood_id,
                ResidenceProof.birth_year,
            ).where(ResidenceProof.person_id == person.id, ResidenceProof.ended_at.is_(None)),
        )
    ).all()
    return Visitor(
        id=person.id,
        name=person.name,
        email=person.email or "",
        language=person.language,
        email_confirmed=email_confirmed,
        roles=frozenset((place, str(word)) for what, place, word, _n, _y in rows if what == "role"),
        units=frozenset(n for what, _p, _t, n, _y in rows if what == "role" and n),
        organisations={n: (p, str(t)) for what, p, t, n, _y in rows if what == "organisation"},
        neighbourhoods={p: n for what, p, _t, n, _y in rows if what == "home"},
        residence={p: (n, y) for what, p, _t, n, y in rows if what == "proof"},
    )


def get_staff(staff_id: int, for_: Visitor = NOBODY) -> Staff:
    return db.session.scalars(
        select(Staff)
        .where(Staff.id == staff_id)
        .options(joinedload(Staff.person), joinedload(Staff.unit))
    ).one()


def get_invitation(invitation_id: int, for_: Visitor = NOBODY) -> Invitation:
    return db.session.scalars(select(Invitation).where(Invitation.id == invitation_id)).one()


def get_letter(letter_id: int, for_: Visitor = NOBODY) -> LetterRequest:
    return db.session.scalars(select(LetterRequest).where(LetterRequest.id == letter_id)).one()


def list_staff(municipality_id: int, role: Role | None = None) -> list[Staff]:
    """With person and unit; ordered by role, then name."""
    statement = (
        select(Staff)
        .join(Staff.person)
        .where(Staff.municipality_id == municipality_id)
        .options(contains_eager(Staff.person), joinedload(Staff.unit))
    )
    if role is not None:
        statement = statement.where(Staff.role == role)
    order = list(Role)
    rows = db.session.scalars(statement)
    return sorted(
        rows, key=lambda row: (order.index(row.role), text.sort_key(row.person.name), row.id)
    )


def count_eligible(
    municipality_id: int, *, neighbourhood_ids: Collection[int] = (), born_by: int | None = None
) -> int:
    """Living residence proofs; only these neighbourhoods, only birth years up to `born_by`."""
    living = [
        ResidenceProof.municipality_id == municipality_id,
        ResidenceProof.ended_at.is_(None),
    ]
    if neighbourhood_ids:
        living.append(ResidenceProof.neighbourhood_id.in_(neighbourhood_ids))
    if born_by is not None:
        living.append(ResidenceProof.birth_year <= born_by)
    return db.session.scalar(select(func.count()).select_from(ResidenceProof).where(*living)) or 0


def find_residence(person_id: int, municipality_id: int) -> Residence | None:
    return db.session.scalar(
        select(Residence).where(
            Residence.person_id == person_id, Residence.municipality_id == municipality_id
        )
    )


def find_proof(person_id: int, municipality_id: int) -> ResidenceProof | None:
    """The living proof."""
    return db.session.scalar(
        select(ResidenceProof).where(
            ResidenceProof.person_id == person_id,
            ResidenceProof.municipality_id == municipality_id,
            ResidenceProof.ended_at.is_(None),
        )
    )


def find_ended_proof(person_id: int, municipality_id: int) -> ResidenceProof | None:
    """The last one that was ended with a reason, for the person to read."""
    return db.session.scalar(
        select(ResidenceProof)
        .where(
            ResidenceProof.person_id == person_id,
            ResidenceProof.municipality_id == municipality_id,
            ResidenceProof.end_reason != "",
        )
        .order_by(ResidenceProof.id.desc())
        .limit(1)
    )


def find_open_letter(person_id: int, municipality_id: int) -> LetterRequest | None:
    return db.session.scalar(
        select(LetterRequest)
        .where(LetterRequest.person_id == person_id, *_open_letters(municipality_id))
        .order_by(LetterRequest.id.desc())
        .limit(1)
    )


def list_letters_to_post(municipality_id: int) -> list[LetterRequest]:
    return list(
        db.session.scalars(
            select(LetterRequest)
            .where(*_open_letters(municipality_id), LetterRequest.posted_at.is_(None))
            .order_by(LetterRequest.id)
        )
    )


def _open_letters(municipality_id: int) -> list[ColumnElement[bool]]:
    return [
        LetterRequest.municipality_id == municipality_id,
        LetterRequest.used_at.is_(None),
        LetterRequest.cancelled_at.is_(None),
        LetterRequest.requested_at > clock.now() - LETTER_VALID,
    ]


def find_person_by_email(email: str) -> Person | None:
    """Exactly this address; whoever asks has typed it."""
    return db.session.scalar(
        select(Person).where(Person.email == text.email_key(email), Person.deleted_at.is_(None))
    )


def list_open_invitations(municipality_id: int) -> list[Invitation]:
    return list(
        db.session.scalars(
            select(Invitation)
            .where(
                Invitation.municipality_id == municipality_id,
                Invitation.accepted_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.invited_at > clock.now() - INVITATION_VALID,
            )
            .order_by(Invitation.id)
        )
    )


def list_sole_administrations(person_id: int) -> list[str]:
    """Names of municipalities that would lose their last administrator with this person."""
    other = aliased(Staff)
    return list(
        db.session.scalars(
            select(Municipality.name)
            .join(Staff, Staff.municipality_id == Municipality.id)
            .where(
                Staff.person_id == person_id,
                Staff.role == Role.ADMINISTRATOR,
                ~exists().where(
                    other.municipality_id == Municipality.id,
                    other.role == Role.ADMINISTRATOR,
                    other.person_id != person_id,
                ),
            )
        )
    )
