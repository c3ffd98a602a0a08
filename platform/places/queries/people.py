"""Who a person is here: roles, residence, proofs, invitations, letters."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, contains_eager, joinedload

from accounts.models import EmailProof, Person
from kernel import clock, text, tokens
from kernel.db import Moment, db, fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Role, Visitor
from places.models import (
    Invitation,
    LetterRequest,
    Municipality,
    Neighbourhood,
    Organisation,
    OrganisationState,
    ProofKind,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
    Suspension,
    Unit,
)
from places.rules import INVITATION_VALID, LETTER_VALID, Offer

#: how long the desk's page of one person stays open
RESIDENT_VALID = timedelta(minutes=30)


class Known(Protocol):
    """A person's row, or as much of it as a request loads."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def language(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


def _facts_of_person() -> Any:
    """Roles, organisations, homes, suspensions; the parts in the order of the columns."""
    # PostgreSQL matches the parts of a UNION pair by pair: an untyped NULL would become text.
    none, never = cast(null(), Integer), cast(null(), Moment())
    person_id = bindparam("person_id", type_=Integer)
    staff, home, proof = (m.__table__.c for m in (Staff, Residence, ResidenceProof))
    organisation, representative = Organisation.__table__, Representative.__table__
    suspension = Suspension.__table__.c
    return union_all(
        # As text: the union's first column types the names of organisations below it.
        select(
            literal("role"),
            staff.municipality_id,
            type_coerce(staff.role, String),
            staff.unit_id,
            none,
            never,
        ).where(staff.person_id == person_id),
        select(
            literal("organisation"),
            organisation.c.municipality_id,
            organisation.c.name,
            organisation.c.id,
            none,
            never,
        )
        .join(representative, representative.c.organisation_id == organisation.c.id)
        .where(
            representative.c.person_id == person_id,
            organisation.c.state == OrganisationState.VERIFIED,
        ),
        select(
            literal("home"), home.municipality_id, literal(""), home.neighbourhood_id, none, never
        ).where(home.person_id == person_id),
        select(
            literal("proof"),
            proof.municipality_id,
            literal(""),
            proof.neighbourhood_id,
            proof.birth_year,
            never,
        ).where(proof.person_id == person_id, proof.ended_at.is_(None)),
        select(
            literal("suspension"),
            suspension.municipality_id,
            literal(""),
            none,
            none,
            func.max(suspension.until),
        )
        .where(
            suspension.person_id == person_id,
            suspension.lifted_at.is_(None),
            suspension.until > bindparam("now", type_=Moment()),
        )
        .group_by(suspension.municipality_id),
    )


_FACTS = Prepared(_facts_of_person())


def load_visitor(person: Known, *, email_confirmed: bool) -> Visitor:
    """Everything rules ask about a person, in one query."""
    rows = fetch(_FACTS, person_id=person.id, now=clock.now())
    return Visitor(
        id=person.id,
        name=person.name,
        email=person.email or "",
        language=person.language,
        email_confirmed=email_confirmed,
        roles=frozenset((place, str(word)) for what, place, word, *_ in rows if what == "role"),
        units=frozenset(n for what, _p, _t, n, *_ in rows if what == "role" and n),
        organisations={n: (p, str(t)) for what, p, t, n, *_ in rows if what == "organisation"},
        neighbourhoods={p: n for what, p, _t, n, *_ in rows if what == "home"},
        residence={p: (n, y) for what, p, _t, n, y, _u in rows if what == "proof"},
        since=person.created_at,
        suspended={p: u for what, p, *_, u in rows if what == "suspension"},
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


def has_confirmed(person_id: int) -> bool:
    """Whether the address is proved to be this person's."""
    return (
        db.session.scalar(
            select(EmailProof.id).where(
                EmailProof.person_id == person_id, EmailProof.ended_at.is_(None)
            )
        )
        is not None
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


def find_offer(token: str, for_: Visitor = NOBODY) -> Offer:
    """The invitation behind a mailed link; a dead one when it is forged, old or unknown."""
    facts = tokens.read("invitation", token)
    if facts is None:
        return Offer()
    row = db.session.execute(
        select(Invitation, Municipality, Unit.name, Person.language)
        .join(Municipality, Municipality.id == Invitation.municipality_id)
        .outerjoin(Person, Person.email == Invitation.email)
        .outerjoin(Unit, Unit.id == Invitation.unit_id)
        .where(Invitation.id == facts["id"])
    ).first()
    if row is None:
        return Offer()
    invitation, municipality, unit, language = row
    return Offer(
        id=invitation.id,
        email=invitation.email,
        role=invitation.role,
        unit=unit or "",
        place=municipality.official_name,
        slug=municipality.slug,
        open=not (invitation.accepted_at or invitation.revoked_at),
        language=language or "",
    )


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
