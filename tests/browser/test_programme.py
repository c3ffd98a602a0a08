"""The programme by hand, without JavaScript: call, application, review, decision, certificate."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from capacity.models import CapacitySession, Point
from kernel import clock
from kernel.db import db, write
from programme import queries
from programme.models import Application, Participation, ProgrammeRole, Track
from tests.browser.conftest import opened_by, served
from tests.browser.test_walk import Mouse
from tests.make.capacity import make_guest, make_self_assessment, make_session
from tests.make.places import make_person
from tests.make.programme import make_application, make_review, make_role, make_term, make_track

pytestmark = pytest.mark.database
LONG = "Mahallelerimizde kararları hemşehrilerle birlikte almak istiyoruz. " * 2
Hands = Callable[[Any], Any]


@pytest.fixture
def by(app: Flask, chromium: Browser) -> Iterator[Hands]:
    """A window of somebody who has signed in; the address of the site is its base."""
    with served(app):

        @contextmanager
        def opened(person: Any) -> Iterator[Mouse]:
            with opened_by(person, app, chromium, java_script_enabled=False) as page:
                yield Mouse(page)

        yield opened


def test_from_the_call_to_the_certificate(app: Flask, by: Hands) -> None:
    track = make_track(make_term(), opens_at=clock.now() - timedelta(days=900))
    number, owner = track.id, make_person("Ali Koru")
    made = make_application(track, owner=owner, sent=False)
    path, team = f"/program/basvurular/{made.id}", make_role(ProgrammeRole.TEAM)
    with by(owner) as hand:
        hand.page.goto(f"/program/cagrilar/{number}")
        assert "Ölçütler" in hand.page.content()
        hand.page.goto(f"{path}/neden")
        hand.write("Neden katılmak istiyorsunuz?", LONG)
        hand.follow("Kaydedin ve sürdürün")
        hand.page.goto(path)
        hand.follow("Başvuruyu gönderin")
        assert "Gönderildi" in hand.page.content()
    make_review(queries.get_application(made.id), points=(8, 8))
    judge = make_role(ProgrammeRole.REVIEWER)
    review = make_review(queries.get_application(made.id), judge)
    with by(judge) as hand:
        hand.page.goto(f"/program/degerlendirmeler/{review.id}")
        for name in ("Kararlılık", "Ortaklık"):
            hand.write(name, "9")
        hand.write("Görüşünüz", "Ekibi hazır, sözü açık, ortağı belli.")
        hand.follow("Değerlendirmeyi verin")
    with write() as session:
        session.get_one(Track, number).closes_at = clock.now() - timedelta(days=800)
    with by(team) as hand:
        hand.page.goto(path)
        hand.follow("Karar verin")
        hand.mark("Kabul edildi")
        hand.write("Gerekçe", "Ölçütlerin hepsinde güçlü bir başvuru.")
        hand.follow("Kararı gönderin")
    db.session.rollback()
    assert db.session.get_one(Application, made.id).decided_at is not None
    joined = db.session.scalars(select(Participation)).one()
    for point in Point:
        make_self_assessment(joined, point=point, value=1 + (point is Point.END), handed_in=True)
    training = make_session(queries.get_term(queries.get_track(number).term_id), hours=-9000)
    make_guest(training, owner)
    with by(team) as hand:
        hand.page.goto(f"/program/oturumlar/{training.id}/kapi")
        hand.follow("Listeyi kesinleştirin")
        assert "Ali Koru" in hand.page.content()
    db.session.rollback()
    assert db.session.scalars(select(CapacitySession.settled_at)).one() is not None
    with by(owner) as hand:
        hand.page.goto(f"/program/katilimcilar/{joined.id}/calisma")
        hand.follow("Dönem başı ile sonunu karşılaştırın")
        assert hand.page.locator("main table").count() >= 1
        hand.page.goto(f"/program/oturumlar/{training.id}")
        assert "Katılım belgeniz hazır" in hand.page.content()
        code = hand.page.locator("main a.num").inner_text()
        hand.page.goto("/program/belge")
        hand.write("Belgedeki kod", code)
        hand.page.keyboard.press("Enter")
        hand.page.wait_for_url(f"**/program/belge/{code}")
        assert "Bu belge gerçek" in hand.page.content()
