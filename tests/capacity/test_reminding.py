"""Reminders of tasks and grant reports, once each; certificates given anew; the roadmap's stage."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from capacity import queries, services
from capacity.models import Certificate, GrantState
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import NOBODY
from notifications.models import Notice
from programme import services as programme
from programme.models import ProgrammeRole
from programme.queries import get_participation
from roadmap.rules.documents import Stage
from tests.client import Client
from tests.make.capacity import (
    PDF,
    make_consultant,
    make_contact,
    make_guest,
    make_session,
)
from tests.make.places import make_municipality, make_person
from tests.make.programme import known, make_participation, make_role, make_track
from tests.make.roadmaps import make_roadmap

pytestmark = pytest.mark.database


def told(person: Any) -> list[str]:
    rows = db.session.scalars(
        select(Notice.message).where(Notice.person_id == person.id).order_by(Notice.id)
    )
    return [one for one in rows if "gün" in one or "raporu" in one]


def waiting(task: str) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        select(Errand).where(Errand.key.like(f"{task}:%")).order_by(Errand.due_at)
    )
    return [dict(one.body) for one in rows]


def facts(task: str) -> list[tuple[int, str]]:
    found = []
    for body in waiting(task):
        one = body.get("facts", body)
        found.append((one["number"], one["when"]))
    return found


def test_a_task_reminds_a_week_before_and_the_day_after(app: Flask) -> None:
    joined = make_participation()
    person, consultant = make_contact(joined), make_consultant(joined)
    due = clock.today() + timedelta(days=20)
    with write():
        services.log(
            get_participation(joined.id),
            by=known(consultant),
            held_on=clock.today(),
            minutes=60,
            topic="Takvim",
            summary="",
            private_note="",
            tasks=[("Takvimi yazın", due), ("Yarın bitecek", clock.today() + timedelta(days=1))],
        )
    planned = facts("capacity.task")
    assert [when for _number, when in planned] == ["after", "before", "after"]
    number = planned[1][0]
    for when in ("before", "before", "after"):
        with write():
            services.remind_task(number, when)
    assert len(told(person)) == 2
    assert len(told(consultant)) == 1
    with write():
        services.finish_task(queries.get_task(number), by=known(person), done=True)
    other = planned[0][0]
    with write():
        services.finish_task(queries.get_task(other), by=known(person), done=True)
        services.remind_task(other, "after")
    assert len(told(person)) == 2


def test_a_grants_report_reminds_until_it_is_there(app: Flask) -> None:
    joined = make_participation()
    person, team = make_contact(joined), make_role(ProgrammeRole.TEAM)
    with write():
        grant = services.give_grant(
            get_participation(joined.id),
            by=known(team),
            purpose="Mahalle buluşmaları",
            amount_kurus=2_000_000,
            report_due_on=clock.today() + timedelta(days=30),
        )
        number = grant.id
    assert facts("capacity.grant") == [(number, "before"), (number, "after")]
    with write():
        services.remind_grant(number, "before")
    assert len(told(person)) == 1
    for state in (GrantState.AGREED, GrantState.PAID):
        with write():
            services.move_grant(
                queries.get_grant(number),
                by=known(team),
                to=state,
                on=clock.today(),
                agreement=PDF,
            )
    with write():
        report = "Üç mahallede üç buluşma yapıldı."
        services.report_grant(queries.get_grant(number), by=known(person), report=report)
        services.remind_grant(number, "after")
    assert len(told(person)) == 1


def test_a_certificate_is_given_anew_and_its_old_code_says_so(app: Flask) -> None:
    session = make_session()
    guest = make_guest(session, make_person("Ayşe Yılmz"))
    team = make_role(ProgrammeRole.TEAM)
    with write():
        services.settle(queries.get_session(session.id), by=known(team))
    old = db.session.scalars(select(Certificate.code)).one()
    client, path = Client(app).sign_in(team), f"/program/belge/{old}/duzelt"
    assert Client(app).sign_in(guest).post(path, {"name": "Başka Ad"}).status_code == 403
    assert client.post(path, {"name": "Ayşe Yılmaz"}).status_code == 303
    new = db.session.scalars(select(Certificate.code)).one()
    assert new != old
    reader = Client(app)
    page = reader.get(f"/program/belge/{old}").text
    assert "yerine yenisi verildi" in page
    assert "Ayşe" not in page
    assert new not in page
    assert "Ayşe Yılmaz" in reader.get(f"/program/belge/{new}").text
    assert reader.get(f"/program/belge?kod={old}").status_code == 303
    assert client.post(path, {"name": "Bir daha"}).status_code == 404
    with write():
        services.forget(guest.id)
    for code in (old, new):
        assert reader.get(f"/program/belge/{code}").status_code == 404


def test_the_board_says_where_the_roadmap_stands(app: Flask) -> None:
    town, track = make_municipality(), make_track()
    joined = make_participation(track, municipality_id=town.id)
    nowhere = make_participation(track)
    first = make_roadmap(town)
    rows = {one.participation.id: one.document for one in queries.list_board(track.term_id)}
    assert rows == {joined.id: Stage.DRAFT, nowhere.id: None}
    with write():
        programme.link_roadmap(get_participation(nowhere.id), by=NOBODY, roadmap_id=first.id)
    rows = {one.participation.id: one.document for one in queries.list_board(track.term_id)}
    assert rows[nowhere.id] is Stage.DRAFT
    page = Client(app).sign_in(make_role(ProgrammeRole.TEAM))
    assert "Taslak" in page.get(f"/program/masa/gosterge/{track.term_id}").text
