"""The pages, walked: officer's desk, booth in three steps, receipt, result, list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from accounts.models import Person
from consultations.models import Activity, Consultation, ConsultationState, Eligibility
from kernel import clock, page_cache
from kernel.db import db, write
from kernel.drafts import Draft
from kernel.rules import NOBODY, Role
from places.models import Municipality
from places.queries import get_municipality
from tests.client import Client
from tests.make import voting as make
from tests.make.casting import ballots, entries, opened, vote
from tests.make.consultations import make_consultation
from tests.make.places import make_municipality, make_person, make_staff
from tests.make.voting import (
    make_ballot_proposals,
    make_election,
    make_vote,
    options,
)
from tests.moment import NOW
from voting import box, casting, custody, queries, services, tasks
from voting.counting import definition as counting
from voting.models import Election, ElectionState

AFTER = NOW + timedelta(days=15)


def address(election: Election, rest: str = "") -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/oylamalar/{election.id}{rest}"


def token_in(page: TestResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def ids(election: Election, *titles: str) -> list[str]:
    return [str(options(election)[title].id) for title in titles]


def count(election: Election) -> None:
    with clock.held(AFTER):
        make.count(election)


def bring_two(election: Election) -> None:
    """The seed and the halves; the worker opens the box."""
    with write():
        fresh = queries.get_election(election.id)
        services.enter_seed(fresh, by=NOBODY, seed=make.SEED, how="Zarla.")
    for number in (0, 1):
        with write():
            custodian = queries.get_election(election.id).custodians[number]
            lines = custody.half_lines(make.halves_of(custodian))
            services.bring(custodian, lines=lines)


# --- the booth ----------------------------------------------------------------------------------


def test_choose_review_cast_and_change(client: Client) -> None:
    election, person = make_election(), make_person()
    client.sign_in(person)
    booth = client.get(address(election, "/oy"))
    assert "En çok 2 seçenek" in booth.text
    review = client.post(
        address(election, "/oy"), {"choice": ids(election, "Engelsiz rampa", "Mahalle bostanı")}
    )
    assert review.status_code == 200
    assert "Engelsiz rampa" in review.text
    assert "Kuş gözlem noktası" not in review.text
    assert entries(election) == []
    answer = client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert (answer.status_code, answer.location) == (303, address(election, "/oy/alindi"))
    for _reload in range(2):
        receipt = client.get(answer.location)
        assert "<h1>Oyunuz alındı</h1>" in receipt.text
        assert "Engelsiz rampa" not in receipt.text
    again = client.get(address(election, "/oy"))
    assert "Önceki seçiminizi burada gösteremiyoruz" in again.text
    assert "checked" not in again.text
    second = client.post(address(election, "/oy"), {"choice": ids(election, "Kuş gözlem noktası")})
    client.post(address(election, "/oy/ver"), {"token": token_in(second)})
    assert [ballot.revision for ballot in ballots(election)] == [1, 2]
    assert "Oyunuzu değiştirin" in client.get(address(election)).text


def test_two_browsers_of_one_person(app: Flask) -> None:
    election, person = make_election(), make_person()
    phone, laptop = Client(app).sign_in(person), Client(app).sign_in(person)
    reviews = [
        browser.post(address(election, "/oy"), {"choice": ids(election, title)})
        for browser, title in ((phone, "Engelsiz rampa"), (laptop, "Mahalle bostanı"))
    ]
    for browser, review in zip((phone, laptop), reviews, strict=True):
        assert (
            browser.post(address(election, "/oy/ver"), {"token": token_in(review)}).status_code
            == 303
        )
    assert len(entries(election)) == 1
    count(election)
    counted = queries.get_election(election.id)
    assert counted.result is not None
    assert counted.result["winners"] == [str(options(election)["Mahalle bostanı"].id)]


def test_the_choice_is_in_no_address_no_cookie_and_is_not_kept(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    election = make_election()
    client.sign_in(make_person())
    chosen = ids(election, "Engelsiz rampa")
    before = client.browser.get_cookie("katiliyoruz")
    review = client.post(address(election, "/oy"), {"choice": chosen})
    answer = client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert before is not None
    for page in (review, answer):
        assert page.headers["Cache-Control"] == "no-store"
        assert not any("token" in cookie for cookie in page.headers.getlist("Set-Cookie"))
    assert "?" not in answer.location
    assert token_in(review) not in caplog.text
    assert db.session.scalars(select(Draft)).all() == []


def test_a_blank_vote_is_chosen_and_told(client: Client) -> None:
    election = make_election()
    client.sign_in(make_person())
    review = client.post(address(election, "/oy"), {"blank": "1"})
    assert "Boş oy." in review.text
    client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert opened(election) == [[]]


def test_nothing_chosen_and_too_many_are_told(client: Client) -> None:
    election = make_election()
    client.sign_in(make_person())
    nothing = client.post(address(election, "/oy"))
    assert nothing.status_code == 422
    assert "Bir seçenek işaretleyin." in nothing.text
    all_three = ids(election, *options(election))
    many = client.post(address(election, "/oy"), {"choice": all_three})
    assert many.status_code == 422
    assert "Siz 3 işaretlediniz; 1 tanesini kaldırın." in many.text
    assert many.text.count(" checked") == 3
    assert many.headers["Cache-Control"] == "no-store"


def test_a_foreign_option_is_refused(client: Client) -> None:
    election, other = make_election(), make_election()
    client.sign_in(make_person())
    page = client.post(address(election, "/oy"), {"choice": ids(other, "Engelsiz rampa")})
    assert page.status_code == 422


def test_single_choice_has_radio_buttons(client: Client) -> None:
    election = make_election(rule="plurality", params={})
    client.sign_in(make_person())
    assert client.get(address(election, "/oy")).text.count('type="radio"') == 3
    assert client.post(address(election, "/oy")).status_code == 422
    review = client.post(address(election, "/oy"), {"choice": ids(election, "Mahalle bostanı")})
    client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert len(ballots(election)) == 1


def test_back_to_the_booth_with_the_choice(client: Client) -> None:
    election = make_election()
    client.sign_in(make_person())
    review = client.post(address(election, "/oy"), {"choice": ids(election, "Mahalle bostanı")})
    again = client.post(address(election, "/oy"), {"token": token_in(review), "back": "1"})
    assert again.status_code == 200
    assert again.text.count(" checked") == 1
    forged = client.post(address(election, "/oy"), {"token": "x", "back": "1"})
    assert " checked" not in forged.text


def test_the_order_differs_between_voters_and_stays_for_one(app: Flask) -> None:
    titles = [f"Seçenek {letter}" for letter in "ABCDEFGH"]
    election = make_election(titles=titles)

    def order(browser: Client) -> list[str]:
        return re.findall(
            r"<label for=\"choice-0-\d\">([^<]+)", browser.get(address(election, "/oy")).text
        )

    browsers = [Client(app).sign_in(make_person()) for _ in range(4)]
    orders = [order(browser) for browser in browsers]
    assert [order(browser) for browser in browsers] == orders
    assert len({tuple(one) for one in orders}) > 1
    assert all(sorted(one) == titles for one in orders)


@pytest.mark.parametrize("token", ["", "x", "forged.signature"])
def test_a_forged_review_casts_nothing(client: Client, token: str) -> None:
    election = make_election()
    client.sign_in(make_person())
    page = client.post(address(election, "/oy/ver"), {"token": token})
    assert page.status_code == 422
    assert "Seçiminizi yeniden yapın" in page.text
    assert ballots(election) == []


def test_the_review_of_somebody_else_or_of_yesterday_casts_nothing(app: Flask) -> None:
    election = make_election()
    one, other = Client(app).sign_in(make_person()), Client(app).sign_in(make_person())
    token = token_in(one.post(address(election, "/oy"), {"blank": "1"}))
    assert other.post(address(election, "/oy/ver"), {"token": token}).status_code == 422
    with clock.held(NOW + timedelta(hours=2)):
        assert one.post(address(election, "/oy/ver"), {"token": token}).status_code == 422
    assert ballots(election) == []


def test_what_the_transaction_refuses_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = make_election()
    client.sign_in(make_person())
    review = client.post(address(election, "/oy"), {"blank": "1"})

    def too_late(*_values: Any, **_named: Any) -> None:
        raise casting.TooLate

    monkeypatch.setattr(casting, "vote", too_late)
    answer = client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert answer.location == address(election)
    assert "Bu oy alınmadı" in client.get(answer.location).text


def test_a_full_disk_writes_no_choice_into_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    election = make_election()
    client.sign_in(make_person())
    review = client.post(address(election, "/oy"), {"choice": ids(election, "Mahalle bostanı")})

    def full(*_values: object) -> None:
        # As the engine makes it: its own errors name no parameters (test_secrecy.py).
        raise OperationalError("INSERT INTO inbox", {}, Exception("disk is full"))

    monkeypatch.setattr(box, "put", full)
    answer = client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert answer.status_code == 507
    assert "disk is full" in caplog.text
    assert token_in(review) not in caplog.text
    assert token_in(review) not in answer.text
    assert db.session.scalars(select(Draft)).all() == []


def test_who_may_not_vote_is_told_why(client: Client) -> None:
    election = make_election(make_vote(eligibility=Eligibility.RESIDENT))
    anonymous = client.get(address(election))
    assert "/giris?next=" in anonymous.text
    client.sign_in(make_person())
    page = client.get(address(election))
    assert "Burada oy kullanamıyorsunuz." in page.text
    assert client.get(address(election, "/oy")).status_code == 403
    assert client.post(address(election, "/oy"), {"blank": "1"}).status_code == 403


def test_outside_the_window_the_booth_is_closed(client: Client) -> None:
    election = make_election(make_vote(opens_at=NOW + timedelta(days=1)))
    client.sign_in(make_person())
    assert "Henüz başlamadı" in client.get(address(election)).text
    assert client.get(address(election, "/oy")).status_code == 409
    with clock.held(AFTER):
        assert client.post(address(election, "/oy"), {"blank": "1"}).status_code == 409
        assert "Sayım yapılıyor" in client.get(address(election)).text


def test_no_receipt_without_a_vote(client: Client) -> None:
    election = make_election()
    client.sign_in(make_person())
    assert client.get(address(election, "/oy/alindi")).status_code == 409


@pytest.mark.parametrize("rest", ["", "/oy", "/oy/alindi", "/tanim.json"])
def test_a_draft_and_another_town_are_hidden(client: Client, rest: str) -> None:
    draft, elsewhere = make_election(frozen=False), make_municipality()
    client.sign_in(make_person())
    assert client.get(address(draft, rest)).status_code == 404
    frozen = make_election()
    path = f"/{elsewhere.slug}/oylamalar/{frozen.id}{rest}"
    assert client.get(path).status_code == 404
    assert client.get(address(frozen, rest).replace(str(frozen.id), "99999")).status_code == 404


def test_the_definition_is_what_was_hashed(client: Client) -> None:
    election = make_election()
    page = client.get(address(election))
    assert election.definition_sha256 is not None
    assert election.definition_sha256 in page.text
    text = client.get(address(election, "/tanim.json")).text
    assert counting.digest(text) == election.definition_sha256


# --- results ------------------------------------------------------------------------------------


def test_nothing_is_known_before_the_count(client: Client) -> None:
    """Neither page differs between an empty box and a full one, for nobody."""
    election = make_election()
    town = get_municipality(election.municipality_id)
    client.sign_in(make_staff(town, Role.ADMINISTRATOR))
    paths = (address(election), f"/{town.slug}/sonuclar", address(election, "/oy"))
    before = [re.sub(r"csrf_token[^>]+", "", client.get(path).text) for path in paths]
    for _number in range(3):
        vote(election, make_person(), "Engelsiz rampa")
    assert [re.sub(r"csrf_token[^>]+", "", client.get(path).text) for path in paths] == before


def test_the_result_page(client: Client) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(
        make_vote(consultation=consultation), proposals=proposals, quorum_percent=5
    )
    for number in range(12):
        vote(election, make_person(), "Öneri B", *(["Öneri C"] if number % 2 else []))
    count(election)
    with clock.held(AFTER):
        page = client.get(address(election)).text
    assert "Neden bu sonuç?" in page
    assert "Hemen ardından gelen: " in page
    assert "<h1>Seçilen: Öneri B</h1>" in page
    for words in ("12 ÷", "En az katılım sağlandı", "Seçilmedi", "Gerekçeli yanıt"):
        assert words in page
    assert 'data-th="Oy">12<' in page


def test_a_tie_is_shown(client: Client) -> None:
    election = make_election()
    for number in range(12):
        vote(election, make_person(), ("Engelsiz rampa", "Mahalle bostanı")[number % 2])
    count(election)
    page = client.get(address(election)).text
    assert "Eşitlik: kararı belediye meclisi verir." in page
    assert page.count("Eşit oy<") == 2


def test_few_ballots_show_the_outcome_without_figures(client: Client) -> None:
    election = make_election()
    for _number in range(3):
        vote(election, make_person(), "Engelsiz rampa")
    count(election)
    page = client.get(address(election)).text
    assert "<h1>Seçilen: Engelsiz rampa</h1>" in page
    assert "10’dan az" in page
    assert "dağılımı yayımlanmıyor" in page
    assert "<table" not in page


def test_an_empty_vote(client: Client) -> None:
    election = make_election()
    count(election)
    assert "Hiçbir seçenek oy almadı." in client.get(address(election)).text


def test_a_cancelled_vote_says_so_at_once(client: Client) -> None:
    election = make_election()
    with write() as session:
        session.execute(
            update(Consultation).values(
                state=ConsultationState.WITHDRAWN,
                ended_at=clock.now(),
                ended_reason="Arsa satıldı.",
            )
        )
    page = client.get(address(election)).text
    assert "Bu oylama yapılmadı." in page
    assert "Arsa satıldı." in page


def test_the_list_shows_running_and_finished_votes(client: Client) -> None:
    town = make_municipality()
    done = make_election(make_vote(town), question="Biten oylama hangisiydi?")
    count(done)
    make_election(make_vote(town), question="Süren oylama hangisi?")
    make_election(make_vote(town), question="Taslak oylama var mı?", frozen=False)
    make_election(question="Komşunun oylaması mı?")
    page = client.get(f"/{town.slug}/sonuclar").text
    assert "Biten oylama hangisiydi?" in page
    assert "Süren oylama hangisi?" in page
    assert "Taslak oylama" not in page
    assert "Komşunun" not in page


def test_an_english_reader_reads_the_outcome_in_english(client: Client) -> None:
    election, _stays_away = make_election(quorum_percent=100), make_person()
    vote(election, make_person(), "Mahalle bostanı")
    count(election)
    told = "Turnout was too low; no option was chosen."
    slug = get_municipality(election.municipality_id).slug
    card = f"/{slug}/danismalar/{election.consultation_id}"
    client.browser.set_cookie("dil", "en")
    for path in (address(election), f"/{slug}/sonuclar", card):
        assert told in client.get(path).text
    client.browser.set_cookie("dil", "tr")
    for path in (address(election), f"/{slug}/sonuclar", card):
        assert "Yeterli katılım olmadı; hiçbir seçenek seçilmedi." in client.get(path).text


def test_an_outcome_that_was_kept_as_a_sentence_stays_readable(client: Client) -> None:
    town = make_municipality()
    election = make_election(make_vote(town))
    count(election)
    with write() as session:
        session.execute(update(Activity).values(done_note="Seçilen: %50 gölge", done_facts=None))
    assert "Seçilen: %50 gölge" in client.get(f"/{town.slug}/sonuclar").text


def test_an_empty_list(client: Client) -> None:
    page = client.get(f"/{make_municipality().slug}/sonuclar")
    assert "Henüz biten oylama yok" in page.text


def test_the_kept_page_ends_with_the_vote(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PAGE_CACHE", True)
    election = make_election(make_vote(closes_at=NOW + timedelta(minutes=10)))
    assert "Sayım yapılıyor" not in client.get(address(election)).text
    with clock.held(NOW + timedelta(minutes=11)):
        assert "Sayım yapılıyor" in client.get(address(election)).text
        for task in (tasks.close, tasks.destroy_key):
            with write():
                task(election.id)
        bring_two(election)
        assert "Sayım bitti" not in client.get(address(election)).text
        with write():
            tasks.open_box(election.id)
        assert "Sayım bitti" in client.get(address(election)).text
    page_cache.forget_all()


# --- the officer --------------------------------------------------------------------------------


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(help_desk="Çözüm Masası (153)")


@pytest.fixture
def officer(town: Municipality) -> Person:
    return make_staff(town, Role.OFFICER)


def test_from_the_draft_to_the_vote(client: Client, town: Municipality, officer: Person) -> None:
    consultation = make_consultation(town, activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(
        make_vote(consultation=consultation), proposals=proposals[:2], frozen=False
    )
    client.sign_in(officer)
    desk = f"/{town.slug}/masa/oylamalar/{election.id}"
    page = client.get(desk)
    assert "Öneri A" in page.text
    assert "iki kez oy verebilir" in page.text
    added = client.post(f"{desk}/secenek", {"title": "Hiçbiri yapılmasın", "text": "Olduğu gibi."})
    assert added.location == desk
    option_id = options(election)["Hiçbiri yapılmasın"].id
    edit = f"/{town.slug}/masa/oy-secenekleri/{option_id}"
    assert "Hiçbiri yapılmasın" in client.get(f"{edit}/duzenle").text
    assert client.post(f"{edit}/duzenle", {"title": "Hiçbiri"}).status_code == 303
    assert client.post(f"{edit}/cikar").location == desk
    assert list(options(election)) == ["Öneri A", "Öneri B"]
    client.post(f"{desk}/yayimla")
    assert queries.get_election(election.id).state is ElectionState.DRAFT  # nobody has the key
    with write():
        make.give_keys(queries.get_election(election.id))
    shown = client.post(f"{desk}/yayimla")
    assert shown.location == address(election)
    assert "Oylama yayımlandı" in client.get(shown.location).text
    assert queries.get_election(election.id).state is ElectionState.FROZEN
    place = f"/{town.slug}/masa/oylama/{election.activity_id}"
    for closed in (place, f"{place}/kural", desk, f"{desk}/kimler", f"{desk}/secenek"):
        assert client.get(closed).status_code == 409
    assert client.post(f"{desk}/yayimla").status_code == 409


def test_an_unfinished_draft_has_no_publish_button(
    client: Client, town: Municipality, officer: Person
) -> None:
    election = make_election(make_vote(town), titles=["Rampa"], frozen=False)
    client.sign_in(officer)
    desk = f"/{town.slug}/masa/oylamalar/{election.id}"
    page = client.get(desk).text
    assert "En az iki seçenek gerekir." in page
    assert "/yayimla" not in page
    refused = client.post(f"{desk}/yayimla")
    assert refused.status_code == 303
    assert queries.get_election(election.id).state is ElectionState.DRAFT


def test_closing_by_hand_when_the_worker_is_down(
    client: Client, town: Municipality, officer: Person
) -> None:
    election = make_election(make_vote(town))
    client.sign_in(officer)
    path = address(election).replace("/oylamalar", "/masa/oylamalar") + "/kapat"
    assert client.post(path).status_code == 409
    with clock.held(AFTER):
        assert client.post(path).status_code == 303
        assert client.post(path).status_code == 409
        closed = queries.get_election(election.id)
        assert (closed.state, closed.closed_at) == (ElectionState.FROZEN, AFTER)
        with write():
            tasks.destroy_key(election.id)
        seed = path.replace("/kapat", "/kura")
        assert client.get(seed).status_code == 200
        typed = {"seed": "31 41 59", "how": "Meclis salonunda üç zarla."}
        assert client.post(seed, {**typed, "seed": "otuz bir"}).status_code == 422
        assert client.post(seed, typed).status_code == 303
        assert client.post(seed, typed).status_code == 409
    assert queries.get_election(election.id).seed == "314159"


def test_two_custodians_open_the_box_on_their_own_pages(
    client: Client, app: Flask, town: Municipality
) -> None:
    election = make_election(make_vote(town))
    vote(election, make_person(), "Engelsiz rampa")
    pages = [
        f"/{town.slug}/emanetci/{services.token(one)}"
        for one in queries.get_election(election.id).custodians
    ]
    lines = [
        custody.half_lines(make.halves_of(one))
        for one in queries.get_election(election.id).custodians
    ]
    assert client.post(f"{pages[0]}/ac", {"lines": lines[0]}).status_code == 409
    with clock.held(AFTER):
        make.close(election)
        wrong = client.post(f"{pages[0]}/ac", {"lines": lines[1]})
        assert "Bu satırlar sizin zarfınızdan çıkmadı" in client.get(wrong.location).text
        first = client.post(f"{pages[0]}/ac", {"lines": lines[0]})
        assert "İkinci emanetçi gelince" in client.get(first.location).text
        assert queries.get_election(election.id).result is None
        opened = Client(app).post(f"{pages[2]}/ac", {"lines": lines[2]})
        assert opened.location == address(election)
        assert "Seçilen: Engelsiz rampa" in client.get(address(election)).text
        assert client.post(f"{pages[1]}/ac", {"lines": lines[1]}).status_code == 409


@pytest.mark.parametrize("token", ["sahte", "a.b.c"])
def test_a_forged_invitation_leads_nowhere(client: Client, token: str) -> None:
    town = make_municipality()
    assert client.get(f"/{town.slug}/emanetci/{token}").status_code == 404


def test_the_council_decision_is_written_down_once(
    client: Client, town: Municipality, officer: Person
) -> None:
    election = make_election(make_vote(town))
    for number in range(12):
        vote(election, make_person(), ("Engelsiz rampa", "Mahalle bostanı")[number % 2])
    count(election)
    path = address(election).replace("/oylamalar", "/masa/oylamalar") + "/esitlik"
    assert path not in client.get(address(election)).text
    client.sign_in(officer)
    assert path in client.get(address(election)).text
    assert client.get(path).text.count('type="checkbox"') == 2
    decision = {"office": "Belediye Meclisi", "reason": "Okul yolunda olduğu için seçildi."}
    both = ids(election, "Engelsiz rampa", "Mahalle bostanı")
    refused = client.post(path, {**decision, "options": both})
    assert refused.status_code == 422
    assert "Kalan yer kadar seçenek işaretleyin: 1." in refused.text
    assert client.post(path, {**decision, "options": both[:1]}).status_code == 303
    page = client.get(address(election)).text
    assert "<h1>Seçilen: Engelsiz rampa</h1>" in page
    assert "Okul yolunda olduğu için seçildi." in page
    assert client.post(path, {**decision, "options": both[1:]}).status_code == 409


def test_neighbours_and_other_roles_stay_outside(client: Client, town: Municipality) -> None:
    election = make_election(make_vote(town), frozen=False)
    client.sign_in(make_staff(make_municipality(), Role.OFFICER))
    place = queries.get_election(election.id).activity_id
    for path in (f"masa/oylama/{place}", f"masa/oylamalar/{election.id}"):
        assert client.get(f"/{town.slug}/{path}").status_code == 403


# --- cost ---------------------------------------------------------------------------------------


def queries_of(app: Flask, client: Client, path: str) -> int:
    seen: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_list_costs_the_same_for_three_and_for_many(app: Flask, client: Client) -> None:
    town = make_municipality()
    consultation = make_consultation(town, activities=())

    def fill(number: int, state: ElectionState) -> None:
        with write() as session:
            for _place in range(number):
                activity = Activity(
                    municipality_id=town.id,
                    consultation_id=consultation.id,
                    kind="vote",
                    title="Oylama",
                    opens_at=NOW - timedelta(days=9),
                    closes_at=NOW + timedelta(days=1),
                )
                session.add(activity)
                session.flush()
                session.add(
                    Election(
                        municipality_id=town.id,
                        consultation_id=consultation.id,
                        activity_id=activity.id,
                        state=state,
                        question="Hangi iş önce yapılsın?",
                    )
                )

    path = f"/{town.slug}/sonuclar"
    fill(3, ElectionState.COUNTED)
    fill(3, ElectionState.FROZEN)
    few = queries_of(app, client, path)
    fill(100, ElectionState.COUNTED)
    fill(20, ElectionState.FROZEN)
    assert queries_of(app, client, path) == few <= 8


def test_the_page_costs_the_same_for_any_number_of_options(app: Flask, client: Client) -> None:
    small = make_election(titles=["A seçeneği", "B seçeneği"])
    large = make_election(titles=[f"Seçenek {number}" for number in range(40)])
    few = queries_of(app, client, address(small))
    assert queries_of(app, client, address(large)) == few <= 12
