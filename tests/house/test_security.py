"""Headers, cookies, sessions, uploads: what every answer and every browser can rely on."""

import errno
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from accounts.models import Person, SignIn
from consultations.models import Document
from kernel import worker
from kernel.db import db
from kernel.files import StoredFile, location
from kernel.outbox import Errand
from kernel.rules import Role
from tests.client import Client
from tests.make.accounts import link_of, list_mails, make_account
from tests.make.consultations import make_consultation
from tests.make.places import PASSWORD, make_municipality, make_person, make_staff
from tests.make.proposals import make_proposal
from web.app import create_app
from web.tasks import TASKS

SLUG = "cinarli"


# --- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        (f"/{SLUG}/", 200),
        ("/yok-boyle-bir-yer/", 404),
        ("/dil/en", 303),
        ("/hesap", 303),
        ("/hesap/oturumlar/kapat", 405),
        (f"/{SLUG}/renkler.css", 200),
        ("/robots.txt", 200),
        ("/static/katiliyoruz.css", 200),
        ("/static/ikonlar.svg", 200),
        ("/static/yok.css", 404),
    ],
)
def test_every_kind_of_answer_has_the_headers(
    app: Flask, client: Client, path: str, status: int
) -> None:
    make_municipality(slug=SLUG)
    answer = client.get(path)
    assert answer.status_code == status
    assert_headers(answer.headers)


def test_a_failure_of_ours_has_the_headers(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_values: Any) -> None:
        raise RuntimeError("nobody expected this")

    monkeypatch.setitem(app.view_functions, "web.home", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "nobody expected this" not in answer.text
    assert_headers(answer.headers)


def assert_headers(headers: Any) -> None:
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "frame-ancestors 'none'" in policy


def test_only_over_tls_a_browser_is_told_to_stay_there(app: Flask, client: Client) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    safe = client.get("/", base_url="https://localhost")
    assert int(safe.headers["Strict-Transport-Security"].partition("=")[2]) >= 31_536_000


# --- cookies and sessions -----------------------------------------------------------------------


def sign_in(browser: Client, person: Person, **options: Any) -> Any:
    words = {"email": person.email, "password": PASSWORD}
    return browser.post("/giris", words, **options)


@pytest.mark.parametrize("tls", [True, False])
def test_cookies_are_for_the_server_alone(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, tls: bool
) -> None:
    monkeypatch.setitem(app.config, "BEHIND_TLS", tls)
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", tls)
    cookies = [
        *sign_in(client, make_account()).headers.getlist("Set-Cookie"),
        *client.get("/dil/en").headers.getlist("Set-Cookie"),
        *client.get("/tema/dark").headers.getlist("Set-Cookie"),
    ]
    assert len(cookies) >= 3
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is tls
        assert "Domain" not in cookie


def test_behind_tls_the_session_cookie_is_secure() -> None:
    settings = {
        "SECRET_KEY": "test " * 8,
        "SQLALCHEMY_DATABASE_URI": "sqlite://",
        "DEMO": False,
        "PROXIES": 0,
    }
    for tls in (True, False):
        made = create_app(**settings, BEHIND_TLS=tls)
        assert made.config["SESSION_COOKIE_SECURE"] is tls


def token_of(browser: Client) -> str:
    with browser.browser.session_transaction() as session:
        return str(session.get("_user_id", ""))


def test_signing_in_gives_a_new_token_and_ends_the_old_one(app: Flask, client: Client) -> None:
    """Whoever planted a cookie before has nothing in hand after."""
    person = make_account()
    client.sign_in(make_person("Saldırgan"))
    planted = token_of(client)
    with client.browser.session_transaction() as session:
        session["yerleştirilmiş"] = "1"
    assert sign_in(client, person).status_code == 303
    assert token_of(client) not in ("", planted)
    with client.browser.session_transaction() as session:
        assert "yerleştirilmiş" not in session
    db.session.rollback()
    assert [row.person_id for row in db.session.scalars(select(SignIn))] == [person.id]


def test_the_token_is_not_stored(app: Flask, client: Client) -> None:
    sign_in(client, make_account())
    (row,) = db.session.scalars(select(SignIn)).all()
    assert token_of(client) not in str(
        {c.name: getattr(row, c.name) for c in row.__table__.columns}
    )


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app: Flask, client: Client) -> None:
    sign_in(client, make_account())
    cookie = client.browser.get_cookie("katiliyoruz")
    assert cookie is not None
    copy = Client(app)
    copy.browser.set_cookie("katiliyoruz", cookie.value)
    assert copy.get("/hesap").status_code == 200
    assert client.post("/cikis").status_code == 303
    assert copy.get("/hesap").status_code == 303
    assert client.get("/hesap").status_code == 303


