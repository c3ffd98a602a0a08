"""The pages: signing up to signing out, and what strangers try."""

import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from accounts import queries, services
from accounts.models import Digest, EmailProof, Person, SignIn
from kernel import page_cache, tokens
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.drafts import Draft
from kernel.outbox import Errand, Kind
from tests.client import Client
from tests.make.accounts import link_of, list_mails, make_account
from tests.make.places import PASSWORD, make_municipality, make_person
from web.tasks import TASKS

NEW_PASSWORD = "bambaşka-bir-parola-47"


def sign_in(
    client: Client, email: str | None, password: str = PASSWORD, **query: Any
) -> TestResponse:
    data = {"email": email or "", "password": password}
    return client.post("/giris", data, query_string=query)


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def do_moments() -> None:
    """What the worker does."""
    for errand in db.session.scalars(select(Errand).where(Errand.kind == Kind.MOMENT)).all():
        task, body = errand.task, errand.body
        with write():
            TASKS[task](**body)


# --- signing in ---------------------------------------------------------------------------------


def test_the_right_password_signs_in_and_out_again(client: Client) -> None:
    person = make_account()
    answer = sign_in(client, person.email, next="/hesap/parola")
    assert (answer.status_code, answer.location) == (303, "/hesap/parola")
    assert db.session.scalars(select(SignIn.device)).all() == ["Firefox, Android"]
    assert client.get("/hesap").status_code == 200
    assert client.post("/cikis").status_code == 303
    assert count(SignIn) == 0
    assert client.get("/hesap").status_code == 303


def test_an_address_reaches_its_account_however_it_is_typed(client: Client) -> None:
    make_account(email="ayse@cinarli.example")
    assert sign_in(client, " AYSE@Cinarli.Example ").status_code == 303


def _without_email(answer: TestResponse, email: str) -> str:
    return re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True).replace(email, ""))


def test_an_unknown_address_answers_like_a_wrong_password(client: Client) -> None:
    make_account(email="ayse@cinarli.example")
    known = sign_in(client, "ayse@cinarli.example", "yanlış parola")
    unknown = sign_in(client, "yok@cinarli.example", "yanlış parola")
    assert known.status_code == unknown.status_code == 422
    assert _without_email(known, "ayse@cinarli.example") == _without_email(
        unknown, "yok@cinarli.example"
    )
    assert "E-posta adresi ya da parola yanlış." in known.get_data(as_text=True)


def test_a_refused_sign_in_is_recorded_without_the_address(client: Client) -> None:
    person = make_account(email="ayse@cinarli.example")
    sign_in(client, "ayse@cinarli.example", "yanlış parola")
    sign_in(client, "yok@cinarli.example", "yanlış parola")
    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert [(line.verb, line.object_id) for line in lines] == [
        ("accounts.refuse_sign_in", str(person.id)),
        ("accounts.refuse_sign_in", None),
    ]
    assert count(SignIn) == 0


def test_an_account_without_password_cannot_sign_in(client: Client) -> None:
    person = make_person()
    assert sign_in(client, person.email, "").status_code == 422
    assert sign_in(client, person.email, "parola").status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tevil",
        "javascript:alert(1)",
        "hesap",
        "/giris?next=/giris",
        "/cikis",
        "/hesap/" + "x" * 2000,
    ],
)
def test_sign_in_leads_only_to_pages_of_ours(client: Client, elsewhere: str) -> None:
    person = make_account()
    assert client.get("/giris", query_string={"next": elsewhere}).status_code == 200
    assert sign_in(client, person.email, next=elsewhere).location == "/basla"


def test_where_somebody_wanted_to_go_outlives_the_way_to_it(client: Client) -> None:
    """/giris is left for the mailbox and reached again from the confirmation."""
    person = make_account()
    client.get("/giris", query_string={"next": "/hesap/parola"})
    client.get("/parola")
    assert sign_in(client, person.email).location == "/hesap/parola"


def test_a_draft_from_before_sign_in_comes_back(client: Client) -> None:
    person = make_account()
    kept = client.post("/hesap", {"name": "Ayşe Y.", "language": "tr"})
    assert "taslak" in kept.location
    assert count(Draft) == 1
    signed_in = client.post(kept.location, {"email": person.email, "password": PASSWORD})
    assert "taslak=" in signed_in.location
    assert 'value="Ayşe Y."' in client.get(signed_in.location).get_data(as_text=True)


def test_signing_in_makes_a_new_session(client: Client) -> None:
    """What somebody planted in the cookie before is gone; the key to kept drafts stays."""
    person = make_account()
    with client.browser.session_transaction() as cookie:
        cookie["planted"] = "x"
        cookie["drafts"] = "secret"
    sign_in(client, person.email)
    with client.browser.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["drafts"] == "secret"
        assert not cookie.permanent


