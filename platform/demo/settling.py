"""The demo's people and places: rows without a history of their own."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Digest, EmailProof, Person
from demo.records import Resident, Town
from demo.records import Staff as Staffed
from demo.town import at
from kernel.db import db
from kernel.rules import Role, Visitor
from kernel.text import markdown, sort_key
from places.models import (
    LegalKind,
    LegalText,
    Municipality,
    Neighbourhood,
    Organisation,
    OrganisationKind,
    OrganisationState,
    ProofKind,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
    Unit,
)
from places.queries import load_visitor
from proposals.models import Category

#: before anything else happened
BEGINNING = -420
#: the municipality and its staff were there before its residents came in numbers
OPENED = -1180


@dataclass
class Places:
    """Ids and visitors by the keys of the content."""

    municipality_id: int
    today: date
    neighbourhoods: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    unit_names: dict[str, str] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    people: dict[str, Visitor] = field(default_factory=dict)
    staff_units: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    residents: list[str] = field(default_factory=list)

    def sample(self, seed: str, size: int, *, without: Iterable[str] = ()) -> list[Visitor]:
        """The same residents for the same seed."""
        pool = [key for key in self.residents if key not in set(without)]
        chosen = random.Random(seed).sample(pool, min(size, len(pool)))
        return [self.people[key] for key in chosen]

    def verified(self) -> list[Visitor]:
        return [p for key in self.residents if (p := self.people[key]).residence]


def settle(town: Town, password_hash: str) -> Places:
    """Writes municipality, people, staff, organisations, residence; returns the key table."""
    places = _municipality(town)
    ids = _people(town, places, password_hash)
    _staff(town, places, ids)
    _residents(town, places, ids)
    _organisations(town, places, ids)
    db.session.flush()
    for key, person_id in ids.items():
        person = db.session.get_one(Person, person_id)
        places.people[key] = load_visitor(person, email_confirmed=True)
    return places


def _municipality(town: Town) -> Places:
    told = town.municipality
    row = Municipality(
        slug=told.slug,
        name=told.short_name,
        official_name=told.name,
        help_desk=told.help_desk,
        is_demo=True,
        created_at=at(town.today, OPENED),
    )
    db.session.add(row)
    db.session.flush()
    places = Places(row.id, town.today)
    for hood in told.neighbourhoods:
        places.neighbourhoods[hood.key] = _named(Neighbourhood, row.id, hood.name)
    for unit in told.units:
        places.units[unit.key] = _named(Unit, row.id, unit.name)
        places.unit_names[unit.key] = unit.name
    for category in told.categories:
        places.categories[category.key] = _named(Category, row.id, category.name)
    texts = ((LegalKind.PRIVACY, told.privacy_notice), (LegalKind.COMMUNITY, told.community_rules))
    for kind, notice in texts:
        db.session.add(
            LegalText(
                municipality_id=row.id,
                kind=kind,
                version=notice.version,
                body=notice.text,
                html=markdown(notice.text),
                published_at=at(town.today, notice.day),
            )
        )
    return places


def _named(model: type, municipality_id: int, name: str) -> int:
    row = model(municipality_id=municipality_id, name=name, sort_key=sort_key(name))
    db.session.add(row)
    db.session.flush()
    return int(row.id)


def _people(town: Town, places: Places, password_hash: str) -> dict[str, int]:
    """Everybody confirmed an address long ago; generated residents want no digest."""
    ids = {}
    everybody: list[Staffed | Resident] = [*town.staff, *town.residents]
    for one in everybody:
        generated = one.key.startswith("r") and one.key[1:].isdigit()
        begun = OPENED if isinstance(one, Staffed) else BEGINNING
        since = at(places.today, begun + 5)
        person = Person(
            email=one.email,
            name=one.name,
            password_hash=password_hash,
            digest=Digest.NONE if generated else Digest.DAILY,
            created_at=since,
        )
        db.session.add(person)
        db.session.flush()
        db.session.add(EmailProof(person_id=person.id, email=one.email, confirmed_at=since))
        ids[one.key] = person.id
    return ids


def _staff(town: Town, places: Places, ids: dict[str, int]) -> None:
    for one in town.staff:
        unit_id = places.units[one.unit] if one.unit else None
        places.titles[one.key] = one.title
        if one.unit:
            places.staff_units[one.key] = one.unit
        db.session.add(
            Staff(
                municipality_id=places.municipality_id,
                person_id=ids[one.key],
                role=Role(one.role),
                unit_id=unit_id,
                since=at(places.today, OPENED + 5),
            )
        )


def _residents(town: Town, places: Places, ids: dict[str, int]) -> None:
    desk = next(one.key for one in town.staff if one.role == Role.DESK_OFFICER)
    for one in town.residents:
        places.residents.append(one.key)
        home = {
            "person_id": ids[one.key],
            "municipality_id": places.municipality_id,
            "neighbourhood_id": places.neighbourhoods[one.neighbourhood],
        }
        when = at(places.today, BEGINNING + 10)
        db.session.add(Residence(**home, declared_at=when))
        if one.verified:
            db.session.add(
                ResidenceProof(
                    **home,
                    kind=ProofKind.DESK,
                    birth_year=one.born,
                    verified_at=when,
                    verified_by_id=ids[desk],
                )
            )


def _organisations(town: Town, places: Places, ids: dict[str, int]) -> None:
    for one in town.organisations:
        row = Organisation(
            municipality_id=places.municipality_id,
            name=one.name,
            sort_key=sort_key(one.name),
            kind=OrganisationKind(one.kind),
            about=one.about,
            state=OrganisationState(one.state),
            applied_by_id=ids[one.representatives[0]],
            applied_at=at(places.today, one.applied),
            decided_at=None if one.decided is None else at(places.today, one.decided),
        )
        db.session.add(row)
        db.session.flush()
        places.organisations[one.key] = row.id
        for key in one.representatives:
            db.session.add(Representative(organisation_id=row.id, person_id=ids[key]))
