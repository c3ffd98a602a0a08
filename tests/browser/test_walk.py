"""The main walk of a new resident: by keyboard alone, and with JavaScript off."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from accounts.models import Person
from consultations.models import Activity, ActivityKind, Eligibility
from discussion.models import Comment
from journeys.models import Journey, Status
from kernel import clock, ledgers, page_cache, worker
from kernel.db import db, write
from kernel.rules import Visitor
from places.models import Neighbourhood, ResidenceProof
from places.services import residence
from proposals.models import Proposal, ProposalState
from tests.browser.conftest import Watched, served, window
from tests.emptying import sqlite_copy
from tests.run import compiled_once
from voting import box, casting, roll
from voting.models import Election, Option
from voting.queries import get_election
from web.app import create_app
from web.tasks import TASKS

EMAIL = "nesrin.ozturk@posta.example"
PASSWORD = "tepecik yolunda dokuz ceviz"
TITLE = "Ilıca durağına gölgelik"
COMMENT = "Akşam dönüşünde orada bekliyorum, çok işe yarar."
MOST_TABS = 80
#: what a screen reader would say, whether the eye sees the focus, and the group of a radio button;
#: the picker of a day draws a ring of its own, which no script can read
FOCUSED = """() => {
    const it = document.activeElement;
    const words = it.labels?.[0]?.textContent ?? it.getAttribute("aria-label") ?? it.textContent;
    const style = getComputedStyle(it), box = it.getBoundingClientRect();
    return {
        name: words.replace(/\\s+/g, " ").trim().slice(0, 200),
        group: it.type === "radio" ? it.name : "",
        checked: it.checked ?? false,
        seen: it === document.body || ((style.outlineStyle !== "none"
            || it.type?.startsWith("date")) && box.width > 1
            && parseFloat(style.outlineWidth) > 0 && box.bottom > 0 && box.top < innerHeight
            && box.right > 0 && box.left < innerWidth),
    };
}"""


#: not the hidden first button that the Enter key presses
VISIBLE = "a, button:not([aria-hidden]), summary"


class Hand(Protocol):
    """One way to use a page. Names are beginnings of what is written on the control."""

    page: Page

    def follow(self, name: str) -> None: ...
    def unfold(self, name: str) -> None: ...
    def write(self, name: str, text: str) -> None: ...
    def mark(self, name: str) -> None: ...


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def _reach(self, name: str, key: str = "Tab", most: int = MOST_TABS) -> dict[str, Any]:
        passed: list[str] = []
        for _step in range(most):
            self.page.keyboard.press(key)
            focused: dict[str, Any] = self.page.evaluate(FOCUSED)
            assert focused["seen"], f"{self.page.url}: no visible focus on {focused['name']!r}"
            if focused["name"].startswith(name):
                return focused
            passed.append(focused["name"][:30])
        raise AssertionError(f"{self.page.url}: {most} × {key} do not reach {name!r}: {passed}")

    def follow(self, name: str) -> None:
        self._reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def unfold(self, name: str) -> None:
        self._reach(name)
        self.page.keyboard.press("Space")

    def write(self, name: str, text: str) -> None:
        self._reach(name)
        self.page.keyboard.insert_text(text)

    def mark(self, name: str) -> None:
        if not self._reach(name)["checked"]:
            self.page.keyboard.press("Space")
        assert self.page.evaluate(FOCUSED)["checked"]


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.unfold(name)

    def unfold(self, name: str) -> None:
        words = re.compile(r"^\s*" + re.escape(name))
        self.page.locator("main").locator(VISIBLE).filter(has_text=words).first.click()

    def write(self, name: str, text: str) -> None:
        self._labelled(name).fill(text)

    def mark(self, name: str) -> None:
        self._labelled(name).check()

    def _labelled(self, name: str) -> Any:
        visible = self.page.locator("main :is(input, textarea):visible")
        return visible.and_(self.page.get_by_label(re.compile(r"^\s*" + re.escape(name)))).first


@dataclass
class Town:
    """A town of its own that a test may change."""

    app: Flask
    address: str

    def work(self) -> None:
        with self.app.app_context():
            worker.run_once(TASKS, lambda _message: None)
            db.session.remove()

    def make_resident(self) -> None:
        """The desk has seen the person's papers."""
        with self.app.app_context():
            with write():
                residence.verify(
                    residence.Desk(db.session.scalars(select(Neighbourhood.id)).first() or 0, 1980),
                    person_id=_id(EMAIL),
                    municipality_id=1,
                    by=Visitor(id=_id("masa@cinarli.example")),
                )
            db.session.remove()