def test_signing_in_as_somebody_else_ends_the_session_before(client: Client) -> None:
    first, second = make_account(), make_account()
    sign_in(client, first.email)
    sign_in(client, second.email)
    assert db.session.scalars(select(SignIn.person_id)).all() == [second.id]


def test_somebody_signed_in_is_sent_on(client: Client) -> None:
    client.sign_in(make_account())
    assert client.get("/giris").location == "/hesap"
    assert client.get("/giris?next=/hesap/parola").location == "/hesap/parola"


def test_a_hash_with_older_figures_is_renewed(client: Client) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    person = make_account(password_hash=old)
    assert sign_in(client, person.email).status_code == 303
    assert db.session.get_one(Person, person.id).password_hash != old
    assert sign_in(client, person.email).status_code == 303


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Person:
    person = make_account(email="gulten@cinarli.example")
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.extensions, "demo_sign_ins", [("Yönetici", person.email)])
    monkeypatch.setitem(app.extensions, "demo_password", PASSWORD)
    return person


def test_the_demo_signs_in_by_one_button(client: Client, demo: Person) -> None:
    page = client.get("/giris?next=/hesap").get_data(as_text=True)
    assert "Yönetici" in page
    fields = dict(re.findall(r'type="hidden" name="(email|password)" value="([^"]+)"', page))
    assert client.post("/giris?next=/hesap", fields).location == "/hesap"


def test_without_the_demo_nobody_is_listed(client: Client, app: Flask) -> None:
    app.extensions["demo_sign_ins"] = [("Yönetici", "yonetici@cinarli.example")]
    try:
        assert "yonetici@" not in client.get("/giris").get_data(as_text=True)
    finally:
        del app.extensions["demo_sign_ins"]


def test_signing_out_leads_back_to_the_municipality(client: Client) -> None:
    client.sign_in(make_account())
    for page, home in (("/cinarli/oneriler?s=2", "/cinarli/"), ("/hesap", "/"), ("//x", "/")):
        answer = client.post("/cikis", headers={"Referer": f"http://localhost{page}"})
        assert answer.location == home


# --- confirming ---------------------------------------------------------------------------------


def _confirmation(person: Person) -> str:
    with write():
        services.send_confirmation(person)
    return link_of(list_mails()[-1])


def test_only_the_button_confirms(client: Client) -> None:
    person = make_account(confirmed=False)
    path = _confirmation(person)
    page = client.get(path).get_data(as_text=True)
    assert page.count('<button class="btn"') == 1
    assert count(EmailProof) == 0
    assert client.post(path).location == "/giris"
    assert count(EmailProof) == 1
    assert client.post(path).status_code == 303  # doubled
    assert count(EmailProof) == 1
    assert "doğrulanmış" in client.get(path).get_data(as_text=True)


def test_the_pages_behind_an_english_mail_are_english(client: Client) -> None:
    person = make_account(confirmed=False, language="en")
    path = _confirmation(person)
    page = client.get(path).get_data(as_text=True)
    assert '<html lang="en"' in page
    assert "Confirm your e-mail address" in page
    client.get("/dil/tr")
    assert '<html lang="tr"' in client.get(path).get_data(as_text=True)
    stranger = Client(client.app)
    reset = _reset_link(stranger, person.email)
    assert '<html lang="en"' in stranger.get(reset).get_data(as_text=True)
    # A poor password: the form comes back in the same language.
    assert '<html lang="en"' in stranger.post(reset, {"password": "1"}).get_data(as_text=True)


def test_confirming_signs_nobody_in(client: Client) -> None:
    client.post(_confirmation(make_account(confirmed=False)))
    assert count(SignIn) == 0


def test_an_unconfirmed_person_can_ask_again(client: Client) -> None:
    person = make_account(confirmed=False)
    client.sign_in(person)
    assert "henüz doğrulanmadı" in client.get("/hesap").get_data(as_text=True)
    assert client.post("/hesap/dogrulama").location == "/hesap"
    client.post(link_of(list_mails()[0]))
    assert "henüz doğrulanmadı" not in client.get("/hesap").get_data(as_text=True)
    assert client.post("/hesap/dogrulama").status_code == 409
    assert len(list_mails()) == 1


@pytest.mark.parametrize(
    "place", ["dogrula", "parola/yenile", "hesap/e-posta/yeni", "hesap/e-posta/geri"]
)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "token",
    ["x", "%F0%9F%8C%B3", "%E2%80%AE", "a.b.c", "." * 40, "x" * 5000, "%FF", "null.x"],
)
def test_forged_links_open_nothing(client: Client, place: str, method: str, token: str) -> None:
    answer = getattr(client, method)(f"/{place}/{token}")
    assert answer.status_code == 409
    assert '<h1 class="small-h1">Bu bağlantı eski ya da eksik</h1>' in answer.text
    assert "süresi dolmuş" in answer.text
    assert 'href="/hesap">Hesabınıza gidin' in answer.text


