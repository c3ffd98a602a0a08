"""Meetings of no consultation: planned, announced, moved, cancelled; what is said at a meeting."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from discussion.models import Comment, Stance
from kernel import clock
from kernel.db import db
from kernel.outbox import Errand
from kernel.rules import Role
from meetings.models import Meeting, Said
from notifications.models import Notice
from places.models import Municipality
from tests.client import Client
from tests.make.discussion import make_comment, make_thread
from tests.make.meetings import make_meeting
from tests.make.places import make_municipality, make_person, make_staff
from tests.make.proposals import make_category

DAY = timedelta(days=1)
FIELDS = {
    "title": "Kent konseyi genel kurulu",
    "kind": "in_person",
    "subject": "Kent Konseyi",
    "place": "Çınaraltı Kültür Evi",
    "starts_at": "2027-01-10T18:00",
    "ends_at": "2027-01-10T20:00",
    "agenda": "1. Bütçe",
    "registers": "y",
    "capacity": "2",
}


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


def test_from_a_draft_to_the_list_the_calendar_and_the_poster(
    app: Flask, town: Municipality
) -> None:
    officer = Client(app).sign_in(make_staff(town, Role.COUNCIL_OFFICER))
    reader = Client(app).sign_in(make_person())
    assert officer.post("/cinarli/masa/acik-bulusmalar/yeni", FIELDS).status_code == 303
    number = db.session.scalars(select(Meeting.id)).one()
    page, desk = f"/cinarli/bulusmalar/{number}", f"/cinarli/masa/acik-bulusmalar/{number}"
    assert reader.get(page).status_code == 404
    assert reader.get(desk).status_code == 403
    assert FIELDS["title"] not in reader.get("/cinarli/bulusmalar").text
    assert officer.post(f"{desk}/duyur").status_code == 303
    assert db.session.scalars(select(Errand.task).where(Errand.task.contains("announce"))).one()
    assert officer.post(f"{desk}/duyur").status_code == 409
    assert officer.post(f"{desk}/sil").status_code == 409, "what was announced is cancelled"
    shown = reader.get(page).text
    assert "Çağıran: Kent Konseyi" in shown
    for path in ("bulusmalar", "bulusmalar.ics", "bulusmalar.atom", "takvim.ics"):
        assert "genel kurulu" in reader.get(f"/cinarli/{path}").text
    poster = reader.get(f"{page}/afis").text
    assert f"localhost/cinarli/b/{number}" in poster
    assert reader.get(f"/cinarli/b/{number}").headers["Location"] == page
    assert reader.post(f"{page}/kayit").status_code == 303
    moved = {**FIELDS, "place": "Belediye meydanı"}
    assert officer.post(desk, moved).status_code == 303
    reason = {"reason": "Salon tamirde; yeni günü duyuracağız."}
    assert officer.post(f"{desk}/iptal", reason).status_code == 303
    told = db.session.scalars(select(Notice.message).order_by(Notice.id)).all()
    assert [message[:22] for message in told] == ["Kayıtlı olduğunuz bulu"] * 2
    assert "iptal edildi" in reader.get(page).text


def test_a_meeting_has_a_topic_by_which_list_calendar_and_feed_are_read(
    app: Flask, town: Municipality
) -> None:
    park, other = make_category(town, "Parklar"), make_category(make_municipality(), "Yollar")
    make_meeting(town, title="Başka buluşma")
    officer, reader = Client(app).sign_in(make_staff(town, Role.COUNCIL_OFFICER)), Client(app)
    new = "/cinarli/masa/acik-bulusmalar/yeni"
    assert "Konular" not in reader.get("/cinarli/bulusmalar").text, "nothing to choose from"
    assert officer.post(new, {**FIELDS, "category_id": str(other.id)}).status_code == 422
    assert officer.post(new, {**FIELDS, "category_id": str(park.id)}).status_code == 303
    number = db.session.scalars(select(Meeting.id).where(Meeting.standalone)).one()
    officer.post(f"/cinarli/masa/acik-bulusmalar/{number}/duyur")
    assert (
        f'href="/cinarli/bulusmalar?konu={park.id}"'
        in reader.get(f"/cinarli/bulusmalar/{number}").text
    )
    assert "Başka buluşma" in reader.get("/cinarli/bulusmalar?konu=bir").text
    for path in ("bulusmalar", "bulusmalar.ics", "bulusmalar.atom"):
        chosen = reader.get(f"/cinarli/{path}?konu={park.id}").text
        assert "genel kurulu" in chosen
        assert "Başka buluşma" not in chosen


def test_meetings_of_consultations_are_not_changed_here(app: Flask, town: Municipality) -> None:
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    number = make_meeting(town).id
    for path in ("", "/iptal"):
        assert officer.get(f"/cinarli/masa/acik-bulusmalar/{number}{path}").status_code == 404
    assert officer.post(f"/cinarli/masa/acik-bulusmalar/{number}/sil").status_code == 404


def test_what_was_said_has_the_voice_of_the_meeting(app: Flask, town: Municipality) -> None:
    thread, follower = make_thread(town), make_person()
    make_comment(thread, follower, "Gölge gerek.")
    meeting = make_meeting(town, starts_at=clock.now() - 3 * DAY, standalone=True)
    make_meeting(town, title="Daha yapılmadı")
    officer = make_staff(town, Role.OFFICER, name="Zeynep Memur")
    desk, path = Client(app).sign_in(officer), f"/cinarli/masa/tartismalar/{thread.id}/bulusma-sozu"
    form = desk.get(path).text
    assert meeting.title in form
    assert "Daha yapılmadı" not in form
    words = {"meeting": str(meeting.id), "stance": "against", "body": "Pazar yolu kapanır."}
    assert desk.post(path, {**words, "meeting": ""}).status_code == 422
    again = desk.post(path, {**words, "bir_daha": "1"})
    assert again.headers["Location"] == f"{path}?bulusma={meeting.id}"
    assert desk.post(path, words).status_code == 303, "pressed twice, it is there once"
    assert desk.post(path, {**words, "body": "Tente rüzgârda uçar."}).status_code == 303
    db.session.expire_all()
    made = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    assert [(row.origin_subject, row.stance) for row in made[1:]] == [
        (meeting.title, Stance.AGAINST)
    ] * 2
    page = Client(app).get(f"/cinarli/yorumlar/{made[1].id}").text
    assert "Buluşmada söylendi" in page
    assert f'href="/cinarli/bulusmalar/{meeting.id}"' in page
    assert "Zeynep Memur" not in page
    assert db.session.scalars(select(Said.number)).one() == 2
    assert "2 söz girildi" in Client(app).get(f"/cinarli/bulusmalar/{meeting.id}").text
    told = db.session.scalars(select(Notice.person_id)).all()
    assert told == [follower.id], "once a meeting"


def test_nobody_else_enters_what_was_said(app: Flask, town: Municipality) -> None:
    thread = make_thread(town)
    path = f"/cinarli/masa/tartismalar/{thread.id}/bulusma-sozu"
    for person in (make_person(), make_staff(town, Role.MODERATOR), make_staff(town, Role.AUDITOR)):
        assert Client(app).sign_in(person).get(path).status_code == 403
