"""Uploaded lists and codes on paper: what is kept, who may vote with them, what is refused."""

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from accounts.queries import get_person
from kernel import keys, ledgers
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import NOBODY, Visitor
from places.queries import get_municipality
from tests.client import Client
from tests.make.casting import ballots, cast_code, entries, vote
from tests.make.places import make_neighbourhood, make_person, visitor
from tests.make.polling import make_codes, make_desk, mark, publish, upload
from tests.make.voting import make_election, make_officer, options
from tests.voting.test_views import address, token_in
from voting import casting, queries, roll
from voting.models import Election, Paper, RollKind
from voting.services import drawing, rolls


def lines(election: Election) -> list[tuple[str, int | None]]:
    with ledgers.read(ledgers.ROLL) as connection:
        rows = connection.execute(select(roll.LINE).where(roll.LINE.c.election_id == election.id))
        return [(row.identity_tag, row.neighbourhood_id) for row in rows]


def draft(kind: RollKind = RollKind.UPLOADED, **more: Any) -> Election:
    return make_election(frozen=False, roll=kind, **more)


def officer_at(client: Client, election: Election) -> Client:
    return client.sign_in(get_person(make_officer(election.municipality_id).id or 0))


def desk_address(election: Election, rest: str) -> str:
    return address(election, rest).replace("/oylamalar/", "/masa/oylamalar/")


# --- the list -----------------------------------------------------------------------------------


def test_a_list_is_kept_as_tags_and_neighbourhoods(app: Flask, client: Client) -> None:
    election = draft()
    place = make_neighbourhood(get_municipality(election.municipality_id))
    browser = officer_at(client, election)
    table = f"e-posta;mahalle\nAyse@Ornek.example;{place.name}\n12 345-678;\n12345678;\n"
    answer = browser.post(
        desk_address(election, "/liste"), {"file": (io.BytesIO(table.encode()), "liste.csv")}
    )
    assert answer.status_code == 303
    found = dict(lines(election))
    assert found == {
        casting.identity_tag(election, "email", "ayse@ornek.example"): place.id,
        casting.identity_tag(election, "line", "12345678"): None,
    }
    page = browser.get(answer.location)
    assert "Listede 2 satır var." in page.text
    assert "Daha önce geçen satırlar bir kez sayıldı: 4" in page.text
    kept = repr([row.after for row in db.session.scalars(select(AuditLine))])
    assert "ornek" not in kept
    assert "12345678" not in kept


def test_faults_are_told_row_by_row_and_nothing_is_stored(app: Flask, client: Client) -> None:
    election = draft()
    upload(election, "eski@ornek.example")
    before = lines(election)
    browser = officer_at(client, election)
    text = "ayse@ornek.example\n…\nali@\nveli@ornek.example;Olmayan\n"
    page = browser.post(desk_address(election, "/liste"), {"text": text})
    assert page.status_code == 422
    assert "2. satır: ne e-posta adresi ne de numara var." in page.text
    assert "3. satır: e-posta adresi eksik ya da bozuk." in page.text
    assert "4. satır: “Olmayan” adlı bir mahalle yok." in page.text
    assert lines(election) == before


def test_a_new_list_replaces_the_old_one(app: Flask) -> None:
    election = draft()
    upload(election, "bir@ornek.example", "iki@ornek.example")
    assert upload(election, "üç 3") == 1
    assert lines(election) == [(casting.identity_tag(election, "line", "uc3"), None)]


