"""Links by mail: to residents and to a list, one an address, leading back to nobody."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Digest, Person
from kernel import sheets, worker
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.outbox import Errand, State
from kernel.rules import Role, Visitor
from places.models import Municipality, Neighbourhood
from surveys import queries, services
from surveys.models import Access, Code, Invited, Response, Survey
from tests.client import Client
from tests.make.accounts import list_mails
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_resident,
    make_staff,
)
from tests.make.surveys import close, make_survey, make_survey_activity

LIST = "\n".join(f"Ad {number};kisi{number}@ornek.example;05" for number in range(12))


@pytest.fixture
def survey(app: Flask) -> Survey:
    town = make_municipality(slug="cinarli")
    return make_survey(make_survey_activity(town), access=Access.CODE)


def recipients(number: int, first: int = 0) -> list[services.Recipient]:
    return [
        services.Recipient(f"k{n}@ornek.example", "tr", f"mark-{n}", account=False)
        for n in range(first, first + number)
    ]


def send(survey: Survey, some: list[services.Recipient]) -> tuple[int, int]:
    db.session.expire_all()
    with write():
        whole = queries.get_survey(survey.id)
        return services.send_links(whole, by=Visitor(), recipients=some)


def test_every_address_gets_one_link(survey: Survey) -> None:
    twice = [*recipients(12), *recipients(3)]
    assert send(survey, twice) == (12, 0)
    codes = {re.findall(r"#(\S+)", mail["text"])[0] for mail in list_mails()}
    assert len(codes) == 12
    assert {mail["to"] for mail in list_mails()} == {one.email for one in recipients(12)}
    assert all(queries.has_code(survey.id, code) for code in codes)
    assert send(survey, [*recipients(12), *recipients(10, first=50)]) == (10, 0)
    assert len(list_mails()) == 22
    stored = " ".join(str(row.__dict__) for row in db.session.scalars(select(AuditLine)))
    assert not any(code in stored or f"k{n}@" in stored for n, code in enumerate(codes))


def test_fewer_than_ten_would_point_at_somebody(survey: Survey) -> None:
    with pytest.raises(services.TooFewAddresses):
        send(survey, recipients(9))
    send(survey, recipients(10))
    with pytest.raises(services.TooFewAddresses):
        send(survey, recipients(14))
    assert len(list_mails()) == 10


def test_what_is_left_for_the_next_time_is_never_few(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.services.inviting.MOST", 30)
    assert send(survey, recipients(33)) == (20, 13)
    assert send(survey, recipients(33)) == (13, 0)


def test_address_and_code_go_with_the_mail(survey: Survey, app: Flask) -> None:
    """Nothing is left by which a used code could be told from an unused one."""
    app.config["MAIL_SERVER"] = "mail.example"
    send(survey, recipients(12))
    sent: list[Any] = []

    def post(message: Any) -> None:
        if len(sent) == 10:
            raise worker.Refused("550")
        if len(sent) == 11:
            sent.append(message)
            raise RuntimeError("the line broke")
        sent.append(message)

    worker.run_once({}, post)
    states = db.session.scalars(select(Errand.state).order_by(Errand.id)).all()
    assert set(states) >= {State.DONE, State.FAILED}
    assert {str(body) for body in db.session.scalars(select(Errand.body))} == {"{}"}


def test_in_the_demo_the_mail_can_be_read(survey: Survey, app: Flask) -> None:
    app.config["MAIL_SERVER"] = ""
    send(survey, recipients(10))
    worker.run_once({}, lambda _message: None)
    assert len([mail for mail in list_mails() if mail]) == 10


def test_the_release_forgets_who_was_asked(survey: Survey) -> None:
    send(survey, recipients(10))
    over = close(survey)
    with write():
        services.release(queries.get_survey(over.id), by=Visitor())
    for model in (Invited, Code):
        assert db.session.scalars(select(model.id)).all() == []


def test_from_neighbourhoods_and_a_list_to_an_answer(app: Flask, survey: Survey) -> None:
    town_id, where = survey.municipality_id, make_neighbourhood_of(survey)
    asked = [make_resident(where, verified=False) for _one in range(3)]
    silent = make_resident(where, digest=Digest.NONE)
    elsewhere = make_resident(make_neighbourhood_of(survey, "Yeşilova"))
    officer = Client(app).sign_in(make_staff_of(town_id))
    path = f"/cinarli/masa/anketler/{survey.id}/baglantilar"
    assert officer.get(path).status_code == 200
    assert officer.post(path, {}).status_code == 422
    broken = officer.post(path, {"addresses": f"{LIST}\nbu bir adres değil"})
    assert broken.status_code == 422
    assert "13" in broken.text
    few = officer.post(path, {"neighbourhoods": [str(where.id)]})
    assert few.status_code == 422, "three people would be too few"
    fields = {"neighbourhoods": [str(where.id)], "addresses": LIST}
    assert officer.post(path, fields).status_code == 303
    mails = list_mails()
    assert len(mails) == 15
    to = {mail["to"] for mail in mails}
    assert {person.email for person in asked} < to
    assert not {silent.email, elsewhere.email} & to
    link, code = re.findall(r"http://localhost(\S+)#(\S+)", mails[-1]["text"])[0]
    reader = Client(app)
    assert "data-from-address" in reader.get(link).text
    page = reader.post(link, {"code": code})
    (field,) = [tag for tag in re.findall(r"<input[^>]*>", page.text) if 'name="state"' in tag]
    state = re.findall(r'value="([^"]+)"', field)[0]
    name = re.findall(r'name="(q\d+)"', page.text)[0]
    done = reader.post(link.replace("/kod", "/doldur"), {"state": state, name: "1"})
    assert done.status_code == 303
    assert db.session.scalars(select(Response.person_id)).all() == [None]
    assert not queries.has_code(survey.id, code)


def test_addresses_in_a_workbook_whichever_column_holds_them(app: Flask, survey: Survey) -> None:
    officer = Client(app).sign_in(make_staff_of(survey.municipality_id))
    path = f"/cinarli/masa/anketler/{survey.id}/baglantilar"
    rows: list[list[sheets.Cell]] = [["Ad", "Adres"]]
    rows.extend([f"Kişi {n}", f"kisi{n}@ev.example"] for n in range(12))
    book = sheets.to_xlsx([("Adresler", rows)])
    broken = {"file": (io.BytesIO(book[:200]), "adresler.xlsx")}
    assert officer.post(path, broken).status_code == 422
    assert officer.post(path, {"file": (io.BytesIO(book), "adresler.xlsx")}).status_code == 303
    assert {mail["to"] for mail in list_mails()} == {f"kisi{n}@ev.example" for n in range(12)}


def make_neighbourhood_of(survey: Survey, name: str = "Kavaklı") -> Neighbourhood:
    return make_neighbourhood(db.session.get_one(Municipality, survey.municipality_id), name)


def make_staff_of(municipality_id: int) -> Person:
    return make_staff(db.session.get_one(Municipality, municipality_id), Role.OFFICER)