def test_a_link_of_another_purpose_opens_nothing(client: Client) -> None:
    person = make_account(confirmed=False)
    token = _confirmation(person).rsplit("/", 1)[1]
    for place in ("parola/yenile", "hesap/e-posta/yeni", "hesap/e-posta/geri"):
        assert client.post(f"/{place}/{token}", {"password": NEW_PASSWORD}).status_code == 409
    assert count(EmailProof) == 0


def test_a_link_for_an_address_that_changed_is_old(client: Client) -> None:
    person = make_account(confirmed=False)
    path = _confirmation(person)
    with write():
        services.change_email(person, email="yeni@cinarli.example")
    assert client.post(path).status_code == 409


def test_the_links_of_a_deleted_account_are_old(client: Client) -> None:
    person = make_account(confirmed=False)
    path = _confirmation(person)
    with write():
        services.forget(person.id)
    assert client.get(path).status_code == 409


# --- forgotten password -------------------------------------------------------------------------


def _reset_link(client: Client, email: str | None) -> str:
    assert client.post("/parola", {"email": email}).location == "/parola/gonderildi"
    do_moments()
    return link_of(list_mails()[-1])


def test_a_forgotten_password_is_renewed_once(client: Client) -> None:
    person = make_account()
    path = _reset_link(client, person.email)
    page = client.get(path).get_data(as_text=True)
    assert 'autocomplete="new-password"' in page
    assert client.post(path, {"password": NEW_PASSWORD}).location == "/giris"
    assert client.post(path, {"password": NEW_PASSWORD + "x"}).status_code == 409
    assert client.get(path).status_code == 409
    assert sign_in(client, person.email).status_code == 422
    assert sign_in(client, person.email, NEW_PASSWORD).status_code == 303


def test_a_poor_new_password_is_refused_and_the_link_still_works(client: Client) -> None:
    person = make_account(email="gulten.aksoy@cinarli.example", name="Gülten Aksoy")
    path = _reset_link(client, person.email)
    for poor in ("", "kısa", "galatasaray1905", "gultenaksoy", "x" * 300):
        assert client.post(path, {"password": poor}).status_code == 422
    assert client.post(path, {"password": NEW_PASSWORD}).status_code == 303


