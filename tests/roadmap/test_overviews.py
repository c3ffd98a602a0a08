"""The other ways to look at it, the workbook, the reminder, and who takes part."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consultations.models import Consultation
from journeys.models import Journey, Status
from kernel import clock, sheets, workbooks
from kernel.db import db
from kernel.outbox import Errand
from kernel.rules import Role
from places.models import Municipality, Unit
from roadmap import queries, services
from roadmap.forms.describing import thousandths
from roadmap.forms.documents import quarter
from roadmap.models import ActionState, Consent, OriginKind
from roadmap.queries import Chosen
from roadmap.services import Goalpost, News
from tests.client import Client
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_person,
    make_staff,
    make_unit,
    saving,
    visitor,
)
from tests.make.roadmap import make_action, make_answered_proposal, make_bare_actions
from tests.make.roadmaps import actions_of, make_roadmap
from tests.queries_counter import count_queries
from tests.written import messages

VIEWS = ("pano", "tablo", "zaman-cizelgesi", "birimler", "mahalleler", "kokenler", "ilerleme")


def town_of(thing: Any) -> Municipality:
    return db.session.get_one(Municipality, thing.municipality_id)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_costs_the_same_for_few_and_for_many(app: Flask, client: Client, view: str) -> None:
    town = make_municipality()
    unit = make_unit(town)
    path = f"/{town.slug}/yol-haritasi/{view}"
    make_bare_actions(town, unit.id, 3)
    client.get(path)
    with count_queries() as few:
        client.get(path)
    make_bare_actions(town, unit.id, 45, start=100)
    with count_queries() as many:
        assert client.get(path).status_code == 200
    assert len(few) == len(many)


def test_the_groups_agree_with_the_whole(app: Flask) -> None:
    action = make_action(columns={"first_ends_on": clock.today() - timedelta(days=9)})
    here = action.municipality_id
    whole = queries.count_all(here)
    assert (whole.total, whole.late) == (1, 1)
    assert [one.totals for one in queries.by_unit(here)] == [whole]
    assert [one.totals for one in queries.by_year(here)] == [whole]
    kinds = {one.key for one in queries.by_origin(here)}
    assert kinds == {OriginKind.CONSULTATION, OriginKind.PROPOSAL}
    assert [one.totals for one in queries.by_consultation(here)] == [whole]
    assert queries.count_all(here, Chosen(origin=OriginKind.PROPOSAL)) == whole
    assert queries.count_all(here, Chosen(origin=OriginKind.VOTE)).total == 0
    assert list(queries.board(here)) == ["late"]


def test_a_draft_is_in_no_view(app: Flask, client: Client) -> None:
    roadmap = make_roadmap(state="open")
    (title,) = {one.title for one in actions_of(roadmap)}
    for view in VIEWS:
        page = client.get(f"/{town_of(roadmap).slug}/yol-haritasi/{view}").get_data(as_text=True)
        assert title not in page


def test_the_filters_narrow(app: Flask, client: Client) -> None:
    action = make_action(title="Salı pazarına çeşme")
    path = f"/{town_of(action).slug}/yol-haritasi/tablo"
    assert "Salı pazarına" in client.get(f"{path}?koken=oneri").get_data(as_text=True)
    assert "Salı pazarına" not in client.get(f"{path}?koken=oylama").get_data(as_text=True)
    assert "Salı pazarına" in client.get(f"{path}?koken=\x00&birim=9&yil=x").get_data(as_text=True)
    book = client.get(f"/{town_of(action).slug}/yol-haritasi/eylemler.xlsx").get_data()
    rows = workbooks.read(book, sheets.XLSX, most_rows=10)
    assert rows[1][2] == "Salı pazarına çeşme"


def test_postponing_needs_a_reason_and_going_on_is_told(app: Flask, client: Client) -> None:
    author = make_person("Yazan")
    _proposal, answer = make_answered_proposal(author=author)
    action = make_action(answer=answer)
    client.sign_in(make_staff(town_of(action), Role.OFFICER))
    path = f"/{town_of(action).slug}/masa/eylem/{action.id}"
    assert client.post(f"{path}/ertele", {"reason": "kısa"}).status_code == 422
    told = {"reason": "Alanın altından su hattı geçiyor; önce hat taşınacak."}
    assert client.post(f"{path}/ertele", told).status_code == 303
    assert queries.get_action(action.id).state is ActionState.POSTPONED
    page = client.get(f"/{town_of(action).slug}/yol-haritasi/{action.id}").get_data(as_text=True)
    assert "Ertelendi" in page
    assert told["reason"] in page
    assert client.post(f"{path}/surdur").status_code == 303
    journey = db.session.get_one(Journey, action.journey_id)
    assert journey.status is Status.PLANNED
    assert "Eylem ertelendi." in messages(author.id)


def test_one_change_is_told_once(app: Flask) -> None:
    author = make_person("Yazan")
    _proposal, answer = make_answered_proposal(author=author)
    action = make_action(answer=answer)
    officer = visitor(make_staff(town_of(action), Role.OFFICER))
    before = len(messages(author.id))
    with saving():
        news = News(text="Kazı başladı.", html="", progress=10)
        services.update(queries.get_action(action.id), by=officer, news=news)
    assert len(messages(author.id)) == before + 1


def test_the_owner_is_asked_when_news_are_old(app: Flask) -> None:
    action = make_action()
    unit = db.session.get_one(Unit, action.unit_id)
    owner = make_staff(town_of(action), Role.UNIT_OFFICER, unit=unit)
    task = select(Errand.due_at).where(Errand.task == "roadmap.ask_for_news")
    (due_at,) = db.session.scalars(task.order_by(Errand.id)).all()
    with clock.held(due_at - timedelta(days=1)), saving():
        services.ask_for_news(action.id)
    assert messages(owner.id) == []
    with clock.held(due_at), saving():
        services.ask_for_news(action.id)
    assert len(messages(owner.id)) == 1
    officer = visitor(make_staff(town_of(action), Role.OFFICER))
    with clock.held(due_at + timedelta(days=1)), saving():
        services.complete(
            queries.get_action(action.id),
            by=officer,
            completed_on=clock.today(),
            news=News(text="Bitti.", html="", progress=100),
        )
    with clock.held(due_at + timedelta(days=200)), saving():
        services.ask_for_news(action.id)
    assert len(messages(owner.id)) == 1


def test_a_partner_says_itself_whether_it_takes_part(app: Flask, client: Client) -> None:
    action = make_action()
    person = make_person("Temsilci")
    organisation = make_organisation(town_of(action), person)
    officer = make_staff(town_of(action), Role.OFFICER)
    client.sign_in(officer)
    path = f"/{town_of(action).slug}/masa/eylem/{action.id}"
    asked = {"organisation": str(organisation.id), "role": "Gönüllüleri eğitir."}
    assert client.post(f"{path}/ortak", asked).status_code == 303
    assert client.post(f"{path}/ortak", asked).status_code == 422
    (partner,) = queries.get_action(action.id).partners
    client.sign_in(person)
    mine = f"/{town_of(action).slug}/yol-haritasi/ortakliklar/{partner.id}"
    assert "Gönüllüleri eğitir." in client.get(mine).get_data(as_text=True)
    assert client.post(f"{mine}/kabul").status_code == 303
    assert client.post(f"{mine}/red").status_code == 409
    db.session.expire_all()
    assert queries.get_partner(partner.id).state is Consent.ACCEPTED


def test_what_is_measured_is_shown(app: Flask, client: Client) -> None:
    action = make_action()
    client.sign_in(make_staff(town_of(action), Role.OFFICER))
    path = f"/{town_of(action).slug}/masa/eylem/{action.id}"
    form = {"name": "Gölgede bank", "unit": "adet", "baseline": "5", "target": "34,5"}
    assert client.post(f"{path}/gosterge", form).status_code == 303
    (indicator,) = queries.get_action(action.id).indicators
    assert (indicator.baseline, indicator.target) == (5000, 34500)
    value = {"on": clock.today().isoformat(), "value": "12"}
    desk = f"/{town_of(action).slug}/masa/gostergeler/{indicator.id}"
    assert client.post(desk, value).status_code == 303
    assert client.post(desk, value).status_code == 422
    page = client.get(f"/{town_of(action).slug}/yol-haritasi/{action.id}").get_data(as_text=True)
    assert "Gölgede bank" in page
    assert "34,5" in page


def test_an_origin_is_a_page_of_this_municipality(app: Flask, client: Client) -> None:
    action = make_action()
    other, _answer = make_answered_proposal(town_of(action))
    stranger, _there = make_answered_proposal()
    client.sign_in(make_staff(town_of(action), Role.OFFICER))
    slug = town_of(action).slug
    path = f"/{slug}/masa/eylem/{action.id}/koken"
    good = {"address": f"http://localhost/{slug}/oneriler/{other.id}"}
    assert client.post(path, good).status_code == 303
    for address in (f"/{slug}/oneriler/{stranger.id}", "/baska/oneriler/1", "http://[x", "/", "é"):
        assert client.post(path, {"address": address}).status_code == 422
    assert client.post(path, {"label": "Mahalle toplantısı tutanağı"}).status_code == 303
    kinds = [one.kind for one in queries.get_action(action.id).origins]
    assert kinds.count(OriginKind.PROPOSAL) == 2
    assert kinds[-1] is OriginKind.OTHER
    assert db.session.get_one(Consultation, action.consultation_id)


HEAD = ["Amaç", "Hedef", "Kod", "Eylem", "Sorumlu birim", "Başlangıç", "Bitiş", "Bütçe", "SKA"]


def test_a_workbook_is_shown_before_it_is_written(app: Flask, client: Client) -> None:
    town = make_municipality()
    client.sign_in(make_staff(town, Role.OFFICER))
    unit = make_unit(town, "Strateji Müdürlüğü")
    roadmap = make_roadmap(town, actions=0)
    path = f"/{town.slug}/yol-haritasi/taslak/{roadmap.id}/iceri-al"

    def upload(*rows: list[Any]) -> Any:
        book = sheets.to_xlsx([("Eylemler", [HEAD, *rows])])
        return client.post(path, {"table": (BytesIO(book), "taslak.xlsx")})

    good = [
        "Birlikte",
        "Masa",
        "1.1",
        "Masa kur",
        unit.name,
        "01.02.2027",
        "2027-09-30",
        "1.250,50",
        "11.3",
    ]
    bad = ["Birlikte", "", "1.1", "Masa kur", "Yok", "2027-09-30", "2027-01-01", "çok", "99"]
    shown = upload(good, bad)
    assert shown.status_code == 303
    page = client.get(shown.location).get_data(as_text=True)
    assert "Hedef boş." in page
    assert "Böyle bir birim yok: Yok" in page
    assert "Amaçlar 1’den 17’ye kadardır" in page
    client.post(shown.location)
    assert actions_of(roadmap) == []
    right = upload(good)
    assert client.post(right.location).status_code == 303
    (action,) = actions_of(roadmap)
    assert (action.code, action.budget_kurus, action.sdg) == ("1.1", 125_050, "11.3")
    assert (action.starts_on, action.ends_on) == (date(2027, 2, 1), date(2027, 9, 30))
    # What was written can be read in again: nothing is doubled.
    book = client.get(f"{path.rsplit('/', 1)[0]}/taslak.xlsx").get_data()
    again = client.post(path, {"table": (BytesIO(book), "taslak.xlsx")})
    assert client.post(again.location).status_code == 303
    db.session.expire_all()
    assert len(actions_of(roadmap)) == 1
    assert client.post(path, {"table": (BytesIO(b"a;b\n1;2"), "x.csv")}).status_code == 422


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12_000), ("1.250,5", 1_250_500), ("-3,25", -3_250), ("1,2345", None), ("x", None)],
)
def test_amounts_are_thousandths(text: str, value: int | None) -> None:
    assert thousandths(text) == value


def test_quarters() -> None:
    assert quarter(date(2027, 12, 5)) == (date(2027, 10, 1), date(2027, 12, 31))
    assert quarter(date(2028, 2, 29)) == (date(2028, 1, 1), date(2028, 3, 31))


def test_an_indicator_of_a_draft_stands_in_the_version(app: Flask) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town, actions=1)
    (action,) = actions_of(roadmap)
    with saving():
        goalpost = Goalpost("Masaya gelen", "kişi", None, 900_000)
        services.add_indicator(queries.get_draft(action.id), by=officer, goalpost=goalpost)
        row = queries.get_roadmap(roadmap.id)
        services.open_comments(row, by=officer, until=clock.now() + timedelta(days=9))
    words = queries.read(queries.get_version(roadmap.id, 1))
    shown = words["goals"][0]["objectives"][0]["actions"][0]["indicators"]
    assert shown == [
        {"name": "Masaya gelen", "unit": "kişi", "baseline": None, "target": 900_000, "source": ""}
    ]