def _id(email: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.email == email)).one()


@pytest.fixture
def own_town(town: Flask, workplace: Path) -> Iterator[Town]:
    with opened(town, workplace, "walk") as made:
        yield made


@contextmanager
def opened(town: Flask, workplace: Path, name: str) -> Iterator[Town]:
    folder = workplace / name
    folder.mkdir()
    for kept in ("uploads", "keys"):
        if (workplace / f"town-{kept}").exists():
            shutil.copytree(workplace / f"town-{kept}", folder / kept)
    for part in ("", "-roll", "-box"):
        sqlite_copy(str(workplace / f"town{part}.sqlite"), folder / f"walk{part}.sqlite")
    settings = {
        **town.config,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'walk.sqlite'}",
        "UPLOAD_DIR": str(folder / "uploads"),
        "KEY_DIR": str(folder / "keys"),
        "BUNDLE_DIR": str(folder / "bundles"),
        "WTF_CSRF_ENABLED": True,
        "PAGE_CACHE": True,
    }
    page_cache.forget_all()
    app = compiled_once(create_app(**settings))
    with served(app) as address:
        yield Town(app, address)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        ledgers.dispose()
    page_cache.forget_all()
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Marks:
    """Where the walk passes."""

    collecting: int
    voting: int
    neighbour: int
    options: list[str]


def marks(town: Town) -> Marks:
    with town.app.app_context():
        now, find = clock.now(), db.session.scalars
        is_open = (Activity.opens_at < now, Activity.closes_at > now)
        # The newcomers are verified residents; the workshop's votes ask for an address alone.
        # The demo comes first, the votes of tests.make.voting_states after it.
        vote = find(
            select(Activity)
            .where(
                Activity.kind == ActivityKind.VOTE,
                Activity.eligibility == Eligibility.RESIDENT,
                *is_open,
            )
            .order_by(Activity.id)
        ).first()
        assert vote is not None
        neighbour = find(
            select(Proposal)
            .join(Activity, Activity.id == Proposal.activity_id)
            .join(Journey, Journey.id == Proposal.journey_id)
            .where(Activity.kind == ActivityKind.PROPOSALS, *is_open)
            .where(Proposal.state == ProposalState.PUBLISHED)
            .where(Journey.status == Status.PUBLISHED)
            .order_by(Activity.closes_at.desc(), Proposal.id)
        ).first()
        assert neighbour is not None
        activity = db.session.get_one(Activity, neighbour.activity_id)
        titles = find(
            select(Option.title)
            .join(Election, Election.id == Option.election_id)
            .where(Election.activity_id == vote.id)
            .order_by(Option.id)
        )
        found = Marks(
            activity.consultation_id, vote.consultation_id, neighbour.id, list(titles)[:2]
        )
        db.session.remove()
    return found


def test_by_keyboard_alone(own_town: Town, chromium: Browser) -> None:
    with window(chromium) as context:
        watched = Watched(context)
        walk(own_town, Keyboard(watched.page))
        assert watched.complaints == []
    check(own_town)


def test_without_javascript(own_town: Town, chromium: Browser) -> None:
    with window(chromium, java_script_enabled=False) as context:
        walk(own_town, Mouse(context.new_page()))
    # A new account without script cannot do the work asked of it: a moderator reads first.
    check(own_town, ProposalState.HELD)


def walk(town: Town, hand: Hand) -> None:
    places = marks(town)
    sign_up(town, hand)
    propose(town, hand, places.collecting)
    comment(town, hand, places.neighbour)
    town.make_resident()
    vote(town, hand, places)
    read_answer(town, hand)


def _heading(hand: Hand) -> str:
    return hand.page.locator("h1").inner_text()


