"""The booth in a browser: ranking by keyboard, the budget's bar, what the tab keeps; also without
JavaScript."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page

from accounts.models import SignIn
from accounts.queries import token_hash
from kernel.db import db, write
from tests.browser.conftest import Watched, served, window
from tests.make.papers import make_paper
from tests.make.places import make_person
from tests.voting.test_views import address


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    with served(app) as base:
        yield base


def cookie(app: Flask) -> dict[str, Any]:
    """A signed-in resident's."""
    token, person = secrets.token_urlsafe(24), make_person()
    with write() as session:
        session.add(SignIn(person_id=person.id, token_hash=token_hash(token), device="test"))
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return {"name": "katiliyoruz", "value": signer.dumps({"_user_id": token, "_fresh": True})}


@contextmanager
def booth(
    app: Flask, chromium: Browser, server: str, paper: str, *, script: bool = True
) -> Iterator[Watched]:
    path = address(make_paper(paper), "/oy")
    mine = {**cookie(app), "url": server}
    db.session.remove()
    with window(chromium, java_script_enabled=script) as context:
        context.add_cookies([mine])  # type: ignore[list-item]
        watched = Watched(context)
        watched.page.goto(server + path)
        yield watched
    assert watched.complaints == []


def titles(page: Page, within: str = ".rank > li.ranked [data-title]") -> list[str]:
    return page.locator(within).all_inner_texts()


def press(page: Page, verb: str, title: str, *, script: bool = True) -> None:
    row = page.locator("[data-option]").filter(has_text=title)
    # Without the script each press is a page of its own, which is not there at once.
    with nullcontext() if script else page.expect_navigation():
        row.locator(f"button[name={verb}]").press("Enter")


def review(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".basket button:not([name])").click()


FIRST, SECOND, THIRD = "Kuş gözlem noktası", "Engelsiz rampa ve kabartma yüzey", "Dere üstüne"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_ranking_by_its_buttons(app: Flask, chromium: Browser, server: str, script: bool) -> None:
    with booth(app, chromium, server, "irv", script=script) as watched:
        page = watched.page
        for title in (SECOND, THIRD, FIRST):
            press(page, "ekle", title, script=script)
        press(page, "yukari", FIRST, script=script)
        press(page, "yukari", FIRST, script=script)
        press(page, "cikar", THIRD, script=script)
        assert titles(page) == [FIRST, SECOND]
        focused = page.evaluate("document.activeElement.name")
        assert focused.startswith("sira-"), "the row that was moved keeps the focus"
        review(page)
        assert titles(page, ".said b") == [FIRST, SECOND]


def test_choosing_a_number_moves_the_others(app: Flask, chromium: Browser, server: str) -> None:
    with booth(app, chromium, server, "irv") as watched:
        page = watched.page
        for title in (SECOND, FIRST):
            press(page, "ekle", title)
        page.locator("[data-option]").filter(has_text=FIRST).locator("select").select_option("1")
        assert titles(page) == [FIRST, SECOND]
        assert f"{FIRST}: 1. sıra" in page.locator("[data-said]").inner_text()


def test_equal_ranks_stay_equal(app: Flask, chromium: Browser, server: str) -> None:
    with booth(app, chromium, server, "schulze") as watched:
        page = watched.page
        for title in (SECOND, FIRST):
            row = page.locator("[data-option]").filter(has_text=title)
            row.locator("select").select_option("1")
        review(page)
        assert page.locator(".said > li").count() == 1


def test_the_bar_follows_the_basket(app: Flask, chromium: Browser, server: str) -> None:
    with booth(app, chromium, server, "greedy") as watched:
        page, left = watched.page, watched.page.locator("[data-value]")
        assert left.inner_text() == "20.000.000\u00a0₺"
        page.get_by_label("Eski değirmenin onarımı").check()
        page.get_by_label(SECOND).check()
        assert left.inner_text() == "7.700.000\u00a0₺"
        assert page.locator("[data-said]").inner_text() == "Kalan para: 7.700.000\u00a0₺"
        for title in ("Dere üstüne yaya köprüsü", "Yürüyüş yolunun aydınlatılması"):
            page.get_by_label(title).check()
        assert page.locator("[data-label]").inner_text() == "Sınırı aşan para"
        review(page)
        assert "1.950.000\u00a0₺ fazla" in page.locator(".summary").inner_text()
        assert page.locator("input:checked").count() == 4


