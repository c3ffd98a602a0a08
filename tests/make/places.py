"""People and places for tests: every default filled, committed (or flushed inside a write)."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from accounts.models import EmailProof, Person
from kernel import clock
from kernel.db import db, in_write, write
from kernel.rules import Role, Visitor
from kernel.text import sort_key
from kernel.workdays import DayKind, Feast
from places.models import (
    FeastDay,
    Municipality,
    Neighbourhood,
    Organisation,
    OrganisationKind,
    OrganisationState,
    OwnDay,
    ProofKind,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
    Unit,
)
from places.queries import load_visitor

_numbers = itertools.count(1)
PASSWORD = "yeterince-uzun-parola"


@contextmanager
def saving() -> Iterator[Session]:
    """Joins the running write transaction, or makes one."""
    if in_write():
        yield db.session()
        db.session.flush()
    else:
        with write() as session:
            yield session


def make_municipality(**anything: Any) -> Municipality:
    number = next(_numbers)
    values = {
        "slug": f"belediye-{number}",
        "name": "Çınarlı",
        "official_name": "Çınarlı Belediyesi",
    }
    with saving() as session:
        row = Municipality(**{**values, **anything})
        session.add(row)
    return row


def make_neighbourhood(municipality: Municipality, name: str = "Kavaklı") -> Neighbourhood:
    with saving() as session:
        row = Neighbourhood(municipality_id=municipality.id, name=name, sort_key=sort_key(name))
        session.add(row)
    return row


def make_unit(municipality: Municipality, name: str = "Fen İşleri Müdürlüğü") -> Unit:
    with saving() as session:
        row = Unit(municipality_id=municipality.id, name=name, sort_key=sort_key(name))
        session.add(row)
    return row


def make_feast_day(municipality: Municipality, *, first_on: date | None = None) -> FeastDay:
    with saving() as session:
        row = FeastDay(
            municipality_id=municipality.id,
            feast=Feast.RAMAZAN,
            first_on=first_on or date(2034, 12, 12),
        )
        session.add(row)
    return row


def make_own_day(
    municipality: Municipality,
    day: date = date(2026, 12, 31),
    kind: DayKind = DayKind.OFF,
    name: str = "İdari izin",
) -> OwnDay:
    with saving() as session:
        row = OwnDay(municipality_id=municipality.id, day=day, kind=kind, name=name)
        session.add(row)
    return row


def make_person(name: str = "Ayşe Yılmaz", *, confirmed: bool = True, **anything: Any) -> Person:
    # An account of the last days is new: its comments may wait for a moderator.
    values: dict[str, Any] = {
        "email": f"kisi{next(_numbers)}@cinarli.example",
        "name": name,
        "created_at": clock.now() - timedelta(days=30),
    }
    with saving() as session:
        row = Person(**{**values, **anything})
        session.add(row)
        session.flush()
        if confirmed and row.email:
            session.add(EmailProof(person_id=row.id, email=row.email))
    return row


def make_staff(
    municipality: Municipality,
    role: Role,
    *,
    unit: Unit | None = None,
    name: str = "Görevli",
    person: Person | None = None,
) -> Person:
    person = person or make_person(name)
    with saving() as session:
        session.add(
            Staff(
                municipality_id=municipality.id,
                person_id=person.id,
                role=role,
                unit_id=unit.id if unit else None,
            )
        )
    return person


def make_resident(
    neighbourhood: Neighbourhood,
    *,
    verified: bool = True,
    birth_year: int | None = None,
    **anything: Any,
) -> Person:
    person = make_person(**anything)
    where = {
        "person_id": person.id,
        "municipality_id": neighbourhood.municipality_id,
        "neighbourhood_id": neighbourhood.id,
    }
    with saving() as session:
        session.add(Residence(**where))
        if verified:
            session.add(ResidenceProof(**where, kind=ProofKind.DESK, birth_year=birth_year))
    return person


def make_organisation(
    municipality: Municipality, representative: Person | None = None, **anything: Any
) -> Organisation:
    name = anything.pop("name", f"Kavaklı Dayanışma Derneği {next(_numbers)}")
    values = {
        "municipality_id": municipality.id,
        "name": name,
        "sort_key": sort_key(name),
        "kind": OrganisationKind.NGO,
        "state": OrganisationState.VERIFIED,
    }
    with saving() as session:
        row = Organisation(**{**values, **anything})
        session.add(row)
        session.flush()
        if representative is not None:
            session.add(Representative(organisation_id=row.id, person_id=representative.id))
    return row


def visitor(person: Person) -> Visitor:
    """What rules and services see of a person."""
    return load_visitor(person, email_confirmed=True)
