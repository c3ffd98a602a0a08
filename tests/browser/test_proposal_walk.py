"""The demo's second proposal, walked by hand from the draft to the answer, without JavaScript."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from demo.people import PASSWORD
from kernel import clock
from tests.browser.conftest import window
from tests.browser.test_walk import Mouse, Town, opened

DRAFT = "Çınaraltı’na ödünç oyuncak evi"
OTHER = "Yeşilova’ya ödünç oyuncak evi"
WASHED = "Muhtarlığın alt katında bir rafa sağlam oyuncaklar konsun; her dönüşte yıkansın."
REFUSED = "Muhtarlığın alt katı depo olarak ayrıldı; başka elverişli yer bulunamadı."
OBJECTED = "Depo geçen ay boşaldı; raf için yarım oda yetiyor."
RIGHT = "İtirazınızda haklısınız: depo boşalmış. Raf bu ay konacak."


@pytest.fixture
def own_town(town: Flask, workplace: Path) -> Iterator[Town]:
    with opened(town, workplace, "proposal-walk") as made:
        yield made


@dataclass
class Walk:
    """One proposal, by whoever is signed in."""

    address: str
    browser: Browser
    #: what the worker does meanwhile
    work: Callable[[], None]
    page_of_it: str = ""

    @contextmanager
    def by(self, who: str) -> Iterator[Mouse]:
        with window(self.browser, java_script_enabled=False) as context:
            hand = Mouse(context.new_page())
            hand.page.goto(f"{self.address}/giris")
            hand.write("E-posta", f"{who}@cinarli.example")
            hand.write("Parola", PASSWORD)
            hand.follow("Giriş yapın")
            hand.page.goto(self.page_of_it or f"{self.address}/cinarli/onerilerim")
            yield hand
        self.work()

    def mails(self, who: str) -> str:
        with window(self.browser, java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(f"{self.address}/demo/posta?kime={who}@cinarli.example&q=oyuncak")
            return _text(page)


def _text(page: Page) -> str:
    return page.locator("main").inner_text()


def _choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(re.compile(f"^\\s*{label}")).first.select_option(label=value)


def test_a_proposal_from_draft_to_answer(own_town: Town, chromium: Browser) -> None:
    walk = Walk(own_town.address, chromium, own_town.work)
    together(walk)
    merge(walk)
    gates(walk)
    objection(walk)
    with walk.by("gulten") as hand:
        seen = _text(hand.page)
        for words in ("Kabul edildi", RIGHT, OBJECTED, "Kerem Yalçın", "Defne Uslu", OTHER):
            assert words in seen
    told = walk.mails("gulten")
    for words in ("yeni bir ortağı", "onayınız isteniyor", "uygun bulunmadı", "Karar değişti"):
        assert words in told, words
    assert "Öneri kabul edildi" in walk.mails("kerem")
    assert "görüşünüz isteniyor" in walk.mails("fen")


def together(walk: Walk) -> None:
    """A draft, its co-sponsor, its publication, an amendment."""
    with walk.by("gulten") as hand:
        hand.follow(DRAFT)
        walk.page_of_it = hand.page.url
        hand.follow("Ortak davet edin")
        hand.write("E-posta adresi", "defne@cinarli.example")
        hand.follow("Davet edin")
    assert DRAFT in walk.mails("defne")
    with walk.by("defne") as hand:
        hand.follow("Daveti yanıtlayın")
        hand.follow("Daveti kabul edin")
        assert "Bu taslağın ortağısınız" in _text(hand.page)
    with walk.by("gulten") as hand:
        hand.follow("Düzenleyin ve yayımlayın")
        hand.follow("Öneriyi yayımlayın")
        assert "Defne Uslu" in _text(hand.page)
    with walk.by("kerem") as hand:
        hand.follow("Değişiklik önerin")
        hand.write("Ne öneriliyor?", WASHED)
        hand.write("Neden değişmeli?", "Küçükler ağzına alıyor; temiz dönsün.")
        hand.follow("Değişikliği önerin")
    with walk.by("gulten") as hand:
        hand.follow("Küçükler ağzına alıyor")
        hand.follow("Kabul edin")
        hand.follow("Bu metni kabul edin")
        hand.page.goto(walk.page_of_it)
        assert WASHED in _text(hand.page)


def merge(walk: Walk) -> None:
    with walk.by("danisma") as hand:
        hand.follow("Birleştirme önerin")
        hand.mark(OTHER)
        hand.mark("Bu önerinin metni kalsın")
        hand.write("Neden birleştirilsin?", "İkisi de ödünç oyuncak istiyor; tek raf yeter.")
        hand.follow("Yazarların onayını isteyin")
        asked = hand.page.url
    for who in ("gulten", "kerem"):
        with walk.by(who) as hand:
            hand.page.goto(asked)
            hand.follow("Onaylıyorum")
    with walk.by("gulten") as hand:
        assert OTHER in _text(hand.page)


def gates(walk: Walk) -> None:
    with walk.by("danisma") as hand:
        hand.follow("Öneriyi ele alın")
        hand.mark("Teknik değerlendirmeye gönderilsin")
        _choose(hand.page, "Görüş istenecek birim", "Fen İşleri Müdürlüğü")
        hand.write("Görüş için son gün", (clock.today() + timedelta(days=9)).isoformat())
        hand.follow("Kararı yayımlayın")
    with walk.by("fen") as hand:
        hand.follow("Değerlendirme dosyası")
        hand.follow("Görüş yazın")
        hand.mark("Yapılabilir")
        hand.write("Görüşünüz", "Yarım odaya iki raf sığar; bir günlük iş.")
        hand.follow("Görüşü kaydedin")
    with walk.by("danisma") as hand:
        hand.follow("Değerlendirme dosyası")
        hand.follow("Karar verin")
        hand.mark("Uygun bulunmasın")
        hand.write("Gerekçe", REFUSED)
        hand.follow("Kararı yayımlayın")


def objection(walk: Walk) -> None:
    """Whoever decided first does not decide again."""
    with walk.by("gulten") as hand:
        assert REFUSED in _text(hand.page)
        hand.follow("Karara itiraz edin")
        hand.write("Karara neden itiraz ediyorsunuz?", OBJECTED)
        hand.follow("İtirazı gönderin")
        assert "Son gün" in _text(hand.page)
    with walk.by("danisma") as hand:
        hand.follow("Değerlendirme dosyası")
        assert "İlk kararı siz verdiniz" in _text(hand.page)
    with walk.by("yonetici") as hand:
        hand.follow("Değerlendirme dosyası")
        hand.follow("İtirazı karara bağlayın")
        hand.mark("Oylamasız kabul edilsin")
        hand.write("Gerekçe", RIGHT)
        hand.follow("Kararı yayımlayın")
