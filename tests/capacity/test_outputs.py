"""Consultancy, grants, good practice, the dashboard; and who sees none of it."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask

from capacity import queries, services
from capacity.models import ConsultancyTask, GrantState, PracticeState
from capacity.services.outputs import NeedsAgreement, NeedsReason, NeedsReport, WrongMove
from kernel import clock
from kernel.db import db, write
from programme.models import Participation, ProgrammeRole, TrackKind
from tests.client import Client
from tests.make.capacity import (
    make_consultant,
    make_contact,
    make_self_assessment,
)
from tests.make.places import make_municipality, make_person
from tests.make.programme import known, make_participation, make_role, make_term, make_track
from tests.queries_counter import count_queries

pytestmark = pytest.mark.database
NOTE = "Başkan yardımcısı isteksiz görünüyor"
FILE = (b"%PDF-1.4 ", "application/pdf", "sozlesme.pdf")


def team() -> Any:
    return known(make_role(ProgrammeRole.TEAM))


def make_entry(participation: Participation, consultant: Any) -> None:
    with write():
        services.log(
            db.session.get_one(Participation, participation.id),
            by=known(consultant),
            held_on=clock.today(),
            minutes=60,
            topic="Danışma takvimi",
            summary="Takvim konuşuldu",
            private_note=NOTE,
            tasks=[("Takvimi yayımlayın", clock.today() + timedelta(days=7))],
        )


def test_a_task_is_ticked_and_opened_again(app: Flask, client: Client) -> None:
    participation = make_participation()
    make_entry(participation, make_consultant(participation))
    client.sign_in(make_contact(participation))
    page = f"/program/katilimcilar/{participation.id}/danismanlik"
    assert "Takvimi yayımlayın" in client.get(page).text
    (task,) = queries.list_tasks(participation.id)
    for done in (True, False):
        assert client.post(f"/program/gorev/{task.id}").status_code == 303
        found = db.session.get_one(ConsultancyTask, task.id)
        assert (found.done_at is not None) is done


def test_the_note_is_for_consultant_and_team_alone(app: Flask) -> None:
    """Every role looks at every page around a participant; a draft assessment likewise."""
    term = make_term()
    participation = make_participation(make_track(term))
    other = make_participation(make_track(term, kind=TrackKind.CIVIC))
    consultant, contact = make_consultant(participation), make_contact(participation)
    make_entry(participation, consultant)
    draft = make_self_assessment(participation, value=None, by=contact)
    with write():
        services.save(
            queries.get_self_assessment(draft.id),
            by=known(contact),
            filled={"A1": services.Filling(1, evidence="Gizli dayanak")},
        )
    people = {
        "team": make_role(ProgrammeRole.TEAM),
        "reviewer": make_role(ProgrammeRole.REVIEWER),
        "consultant": consultant,
        "other consultant": make_consultant(other),
        "participant": contact,
        "other participant": make_contact(other),
        "resident": make_person(),
        "nobody": None,
    }
    base = f"/program/katilimcilar/{participation.id}"
    pages = [
        *(f"{base}/{name}" for name in ("calisma", "danismanlik", "degisim")),
        base,
        *(f"/program/oz-degerlendirme/{draft.id}{rest}" for rest in ("", "/A", "/gonder")),
        f"/program/masa/gosterge/{term.id}",
        f"/program/masa/gosterge/{term.id}/tablo.csv",
    ]
    notes, drafts = set(), set()
    for who, person in people.items():
        client = Client(app) if person is None else Client(app).sign_in(person)
        said = "".join(client.get(page).text for page in pages)
        notes |= {who} if NOTE in said else set()
        drafts |= {who} if "Gizli dayanak" in said else set()
    assert notes == {"team", "consultant"}
    assert drafts == {"participant", "consultant"}


def test_a_talk_is_written_with_its_tasks(app: Flask, client: Client) -> None:
    participation = make_participation()
    client.sign_in(make_consultant(participation))
    sent = {
        "held_on": clock.today().isoformat(),
        "minutes": "45",
        "topic": "Yol haritası",
        "task_1": "Taslağı gönderin",
    }
    page = f"/program/katilimcilar/{participation.id}/danismanlik/yaz"
    assert client.post(page, sent).status_code == 422
    assert client.post(page, {**sent, "due_1": "2026-12-20"}).status_code == 303
    assert [task.title for task in queries.list_tasks(participation.id)] == ["Taslağı gönderin"]


# --- grants -------------------------------------------------------------------------------------


def make_grant(participation: Participation) -> int:
    with write():
        row = services.give_grant(
            db.session.get_one(Participation, participation.id),
            by=team(),
            purpose="Mahalle buluşmaları",
            amount_kurus=2_000_000,
            report_due_on=clock.today() + timedelta(days=90),
        )
        return row.id


def move(number: int, to: GrantState, **more: Any) -> None:
    with write():
        services.move_grant(queries.get_grant(number), by=team(), to=to, on=clock.today(), **more)


def test_a_grant_goes_its_way_and_every_day_is_kept(app: Flask) -> None:
    participation = make_participation()
    number = make_grant(participation)
    with pytest.raises(NeedsAgreement):
        move(number, GrantState.AGREED)
    move(number, GrantState.AGREED, agreement=FILE)
    with pytest.raises(WrongMove):
        move(number, GrantState.CLOSED)
    move(number, GrantState.PAID)
    with pytest.raises(NeedsReport):
        move(number, GrantState.REPORTED)
    with write():
        services.report_grant(
            queries.get_grant(number), by=known(make_contact(participation)), report="Yapıldı."
        )
    move(number, GrantState.CLOSED)
    grant = queries.get_grant(number)
    assert [step.state.value for step in grant.steps] == [
        "planned",
        "agreed",
        "paid",
        "reported",
        "closed",
    ]
    assert grant.agreement is not None
    assert grant.agreement.withheld


def test_a_cancelled_grant_says_why(app: Flask) -> None:
    number = make_grant(make_participation())
    with pytest.raises(NeedsReason):
        move(number, GrantState.CANCELLED)
    move(number, GrantState.CANCELLED, note="Proje vazgeçti")
    assert queries.get_grant(number).state is GrantState.CANCELLED


def test_a_report_waits_for_the_money(app: Flask) -> None:
    participation = make_participation()
    number = make_grant(participation)
    with pytest.raises(WrongMove), write():
        services.report_grant(
            queries.get_grant(number), by=known(make_contact(participation)), report="Erken"
        )


def test_the_agreement_leaves_by_the_grants_door(app: Flask, client: Client) -> None:
    participation = make_participation()
    number = make_grant(participation)
    move(number, GrantState.AGREED, agreement=FILE)
    page = f"/program/hibeler/{number}"
    client.sign_in(make_person())
    assert client.get(f"{page}/sozlesme.dosya").status_code == 403
    client.sign_in(make_contact(participation))
    assert "₺" in client.get(page).text
    assert client.get(f"{page}/sozlesme.dosya").data == FILE[0]
    assert client.get(f"{page}/rapor.dosya").status_code == 404


# --- good practice ------------------------------------------------------------------------------


def test_an_example_is_written_offered_and_published(app: Flask, client: Client) -> None:
    participation = make_participation(name="Işıklı Belediyesi")
    client.sign_in(make_contact(participation))
    sent = {
        "title": "Köy kahvesinde bütçe masası",
        "summary": "Bütçeyi kahvede, tebeşirle anlattık.",
        "topic": "B",
        "body": "Her köyde bir akşam kahveye gittik. " * 5,
    }
    made = client.post(f"/program/katilimcilar/{participation.id}/iyi-ornek", sent)
    page = made.headers["Location"]
    officer = Client(app).sign_in(make_role(ProgrammeRole.TEAM))
    assert Client(app).get(page).status_code == 404
    assert officer.post(f"{page}/yayimla").status_code == 409
    assert client.post(f"{page}/sun").status_code == 303
    assert officer.post(f"{page}/yayimla").status_code == 303
    assert client.get(f"{page}/duzenle").status_code == 409
    assert "Köy kahvesinde" in Client(app).get("/program/iyi-ornekler?q=IŞIKLI kahve").text
    assert "Köy kahvesinde" not in Client(app).get("/program/iyi-ornekler?konu=A").text
    (row,) = queries.list_practices()
    assert row.state is PracticeState.PUBLISHED


# --- the dashboard ------------------------------------------------------------------------------


def test_the_board_has_figures_and_medians_and_no_merit(app: Flask, client: Client) -> None:
    term = make_term()
    track = make_track(term)
    for number in range(3):
        one = make_participation(track, name=f"Belediye {number}", population=60_000)
        make_self_assessment(one, value=number + 1, handed_in=True)
    make_participation(track, name="Ağır Belediye", population=2_000_000)
    rows = queries.list_board(term.id)
    assert rows[0].participation.name == "Ağır Belediye"
    small, large = queries.groups(rows)
    assert (small.count, small.before) == (3, sorted(r.before or 0 for r in rows)[2])
    assert (large.count, large.before) == (1, None)
    client.sign_in(make_role(ProgrammeRole.TEAM))
    page = f"/program/masa/gosterge/{term.id}"
    assert "Belediye 2" in client.get(page).text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}/tablo.xlsx").data))
    assert len(list(book.worksheets[0].iter_rows())) == 5
    assert client.get(f"{page}/tablo.csv").data.decode("utf-8-sig").count("\r\n") == 5


def test_a_draft_assessment_has_no_figure_on_the_board(app: Flask) -> None:
    term = make_term()
    make_self_assessment(make_participation(make_track(term)), value=4)
    (row,) = queries.list_board(term.id)
    assert row.before is None


def test_the_board_asks_as_often_for_one_as_for_many(app: Flask) -> None:
    term = make_term()
    track = make_track(term)
    numbers = []
    for _turn in range(2):
        for _one in range(3):
            town = make_municipality()
            one = make_participation(track, municipality_id=town.id)
            make_self_assessment(one, handed_in=True)
        db.session.rollback()
        with count_queries() as asked:
            queries.list_board(term.id)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
