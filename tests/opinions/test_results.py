"""The result page, the files, one statement's page, and what becomes of it."""

import csv
import io
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from answers.models import Duty, DutyKind
from consultations.models import ActivityKind
from journeys import queries as journeys
from kernel.db import db
from kernel.rules import Role, Visitor
from opinions import queries, services, tasks
from opinions.models import Answer, Conversation, StatementGround
from places.models import Municipality
from proposals import services as proposals
from proposals.models import Proposal, ProposalState
from proposals.queries import get_proposal
from tests.client import Client
from tests.make.answers import make_answer
from tests.make.consultations import make_activity, make_consultation
from tests.make.opinions import (
    answered,
    camps,
    close,
    fresh,
    make_conversation,
    make_opinions_activity,
    statement_ids,
    vote,
)
from tests.make.places import make_municipality, make_person, make_staff, saving, visitor


def town_of(conversation: Conversation) -> Municipality:
    return db.session.get_one(Municipality, conversation.municipality_id)


def counted(*, final: bool, sizes: tuple[int, ...] = (24, 22), **more: Any) -> Conversation:
    conversation = make_conversation(**more)
    answered(conversation, camps(conversation, sizes))
    if final:
        conversation = close(conversation)
    assert tasks.analyse(conversation.id)
    return fresh(conversation)


def results(client: Client, conversation: Conversation) -> str:
    path = f"/{town_of(conversation).slug}/gorus-haritalari/{conversation.id}/sonuc"
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_while_open_the_page_and_the_files_hold_nothing_exact(app: Flask) -> None:
    conversation = counted(final=False)
    page = results(Client(app), conversation)
    assert "Katılan, yaklaşık" in page
    assert "yaklaşık 20 kişi" in page
    assert "46 kişi" not in page
    assert "Sayıların alındığı an" in page
    data = _json(app, conversation)
    assert data["people"] == 40
    assert not any(one["everybody"]["exact"] for one in data["statements"])
    assert data == {**data, **_without_texts(conversation)}, "one publication for all"


def _json(app: Flask, conversation: Conversation) -> dict[str, Any]:
    path = f"/{town_of(conversation).slug}/gorus-haritalari/{conversation.id}/sayilar.json"
    found: dict[str, Any] = json.loads(Client(app).get(path).get_data())
    return found


def _without_texts(conversation: Conversation) -> dict[str, Any]:
    told = queries.publication(conversation.id)
    assert told is not None
    return {key: value for key, value in told.items() if key != "statements"}


def test_at_the_end_the_totals_are_exact_and_the_table_says_of_whom(app: Flask) -> None:
    conversation = counted(final=True)
    assert ">46<" in results(Client(app), conversation)
    path = f"/{town_of(conversation).slug}/gorus-haritalari/{conversation.id}/sayilar.csv"
    text = Client(app).get(path).get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    told = _json(app, conversation)
    parts = 1 + len(told["groups"])
    assert len(rows) == parts * len(told["statements"])
    for row in rows:
        if row["exact"] == "1":
            counts = [int(row[name]) for name in ("agree", "disagree", "pass")]
            assert sum(counts) == int(row["people"])
            assert all(count == 0 or count >= 10 for count in counts)


def test_fewer_than_ten_people_have_no_figures(app: Flask) -> None:
    conversation = counted(final=True, sizes=(5, 4))
    page = results(Client(app), conversation)
    assert "Henüz 10 kişi yanıt vermedi" in page
    assert "opinion-map" not in page


def test_only_oneself_sees_ones_own_place(app: Flask) -> None:
    conversation = make_conversation()
    given = camps(conversation, (24, 22))
    answered(conversation, given)
    tasks.analyse(conversation.id)
    me = db.session.get_one(Person, next(iter(given)))
    assert "Bunu yalnızca siz görüyorsunuz" in results(Client(app).sign_in(me), conversation)
    other = make_person()
    for client in (Client(app), Client(app).sign_in(other)):
        page = results(client, conversation)
        assert "Bunu yalnızca siz görüyorsunuz" not in page
        assert 'class="own"' not in page


def test_few_answers_give_no_place(app: Flask) -> None:
    conversation = counted(final=False)
    me = make_person()
    vote(conversation, me, statement_ids(conversation)[0], Answer.AGREE)
    page = results(Client(app).sign_in(me), conversation)
    assert "henüz yeterli yanıt yok" in page
    assert 'class="own"' not in page


def test_a_statement_taken_out_lingers_nowhere(app: Flask) -> None:
    conversation = counted(final=False)
    part = queries.get_statement(statement_ids(conversation)[0])
    text, slug = part.row.text, town_of(conversation).slug
    with saving():
        services.ban_statement(
            queries.get_statement(part.row.id).row,
            by=Visitor(),
            ground=StatementGround.OFF_TOPIC,
            reason="Konu pazar yeri.",
        )
    client = Client(app)
    own = client.get(f"/{slug}/ifadeler/{part.row.id}").get_data(as_text=True)
    for page in (
        results(client, conversation),
        own,
        json.dumps(_json(app, conversation), ensure_ascii=False),
    ):
        assert text not in page
    assert "Konu pazar yeri." in own


