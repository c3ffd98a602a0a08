"""Places, topics and searches: who is told of what is new, once, and never its author."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consultations import services as consultations
from consultations.models import Activity
from following import queries, services
from following.models import MOST, Follow, Radar, Seeks
from following.services import TooManyRadars
from journeys import services as journeys
from journeys.models import Journey, Kind, Status
from kernel import clock, worker
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import Visitor
from kernel.text import clean_input
from meetings.models import MeetingKind
from notifications.models import Notice, NoticeKind
from places.models import Municipality
from roadmap.models import action_neighbourhood
from tests.at_once import at_once
from tests.client import Client
from tests.make.consultations import make_activity, make_consultation
from tests.make.meetings import make_meeting
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_organisation,
    make_person,
    make_unit,
    visitor,
)
from tests.make.proposals import make_category, make_proposal
from tests.make.roadmap import make_action

TASKS: dict[str, worker.Task] = {"following.announce": services.announce}


@pytest.fixture
def place(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


def follow(person: Any, place: Municipality, **wanted: list[int]) -> None:
    with write():
        services.follow_places(by=visitor(person), municipality_id=place.id, wanted=wanted)


def seek(person: Any, place: Municipality, words: str = "", **more: Any) -> Radar:
    facts = {"seeks": Seeks.BOTH, "neighbourhood_id": None, "category_id": None} | more
    with write():
        return services.save_radar(
            by=visitor(person), municipality_id=place.id, words=clean_input(words), **facts
        )


def announced() -> list[tuple[int, NoticeKind, str]]:
    """Of everything that began, twice: whom, why, and which of the owners."""
    for number in [*db.session.scalars(select(Journey.id))] * 2:
        with write():
            services.announce(number)
    told = db.session.execute(
        select(Notice.person_id, Notice.kind, Notice.subject)
        .where(Notice.key.startswith("journey-begun:"))
        .order_by(Notice.id)
    )
    return [(row.person_id, row.kind, row.subject) for row in told]


def test_whatever_begins_is_announced_by_the_worker(place: Municipality) -> None:
    unit, reader = make_unit(place), make_person()
    follow(reader, place, unit_id=[unit.id])
    consultation = make_consultation(place, activities=[], unit_id=unit.id)
    with write():
        journey = journeys.start(
            Kind.CONSULTATION,
            Status.OPEN,
            municipality_id=place.id,
            subject="Dere boyu",
            endpoint="consultations.show",
            object_id=consultation.id,
            by=None,
        )
    assert worker.run_once(TASKS, lambda _message: None) == 1
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.key) == (reader.id, f"journey-begun:{journey.id}")


def test_an_open_meeting_is_told_once_and_sooner_when_monday_is_too_late(
    place: Municipality,
) -> None:
    unit, park = make_unit(place), make_category(place, "Parklar")
    kavakli = make_neighbourhood(place)
    ayse, ali, can = make_person(), make_person(), make_person()
    follow(ayse, place, neighbourhood_id=[kavakli.id], unit_id=[unit.id])
    follow(ali, place, unit_id=[unit.id])
    follow(can, place, category_id=[park.id])
    facts = {"standalone": True, "subject": unit.name}
    soon = make_meeting(place, starts_at=clock.now() + timedelta(hours=5), **facts)
    later = make_meeting(
        place,
        starts_at=clock.now() + timedelta(days=30),
        agenda="1. PARKLARDA gölge",
        neighbourhood_id=kavakli.id,
        **facts,
    )
    off = make_meeting(place, cancelled_reason="Salon tamirde.", **facts)
    # Its own topic is the one that counts, whatever its agenda names.
    streets = make_meeting(
        place,
        subject="Kent Konseyi",
        agenda="Parklar",
        category_id=make_category(place, "Yollar").id,
    )
    green = make_meeting(place, starts_at=clock.now() + timedelta(hours=5), category_id=park.id)
    for meeting in (soon, later, off, later, streets, green):
        with write():
            services.announce_meeting(meeting.id)
    told = db.session.execute(
        select(Notice.object_id, Notice.person_id, Notice.kind, Notice.message).order_by(Notice.id)
    )
    assert [(*row[:3], row.message.split()[2]) for row in told] == [
        (soon.id, ayse.id, NoticeKind.MEETINGS, "müdürlükten"),
        (soon.id, ali.id, NoticeKind.MEETINGS, "müdürlükten"),
        (later.id, ayse.id, NoticeKind.PLACES, "mahalle"),
        (later.id, ali.id, NoticeKind.PLACES, "müdürlükten"),
        (later.id, can.id, NoticeKind.PLACES, "konuda"),
        (green.id, can.id, NoticeKind.MEETINGS, "konuda"),
    ]


def activity_of(place: Municipality, **given: Any) -> Activity:
    return make_activity(make_consultation(place, activities=[]), **given)


def test_whoever_follows_by_several_ways_is_told_once(place: Municipality) -> None:
    kavakli, park = make_neighbourhood(place), make_category(place, "Park")
    ayse, ali, author = make_person(), make_person(), make_person()
    follow(ayse, place, neighbourhood_id=[kavakli.id], category_id=[park.id])
    seek(ayse, place, "çeşme")
    follow(ali, place, category_id=[park.id])
    follow(author, place, neighbourhood_id=[kavakli.id])
    make_proposal(
        activity_of(place),
        author=author,
        title="Pazara çeşme",
        neighbourhood_id=kavakli.id,
        category_id=park.id,
    )
    told = [one for one in announced() if one[2] == "Pazara çeşme"]
    assert told == [
        (ayse.id, NoticeKind.RADAR, "Pazara çeşme"),
        (ali.id, NoticeKind.PLACES, "Pazara çeşme"),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"words": "ÇEŞME pazar"}, True),
        ({"words": "çeşme bisiklet"}, False),
        ({"words": "çeşme", "seeks": Seeks.CONSULTATIONS}, False),
        ({"words": "çeşme", "seeks": Seeks.PROPOSALS}, True),
        ({"neighbourhood_id": "elsewhere"}, False),
        ({"neighbourhood_id": "here"}, True),
        ({"category_id": "park", "words": "cesme"}, False),
    ],
)
def test_what_a_radar_finds(place: Municipality, search: dict[str, Any], found: bool) -> None:
    ids = {
        "here": make_neighbourhood(place).id,
        "elsewhere": make_neighbourhood(place, "Yeşilova").id,
        "park": make_category(place, "Park").id,
    }
    reader = make_person()
    wanted: dict[str, Any] = {
        k: ids.get(v, v) if isinstance(v, str) else v for k, v in search.items()
    }
    seek(reader, place, **wanted)
    make_proposal(activity_of(place), title="Pazara çeşme", neighbourhood_id=ids["here"])
    told = [one for one in announced() if one[2] == "Pazara çeşme"]
    assert bool(told) is found


def test_what_was_withdrawn_meanwhile_is_not_told(place: Municipality) -> None:
    reader = make_person()
    seek(reader, place, "çeşme")
    proposal = make_proposal(activity_of(place), title="Pazara çeşme")
    with write() as session:
        session.get_one(type(proposal), proposal.id).state = "withdrawn"  # type: ignore[assignment]
    assert [one for one in announced() if one[2] == "Pazara çeşme"] == []


def test_an_organisation_and_a_unit_are_followed(place: Municipality) -> None:
    club, unit = make_organisation(place), make_unit(place)
    reader = make_person()
    follow(reader, place, organisation_id=[club.id], unit_id=[unit.id])
    consultation = make_consultation(place, activities=[], unit_id=unit.id)
    make_proposal(make_activity(consultation), title="Pazara çeşme", organisation_id=club.id)
    told = announced()
    assert {one[2] for one in told if one[0] == reader.id} == {consultation.title, "Pazara çeşme"}
    assert len(told) == 2


def test_an_action_is_told_in_each_of_its_neighbourhoods_and_of_its_unit(
    place: Municipality,
) -> None:
    first, second = make_neighbourhood(place), make_neighbourhood(place, "Yeşilova")
    elsewhere = make_neighbourhood(place, "Ortabahçe")
    unit = make_unit(place, "Fen İşleri")
    ayse, ali, can, neighbour = make_person(), make_person(), make_person(), make_person()
    follow(ayse, place, neighbourhood_id=[first.id, second.id], unit_id=[unit.id])
    follow(ali, place, neighbourhood_id=[second.id])
    follow(can, place, unit_id=[unit.id])
    follow(neighbour, place, neighbourhood_id=[elsewhere.id])
    action = make_action(place, unit_id=unit.id)
    with write() as session:
        rows = [{"action_id": action.id, "neighbourhood_id": one.id} for one in (first, second)]
        session.execute(action_neighbourhood.insert(), rows)
    with write():
        services.announce(action.journey_id or 0)
    told = db.session.execute(
        select(Notice.person_id, Notice.kind, Notice.message, Notice.facts)
        .where(Notice.key == f"journey-begun:{action.journey_id}")
        .order_by(Notice.person_id)
    )
    assert [
        (row.person_id, row.kind, row.message.split()[2], row.facts["name"]) for row in told
    ] == [
        (ayse.id, NoticeKind.PLACES, "mahalle", first.name),
        (ali.id, NoticeKind.PLACES, "mahalle", second.name),
        (can.id, NoticeKind.PLACES, "müdürlüğün", unit.name),
    ]


def test_ticks_replace_each_other_and_keep_their_date(place: Municipality) -> None:
    first, second = make_neighbourhood(place), make_neighbourhood(place, "Yeşilova")
    reader = make_person()
    follow(reader, place, neighbourhood_id=[first.id])
    since = db.session.scalar(select(Follow.since))
    follow(reader, place, neighbourhood_id=[first.id, second.id])
    follow(reader, place, neighbourhood_id=[first.id])
    assert queries.list_followed(reader.id, place.id)["neighbourhood_id"] == [first.id]
    assert db.session.scalar(select(Follow.since)) == since


def test_a_topic_that_goes_takes_its_follows_along(place: Municipality) -> None:
    park, reader = make_category(place, "Park"), make_person()
    follow(reader, place, category_id=[park.id])
    seek(reader, place, category_id=park.id)
    with write() as session:
        session.delete(session.get_one(type(park), park.id))
    assert db.session.scalar(select(func.count()).select_from(Follow)) == 0
    assert db.session.scalar(select(func.count()).select_from(Radar)) == 0


@pytest.mark.parametrize("words", ["", "  ", "… !?"])
def test_a_search_for_nothing_is_not_kept(place: Municipality, words: str) -> None:
    with pytest.raises(services.NothingSought):
        seek(make_person(), place, words)
    assert seek(make_person(), place, words, neighbourhood_id=make_neighbourhood(place).id)


def test_consultations_alone_are_not_sought_by_a_topic(place: Municipality, client: Client) -> None:
    park, reader = make_category(place, "Park"), make_person()
    client.sign_in(reader)
    search = {"words": "çeşme", "seeks": "consultations", "category_id": str(park.id)}
    page = client.post("/cinarli/radar", search)
    assert page.status_code == 422
    assert "Danışmaların konusu yoktur." in page.text
    assert queries.list_radars(reader.id) == []
    for fits in ({"seeks": "both"}, {"seeks": "proposals"}, {"category_id": ""}):
        assert client.post("/cinarli/radar", search | fits).status_code == 303
    assert len(queries.list_radars(reader.id)) == 3


def test_twenty_radars_and_no_more(place: Municipality) -> None:
    reader = make_person()
    made = [seek(reader, place, str(number)) for number in range(MOST)]
    with pytest.raises(TooManyRadars):
        seek(reader, place, "çeşme")
    with write() as session:
        services.remove_radar(session.get_one(Radar, made[3].id))
    assert seek(reader, place, "çeşme").slot == 4


def test_two_presses_at_once_make_no_twenty_first(app: Flask, place: Municipality) -> None:
    reader = make_person()
    for number in range(MOST - 1):
        seek(reader, place, str(number))
    by, number = visitor(reader), place.id
    facts: dict[str, Any] = {
        "seeks": Seeks.BOTH,
        "neighbourhood_id": None,
        "category_id": None,
    }

    def press() -> int:
        return services.save_radar(by=by, municipality_id=number, words="son", **facts).slot

    results = at_once(app, *[press] * 4)
    assert sorted(map(str, results)) == [str(MOST), *[str(TooManyRadars)] * 3]


def test_pages(place: Municipality, client: Client) -> None:
    kavakli, reader = make_neighbourhood(place), make_person()
    assert client.get("/cinarli/takip").status_code == 303
    client.sign_in(reader)
    page = client.post("/cinarli/takip", {"neighbourhood_id": [str(kavakli.id)]})
    assert page.status_code == 303
    assert 'value="1" checked' in client.get("/cinarli/takip").text.replace(
        f'value="{kavakli.id}"', 'value="1"'
    )
    listed = client.get("/cinarli/oneriler?q=çeşme").text
    assert "/cinarli/radar?q=%C3%A7e%C5%9Fme" in listed
    assert 'value="çeşme"' in client.get("/cinarli/radar?q=çeşme").text
    client.post("/cinarli/radar", {"words": "çeşme", "seeks": "both"})
    number = db.session.scalars(select(Radar.id)).one()
    assert "“çeşme”" in client.get("/hesap/takip").text
    client.sign_in(make_person())
    assert client.post(f"/cinarli/radar/{number}/sil").status_code == 404
    client.sign_in(reader)
    assert client.post(f"/cinarli/radar/{number}/sil").status_code == 303
    assert queries.list_radars(reader.id) == []


def test_export_and_forget(place: Municipality) -> None:
    reader, kavakli = make_person(), make_neighbourhood(place)
    follow(reader, place, neighbourhood_id=[kavakli.id])
    seek(reader, place, "çeşme")
    found = queries.export(reader.id)
    assert found["followed_places"][0]["neighbourhood"] == kavakli.name
    assert found["radars"][0]["words"] == "çeşme"
    with write():
        services.forget(reader.id)
    assert queries.export(reader.id) == {"followed_places": [], "radars": []}


def test_a_page_one_comes_from_is_ticked_and_saved_with_one_press(
    place: Municipality, client: Client
) -> None:
    mine, other = make_neighbourhood(place), make_neighbourhood(place, "Yeşilova")
    reader = make_person()
    follow(reader, place, neighbourhood_id=[mine.id])
    client.sign_in(reader)
    page = client.get(f"/cinarli/takip?mahalle={other.id}&konu=yok").text
    assert len(re.findall(r"<input[^>]*\bchecked\b", page)) == 2
    assert queries.list_followed(reader.id, place.id)["neighbourhood_id"] == [mine.id]


def test_a_consultations_meeting_is_told_by_its_topic_to_who_does_not_follow_the_consultation(
    place: Municipality,
) -> None:
    park, unit = make_category(place, "Parklar"), make_unit(place)
    reader, follower, neighbour = make_person(), make_person(), make_person()
    for person in (reader, follower):
        follow(person, place, category_id=[park.id])
    follow(neighbour, place, unit_id=[unit.id])
    consultation = make_consultation(place, unit_id=unit.id)
    with write():
        journeys.follow(consultation.journey_id or 0, person_id=follower.id)
        details: Any = {
            "kind": MeetingKind.IN_PERSON,
            "place": "Kültür evi",
            "starts_at": clock.now() + timedelta(days=3),
            "ends_at": clock.now() + timedelta(days=3, hours=2),
        }
        for title, category_id in (("Gölge", park.id), ("Parklar", None)):
            consultations.add_meeting(
                consultation, by=Visitor(), title=title, category_id=category_id, **details
            )
    planned = db.session.scalars(
        select(Errand.body).where(Errand.task == "following.announce_meeting")
    ).all()
    assert len(planned) == 1, "the topic of a consultation's meeting is the one it was given"
    with write():
        services.announce_meeting(**planned[0])
    told = db.session.scalars(select(Notice).where(Notice.key.like("meeting-announced:%"))).all()
    assert [(one.person_id, one.subject) for one in told] == [(reader.id, "Gölge")]
