"""Every page, export, mail and notice of the programme, for every role: who meets which secret."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from capacity import queries, services
from capacity.models import GrantState, Point
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import Role
from notifications.models import Notice
from programme import queries as programme
from programme import services as applying
from programme.models import FileKind, PartnerSeat, ProgrammeRole, TrackKind, Writer
from programme.queries import get_participation
from tests.client import Client
from tests.make.capacity import (
    PDF,
    TOLD,
    make_consultant,
    make_contact,
    make_self_assessment,
    make_session,
)
from tests.make.places import make_municipality, make_person, make_staff, saving, visitor
from tests.make.programme import (
    known,
    make_application,
    make_participation,
    make_review,
    make_role,
    make_term,
    make_track,
)
from web import my_data

pytestmark = pytest.mark.database
#: who may meet it; its words stand nowhere else
SECRETS: dict[str, set[str]] = {
    "taslak-metni": {"applicant", "co-writer"},
    "baska-basvuru": {"other applicant", "reviewer of others", "team"},
    "gonderilen-metin": {"applicant", "co-writer", "reviewer", "team"},
    "degerlendirme-gorusu": {"reviewer", "team"},
    # In conflict with it: the page is closed to them; their own words are in their own export.
    "catisma-nedeni": {"reviewer in conflict", "team"},
    "danisman-notu": {"consultant", "team"},
    "taslak-dayanagi": {"contact", "consultant"},
    "gonderilen-dayanak": {"contact", "consultant", "team"},
    "plan-sorunu": {"contact", "other participant", "team"},
    "ornek-taslagi": {"contact", "team"},
    "hibe-raporu": {"contact", "consultant", "team"},
    "cevrim-ici-adres": {"team"},
}
Known = dict[str, list[Any]]


@dataclass
class World:
    people: dict[str, Any]
    known: Known


@pytest.fixture
def world(app: Flask) -> World:
    term, town = make_term(), make_municipality()
    track, civic = make_track(term), make_track(term, kind=TrackKind.CIVIC)
    joined, actor = make_participation(track), make_participation(civic)
    people: dict[str, Any] = {
        "applicant": make_person("Başvuran"),
        "co-writer": make_person("Birlikte yazan"),
        "invited": make_person("Çağrılan", email="cagrilan@ornek.example"),
        "other applicant": make_person("Öteki başvuran"),
        "reviewer": make_role(ProgrammeRole.REVIEWER),
        "reviewer of others": make_role(ProgrammeRole.REVIEWER),
        "reviewer in conflict": make_role(ProgrammeRole.REVIEWER),
        "consultant": make_consultant(joined),
        "other consultant": make_consultant(actor),
        "team": make_role(ProgrammeRole.TEAM),
        "contact": make_contact(joined),
        "other participant": make_contact(actor),
        "partner": make_person("Ortak"),
        "auditor of the town": make_staff(town, Role.AUDITOR),
        "unit of the town": make_staff(town, Role.UNIT_OFFICER),
        "resident": make_person("Hemşehri"),
        "anonymous": None,
    }
    with saving() as session:
        partner = people["partner"].id
        session.add(PartnerSeat(term_id=term.id, person_id=partner, name="Örnek Birliği"))
    known_: Known = {
        "term_id": [term.id],
        "track_id": [track.id],
        "participation_id": [joined.id, actor.id],
        "writing_id": ["sahte"],
        "certificate_id": ["AAAA-BBBB-CCCC"],
        "heading": ["A"],
        "which": ["sozlesme"],
        **_applications(people, track),
        **_plan(people, joined.id, actor.id),
        **_work(people, joined.id),
        "training_id": [make_session(term, hours=50, announced=False, title="Oturum").id],
    }
    return World(people, known_)


def _applications(people: dict[str, Any], track: Any) -> Known:
    owner = people["applicant"]
    draft = make_application(track, owner=owner, sent=False)
    sent, other = (
        make_application(track, owner=owner),
        make_application(track, owner=people["other applicant"]),
    )
    with write() as session:
        for row, words in ((draft, "taslak-metni"), (sent, "gonderilen-metin")):
            programme.get_application(row.id).motivation = words
            session.add(
                Writer(
                    application_id=row.id,
                    email="yazan@ornek.example",
                    person_id=people["co-writer"].id,
                )
            )
            invited = people["invited"].email
            session.add(Writer(application_id=row.id, email=invited))
        programme.get_application(other.id).motivation = "baska-basvuru"
    with write():
        file = applying.add_file(
            programme.get_application(draft.id),
            by=visitor(owner),
            kind=FileKind.OTHER,
            accepted=(b"%PDF taslak-metni", "application/pdf", "ek.pdf"),
        ).id
    given = make_review(sent, people["reviewer"], points=(9, 3))
    waits = make_review(sent, people["reviewer in conflict"])
    make_review(other, people["reviewer of others"])
    with write():
        programme.get_review(given.id).comment = "degerlendirme-gorusu"
        by = visitor(people["reviewer in conflict"])
        applying.declare_conflict(programme.get_review(waits.id), by=by, reason="catisma-nedeni")
    return {
        "application_id": [sent.id, draft.id, other.id],
        "attachment_id": [file],
        "review_id": [given.id, waits.id],
    }


def _plan(people: dict[str, Any], town: int, actor: int) -> Known:
    with write():
        plan = applying.save_plan(
            None,
            get_participation(actor),
            by=known(people["other participant"]),
            title="Ortak plan",
            problem="plan-sorunu",
            goal="Amaç",
            town_id=town,
        )
        return {"plan_id": [plan.id]}


def _work(people: dict[str, Any], number: int) -> Known:
    contact, team = known(people["contact"]), known(people["team"])
    joined = get_participation(number)
    draft = make_self_assessment(joined, value=None, by=people["contact"])
    with write():
        filled = {"A1": services.Filling(1, evidence="taslak-dayanagi", file=PDF)}
        services.save(queries.get_self_assessment(draft.id), by=contact, filled=filled)
    ended = make_self_assessment(joined, point=Point.END, handed_in=True, by=people["contact"])
    with write():
        handed = queries.get_self_assessment(ended.id)
        handed.answers[0].evidence = "gonderilen-dayanak"
    with write():
        joined = get_participation(number)
        services.log(
            joined,
            by=known(people["consultant"]),
            held_on=clock.today(),
            minutes=60,
            topic="Takvim",
            summary="Konuşuldu.",
            private_note="danisman-notu",
            tasks=[("Takvimi yazın", clock.today())],
        )
        told = {**TOLD, "body": "ornek-taslagi", "html": "<p>ornek-taslagi</p>"}
        practice = services.write_practice(joined, by=contact, told=told)  # type: ignore[arg-type]
        grant = services.give_grant(
            joined,
            by=team,
            purpose="Buluşmalar",
            amount_kurus=100,
            report_due_on=clock.today(),
        )
        numbers = {"practice_id": [practice.id], "grant_id": [grant.id]}
    for state in (GrantState.AGREED, GrantState.PAID):
        with write():
            row = queries.get_grant(numbers["grant_id"][0])
            services.move_grant(row, by=team, to=state, on=clock.today(), agreement=PDF)
    with write():
        row = queries.get_grant(numbers["grant_id"][0])
        services.report_grant(row, by=contact, report="hibe-raporu")
    session = make_session(announced=False, hours=60)
    with write():
        material = services.add_material(
            queries.get_session(session.id), by=team, title="Slayt", link="https://cevrim-ici-adres"
        ).id
    evidence = queries.get_self_assessment(draft.id).answers[0].id
    return {
        "self_assessment_id": [draft.id, ended.id],
        "evidence_id": [evidence],
        "material_id": [material],
        **numbers,
    }


def addresses(app: Flask, known_: Known) -> Iterator[str]:
    """Every GET address of both packages with every sample."""
    builder = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        of = rule.endpoint.partition(".")[0]
        if of not in ("programme", "capacity") or "GET" not in (rule.methods or ()):
            continue
        names = sorted(rule.arguments)
        missing = [name for name in names if name not in known_]
        assert not missing, f"{rule}: no sample for {missing}"
        for values in product(*(known_[name] for name in names)):
            yield builder.build(rule.endpoint, dict(zip(names, values, strict=True)))


#: the others walk in the long proofs, and over the main pages in the tests beside this one
ROLES = pytest.mark.parametrize(
    "roles", [("partner", "co-writer"), pytest.param((), id="all", marks=pytest.mark.proof)]
)


@ROLES
def test_every_secret_is_met_by_those_named_and_nobody_else(
    app: Flask, world: World, roles: tuple[str, ...]
) -> None:
    pages = list(addresses(app, world.known))
    assert len(pages) > 70
    met: dict[str, set[str]] = {secret: set() for secret in SECRETS}
    walking = {who: world.people[who] for who in roles or world.people}
    for who, person in walking.items():
        client = Client(app) if person is None else Client(app).sign_in(person)
        said = []
        for page in pages:
            answer = client.get(page)
            assert answer.status_code < 500, (who, page)
            said += [answer.get_data().decode(errors="replace"), answer.headers.get("Location", "")]
        if person is not None:
            said.append(json.dumps(my_data.export(person.id), default=str))
        whole = "".join(said)
        for secret in SECRETS:
            met[secret] |= {who} if secret in whole else set()
    assert met == {secret: named & set(walking) for secret, named in SECRETS.items()}


def test_no_mail_and_no_notice_carries_a_secret(app: Flask, world: World) -> None:
    said = [json.dumps(body) for body in db.session.scalars(select(Errand.body))]
    said += [json.dumps(facts) for facts in db.session.scalars(select(Notice.facts))]
    assert db.session.scalars(select(Person.id)).first() is not None
    assert len(said) > 5
    whole = "".join(said)
    assert [secret for secret in SECRETS if secret in whole] == []
