"""Several people write one application; partners of a term; participants without application."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand
from programme import queries, services
from programme.models import (
    Application,
    ApplicationState,
    Participation,
    ParticipationContact,
    PlanActor,
    PlanState,
    ProgrammeRole,
    TrackKind,
    TrackPartner,
)
from tests.client import Client
from tests.make.places import make_municipality, make_person, saving, visitor
from tests.make.programme import (
    known,
    make_application,
    make_participation,
    make_review,
    make_role,
    make_term,
    make_track,
)

pytestmark = pytest.mark.database
FIRST, SECOND = "ikinci@ornek.example", "ucuncu@ornek.example"


def link_in_mail(to: str) -> str:
    body = db.session.scalars(select(Errand.body).where(Errand.key.contains("programme.writer")))
    text = next(str(one["text"]) for one in body if one["to"] == to)
    return next(line for line in text.split("\n") if "/program/davet/" in line).partition(
        "/program"
    )[2]


def test_a_colleague_is_invited_writes_and_does_not_send(app: Flask) -> None:
    owner, colleague = make_person("Başlatan"), make_person("Meslektaş", email=FIRST)
    application = make_application(make_track(), owner=owner, sent=False)
    path = f"/program/basvurular/{application.id}"
    writer, other = Client(app).sign_in(owner), Client(app).sign_in(colleague)
    assert other.get(path).status_code == 404
    assert writer.post(f"{path}/yazanlar", {"email": FIRST}).status_code == 303
    assert writer.post(f"{path}/yazanlar", {"email": FIRST}).status_code == 422
    link = f"/program{link_in_mail(FIRST)}"
    stranger = Client(app).sign_in(make_person("Yabancı"))
    assert "başka bir adrese yazıldı" in stranger.get(link).text
    assert stranger.post(link).status_code == 403
    assert other.get(path).status_code == 404
    assert other.post(link).status_code == 303
    assert other.get(path).status_code == 200
    assert other.post(f"{path}/neden", {"motivation": "Birlikte yazdık."}).status_code == 303
    for verb in ("gonder", "sil"):
        assert other.post(f"{path}/{verb}").status_code == 403
    assert other.post(link).status_code == 409
    number = queries.get_application(application.id).writers[0].id
    assert stranger.post(f"/program/basvuru-yazanlari/{number}/cikar").status_code == 404
    assert other.post(f"/program/basvuru-yazanlari/{number}/cikar").status_code == 303
    assert other.get(path).status_code == 404
    row = db.session.scalars(select(Application)).one()
    assert (row.motivation, row.state) == ("Birlikte yazdık.", ApplicationState.DRAFT)


def along(application: Application, email: str) -> int:
    """The number of somebody who writes along from now on."""
    person = make_person("Yazan", email=email)
    owner = make_person("Başka")
    with write():
        row = services.invite_writer(
            queries.get_application(application.id), by=visitor(owner), email=email
        )
        loaded = queries.get_application(application.id)
        services.accept_offer(row, loaded, by=visitor(person))
    return person.id


def test_who_judges_does_not_write_and_who_writes_does_not_judge(app: Flask) -> None:
    application = make_application(make_track())
    reviewer = make_role(ProgrammeRole.REVIEWER)
    make_review(application, reviewer)
    with write():
        loaded = queries.get_application(application.id)
        row = services.invite_writer(loaded, by=visitor(make_person()), email=reviewer.email)
    with pytest.raises(services.JudgesIt), write():
        services.accept_offer(row, loaded, by=visitor(reviewer))
    number = along(application, SECOND)
    person = db.session.get_one(Person, number)
    make_role(ProgrammeRole.REVIEWER, person)
    team = visitor(make_role(ProgrammeRole.TEAM))
    loaded = queries.get_application(application.id)
    with pytest.raises(services.Involved), write():
        services.assign(loaded, by=team, reviewers={reviewer.id, number})


def test_writers_become_contacts_and_the_first_takes_over(app: Flask) -> None:
    owner = make_person("Başlatan")
    application = make_application(make_track(), owner=owner)
    first = along(application, FIRST)
    along(application, SECOND)
    for _one in range(2):
        make_review(application, points=(9, 9))
    track = queries.get_track(application.track_id)
    assert track.closes_at is not None
    with clock.held(track.closes_at + timedelta(days=1)), write():
        services.decide(
            queries.get_application(application.id),
            by=visitor(make_role(ProgrammeRole.TEAM)),
            state=ApplicationState.ACCEPTED,
            reason="Ekibi hazır.",
        )
    contacts = list(db.session.scalars(select(ParticipationContact.person_id)))
    assert len(contacts) == 3
    with write():
        services.forget(owner.id)
    row = queries.get_application(application.id)
    assert (row.owner_id, row.contact_name, len(row.writers)) == (first, "", 1)


def test_a_partner_reads_results_and_figures_and_nothing_else(app: Flask) -> None:
    term = make_term()
    track = make_track(term)
    with saving() as session:
        session.add(TrackPartner(track_id=track.id, name="Örnek Birliği", role="ortak"))
    application = make_application(track)
    make_review(application, points=(9, 3))
    person = make_person("Ortak", email=FIRST)
    team = Client(app).sign_in(make_role(ProgrammeRole.TEAM))
    asked = {"email": FIRST, "partner": "Örnek Birliği"}
    path = f"/program/masa/donemler/{term.id}/ortaklar"
    assert team.post(path, asked).status_code == 303
    assert team.post(path, asked).status_code == 422
    partner = Client(app).sign_in(person)
    pages = {
        f"/program/donemler/{term.id}/sonuclar": 200,
        f"/program/masa/gosterge/{term.id}": 200,
        f"/program/masa/gosterge/{term.id}/tablo.csv": 200,
        "/program/masa/gosterge": 200,
        "/program/masam": 200,
        f"/program/donemler/{make_term().id}/sonuclar": 403,
        f"/program/masa/gosterge/{make_track().term_id}": 403,
        f"/program/basvurular/{application.id}": 404,
        f"/program/masa/siralama/{track.id}": 403,
        f"/program/katilimcilar/{make_participation(track).id}": 403,
        path: 403,
    }
    assert {one: partner.get(one).status_code for one in pages} == pages
    seat = queries.list_partners(term.id)[0].id
    assert team.post(f"/program/masa/ortaklar/{seat}/bitir").status_code == 303
    assert partner.get(f"/program/donemler/{term.id}/sonuclar").status_code == 403


def test_the_team_admits_without_an_application(app: Flask) -> None:
    town, track = make_municipality(), make_track()
    contact = make_person("Sorumlu", email=FIRST)
    team = Client(app).sign_in(make_role(ProgrammeRole.TEAM))
    path = f"/program/masa/kollar/{track.id}/katilimci"
    told = {"whose": str(town.id), "email": FIRST, "reason": "Önceki dönemin mezunu."}
    assert team.post(path, {**told, "reason": ""}).status_code == 422
    assert team.post(path, {**told, "whose": "elsewhere"}).status_code == 422
    assert team.post(path, {**told, "email": "yok@ornek.example"}).status_code == 422
    assert team.post(path, told).status_code == 303
    row = db.session.scalars(select(Participation)).one()
    assert (row.municipality_id, row.name) == (town.id, town.official_name)
    page = Client(app).sign_in(contact).get(f"/program/katilimcilar/{row.id}")
    assert "Önceki dönemin mezunu." in page.text
    assert (
        str(town.id) not in team.get(path).text.partition('name="whose"')[2].partition("</sel")[0]
    )


def test_a_joint_plan_runs_before_it_is_reported(app: Flask) -> None:
    term = make_term()
    town = make_participation(make_track(term))
    actor = make_participation(make_track(term, kind=TrackKind.CIVIC))
    person = make_person("Dernek")
    with saving() as session:
        session.add(ParticipationContact(participation_id=actor.id, person_id=person.id))
    with write():
        plan = services.save_plan(
            None,
            queries.get_participation(actor.id),
            by=known(person),
            title="Ortak plan",
            problem="Sorun",
            goal="Amaç",
            town_id=town.id,
        )
        services.agree(plan, by=known(person), civic=True, town=True)
        number = plan.id
    client, path = Client(app).sign_in(person), f"/program/ortak-planlar/{number}"
    report = {"report": "Üç mahallede üç buluşma yapıldı."}
    assert client.post(f"{path}/rapor", report).status_code == 409
    assert client.post(f"{path}/baslat").status_code == 303
    assert client.post(f"{path}/baslat").status_code == 409
    assert client.post(f"{path}/rapor", report).status_code == 303
    assert queries.get_plan(number).state is PlanState.REPORTED
    assert db.session.scalars(select(PlanActor.participation_id)).one() == actor.id