def test_asking_for_a_reset_tells_nothing(client: Client) -> None:
    person = make_account()
    known = client.post("/parola", {"email": person.email})
    unknown = client.post("/parola", {"email": "yok@cinarli.example"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.data == unknown.data


def test_the_host_of_the_request_never_enters_a_mail(client: Client) -> None:
    person = make_account()
    client.post("/parola", {"email": person.email}, headers={"Host": "evil.example"})
    do_moments()
    assert "evil" not in list_mails()[0]["text"]


# --- the account page ---------------------------------------------------------------------------


def test_name_language_and_digest_are_changed(client: Client) -> None:
    person = make_account()
    client.sign_in(person)
    client.browser.set_cookie("dil", "tr")
    answer = client.post("/hesap", {"name": "  Çınar\u200b 🌳 ", "language": "en"})
    assert answer.location == "/hesap"
    row = db.session.get_one(Person, person.id)
    assert (row.name, row.language, row.digest) == ("Çınar 🌳", "en", Digest.NONE)
    assert "<h1>My account</h1>" in client.get("/hesap").get_data(as_text=True)


def test_a_new_name_is_seen_at_once_on_kept_pages(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PAGE_CACHE", True)
    make_municipality(slug="cinarli")
    reader = Client(app)

    def kept_version() -> str:
        reader.get("/cinarli/topluluk-kurallari")
        return next(iter(page_cache._pages.values())).version

    client.sign_in(make_account())
    before = kept_version()
    client.post("/hesap", {"name": "Ayşe Yılmaz", "language": "en"})
    assert kept_version() == before
    client.post("/hesap", {"name": "Ayşe Kaya", "language": "en"})
    assert kept_version() != before


@pytest.mark.parametrize(
    "name",
    ["", "A", "\x00", "\u200b\u200b", "🌳🌳", "\u202e\u202e", "x" * 10_000, "Z" + "\u0300" * 9],
)
def test_bad_names_are_refused_and_nothing_changes(client: Client, name: str) -> None:
    person = make_account()
    client.sign_in(person)
    assert client.post("/hesap", {"name": name, "language": "tr"}).status_code == 422
    assert db.session.get_one(Person, person.id).name == "Ayşe Yılmaz"


def test_a_name_with_markup_stays_text(client: Client) -> None:
    client.sign_in(make_account())
    client.post("/hesap", {"name": "<script>alert(1)</script>", "language": "tr"})
    assert "<script>alert" not in client.get("/hesap").get_data(as_text=True)


def test_an_unknown_language_is_refused(client: Client) -> None:
    client.sign_in(make_account())
    assert client.post("/hesap", {"name": "Ayşe", "language": "xx"}).status_code == 422


def test_the_password_is_changed_with_the_old_one_only(client: Client) -> None:
    person = make_account()
    client.sign_in(person)
    wrong = {"current": "yanlış parola", "password": NEW_PASSWORD}
    assert client.post("/hesap/parola", wrong).status_code == 422
    answer = client.post("/hesap/parola", {"current": PASSWORD, "password": NEW_PASSWORD})
    assert answer.location == "/hesap"
    assert client.get("/hesap").status_code == 200  # this browser stays
    assert sign_in(Client(client.app), person.email).status_code == 422
    assert sign_in(Client(client.app), person.email, NEW_PASSWORD).status_code == 303


def test_a_new_address_is_valid_once_confirmed_there(client: Client) -> None:
    person = make_account(email="eski@cinarli.example")
    client.sign_in(person)
    typed = {"current": PASSWORD, "email": "YENI@cinarli.example"}
    assert client.post("/hesap/e-posta", {**typed, "current": "x"}).status_code == 422
    assert client.post("/hesap/e-posta", typed).location == "/hesap"
    assert db.session.get_one(Person, person.id).email == "eski@cinarli.example"
    path = link_of(list_mails()[0])
    assert client.get(path).status_code == 200
    assert count(EmailProof) == 1
    assert client.post(path).location == "/hesap"
    assert client.post(path).location == "/hesap"  # doubled
    assert db.session.get_one(Person, person.id).email == "yeni@cinarli.example"
    assert count(EmailProof) == 2


def test_the_old_address_takes_the_account_back(client: Client) -> None:
    person = make_account(email="eski@cinarli.example")
    with write():
        services.change_email(person, email="hirsiz@cinarli.example")
    path = link_of(list_mails()[0])
    assert client.get(path).status_code == 200
    assert client.post(path).location == "/parola"
    assert client.post(path).location == "/parola"  # doubled
    assert db.session.get_one(Person, person.id).email == "eski@cinarli.example"
    assert sign_in(client, "eski@cinarli.example").status_code == 422


def test_an_address_taken_between_asking_and_confirming_is_told(client: Client) -> None:
    person = make_account(email="eski@cinarli.example")
    token = tokens.sign(
        queries.CHANGE_EMAIL,
        services.LINK_VALID,
        person=person.id,
        old=person.email,
        new="yeni@cinarli.example",
    )
    make_person(email="yeni@cinarli.example")
    client.sign_in(person)
    answer = client.post(
        f"/hesap/e-posta/yeni/{token}", headers={"Referer": "http://localhost/hesap"}
    )
    assert answer.location == "/hesap"
    assert "başka bir hesapta" in client.get("/hesap").get_data(as_text=True)


def test_sessions_are_listed_and_ended(client: Client) -> None:
    person = make_account()
    with write():
        for device in ("Firefox, Linux", "Safari, iPhone", "Chrome, Windows"):
            services.start_session(person.id, device=device)
    first = db.session.scalars(select(SignIn.id).order_by(SignIn.id)).first()
    client.sign_in(person)
    page = client.get("/hesap").get_data(as_text=True)
    assert "Safari, iPhone" in page
    assert page.count("Bu cihaz<") == 1
    client.post(f"/hesap/oturumlar/{first}/kapat")
    assert count(SignIn) == 3
    assert client.post(f"/hesap/oturumlar/{first}/kapat").status_code == 404  # doubled
    client.post("/hesap/oturumlar/kapat")
    assert count(SignIn) == 1
    assert client.get("/hesap").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client: Client) -> None:
    owner = make_account()
    with write():
        services.start_session(owner.id, device="Firefox, Linux")
    session_id = db.session.scalars(select(SignIn.id)).one()
    assert client.post(f"/hesap/oturumlar/{session_id}/kapat").status_code == 303
    client.sign_in(make_account())
    assert client.post(f"/hesap/oturumlar/{session_id}/kapat").status_code == 404
    assert count(SignIn) == 2


def test_a_deleted_account_is_signed_out(client: Client) -> None:
    person = make_account()
    client.sign_in(person)
    with write():
        services.forget(person.id)
    assert client.get("/hesap").status_code == 303


@pytest.mark.parametrize("path", ["/hesap", "/hesap/e-posta", "/hesap/parola"])
def test_the_account_asks_for_sign_in(client: Client, path: str) -> None:
    assert client.get(path).location == f"/giris?next={path}"
    assert client.post(path, {"current": "x"}).status_code == 303
