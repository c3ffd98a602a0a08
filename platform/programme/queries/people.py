"""What a person is in the programme."""

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    String,
    and_,
    false,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Person
from kernel import text
from kernel.db import db
from kernel.rules import NOBODY, Role, Visitor
from programme.models import (
    Consulting,
    Participation,
    ParticipationContact,
    PartnerSeat,
    ProgrammeRole,
    RoleHeld,
    Stage,
)
from programme.rules import CONSULTING, PARTICIPANT, PARTNER

#: staff that acts for its municipality in the programme
ACTING = (Role.ADMINISTRATOR, Role.OFFICER)


def know(visitor: Visitor) -> Visitor:
    """The same visitor with their part in the programme: one query, on its pages only."""
    if not visitor.signed_in:
        return visitor
    places = [place for place, role in visitor.roles if role in ACTING]
    acting = or_(
        Participation.municipality_id.in_(places) if places else false(),
        Participation.organisation_id.in_(visitor.organisations)
        if visitor.organisations
        else false(),
    )
    statement: CompoundSelect[Any] = union_all(
        # As text: the union's first column types those below it.
        select(literal("role"), type_coerce(RoleHeld.role, String), literal(0)).where(
            RoleHeld.person_id == visitor.id
        ),
        select(literal(CONSULTING), literal(""), Consulting.participation_id).where(
            Consulting.person_id == visitor.id
        ),
        select(literal(PARTICIPANT), literal(""), ParticipationContact.participation_id).where(
            ParticipationContact.person_id == visitor.id
        ),
        select(literal(PARTNER), literal(""), PartnerSeat.term_id).where(
            PartnerSeat.person_id == visitor.id
        ),
        select(literal(PARTICIPANT), literal(""), Participation.id).where(
            and_(acting, Participation.stage != Stage.LEFT)
        ),
    )
    rows = db.session.execute(statement).all()
    facts = {(str(role) if kind == "role" else kind, number) for kind, role, number in rows}
    return replace(visitor, programme=frozenset(facts))


def list_roles(role: ProgrammeRole | None = None) -> list[RoleHeld]:
    """With the person; by role, then name."""
    statement = (
        select(RoleHeld)
        .join(Person, Person.id == RoleHeld.person_id)
        .options(contains_eager(RoleHeld.person))
    )
    if role is not None:
        statement = statement.where(RoleHeld.role == role)
    order = list(ProgrammeRole)
    rows = db.session.scalars(statement)
    return sorted(
        rows, key=lambda row: (order.index(row.role), text.sort_key(row.person.name), row.id)
    )


def list_team() -> list[int]:
    """Numbers of the people who run the programme."""
    return list(
        db.session.scalars(
            select(RoleHeld.person_id)
            .where(RoleHeld.role == ProgrammeRole.TEAM)
            .order_by(RoleHeld.person_id)
        )
    )


def get_role(role_id: int, for_: Visitor = NOBODY) -> RoleHeld:
    return db.session.scalars(
        select(RoleHeld).where(RoleHeld.id == role_id).options(joinedload(RoleHeld.person))
    ).one()


def list_partners(term_id: int) -> list[PartnerSeat]:
    """Who acts for its partners, with the person; by partner, then name."""
    rows = db.session.scalars(
        select(PartnerSeat)
        .where(PartnerSeat.term_id == term_id)
        .options(joinedload(PartnerSeat.person))
        .order_by(PartnerSeat.id)
    )
    return sorted(rows, key=lambda row: (text.sort_key(row.name), text.sort_key(row.person.name)))


def get_seat(seat_id: int, for_: Visitor = NOBODY) -> PartnerSeat:
    return db.session.scalars(select(PartnerSeat).where(PartnerSeat.id == seat_id)).one()