def sign_up(town: Town, hand: Hand) -> None:
    hand.page.goto(f"{town.address}/cinarli/uye-ol")
    hand.write("Adınız", "Nesrin Öztürk")
    hand.write("E-posta", EMAIL)
    hand.write("Parola", PASSWORD)
    hand.follow("Hesap açın")
    town.work()
    hand.page.goto(f"{town.address}/demo/posta?kime={EMAIL}")
    hand.follow(f"{town.address}/dogrula/")
    hand.follow("Adresinizi doğrulayın")
    hand.page.goto(f"{town.address}/giris")
    hand.write("E-posta", EMAIL)
    hand.write("Parola", PASSWORD)
    hand.follow("Giriş yapın")
    assert "Nesrin Öztürk" in hand.page.locator("header").inner_text()


def propose(town: Town, hand: Hand, consultation_id: int) -> None:
    hand.page.goto(f"{town.address}/cinarli/danismalar/{consultation_id}")
    hand.follow("Öneri yazın")
    hand.write("Öneriniz, bir cümleyle", TITLE)
    hand.write("Sorun nedir?", "Yazın öğle vakti durakta bekleyecek gölge yok.")
    hand.write("Ne öneriyorsunuz?", "Durağa üstü kapalı bir bank ve iki ağaç konsun.")
    hand.follow("Öneriyi yayımlayın")
    assert _heading(hand) == TITLE


def comment(town: Town, hand: Hand, proposal_id: int) -> None:
    hand.page.goto(f"{town.address}/cinarli/oneriler/{proposal_id}")
    hand.unfold("Yorum yazın")
    hand.mark("Destekliyorum")
    hand.write("Yorumunuz", COMMENT)
    hand.follow("Yorumu yayımlayın")
    assert COMMENT in hand.page.locator("main").inner_text()


def vote(town: Town, hand: Hand, places: Marks) -> None:
    hand.page.goto(f"{town.address}/cinarli/danismalar/{places.voting}")
    hand.follow("Oy verin")
    if "/oy" not in hand.page.url.removesuffix("/").rsplit("oylamalar", 1)[-1]:
        hand.follow("Oy verin")
    for title in _in_page_order(hand.page, places.options):
        hand.mark(title)
    hand.follow("Gözden geçirin")
    assert "henüz verilmedi" in hand.page.locator("main").inner_text()
    hand.follow("Oyunuzu verin")
    assert _heading(hand) == "Oyunuz alındı"


def _in_page_order(page: Page, titles: list[str]) -> list[str]:
    """The booth shuffles the options; Tab only goes forward."""
    return [one for one in page.locator(".option > label").all_inner_texts() if one in titles]


def read_answer(town: Town, hand: Hand) -> None:
    hand.page.goto(f"{town.address}/cinarli/yanitlar")
    subject = hand.page.locator("main .rows h3 a").first.inner_text()
    hand.follow(subject)
    assert _heading(hand) == f"Yanıt: {subject}"
    assert hand.page.locator("main .signed").inner_text()


def check(town: Town, state: ProposalState = ProposalState.PUBLISHED) -> None:
    """What the walk left in the database."""
    with town.app.app_context():
        person = _id(EMAIL)
        one = db.session.scalars
        proposal = one(select(Proposal).where(Proposal.author_id == person)).one()
        assert (proposal.title, proposal.state) == (TITLE, state)
        assert one(select(Comment.body).where(Comment.author_id == person)).one() == COMMENT
        proof = one(select(ResidenceProof.id).where(ResidenceProof.person_id == person)).one()
        ((election, entry),) = stored(
            ledgers.ROLL,
            select(roll.ENTRY.c.election_id, roll.ENTRY.c.id).where(
                roll.ENTRY.c.residence_proof_id == proof
            ),
        )
        tag = casting.tag_of(get_election(election), entry)
        # One vote of two marks, and nobody but two custodians can say which.
        inbox = box.INBOX.c
        assert [
            revision
            for (revision,) in stored(ledgers.BOX, select(inbox.revision).where(inbox.tag == tag))
        ] == [1]
        db.session.remove()


def stored(name: str, statement: Any) -> list[Any]:
    with ledgers.read(name) as connection:
        return list(connection.execute(statement))
