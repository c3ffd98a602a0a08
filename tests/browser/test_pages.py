"""Every page and state once in a real browser: axe, console, overflow, in both themes."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from accounts.models import Person
from demo.people import SIGN_INS
from kernel.db import db
from tests.addresses import Address, addresses
from tests.browser.conftest import Watched, window
from tests.client import Client

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: who looks at a page: the first of these who may; the others where none of these may
FIRST = ["", "gulten@cinarli.example", "yonetici@cinarli.example", "masa@cinarli.example"]
OTHERS = [email for _role, email in SIGN_INS if email not in FIRST]
SHARDS = 8
#: so many pages of one endpoint without anything new: its others will not have it either
ALIKE = 8
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Readers:
    """The people of READERS, signed in with a quick client and with a browser."""

    def __init__(self, town: Flask, site: str, chromium: Browser, stack: ExitStack) -> None:
        self.town, self.site, self.chromium, self.stack = town, site, chromium, stack
        self.clients: dict[str, Client] = {}
        self.windows: dict[str, Watched] = {}
        #: the parts that were looked at
        self.looked: set[str] = set()

    def client(self, email: str) -> Client:
        if email not in self.clients:
            client = self.clients[email] = Client(self.town, checks=False)
            if email:
                client.sign_in(db.session.scalars(select(Person).filter_by(email=email)).one())
        return self.clients[email]

    def window(self, email: str) -> Watched:
        if email not in self.windows:
            context = self.stack.enter_context(window(self.chromium))
            cookie = self.client(email).browser.get_cookie("katiliyoruz")
            if cookie is not None:
                context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.site}])
            self.windows[email] = Watched(context)
        return self.windows[email]


@pytest.fixture(scope="module")
def readers(town: Flask, site: str, chromium: Browser) -> Iterator[Readers]:
    with ExitStack() as stack:
        yield Readers(town, site, chromium, stack)


def distinct(
    readers: Readers, all_addresses: list[Address]
) -> Iterator[tuple[Address, str, set[str]]]:
    """The first page of one endpoint, and its others that show what no page has shown yet.

    Each with the first reader who gets a page for it, and the parts that are new.
    """
    found = familiar = 0
    shut: set[str] = set()
    for people in (FIRST, OTHERS):
        for address in all_addresses:
            for email in _worth_asking(people, address, shut):
                if (parts := _parts(readers.client(email), address, email, shut)) is not None:
                    new = parts - readers.looked
                    readers.looked |= parts
                    familiar = 0 if new else familiar + 1
                    if new or not found:
                        yield address, email, new
                    found += 1
                    break
            if familiar > ALIKE:
                return
        if found:
            return


RESIDENT = FIRST[1]


def _worth_asking(people: list[str], address: Address, shut: set[str]) -> Iterator[str]:
    """Without those of whom the answer is known; tests/house asks them all."""
    for email in people:
        if address.path in shut:  # by its state: rules ask for it before they ask who it is
            return
        if email == "" and address.endpoint in shut:  # one signs in, whatever the state
            continue
        if email == RESIDENT and "/masa" in address.path:  # a desk is for who works there
            continue
        yield email


START_TAG = re.compile(r"<([a-z][a-z0-9]*)([^>]*)>")
LOOKS = re.compile(r'\s(class|type|role|open|disabled|checked)\b(?:="([^"]*)")?')


def _parts(client: Client, address: Address, email: str, shut: set[str]) -> set[str] | None:
    """What the page is made of: each kind of element with what its look hangs on.

    Notes in `shut` what is refused to everybody, and what to everybody who is not signed in.
    """
    answer = client.get(address.path)
    if email == "" and answer.status_code == 409:
        shut.add(address.path)
    if email == "" and answer.status_code == 303 and answer.location.startswith("/giris"):
        shut.add(address.endpoint)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return None
    html = answer.get_data(as_text=True)
    if not html[:40].lstrip().lower().startswith("<!doctype"):
        return None
    return {f"{tag} {LOOKS.findall(rest)}" for tag, rest in START_TAG.findall(html)}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_pages(town: Flask, readers: Readers, axe: str, shard: int) -> None:
    by_endpoint: dict[str, list[Address]] = {}
    wrong: list[str] = []
    with town.app_context():
        for address in addresses(town):
            by_endpoint.setdefault(address.endpoint, []).append(address)
        for endpoint in sorted(by_endpoint)[shard::SHARDS]:
            for address, email, new in distinct(readers, by_endpoint[endpoint]):
                watched = readers.window(email)
                wrong += look(watched, readers.site, address.path, axe, colours=bool(new))
        db.session.remove()
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("email", "path", "status"),
    [
        ("", "/cinarli/yok", 404),
        ("", "/cinarli/oneriler/999999", 404),
        ("gulten@cinarli.example", "/cinarli/masa", 403),
        ("", "/cinarli/oneriler?sonra=sahte", 200),
    ],
)
def test_refusals(
    town: Flask, readers: Readers, axe: str, email: str, path: str, status: int
) -> None:
    with town.app_context():
        assert readers.client(email).get(path).status_code == status
        assert look(readers.window(email), readers.site, path, axe) == []
        db.session.remove()


def test_a_forbidden_script_is_heard(readers: Readers, town: Flask) -> None:
    """Otherwise silence on the other pages would prove nothing."""
    with town.app_context():
        watched = readers.window("")
        watched.page.goto(f"{readers.site}/cinarli/")
        watched.complaints.clear()
        watched.page.evaluate("""() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
        }""")
        assert watched.page.evaluate("window.ran") is None
        db.session.remove()
    assert any("policy: script-src" in complaint for complaint in watched.complaints)


COLOURS = "color-contrast"


def look(watched: Watched, site: str, path: str, axe: str, *, colours: bool = True) -> list[str]:
    """`colours`: those, too; the style sheet gives a part the same ones on every page."""
    page = watched.page
    watched.complaints.clear()
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="light")
    page.goto(site + path)
    page.evaluate(axe)
    wrong = _axe(page, {"runOnly": RULES, "rules": {COLOURS: {"enabled": colours}}})
    wrong += _overflow(page, 390)
    page.set_viewport_size({"width": 320, "height": 844})
    wrong += _overflow(page, 320)
    page.set_viewport_size({"width": 1280, "height": 900})
    wrong += _overflow(page, 1280)
    if colours:
        page.emulate_media(color_scheme="dark")
        wrong += _axe(page, {"runOnly": {"type": "rule", "values": [COLOURS]}})
    return [f"{path}: {fault}" for fault in wrong + watched.complaints]


def _overflow(page: Page, width: int) -> list[str]:
    return [f"overflow at {width} px"] if page.evaluate(OVERFLOW) > 0 else []


#: Only the violations cross to Python; the whole report costs more to hand over than to make.
RUN_AXE = """async options => {
    const report = await axe.run(document, options);
    return report.violations.flatMap(violation =>
        violation.nodes.slice(0, 2).map(node => `${violation.id}: ${node.html.slice(0, 140)}`));
}"""


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    found: list[str] = page.evaluate(RUN_AXE, {**options, "resultTypes": ["violations"]})
    return found
