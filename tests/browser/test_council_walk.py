"""An opinion by keyboard: adopted, handed over, missed, taken up, decided, told, announced."""

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from councils.models import Opinion, Sitting
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role
from tests.browser.conftest import opened_by, served
from tests.browser.test_walk import Keyboard
from tests.make.councils import DAY, make_body, make_council, make_sitting
from tests.make.places import make_municipality, make_staff

pytestmark = pytest.mark.database
ASKED = "Cuma ve cumartesi geceleri saat ikiye kadar kampüs hattında otobüs çalışsın."
DECISION = "Üç aylık deneme yapılacak; binen sayısı bu sayfada yayımlanacak."


def pass_days(days: int) -> None:
    """As many days later: the opinion and the calendar are so much older."""
    with write() as session:
        opinion = session.scalars(select(Opinion)).one()
        assert opinion.handed_on is not None
        assert opinion.first_due_on is not None
        opinion.adopted_on -= days * DAY
        opinion.handed_on -= days * DAY
        opinion.first_due_on -= days * DAY
        for sitting in session.scalars(select(Sitting)):
            sitting.starts_at -= days * DAY
            sitting.first_on -= days * DAY
    db.session.rollback()


def test_an_opinion_is_walked_by_keyboard(app: Flask, chromium: Browser) -> None:
    town = make_municipality()
    body = make_body(make_council(town))
    base, body_id = f"/{town.slug}", body.id
    secretary = make_staff(town, Role.COUNCIL_OFFICER)
    officer = make_staff(town, Role.OFFICER)
    for days, title in ((10, "Aralık birleşimi"), (15, "Ocak birleşimi")):
        make_sitting(town, clock.today() + days * DAY, title=title)
    db.session.rollback()
    with served(app):
        with opened_by(secretary, app, chromium) as page:
            hand = Keyboard(page)
            page.goto(f"{base}/masa/kent-konseyi/organlar/{body_id}/gorus")
            hand.write("Görüşün başlığı", "Gece otobüsü sürsün")
            hand.write("Görüşün metni", ASKED)
            hand.write("Kabul oyu", "9")
            hand.follow("Görüşü yayımlayın")
            address = page.url
            hand.follow("Belediyeye sunuldu")
            hand.write("Evrak sayısı", "KK-2026/7")
            hand.follow("Kaydedin")
            assert "Gündem bekliyor" in page.content()
        pass_days(13)
        with opened_by(officer, app, chromium) as page:
            hand = Keyboard(page)
            page.goto(address)
            assert "İlk birleşim bu görüş görüşülmeden geçti: 3 gün" in page.content()
            hand.follow("Gündeme alın")
            hand.write("Sade özet", "Kent konseyi cuma ve cumartesi geceleri otobüs istiyor.")
            hand.follow("Gündeme alın")
            assert "Kent konseyi görüşü: Gece otobüsü sürsün" in page.content()
            item = page.url
            hand.follow("Komisyona gönderin")
            hand.write("Komisyon", "Ulaşım Komisyonu")
            hand.follow("Kaydedin")
            assert "Ulaşım Komisyonu" in page.content()
            pass_days(3)
            page.goto(item)
            hand.follow("Kararı yazın")
            hand.mark("Kabul edildi")
            page.keyboard.press("ArrowDown")  # Değiştirilerek kabul edildi
            hand.write("Karar numarası", "2026/118")
            hand.write("Karar ve gerekçesi", DECISION)
            hand.follow("Kararı yayımlayın")
            page.goto(address)
            hand.follow("Kararı bildirin")
            hand.write("Bildirim yazısının sayısı", "E-2026/2204")
            hand.follow("Bildirildi olarak kaydedin")
            page.goto(address)
            hand.follow("Duyuruldu")
            hand.follow("Kaydedin")
            assert "Kısmen uygun bulundu" in page.content()
    opinion = db.session.scalars(select(Opinion)).one()
    assert (opinion.told_number, opinion.announced_on) == ("E-2026/2204", clock.today())
    assert opinion.first_due_on == clock.today() - 6 * DAY