def test_a_forged_cookie_is_nobody(app: Flask, client: Client) -> None:
    for value in ("", "çöp", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "x" * 4000):
        client.browser.set_cookie("katiliyoruz", value)
        assert client.get("/hesap").status_code == 303


# --- what answers tell --------------------------------------------------------------------------


def neutral(page: str) -> str:
    page = re.sub(r'name="csrf_token" value="[^"]+"', "", page)
    return re.sub(r"(kisi\d+|kimse)@cinarli.example", "·", page)


def test_nothing_tells_whether_an_address_has_an_account(app: Flask) -> None:
    make_municipality(slug=SLUG)
    known, unknown = make_account().email, "kimse@cinarli.example"
    for path, more in (
        ("/giris", {"password": "yanlis-bir-parola"}),
        ("/parola", {}),
        (f"/{SLUG}/uye-ol", {"name": "Ayşe Kaya", "password": "bambaska-uzun-parola"}),
    ):
        answers = []
        for email in (known, unknown):
            browser = Client(app)
            answer = browser.post(path, {"email": email, **more})
            page = browser.get(answer.location) if answer.status_code == 303 else answer
            answers.append((answer.status_code, answer.headers.get("Location"), page.text))
        (status, where, page_known), (status2, where2, page_unknown) = answers
        assert (status, where) == (status2, where2), path
        assert neutral(page_known) == neutral(page_unknown), path


def test_a_foreign_host_does_not_get_into_mails(app: Flask, client: Client) -> None:
    make_municipality(slug=SLUG)
    person = make_account()
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    words = {
        "name": "Ayşe Kaya",
        "email": "yeni@cinarli.example",
        "password": "bambaska-uzun-parola",
    }
    assert client.post(f"/{SLUG}/uye-ol", words, headers=evil).status_code == 303
    assert client.post("/parola", {"email": person.email}, headers=evil).status_code == 303
    worker.run_once(TASKS, lambda _message: None)
    mails = list_mails()
    assert len(mails) == 2
    for mail in mails:
        assert "evil" not in mail["text"]
        assert link_of(mail).startswith("/")
    assert "evil" not in str([e.body for e in db.session.scalars(select(Errand))])


# --- uploads ------------------------------------------------------------------------------------


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    image, out = Image.new("RGB", size, "green"), io.BytesIO()
    exif = image.getexif()
    exif[0x010E] = "Çekildiği yer: evim"
    image.save(out, kind, exif=exif)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
REFUSED = {
    "a.svg": SVG,
    "svg-as.png": SVG,
    "a.html": HTML,
    "html-as.pdf": HTML,
    "html-as.txt": HTML,
    "html-as.jpg": HTML,
    "program.pdf": b"MZ\x90\x00" + b"\x00" * 200,
    "elf.png": b"\x7fELF" + b"\x00" * 200,
    "cut.jpg": picture()[:100],
    "empty.pdf": b"",
    "archive.docx": b"PK\x03\x04" + b"\x00" * 60,
}


@pytest.fixture
def shelf(app: Flask, client: Client) -> str:
    """The page of an officer that takes files."""
    town = make_municipality(slug=SLUG)
    draft = make_consultation(town, published=False)
    client.sign_in(make_staff(town, Role.OFFICER))
    return f"/{SLUG}/masa/danismalar/{draft.id}/belgeler"


def send(client: Client, path: str, name: str, content: bytes) -> Any:
    return client.post(path, {"title": "Vaziyet planı", "file": (io.BytesIO(content), name)})


def uploads(app: Flask) -> list[Path]:
    folder = Path(app.config["UPLOAD_DIR"])
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_run_is_refused_in_words(
    app: Flask, client: Client, shelf: str, name: str
) -> None:
    before = uploads(app)
    answer = send(client, shelf, name, REFUSED[name])
    assert answer.status_code == 422
    assert "Vaziyet planı" in answer.text
    assert 'class="err"' in answer.text
    assert db.session.scalars(select(StoredFile)).all() == []
    assert uploads(app) == before


