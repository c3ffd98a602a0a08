"""Residence: declared, proved at the desk or by a letter, ended with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from kernel import clock, outbox
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.rules import Role
from places import queries
from places.models import LetterRequest, Municipality, Neighbourhood, ProofKind, ResidenceProof
from places.services import residence as services
from tests.client import Client
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_person,
    make_resident,
    make_staff,
    visitor,
)
from tests.make.residence import make_letter


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


@pytest.fixture
def kavakli(town: Municipality) -> Neighbourhood:
    return make_neighbourhood(town)


def living_proof(person: Person, town: Municipality) -> ResidenceProof:
    proof = queries.find_proof(person.id, town.id)
    assert proof is not None
    return proof


# --- declaring ----------------------------------------------------------------------------------


def test_a_neighbourhood_is_declared_and_changed(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person, ilica = make_person(), make_neighbourhood(town, "Ilıca")
    client.sign_in(person)
    for place in (kavakli, ilica):
        assert client.post("/cinarli/ikamet", {"neighbourhood": place.id}).status_code == 303
    residence = queries.find_residence(person.id, town.id)
    assert residence is not None
    assert residence.neighbourhood_id == ilica.id


@pytest.mark.parametrize("typed", ["", "0", "999999", "x", "１", "9" * 40])
def test_a_neighbourhood_of_the_list_only(
    client: Client, town: Municipality, kavakli: Neighbourhood, typed: str
) -> None:
    elsewhere = make_neighbourhood(make_municipality(), "Başka")
    person = make_person()
    client.sign_in(person)
    for value in (typed, str(elsewhere.id)):
        answer = client.post("/cinarli/ikamet", {"neighbourhood": value})
        assert answer.status_code == 422
    assert queries.find_residence(person.id, town.id) is None


def test_a_visitor_signs_in_first(client: Client, town: Municipality) -> None:
    answer = client.get("/cinarli/ikamet")
    assert answer.status_code == 303
    assert "/giris" in answer.headers["Location"]


# --- letters ------------------------------------------------------------------------------------

LETTER: dict[str, Any] = {
    "full_name": "Ayşe Yılmaz",
    "address": "Çınar Sokak No: 5\nDaire: 3",
    "birth_year": "1984",
}


def test_a_letter_from_asking_to_the_proof(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person = make_person()
    client.sign_in(person)
    data = {**LETTER, "neighbourhood": kavakli.id}
    assert client.post("/cinarli/ikamet/mektup", data).status_code == 303
    letter = db.session.scalars(select(LetterRequest)).one()
    assert letter.full_name == "Ayşe Yılmaz"

    officer = make_staff(town, Role.DESK_OFFICER)
    desk = Client(client.app).sign_in(officer)
    code = services.letter_code(letter)
    sheet = desk.get("/cinarli/masa/ikamet/mektuplar/yazdir").text
    assert code in sheet
    assert "Çınar Sokak No: 5" in sheet
    posted = f"/cinarli/masa/ikamet/mektuplar/{letter.id}/postaya-verildi"
    assert desk.post(posted).status_code == 303
    db.session.refresh(letter)
    assert (letter.full_name, letter.address) == ("", "")
    assert code not in desk.get("/cinarli/masa/ikamet/mektuplar/yazdir").text
    assert desk.post(posted).status_code == 409

    assert client.post("/cinarli/ikamet/kod", {"code": code.lower()}).status_code == 303
    proof = living_proof(person, town)
    assert (proof.kind, proof.neighbourhood_id, proof.birth_year) == (
        ProofKind.LETTER,
        kavakli.id,
        1984,
    )
    db.session.refresh(letter)
    assert letter.used_at is not None
    assert letter.birth_year is None
    assert client.post("/cinarli/ikamet/kod", {"code": code}).status_code == 409


def test_a_wrong_code_leaves_nothing(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person, neighbour = make_person(), make_person()
    make_letter(person, kavakli)
    other = make_letter(neighbour, kavakli)
    client.sign_in(person)
    for code in ("AAAA-AAAA", services.letter_code(other), "ışıİŞ", "", "x" * 41, "😀"):
        answer = client.post("/cinarli/ikamet/kod", {"code": code})
        assert answer.status_code == 422, code
    assert queries.find_proof(person.id, town.id) is None


def test_codes_may_not_be_tried_for_ever(
    app: Flask, client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person = make_person()
    make_letter(person, kavakli)
    client.sign_in(person)
    app.config["THROTTLE"] = True
    try:
        answers = [
            client.post("/cinarli/ikamet/kod", {"code": "AAAA-AAAA"}).status_code
            for _try in range(11)
        ]
    finally:
        app.config["THROTTLE"] = False
    assert answers == [422] * 10 + [429]


def test_one_open_letter_at_a_time_and_old_ones_do_not_count(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person = make_person()
    old = make_letter(person, kavakli, requested_at=clock.now() - timedelta(days=61))
    client.sign_in(person)
    answer = client.post("/cinarli/ikamet/kod", {"code": services.letter_code(old)})
    assert answer.status_code == 422
    data = {**LETTER, "neighbourhood": kavakli.id}
    assert client.post("/cinarli/ikamet/mektup", data).status_code == 303
    assert client.post("/cinarli/ikamet/mektup", data).status_code == 422
    letter = queries.find_open_letter(person.id, town.id)
    assert letter is not None
    assert client.post(f"/cinarli/ikamet/mektup/{letter.id}/vazgec").status_code == 303
    db.session.refresh(letter)
    assert (letter.full_name, letter.address) == ("", "")
    assert client.post("/cinarli/ikamet/mektup", data).status_code == 303


def test_an_expired_letter_keeps_nothing(town: Municipality, kavakli: Neighbourhood) -> None:
    person = make_person()
    with write():
        letter = services.request_letter(
            town, by=person.id, neighbourhood_id=kavakli.id, **{**LETTER, "birth_year": 1984}
        )
    errand = db.session.scalars(select(outbox.Errand)).one()
    assert errand.due_at == letter.requested_at + timedelta(days=60)
    with write():
        services.expire_letter(**errand.body)
    db.session.refresh(letter)
    assert (letter.full_name, letter.address, letter.birth_year) == ("", "", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_name": "A"},
        {"full_name": "x" * 161},
        {"address": "kısa"},
        {"address": "x" * 401},
        {"birth_year": "1899"},
        {"birth_year": "2027"},
        {"birth_year": "bin dokuz yüz"},
        {"birth_year": "9" * 30},
        {"neighbourhood": "0"},
    ],
    ids=str,
)
def test_a_letter_needs_a_whole_address(
    client: Client, kavakli: Neighbourhood, wrong: dict[str, str]
) -> None:
    client.sign_in(make_person())
    data = {**LETTER, "neighbourhood": kavakli.id, **wrong}
    answer = client.post("/cinarli/ikamet/mektup", data)
    assert answer.status_code == 422
    assert db.session.scalars(select(LetterRequest)).all() == []


# --- the desk -----------------------------------------------------------------------------------


def find(desk: Client, email: str) -> str:
    """The address of the person's page at the desk."""
    answer = desk.post("/cinarli/masa/ikamet", {"email": email})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_the_desk_records_and_corrects_one_row(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person, ilica = make_person(), make_neighbourhood(town, "Ilıca")
    client.sign_in(make_staff(town, Role.DESK_OFFICER))
    page = find(client, (person.email or "").upper())
    assert (person.email or "") in client.get(page).text
    data = {"neighbourhood": kavakli.id, "birth_year": "1990", "seen": "y"}
    assert client.post(page, data).status_code == 303
    first = living_proof(person, town).id
    assert client.post(page, {**data, "neighbourhood": ilica.id}).status_code == 303
    proof = living_proof(person, town)
    assert (proof.id, proof.neighbourhood_id, proof.kind) == (first, ilica.id, ProofKind.DESK)


def test_nothing_is_recorded_without_seeing_a_document(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person = make_person()
    client.sign_in(make_staff(town, Role.DESK_OFFICER))
    page = find(client, person.email or "")
    assert client.post(page, {"neighbourhood": kavakli.id}).status_code == 422
    assert queries.find_proof(person.id, town.id) is None


def test_ended_with_a_reason_the_person_reads(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person = make_resident(kavakli)
    client.sign_in(make_staff(town, Role.DESK_OFFICER))
    page = find(client, person.email or "") + "/bitir"
    assert client.post(page, {"reason": "kısa"}).status_code == 422
    reason = "Belediye sınırları dışına taşındı."
    assert client.post(page, {"reason": reason}).status_code == 303
    assert queries.find_proof(person.id, town.id) is None
    mail = db.session.scalars(select(outbox.Errand)).one()
    assert mail.body["to"] == person.email
    assert reason in mail.body["text"]
    assert reason in Client(client.app).sign_in(person).get("/cinarli/ikamet").text
    assert client.post(page, {"reason": reason}).status_code == 409


def test_only_the_whole_address_finds_somebody_and_each_look_is_recorded(
    client: Client, town: Municipality
) -> None:
    person = make_person("Ayşe Yılmaz")
    client.sign_in(make_staff(town, Role.DESK_OFFICER))
    for typed in ("Ayşe Yılmaz", "cinarli.example", "%@cinarli.example", "yok@cinarli.example"):
        assert client.post("/cinarli/masa/ikamet", {"email": typed}).status_code == 422
    find(client, person.email or "")
    looks = db.session.scalars(select(AuditLine).where(AuditLine.verb == "places.look_up")).all()
    assert [line.object_id for line in looks] == [str(person.id)]
    assert all("cinarli.example" not in str((line.before, line.after)) for line in looks)


def test_the_page_of_a_person_is_for_one_officer_and_half_an_hour(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    person = make_resident(kavakli)
    client.sign_in(make_staff(town, Role.DESK_OFFICER))
    page = find(client, person.email or "")
    colleague = Client(client.app).sign_in(make_staff(town, Role.DESK_OFFICER))
    assert colleague.get(page).status_code == 404
    next_town = make_municipality(slug="ovakoy")
    assert client.get(page.replace("cinarli", "ovakoy")).status_code == 404
    assert next_town.id != town.id
    with clock.held(clock.now() + timedelta(minutes=31)):
        assert client.get(page).status_code == 404


def test_two_officers_at_once_make_one_proof(
    monkeypatch: pytest.MonkeyPatch, town: Municipality, kavakli: Neighbourhood
) -> None:
    person = make_resident(kavakli)
    officer = visitor(make_staff(town, Role.DESK_OFFICER))
    monkeypatch.setattr(queries, "find_proof", lambda *_: None)
    with pytest.raises(services.AlreadyVerified), write():
        services.verify(
            services.Desk(kavakli.id, None),
            person_id=person.id,
            municipality_id=town.id,
            by=officer,
        )
    assert len(db.session.scalars(select(ResidenceProof)).all()) == 1


def test_my_places_name_every_municipality(
    client: Client, town: Municipality, kavakli: Neighbourhood
) -> None:
    make_municipality(name="Ovaköy")
    client.sign_in(make_resident(kavakli))
    page = client.get("/hesap/mahalle").text
    assert "Kavaklı" in page
    assert "Ovaköy" in page
    assert "İkamet doğrulandı" in page
