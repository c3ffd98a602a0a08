"""What an action changes, and whom it tells."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from answers.models import Decision, Duty
from consultations.models import Consultation
from journeys.models import Follower, Journey, Status
from journeys.queries import list_followers, list_steps
from journeys.services import follow
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role
from places.models import Municipality
from proposals.models import Proposal
from roadmap import queries, rules, services
from roadmap.models import Action, ActionState
from roadmap.rules import State
from roadmap.services import News
from tests.make.answers import make_answer
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_municipality, make_person, make_staff, make_unit, visitor
from tests.make.proposals import make_proposal
from tests.make.roadmap import make_action, make_answered_proposal, make_bare_actions, make_plan
from tests.written import messages, verbs


def proposal_status(proposal_id: int | None) -> Status:
    proposal = db.session.get_one(Proposal, proposal_id)
    return db.session.get_one(Journey, proposal.journey_id).status


def _municipality(municipality_id: int) -> Municipality:
    return db.session.get_one(Municipality, municipality_id)


def test_an_action_brings_everybody_along(app: Flask) -> None:
    author, supporter, gone = make_person("Yazan"), make_person("Destek"), make_person("Bıraktı")
    proposal, answer = make_answered_proposal(author=author)
    with write():
        assert proposal.journey_id is not None
        follow(proposal.journey_id, person_id=supporter.id)
    action = make_action(answer=answer)
    assert action.number == "E-2026-0001"
    assert action.first_ends_on == action.ends_on
    assert action.proposal_id == proposal.id
    assert action.consultation_id == proposal.consultation_id
    assert proposal_status(proposal.id) is Status.ON_ROADMAP
    assert action.journey_id is not None
    followers = list_followers(action.journey_id)
    assert {author.id, supporter.id} <= set(followers)
    assert gone.id not in followers
    assert "Öneri yol haritasına girdi." in messages(supporter.id)
    last = list_steps(proposal.journey_id)[-1]
    assert (last.endpoint, last.object_id) == ("roadmap.show", action.id)


def test_following_is_copied_in_one_statement(app: Flask) -> None:
    proposal, answer = make_answered_proposal(supporters=0)
    people = [make_person(f"Takipçi {number}") for number in range(12)]
    with write() as session:
        for person in people:
            session.add(
                Follower(journey_id=proposal.journey_id, person_id=person.id, why="follower")
            )
    statements: list[str] = []

    def count(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        if "INSERT INTO journey_follower" in statement:
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        action = make_action(answer=answer)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    # The officer who made it, who follows the proposal, who follows what is said about it.
    assert len(statements) == 3
    assert action.journey_id is not None
    assert {person.id for person in people} <= set(list_followers(action.journey_id))


def test_a_consultations_answer_leads_to_many_actions(app: Flask) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    consultation = make_consultation(town, activities=())
    chosen = make_proposal(make_activity(consultation), status=Status.CHOSEN)
    refused = make_proposal(make_activity(consultation), status=Status.REFUSED)
    reader = make_person("Takip eden")
    with write():
        assert consultation.journey_id is not None
        follow(consultation.journey_id, person_id=reader.id)
    duty = db.session.get_one(Duty, consultation.duty_id)
    answer = make_answer(duty, by=officer, decision=Decision.ACCEPTED)
    source = queries.get_source(answer.id)
    assert source.proposal_id is None
    assert source.consultation_id == consultation.id
    assert [key for key, _label in queries.list_carriable(consultation.id)] == [chosen.id]
    plan = make_plan(unit_id=consultation.unit_id)
    with write():
        services.create_from_answer(source, by=visitor(officer), plan=plan, proposal_id=chosen.id)
        services.create_from_answer(source, by=visitor(officer), plan=plan)
    assert proposal_status(chosen.id) is Status.ON_ROADMAP
    assert any("bir eylem doğdu" in message for message in messages(reader.id))
    with pytest.raises(services.NotCarriable), write():
        services.create_from_answer(source, by=visitor(officer), plan=plan, proposal_id=refused.id)


def test_a_unit_of_the_neighbour_is_refused(app: Flask) -> None:
    _proposal, answer = make_answered_proposal()
    elsewhere = make_unit(make_municipality())
    with pytest.raises(services.WrongUnit):
        make_action(answer=answer, unit_id=elsewhere.id)


def test_a_new_end_keeps_the_first_promise(app: Flask) -> None:
    author = make_person("Yazan")
    _proposal, answer = make_answered_proposal(author=author)
    action = make_action(answer=answer)
    officer = make_staff(_municipality(action.municipality_id), Role.OFFICER)
    first = action.ends_on
    moved = first + timedelta(days=95)
    with write():
        services.update(
            queries.get_action(action.id),
            by=visitor(officer),
            news=News(
                text="İhaleye geçerli teklif gelmedi.",
                html="<p>İhaleye geçerli teklif gelmedi.</p>",
                progress=22,
                spent_kurus=905_000_00,
                new_ends_on=moved,
                delay_reason="İlk ihaleye geçerli teklif gelmedi.",
            ),
        )
    action = queries.get_action(action.id)
    assert (action.first_ends_on, action.ends_on) == (first, moved)
    assert action.state is ActionState.STARTED  # progress began
    assert action.spent_kurus == 905_000_00
    assert rules.state(action, clock.today()) is State.LATE
    assert rules.delay(action, clock.today()) == 95
    (row,) = action.updates
    assert (row.old_ends_on, row.new_ends_on) == (first, moved)
    assert any("bitiş tarihi değişti" in message for message in messages(author.id))


def test_an_update_tells_once_and_not_its_writer(app: Flask) -> None:
    author = make_person("Yazan")
    _proposal, answer = make_answered_proposal(author=author)
    officer = make_staff(_municipality(answer.municipality_id), Role.OFFICER)
    action = make_action(answer=answer, by=officer)
    before = len(messages(author.id))
    with write():
        loaded = queries.get_action(action.id)
        services.start(loaded, by=visitor(officer))
        services.update(
            loaded, by=visitor(officer), news=News(text="Yarısı bitti.", html="", progress=50)
        )
    assert messages(author.id)[before:] == [
        "Eylem başladı.",
        "Eylemde yeni gelişme var. İlerleme: %%%(progress)s.",
    ]
    assert messages(officer.id) == []


def test_completing_closes_the_circle(app: Flask) -> None:
    author = make_person("Yazan")
    proposal, answer = make_answered_proposal(author=author)
    action = make_action(answer=answer)
    officer = make_staff(_municipality(action.municipality_id), Role.OFFICER)
    neighbour = make_person("Komşu")
    with write():
        assert action.journey_id is not None
        follow(action.journey_id, person_id=neighbour.id)
    with write():
        services.complete(
            queries.get_action(action.id),
            by=visitor(officer),
            completed_on=clock.today(),
            news=News(text="İki çeşme açıldı.", html="<p>İki çeşme açıldı.</p>", progress=100),
        )
    action = queries.get_action(action.id)
    assert (action.state, action.progress) == (ActionState.COMPLETED, 100)
    assert action.completed_on == clock.today()
    assert action.journey is not None
    assert action.journey.status is Status.COMPLETED
    assert proposal_status(proposal.id) is Status.COMPLETED
    # The author follows both; who came to the action alone hears of the action.
    assert messages(author.id)[-1:] == ["Bu öneriden doğan eylem tamamlandı."]
    assert "Eylem tamamlandı." not in messages(author.id)
    assert messages(neighbour.id) == ["Eylem tamamlandı."]
    assert {"roadmap.create", "roadmap.complete"} <= set(verbs())


def test_cancelling_says_why_and_frees_the_proposal(app: Flask) -> None:
    proposal, answer = make_answered_proposal()
    action = make_action(answer=answer)
    officer = make_staff(_municipality(action.municipality_id), Role.OFFICER)
    with write():
        services.cancel(
            queries.get_action(action.id), by=visitor(officer), reason="Alan hazineye geçti."
        )
    assert proposal_status(proposal.id) is Status.CANCELLED
    assert list_steps(proposal.journey_id)[-1].reason == "Alan hazineye geçti."
    assert queries.count_all(action.municipality_id).cancelled == 1
    assert queries.count_all(action.municipality_id).total == 0
    # The answer still stands, so that another action can be made from it.
    assert [row.answer_id for row in queries.list_sources(action.municipality_id)] == [answer.id]
    make_action(answer=answer)
    assert proposal_status(proposal.id) is Status.ON_ROADMAP


def test_only_accepting_answers_wait_for_an_action(app: Flask) -> None:
    town = make_municipality()
    _yes, accepted = make_answered_proposal(town)
    make_answered_proposal(town, decision=Decision.REFUSED)
    assert [row.answer_id for row in queries.list_sources(town.id)] == [accepted.id]
    other = make_unit(town, "Zabıta Müdürlüğü")
    assert queries.list_sources(town.id, {other.id}) == []
    make_action(answer=accepted)
    assert queries.list_sources(town.id) == []


def test_the_database_and_the_rule_agree_about_lateness(app: Flask) -> None:
    town = make_municipality()
    make_bare_actions(town, make_unit(town).id, 40)
    today = clock.today()
    actions = list(db.session.scalars(select(Action).where(Action.municipality_id == town.id)))
    with write():
        for number, action in enumerate(actions):
            if number % 3 == 0:
                action.state = ActionState.STARTED
            if number % 7 == 0:
                action.ends_on = action.first_ends_on + timedelta(days=5)
            if number % 11 == 0:
                action.state, action.completed_on = ActionState.COMPLETED, today
            if number % 13 == 0:
                action.state = ActionState.CANCELLED
    states = [rules.state(action, today) for action in actions]
    totals = queries.count_all(town.id)
    assert totals.late == states.count(State.LATE)
    assert totals.started == states.count(State.STARTED)
    assert totals.planned == states.count(State.PLANNED)
    assert totals.completed == states.count(State.COMPLETED) + states.count(State.COMPLETED_LATE)
    assert totals.cancelled == states.count(State.CANCELLED)


def test_export_names_what_an_officer_wrote(app: Flask) -> None:
    action = make_action()
    officer = make_staff(_municipality(action.municipality_id), Role.OFFICER)
    with write():
        services.update(
            queries.get_action(action.id),
            by=visitor(officer),
            news=News(text="Yarısı bitti.", html="", progress=50),
        )
    (row,) = queries.export(officer.id)["action_updates"]
    assert row["text"] == "Yarısı bitti."
    assert not any(queries.export(make_person().id).values())


def test_the_consultation_may_have_no_followers(app: Flask) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    consultation = make_consultation(town, activities=())
    duty = db.session.get_one(Duty, db.session.get_one(Consultation, consultation.id).duty_id)
    answer = make_answer(duty, by=officer, decision=Decision.PARTLY)
    action = make_action(answer=answer, by=officer)
    assert action.proposal_id is None


def test_the_consultation_ends_with_its_actions(app: Flask) -> None:
    town = make_municipality()
    consultation, follower = make_consultation(town, activities=()), make_person()
    with write() as session:
        journey = session.get_one(Journey, consultation.journey_id)
        journey.status = Status.ANSWERED
        follow(journey.id, person_id=follower.id)
    actions = []
    for _ in range(2):
        _proposal, answer = make_answered_proposal(town, activity=make_activity(consultation))
        actions.append(make_action(answer=answer))
    officer = visitor(make_staff(town, Role.OFFICER))

    def status() -> Status:
        return db.session.get_one(Journey, consultation.journey_id).status

    assert status() is Status.ON_ROADMAP
    done = News("Bitti", "<p>Bitti</p>", 100)
    with write():
        action = queries.get_action(actions[0].id)
        services.complete(action, by=officer, completed_on=clock.today(), news=done)
    assert status() is Status.ON_ROADMAP
    with write():
        services.cancel(queries.get_action(actions[1].id), by=officer, reason="İhale yok")
    assert status() is Status.COMPLETED
    assert messages(follower.id) == [
        "Bu danışmadan doğan eylemler yol haritasında.",
        "Bu danışmadan doğan bütün eylemler tamamlandı.",
    ]
