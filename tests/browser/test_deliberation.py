"""A survey, a text and a meeting, each from a resident to an officer and back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from consultations.models import Activity
from demo.gathering import HELD, OPEN
from demo.people import PASSWORD
from kernel import clock, page_cache
from kernel.db import db, write
from meetings.models import Meeting
from surveys.models import Survey, SurveyState
from tests.browser.conftest import Watched, window
from tests.browser.test_walk import Hand, Keyboard, Mouse, Town, opened
from texts.models import Document

WHY = "Okulun çıkış saati yarım saat sonra; kamyon o sırada sokaktan çekilmiş olsun."
WE_DID = "Okulun çıkış saati gözetilecek."
TALK = re.compile("Önerileri konuşalım")
SAID = "Salonun kapısı dar; bebek arabasıyla girilmiyor."
WORK = "Oturumda gece servisi ve kütüphanenin saatleri konuşuldu; ikisi de yazıya döküldü."


@pytest.fixture
def own_town(town: Flask, workplace: Path) -> Iterator[Town]:
    with opened(town, workplace, "deliberation") as made:
        yield made


@contextmanager
def signed_in(town: Town, chromium: Browser, who: str, *, keys: bool = False) -> Iterator[Hand]:
    """By keyboard with JavaScript, or with neither."""
    with window(chromium, java_script_enabled=keys) as context:
        watched = Watched(context)
        hand: Hand = Keyboard(watched.page) if keys else Mouse(watched.page)
        hand.page.goto(f"{town.address}/giris")
        hand.write("E-posta", f"{who}@cinarli.example")
        hand.write("Parola", PASSWORD)
        hand.follow("Giriş yapın")
        yield hand
        assert watched.complaints == []
    town.work()


def text(page: Page) -> str:
    return page.locator("main").inner_text()


def test_a_survey_by_keyboard(own_town: Town, chromium: Browser) -> None:
    with own_town.app.app_context():
        running = select(Survey).where(Survey.state == SurveyState.PUBLISHED).order_by(Survey.id)
        survey = db.session.scalars(running).first()
        assert survey is not None
        number, activity_id = survey.id, survey.activity_id
        db.session.remove()
    with signed_in(own_town, chromium, "gulten", keys=True) as hand:
        hand.page.goto(f"{own_town.address}/cinarli/anketler/{number}")
        hand.follow("Ankete başlayın")
        hand.mark("Haftada üç kez")
        hand.follow("Sonraki sayfa")
        hand.mark("1")
        hand.follow("Sonraki sayfa")
        hand.follow("Gözden geçirin")
        hand.follow("Yanıtlarınızı gönderin")
        assert "Yanıtlarınızı gönderdiniz." in text(hand.page)
    with own_town.app.app_context():
        with write() as session:
            session.get_one(Activity, activity_id).closes_at = clock.now() - timedelta(minutes=1)
        db.session.remove()
    page_cache.forget_all()
    with signed_in(own_town, chromium, "kentkonseyi", keys=True) as hand:
        hand.page.goto(f"{own_town.address}/cinarli/masa/anketler/{number}")
        hand.follow("Sonuçları sayın ve açıklayın")
        assert hand.page.locator("h1").inner_text().startswith("Sonuçlar")
    with window(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{own_town.address}/cinarli/anketler/{number}/sonuc")
        assert re.search(r"\b2[45]\b", text(page)), "24 in the demo, and Gülten"


def test_a_text_without_javascript(own_town: Town, chromium: Browser) -> None:
    with own_town.app.app_context():
        number = db.session.scalars(select(Document.id).order_by(Document.id)).first()
        db.session.remove()
    page_of_it = f"{own_town.address}/cinarli/metinler/{number}"
    with signed_in(own_town, chromium, "gulten") as hand:
        hand.page.goto(page_of_it)
        hand.follow("Başlığı tartışın")
        hand.unfold("Yorum yazın")
        hand.mark("Bilgi veriyorum")
        hand.write("Yorumunuz", "Başlıkta saatler de yazsın.")
        hand.follow("Yorumu yayımlayın")
        assert "Başlıkta saatler de yazsın." in text(hand.page)
        hand.page.goto(page_of_it)
        hand.follow("Önerin, tartışın")
        paragraph = hand.page.url
        hand.follow("Değişiklik önerin")
        box = hand.page.locator("textarea").first
        box.fill(box.input_value() + " Okul günleri çıkış saatinde yükleme yapılmaz.")
        hand.write("Neden böyle olmalı?", WHY)
        hand.follow("Değişiklik önerisini yayımlayın")
        assert WHY in text(hand.page)
    with signed_in(own_town, chromium, "danisma") as hand:
        hand.page.goto(paragraph)
        mine = hand.page.locator("li.stack").filter(has_text=WHY)
        mine.get_by_role("link", name="Yanıtlayın").click()
        hand.mark("Metne alındı")
        hand.write("Gerekçe", "Okul müdürlüğü de aynı saati istedi; maddeye ekliyoruz.")
        hand.follow("Yanıtı yayımlayın")
        hand.page.goto(paragraph)
        hand.follow("“Biz yaptık” yazın")
        hand.write("Biz yaptık", WE_DID)
        hand.follow("Kaydedin")
    with signed_in(own_town, chromium, "gulten") as hand:
        hand.page.goto(f"{page_of_it}/yanitlar")
        assert WHY in text(hand.page)
        assert WE_DID in text(hand.page)
        hand.page.goto(f"{own_town.address}/hesap/bildirimler")
        assert "Metne önerdiğiniz değişiklik alındı." in text(hand.page)


def test_a_meeting_from_the_plan_to_the_minutes(own_town: Town, chromium: Browser) -> None:
    list_of_all = f"{own_town.address}/cinarli/bulusmalar"
    with signed_in(own_town, chromium, "kentkonseyi") as hand:
        hand.page.goto(list_of_all)
        assert OPEN in text(hand.page)
        hand.follow("Açık buluşma planlayın")
        hand.write("Buluşmanın adı", "Akşam forumu")
        hand.write("Yer", "Kütüphane")
        begins = clock.local(clock.now() + timedelta(days=2))
        for name, hours in (("Başlangıç", 0), ("Bitiş", 2)):
            at = begins + timedelta(hours=hours)
            hand.write(name, at.strftime("%Y-%m-%dT%H:%M"))
        hand.mark("Gelecekler önceden kaydolsun")
        hand.follow("Kaydedin")
        hand.follow("Buluşmayı duyurun")
        forum = hand.page.url
        hand.follow("Afişi yazdırın")
        assert "/cinarli/b/" in text(hand.page)
    with signed_in(own_town, chromium, "gulten") as hand:
        hand.page.goto(list_of_all)
        hand.follow("Akşam forumu")
        hand.follow("Yer ayırtın")
        assert "Yeriniz ayrıldı" in text(hand.page)
    with own_town.app.app_context():
        _hold_it_now(int(forum.rsplit("/", 1)[1]))
    with signed_in(own_town, chromium, "kentkonseyi") as hand:
        hand.page.goto(forum)
        hand.follow("Tutanak yazın")
        hand.write("Tutanak", WORK)
        hand.follow("Yayımlayın")
        hand.page.goto(f"{own_town.address}/cinarli/bulusmalar")
        hand.follow(HELD)
        hand.page.get_by_role("link", name=TALK).first.click()
        hand.follow("Buluşmada söylenenleri girin")
        hand.mark("Karşı çıkan")
        hand.write("Söylenen", SAID)
        hand.follow("Sözü girin")
        assert SAID in text(hand.page)
    with signed_in(own_town, chromium, "gulten") as hand:
        hand.page.goto(f"{own_town.address}/hesap/bildirimler")
        assert "Buluşmanın tutanağı yayımlandı." in text(hand.page)


def _hold_it_now(number: int) -> None:
    with write() as session:
        row = session.get_one(Meeting, number)
        row.starts_at = clock.now() - timedelta(minutes=5)
    db.session.remove()
    page_cache.forget_all()
