"""Pages walked: the opinion from the meeting to the answer, the item from word to answer."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consultations.models import AskedBy
from councils import queries
from councils.models import Item, Opinion
from discussion.models import Stance, Thread
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role
from tests.client import Client
from tests.make.consultations import make_consultation
from tests.make.councils import (
    DAY,
    decide,
    make_body,
    make_chair,
    make_council,
    make_gathering,
    make_member,
    make_open_item,
    make_opinion,
    make_sitting,
)
from tests.make.discussion import make_comment
from tests.make.places import make_municipality, make_person, make_staff
from tests.make.voting import make_election, make_vote
from tests.queries_counter import cost, count_queries
from voting.models import RollKind


def follow(client: Client, answer: Any) -> Any:
    assert answer.status_code == 303, answer.text[:3000]
    return client.get(answer.headers["Location"].partition("#")[0])


def test_an_opinion_is_carried_from_hand_to_hand(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    body = make_body(make_council(town))
    make_sitting(town, clock.today() + DAY)
    secretary = Client(app).sign_in(make_staff(town, Role.COUNCIL_OFFICER))
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    desk = "/cinarli/masa"
    today, before = clock.today().isoformat(), (clock.today() - 2 * DAY).isoformat()
    words = {
        "title": "Gece otobüsü sürsün",
        "text": "Cuma ve cumartesi geceleri **otobüs** sürsün.",
        "adopted_on": before,
        "votes_for": "41",
        "votes_against": "3",
        "votes_abstain": "2",
    }
    page = follow(secretary, secretary.post(f"{desk}/kent-konseyi/organlar/{body.id}/gorus", words))
    assert "Henüz sunulmadı" in page.text
    number = db.session.scalars(select(Opinion.id)).one()
    handing = f"{desk}/kent-konseyi/gorusler/{number}/sun"
    assert officer.get(handing).status_code == 403
    early = {"on": "2020-01-01", "number": "KK-7"}
    assert secretary.post(handing, early).status_code == 422
    page = follow(secretary, secretary.post(handing, {"on": before, "number": "KK-7"}))
    assert "Gündeme alınması gereken" not in page.text
    assert "KK-7" in page.text
    with clock.held(clock.now() + 2 * DAY):
        assert (
            "İlk birleşim bu görüş görüşülmeden geçti"
            in officer.get(f"/cinarli/kent-konseyi/gorusler/{number}").text
        )
        assert "gündeme alınmadı" in officer.get("/cinarli/kent-konseyi/gorusler").text
    later = make_sitting(town, clock.today())
    taking = {"sitting_id": str(later.id), "summary": "Gece otobüsü hafta sonu sürsün mü?"}
    up = f"{desk}/meclis/gorusler/{number}/gundem"
    assert officer.post(up, taking | {"sitting_id": "99999"}).status_code == 422
    page = follow(officer, officer.post(up, taking))
    assert "Kent konseyi görüşü: Gece otobüsü sürsün" in page.text
    item = db.session.scalars(select(Item.id)).one()
    decision = {
        "outcome": "partly",
        "decision_number": "2026/41",
        "decided_on": today,
        "decision": "Cuma gecesi denensin. Üç ay sonra yeniden bakılsın.",
        "votes_for": "18",
        "votes_against": "7",
        "votes_abstain": "0",
    }
    with clock.held(clock.now() + DAY):
        page = follow(officer, officer.post(f"{desk}/meclis/gundem/{item}/karar", decision))
        assert "Meclis ne karar verdi" in page.text
        assert "Hemşehriler ne dedi" in page.text
        page = follow(
            officer, officer.post(f"{desk}/meclis/gorusler/{number}/bildir", {"number": "E-9"})
        )
        assert "Kısmen uygun bulundu" in page.text
        link = {"link": "https://cinarli.example/duyuru"}
        page = follow(
            secretary, secretary.post(f"{desk}/kent-konseyi/gorusler/{number}/duyur", link)
        )
        assert "Duyuruyu okuyun" in page.text
    assert "2026/41" in Client(app).get("/cinarli/meclis").text


def test_an_item_is_heard_and_answered(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    item = make_open_item(make_sitting(town))
    page = f"/cinarli/meclis/gundem/{item.id}"
    resident = Client(app).sign_in(make_person("Elif"))
    word = {"body": "Pazar yeri çok uzak kalır.", "stance": "against"}
    assert resident.post(f"{page}/yorum", word).status_code == 303
    assert "Pazar yeri çok uzak" in Client(app).get(page).text
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    follow(officer, officer.post(f"/cinarli/masa/meclis/gundem/{item.id}/soz/kapat"))
    assert resident.post(f"{page}/yorum", word).status_code == 409
    shown = officer.get(page).text
    assert "Söylenenlere yanıt için son gün" in shown


def test_a_session_moves_with_a_reason(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    session = make_sitting(town)
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    desk = f"/cinarli/masa/meclis/birlesimler/{session.id}"
    past = {"starts_at": "2020-01-01T10:00", "reason": "Salonun tavanı aktı."}
    assert officer.post(f"{desk}/ertele", past).status_code == 422
    page = follow(officer, officer.post(f"{desk}/ertele", past | {"starts_at": "2026-12-14T14:00"}))
    assert "Salonun tavanı aktı." in page.text
    ics = Client(app).get("/cinarli/meclis.ics").text
    assert "DTSTART:20261214T110000Z" in ics
    assert "SEQUENCE:1" in ics


def test_a_year_is_planned_once(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    year = {"year": "2027", "recess": "8", "hour": "14", "place": "Meclis salonu"}
    plan = "/cinarli/masa/meclis/takvim"
    assert "11 birleşim eklendi" in follow(officer, officer.post(plan, year)).text
    assert "0 birleşim eklendi" in follow(officer, officer.post(plan, year)).text
    assert officer.post(plan, year | {"year": "2090"}).status_code == 422
    assert "Ocak 2027 birleşimi" in Client(app).get("/cinarli/meclis").text


def test_names_are_for_whoever_runs_the_council(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    body = make_body(make_council(town))
    make_chair(body)
    hidden = make_member(body, name="Gizem Saklı")
    gathering = make_gathering(body)
    secretary = Client(app).sign_in(make_staff(town, Role.COUNCIL_OFFICER))
    heads = f"/cinarli/masa/kent-konseyi/toplantilar/{gathering.id}/hazirun"
    page = follow(secretary, secretary.post(heads, {"present": [str(hidden.id)]}))
    assert "Yeter sayı yok" in page.text
    minutes = {"body": "Gündem görüşüldü; karar alınmadı, yeniden toplanılacak."}
    path = f"/cinarli/masa/bulusmalar/{gathering.meeting_id}/tutanak"
    assert secretary.post(path, minutes).status_code == 303
    anybody = Client(app)
    public = (
        "/cinarli/kent-konseyi",
        f"/cinarli/kent-konseyi/organlar/{body.id}",
        f"/cinarli/kent-konseyi/toplantilar/{gathering.id}",
        f"/cinarli/bulusmalar/{gathering.meeting_id}",
    )
    pages = [anybody.get(path).text for path in public]
    assert "Gizem Saklı" not in "".join(pages)
    assert "Nuran Tekin" in pages[0]
    assert "Nuran Tekin" in pages[1]
    pdf = anybody.get(f"/cinarli/kent-konseyi/toplantilar/{gathering.id}/tutanak.pdf")
    assert pdf.data.startswith(b"%PDF")
    sheet = f"/cinarli/masa/kent-konseyi/toplantilar/{gathering.id}/hazirun.pdf"
    assert secretary.get(sheet).data.startswith(b"%PDF")
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    members = f"/cinarli/masa/kent-konseyi/organlar/{body.id}/uyeler"
    assert officer.get(members).status_code == officer.get(sheet).status_code == 403
    assert "Gizem Saklı" in secretary.get(members).text


def test_a_secret_vote_is_never_typed(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    gathering = make_gathering(make_body(make_council(town)))
    secretary = Client(app).sign_in(make_staff(town, Role.COUNCIL_OFFICER))
    path = f"/cinarli/masa/kent-konseyi/toplantilar/{gathering.id}/oylama"
    secret = {"question": "Başkan seçimi", "kind": "secret", "votes_for": "12"}
    assert secretary.post(path, secret).status_code == 422
    page = follow(secretary, secretary.post(path, secret | {"kind": "open", "votes_against": "3"}))
    assert "12 kabul" in page.text


def test_without_a_drafted_vote_the_roll_says_what_to_do_first(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    body = make_body(make_council(town))
    secretary = Client(app).sign_in(make_staff(town, Role.COUNCIL_OFFICER))
    path = f"/cinarli/masa/kent-konseyi/organlar/{body.id}/secmenler"
    page = secretary.get(path).text
    assert "Önce kent konseyi adına bir danışma açın" in page
    assert 'href="/cinarli/masa/danismalar"' in page
    assert "Listeye yazın" not in page
    assert secretary.post(path, {"election_id": "1"}).status_code == 422
    asked = make_consultation(town, asked_by=AskedBy.CITY_COUNCIL, activities=())
    make_election(make_vote(consultation=asked), roll=RollKind.UPLOADED, frozen=False)
    page = secretary.get(path).text
    assert "Önce kent konseyi" not in page
    assert "Listeye yazın" in page


def test_the_feed_tells_of_decisions(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    item = make_open_item(make_sitting(town, clock.today() - DAY))
    decide(item.id)
    feed = Client(app).get("/cinarli/meclis.atom").text
    assert "Pazar yerinin taşınması: Değiştirilerek kabul edildi" in feed


@pytest.mark.parametrize(
    "path",
    ["kent-konseyi", "kent-konseyi/gorusler", "meclis", "meclis/birlesimler/{sitting}"],
)
def test_lists_cost_the_same_for_one_and_for_many(app: Flask, path: str) -> None:
    town = make_municipality(slug="cinarli")
    body = make_body(make_council(town))
    session = make_sitting(town, clock.today() - DAY)
    client = Client(app)

    def cost() -> int:
        with count_queries() as seen:
            assert client.get(f"/cinarli/{path.format(sitting=session.id)}").status_code == 200
        return len(seen)

    def fill() -> None:
        make_opinion(body, handed=4)
        make_gathering(body)
        item = make_open_item(session)
        assert item.thread is not None
        make_comment(item.thread)
        decide(item.id, decision_number=f"2026/{item.id}")

    fill()
    cost()
    one = cost()
    for _ in range(4):
        fill()
    assert cost() == one
    assert len(queries.list_opinions(town.id)) == 5


def thread(item: Item) -> Thread:
    found = queries.get_item(item.id).thread
    assert found is not None
    return found


def test_decisions_stand_beside_what_was_said(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    sitting = make_sitting(town, clock.today() - DAY)
    silent, spoken, waiting = (make_open_item(sitting) for _number in range(3))
    for item, title in ((silent, "Sessiz"), (spoken, "Konuşulan"), (waiting, "Bekleyen")):
        with write():
            queries.get_item(item.id).title = title
    for item in (spoken, waiting):
        make_comment(thread(item), stance=Stance.AGAINST)
    for item in (silent, spoken):
        decide(item.id)
    page = Client(app).get("/cinarli/meclis/kararlar")
    few = cost(Client(app), "/cinarli/meclis/kararlar")
    assert "Konuşulan" in page.text
    assert "0 destekleyen · 1 karşı" in page.text
    assert "Cuma gecesi denensin." in page.text
    assert "Sessiz" not in page.text
    assert "Bekleyen" not in page.text
    for _number in range(30):
        item = make_open_item(sitting)
        make_comment(thread(item))
        decide(item.id)
    assert "Sonraki" in Client(app).get("/cinarli/meclis/kararlar").text
    assert cost(Client(app), "/cinarli/meclis/kararlar") == few
