"""Answering in the browser without JavaScript; statements; the desk; the auditor's page."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from kernel.db import db, write
from kernel.rules import Role
from opinions import queries, services, tasks
from opinions.models import Answer, Statement, StatementState, Vote
from places.models import Municipality
from tests.client import Client
from tests.make.opinions import (
    SEEDS,
    answered,
    camps,
    fresh,
    make_conversation,
    make_opinions_activity,
    statement_ids,
)
from tests.make.places import make_municipality, make_person, make_staff, visitor


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality()


@pytest.fixture
def base(app: Flask, town: Municipality) -> tuple[int, str]:
    made = make_conversation(make_opinions_activity(town))
    return made.id, f"/{town.slug}/gorus-haritalari/{made.id}"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, name
    return found[1]


def stored() -> list[tuple[int, Answer, float | None]]:
    db.session.rollback()
    rows = db.session.execute(
        select(Vote.statement_id, Vote.answer, Vote.propensity).order_by(Vote.at)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_one_after_the_other_and_back(base: tuple[int, str], client: Client) -> None:
    number, path = base
    client.sign_in(make_person())
    page = client.get(f"{path}/yanitla").text
    asked = int(hidden(page, "ifade"))
    sent = {"ifade": asked, "yanit": "agree", "cekilis": hidden(page, "cekilis")}
    assert client.post(f"{path}/yanitla", sent).status_code == 303
    assert stored() == [(asked, Answer.AGREE, 0.125)]
    page = client.get(f"{path}/yanitla").text
    assert "katılıyorum" in page
    assert int(re.findall(r'name="ifade" value="(\d+)"', page)[0]) != asked
    # Undone it stands there again; chosen by oneself it has no chance.
    answer = client.post(f"{path}/geri-al", {"ifade": asked})
    assert answer.headers["Location"].endswith(f"?ifade={asked}")
    assert not stored()
    client.post(f"{path}/yanitla", {"ifade": asked, "yanit": "unclear"})
    assert stored() == [(asked, Answer.UNCLEAR, None)]
    for said, placed in (("pass", False), ("disagree", True)):
        for one in statement_ids(queries.get_conversation(number)):
            client.post(f"{path}/yanitla", {"ifade": one, "yanit": said})
        page = client.get(f"{path}/yanitla").text
        assert "Bütün ifadeleri yanıtladınız" in page
        assert ("Haritada yerinizi görün" in page) is placed, "passes give nobody a place"


def test_what_is_no_answer_is_none(base: tuple[int, str], client: Client) -> None:
    number, path = base
    client.sign_in(make_person())
    one = statement_ids(queries.get_conversation(number))[0]
    for wrong in (
        {},
        {"ifade": one},
        {"ifade": "x", "yanit": "agree"},
        {"ifade": 99999, "yanit": "agree"},
    ):
        assert client.post(f"{path}/yanitla", wrong).status_code == 303
    assert not stored()


def test_a_chance_of_another_draw_is_not_taken(base: tuple[int, str], client: Client) -> None:
    number, path = base
    client.sign_in(make_person())
    page = client.get(f"{path}/yanitla").text
    other = next(
        one
        for one in statement_ids(queries.get_conversation(number))
        if one != int(hidden(page, "ifade"))
    )
    client.post(
        f"{path}/yanitla",
        {"ifade": other, "yanit": "agree", "cekilis": hidden(page, "cekilis")},
    )
    assert stored() == [(other, Answer.AGREE, None)]


def test_similar_ones_come_first_then_it_is_read(base: tuple[int, str], client: Client) -> None:
    _number, path = base
    client.sign_in(make_person())
    words = "Pazar akşam dokuza kadar açık kalsın"
    page = client.post(f"{path}/ifade", {"text": words})
    assert page.status_code == 422
    assert SEEDS[2] in page.text
    again = {"text": words, "seen": hidden(page.text, "seen")}
    assert client.post(f"{path}/ifade", again).status_code == 303
    row = db.session.scalars(select(Statement).where(Statement.text == words)).one()
    assert row.state is StatementState.PENDING
    own = client.get(f"{path}/yanitlarim").text
    assert words in own
    assert "İncelenmeyi bekliyor" in own
    fragment = client.get(f"{path}/benzer?q=pazar+akşam+açık", headers={"Accept": "text/html"})
    assert SEEDS[2] in fragment.text
    assert "<html" not in fragment.text


def test_what_waits_is_listed_for_whoever_decides_on_it(
    base: tuple[int, str], town: Municipality, client: Client
) -> None:
    _number, path = base
    words = "Kavaklı’ya da bir pazar kurulsun"
    client.sign_in(make_person())
    page = client.post(f"{path}/ifade", {"text": words})
    if page.status_code == 422:
        client.post(f"{path}/ifade", {"text": words, "seen": hidden(page.text, "seen")})
    shown = []
    for role in (Role.OFFICER, Role.MODERATOR, Role.COUNCIL_OFFICER):
        client.sign_in(make_staff(town, role))
        shown.append(words in client.get(f"/{town.slug}/masa/ifadeler").text)
    assert shown == [True, True, False]


def test_no_links_no_telephones(base: tuple[int, str], client: Client) -> None:
    _number, path = base
    client.sign_in(make_person())
    for words in ("Bakın: https://cinarli.example/x", "Ali’yi 0532 123 45 67’den arayın"):
        assert client.post(f"{path}/ifade", {"text": words}).status_code == 422


def test_the_officer_draws_up_publishes_and_decides(town: Municipality, client: Client) -> None:
    activity = make_opinions_activity(town)
    client.sign_in(make_staff(town, Role.OFFICER))
    desk = f"/{town.slug}/masa"
    given = {"question": "Pazar yeri nasıl olsun?", "own_statements": "y", "moderated": "y"}
    answer = client.post(f"{desk}/gorus-haritasi/{activity.id}", given)
    path = answer.headers["Location"]
    assert client.post(f"{path}/ifade-ekle", {"text": "\n".join(SEEDS)}).status_code == 303
    assert client.post(f"{path}/yayimla").status_code == 303
    made = queries.find_conversation(activity.id)
    assert made is not None
    assert len(statement_ids(made)) == len(SEEDS)
    author = make_person()
    with write():
        services.add_statement(fresh(made), by=visitor(author), text="Pazar cumartesi kurulsun.")
    row = db.session.scalars(select(Statement).where(Statement.author_id == author.id)).one()
    number = row.id
    assert "Pazar cumartesi kurulsun." in client.get(path).text
    assert "Pazar cumartesi kurulsun." in client.get(f"{desk}/ifadeler").text
    assert client.post(f"{desk}/ifadeler/{number}/karar", {"decision": "reject"}).status_code == 422
    rejected = {"decision": "reject", "ground": "repeated", "reason": "3 numara da bunu söylüyor."}
    assert client.post(f"{desk}/ifadeler/{number}/karar", rejected).status_code == 303
    shown = client.get(f"/{town.slug}/gorus-haritalari/{made.id}").text
    assert "3 numara da bunu söylüyor." in shown


def test_the_auditor_sees_flags_and_no_names(
    app: Flask, town: Municipality, client: Client
) -> None:
    made = make_conversation(make_opinions_activity(town), seeds=24)
    answered(made, camps(made, (20, 20), missing=0))
    ids = statement_ids(made)
    people = [make_person("Hep Evetçi").id for _one in range(4)]
    answered(made, {person: dict.fromkeys(ids, Answer.AGREE) for person in people})
    tasks.analyse(made.id)
    path = f"/{town.slug}/masa/gorus-haritalari/{made.id}/denetim"
    client.sign_in(make_staff(town, Role.AUDITOR))
    page = client.get(path).text
    assert "başkalarıyla aynı yanıtlar" in page
    assert "Hep Evetçi" not in page
    assert "/sayma" not in page
    assert "ifade değişiyor" in page or "aynı ifadeler duruyor" in page
    client.sign_in(make_staff(town, Role.OFFICER))
    href = re.search(r'href="([^"]+/sayma)"', client.get(path).text)
    assert href
    assert client.post(href[1], {"reason": "Yanıtlar birbirinin aynısı."}).status_code == 303
    assert "Yanıtlar birbirinin aynısı." in client.get(path).text
