"""/makbuz in a browser: the answer comes from the public files, and the receipt stays at home."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from kernel import clock
from kernel.db import db
from tests.browser.conftest import Watched, served, window
from tests.client import Client
from tests.make.places import make_person
from tests.make.voting import count, make_election
from tests.moment import NOW
from tests.voting.test_receipts import cast
from voting import queries, sealing, services
from voting.models import Election

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    with served(app) as base:
        yield base


@contextmanager
def form(chromium: Browser, server: str, fragment: str = "", *, missing: int = 0) -> Iterator[Page]:
    db.session.remove()
    with window(chromium) as context:
        watched = Watched(context)
        watched.page.clock.set_fixed_time(NOW)
        sent: list[str] = []
        watched.page.on(
            "request", lambda one: sent.append(f"{one.method} {one.url} {one.post_data}")
        )
        watched.page.goto(f"{server}/makbuz{fragment}")
        watched.page.wait_for_selector("form[data-ready]")
        yield watched.page
        leaf = fragment.split(".")[3] if fragment else ""
        assert all(
            "POST" not in one and (not leaf or leaf not in one.split("#")[0]) for one in sent
        )
        assert len(watched.complaints) == missing, watched.complaints


def answered(page: Page) -> str:
    page.locator("form[data-check] .btn").click()
    page.wait_for_selector("[data-answered]")
    assert page.evaluate("document.activeElement.dataset.answered")
    return page.locator("[data-answered]").inner_text()


def votes(election: Election, number: int) -> dict[str, object]:
    for _ in range(number):
        last = cast(election, make_person(), "Engelsiz rampa")
    return last


def test_in_the_log_and_counted(app: Flask, chromium: Browser, server: str) -> None:
    election = make_election()
    receipt = votes(election, 52)
    fragment = f"#{sealing.short_receipt(receipt)}"
    services.publish(election.id)
    with form(chromium, server, fragment) as page:
        said = answered(page)
        assert "henüz günlükte değil" in said
        assert "Bu yanıtı tarayıcınız verdi" in said
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        services.publish(election.id)
    with form(chromium, server, fragment) as page:
        said = answered(page)
    assert "Oyunuz sayıldı. 52 kaydın" in said
    assert "Sayılan oy\nEngelsiz rampa" in said.replace("· ", "").replace("\n\n", "\n")
    assert "Zarfınız yayımlanan anahtarla burada açıldı." in said


def test_replaced_and_forged(app: Flask, chromium: Browser, server: str) -> None:
    election, person = make_election(), make_person()
    first = cast(election, person, "Engelsiz rampa")
    second = cast(election, person, "Mahalle bostanı")
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        services.publish(election.id)
    bent = {**first, "included_by": "2100-01-01T00:00:00Z"}
    lost = {**first, "election": "999999"}
    head = json.loads((services.bundle_folder(election.id) / "heads.json").read_bytes())[-1]
    split = {**second, "head": {**head, "root": "00" * 32}}
    with form(chromium, server, missing=1) as page:
        for receipt, words in (
            (first, "daha sonra verdiğiniz oy geçti"),
            (second, "Oyunuz sayıldı."),
            ({**second, "head": head}, "Makbuzunuzdaki günlük başı bu günlüğün başlangıcı."),
            (second, "yalnızca toplamlar yayımlanır"),
            (bent, "İmza tutmuyor."),
            (split, "günlük başı bu günlüğe uymuyor"),
            (lost, "burada yapılan bir oylamanın değil"),
            ("merhaba", "Bu bir makbuz değil"),
        ):
            page.fill("#makbuz", receipt if isinstance(receipt, str) else json.dumps(receipt))
            assert words in answered(page)


def test_a_changed_log_is_noticed(app: Flask, chromium: Browser, server: str) -> None:
    election = make_election()
    receipt = votes(election, 2)
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        services.publish(election.id)
    where = services.bundle_folder(election.id)
    heads = json.loads((where / "heads.json").read_bytes())
    (where / "heads.json").write_text(json.dumps([{**heads[-1], "root": "00" * 32}]))
    with form(chromium, server, f"#{sealing.short_receipt(receipt)}") as page:
        assert "yayımlanan dosyalar" in answered(page).lower()
    assert queries.get_election(election.id)


def test_an_old_browser_asks_the_server(app: Flask, chromium: Browser, server: str) -> None:
    receipt = votes(make_election(), 1)
    db.session.remove()
    with window(chromium) as context:
        page = context.new_page()
        page.add_init_script("delete globalThis.DecompressionStream")
        page.goto(f"{server}/makbuz#{sealing.short_receipt(receipt)}")
        page.wait_for_function("document.getElementById('makbuz').value")
        page.locator("form[data-check] .btn").click()
        page.wait_for_selector("#yanit")
        assert "Bu yanıtı sunucu verdi." in page.locator("main").inner_text()
        assert "Oyunuz alındı." in page.locator("main").inner_text()


def test_the_application_s_own_bundle_agrees(app: Flask, chromium: Browser) -> None:
    election = make_election()
    votes(election, 52)
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        where = services.publish(election.id)
    with window(chromium) as context:
        page = context.new_page()
        page.goto(f"file://{ROOT / 'verify/dogrula.html'}")
        page.wait_for_selector("body[data-ready]")
        page.set_input_files("#files", sorted(where.iterdir()))
        page.wait_for_selector("body[data-verdict]")
        assert page.get_attribute("body", "data-verdict") == "agree", page.inner_text("#verdict")


def test_programs_and_addresses_are_public(client: Client) -> None:
    election = make_election()
    services.publish(election.id)
    found = json.loads(client.get(f"/makbuz/{election.id}.json").text)
    assert found["files"] == ["election.json", "heads.json", "log.jsonl.gz", "manifest.json"]
    assert client.get(f"{found['base']}heads.json").text == "[]"
    assert client.get("/makbuz/999999.json").status_code == 404
    answer = client.get("/makbuz/denetci/dogrula.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["dogrula.html", "dogrula.js"]
    assert client.get("/makbuz/denetci/anahtar.zip").status_code == 200
    assert client.get("/makbuz/denetci/config.py").status_code == 404
