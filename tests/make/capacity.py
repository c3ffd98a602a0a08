"""Capacity work for tests: assessments, sessions, consultancy, grants, practices."""

from datetime import timedelta
from typing import Any

from capacity import queries, services
from capacity.models import CapacitySession, GrantState, Point, SelfAssessment, SessionKind
from capacity.services import Filling, PracticeText
from kernel import clock
from kernel.db import db, write
from meetings.models import Meeting
from meetings.queries import find_registration
from programme.models import Consulting, Participation, ParticipationContact, Term
from tests.make.meetings import make_meeting, make_registration
from tests.make.places import make_person, saving
from tests.make.programme import known, make_participation, make_term

PDF = (b"%PDF-1.4 ", "application/pdf", "yonerge.pdf")
TOLD: PracticeText = {
    "title": "Köy kahvesinde bütçe masası",
    "summary": "Bütçeyi kahvede, tebeşirle anlattık.",
    "topic": "B",
    "body": "Her köyde bir akşam kahveye gittik.",
    "html": "<p>Her köyde bir akşam kahveye gittik.</p>",
}


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


def samples(participation_id: int, person: Any = None) -> dict[str, list[Any]]:
    """One row for every argument of an address; `person` is known around the participant."""
    participation = db.session.get_one(Participation, participation_id)
    person = person or make_contact(participation)
    draft = make_self_assessment(participation, value=None, by=person)
    actor = known(person)
    with write():
        filled = {"A1": Filling(1, evidence="Yönerge", file=PDF)}
        services.save(queries.get_self_assessment(draft.id), by=actor, filled=filled)
    answers = queries.get_self_assessment(draft.id).answers
    numbers = {"self_assessment_id": draft.id, "evidence_id": answers[0].id}
    handed = make_self_assessment(
        db.session.get_one(Participation, participation_id),
        point=Point.END,
        handed_in=True,
        by=person,
    ).id
    coming = [make_session(hours=50).id, make_session(hours=60, announced=False).id]
    over = make_session()
    make_guest(over, person)
    settled = make_session(hours=-90)
    make_guest(settled, person)
    with write() as session:
        services.settle(queries.get_session(settled.id), by=actor)
        material = services.add_material(
            queries.get_session(over.id), by=actor, title="Slaytlar", file=PDF
        )
        told = session.get_one(Participation, participation_id)
        entry = services.log(
            told,
            by=actor,
            held_on=clock.today(),
            minutes=60,
            topic="Takvim",
            summary="Konuşuldu",
            private_note="Not",
            tasks=[("Takvimi yayımlayın", clock.today())],
        )
        grants = [
            services.give_grant(
                told,
                by=actor,
                purpose="Mahalle buluşmaları",
                amount_kurus=2_000_000,
                report_due_on=clock.today(),
            )
            for _one in range(2)
        ]
        for state in (GrantState.AGREED, GrantState.PAID):
            services.move_grant(
                queries.get_grant(grants[1].id),
                by=actor,
                to=state,
                on=clock.today(),
                agreement=PDF,
            )
        practices = [services.write_practice(told, by=actor, told=TOLD) for _one in range(3)]
        for practice in practices[1:]:
            services.offer_practice(practice, by=actor)
        services.publish_practice(practices[2], by=actor)
        numbers |= {"material_id": material.id}
        session.flush()
        rest = {
            "grant_id": [one.id for one in grants],
            "practice_id": [one.id for one in practices],
        }
        entry_id = entry.id
    task = next(one for one in queries.list_tasks(participation_id) if one.entry_id == entry_id)
    line = find_registration(over.meeting_id, person.id)
    paper = queries.find_certificate(settled.id, person.id)
    assert line is not None
    assert paper is not None
    return {
        **{name: [value] for name, value in numbers.items()},
        **rest,
        "self_assessment_id": [draft.id, handed],
        "training_id": [*coming, over.id, settled.id],
        "attendance_id": [line.id],
        "certificate_id": [paper.code],
        "work_task_id": [task.id],
        "point": ["start"],
        "heading": ["A"],
        "which": ["sozlesme"],
    }
