"""A report, a decision, its place, an appeal and another moderator's answer; without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from demo.people import PASSWORD
from kernel.db import db
from proposals.models import Proposal
from tests.browser.conftest import Watched, window
from tests.browser.test_walk import Town, opened

TITLE = "Yeşilova’ya ödünç oyuncak evi"
REASON = "Bir komşunun çocuğunu adıyla anlatıyor."


@pytest.fixture
def own_town(town: Flask, workplace: Path) -> Iterator[Town]:
    with opened(town, workplace, "moderation") as made:
        yield made


@contextmanager
def reader(chromium: Browser, site: str, email: str = "") -> Iterator[Page]:
    with window(chromium, java_script_enabled=False) as context:
        watched = Watched(context)
        page = watched.page
        if email:
            page.goto(f"{site}/giris")
            page.locator("input[type=email]").fill(email)
            page.locator("input[type=password]").fill(PASSWORD)
            page.locator("input[type=password]").press("Enter")
            page.wait_for_url(lambda address: not address.endswith("/giris"))
        yield page
        assert watched.complaints == []


def test_from_a_report_to_an_appeal_granted(chromium: Browser, own_town: Town) -> None:
    with own_town.app.app_context():
        number = db.session.scalar(select(Proposal.id).where(Proposal.title == TITLE))
    site = own_town.address
    path, desk = f"{site}/cinarli/oneriler/{number}", f"{site}/cinarli/masa/denetim"
    with reader(chromium, site, "gulten@cinarli.example") as page:
        page.goto(path)
        page.get_by_role("link", name="Bildirin").first.click()
        page.get_by_label("Kişisel bilgi").check()
        page.get_by_role("button", name="Bildirimi gönderin").click()
        assert page.get_by_text("Bildiriminiz alındı.").is_visible()
    with reader(chromium, site, "moderator@cinarli.example") as page:
        page.goto(desk)
        page.get_by_role("link", name=TITLE).click()
        page.get_by_label("Gizlensin").check()
        page.get_by_label("Kişisel bilgi").check()
        page.get_by_label("Gerekçe").fill(REASON)
        page.get_by_role("button", name="Kararı verin").click()
        assert page.get_by_text("Kararınız kaydedildi.").is_visible()
    with reader(chromium, site) as page:
        page.goto(path)
        assert page.get_by_role("heading", name="Gizlenen öneri").is_visible()
        assert page.get_by_text(REASON).is_visible()
        assert TITLE not in page.content()
    with reader(chromium, site, "kerem@cinarli.example") as page:
        page.goto(path)
        page.get_by_role("link", name="Kararı okuyun ve itiraz edin").click()
        page.get_by_label("Karar neden değişmeli?").fill("Kimsenin adını yazmadım.")
        page.get_by_role("button", name="İtiraz edin").click()
        assert page.get_by_text("İtirazınız alındı.").is_visible()
    with reader(chromium, site, "yonetici@cinarli.example") as page:
        page.goto(f"{desk}?durum=itiraz")
        page.get_by_role("link", name=TITLE).click()
        page.get_by_label("Haklı: karar geri alınsın").check()
        page.get_by_label("Gerekçe").fill("Metinde bir ad yok.")
        page.get_by_role("button", name="İtirazı karara bağlayın").click()
        assert page.get_by_text("İtiraz karara bağlandı.").is_visible()
    with reader(chromium, site) as page:
        page.goto(path)
        assert page.get_by_role("heading", name=TITLE, exact=True).is_visible()
