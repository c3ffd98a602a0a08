"""Statements answered by keyboard, and with neither keyboard nor script."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from kernel.db import db
from kernel.passwords import hash_password
from opinions.models import Answer, Vote
from tests.browser.conftest import Watched, served, window
from tests.make.opinions import make_conversation, make_opinions_activity
from tests.make.places import PASSWORD, make_municipality, make_person


@pytest.fixture
def path(app: Flask) -> Iterator[str]:
    town = make_municipality()
    made = make_conversation(make_opinions_activity(town))
    address = f"/{town.slug}/gorus-haritalari/{made.id}/yanitla"
    with served(app) as base:
        yield base + address


def sign_in(page: Page, path: str) -> None:
    email = make_person(password_hash=hash_password(PASSWORD)).email
    assert email is not None
    db.session.remove()
    page.goto(path)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form .btn").first.click()
    page.wait_for_selector(".one-answer")


def stored() -> dict[Answer, int]:
    db.session.rollback()
    rows = db.session.execute(select(Vote.answer, func.count()).group_by(Vote.answer))
    found = {answer: count for answer, count in rows}
    db.session.remove()
    return found


def test_by_keyboard(app: Flask, chromium: Browser, path: str) -> None:
    with window(chromium) as context:
        watched = Watched(context)
        page = watched.page
        sign_in(page, path)
        for key in "1234":
            asked = page.locator("h1").inner_text()
            with page.expect_navigation():
                page.keyboard.press(key)
            assert page.locator("h1").inner_text() != asked
        assert stored() == dict.fromkeys(Answer, 1)
        assert watched.complaints == []


def test_without_script(app: Flask, chromium: Browser, path: str) -> None:
    with window(chromium, java_script_enabled=False) as context:
        page = Watched(context).page
        sign_in(page, path)
        asked = page.locator("h1").inner_text()
        page.get_by_role("button", name="Katılmıyorum").click()
        assert page.locator("h1").inner_text() != asked
        assert stored() == {Answer.DISAGREE: 1}
        page.get_by_role("button", name="Geri al").click()
        assert page.locator("h1").inner_text() == asked
        assert stored() == {}