# --- what becomes of it -------------------------------------------------------------------------


def test_a_statement_becomes_a_proposal_that_keeps_its_origin(app: Flask) -> None:
    activity = make_opinions_activity()
    make_activity(activity.consultation, ActivityKind.PROPOSALS)
    conversation = make_conversation(activity)
    slug, statement = town_of(conversation).slug, statement_ids(conversation)[1]
    person = make_person("Ayşe Yılmaz")
    client = Client(app).sign_in(person)
    there = f"/{slug}/ifadeler/{statement}/oneri"
    assert f'action="{there}"' in client.get(f"/{slug}/ifadeler/{statement}").get_data(as_text=True)
    for _twice in range(2):
        answer = client.post(there)
        assert answer.status_code == 303
    made = db.session.scalars(select(Proposal).order_by(Proposal.id)).all()
    assert [one.state for one in made] == [ProposalState.DRAFT]
    here = f"/{slug}/ifadeler/{statement}"
    assert "Henüz bir öneriye" in client.get(here).get_data(as_text=True), "a draft is nobody's"
    number = made[0].id
    with saving():
        proposals.publish(get_proposal(number), by=visitor(person))
    assert f"/{slug}/oneriler/{number}" in client.get(here).get_data(as_text=True)
    assert here in Client(app).get(f"/{slug}/oneriler/{number}").get_data(as_text=True)
    found = journeys.list_sources("proposals.show", number)
    assert [(one.endpoint, one.object_id) for one in found] == [("opinions.statement", statement)]


def test_where_its_consultation_takes_no_proposals_another_one_does(app: Flask) -> None:
    conversation = make_conversation()
    slug, statement = town_of(conversation).slug, statement_ids(conversation)[0]
    client = Client(app).sign_in(make_person())
    here, there = f"/{slug}/ifadeler/{statement}", f"/{slug}/ifadeler/{statement}/oneri"
    assert "Şu anda öneri yazılan bir danışma yok" in client.get(here).get_data(as_text=True)
    assert client.post(there).status_code == 409
    other = make_activity(make_consultation(town_of(conversation), title="Çay bahçesi"))
    assert "Çay bahçesi" in client.get(here).get_data(as_text=True)
    assert client.post(there).status_code == 303
    made = db.session.scalars(select(Proposal).order_by(Proposal.id)).one()
    assert made.activity_id == other.id


def test_a_marked_finding_is_owed_an_answer_of_its_own(app: Flask) -> None:
    conversation = make_conversation()
    town, statement = town_of(conversation), statement_ids(conversation)[0]
    here = f"/{town.slug}/ifadeler/{statement}"
    officer = make_staff(town, Role.OFFICER)
    client = Client(app).sign_in(officer)
    assert f"{here}/bulgu" in client.get(here).get_data(as_text=True)
    assert client.post(f"{here}/bulgu").status_code == 303
    assert client.post(f"{here}/bulgu").status_code == 409
    duty = db.session.scalars(select(Duty).where(Duty.kind == DutyKind.FINDING)).one()
    assert (duty.endpoint, duty.object_id) == ("opinions.statement", statement)
    assert "Belediye bu bulguya ayrıca yanıt verecek." in Client(app).get(here).get_data(
        as_text=True
    )
    make_answer(duty, by=officer)
    assert "Belediye bu bulguyu yanıtladı." in Client(app).get(here).get_data(as_text=True)
    number = queries.get_conversation(conversation.id).activity.consultation_id
    said = f"/{town.slug}/danismalar/{number}/siz-soylediniz"
    assert duty.subject in Client(app).get(said).get_data(as_text=True)


# --- rows of those who consented ----------------------------------------------------------------


@pytest.mark.parametrize(("consenting", "given"), [(9, False), (11, True)])
def test_rows_only_of_ten_who_consented(app: Flask, consenting: int, given: bool) -> None:
    conversation = make_conversation(make_opinions_activity(make_municipality()))
    answers = camps(conversation, (20, 15))
    answered(conversation, answers)
    for person in list(answers)[:consenting]:
        with saving():
            services.share_row(conversation, by=Visitor(id=person), shares=True)
    officer = make_staff(town_of(conversation), Role.OFFICER)
    client = Client(app).sign_in(officer)
    path = f"/{town_of(conversation).slug}/masa/gorus-haritalari/{conversation.id}/satirlar.csv"
    assert client.post(path).status_code == 409, "not before the end"
    close(conversation)
    tasks.analyse(conversation.id)
    answer = client.post(path)
    if not given:
        assert answer.status_code == 303
        return
    text = answer.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == consenting
    assert {cell for row in rows for key, cell in row.items() if key != "row"} <= {
        "1",
        "0",
        "-1",
        "'-1",
        "",
    }
    assert "Kişi" not in text
