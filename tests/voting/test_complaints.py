"""Complaints about a result: written, checked, answered, told; nothing about who wrote them."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from kernel import clock
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import Role
from notifications.models import Notice
from places.queries import get_municipality
from tests.client import Client
from tests.make.casting import vote
from tests.make.places import make_person, make_staff, saving, visitor
from tests.make.voting import count, make_election, make_officer
from tests.moment import NOW
from voting import complaining, queries, sealing, services
from voting.models import Complaint, Election
from voting.services import complaints
from web import my_data

TEXT = "Makbuzum günlükte var ama toplamda bir oy eksik görünüyor."
AFTER = NOW + timedelta(days=30)


@pytest.fixture
def kept() -> dict[str, Any]:
    return {}


@pytest.fixture
def election(app: Flask, kept: dict[str, Any]) -> Election:
    """Counted at NOW, with the receipt of one of its voters."""
    made = make_election()
    kept["receipt"] = sealing.short_receipt(vote(made, make_person(), "Engelsiz rampa"))
    with clock.held(AFTER):
        counted = count(made)
    with saving():
        row = queries.get_election(counted.id)
        row.counted_at = NOW
    return queries.get_election(counted.id)


def address(election: Election, rest: str = "itiraz", desk: bool = False) -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}{'/masa' if desk else ''}/oylamalar/{election.id}/{rest}"


def page_of(client: Client, election: Election) -> str:
    return client.get(address(election, "").rstrip("/")).text


def rows() -> list[Complaint]:
    db.session.expire_all()
    return list(db.session.scalars(select(Complaint).order_by(Complaint.id)))


def officer(election: Election, role: Role = Role.OFFICER) -> Person:
    return make_staff(get_municipality(election.municipality_id), role)


def complain(
    election: Election, person: Person, text: str = TEXT, receipt: str = "", fate: str = ""
) -> int:
    with saving():
        return complaints.complain(
            queries.get_election(election.id),
            by=visitor(person),
            text=text,
            receipt=complaints.Receipt(receipt, fate),
        ).id


def answer(complaint_id: int, text: str, *, public: bool = False) -> None:
    with saving():
        complaint = queries.get_complaint(complaint_id)
        by = make_officer(complaint.municipality_id)
        complaints.answer(complaint, by=by, text=text, public=public)


# --- writing ------------------------------------------------------------------------------------


def test_somebody_complains_with_a_receipt(
    client: Client, election: Election, kept: dict[str, Any]
) -> None:
    person = make_person("Gülten Sarı")
    client.sign_in(person)
    done = client.post(address(election), {"text": TEXT, "receipt": kept["receipt"]})
    assert done.status_code == 303
    (row,) = rows()
    assert (row.text, row.receipt, row.fate) == (TEXT, kept["receipt"], "counted")
    page = page_of(client, election)
    assert TEXT in page
    assert "Bu sonuca bir kez itiraz edildi." in page
    stranger = page_of(Client(client.app), election)
    assert TEXT not in stranger
    assert "Gülten" not in stranger
    assert "Bu sonuca bir kez itiraz edildi." in stranger


def test_a_receipt_comes_as_a_file_too(
    client: Client, election: Election, kept: dict[str, Any]
) -> None:
    client.sign_in(make_person())
    file = io.BytesIO(kept["receipt"].encode()), "makbuz.txt"
    done = client.post(
        address(election), {"text": TEXT, "file": file}, content_type="multipart/form-data"
    )
    assert done.status_code == 303
    assert [(row.receipt, row.fate) for row in rows()] == [(kept["receipt"], "counted")]


@pytest.mark.parametrize(("receipt", "fate"), [("", ""), ("bir şey", "unreadable")])
def test_a_complaint_needs_no_receipt(
    client: Client, election: Election, receipt: str, fate: str
) -> None:
    client.sign_in(make_person())
    assert client.post(address(election), {"text": TEXT, "receipt": receipt}).status_code == 303
    assert [row.fate for row in rows()] == [fate]


def test_a_receipt_of_another_vote_is_sent_back(client: Client, election: Election) -> None:
    other = sealing.short_receipt(vote(make_election(), make_person(), "Engelsiz rampa"))
    client.sign_in(make_person())
    answered = client.post(address(election), {"text": TEXT, "receipt": other})
    assert answered.status_code == 422
    assert "Bu makbuz başka bir oylamanın." in answered.text
    assert rows() == []


def test_the_same_twice_is_one_and_there_is_a_most(election: Election) -> None:
    person = make_person()
    assert complain(election, person) == complain(election, person)
    complain(election, person, TEXT + " İki.")
    complain(election, person, TEXT + " Üç.")
    with pytest.raises(complaints.TooMany):
        complain(election, person, TEXT + " Dört.")
    assert len(rows()) == complaints.MOST


def test_the_last_day_is_told_and_kept(client: Client, election: Election) -> None:
    """Seven days after the day of the result, the whole of the last one."""
    client.sign_in(make_person())
    assert "29 Kasım 2026 Pazar" in page_of(client, election)
    ends = complaining.ends_at(NOW)
    with clock.held(ends - timedelta(minutes=1)):
        assert client.get(address(election)).status_code == 200
    with clock.held(ends):
        assert client.get(address(election)).status_code == 409
        assert client.post(address(election), {"text": TEXT}).status_code == 409
        page = page_of(client, election)
    assert "İtiraz süresi doldu. Son gün: 29 Kasım 2026 Pazar." in page
    assert "İtiraz edin" not in page
    assert rows() == []


def test_the_last_day_is_told_before_the_vote(app: Flask, client: Client) -> None:
    page = page_of(client, make_election())
    assert "Sonuca, yayımlandığı günü izleyen 7 gün içinde itiraz edebilirsiniz." in page


def test_a_kept_draft_holds_no_receipt(
    client: Client, election: Election, kept: dict[str, Any]
) -> None:
    """The session has ended while somebody typed."""
    from kernel.drafts import Draft  # noqa: PLC0415

    lost = client.post(address(election), {"text": TEXT, "receipt": kept["receipt"]})
    assert lost.status_code == 303
    (draft,) = db.session.scalars(select(Draft)).all()
    assert TEXT in json.dumps(draft.fields, ensure_ascii=False)
    assert kept["receipt"] not in json.dumps(draft.fields)


# --- answering ----------------------------------------------------------------------------------


def test_the_answer_reaches_whoever_wrote(client: Client, election: Election) -> None:
    person = make_person("Gülten Sarı")
    number = complain(election, person)
    client.sign_in(officer(election))
    listed = client.get(address(election, "itirazlar", desk=True)).text
    assert TEXT in listed
    assert "Gülten" not in listed
    slug = get_municipality(election.municipality_id).slug
    where = f"/{slug}/masa/itirazlar/{number}/yanit"
    assert "Gülten" not in client.get(where).text
    assert client.post(where, {"answer": "Kayıtlara baktık: oy sayılmış."}).status_code == 303
    assert client.post(where, {"answer": "İkinci bir yanıt yazılamaz."}).status_code == 409
    (notice,) = db.session.scalars(select(Notice).where(Notice.person_id == person.id)).all()
    assert notice.object_id == election.id
    mail = db.session.scalars(select(Errand).where(Errand.person_id == person.id)).all()
    (sent,) = [one for one in mail if one.key == f"voting.complaint_answered:{number}"]
    assert sent.body["to"] == person.email
    assert "Kayıtlara baktık: oy sayılmış." in sent.body["text"]
    own = Client(client.app).sign_in(person)
    assert "Kayıtlara baktık" in page_of(own, election)
    assert "Kayıtlara baktık" not in page_of(Client(client.app), election)
    assert "Yanıtlanan: 1." in page_of(Client(client.app), election)


def test_a_public_answer_stands_without_the_complaint(client: Client, election: Election) -> None:
    answer(complain(election, make_person()), "Günlükte eksik yok; sayımı yineledik.", public=True)
    page = page_of(client, election)
    assert "Günlükte eksik yok; sayımı yineledik." in page
    assert TEXT not in page


def test_an_auditor_reads_and_does_not_answer(client: Client, election: Election) -> None:
    number = complain(election, make_person())
    client.sign_in(officer(election, Role.AUDITOR))
    listed = client.get(address(election, "itirazlar", desk=True)).text
    assert TEXT in listed
    assert f"/masa/itirazlar/{number}/yanit" not in listed
    slug = get_municipality(election.municipality_id).slug
    assert client.get(f"/{slug}/masa/itirazlar/{number}/yanit").status_code == 403


def test_the_desk_counts_what_waits(client: Client, election: Election) -> None:
    first = complain(election, make_person())
    complain(election, make_person())
    client.sign_in(officer(election))
    slug = get_municipality(election.municipality_id).slug
    desk = client.get(f"/{slug}/masa").text
    assert "Yanıt bekleyen itiraz" in desk
    assert address(election, "itirazlar", desk=True) in desk
    answer(first, "Baktık ve yanıtladık.")
    answer(first + 1, "Baktık ve yanıtladık.")
    assert "Yanıt bekleyen itiraz" not in client.get(f"/{slug}/masa").text


def test_the_record_names_nobody_who_complained(election: Election) -> None:
    person = make_person()
    complain(election, person, receipt="KM1.x", fate="unreadable")
    (line,) = db.session.scalars(select(AuditLine).where(AuditLine.verb == "voting.complain")).all()
    assert line.person_id is None
    assert line.after == {"receipt": "unreadable"}


def test_a_complaint_changes_no_count(election: Election) -> None:
    before = queries.get_election(election.id).result
    answer(complain(election, make_person()), "Sayım doğru; bir yanlışlık yok.", public=True)
    assert queries.get_election(election.id).result == before


# --- leaving ------------------------------------------------------------------------------------


def test_with_the_account_goes_what_was_written(election: Election) -> None:
    person = make_person()
    answer(complain(election, person, receipt="KM1.x", fate="unreadable"), "Baktık, sayılmış.")
    complain(election, person, TEXT + " Yeniden.")
    kept = my_data.export(person.id)["complaints"]
    assert [row["text"] for row in kept] == [TEXT, TEXT + " Yeniden."]
    with write():
        services.forget(person.id)
    (left,) = rows()
    assert (left.person_id, left.text, left.receipt) == (None, "", "")
    assert left.answer == "Baktık, sayılmış."
    found = queries.find_objections(election.id)
    assert (found.number, found.answered) == (1, 1)


def test_the_most_holds_for_windows_pressed_at_one_moment(app: Flask, election: Election) -> None:
    person, where = make_person(), address(election)
    browsers = [Client(app).sign_in(person) for _number in range(5)]
    db.session.remove()

    def press(number: int) -> int:
        with app.app_context():
            return browsers[number].post(where, {"text": f"{TEXT} {number}"}).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        codes = sorted(pool.map(press, range(len(browsers))))
    assert codes == [303] * complaints.MOST + [422] * 2
    assert len(rows()) == complaints.MOST
