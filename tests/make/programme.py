"""A term with two tracks, people of the programme, participants."""

import itertools
from datetime import timedelta
from typing import Any

from kernel import clock
from kernel.rules import Visitor
from kernel.text import sort_key
from programme import queries
from programme.models import (
    Participation,
    ProgrammeRole,
    RoleHeld,
    Term,
    TermState,
    Track,
    TrackCriterion,
    TrackKind,
)
from tests.make.places import make_person, saving, visitor

_numbers = itertools.count(1)


def make_term(*, state: TermState = TermState.PUBLISHED) -> Term:
    with saving() as session:
        number = next(_numbers)
        row = Term(name=f"Deneme dönemi {number}", years="2026–2027", state=state)
        session.add(row)
    return row


def make_track(term: Term | None = None, **anything: Any) -> Track:
    """Open for ten days more; two criteria, 60 and 40."""
    now = clock.now()
    values = {
        "kind": TrackKind.MUNICIPAL,
        "starts_on": clock.today() + timedelta(days=60),
        "ends_on": clock.today() + timedelta(days=300),
        "opens_at": now - timedelta(days=10),
        "closes_at": now + timedelta(days=10),
        "seats": 2,
    }
    term_id = (term or make_term()).id
    with saving() as session:
        row = Track(term_id=term_id, **{**values, **anything})
        session.add(row)
        session.flush()
        session.add_all(
            TrackCriterion(track_id=row.id, position=place, name=name, weight=weight)
            for place, (name, weight) in enumerate([("Kararlılık", 60), ("Ortaklık", 40)])
        )
    return row


def make_participation(track: Track | None = None, **anything: Any) -> Participation:
    number = next(_numbers)
    track_id = (track or make_track()).id
    with saving() as session:
        name = anything.pop("name", f"Katılan Belediye {number}")
        row = Participation(track_id=track_id, name=name, sort_key=sort_key(name), **anything)
        session.add(row)
    return row


def make_role(role: ProgrammeRole, person: Any = None) -> Any:
    """The person; `known(person)` asks as them."""
    person = person or make_person(f"Program {role.value}")
    person_id = person.id
    with saving() as session:
        session.add(RoleHeld(person_id=person_id, role=role))
    return person


def known(person: Any) -> Visitor:
    return queries.know(visitor(person))
