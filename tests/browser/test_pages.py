"""Every page and state once in a real browser: axe, console, overflow, in both themes."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import select

from accounts.models import Person
from demo.people import SIGN_INS
from kernel.db import db
from tests.addresses import Address, addresses
from tests.browser.conftest import Watched
from tests.client import Client

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
#: who looks at a page: the first of these who may
READERS = [
    "",
    "gulten@cinarli.example",
    *[email for _role, email in SIGN_INS if email != "gulten@cinarli.example"],
]
SHARDS = 6
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def readable(app: Flask) -> list[tuple[Address, str]]:
    """Each address with the first reader who gets a page for it."""
    with app.app_context():
        clients: dict[str, Client] = {}
        for email in READERS:
            clients[email] = Client(app, checks=False)
            if email:
                found = db.session.scalars(select(Person).where(Person.email == email)).one()
                clients[email].sign_in(found)
        result = []
        for address in addresses(app):
            for email in READERS:
                answer = clients[email].get(address.path)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    if b"<!doctype" in answer.get_data()[:40].lower():
                        result.append((address, email))
                    break
        db.session.remove()
    return result


@pytest.fixture(scope="module")
def pages(town: Flask) -> list[tuple[Address, str]]:
    return readable(town)


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, site: str, town: Flask) -> Iterator[dict[str, BrowserContext]]:
    """One browser context a reader."""
    contexts: dict[str, BrowserContext] = {}
    with town.app_context():
        for email in READERS:
            context = chromium.new_context(viewport={"width": 390, "height": 844})
            if email:
                client = Client(town, checks=False)
                found = db.session.scalars(select(Person).where(Person.email == email)).one()
                client.sign_in(found)
                cookie = client.browser.get_cookie("katiliyoruz")
                assert cookie is not None
                context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
            contexts[email] = context
        db.session.remove()
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("shard", range(SHARDS))
def test_pages(
    pages: list[tuple[Address, str]],
    signed_in: dict[str, BrowserContext],
    site: str,
    axe: str,
    shard: int,
) -> None:
    wrong: list[str] = []
    for number, (address, email) in enumerate(pages):
        if number % SHARDS == shard:
            wrong += look(Watched(signed_in[email]), site + address.path, axe)
    assert wrong == [], "\n".join(wrong)


def look(watched: Watched, url: str, axe: str) -> list[str]:
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="light")
    page.goto(url)
    page.evaluate(axe)
    wrong = _axe(page, {"runOnly": RULES})
    if page.evaluate(OVERFLOW) > 0:
        wrong.append("overflow at 390 px")
    page.set_viewport_size({"width": 320, "height": 844})
    if page.evaluate(OVERFLOW) > 0:
        wrong.append("overflow at 320 px")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    wrong += _axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    if page.evaluate(OVERFLOW) > 0:
        wrong.append("overflow at 1280 px")
    wrong += watched.complaints
    page.close()
    return [f"{url}: {fault}" for fault in wrong]


def _axe(page: Any, options: dict[str, Any]) -> list[str]:
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['html'][:140]}"
        for violation in found["violations"]
        for node in violation["nodes"][:2]
    ]
