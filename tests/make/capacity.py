"""Capacity work for tests: assessments, sessions, consultancy, grants, practices."""

from typing import Any

from capacity import queries, services
from capacity.models import Point, SelfAssessment
from capacity.services import Filling
from kernel.db import write
from programme.models import Consulting, Participation, ParticipationContact
from tests.make.places import make_person, saving
from tests.make.programme import known, make_participation


def make_contact(participation: Participation, person: Any = None) -> Any:
    """Somebody who acts for the participant."""
    person = person or make_person("Katılımcı Kişi")
    with saving() as session:
        session.add(ParticipationContact(participation_id=participation.id, person_id=person.id))
    return person


def make_consultant(participation: Participation, person: Any = None) -> Any:
    person = person or make_person("Danışman Kişi")
    with saving() as session:
        session.add(Consulting(participation_id=participation.id, person_id=person.id))
    return person


def make_self_assessment(
    participation: Participation | None = None,
    *,
    point: Point = Point.START,
    value: int | None = 2,
    handed_in: bool = False,
    by: Any = None,
) -> SelfAssessment:
    """Every item answered alike (yes to what is a question of yes or no); None: nothing yet."""
    participation = participation or make_participation()
    person = by or make_contact(participation)
    actor = known(person)
    with write():
        row = services.begin(participation, point, by=actor)
        number = row.id
    with write():
        row = queries.get_self_assessment(number)
        if value is not None:
            items = queries.instrument_of(row).items
            filled = {one.code: Filling(min(value, one.most)) for one in items}
            services.save(row, by=actor, filled=filled)
    if handed_in:
        with write():
            services.hand_in(queries.get_self_assessment(number), by=actor, priorities=["A1"])
    return queries.get_self_assessment(number)
