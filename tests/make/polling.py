"""Lists, codes, desks and their paper for tests."""

from typing import Any

from accounts.models import Person
from kernel.db import db
from kernel.rules import Role, Visitor
from places.queries import get_municipality
from tests.make.places import make_staff, saving, visitor
from tests.make.voting import give_keys
from voting import queries, services
from voting.models import Election, PollingDesk
from voting.services import paper, polling, rolls


def upload(election: Election, *lines: str) -> int:
    with saving():
        fresh = queries.get_election(election.id)
        return rolls.upload(fresh, by=Visitor(), lines=[rolls.Line(line) for line in lines])


def make_codes(election: Election, number: int = 3) -> list[str]:
    with saving():
        return rolls.make_codes(queries.get_election(election.id), by=Visitor(), number=number)


def publish(draft: Election) -> Election:
    with saving():
        give_keys(queries.get_election(draft.id))
        services.freeze(queries.get_election(draft.id), by=Visitor())
    return queries.get_election(draft.id)


def make_desk(election: Election, name: str = "Kültür Merkezi") -> PollingDesk:
    with saving():
        fresh = queries.get_election(election.id)
        desk_id = polling.add_desk(fresh, by=Visitor(), name=name).id
    return queries.get_desk(desk_id)


def make_worker(election: Election, name: str = "Masa Görevlisi") -> Person:
    return make_staff(get_municipality(election.municipality_id), Role.DESK_OFFICER, name=name)


def mark(desk: PollingDesk, typed: str) -> None:
    db.session.rollback()
    fresh = queries.get_desk(desk.id)
    ticket = polling.find(queries.get_election(desk.election_id), typed).ticket
    polling.mark(fresh, ticket=ticket)


def enter(desk: PollingDesk, person: Person, number: int, choice: Any) -> None:
    db.session.rollback()
    by = visitor(person)
    with saving():
        paper.enter(queries.get_desk(desk.id), by=by, number=number, choice=choice)


def count_ballots(desk: PollingDesk, number: int) -> None:
    with saving():
        paper.count_ballots(queries.get_desk(desk.id), by=Visitor(), number=number)


def type_twice(desk: PollingDesk, people: tuple[Person, Person], *choices: Any) -> None:
    count_ballots(desk, len(choices))
    for person in people:
        for number, choice in enumerate(choices, 1):
            enter(desk, person, number, choice)
