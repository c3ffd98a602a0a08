"""A move writes status, step, audit and notices; followers come and go."""

import pytest
from flask import Flask
from sqlalchemy import select

from journeys import queries, services
from journeys.models import Follower, Journey, Kind, Status, Why
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.i18n import in_language
from notifications.models import Notice
from notifications.queries import list_undigested
from tests.client import Client
from tests.make.answers import make_journey
from tests.make.places import make_municipality, make_person


def test_a_move_is_public_dated_recorded_and_told(app: Flask) -> None:
    author, officer = make_person(), make_person()
    journey = make_journey(make_municipality(), by=author)
    with write() as session:
        moved = session.get_one(Journey, journey.id)
        services.move(
            moved, Status.REFUSED, by=officer.id, office="Zabıta Müdürlüğü", reason="Yer kiralık."
        )
    steps = queries.list_steps(journey.id)
    assert [(s.status, s.office, s.reason) for s in steps] == [
        (Status.PUBLISHED, "", ""),
        (Status.REFUSED, "Zabıta Müdürlüğü", "Yer kiralık."),
    ]
    line = db.session.scalars(select(AuditLine).where(AuditLine.verb == "journeys.move")).one()
    assert (line.before, line.person_id) == ({"status": "published"}, officer.id)
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.facts) == (author.id, {"reason": "Yer kiralık."})


def test_a_reason_of_ours_is_translated_and_a_typed_one_is_not(app: Flask) -> None:
    author = make_person()
    ours = make_journey(make_municipality(), status=Status.ON_BALLOT, by=author)
    typed = make_journey(make_municipality(), by=author)
    text = "Oylamaya yeterli katılım olmadı."
    with write() as session:
        moved = session.get_one(Journey, ours.id)
        services.move(moved, Status.NOT_CHOSEN, by=None, reason=text, reason_facts={})
        moved = session.get_one(Journey, typed.id)
        services.move(moved, Status.REFUSED, by=None, reason=text)
    last = [queries.list_steps(journey.id)[-1] for journey in (ours, typed)]
    notices = list_undigested(author.id)
    with in_language("en"):
        english = "Too few people took part in the vote."
        assert [step.shown_reason for step in last] == [english, text]
        assert [notice.reason for notice in notices] == [english, text]
    assert [notice.reason for notice in notices] == [text, text]


def test_what_the_table_does_not_name_is_refused(app: Flask) -> None:
    journey = make_journey(make_municipality(), status=Status.WITHDRAWN)
    with pytest.raises(services.NotAllowed), write() as session:
        services.move(session.get_one(Journey, journey.id), Status.ACCEPTED, by=None)
    assert len(queries.list_steps(journey.id)) == 1


def test_whoever_moves_is_not_told(app: Flask) -> None:
    author = make_person()
    journey = make_journey(make_municipality(), by=author)
    with write() as session:
        services.move(session.get_one(Journey, journey.id), Status.WITHDRAWN, by=author.id)
    assert db.session.scalar(select(Notice.id)) is None


def test_following_keeps_its_first_reason(app: Flask) -> None:
    author, reader = make_person(), make_person()
    journey = make_journey(make_municipality(), by=author)
    with write():
        services.follow(journey.id, person_id=author.id, why=Why.SUPPORTER)
        services.follow(journey.id, person_id=reader.id, why=Why.SUPPORTER)
        services.unfollow(journey.id, person_id=author.id, why=Why.SUPPORTER)
        services.unfollow(journey.id, person_id=reader.id, why=Why.SUPPORTER)
    assert queries.list_followers(journey.id) == [author.id]
    assert queries.count_followers(journey.id) == 1


def test_my_data_name_what_i_follow_and_forgetting_ends_it(app: Flask) -> None:
    author = make_person()
    make_journey(make_municipality(), by=author, subject="Parka çeşme")
    follows = queries.export(author.id)["follows"]
    assert [(row["subject"], row["why"]) for row in follows] == [("Parka çeşme", "author")]
    with write():
        services.forget(author.id)
    assert db.session.scalar(select(Follower.id)) is None


def test_following_by_button_leads_back(app: Flask, client: Client) -> None:
    place, reader = make_municipality(), make_person()
    journey = make_journey(place)
    client.sign_in(reader)
    for path, following in (("", True), ("", True), ("/birak", False)):
        answer = client.post(f"/{place.slug}/takip/{journey.id}{path}")
        assert (answer.status_code, answer.location) == (303, f"/{place.slug}/yanitlar")
        assert queries.is_following(journey.id, reader.id) is following


def test_a_stranger_signs_in_first_and_a_neighbour_finds_nothing(
    app: Flask, client: Client
) -> None:
    journey, other = make_journey(make_municipality()), make_municipality()
    slug = db.session.get_one(type(other), journey.municipality_id).slug
    answer = client.post(f"/{slug}/takip/{journey.id}")
    assert answer.status_code == 303
    assert answer.location.startswith("/giris")
    client.sign_in(make_person())
    assert client.post(f"/{other.slug}/takip/{journey.id}").status_code == 404
    assert db.session.scalar(select(Follower.id)) is None


def test_the_trace_names_days_and_points_on(app: Flask) -> None:
    journey = make_journey(make_municipality())
    with write() as session, app.test_request_context():
        moved = session.get_one(Journey, journey.id)
        services.move(moved, Status.ON_BALLOT, by=None)
        trace = queries.trace_of_proposal(
            moved.status, queries.list_steps(journey.id), has_vote=True, duty_state="waiting"
        )
    assert [(stop["label"], stop["state"], stop["note"]) for stop in trace] == [
        ("Söz", "done", ""),
        ("Öneri", "done", "22 Kasım"),
        ("Oylama", "now", "22 Kasım"),
        ("Yanıt", "next", ""),
        ("Eylem", "next", ""),
    ]
    states, word = queries.mini_of_proposal(
        Status.ON_BALLOT, voted=False, has_vote=True, duty_state="waiting"
    )
    assert (states, word) == ([stop["state"] for stop in trace], "Oylama")


def test_a_list_knows_whether_a_vote_decided(app: Flask) -> None:
    place = make_municipality()
    voted, other = make_journey(place), make_journey(place)
    with write() as session:
        moved = session.get_one(Journey, voted.id)
        services.move(moved, Status.ON_BALLOT, by=None)
        services.move(moved, Status.CHOSEN, by=None)
    rows = db.session.execute(select(Journey.id, queries.voted_column(Journey.id))).all()
    assert {row[0]: bool(row[1]) for row in rows} == {voted.id: True, other.id: False}
    assert Kind.PROPOSAL is moved.kind
