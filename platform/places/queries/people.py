"""Who a person is here: roles, staff, invitations."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import (
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
from sqlalchemy.orm import aliased, contains_eager, joinedload

from accounts.models import EmailProof, Person
from kernel import clock, text, tokens
from kernel.db import Moment, db, fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Role, Visitor
from places.models import (
    Invitation,
    Municipality,
    Organisation,
    OrganisationState,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
    Suspension,
    Unit,
)
from places.rules import INVITATION_VALID, Offer


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
