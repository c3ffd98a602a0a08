"""Feeds and calendars: whole, escaped, of one municipality, without a name, cheap to ask again."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask

from consultations.models import ActivityKind
from discussion.models import Comment, CommentState, Stance
from kernel import clock, feeds
from kernel.db import db, write
from kernel.feeds import Entry, Event
from opinions.models import Snapshot
from places.models import Municipality, OrganisationState
from tests.client import Client
from tests.make.consultations import make_activity, make_consultation
from tests.make.discussion import make_comment, make_thread
from tests.make.meetings import make_meeting
from tests.make.opinions import make_conversation
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_organisation,
    make_person,
)
from tests.make.proposals import make_proposal
from tests.make.roadmap import make_action, make_answered_proposal

ATOM = "{http://www.w3.org/2005/Atom}"
PATHS = ("danismalar", "oneriler", "oylamalar", "yanitlar", "yol-haritasi", "bulusmalar")
HOSTILE = 'Dere & "kıyı" <b>boyu</b> \x0b👩‍🌾'


def titles(text: str) -> list[str]:
    root = ElementTree.fromstring(text)
    return [str(entry.findtext(f"{ATOM}title")) for entry in root.iter(f"{ATOM}entry")]


def test_a_feed_is_xml_whatever_was_typed() -> None:
    entry = Entry("tag:x", HOSTILE, "https://x/?a=1&b=2", datetime(2026, 1, 2, tzinfo=UTC), "]]>")
    text = feeds.atom(
        title=HOSTILE, office="B & C", here="h?a&b", page="p", entries=[entry], language="tr"
    )
    assert titles(text) == ['Dere & "kıyı" <b>boyu</b> 👩‍🌾']
    assert "<updated>2026-01-02T00:00:00Z</updated>" in text


def test_a_calendar_is_folded_and_escaped() -> None:
    event = Event(
        "1@x",
        "Gündem; yer, saat\\ " + "ığüşöç" * 40 + "\nikinci satır",
        "https://x/",
        date(2026, 12, 1),
        cancelled=True,
        sequence=3,
    )
    text = feeds.calendar(name="Ç,A", events=[event])
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in text.replace("\r\n", "")
    whole = text.replace("\r\n ", "")
    assert "SUMMARY:Gündem\\; yer\\, saat\\\\ ığü" in whole
    assert "\\nikinci satır" in whole
    assert "DTSTART;VALUE=DATE:20261201\r\n" in text
    assert "STATUS:CANCELLED\r\n" in text
    assert "X-WR-CALNAME:Ç\\,A\r\n" in text


@pytest.fixture
def two_towns(app: Flask) -> list[str]:
    """What each of them made public, in the order of PATHS without votes."""
    for slug in ("komsu", "cinarli"):
        town = make_municipality(slug=slug)
        consultation = make_consultation(
            town, activities=[ActivityKind.PROPOSALS], title=f"{HOSTILE} {slug}"
        )
        activity = make_activity(consultation)
        make_proposal(activity, author=make_person("Gizli Ad"), title=f"Çeşme {slug}")
        _proposal, answer = make_answered_proposal(town, activity=activity)
        make_action(town, answer=answer, title=f"Eylem {slug}")
        make_meeting(town, title=f"Buluşma {slug}")
        make_meeting(town, title="Taslağın buluşması", published_at=None)
    return ["komsu", "cinarli"]


@pytest.mark.parametrize("path", PATHS)
def test_each_list_has_a_feed_of_its_own_town(
    client: Client, two_towns: list[str], path: str
) -> None:
    answer = client.get(f"/cinarli/{path}.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    found = titles(answer.text)
    assert found or path == "oylamalar"
    for secret in ("komsu", "Gizli Ad", "Taslağın"):
        assert secret not in answer.text
    assert "Set-Cookie" not in answer.headers
    again = client.get(f"/cinarli/{path}.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert f'href="/cinarli/{path}.atom" title="Atom"' in client.get(list_of(path)).text


def list_of(path: str) -> str:
    return f"/cinarli/{'sonuclar' if path == 'oylamalar' else path}"


def test_a_feed_hears_the_list_s_filters(client: Client, two_towns: list[str]) -> None:
    assert titles(client.get("/cinarli/oneriler.atom?q=cinarli").text) == ["Çeşme cinarli"]
    assert titles(client.get("/cinarli/oneriler.atom?q=zürafa").text) == []
    place = make_neighbourhood(make_municipality())
    assert titles(client.get(f"/cinarli/oneriler.atom?mahalle={place.id}&konu=x").text) == []
    listed = client.get("/cinarli/oneriler?q=çeşme").text
    assert "/cinarli/oneriler.atom?q=%C3%A7e%C5%9Fme" in listed


def test_the_calendar_of_everything(client: Client, two_towns: list[str]) -> None:
    answer = client.get("/cinarli/takvim.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    whole = answer.text.replace("\r\n ", "")
    for word in ("Buluşma cinarli", "Yanıt günü: ", "Eylemin bitiş günü: Eylem cinarli"):
        assert f"SUMMARY:{word}" in whole
    for secret in ("komsu", "Gizli Ad", "Taslağın"):
        assert secret not in whole
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT")
    english = client.get("/cinarli/takvim.ics?dil=en").text.replace("\r\n ", "")
    assert "SUMMARY:Day of the answer: " in english


def test_the_calendar_of_one_list_and_of_one_consultation(
    client: Client, two_towns: list[str]
) -> None:
    ends = client.get("/cinarli/takvim.ics?yalniz=eylem").text.replace("\r\n ", "")
    assert "Eylemin bitiş günü" in ends
    assert "Buluşma cinarli" not in ends
    assert "Yanıt günü" not in ends


def test_the_calendar_of_one_consultation(client: Client, app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    make_consultation(town, title="Öteki")
    mine = make_consultation(town, title="Bizimki")
    page = client.get(f"/cinarli/danismalar/{mine.id}").text
    path = f"/cinarli/danismalar/{mine.id}/takvim.ics"
    assert path in page
    whole = client.get(path).text.replace("\r\n ", "")
    assert "Yanıt günü: Bizimki" in whole
    assert "Öteki" not in whole
    draft = make_consultation(town, published=False)
    assert client.get(f"/cinarli/danismalar/{draft.id}/takvim.ics").status_code == 404


def test_verified_organisations_are_a_feed(client: Client, app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    make_organisation(town, name="Kavaklı Bisiklet Derneği")
    make_organisation(town, name="Başvuran", state=OrganisationState.APPLIED)
    assert titles(client.get("/cinarli/kuruluslar.atom").text) == ["Kavaklı Bisiklet Derneği"]


def test_the_feed_of_proposals_takes_every_filter(client: Client, app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    first, second = (make_activity(make_consultation(town, activities=[])) for _one in range(2))
    make_proposal(first, title="Birinci")
    make_proposal(second, title="İkinci")
    assert titles(client.get(f"/cinarli/oneriler.atom?adim={second.id}").text) == ["İkinci"]
    assert titles(client.get("/cinarli/oneriler.atom?durum=refused").text) == []


def test_a_meeting_that_moves_says_so_to_calendars(client: Client, app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    meeting = make_meeting(town, sequence=2, changed_at=clock.now() - timedelta(hours=1))
    one = client.get(f"/cinarli/bulusmalar/{meeting.id}/takvim.ics")
    assert "SEQUENCE:2\r\n" in one.text
    assert one.headers["Last-Modified"].endswith("GMT")
    assert "BEGIN:VEVENT" in client.get("/cinarli/bulusmalar.ics").text
    assert "/cinarli/takvim.ics?yalniz=bulusma" in client.get("/cinarli/akislar").text


def test_one_discussion_without_names_and_without_what_is_hidden(
    client: Client, app: Flask
) -> None:
    town, other = make_municipality(slug="cinarli"), make_municipality(slug="komsu")
    thread, empty = make_thread(town, subject="Dere boyu"), make_thread(town, subject="Taslak")
    author = make_person("Gizli Ad")
    first = make_comment(thread, author=author, body="Gölge az.", stance=Stance.FOR)
    make_comment(thread, author=author, body="Yanıt olarak: katılıyorum.", parent=first)
    hidden = make_comment(thread, author=author, body="Kaba söz")
    with write() as session:
        session.get_one(Comment, hidden.id).state = CommentState.HIDDEN
    answer = client.get(f"/cinarli/tartismalar/{thread.id}.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert len(titles(answer.text)) == 2
    assert "Dere boyu" in answer.text
    assert f"/cinarli/yorumlar/{first.id}" in answer.text
    for secret in ("Gizli Ad", "Kaba söz"):
        assert secret not in answer.text
    assert "Taslak" not in client.get(f"/cinarli/tartismalar/{empty.id}.atom").text
    assert client.get(f"/{other.slug}/tartismalar/{thread.id}.atom").status_code == 404


def test_published_results_of_opinion_maps(client: Client, app: Flask) -> None:
    made = make_conversation()
    with write() as session:
        for hours, result in ((2, None), (1, {"people": 120})):
            session.add(
                Snapshot(
                    conversation_id=made.id,
                    at=clock.now() - timedelta(hours=hours),
                    voters=123,
                    people=120,
                    answers=900,
                    seed=1,
                    input_sha256="0" * 64,
                    version="1",
                    result=result,
                )
            )
    slug = db.session.get_one(Municipality, made.municipality_id).slug
    text = client.get(f"/{slug}/gorus-haritalari.atom").text
    assert len(titles(text)) == 1
    assert "Ara sonuç, 120 kişi" in text
    assert "123" not in text
