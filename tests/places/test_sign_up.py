"""Signing up in a municipality: the notice shown, the neighbourhood, no consent box."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Digest, Person
from kernel.db import db, write
from places import queries
from places.models import LegalKind, LegalText, Municipality, NoticeShown, Residence
from places.services.settings import publish_legal_text
from tests.client import Client
from tests.make.places import make_municipality, make_neighbourhood, make_person
from tests.make.residence import make_legal_text


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


@pytest.fixture
def notice(town: Municipality) -> LegalText:
    return make_legal_text(town)


def typed(notice: LegalText | None, **anything: Any) -> dict[str, Any]:
    return {
        "name": "Kavaklılı",
        "email": "yeni@cinarli.example",
        "password": "uzun-bir-cumle-yazdim",
        "notice": str(notice.id) if notice else "",
        **anything,
    }


def test_what_sign_up_leaves(client: Client, town: Municipality, notice: LegalText) -> None:
    kavakli = make_neighbourhood(town)
    page = client.get("/cinarli/uye-ol").text
    assert "checked" not in page
    data = typed(notice, neighbourhood=kavakli.id)
    assert client.post("/cinarli/uye-ol", data).status_code == 303
    person = db.session.scalars(select(Person)).one()
    assert person.digest is Digest.NONE
    assert db.session.scalars(select(NoticeShown.legal_text_id)).all() == [notice.id]
    assert db.session.scalars(select(Residence.neighbourhood_id)).all() == [kavakli.id]


def test_mails_are_an_own_choice(client: Client, town: Municipality, notice: LegalText) -> None:
    client.post("/cinarli/uye-ol", typed(notice, digest="y"))
    assert db.session.scalars(select(Person)).one().digest is Digest.DAILY


def test_a_known_address_gets_the_same_answer_and_leaves_nothing(
    client: Client, town: Municipality, notice: LegalText
) -> None:
    kavakli, known = make_neighbourhood(town), make_person()
    new = client.post("/cinarli/uye-ol", typed(notice))
    old = client.post("/cinarli/uye-ol", typed(notice, email=known.email, neighbourhood=kavakli.id))
    assert (old.status_code, old.headers["Location"]) == (new.status_code, new.headers["Location"])
    assert queries.find_residence(known.id, town.id) is None
    assert len(db.session.scalars(select(NoticeShown)).all()) == 1


def test_a_notice_that_changed_meanwhile_is_shown_first(
    client: Client, town: Municipality, notice: LegalText
) -> None:
    with write():
        new = publish_legal_text(town, kind=LegalKind.PRIVACY, body="b", html="<p>b</p>", by=None)
    answer = client.post("/cinarli/uye-ol", typed(notice))
    assert answer.status_code == 422
    assert f'value="{new.id}"' in answer.text
    assert db.session.scalars(select(Person)).all() == []
    assert client.post("/cinarli/uye-ol", typed(new)).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "x"},
        {"name": ""},
        {"password": "kısa"},
        {"neighbourhood": "99999"},
        {"email": "<script>@x.example"},
    ],
    ids=str,
)
def test_wrong_input_makes_no_account(
    client: Client, town: Municipality, notice: LegalText, wrong: dict[str, str]
) -> None:
    answer = client.post("/cinarli/uye-ol", typed(notice, **wrong))
    assert answer.status_code == 422
    assert db.session.scalars(select(Person)).all() == []


def test_who_is_signed_in_needs_no_second_account(client: Client, town: Municipality) -> None:
    client.sign_in(make_person())
    assert client.get("/cinarli/uye-ol").status_code == 409
