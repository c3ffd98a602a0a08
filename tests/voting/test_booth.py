"""The booth of every rule, walked; the way through signing in; what is never kept."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consultations.models import Eligibility
from kernel.db import db
from kernel.drafts import Draft
from tests.client import Client
from tests.make.papers import SAMPLES, ids, make_paper
from tests.make.places import make_person
from tests.make.voting import make_election, make_vote, options
from tests.voting.test_views import address, token_in
from voting.forms import booth
from voting.models import Election


@pytest.fixture
def voter(client: Client) -> Client:
    return client.sign_in(make_person())


def sent(election: Election, name: str) -> dict[str, Any]:
    """Fields of a paper that may be cast: the first options get something."""
    one, two, *_rest = ids(election)
    rule = SAMPLES[name]
    if rule.rule in ("score", "average", "star") or "max_points" in rule.params:
        return {f"puan-{one}": "5", f"puan-{two}": "1"}
    if name == "cumulative" or rule.rule == "quadratic":
        return {f"puan-{one}": "3", f"puan-{two}": "2"}
    if rule.definition.ballot == "ranks":
        return {f"sira-{one}": "2", f"sira-{two}": "1"}
    single = name in ("plurality", "greedy-threshold")
    return {"choice": [one] if single else [one, two]}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_paper_is_filled_and_reviewed(voter: Client, name: str) -> None:
    election = make_paper(name)
    page = voter.get(address(election, "/oy"))
    assert page.status_code == 200
    assert page.text.count("data-option=") == SAMPLES[name].options
    filled = sent(election, name)
    review = voter.post(address(election, "/oy"), filled)
    assert review.status_code == 200
    assert "<h1>Oyunuzu gözden geçirin</h1>" in review.text
    assert "Engelsiz rampa" in review.text
    assert "Kuş gözlem" not in review.text
    back = voter.post(address(election, "/oy"), {"token": token_in(review), "back": "1"})
    assert "<h1>Oy kabini</h1>" in back.text
    again = voter.post(address(election, "/oy"), posted_again(back.text))
    assert sealed(voter.app, review.text)["choice"] == sealed(voter.app, again.text)["choice"]


def posted_again(page: str) -> list[tuple[str, str]] | dict[str, Any]:
    """What a browser without JavaScript would send of this page."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]+>", page):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        kind = values.get("type")
        if kind in ("checkbox", "radio") and " checked" not in tag:
            continue
        if re.match(r"choice|puan-", values.get("name", "")):
            found.setdefault(values["name"], []).append(values["value"])
    for name, inner in re.findall(r'<select[^>]+name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r"<option selected>(\d+)", inner)
        found[name] = chosen[1] if chosen else ""
    return found


def sealed(app: Flask, page: str) -> dict[str, Any]:
    from kernel import tokens  # noqa: PLC0415

    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    facts = tokens.read("ballot", found[1])
    assert facts is not None
    return facts


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_chosen_is_told_and_blank_is_possible(voter: Client, name: str) -> None:
    election = make_paper(name)
    empty = voter.post(address(election, "/oy"))
    assert empty.status_code == 422
    assert "“Boş oy verin”" in empty.text
    blank = voter.post(address(election, "/oy"), {"blank": "1", **sent(election, name)})
    assert "Boş oy." in blank.text
    assert sealed(voter.app, blank.text)["choice"] in ([], {})


def test_what_was_typed_comes_back(voter: Client) -> None:
    election = make_paper("cumulative")
    one, two, three, *_rest = ids(election)
    typed = {f"puan-{one}": "600", f"puan-{two}": "otuz", f"puan-{three}": "500"}
    page = voter.post(address(election, "/oy"), typed)
    assert page.status_code == 422
    for text in typed.values():
        assert f'value="{text}"' in page.text
    assert page.text.count('aria-invalid="true"') == 1
    assert "Fazla puan" in page.text


def test_ranking_by_buttons_without_javascript(voter: Client) -> None:
    election = make_paper("irv")
    path = address(election, "/oy")
    one, two, *_rest = ids(election)
    state: dict[str, Any] = {}
    for verb, option in (("ekle", one), ("ekle", two), ("yukari", two)):
        page = voter.post(path, {**state, verb: option})
        assert page.status_code == 200
        state = dict(posted_again(page.text))
    assert (state[f"sira-{two}"], state[f"sira-{one}"]) == ("1", "2")
    shown = re.findall(r'data-option="(\d+)"', page.text)
    assert shown[:2] == [two, one]
    assert page.text.count(" autofocus") == 1
    assert sealed(voter.app, voter.post(path, state).text)["choice"] == [two, one]


def test_what_is_left_is_reckoned_without_javascript(voter: Client) -> None:
    election = make_paper("greedy")
    page = voter.post(address(election, "/oy"), {"choice": ids(election)[:2], "recount": "1"})
    assert page.status_code == 200
    assert "11.050.000\u00a0₺" in page.text
    over = voter.post(address(election, "/oy"), {"choice": ids(election)})
    assert over.status_code == 422
    assert "bir ya da birkaç proje çıkarın" in over.text
    assert over.text.count(" checked") == 8


def test_pots_are_fieldsets_with_their_sum(voter: Client) -> None:
    page = voter.get(address(make_paper("pots"), "/oy")).text
    assert re.findall(r'<legend>([^<]+) <span class="note num">([^<]+)', page) == [
        ("Kavaklı", "5.000.000\u00a0₺"),
        ("Yeşilova", "5.000.000\u00a0₺"),
        ("Bütün kent", "10.000.000\u00a0₺"),
    ]


def test_each_review_has_a_nonce_of_its_own(voter: Client) -> None:
    election = make_paper("score")
    path, filled = address(election, "/oy"), sent(election, "score")
    first, second = (sealed(voter.app, voter.post(path, filled).text) for _turn in range(2))
    assert len({first.pop("nonce"), second.pop("nonce"), ""}) == 3
    assert first == second


# --- before signing in --------------------------------------------------------------------------


def test_the_paper_survives_signing_in(client: Client) -> None:
    election = make_election()
    path = address(election, "/oy")
    page = client.get(path)
    assert "Henüz giriş yapmadınız." in page.text
    chosen = [str(options(election)["Engelsiz rampa"].id)]
    wait = client.post(path, {"choice": chosen})
    assert "<h1>Önce giriş yapın</h1>" in wait.text
    assert wait.headers["Cache-Control"] == "no-store"
    token = token_in(wait)
    assert token not in str(client.browser.get_cookie("katiliyoruz"))
    assert db.session.scalars(select(Draft)).all() == []
    client.sign_in(make_person())
    assert client.post(f"{path}/ver", {"token": token}).status_code == 422
    again = client.post(f"{path}/surdur", {"token": token})
    assert again.text.count(" checked") == 1
    assert f'value="{chosen[0]}" aria-describedby' in again.text
    review = client.post(path, posted_again(again.text))
    assert client.post(f"{path}/ver", {"token": token_in(review)}).status_code == 303


def test_signed_out_before_casting_the_page_waits(app: Flask) -> None:
    election, person = make_election(), make_person()
    path = address(election, "/oy")
    signed_in, nobody = Client(app).sign_in(person), Client(app)
    chosen = str(options(election)["Engelsiz rampa"].id)
    token = token_in(signed_in.post(path, {"choice": [chosen]}))
    wait = nobody.post(f"{path}/ver", {"token": token})
    assert "<h1>Önce giriş yapın</h1>" in wait.text
    assert token_in(wait) == token
    assert nobody.post(f"{path}/surdur", {"token": token}).text.count(" checked") == 0
    other = Client(app).sign_in(make_person())
    assert other.post(f"{path}/surdur", {"token": token}).text.count(" checked") == 0
    assert signed_in.post(f"{path}/surdur", {"token": token}).text.count(" checked") == 1


def test_a_stranger_to_the_electorate_is_told_before_the_paper(client: Client) -> None:
    election = make_election(make_vote(eligibility=Eligibility.RESIDENT))
    assert client.get(address(election, "/oy")).status_code == 200
    client.sign_in(make_person())
    for rest in ("/oy", "/oy/ver", "/oy/surdur"):
        assert client.post(address(election, rest), {"token": "x"}).status_code == 403


def test_the_order_of_a_visitor_stays_while_the_paper_is_filled(client: Client) -> None:
    election = make_paper("greedy")
    path = address(election, "/oy")
    page = client.get(path).text
    order = re.findall(r'data-option="(\d+)"', page)
    seed = re.search(r'name="order"[^>]* value="([0-9a-f]{32})"', page)
    assert seed is not None
    again = client.post(path, {"order": seed[1], "recount": "1"}).text
    assert re.findall(r'data-option="(\d+)"', again) == order
    orders = {tuple(re.findall(r'data-option="(\d+)"', client.get(path).text)) for _ in range(5)}
    assert len(orders) > 1


def test_the_resumed_paper_asks_for_no_csrf_value_and_casting_does(app: Flask) -> None:
    election = make_election()
    app.config["WTF_CSRF_ENABLED"] = True
    browser = Client(app).sign_in(make_person())
    path = address(election, "/oy")
    try:
        assert browser.post(f"{path}/surdur", {"token": "x"}).status_code == 200
        assert browser.post(f"{path}/ver", {"token": "x"}).status_code == 400
        assert browser.post(path, {"blank": "1"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_verbs_and_fields_do_not_meet() -> None:
    assert len(set(booth.VERBS)) == 6
