"""The custodians' way through their pages, and what the officer sees of it."""

import json

import pytest
from sqlalchemy import func, select

from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from places.models import Municipality
from places.queries import get_municipality
from tests.client import Client
from tests.make.places import make_person
from tests.make.voting import CUSTODIANS, SEED, close, halves_of, make_election, make_vote
from tests.written import mails
from voting import custody, drafting, queries, sealing, services
from voting.models import Custodian, Election, ElectionState
from voting.plan import Invited

PEOPLE = [
    Invited("Nermin Aksoy", "Çınarlı Belediyesi", "nermin@ev.example"),
    Invited("Haluk Tan", "Kent Konseyi", "haluk@ev.example"),
    Invited("Sevda Uçar", "Baro", "sevda@ev.example"),
]


@pytest.fixture
def draft(town: Municipality) -> Election:
    return make_election(make_vote(town), frozen=False)


def desk(election: Election, rest: str = "") -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/masa/oylamalar/{election.id}{rest}"


def own_page(election: Election, number: int) -> str:
    custodian = queries.get_election(election.id).custodians[number - 1]
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/emanetci/{services.token(custodian)}"


def invite(election: Election) -> None:
    with write():
        services.invite(queries.get_election(election.id), by=Visitor(), people=PEOPLE)


def key_line(number: int) -> str:
    return custody.public_line(sealing.public_of(CUSTODIANS[number]))


def test_three_people_are_invited_and_the_page_keeps_what_was_typed(
    officer: Client, draft: Election
) -> None:
    sent = {
        f"{name}_{number}": getattr(person, name)
        for number, person in enumerate(PEOPLE, 1)
        for name in ("name", "body", "email")
    }
    wrong = officer.post(desk(draft, "/emanetciler"), {**sent, "email_2": PEOPLE[0].email})
    assert wrong.status_code == 422
    assert "aynı e-posta" in wrong.text
    assert "Haluk Tan" in wrong.text
    assert officer.post(desk(draft, "/emanetciler"), sent).location == desk(draft)
    assert [mail.body["to"] for mail in mails()] == [person.email for person in PEOPLE]
    page = officer.get(desk(draft)).text
    assert page.count("Anahtarı bekleniyor") == 3


def test_from_the_key_to_the_trial_opening(officer: Client, draft: Election) -> None:
    invite(draft)
    browser = Client(officer.app)
    for number in CUSTODIANS:
        path = own_page(draft, number)
        assert "Sıra sizde" in browser.get(path).text
        wrong = browser.post(f"{path}/anahtar", {"key": "KC1.yanlış.yanlış"})
        assert wrong.status_code == 422
        assert 'id="key-hata"' in wrong.text
        assert browser.post(f"{path}/anahtar", {"key": key_line(number)}).status_code == 303
    assert officer.get(desk(draft)).text.count("Deneme açılışı bekleniyor") == 3
    ready = [mail.body["to"] for mail in mails() if "Zarfınız hazır" in mail.body["subject"]]
    assert sorted(ready) == sorted(person.email for person in PEOPLE)
    for number in CUSTODIANS:
        path = own_page(draft, number)
        envelope = json.loads(browser.get(f"{path}/zarf.json").text)
        answer = custody.trial_answer(custody.opened(envelope, CUSTODIANS[number]))
        wrong = browser.post(f"{path}/deneme", {"answer": "0" * 16})
        assert wrong.status_code == 422
        assert 'id="answer-hata"' in wrong.text
        assert browser.post(f"{path}/deneme", {"answer": answer}).status_code == 303
    page = officer.get(desk(draft)).text
    assert "Zarfını açtı" in page
    assert "Oylamayı yayımla" in page
    assert drafting.missing(queries.get_election(draft.id), []) == []


def test_a_key_is_nobody_elses(officer: Client, draft: Election) -> None:
    invite(draft)
    browser = Client(officer.app)
    browser.post(f"{own_page(draft, 1)}/anahtar", {"key": key_line(1)})
    again = browser.post(f"{own_page(draft, 2)}/anahtar", {"key": key_line(1)})
    assert again.status_code == 422
    assert "başka bir emanetçi" in again.text
    second = browser.post(f"{own_page(draft, 1)}/anahtar", {"key": key_line(2)})
    assert second.status_code == 409


def test_an_invitation_is_sent_again(officer: Client, town: Municipality, draft: Election) -> None:
    invite(draft)
    keeper = queries.get_election(draft.id).custodians[1]
    path = f"/{town.slug}/masa/emanetciler/{keeper.id}/davet"
    before = len(mails())
    assert officer.post(path).location == desk(draft)
    officer.post(path)  # within the minute: the same mail
    assert [mail.body["to"] for mail in mails()[before:]] == ["haluk@ev.example"]


def test_nobody_else_sends_invitations(client: Client, town: Municipality, draft: Election) -> None:
    invite(draft)
    keeper = queries.get_election(draft.id).custodians[0]
    client.sign_in(make_person())
    assert client.post(f"/{town.slug}/masa/emanetciler/{keeper.id}/davet").status_code == 403


def test_the_opening_through_the_pages(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town))
    closes = election.activity.closes_at
    assert closes is not None
    browser = Client(officer.app)
    early = browser.get(own_page(election, 1)).text
    assert "Oylamanın bitişi" in early
    assert 'name="lines"' not in early
    with clock.held(closes):
        with write():
            services.close(election.id)
        with write():
            services.destroy_key(election.id)
        before = len(mails())
        sent = {"seed": SEED, "how": "Meclis salonunda zarla."}
        assert officer.post(desk(election, "/kura"), sent).status_code == 303
        called = {mail.body["to"] for mail in mails()[before:]}
        assert len(called) == 3
        for number in (1, 3):
            path = own_page(election, number)
            custodian = queries.get_election(election.id).custodians[number - 1]
            lines = custody.half_lines(halves_of(custodian))
            assert browser.post(f"{path}/ac", {"lines": "KH1.12.00\nKH1.13.00"}).status_code == 422
            assert browser.post(f"{path}/ac", {"lines": lines}).status_code == 303
            if number == 1:
                assert "Getirdiniz" in browser.get(path).text
        assert queries.get_election(election.id).state is ElectionState.COUNTED
        assert "Sandık açıldı" in browser.get(own_page(election, 2)).text


def test_after_the_count_nobody_is_called(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town))
    closes = election.activity.closes_at
    assert closes is not None
    keeper = queries.get_election(election.id).custodians[0]
    with clock.held(closes):
        close(election)
        for number in (1, 2):
            with write():
                one = queries.get_election(election.id).custodians[number - 1]
                services.bring(one, lines=custody.half_lines(halves_of(one)))
        with write():
            services.open_box(election.id)
        answer = officer.post(f"/{town.slug}/masa/emanetciler/{keeper.id}/davet")
        assert answer.status_code == 409


def test_a_forged_link_leads_nowhere(client: Client, town: Municipality, draft: Election) -> None:
    invite(draft)
    assert client.get(f"/{town.slug}/emanetci/uydurma").status_code == 404
    old = own_page(draft, 1)
    others = [Invited(one.name, one.body, f"yeni-{one.email}") for one in PEOPLE]
    with write():
        services.invite(queries.get_election(draft.id), by=Visitor(), people=others)
    assert client.get(old).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Custodian)) == 3
