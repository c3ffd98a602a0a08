"""A roadmap from its first draft to its report: versions, threads, co-authors, the PDF."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from accounts.models import Person
from discussion import services as discussion
from journeys.queries import list_followers, list_steps
from kernel import clock
from kernel.db import db
from kernel.rules import Role
from places.models import Municipality
from roadmap import queries, services
from roadmap.models import (
    Action,
    ActionState,
    Adopter,
    Coauthor,
    Consent,
    Roadmap,
    RoadmapState,
    SectionWord,
    Version,
)
from roadmap.queries import snapshots
from roadmap.services import Decided
from tests.client import Client
from tests.make.councils import make_body, make_council, make_opinion
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_person,
    make_staff,
    saving,
    visitor,
)
from tests.make.roadmap import make_answered_proposal
from tests.make.roadmaps import (
    actions_of,
    adopt_it,
    goal_of,
    make_draft,
    make_roadmap,
    open_it,
    words,
)
from tests.written import messages


def test_an_adopted_roadmap_holds_the_municipality_to_every_action(app: Flask) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town, actions=3)
    assert {one.state for one in actions_of(roadmap)} == {ActionState.DRAFT}
    assert queries.count_all(town.id).total == 0
    open_it(roadmap, officer)
    first = actions_of(roadmap)[0]
    speaker = make_person("Söz söyleyen")
    assert first.thread_id is not None
    with saving():
        thread = queries.get_action(first.id).thread
        assert thread is not None
        discussion.post(thread, by=visitor(speaker), body="Masa akşam da açık olsun.", html="")
    adopt_it(roadmap, officer)
    db.session.expire_all()
    kept = queries.get_roadmap(roadmap.id)
    assert (kept.state, kept.current) == (RoadmapState.ADOPTED, 2)
    living = actions_of(roadmap)
    assert {one.state for one in living} == {ActionState.PLANNED}
    assert all(one.journey_id and one.first_ends_on == one.ends_on for one in living)
    assert queries.count_all(town.id).total == 3
    # Whoever spoke about the draft follows what comes of it, and was told once.
    journey = next(one.journey_id for one in living if one.id == first.id)
    assert journey is not None
    assert speaker.id in list_followers(journey)
    told = messages(speaker.id)
    assert sum("kabul edildi" in one for one in told) == 1


def test_a_version_is_canonical_and_never_changes(app: Flask) -> None:
    roadmap = make_roadmap(state="open")
    version = queries.get_version(roadmap.id, 1)
    content = json.loads(version.content)
    assert snapshots.canonical(content) == version.content
    assert snapshots.fingerprint(version.content) == version.sha256
    assert content["goals"][0]["objectives"][0]["actions"][0]["code"] == "1.1.1"
    db.session.rollback()
    for statement in (
        "UPDATE roadmap_version SET note = 'başka'",
        "DELETE FROM roadmap_version",
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()


def test_what_changed_is_told_by_goal_objective_and_action(app: Flask) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town, actions=2, state="open")
    with pytest.raises(services.Unchanged), saving():
        services.renew(queries.get_roadmap(roadmap.id), by=officer, note="Hiçbir şey değişmedi.")
    first, second = actions_of(roadmap)
    assert first.unit_id is not None
    with saving():
        draft = make_draft(first.unit_id, title="Her mahalleye iki masa")
        services.edit_action(queries.get_draft(first.id), by=officer, draft=draft)
        services.drop_action(queries.get_draft(second.id), by=officer)
        part = queries.get_objective(first.objective_id or 0)
        services.add_action(part, by=officer, draft=make_draft(first.unit_id, title="Yeni iş"))
        goal = goal_of(roadmap)
        services.edit_goal(goal, by=officer, words=words("Herkes söz söyler ve duyulur"))
        services.renew(queries.get_roadmap(roadmap.id), by=officer, note="Görüşlerden sonra.")
    old, new = (queries.read(queries.get_version(roadmap.id, number)) for number in (1, 2))
    changes = [(one.level, one.kind, one.title) for one in snapshots.compare(old, new)]
    assert changes == [
        ("goal", "changed", "Herkes söz söyler ve duyulur"),
        ("action", "changed", "Her mahalleye iki masa"),
        ("action", "new", "Yeni iş"),
        ("action", "gone", "Her mahalleye bir danışma masası"),
    ]
    # What was said about the one that went stays readable.
    assert db.session.get_one(Action, second.id).thread_id is not None


def test_a_coauthor_writes_its_section_and_no_other(app: Flask) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town)
    person = make_person("Temsilci")
    organisation = make_organisation(town, person)
    goal = goal_of(roadmap)
    with saving():
        coauthor = services.invite(goal, by=officer, organisation_id=organisation.id)
    with pytest.raises(services.AskedAlready), saving():
        services.invite(goal, by=officer, organisation_id=organisation.id)
    assert any("birlikte yazmaya davet" in one for one in messages(person.id))
    with saving():
        row = queries.get_coauthor(coauthor.id)
        services.answer_invitation(row, by=visitor(person), accept=True)
    db.session.expire_all()
    again = queries.get_coauthor(coauthor.id)
    with pytest.raises(services.AnsweredMeanwhile), saving():
        services.answer_invitation(again, by=visitor(person), accept=False)
    row = queries.get_coauthor(coauthor.id)
    assert (row.state, row.answered_by_id) == (Consent.ACCEPTED, person.id)


def section(town: Municipality) -> tuple[Roadmap, Any, Coauthor, Any]:
    """A draft with a co-author that has accepted: roadmap, officer, co-author, representative."""
    officer = visitor(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town, actions=3)
    person = make_person("Temsilci")
    organisation = make_organisation(town, person)
    with saving():
        coauthor = services.invite(goal_of(roadmap), by=officer, organisation_id=organisation.id)
        services.answer_invitation(coauthor, by=visitor(person), accept=True)
    return roadmap, officer, coauthor, visitor(person)


def test_a_coauthor_says_ready_or_why_not_and_it_is_published(app: Flask, client: Client) -> None:
    town = make_municipality()
    roadmap, officer, coauthor, representative = section(town)
    with saving():
        assert services.ask_word(goal_of(roadmap), by=officer)
    client.sign_in(db.session.get_one(Person, representative.id))
    page = f"/{town.slug}/yol-haritasi/davetler/{coauthor.id}/soz"
    assert client.post(page, {"word": "disagrees", "reason": "Yok"}).status_code == 422
    reason = "Eylemlerin bütçesi bölümde yazmıyor; önce bütçe yazılsın."
    assert client.post(page, {"word": "disagrees", "reason": reason}).status_code == 303
    assert any("bölüme katılmıyor" in one for one in messages(officer.id))
    with saving():
        services.sign(queries.get_coauthor(coauthor.id), by=representative, word=SectionWord.READY)
    open_it(roadmap, officer)
    public = client.get(f"/{town.slug}/yol-haritasi/belge/{roadmap.id}").text
    assert "“bölüm hazır” dedi" in public
    with saving():
        services.sign(
            queries.get_coauthor(coauthor.id),
            by=representative,
            word=SectionWord.DISAGREES,
            reason=reason,
        )
        services.renew(queries.get_roadmap(roadmap.id), by=officer, note="Söz değişti, yazıldı.")
    assert reason in client.get(f"/{town.slug}/yol-haritasi/belge/{roadmap.id}").text
    with saving():
        services.edit_goal(goal_of(roadmap), by=officer, words=words("Bütçesi de yazılı"))
    db.session.expire_all()
    assert queries.get_coauthor(coauthor.id).word is None, "it was said of other words"


def test_the_order_changes_and_codes_follow(app: Flask, client: Client) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    roadmap = make_roadmap(town, by=officer, actions=3)
    by = visitor(officer)
    with saving():
        goal = services.add_goal(queries.get_roadmap(roadmap.id), by=by, words=words("İkinci amaç"))
        part = services.add_objective(queries.get_goal(goal.id), by=by, words=words("Onun hedefi"))
        unit = actions_of(roadmap)[0].unit_id or 0
        draft = make_draft(unit, title="Kendi kodu olan", code="A-1")
        services.add_action(queries.get_objective(part.id), by=by, draft=draft)
    client.sign_in(officer)
    home = f"/{town.slug}/yol-haritasi"
    assert client.post(f"{home}/amaclar/{goal.id}/yukari", {}).status_code == 303
    assert client.post(f"{home}/amaclar/{goal.id}/yukari", {}).status_code == 303, "at the edge"
    db.session.expire_all()
    codes = [one.code for one in actions_of(roadmap)]
    assert codes == ["A-1", "2.1.1", "2.1.2", "2.1.3"]
    last = actions_of(roadmap)[-1]
    assert client.post(f"{home}/eylem-taslaklari/{last.id}/yukari", {}).status_code == 303
    db.session.expire_all()
    assert queries.get_draft(last.id).code == "2.1.2"
    assert "Yukarı alın" in client.get(f"{home}/taslak/{roadmap.id}").text


def test_a_change_by_decision_brings_new_actions_into_force(app: Flask) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town, actions=1, state="adopted")
    (old,) = actions_of(roadmap)
    assert old.unit_id is not None
    with saving():
        part = queries.get_objective(old.objective_id or 0)
        services.add_action(part, by=officer, draft=make_draft(old.unit_id, title="Sonradan"))
        decided = Decided(by=Adopter.MAYOR, number="2027/3", on=clock.today())
        row = queries.get_roadmap(roadmap.id)
        services.amend(row, by=officer, decided=decided, note="Bir eylem eklendi.")
    db.session.expire_all()
    assert {one.state for one in actions_of(roadmap)} == {ActionState.PLANNED}
    kinds = db.session.scalars(select(Version.kind).order_by(Version.number)).all()
    assert [kind.value for kind in kinds] == ["opened", "adopted", "amended"]


def test_a_report_is_frozen(app: Flask, client: Client) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town, actions=2, state="adopted")
    today = clock.today()
    period = services.Period(today - timedelta(days=90), today, "Yolunda.", "<p>Yolunda.</p>")
    with saving():
        report = services.write_report(queries.get_roadmap(roadmap.id), by=officer, period=period)
    with saving():
        services.publish_report(queries.get_report(report.id), by=officer)
    action = queries.get_action(actions_of(roadmap)[0].id)
    with saving():
        news = services.News(text="Masa kuruldu.", html="", progress=70)
        services.update(queries.get_action(action.id), by=officer, news=news)
    words_then = queries.read_report(queries.get_report(report.id))
    assert words_then is not None
    assert [one["progress"] for one in words_then["goals"][0]["actions"]] == [0, 0]
    printed = client.get(f"/{town.slug}/yol-haritasi/raporlar/{report.id}.pdf")
    assert printed.status_code == 200
    assert b"pdfuaid:part" in printed.get_data()
    db.session.rollback()
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE roadmap_report SET text = 'başka'"))
    db.session.rollback()


def test_the_officer_walks_from_draft_to_print(app: Flask, client: Client) -> None:
    town = make_municipality()
    client.sign_in(make_staff(town, Role.OFFICER))
    roadmap = make_roadmap(town)
    home = f"/{town.slug}/yol-haritasi"
    assert roadmap.title in client.get(f"{home}/taslak/{roadmap.id}").get_data(as_text=True)
    last = (clock.today() + timedelta(days=20)).isoformat()
    assert client.post(f"{home}/taslak/{roadmap.id}/gorus", {"last_day": last}).status_code == 303
    page = client.get(f"{home}/belge/{roadmap.id}").get_data(as_text=True)
    assert "Görüşe açık" in page
    action = actions_of(roadmap)[0]
    assert action.title in client.get(f"{home}/{action.id}").get_data(as_text=True)
    early = client.get(f"{home}/taslak/{roadmap.id}/kabul")
    assert early.status_code == 409
    with clock.held(clock.now() + timedelta(days=30)):
        today = clock.today().isoformat()
        decision = {
            "adopted_by": "council",
            "number": "2026/114",
            "decided_on": today,
            "in_force_on": today,
        }
        adopted = client.post(f"{home}/taslak/{roadmap.id}/kabul", decision)
        assert adopted.status_code == 303
        page = client.get(f"{home}/belge/{roadmap.id}").get_data(as_text=True)
        assert "Yürürlükte" in page
        assert "2026/114" in page
        made = client.get(f"{home}/belge/{roadmap.id}/surum-2.pdf")
        assert made.get_data().startswith(b"%PDF-")
        assert client.get(f"{home}/{action.id}").status_code == 200
        assert client.get(f"{home}/belge/{roadmap.id}/degisenler").status_code == 200


def test_a_draft_is_nobodys_business(app: Flask, client: Client) -> None:
    roadmap = make_roadmap()
    slug = db.session.get_one(Municipality, roadmap.municipality_id).slug
    action = actions_of(roadmap)[0]
    for path in (f"belge/{roadmap.id}", f"taslak/{roadmap.id}", str(action.id)):
        assert client.get(f"/{slug}/yol-haritasi/{path}").status_code == 404


def test_a_proposal_leads_to_the_action_that_grew_from_it_and_back(app: Flask) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    author = make_person("Yazan")
    proposal, _answer = make_answered_proposal(town, author=author)
    roadmap = make_roadmap(town, actions=1)
    (action,) = actions_of(roadmap)
    with saving():
        draft = queries.get_draft(action.id)
        services.add_origin(draft, by=officer, endpoint="proposals.show", object_id=proposal.id)
    open_it(roadmap, officer)
    adopt_it(roadmap, officer)
    db.session.expire_all()
    (source,) = queries.list_inputs(queries.get_action(action.id))
    assert (source.object_id, source.author) == (proposal.id, author.name)
    last = list_steps(proposal.journey_id)[-1]
    assert (last.endpoint, last.object_id) == ("roadmap.show", action.id)
    living = queries.get_action(action.id)
    assert living.journey_id is not None
    assert author.id in list_followers(living.journey_id)


def test_a_council_opinion_leads_to_its_action_and_back(app: Flask, client: Client) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    opinion = make_opinion(make_body(make_council(town)))
    foreign = make_opinion(make_body())
    roadmap = make_roadmap(town, actions=1)
    (action,) = actions_of(roadmap)
    with saving():
        draft = queries.get_draft(action.id)
        services.add_origin(draft, by=officer, endpoint="councils.opinion", object_id=opinion.id)
    place = ("councils.opinion", foreign.id)
    with pytest.raises(services.NoSuchOrigin):
        services.add_origin(draft, by=officer, endpoint=place[0], object_id=place[1])
    open_it(roadmap, officer)
    adopt_it(roadmap, officer)
    page = client.get(f"/{town.slug}/kent-konseyi/gorusler/{opinion.id}").text
    assert f'href="/{town.slug}/yol-haritasi/{action.id}"' in page
    page = client.get(f"/{town.slug}/yol-haritasi/{action.id}").text
    assert f'href="/{town.slug}/kent-konseyi/gorusler/{opinion.id}"' in page
