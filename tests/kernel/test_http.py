"""One request, one transaction; and a kept page never says what is no longer so."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from consultations import services as consultations
from consultations.models import Activity, ActivityKind, Consultation
from consultations.services.errors import NothingChanged
from discussion.models import Comment, Thread
from kernel import clock, drafts, outbox, page_cache
from kernel.audit import AuditLine
from kernel.db import db
from kernel.http import safe_next
from kernel.rules import Role
from places.models import Municipality
from proposals import services as proposals
from proposals.models import Proposal, Support
from tests.client import Client
from tests.make.consultations import make_activity, make_consultation
from tests.make.discussion import make_comment
from tests.make.places import make_municipality, make_person, make_staff
from tests.make.proposals import make_proposal
from tests.make.voting import make_election, make_vote
from tests.moment import NOW

SLUG = "cinarli"
SAYS = {
    "title": "Salı pazarına gölgelik ve çeşme",
    "problem": "Salı günleri pazarda ne gölge var ne su; yaşlılar öğlene kalmadan dönüyor.",
    "body": "Gölgelik sökülüp takılabilsin. Çeşmenin yeri hazır.",
}


class Broken(Exception):
    """What nobody expected."""


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug=SLUG)


@pytest.fixture
def activity(town: Municipality) -> Activity:
    return make_activity(make_consultation(town, activities=[]))


def stored(kind: Any = Proposal) -> int:
    db.session.rollback()
    return len(db.session.scalars(select(kind)).all())


# --- one request, one transaction ---------------------------------------------------------------


def test_a_good_post_is_stored_and_answers_303(client: Client, activity: Activity) -> None:
    client.sign_in(make_person())
    answer = client.post(f"/{SLUG}/oneriler/yaz/{activity.id}", SAYS)
    assert answer.status_code == 303
    assert stored() == 1


def test_a_view_that_raises_stores_nothing(
    client: Client, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = proposals.submit

    def submit(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        raise Broken

    monkeypatch.setattr(proposals, "submit", submit)
    client.sign_in(make_person())
    assert client.post(f"/{SLUG}/oneriler/yaz/{activity.id}", SAYS).status_code == 500
    assert stored() == stored(AuditLine) == stored(outbox.Errand) == 0


def test_a_commit_that_fails_stores_nothing(client: Client, activity: Activity) -> None:
    client.sign_in(make_person())
    path = f"/{SLUG}/oneriler/yaz/{activity.id}"
    with failing_commits():
        assert client.post(path, SAYS).status_code == 500
    assert stored() == 0
    assert client.post(path, SAYS).status_code == 303
    assert stored() == 1


class failing_commits:
    """The next commit that holds a proposal breaks."""

    def __enter__(self) -> None:
        event.listen(db.session, "before_commit", self.fail)

    def __exit__(self, *_error: object) -> None:
        event.remove(db.session, "before_commit", self.fail)

    @staticmethod
    def fail(session: Any) -> None:
        if session.scalar(text("SELECT count(*) FROM proposal")):
            raise OperationalError("COMMIT", {}, Exception("connection lost"))


def test_a_get_that_changes_a_column_leaves_nothing(
    app: Flask, client: Client, town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation(town)
    view: Any = app.view_functions["consultations.work"]
    door = view.door

    def fetch(*args: Any, **kwargs: Any) -> Consultation:
        row: Consultation = door.fetch(*args, **kwargs)
        row.title = "Kimse bunu istemedi"
        db.session.flush()
        return row

    careless = replace(door, fetch=fetch)
    cell = next(c for c in view.__closure__ or () if c.cell_contents is door)
    monkeypatch.setattr(cell, "cell_contents", careless)
    client.sign_in(make_staff(town, Role.OFFICER))
    answer = client.get(f"/{SLUG}/masa/danismalar/{consultation.id}")
    assert "Kimse bunu istemedi" in answer.text
    assert db.session.get_one(Consultation, consultation.id).title != "Kimse bunu istemedi"


def test_a_bad_form_answers_422_and_stores_nothing(client: Client, activity: Activity) -> None:
    client.sign_in(make_person())
    answer = client.post(f"/{SLUG}/oneriler/yaz/{activity.id}", {**SAYS, "body": ""})
    assert answer.status_code == 422
    assert SAYS["problem"] in answer.text
    assert stored() == stored(AuditLine) == stored(drafts.Draft) == 0


def test_what_the_service_refuses_comes_back_filled(
    client: Client, town: Municipality, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(*_args: Any, **_kwargs: Any) -> None:
        db.session.execute(text("UPDATE consultation SET title = 'yarım'"))
        raise NothingChanged

    monkeypatch.setattr(consultations, "edit", edit)
    client.sign_in(make_staff(town, Role.OFFICER))
    draft = make_consultation(town, published=False)
    words = {"title": "Yeni ve uzunca bir soru olsun mu?", "summary": "Özet duruyor."}
    answer = client.post(f"/{SLUG}/masa/danismalar/{draft.id}/duzenle", words)
    assert answer.status_code == 422
    assert "Özet duruyor." in answer.text
    assert db.session.get_one(Consultation, draft.id).title != "yarım"


def test_the_same_form_sent_twice_is_one_proposal(client: Client, activity: Activity) -> None:
    client.sign_in(make_person())
    path = f"/{SLUG}/oneriler/yaz/{activity.id}"
    first = client.post(path, SAYS)
    second = client.post(path, SAYS)
    assert first.status_code == 303
    assert second.status_code in (303, 409)
    assert stored() == 1


def test_a_button_pressed_twice_counts_once(client: Client, activity: Activity) -> None:
    proposal = make_proposal(activity)
    client.sign_in(make_person())
    for _ in range(2):
        assert client.post(f"/{SLUG}/oneriler/{proposal.id}/destek").status_code == 303
    assert stored(Support) == 1
    assert db.session.get_one(Proposal, proposal.id).support_count == 1


def test_a_refusal_that_leads_to_sign_in_stores_nothing(client: Client, activity: Activity) -> None:
    proposal = make_proposal(activity)
    answer = client.post(f"/{SLUG}/oneriler/{proposal.id}/destek")
    assert answer.status_code == 303
    assert answer.location.startswith("/giris?next=")
    assert stored(Support) == stored(AuditLine) == 0


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/cinarli/oneriler?q=a#b", "/cinarli/oneriler?q=a#b"),
        ("/", "/"),
        ("", None),
        (None, None),
        ("//evil.example", None),
        ("///evil.example", None),
        ("/\\evil.example", None),
        ("\\/evil.example", None),
        ("https://evil.example/", None),
        ("https:/evil.example/", None),
        ("javascript:alert(1)", None),
        ("cinarli/oneriler", None),
        ("/\t/evil.example", None),
        ("/a\nb", None),
        ("/a\rb", None),
        ("/a\x00b", None),
        ("http://[", None),
        ("//[", None),
    ],
)
def test_only_paths_of_ours_are_returned_to(address: str | None, expected: str | None) -> None:
    assert safe_next(address) == expected


# --- pages kept for anonymous readers -----------------------------------------------------------


@pytest.fixture
def cached(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "PAGE_CACHE", True)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    page_cache.forget_all()
    yield
    page_cache.forget_all()


def kept() -> int:
    return len(page_cache._pages)


def reader(app: Flask) -> Client:
    return Client(app)


@pytest.mark.usefixtures("cached")
class TestKeptPages:
    def test_a_second_reader_gets_the_kept_page(self, app: Flask, town: Municipality) -> None:
        first = reader(app).get(f"/{SLUG}/oneriler").text
        assert kept() == 1
        statements: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert reader(app).get(f"/{SLUG}/oneriler").text == first
        event.remove(db.engine, "before_cursor_execute", note)
        assert len(statements) <= 1

    def test_no_kept_page_holds_cookie_or_token(self, app: Flask, activity: Activity) -> None:
        make_comment_on(make_proposal(activity))
        browser, pages = reader(app), cached_pages(app, activity)
        for path in pages:
            for _ in range(2):
                answer = browser.get(path)
                assert answer.status_code == 200, path
                assert "Set-Cookie" not in answer.headers, path
                assert "csrf_token" not in answer.text, path
        assert kept() == len(pages)

    def test_language_and_theme_have_pages_of_their_own(
        self, app: Flask, activity: Activity
    ) -> None:
        assert '<html lang="tr"' in reader(app).get(f"/{SLUG}/oneriler").text
        english, dark = reader(app), reader(app)
        english.browser.set_cookie("dil", "en")
        dark.browser.set_cookie("tema", "dark")
        assert '<html lang="en"' in english.get(f"/{SLUG}/oneriler").text
        assert 'data-theme="dark"' in dark.get(f"/{SLUG}/oneriler").text
        assert 'data-theme="dark"' not in reader(app).get(f"/{SLUG}/oneriler").text
        assert '<html lang="tr"' in reader(app).get(f"/{SLUG}/oneriler").text

    def test_who_is_signed_in_never_gets_one(self, app: Flask, activity: Activity) -> None:
        path = f"/{SLUG}/oneriler/{make_proposal(activity).id}"
        anonymous = reader(app).get(path).text
        person = make_person("Zeynep Kaya")
        signed_in = reader(app).sign_in(person)
        page = signed_in.get(path).text
        assert page != anonymous
        assert "csrf_token" in page
        assert reader(app).get(path).text == anonymous

    def test_a_flashed_word_is_for_one_reader(self, app: Flask, town: Municipality) -> None:
        person = make_person()
        browser = reader(app).sign_in(person)
        browser.post("/cikis", {"csrf_token": token_of(browser, "/hesap")})
        assert "Oturumunuz kapandı" in browser.get(f"/{SLUG}/").text
        assert "Oturumunuz kapandı" not in reader(app).get(f"/{SLUG}/").text

    def test_another_municipality_has_pages_of_its_own(
        self, app: Flask, town: Municipality
    ) -> None:
        make_municipality(slug="komsu", name="Komşuköy", official_name="Komşuköy Belediyesi")
        assert "Komşuköy" not in reader(app).get(f"/{SLUG}/oneriler").text
        assert "Komşuköy" in reader(app).get("/komsu/oneriler").text

    def test_a_closed_vote_is_shown_at_once(self, app: Flask, town: Municipality) -> None:
        vote = make_vote(town, closes_at=NOW + timedelta(hours=5))
        election = make_election(vote)
        paths = [
            f"/{SLUG}/oylamalar/{election.id}",
            f"/{SLUG}/sonuclar",
            f"/{SLUG}/danismalar/{election.consultation_id}",
        ]
        before = {path: shown(reader(app), path) for path in paths}
        assert kept() == 3
        with clock.held(NOW + timedelta(hours=5)):
            after = {path: shown(reader(app), path) for path in paths}
        for path in paths:
            assert before[path] != after[path], path
        assert "Sayım yapılıyor" not in before[paths[0]]
        assert "Sayım yapılıyor" in after[paths[0]]

    def test_an_opening_is_shown_at_once(self, app: Flask, town: Municipality) -> None:
        consultation = make_consultation(town, activities=[])
        make_activity(consultation, opens_at=NOW + timedelta(minutes=30))
        path = f"/{SLUG}/danismalar/{consultation.id}"
        before = shown(reader(app), path)
        with clock.held(NOW + timedelta(minutes=29, seconds=59)):
            assert shown(reader(app), path) == before
        with clock.held(NOW + timedelta(minutes=30)):
            assert "Öneri yazın" in shown(reader(app), path)

    def test_an_overdue_answer_is_shown_at_once(self, app: Flask, town: Municipality) -> None:
        consultation = make_consultation(
            town,
            answer_by=clock.today(),
            activities=[],
        )
        make_activity(consultation, closes_at=NOW - timedelta(hours=1))
        paths = [f"/{SLUG}/danismalar/{consultation.id}", f"/{SLUG}/", "/"]
        listed = f"/{SLUG}/yanitlar?durum=gecikti"
        midnight = clock.next_midnight()
        with clock.held(midnight - timedelta(minutes=1)):
            before = [shown(reader(app), path) for path in paths]
            assert consultation.title not in shown(reader(app), listed)
        with clock.held(midnight):
            after = [shown(reader(app), path) for path in paths]
            assert consultation.title in shown(reader(app), listed)
        for path, old, new in zip(paths, before, after, strict=True):
            assert late(new) > late(old), path

    def test_a_hidden_comment_is_gone_at_once(self, app: Flask, town: Municipality) -> None:
        consultation = make_consultation(town, activities=[])
        talk = make_activity(consultation, ActivityKind.DISCUSSION)
        words = "Ayşe Hanım'ın telefonu şudur"
        comment = make_comment(thread_of(talk), body=words)
        path = f"/{SLUG}/tartisma/{talk.id}"
        assert words.split("'")[0] in shown(reader(app), path)
        moderator = reader(app).sign_in(make_staff(town, Role.MODERATOR))
        hide = f"/{SLUG}/yorumlar/{comment.id}/karar"
        answer = moderator.post(
            hide,
            {
                "csrf_token": token_of(moderator, hide),
                "decision": "hide",
                "ground": "personal_data",
                "reason": "Yorumda bir telefon numarası vardı.",
            },
        )
        assert answer.status_code == 303
        assert words.split("'")[0] not in shown(reader(app), path)

    def test_a_changed_name_is_shown_at_once(self, app: Flask, activity: Activity) -> None:
        """Also in a municipality in which nothing was written."""
        author = make_person("Eski Ad")
        path = f"/{SLUG}/oneriler/{make_proposal(activity, author=author).id}"
        assert "Eski Ad" in shown(reader(app), path)
        browser = reader(app).sign_in(author)
        words = {"name": "Yeni Ad", "language": "tr", "csrf_token": token_of(browser, "/hesap")}
        assert browser.post("/hesap", words).status_code == 303
        page = shown(reader(app), path)
        assert "Yeni Ad" in page
        assert "Eski Ad" not in page

    def test_what_failed_is_not_kept(self, app: Flask, town: Municipality) -> None:
        assert reader(app).get(f"/{SLUG}/oneriler/99999").status_code == 404
        assert kept() == 0
        make_proposal(make_activity(make_consultation(town, activities=[])))

    def test_a_roll_back_ends_no_page(
        self, app: Flask, activity: Activity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Otherwise anybody could make every page expensive by sending nonsense."""
        path = f"/{SLUG}/oneriler"
        reader(app).get(path)
        browser = reader(app).sign_in(make_person())
        write_at = f"/{SLUG}/oneriler/yaz/{activity.id}"
        bad = {"title": "", "csrf_token": token_of(browser, write_at)}
        assert browser.post(write_at, bad).status_code == 422
        before = kept()
        reader(app).get(path)
        assert kept() == before


def thread_of(activity: Activity) -> Any:
    return db.session.get_one(Thread, activity.thread_id)


def make_comment_on(proposal: Proposal) -> Comment:
    return make_comment(thread_of(proposal))  # type: ignore[arg-type]


def cached_pages(app: Flask, activity: Activity) -> list[str]:
    """Every page that is kept, as far as it needs no object but the proposal's consultation."""
    ids = {
        "consultation_id": activity.consultation_id,
        "proposal_id": db.session.scalars(select(Proposal.id)).first(),
        "comment_id": db.session.scalars(select(Comment.id)).first(),
    }
    found = []
    for route in app.url_map.iter_rules():
        door = getattr(app.view_functions[route.endpoint], "door", None)
        needed = route.arguments - {"slug"}
        if door is None or not door.cached or needed - set(ids):
            continue
        built = route.build({"slug": SLUG, **{name: ids[name] for name in needed}})
        assert built is not None
        found.append(str(built[1]).partition("?")[0])
    assert len(found) >= 10
    return [path for path in found if "metni" not in path and "kurallari" not in path]


def token_of(browser: Client, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)
    assert found is not None
    return found[1]


def shown(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.text


def late(page: str) -> int:
    return page.lower().count("gecik")