def test_a_picture_is_stored_anew_and_served_as_a_download(
    app: Flask, client: Client, shelf: str
) -> None:
    original = picture()
    assert b"evim" in original
    assert send(client, shelf, "../../Evimin Önü.jpg", original).status_code == 303
    stored = db.session.scalars(select(StoredFile)).one()
    answer = client.get(f"/dosya/{stored.id}/{stored.name}")
    assert answer.status_code == 200
    assert answer.data != original
    assert b"evim" not in answer.data
    assert "/" not in stored.name
    headers = answer.headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment")
    for other in (f"/dosya/{stored.id}/baska.jpg", f"/dosya/{stored.id}/"):
        assert client.get(other).status_code == 404


def test_a_row_without_its_file_is_told_as_missing(app: Flask, client: Client, shelf: str) -> None:
    send(client, shelf, "a.jpg", picture())
    stored = db.session.scalars(select(StoredFile)).one()
    location(stored.id).unlink()
    assert client.get(f"/dosya/{stored.id}/{stored.name}").status_code == 404


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_for_files(
    app: Flask, client: Client, shelf: str, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    original = Path.write_bytes

    def full(self: Path, data: Any) -> int:
        original(self, data[:10])
        raise OSError(number, "No space left on device")

    before = uploads(app)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        answer = send(client, shelf, "a.jpg", picture())
    assert answer.status_code == 507
    assert "Sunucuda yer kalmadı" in answer.text
    assert "Vaziyet planı" in follow_draft(client, answer.text)
    assert uploads(app) == before
    assert db.session.scalars(select(Document)).all() == []
    assert send(client, shelf, "a.jpg", picture()).status_code == 303


def follow_draft(client: Client, html: str) -> str:
    found = re.search(r'href="([^"]+taslak=[^"]+)"', html)
    assert found is not None, "the text is lost"
    return client.get(found[1]).text


@contextmanager
def full_database() -> Iterator[None]:
    def full(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(db.engine, "before_cursor_execute", full)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", full)


def test_a_disk_that_is_full_for_the_database(app: Flask, client: Client) -> None:
    """Nothing can be kept then, so the page itself shows what was typed."""
    town = make_municipality(slug=SLUG)
    draft = make_consultation(town, published=False)
    client.sign_in(make_staff(town, Role.OFFICER))
    with full_database():
        words = {"title": "Yeni ve uzunca bir soru?", "summary": "Bu <b>özet</b> yitmesin."}
        answer = client.post(f"/{SLUG}/masa/danismalar/{draft.id}/duzenle", words)
    assert answer.status_code == 507
    assert "Sunucuda yer kalmadı" in answer.text
    assert "Bu &lt;b&gt;özet&lt;/b&gt; yitmesin." in answer.text
    db.session.rollback()
    assert db.session.get_one(type(draft), draft.id).summary != words["summary"]


def test_passwords_are_not_shown_when_the_disk_is_full(app: Flask, client: Client) -> None:
    make_municipality(slug=SLUG)
    with full_database():
        words = {"name": "Ayşe", "email": "a@b.example", "password": "bambaska-uzun-parola"}
        answer = client.post(f"/{SLUG}/uye-ol", words)
    assert answer.status_code == 507
    assert "bambaska-uzun-parola" not in answer.text


# --- pages carry nothing inline -----------------------------------------------------------------


def test_what_people_write_never_becomes_markup(app: Flask, client: Client) -> None:
    """Title, problem and name go through templates; the text through Markdown."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    person = make_account(name=f"Ayşe {evil}")
    town = make_municipality(slug=SLUG)
    consultation = make_consultation(town, title=f"Soru {evil}", summary=evil)
    proposal = make_proposal(author=person, title=f"Başlık {evil}", problem=evil)
    pages = [f"/{SLUG}/", f"/{SLUG}/danismalar", f"/{SLUG}/danismalar/{consultation.id}", "/"]
    slug = db.session.get_one(type(town), proposal.municipality_id).slug
    pages += [f"/{slug}/oneriler", f"/{slug}/oneriler/{proposal.id}"]
    for path in pages:
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert "&lt;script&gt;" in page
