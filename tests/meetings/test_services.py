"""Places and the line behind them, the reminder, the door, the minutes, forgetting."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Person
from consultations import services as consultations
from consultations.queries import get_activity, get_consultation
from journeys import services as journeys
from kernel import clock, worker
from kernel.db import db, write
from kernel.rules import Role, Visitor
from meetings import queries, services
from meetings.models import Guest, Meeting, Registration, RegistrationState
from meetings.services import TooSmall
from notifications.models import Notice, NoticeKind
from notifications.tasks import at_once as at_once_mail
from proposals import services as proposals
from proposals.entries import Consent
from tests.at_once import at_once
from tests.client import Client
from tests.make.consultations import make_activity, make_consultation
from tests.make.meetings import make_meeting, make_registration
from tests.make.places import make_municipality, make_person, make_staff, visitor

TASKS: dict[str, worker.Task] = {
    "meetings.remind": services.remind,
    "meetings.clear": services.clear,
    "notifications.at_once": at_once_mail,
}
REGISTERED, WAITING = RegistrationState.REGISTERED, RegistrationState.WAITING


def fresh(meeting: Meeting) -> Meeting:
    db.session.expire_all()
    return queries.get_meeting(meeting.id)


def register(meeting: Meeting, person: Person) -> RegistrationState:
    with write():
        return services.register(queries.get_meeting(meeting.id), by=visitor(person))


def unregister(meeting: Meeting, person: Person) -> bool:
    with write():
        return services.unregister(queries.get_meeting(meeting.id), by=visitor(person))


def told(person: Person) -> list[str]:
    return list(
        db.session.scalars(
            select(Notice.message)
            .where(Notice.person_id == person.id, Notice.kind == NoticeKind.MEETINGS)
            .order_by(Notice.id)
        )
    )


def state_of(meeting: Meeting, person: Person) -> RegistrationState | None:
    db.session.expire_all()
    found = queries.find_registration(meeting.id, person.id)
    return None if found is None else found.state


def test_the_line_moves_up_and_whoever_moves_is_told(app: Flask) -> None:
    meeting = make_meeting(registers=True, capacity=1)
    first, second, third = (make_person() for _number in range(3))
    assert [register(meeting, one) for one in (first, second, third, first)] == [
        REGISTERED,
        WAITING,
        WAITING,
        REGISTERED,
    ]
    assert unregister(meeting, first)
    assert not unregister(meeting, first)
    assert (state_of(meeting, second), state_of(meeting, third)) == (REGISTERED, WAITING)
    assert (told(second), told(third)) == ([services.PROMOTED], [])
    assert fresh(meeting).taken == 1


def test_whoever_leaves_the_line_frees_no_place(app: Flask) -> None:
    meeting = make_meeting(registers=True, capacity=1)
    first, second = make_person(), make_person()
    register(meeting, first)
    register(meeting, second)
    unregister(meeting, second)
    assert fresh(meeting).taken == 1


def test_the_last_place_is_given_once(app: Flask) -> None:
    number = make_meeting(registers=True, capacity=3).id
    people = [visitor(make_person()) for _number in range(6)]

    def press(by: Visitor) -> RegistrationState:
        return services.register(queries.get_meeting(number), by=by)

    results = at_once(app, *[lambda by=by: press(by) for by in people])
    assert sorted(results) == [REGISTERED] * 3 + [WAITING] * 3
    assert queries.get_meeting(number).taken == 3


def test_two_leave_and_one_comes_at_once(app: Flask) -> None:
    """Whatever the order: every place is held, nobody holds two."""
    meeting = make_meeting(registers=True, capacity=2)
    number = meeting.id
    people = [make_person() for _number in range(4)]
    for person in people:
        register(meeting, person)
    who = [visitor(person) for person in (*people, make_person())]
    at_once(
        app,
        lambda: services.unregister(queries.get_meeting(number), by=who[0]),
        lambda: services.unregister(queries.get_meeting(number), by=who[1]),
        lambda: services.register(queries.get_meeting(number), by=who[4]),
    )
    assert queries.get_meeting(number).taken == 2
    assert sorted(queries.list_people(number, REGISTERED)) == [people[2].id, people[3].id]
    assert queries.list_people(number, WAITING) == [who[4].id]


def test_two_presses_of_one_person_are_one_place(app: Flask) -> None:
    number, by = make_meeting(registers=True, capacity=5).id, visitor(make_person())
    at_once(app, *[lambda: services.register(queries.get_meeting(number), by=by)] * 3)
    assert queries.get_meeting(number).taken == 1


def edit(meeting: Meeting, **given: Any) -> bool:
    with write():
        return services.edit(queries.get_meeting(meeting.id), by=Visitor(id=None), **given)


def test_more_room_takes_the_line_in_and_less_is_refused(app: Flask) -> None:
    meeting = make_meeting(registers=True, capacity=1)
    first, second = make_person(), make_person()
    register(meeting, first)
    register(meeting, second)
    assert edit(meeting, capacity=2) is False
    assert state_of(meeting, second) is REGISTERED
    with pytest.raises(TooSmall):
        edit(meeting, capacity=1)
    assert told(first) == []


def test_a_meeting_that_moves_or_is_cancelled_tells_whoever_registered_once(app: Flask) -> None:
    """Also whoever follows the consultation: they hear it under the same key."""
    place = make_municipality()
    consultation = make_consultation(place, activities=[])
    meeting = make_meeting(place, registers=True, capacity=1, journey_id=consultation.journey_id)
    follower, stranger = make_person(), make_person()
    assert consultation.journey_id is not None
    with write():
        journeys.follow(consultation.journey_id, person_id=follower.id)
    register(meeting, follower)
    register(meeting, stranger)
    officer = visitor(make_staff(place, Role.OFFICER))
    before = db.session.scalar(select(func.count()).select_from(Notice))
    with write():
        consultations.edit_meeting(
            get_consultation(consultation.id),
            queries.get_meeting(meeting.id),
            by=officer,
            place="Yeşilova Düğün Salonu",
        )
    assert (told(follower), told(stranger)) == ([services.MOVED], [services.MOVED])
    with write():
        consultations.cancel_meeting(
            get_consultation(consultation.id),
            queries.get_meeting(meeting.id),
            by=officer,
            reason="Salon su aldı.",
            office="Park ve Bahçeler Müdürlüğü",
        )
    assert told(follower) == [services.MOVED, services.CANCELLED]
    per_person = db.session.scalar(
        select(func.count()).where(Notice.person_id == follower.id).select_from(Notice)
    )
    assert (before, per_person) == (0, 2)
    facts = db.session.scalars(
        select(Notice.facts).where(Notice.key == f"meeting-cancelled:{meeting.id}")
    ).all()
    assert {one["reason"] for one in facts} == {"Salon su aldı."}


def test_meetings_appear_with_their_consultation(app: Flask) -> None:
    place = make_municipality()
    draft = make_consultation(place, published=False, activities=[])
    officer = visitor(make_staff(place, Role.OFFICER))
    details: Any = {
        "title": "Buluşma",
        "place": "Muhtarlık",
        "starts_at": clock.now() + timedelta(days=4),
        "ends_at": clock.now() + timedelta(days=4, hours=1),
    }
    with write():
        meeting = consultations.add_meeting(draft, by=officer, **details)
    assert queries.list_coming(place.id) == []
    running = make_consultation(place, activities=[])
    with write():
        shown = consultations.add_meeting(get_consultation(running.id), by=officer, **details)
    assert [row.id for row in queries.list_coming(place.id)] == [shown.id]
    assert fresh(shown).object_id == running.id
    assert fresh(meeting).published_at is None


def work(at: Any) -> None:
    with clock.held(at):
        worker.run_once(TASKS, lambda _message: None)
    db.session.expire_all()


def test_the_reminder_comes_a_day_before_to_whoever_has_a_place(app: Flask) -> None:
    meeting = make_meeting(registers=True, capacity=1, published_at=None)
    with write():
        services.publish(
            queries.get_meeting(meeting.id),
            subject="Dere boyu",
            endpoint="consultations.show",
            object_id=1,
            journey_id=None,
        )
    first, second = make_person(), make_person()
    register(meeting, first)
    register(meeting, second)
    first_date = meeting.starts_at
    moved = first_date + timedelta(days=2)
    with write():
        services.edit(
            queries.get_meeting(meeting.id),
            by=Visitor(id=None),
            starts_at=moved,
            ends_at=moved + timedelta(hours=1),
        )
    work(first_date - timedelta(hours=23))
    assert told(first) == [services.MOVED]
    work(moved - timedelta(hours=24))
    assert told(first) == [services.MOVED, services.TOMORROW]
    assert told(second) == [services.MOVED]


def test_names_go_and_the_number_stays(app: Flask) -> None:
    meeting = make_meeting(registers=True, keep_days=10)
    came, stayed_away = make_registration(meeting), make_registration(meeting)
    with write():
        services.tick(queries.get_registration(came.id), came=True)
        services.count_walk_ins(
            queries.get_meeting(meeting.id), by=Visitor(id=None), number=4, name="Hatice Kaya"
        )
    assert queries.count_attended(fresh(meeting)) == 6
    assert stayed_away
    for days, left in ((9, 2), (10, 0)):
        with clock.held(meeting.ends_at + timedelta(days=days, minutes=1)), write():
            services.clear(meeting.id)
        assert len(queries.list_people(meeting.id)) == left
    assert db.session.scalar(select(func.count()).select_from(Guest)) == 0
    assert queries.count_attended(fresh(meeting)) == 6


def test_minutes_are_versions_and_are_told(app: Flask) -> None:
    place = make_municipality()
    consultation = make_consultation(place, activities=[])
    meeting = make_meeting(place, registers=True, journey_id=consultation.journey_id)
    guest, follower = make_person(), make_person()
    register(meeting, guest)
    assert consultation.journey_id is not None
    with write():
        journeys.follow(consultation.journey_id, person_id=follower.id)
    for body in ("İlk tutanak", "Düzeltilmiş tutanak"):
        with write():
            services.write_minutes(
                queries.get_meeting(meeting.id), by=Visitor(id=None), body=body, html=f"<p>{body}"
            )
    assert [row.version for row in queries.list_minutes(meeting.id)] == [2, 1]
    for person in (guest, follower):
        assert told(person) == [services.WRITTEN_UP, services.WRITTEN_AGAIN]


def test_an_account_that_goes_gives_its_place_back(app: Flask) -> None:
    meeting = make_meeting(registers=True, capacity=1)
    first, second = make_person(), make_person()
    register(meeting, first)
    register(meeting, second)
    assert queries.export(first.id)["meeting_registrations"][0]["state"] == "registered"
    with write():
        services.forget(first.id)
    assert queries.export(first.id) == {"meeting_registrations": []}
    assert state_of(meeting, second) is REGISTERED


def test_the_walk_through_the_pages(app: Flask, client: Client) -> None:
    place = make_municipality(slug="cinarli")
    meeting = make_meeting(place, registers=True, capacity=1)
    path = f"/cinarli/bulusmalar/{meeting.id}"
    assert meeting.title in client.get("/cinarli/bulusmalar").text
    assert "1 boş yer" in client.get(path).text
    assert client.post(f"{path}/kayit").status_code == 303
    assert queries.list_people(meeting.id) == []
    first, second = make_person("Birinci Kişi"), make_person("İkinci Kişi")
    for person in (first, second):
        client.sign_in(person)
        client.post(f"{path}/kayit")
    assert "Sıradaki ilk kişisiniz" in client.get(path).text
    assert "Birinci Kişi" not in client.get(path).text
    assert client.get(f"/cinarli/masa/bulusmalar/{meeting.id}/kapi").status_code == 403
    client.sign_in(make_staff(place, Role.OFFICER))
    door = f"/cinarli/masa/bulusmalar/{meeting.id}/kapi"
    assert "Birinci Kişi" in client.get(door).text
    number = db.session.scalars(select(Registration.id).order_by(Registration.id)).first()
    client.post(f"/cinarli/masa/bulusmalar/kayit/{number}")
    assert client.post(door, {"walk_ins": "3", "guest": "Hatice Kaya"}).status_code == 422
    client.post(door, {"walk_ins": "3", "guest": "Hatice Kaya", "consent": "y"})
    assert "5 kişi geldi" in client.get(door).text
    assert "Hatice Kaya" not in client.get(path).text
    with clock.held(meeting.ends_at + timedelta(hours=1)):
        client.post(
            f"/cinarli/masa/bulusmalar/{meeting.id}/tutanak",
            {"body": "Dere boyunda **gölge** istendi; müdürlük bakacak."},
        )
        assert "<strong>gölge</strong>" in client.get(path).text


def test_a_proposal_taken_at_a_meeting_names_it_and_is_named_there(
    app: Flask, client: Client
) -> None:
    place = make_municipality(slug="cinarli")
    activity = make_activity(make_consultation(place, activities=[]))
    meeting = make_meeting(place, starts_at=clock.now() - timedelta(days=2))
    officer = visitor(make_staff(place, Role.OFFICER))
    with write():
        proposal = proposals.enter(
            get_activity(activity.id),
            by=officer,
            name="Fatma Teyze",
            consent=Consent.MEETING,
            consent_on=clock.today(),
            title="Dere boyuna gölge",
            problem="Yazın oturacak gölge yok.",
            body="Ağaç dikilsin.",
            body_html="<p>Ağaç dikilsin.</p>",
            meeting_id=meeting.id,
        )
    assert "Dere boyuna gölge" in client.get(f"/cinarli/bulusmalar/{meeting.id}").text
    assert meeting.title in client.get(f"/cinarli/oneriler/{proposal.id}").text
