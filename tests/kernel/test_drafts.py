"""A form never loses what somebody typed: not to sign-in, not to age, not to a failure."""

import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import services as accounts
from accounts.models import Person, SignIn
from consultations.models import Activity
from kernel import clock, drafts
from kernel.db import db, write
from kernel.drafts import Draft
from proposals import services as proposals
from proposals.models import Proposal, Support
from tests.client import Client
from tests.make.accounts import make_account
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import PASSWORD, make_municipality, make_neighbourhood, make_resident
from tests.make.proposals import make_proposal
from tests.make.voting import make_election, make_vote
from tests.moment import NOW

SLUG = "cinarli"
SAYS = {
    "title": "Salı pazarına gölgelik ve çeşme",
    "problem": "Salı günleri pazarda ne gölge var ne su; yaşlılar erken dönüyor.",
    "body": "Gölgelik sökülüp takılabilsin. Çeşmenin yeri hazır.",
}


@pytest.fixture(autouse=True)
def guarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def activity(app: Flask) -> Activity:
    return make_activity(make_consultation(make_municipality(slug=SLUG), activities=[]))


@pytest.fixture
def author(app: Flask) -> Person:
    return make_account(name="Zeynep Kaya")


def token_in(html: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found is not None
    return found[1]


def opened(browser: Client, path: str) -> dict[str, str]:
    return {"csrf_token": token_in(browser.get(path).text)}


def kept() -> list[Draft]:
    db.session.rollback()
    return list(db.session.scalars(select(Draft)))


def wanted(location: str) -> str:
    assert location.startswith("/giris")
    return parse_qs(urlsplit(location).query)["next"][0]


def sign_in(browser: Client, location: str, person: Person) -> Any:
    words = {**opened(browser, location), "email": person.email, "password": PASSWORD}
    return browser.post(location, words)


def assert_filled(html: str) -> None:
    assert SAYS["title"] in html
    assert SAYS["problem"] in html
    assert SAYS["body"] in html


def path_of(activity: Activity) -> str:
    return f"/{SLUG}/oneriler/yaz/{activity.id}"


def link_to_draft(html: str) -> str:
    found = re.search(r'href="([^"]+taslak=[^"]+)"', html)
    assert found is not None, "no link to the draft"
    return found[1]


# --- the session has ended ----------------------------------------------------------------------


def end_sessions() -> None:
    with write() as session:
        for row in session.scalars(select(SignIn)):
            session.delete(row)


def test_the_whole_way_back_after_the_session_ended(
    client: Client, activity: Activity, author: Person
) -> None:
    client.sign_in(author)
    path = path_of(activity)
    words = {**SAYS, **opened(client, path)}
    end_sessions()
    answer = client.post(path, words)
    assert answer.status_code == 303
    assert db.session.scalars(select(Proposal)).all() == []
    back = sign_in(client, answer.location, author)
    assert back.status_code == 303
    assert back.location == wanted(answer.location)
    page = client.get(back.location)
    assert_filled(page.text)
    found = re.search(r'name="draft"[^>]*value="(\w+)"', page.text)
    assert found is not None
    again = {**SAYS, "csrf_token": token_in(page.text), "draft": found[1]}
    assert client.post(path, again).status_code == 303
    assert len(db.session.scalars(select(Proposal)).all()) == 1
    assert kept() == []


def test_a_button_without_a_session_leads_back_to_where_it_stood(
    client: Client, activity: Activity, author: Person
) -> None:
    proposal = make_proposal(activity)
    page = f"/{SLUG}/oneriler/{proposal.id}"
    client.sign_in(author)
    words = opened(client, page)
    end_sessions()
    answer = client.post(
        f"{page}/destek", words, headers={"Referer": f"http://localhost{page}?yorum=1"}
    )
    assert answer.status_code == 303
    assert wanted(answer.location) == f"{page}?yorum=1"
    assert sign_in(client, answer.location, author).location == f"{page}?yorum=1"
    assert db.session.scalars(select(Support)).all() == []


@pytest.mark.parametrize("referrer", ["http://evil.example/tuzak", "http://localhost//evil", ""])
def test_a_foreign_page_is_not_where_the_button_stood(
    client: Client, activity: Activity, author: Person, referrer: str
) -> None:
    proposal = make_proposal(activity)
    client.sign_in(author)
    words = opened(client, f"/{SLUG}/oneriler/{proposal.id}")
    end_sessions()
    path = f"/{SLUG}/oneriler/{proposal.id}/destek"
    for more in ({}, {"back": "//evil.example"}):
        answer = client.post(path, {**words, **more}, headers={"Referer": referrer})
        assert "evil" not in answer.location


# --- the page stood open too long, or the form is forged ----------------------------------------


@pytest.mark.parametrize("token", ["", "sahte", "old"])
def test_a_token_that_is_no_good_keeps_the_text(
    client: Client, activity: Activity, author: Person, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(author)
    words = {**SAYS, **opened(client, path_of(activity))}
    if token == "old":
        # Its age is read from the real clock.
        monkeypatch.setitem(client.app.config, "WTF_CSRF_TIME_LIMIT", -1)
    else:
        words["csrf_token"] = token
    answer = client.post(path_of(activity), words)
    monkeypatch.undo()
    assert answer.status_code == 400
    assert "Sayfa çok uzun süre açık kaldı" in answer.text
    assert db.session.scalars(select(Proposal)).all() == []
    (draft,) = kept()
    assert draft.person_id == author.id
    assert_filled(client.get(link_to_draft(answer.text)).text)


def test_the_refusal_is_told_in_the_persons_language(
    client: Client, activity: Activity, author: Person
) -> None:
    client.sign_in(author)
    client.browser.set_cookie("dil", "en")
    answer = client.post(path_of(activity), SAYS)
    assert answer.status_code == 400
    assert '<html lang="en"' in answer.text
    assert "Sayfa çok" not in answer.text


def test_a_token_of_another_session_is_no_good(app: Flask, author: Person) -> None:
    mine, other = Client(app).sign_in(author), Client(app).sign_in(make_account())
    token = opened(other, "/hesap")
    assert mine.post("/hesap/oturumlar/kapat", token).status_code == 400


#: Mailbox providers press it themselves (RFC 8058) and bring no token; the signed address is the
#: proof, and all it can do is end the reader's own mail.
#: the last one stores nothing: it fills a paper again after signing in, with a signed field
EXEMPT = {
    "notifications.stop_digest",
    "voting.stop_heads",
    "proposals.stop_mails",
    "voting.resume",
}


def test_every_unsafe_route_asks_for_the_token(app: Flask, author: Person) -> None:
    """Without a token every POST is told 400, but for the named ones."""
    make_municipality(slug=SLUG)
    browser, wrong = Client(app).sign_in(author), []
    for route in app.url_map.iter_rules():
        if "POST" not in (route.methods or set()) or route.endpoint in EXEMPT:
            continue
        values: dict[str, Any] = dict.fromkeys(route.arguments, 1)
        values |= {
            "slug": SLUG,
            "path": "aydinlatma-metni",
            "file_id": UUID(int=1),
            "way": "yukari",
        }
        built = route.build(values)
        assert built is not None
        answer = browser.post(str(built[1]).partition("?")[0])
        if answer.status_code != 400:
            wrong.append(f"{route}: {answer.status_code}")
    assert wrong == []


# --- our own failure ----------------------------------------------------------------------------


def test_a_failure_of_ours_keeps_the_text(
    client: Client, activity: Activity, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("nobody expected this")

    client.sign_in(author)
    words = {**SAYS, **opened(client, path_of(activity))}
    with monkeypatch.context() as patch:
        patch.setattr(proposals, "save_draft", broken)
        answer = client.post(path_of(activity), words)
    assert answer.status_code == 500
    assert "Yazdıklarınız taslak olarak duruyor" in answer.text
    assert "nobody expected this" not in answer.text
    assert_filled(client.get(link_to_draft(answer.text)).text)


# --- what is never kept, for how long, and for whom ---------------------------------------------


def test_passwords_are_never_kept(client: Client, app: Flask) -> None:
    make_municipality(slug=SLUG)
    secret = "cok-gizli-bir-parola"
    for path in ("/giris", f"/{SLUG}/uye-ol", "/parola"):
        words = {"name": "Ayşe", "email": "ayse@cinarli.example", "password": secret}
        assert client.post(path, words).status_code == 400
    assert secret not in str([draft.fields for draft in kept()])
    person = make_account()
    client.sign_in(person)
    for path in ("/hesap/parola", "/hesap/sil", "/hesap/e-posta"):
        words = {"current": secret, "password": secret, "email": "yeni@cinarli.example"}
        assert client.post(path, words).status_code == 400
    assert secret not in str([draft.fields for draft in kept()])


def test_ballots_are_never_kept(client: Client, author: Person) -> None:
    election = make_election(make_vote(make_municipality(slug=SLUG)))
    choice = [str(option.id) for option in election.options[:2]]
    client.sign_in(author)
    path = f"/{SLUG}/oylamalar/{election.id}/oy"
    assert client.post(path, {"choice": choice}).status_code == 400
    token = opened(client, path)
    end_sessions()
    # The paper waits in the page that asks to sign in first, and nowhere else.
    page = client.post(path, {**token, "choice": choice})
    assert page.status_code == 200
    assert "Önce giriş yapın" in page.text
    assert kept() == []


def test_files_are_never_kept(client: Client, activity: Activity, author: Person) -> None:
    client.sign_in(author)
    words = {**SAYS, "attachment": (io.BytesIO(b"gizli dosya"), "gizli.txt")}
    assert client.post(path_of(activity), words).status_code == 400
    (draft,) = kept()
    assert "attachment" not in draft.fields
    assert "gizli" not in str(draft.fields)


def test_letter_codes_are_never_kept(client: Client, app: Flask) -> None:
    town = make_municipality(slug=SLUG)
    client.sign_in(make_resident(make_neighbourhood(town), verified=False))
    assert client.post(f"/{SLUG}/ikamet/kod", {"code": "ABCD-EFGH"}).status_code == 400
    assert kept() == []


def keep_one(browser: Client, activity: Activity) -> str:
    answer = browser.post(path_of(activity), SAYS)
    assert answer.status_code == 400
    return link_to_draft(answer.text)


def test_a_draft_lasts_thirty_days(client: Client, activity: Activity, author: Person) -> None:
    client.sign_in(author)
    with write():
        db.session.get_one(Activity, activity.id).closes_at = NOW + timedelta(days=90)
    link = keep_one(client, activity)
    with clock.held(NOW + timedelta(days=30)):
        assert_filled(client.get(link).text)
    with clock.held(NOW + timedelta(days=30, seconds=1)):
        page = client.get(link)
        assert page.status_code == 200
        assert SAYS["problem"] not in page.text
        with write():
            drafts.expire()
    assert kept() == []


def test_nobody_else_opens_a_draft(
    app: Flask, client: Client, activity: Activity, author: Person
) -> None:
    link = keep_one(client.sign_in(author), activity)
    other = Client(app).sign_in(make_account())
    assert SAYS["problem"] not in other.get(link).text
    assert Client(app).get(link).status_code == 303
    elsewhere = Client(app).sign_in(author)
    assert_filled(elsewhere.get(link).text)


def test_another_browser_does_not_open_what_nobody_signed(
    app: Flask, client: Client, activity: Activity, author: Person
) -> None:
    link = wanted(client.post(path_of(activity), {**SAYS, **anonymous_token(client)}).location)
    (draft,) = kept()
    assert draft.person_id is None
    stranger = Client(app).sign_in(author)
    assert SAYS["problem"] not in stranger.get(link).text
    assert sign_in(client, f"/giris?next={link}", author).status_code == 303
    assert_filled(client.get(link).text)


def anonymous_token(browser: Client) -> dict[str, str]:
    return opened(browser, "/giris")


def test_the_next_person_at_a_shared_computer_does_not_open_it(
    client: Client, activity: Activity, author: Person
) -> None:
    """Signing out ends the browser's secret too."""
    link = wanted(client.post(path_of(activity), {**SAYS, **anonymous_token(client)}).location)
    sign_in(client, "/giris", author)
    assert client.post("/cikis", opened(client, "/hesap")).status_code == 303
    sign_in(client, "/giris", make_account())
    assert SAYS["problem"] not in client.get(link).text


def test_a_draft_fills_only_the_form_it_was_typed_into(
    client: Client, activity: Activity, author: Person
) -> None:
    link = keep_one(client.sign_in(author), activity)
    query = urlsplit(link).query
    page = client.get(f"/hesap?{query}")
    assert page.status_code == 200
    assert SAYS["title"] not in page.text


def test_somebody_elses_draft_is_not_ended_by_naming_it(
    app: Flask, client: Client, activity: Activity, author: Person
) -> None:
    link = keep_one(client.sign_in(author), activity)
    number = parse_qs(urlsplit(link).query)["taslak"][0]
    other = Client(app).sign_in(make_account())
    words = {**SAYS, **opened(other, path_of(activity)), "draft": number}
    assert other.post(path_of(activity), words).status_code == 303
    assert [draft.id for draft in kept()] == [number]


def test_a_deleted_account_leaves_no_draft(
    client: Client, activity: Activity, author: Person
) -> None:
    keep_one(client.sign_in(author), activity)
    with write():
        drafts.forget(author.id)
        accounts.end_sessions(author.id)
    assert kept() == []
