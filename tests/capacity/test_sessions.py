"""A training from its plan to the certificate that anybody can check."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from capacity import queries, services
from capacity.models import CapacitySession, Certificate, Feedback, SessionKind
from capacity.services.sessions import AlreadyJudged, DidNotCome, SettledMeanwhile
from kernel import clock
from kernel.db import db, write
from meetings import services as meetings
from meetings.models import Meeting
from meetings.queries import list_coming
from notifications.models import Notice
from programme.models import ProgrammeRole, TrackKind
from tests.at_once import at_once
from tests.client import Client
from tests.make.capacity import make_contact, make_guest, make_session
from tests.make.places import make_municipality, make_person
from tests.make.programme import known, make_participation, make_role, make_term, make_track

pytestmark = pytest.mark.database


def team() -> Any:
    return known(make_role(ProgrammeRole.TEAM))


def again(row: CapacitySession) -> CapacitySession:
    return queries.get_session(row.id)


def test_planned_on_a_meeting_that_is_on_no_page_of_its_host(app: Flask, client: Client) -> None:
    town, term = make_municipality(), make_term()
    track = make_track(term)
    person = make_contact(make_participation(track))
    starts = clock.now() + timedelta(days=4)
    with write():
        row = services.plan(
            term,
            by=team(),
            host_id=town.id,
            shape={"kind": SessionKind.WORKSHOP, "for_all": False},
            title="Çalıştay",
            place="Çevrim içi",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
        )
        number = row.id
    with write():
        services.announce(queries.get_session(number), by=team())
    meeting = queries.get_session(number).meeting
    assert list_coming(town.id) == []
    assert client.get(f"/{town.slug}/bulusmalar/{meeting.id}").status_code == 404
    notice = db.session.scalars(select(Notice).where(Notice.person_id == person.id)).one()
    assert (notice.endpoint, notice.object_id) == ("capacity.training", number)
    assert client.get(f"/program/oturumlar/{number}").status_code == 200


def test_who_has_a_place_is_reminded_at_the_programmes_page(app: Flask) -> None:
    row = make_session(hours=20)
    person = make_guest(row, came=False)
    with write():
        meetings.remind(row.meeting_id)
    notice = db.session.scalars(select(Notice).where(Notice.person_id == person.id)).one()
    assert (notice.endpoint, notice.municipality_id) == ("capacity.training", None)


def test_settling_counts_presences_and_certifies_who_came(app: Flask) -> None:
    term = make_term()
    town = make_participation(make_track(term))
    other = make_participation(make_track(term, kind=TrackKind.CIVIC))
    row = make_session(term)
    mine = [make_contact(town), make_contact(town)]
    for person in mine:
        make_guest(row, person)
    guest, absent = make_guest(row), make_guest(row, make_contact(other), came=False)
    with write():
        assert services.settle(again(row), by=team()) == 3
    assert queries.list_presences(row.id) == [(town.name, 2)]
    assert queries.find_certificate(row.id, absent.id) is None
    paper = queries.find_certificate(row.id, guest.id)
    assert paper is not None
    assert (paper.name, paper.title, paper.hours) == (guest.name, "Stratejik iletişim", 3)
    with pytest.raises(SettledMeanwhile), write():
        services.settle(again(row), by=team())


def test_settled_twice_at_once_it_is_settled_once(app: Flask) -> None:
    row = make_session()
    make_guest(row)
    number, by = row.id, team()

    def settle() -> int:
        return services.settle(queries.get_session(number), by=by)

    results = at_once(app, settle, settle)
    assert sorted(results, key=str) == sorted([1, SettledMeanwhile], key=str)
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_the_worker_settles_what_was_forgotten_before_the_names_go(app: Flask) -> None:
    row = make_session(hours=-24 * 30)
    make_guest(row)
    for _turn in range(2):
        with write():
            services.settle_late(row.id)
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_certificates_outlive_the_list_of_names(app: Flask) -> None:
    row = make_session(hours=-24 * 90)
    person = make_guest(row)
    with write():
        services.settle(again(row), by=team())
    with write():
        meetings.clear(row.meeting_id)
    assert queries.find_certificate(row.id, person.id) is not None
    assert not queries.came(again(row), person.id)


def test_a_form_is_for_who_came_and_once(app: Flask) -> None:
    row = make_session()
    person, absent = make_guest(row), make_guest(row, came=False)
    form: Any = {"useful": 5, "clear": 4, "applicable": 3}
    with pytest.raises(DidNotCome), write():
        services.judge(again(row), by=known(absent), **form)
    with write():
        services.judge(again(row), by=known(person), **form)
    with pytest.raises(AlreadyJudged), write():
        services.judge(again(row), by=known(person), **form)


def test_forms_are_read_from_five_on_and_name_nobody(app: Flask) -> None:
    row = make_session()
    for number in range(5):
        assert queries.find_opinion(row.id) is None
        with write():
            services.judge(
                again(row),
                by=known(make_guest(row)),
                useful=5 if number else 4,
                clear=4,
                applicable=3,
                good=f"{5 - number}. söz",
            )
    opinion = queries.find_opinion(row.id)
    assert opinion is not None
    assert (opinion.forms, opinion.useful, opinion.clear) == (5, 48, 40)
    assert opinion.good == sorted(opinion.good)
    assert not {column.name for column in Feedback.__table__.columns} & {"person_id", "at", "by_id"}


# --- pages --------------------------------------------------------------------------------------


def test_the_walk_from_a_place_to_the_paper(app: Flask, client: Client) -> None:
    term = make_term()
    participation = make_participation(make_track(term))
    row = make_session(term, hours=2)
    person = make_contact(participation)
    client.sign_in(person)
    page = f"/program/oturumlar/{row.id}"
    assert client.post(f"{page}/kayit").status_code == 303
    assert "Yeriniz ayrıldı" in client.get(page).text
    officer = Client(app).sign_in(make_role(ProgrammeRole.TEAM))
    with clock.held(clock.now() + timedelta(hours=6)):
        door = officer.get(f"{page}/kapi").text
        place = door.partition("/program/oturumlar/katilim/")[2].partition('"')[0]
        assert officer.post(f"/program/oturumlar/katilim/{place}").status_code == 303
        assert officer.post(f"{page}/kesinlestir").status_code == 303
        assert participation.name in officer.get(f"{page}/sonuc").text
        paper = queries.find_certificate(row.id, person.id)
        assert paper is not None
        assert "Belgeyi indirin" in client.get(page).text
        sent = client.get(f"/program/belge/{paper.code}/indir")
        assert sent.data.startswith(b"%PDF")
        assert officer.get(f"/program/belge/{paper.code}/indir").status_code == 403


def test_anybody_checks_a_code_and_sees_name_training_and_day(app: Flask, client: Client) -> None:
    row = make_session()
    person = make_guest(row, make_person("Ayşe Örnek"))
    with write():
        services.settle(again(row), by=team())
    paper = queries.find_certificate(row.id, person.id)
    assert paper is not None
    typed = paper.code.replace("-", " ").lower()
    found = client.get("/program/belge", query_string={"kod": typed})
    assert found.headers["Location"] == f"/program/belge/{paper.code}"
    page = client.get(f"/program/belge/{paper.code}").text
    assert "Ayşe Örnek" in page
    assert "Stratejik iletişim" in page
    assert "noindex" in page
    assert person.email not in page
    assert "bulunamadı" in client.get("/program/belge?kod=AAAA-BBBB-CCCC").text
    assert client.get("/program/belge/AAAA-BBBB-CCCC").status_code == 404


def test_materials_are_for_those_who_may_come(app: Flask, client: Client) -> None:
    term = make_term()
    row = make_session(term, hours=30)
    file = (b"%PDF-1.4 ", "application/pdf", "slayt.pdf")
    with write():
        one = services.add_material(again(row), by=team(), title="Slaytlar", file=file)
        number = one.id
    assert client.get(f"/program/malzeme/{number}").status_code == 303
    client.sign_in(make_person())
    assert client.get(f"/program/malzeme/{number}").status_code == 403
    client.sign_in(make_contact(make_participation(make_track(term))))
    assert client.get(f"/program/malzeme/{number}").data == file[0]


def test_planning_by_the_form(app: Flask, client: Client) -> None:
    town, term = make_municipality(), make_term()
    client.sign_in(make_role(ProgrammeRole.TEAM))
    sent = {
        "session_kind": "launch",
        "title": "Yerelde iyi örnekler",
        "host": str(town.id),
        "kind": "in_person",
        "place": "Kültür merkezi",
        "starts_at": "2027-06-01T10:00",
        "ends_at": "2027-06-01T12:00",
        "certifies": "y",
        "for_all": "y",
    }
    address = f"/program/masa/donem/{term.id}/oturum"
    for kind in ("launch", "bilinmeyen"):
        assert client.post(address, {**sent, "session_kind": kind}).status_code == 422
    del sent["certifies"]
    made = client.post(address, sent)
    assert made.status_code == 303
    assert client.post(f"{made.headers['Location']}/duyur").status_code == 303
    assert "Yerelde iyi örnekler" in Client(app).get("/program/oturumlar").text
    meeting = db.session.scalars(select(Meeting)).one()
    assert (meeting.apart, meeting.municipality_id) == (True, town.id)
