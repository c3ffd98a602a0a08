"""Capacity work for tests: assessments, sessions, consultancy, grants, practices."""

from datetime import timedelta
from typing import Any

from capacity import queries, services
from capacity.models import CapacitySession, Point, SelfAssessment, SessionKind
from capacity.services import Filling
from kernel import clock
from kernel.db import db, write
from meetings.models import Meeting
from programme.models import Consulting, Participation, ParticipationContact, Term
from tests.make.meetings import make_meeting, make_registration
from tests.make.places import make_person, saving
from tests.make.programme import known, make_participation, make_term


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


def make_session(term: Term | None = None, *, hours: int = -24, **anything: Any) -> CapacitySession:
    """A training that certifies, announced; `hours` from now, three hours long."""
    term = term or make_term()
    starts = clock.now() + timedelta(hours=hours)
    published = anything.pop("announced", True)
    meeting = make_meeting(
        title=anything.pop("title", "Stratejik iletişim"),
        apart=True,
        registers=True,
        capacity=anything.pop("capacity", None),
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        published_at=clock.now() if published else None,
    )
    values: dict[str, Any] = {"kind": SessionKind.TRAINING, "certifies": True, "hours": 3}
    with saving() as session:
        row = CapacitySession(term_id=term.id, meeting_id=meeting.id, **values | anything)
        session.add(row)
        session.flush()
        session.get_one(Meeting, meeting.id).endpoint = "capacity.training"
        session.get_one(Meeting, meeting.id).object_id = row.id
        number = row.id
    return queries.get_session(number)


def make_guest(session: CapacitySession, person: Any = None, *, came: bool = True) -> Any:
    """Somebody with a place who was ticked at the door; the person."""
    person = person or make_person("Gelen Kişi")
    meeting = db.session.get_one(Meeting, session.meeting_id)
    make_registration(meeting, person_id=person.id, came_at=clock.now() if came else None)
    return person
