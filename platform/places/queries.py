"""Reads of places."""

from sqlalchemy import literal, null, select, union_all

from accounts.models import Person
from kernel.db import db
from kernel.rules import Visitor
from places.models import (
    Municipality,
    Organisation,
    OrganisationState,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
)


def find_municipality(slug: str) -> Municipality | None:
    return db.session.scalar(select(Municipality).where(Municipality.slug == slug))


def find_municipality_by_host(host: str) -> Municipality | None:
    return db.session.scalar(select(Municipality).where(Municipality.host == host.lower()))


def load_visitor(person: Person, *, email_confirmed: bool) -> Visitor:
    """Everything rules ask about a person, in one query."""
    none = null()
    rows = db.session.execute(
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
        roles=frozenset((place, str(text)) for what, place, text, _n, _y in rows if what == "role"),
        units=frozenset(n for what, _p, _t, n, _y in rows if what == "role" and n),
        organisations={n: (p, str(t)) for what, p, t, n, _y in rows if what == "organisation"},
        neighbourhoods={p: n for what, p, _t, n, _y in rows if what == "home"},
        residence={p: (n, y) for what, p, _t, n, y in rows if what == "proof"},
    )