def test_the_bar_without_javascript(app: Flask, chromium: Browser, server: str) -> None:
    with booth(app, chromium, server, "greedy", script=False) as watched:
        page = watched.page
        page.get_by_label("Eski değirmenin onarımı").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Kalanı hesaplayın").click()
        assert page.locator("[data-value]").inner_text() == "10.400.000\u00a0₺"
        assert page.locator("input:checked").count() == 1


def test_credits_cost_their_square(app: Flask, chromium: Browser, server: str) -> None:
    with booth(app, chromium, server, "quadratic") as watched:
        page = watched.page
        for _turn in range(3):
            press(page, "arti", FIRST)
        row = page.locator("[data-option]").filter(has_text=FIRST)
        assert row.locator("[data-price]").inner_text() == "9 kredi"
        assert page.locator("[data-value]").inner_text() == "90"
        assert page.locator("[data-used]").inner_text() == "9"


def test_the_tab_keeps_the_paper_for_this_reader_alone(
    app: Flask, chromium: Browser, server: str
) -> None:
    with booth(app, chromium, server, "pots") as watched:
        page = watched.page
        page.get_by_label(FIRST).check()
        page.reload()
        assert page.get_by_label(FIRST).is_checked()
        other = {**cookie(app), "url": server}
        db.session.remove()
        page.context.clear_cookies()
        page.context.add_cookies([other])  # type: ignore[list-item]
        page.reload()
        assert page.locator("input:checked").count() == 0
        assert page.evaluate("sessionStorage.length") == 0


def test_what_is_filled_in_before_signing_in_is_there_after(
    app: Flask, chromium: Browser, server: str
) -> None:
    with booth(app, chromium, server, "irv") as watched:
        page = watched.page
        mine = page.context.cookies()
        page.context.clear_cookies()
        page.reload()
        for title in (FIRST, SECOND):
            press(page, "ekle", title)
        page.context.add_cookies(mine)  # type: ignore[arg-type]
        page.reload()
        assert titles(page) == [FIRST, SECOND]


def test_the_search_hides_other_options(app: Flask, chromium: Browser, server: str) -> None:
    with booth(app, chromium, server, "pots") as watched:
        page = watched.page
        page.get_by_label("Seçeneklerde arayın").fill("KUŞ")
        assert page.locator("[data-option]:visible").count() == 1
        page.get_by_label("Seçeneklerde arayın").fill("yeşilova")
        assert page.locator("[data-option]:visible").count() == 2


def drag(page: Page, title: str, onto: str) -> None:
    """By the grip of one row to the middle of another."""
    row = page.locator("[data-option]").filter(has_text=title)
    target = page.locator("[data-option]").filter(has_text=onto)
    target.scroll_into_view_if_needed()
    grip, there = row.locator(".grip").bounding_box(), target.bounding_box()
    assert grip is not None
    assert there is not None
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2, steps=4)
    page.mouse.up()


def test_dragging_presses_the_number_of_the_row_below(
    app: Flask, chromium: Browser, server: str
) -> None:
    with booth(app, chromium, server, "irv") as watched:
        page = watched.page
        page.set_viewport_size({"width": 1280, "height": 1400})
        for title in (FIRST, SECOND):
            press(page, "ekle", title)
        drag(page, SECOND, FIRST)
        assert titles(page) == [SECOND, FIRST]
        drag(page, THIRD, SECOND)
        found = titles(page)
        assert [title.startswith(THIRD) for title in found] == [True, False, False]
        assert found[1:] == [SECOND, FIRST]


def test_one_part_is_shown_and_what_was_chosen_elsewhere_stays(
    app: Flask, chromium: Browser, server: str
) -> None:
    with booth(app, chromium, server, "pots") as watched:
        page = watched.page
        page.locator("#pay-1 input").first.check()
        page.select_option("#pay", "pay-2")
        assert [pot.is_visible() for pot in page.locator("[data-pot]").all()] == [
            False,
            True,
            False,
        ]
        assert page.locator("#pay-1 input").first.is_checked()
        page.select_option("#pay", "")
        assert all(pot.is_visible() for pot in page.locator("[data-pot]").all())


def test_parts_are_links_without_javascript(app: Flask, chromium: Browser, server: str) -> None:
    with booth(app, chromium, server, "pots", script=False) as watched:
        page = watched.page
        assert page.locator("[data-filter]").is_hidden()
        page.get_by_role("link", name="Yeşilova", exact=True).click()
        page.wait_for_url("**#pay-2")
