"""Where somebody lives: what they say, its proof, letters on the way, one person at the desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from accounts.models import Person
from kernel import clock, tokens
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from places.models import (
    LetterRequest,
    Municipality,
    Neighbourhood,
    ProofKind,
    Residence,
    ResidenceProof,
)
from places.rules import LETTER_VALID

#: how long the desk's page of one person stays open
RESIDENT_VALID = timedelta(minutes=30)


def count_eligible(
    municipality_id: int, *, neighbourhood_ids: Collection[int] = (), born_by: int | None = None
) -> int:
    """Living residence proofs; only these neighbourhoods, only birth years up to `born_by`."""
    living = _living(municipality_id, neighbourhood_ids, born_by)
    return db.session.scalar(select(func.count()).select_from(ResidenceProof).where(*living)) or 0


def count_eligible_by_place(
    municipality_id: int, *, neighbourhood_ids: Collection[int] = (), born_by: int | None = None
) -> dict[int, int]:
    """The same, neighbourhood by neighbourhood."""
    place = ResidenceProof.neighbourhood_id
    living = _living(municipality_id, neighbourhood_ids, born_by)
    rows = db.session.execute(select(place, func.count()).where(*living).group_by(place))
    return {place_id: number for place_id, number in rows if place_id is not None}


def _living(
    municipality_id: int, neighbourhood_ids: Collection[int], born_by: int | None
) -> list[ColumnElement[bool]]:
    living = [
        ResidenceProof.municipality_id == municipality_id,
        ResidenceProof.ended_at.is_(None),
    ]
    if neighbourhood_ids:
        living.append(ResidenceProof.neighbourhood_id.in_(neighbourhood_ids))
    if born_by is not None:
        living.append(ResidenceProof.birth_year <= born_by)
    return living


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


def get_letter(letter_id: int, for_: Visitor = NOBODY) -> LetterRequest:
    return db.session.scalars(select(LetterRequest).where(LetterRequest.id == letter_id)).one()


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


@dataclass(frozen=True)
class Resident:
    """One person as the desk sees them: found by the whole address, never by browsing."""

    token: str
    municipality_id: int
    person_id: int
    name: str
    email: str
    declared_id: int | None
    declared: str
    proof_id: int | None
    proved_id: int | None
    proved: str
    proof_kind: ProofKind | None
    birth_year: int | None
    verified_at: datetime | None


def resident_token(person_id: int, municipality_id: int, *, by: int | None) -> str:
    """Half an hour, for this officer: person numbers cannot be tried one after the other."""
    return tokens.sign(
        "resident", RESIDENT_VALID, person=person_id, municipality=municipality_id, by=by
    )


def get_resident(token: str, for_: Visitor = NOBODY) -> Resident:
    facts = tokens.read("resident", token)
    if facts is None or facts["by"] != for_.id:
        raise NoResultFound("no such resident")
    declared, proved = aliased(Neighbourhood), aliased(Neighbourhood)
    place = facts["municipality"]
    here = (Residence.person_id == Person.id) & (Residence.municipality_id == place)
    living = (
        (ResidenceProof.person_id == Person.id)
        & (ResidenceProof.municipality_id == place)
        & ResidenceProof.ended_at.is_(None)
    )
    proof = ResidenceProof
    row = db.session.execute(
        select(
            literal(token).label("token"),
            literal(place).label("municipality_id"),
            Person.id.label("person_id"),
            Person.name,
            Person.email,
            Residence.neighbourhood_id.label("declared_id"),
            func.coalesce(declared.name, "").label("declared"),
            proof.id.label("proof_id"),
            proof.neighbourhood_id.label("proved_id"),
            func.coalesce(proved.name, "").label("proved"),
            proof.kind.label("proof_kind"),
            proof.birth_year,
            proof.verified_at,
        )
        .outerjoin(Residence, here)
        .outerjoin(declared, declared.id == Residence.neighbourhood_id)
        .outerjoin(ResidenceProof, living)
        .outerjoin(proved, proved.id == ResidenceProof.neighbourhood_id)
        .where(Person.id == facts["person"], Person.deleted_at.is_(None))
    ).one()
    return Resident(**row._mapping)


@dataclass(frozen=True)
class MyPlace:
    slug: str
    name: str
    neighbourhood: str
    verified: bool


def list_my_places(person_id: int) -> list[MyPlace]:
    """Every municipality, with where this person says they live and whether that is proved."""
    rows = db.session.execute(
        select(Municipality.slug, Municipality.name, Neighbourhood.name, ResidenceProof.id)
        .outerjoin(
            Residence,
            (Residence.municipality_id == Municipality.id) & (Residence.person_id == person_id),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Residence.neighbourhood_id)
        .outerjoin(
            ResidenceProof,
            (ResidenceProof.municipality_id == Municipality.id)
            & (ResidenceProof.person_id == person_id)
            & ResidenceProof.ended_at.is_(None),
        )
        .order_by(Municipality.name)
    )
    return [MyPlace(slug, name, said or "", proof is not None) for slug, name, said, proof in rows]