def test_a_sheet_is_read(app: Flask, client: Client) -> None:
    election = draft()
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row in (["Numara", "Mahalle"], [1234567, None], ["ayse@ornek.example", None]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    browser = officer_at(client, election)
    answer = browser.post(desk_address(election, "/liste"), {"file": (out, "liste.xlsx")})
    assert answer.status_code == 303
    tags = {tag for tag, _place in lines(election)}
    assert casting.identity_tag(election, "line", "1234567") in tags
    assert len(tags) == 2


def test_a_broken_sheet_is_refused(app: Flask, client: Client) -> None:
    election = draft()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            book.writestr(name, "no xml")
    out.seek(0)
    browser = officer_at(client, election)
    page = browser.post(desk_address(election, "/liste"), {"file": (out, "liste.xlsx")})
    assert page.status_code == 422
    assert "Bu dosya okunamadı." in page.text


def test_the_list_ends_with_the_publication(app: Flask, client: Client) -> None:
    election = publish(draft_with("ayse@ornek.example"))
    browser = officer_at(client, election)
    page = browser.post(desk_address(election, "/liste"), {"text": "ali@ornek.example"})
    assert page.status_code == 409
    assert len(lines(election)) == 1


def draft_with(*typed: str, **more: Any) -> Election:
    election = draft(**more)
    upload(election, *typed)
    return election


def test_a_listed_account_votes_and_another_is_told_before(app: Flask, client: Client) -> None:
    """Freezing keeps the key that the lines were made with."""
    person, stranger = make_person(), make_person()
    election = publish(draft_with(person.email or ""))
    vote(election, person, "Mahalle bostanı")
    assert len(entries(election)) == 1
    page = client.sign_in(stranger).get(address(election, "/oy"))
    assert page.status_code == 403
    assert "listesinde bu hesabın e-posta adresi yok" in page.text
    with pytest.raises(casting.NotEligible):
        vote(election, stranger, "Mahalle bostanı")


def test_a_discarded_draft_leaves_no_line(app: Flask) -> None:
    election = draft_with("ayse@ornek.example")
    with write():
        drawing.discard_of(queries.get_election(election.id).activity, by=Visitor())
    assert lines(election) == []
    assert not keys.exists(election.key_name)


# --- codes --------------------------------------------------------------------------------------


def test_codes_stand_in_one_answer_and_nowhere_else(app: Flask, client: Client) -> None:
    election = draft(RollKind.CODES)
    browser = officer_at(client, election)
    sheet = browser.post(desk_address(election, "/kodlar"), {"number": "8"})
    codes = re.findall(r'slip-code" translate="no">([^<]+)<', sheet.text)
    assert len(set(codes)) == 8
    assert all(re.fullmatch("([2-9A-HJ-NP-Z]{4} ){2}[2-9A-HJ-NP-Z]{4}", code) for code in codes)
    assert sheet.headers["Cache-Control"] == "no-store"
    assert codes[0] not in browser.get(desk_address(election, "/kodlar")).text
    tags = {tag for tag, _place in lines(election)}
    plain = codes[0].replace(" ", "")
    assert casting.identity_tag(election, "code", plain) in tags
    kept = repr([row.after for row in db.session.scalars(select(AuditLine))])
    kept += repr([row.body for row in db.session.scalars(select(Errand))])
    assert plain not in kept
    assert codes[0] not in kept


@pytest.fixture
def coded(app: Flask) -> tuple[Election, str]:
    election = draft(RollKind.CODES, paper=Paper.PAPER_WINS)
    code = make_codes(election)[0]
    return publish(election), code


def test_a_code_votes_without_an_account(coded: tuple[Election, str], client: Client) -> None:
    election, code = coded
    assert client.get(address(election, "/oy")).status_code == 403
    typed = client.post(address(election, "/kod"), {"code": code.lower().replace(" ", "-")})
    assert typed.status_code == 303
    assert code.replace(" ", "") not in typed.location
    booth = client.get(typed.location)
    assert "Kodunuz tanındı." in booth.text
    assert "data-keep" not in booth.text
    chosen = str(options(election)["Engelsiz rampa"].id)
    review = client.post(typed.location, {"choice": [chosen]})
    answer = client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert answer.location.endswith("/oy/alindi")
    received = client.get(answer.location)
    assert "Oyunuz alındı" in received.text
    assert "Makbuzunuz" in received.text
    assert '"type":"receipt"' in client.get(address(election, "/oy/makbuz.json")).text
    (entry,) = entries(election)
    assert (entry.channel, entry.email_proof_id) == ("code", None)
    with client.browser.session_transaction() as cookie:
        assert code.replace(" ", "") not in repr(dict(cookie))
    left = client.post(address(election, "/oy/bitir"))
    assert left.status_code == 303
    assert client.get(address(election, "/oy")).status_code == 403
    assert client.get(answer.location).status_code in (302, 303, 401)


def test_the_same_code_again_changes_the_ballot(coded: tuple[Election, str]) -> None:
    election, code = coded
    cast_code(election, code, "Engelsiz rampa")
    cast_code(election, code, "Mahalle bostanı")
    assert len(entries(election)) == 1
    assert [row.revision for row in ballots(election)] == [1, 2]


def test_an_unknown_code_is_told_at_once(coded: tuple[Election, str], client: Client) -> None:
    election, _code = coded
    page = client.post(address(election, "/kod"), {"code": "2222 3333 4444"})
    assert page.status_code == 422
    assert "Bu kod bu oylamanın listesinde yok" in page.text
    assert client.get(address(election, "/oy")).status_code == 403


def test_wrong_codes_are_counted_and_right_ones_are_not(
    coded: tuple[Election, str], client: Client
) -> None:
    election, code = coded
    client.app.config["THROTTLE"] = True
    try:
        for _time in range(60):
            assert client.post(address(election, "/kod"), {"code": code}).status_code == 303
        answers = [
            client.post(address(election, "/kod"), {"code": "2222 3333 4444"}) for _ in "x" * 61
        ]
        assert [answer.status_code for answer in answers] == [422] * 60 + [429]
    finally:
        client.app.config["THROTTLE"] = False


def test_a_code_used_on_paper_is_refused_before_the_booth(
    coded: tuple[Election, str], client: Client
) -> None:
    election, code = coded
    mark(make_desk(election), code)
    page = client.post(address(election, "/kod"), {"code": code})
    assert page.status_code == 422
    assert "sandıkta kâğıtla oy kullandınız" in page.text
    with pytest.raises(casting.OnPaper):
        cast_code(election, code, "Engelsiz rampa")


def test_a_ticket_is_for_one_vote_alone(coded: tuple[Election, str], client: Client) -> None:
    election, code = coded
    other = make_election()
    client.post(address(election, "/kod"), {"code": code})
    review = client.post(
        address(other, "/oy"), {"choice": [str(options(other)["Engelsiz rampa"].id)]}
    )
    assert "giriş" in review.text
    assert entries(other) == []


def test_another_browser_cannot_cast_a_code_voters_review(
    coded: tuple[Election, str], client: Client
) -> None:
    election, code = coded
    client.post(address(election, "/kod"), {"code": code})
    review = client.post(
        address(election, "/oy"), {"choice": [str(options(election)["Engelsiz rampa"].id)]}
    )
    stranger = Client(client.app)
    answer = stranger.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert answer.status_code == 403
    assert entries(election) == []


# --- the tablet ---------------------------------------------------------------------------------


def test_a_kiosk_goes_back_to_its_start_and_forgets(
    coded: tuple[Election, str], client: Client
) -> None:
    election, code = coded
    start = client.get(address(election, "/kiosk"))
    assert "<nav" not in start.text
    typed = client.post(address(election, "/kiosk"), {"code": code})
    booth = client.get(typed.location)
    assert "<nav" not in booth.text
    assert booth.headers["Refresh"].endswith(f"url={address(election, '/kiosk')}")
    assert booth.headers["Cache-Control"] == "no-store"
    review = client.post(typed.location, {"choice": [str(options(election)["Engelsiz rampa"].id)]})
    assert "<nav" not in review.text
    answer = client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    received = client.get(answer.location)
    assert received.headers["Refresh"].startswith("45;")
    again = client.get(address(election, "/kiosk"))
    assert "Refresh" not in again.headers
    assert client.get(address(election, "/oy")).status_code == 403
    with client.browser.session_transaction() as cookie:
        assert "bilet" not in cookie


def test_nobody_holds_a_ticket_without_a_code(app: Flask) -> None:
    assert NOBODY.tickets == {}
    assert visitor(make_person()).tickets == {}
    assert rolls.identifier("  Iğdır-12 ") == "line:igdir12"
    assert rolls.identifier("Ayse@Ornek.EXAMPLE") == "email:ayse@ornek.example"
    assert rolls.identifier(" - ") == ""
