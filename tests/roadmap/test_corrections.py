"""What was entered of an action may read otherwise later, and says so; one mail a change."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from journeys.models import Follower, Why
from kernel import clock
from kernel.db import db
from kernel.rules import Role
from notifications.models import Notice
from places.models import Municipality
from proposals.models import Proposal
from roadmap import queries, services
from roadmap.models import Action, Consent, Indicator
from roadmap.services import Goalpost, News
from tests.client import Client
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_person,
    make_staff,
    saving,
    visitor,
)
from tests.make.roadmap import make_action
from tests.make.roadmaps import actions_of, make_roadmap
from tests.written import messages

REASON = "Sayım yöntemi değişti; eski hedef yeni ölçüye uymuyor."
BEFORE = Goalpost("Masaya gelen", "kişi", None, 900_000)


def living(town: Municipality, officer: Any) -> tuple[Action, Indicator]:
    (action,) = actions_of(make_roadmap(town, by=officer, actions=1, state="adopted"))
    with saving():
        found = queries.get_action(action.id)
        indicator = services.add_indicator(found, by=visitor(officer), goalpost=BEFORE)
    return action, indicator


def test_an_indicator_in_force_changes_with_its_reason_in_public(
    app: Flask, client: Client
) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    action, indicator = living(town, officer)
    client.sign_in(officer)
    desk = f"/{town.slug}/masa/gostergeler/{indicator.id}"
    form = client.get(f"{desk}/duzenle").text
    assert 'value="900"' in form, "what stands there is there to be changed"
    sent = {"name": "Masaya gelen", "unit": "kişi", "target": "750,5", "source": "Defter"}
    assert client.post(f"{desk}/duzenle", sent).status_code == 422, "a promise needs a reason"
    assert client.post(f"{desk}/duzenle", {**sent, "reason": REASON}).status_code == 303
    public = f"/{town.slug}/yol-haritasi/{action.id}"
    page = client.get(public).text
    assert "750,5" in page
    assert "Önceki hedef: 900 kişi." in page
    assert REASON in page
    assert client.post(f"{desk}/geri-cek", {"reason": REASON}).status_code == 303
    assert "Geri çekildi" in client.get(public).text
    assert client.get(desk).status_code == 409, "nothing more is measured"


def test_an_indicator_of_a_draft_just_reads_otherwise(app: Flask, client: Client) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    (action,) = actions_of(make_roadmap(town, by=officer, actions=1))
    with saving():
        draft = queries.get_draft(action.id)
        indicator = services.add_indicator(draft, by=visitor(officer), goalpost=BEFORE)
    client.sign_in(officer)
    desk = f"/{town.slug}/masa/gostergeler/{indicator.id}"
    sent = {"name": "Masaya gelen", "unit": "kişi", "target": "100"}
    assert client.post(f"{desk}/duzenle", sent).status_code == 303
    assert queries.list_changes(action.id) == []
    assert client.post(f"{desk}/geri-cek", {}).status_code == 303
    assert queries.get_draft(action.id).indicators == []


def test_another_part_is_asked_again_and_a_part_may_end(app: Flask, client: Client) -> None:
    town = make_municipality()
    officer = visitor(make_staff(town, Role.OFFICER))
    action = make_action(town)
    person = make_person("Temsilci")
    organisation = make_organisation(town, person)

    def asked(role: str) -> Any:
        found = queries.get_action(action.id)
        return services.ask_partner(found, by=officer, organisation_id=organisation.id, role=role)

    with saving():
        partner = asked("Gönüllüleri eğitir.")
        services.answer_partnership(partner, by=visitor(person), accept=True)
    with saving():
        row = queries.get_partner(partner.id)
        services.edit_partner(row, by=officer, role="Araç sağlar.")
        assert row.state is Consent.INVITED
    with saving():
        services.withdraw_partner(queries.get_partner(partner.id), by=officer, reason=REASON)
    assert messages(person.id)[-1].startswith("Kuruluşunuzun")
    assert REASON in client.get(f"/{town.slug}/yol-haritasi/{action.id}").text
    with saving():
        assert asked("Yeniden birlikte.").id == partner.id
    (helper,) = queries.list_partners(action.id)
    assert (helper.state, helper.withdrawn_at) == (Consent.INVITED, None)


def test_whoever_follows_is_told_once_a_change(app: Flask) -> None:
    """Supporter of the proposal and follower of the action in one person: one notice a change."""
    town = make_municipality()
    by = visitor(make_staff(town, Role.OFFICER))
    action = make_action(town)
    reader = make_person("Takip eden")
    proposal = db.session.get_one(Proposal, action.proposal_id)
    journeys = (action.journey_id, proposal.journey_id)
    with saving() as session:
        for journey_id in journeys:
            session.add(
                Follower(
                    journey_id=journey_id,
                    person_id=reader.id,
                    why=Why.FOLLOWER,
                    since=clock.now(),
                )
            )
        services.add_indicator(queries.get_action(action.id), by=by, goalpost=BEFORE)
    news = News(text="Çeşmenin yeri seçildi.", html="", progress=30)
    indicator = queries.get_action(action.id).indicators[0].id
    changes: list[Callable[[Action], object]] = [
        lambda found: services.update(found, by=by, news=news),
        lambda found: services.edit_indicator(
            queries.get_indicator(indicator),
            by=by,
            goalpost=Goalpost("Masaya gelen", "kişi", None, 1),
            reason=REASON,
        ),
        lambda found: services.postpone(found, by=by, news=news),
        lambda found: services.resume(found, by=by),
        lambda found: services.complete(found, by=by, completed_on=clock.today(), news=news),
    ]
    for number, change in enumerate(changes, 1):
        with saving():
            change(queries.get_action(action.id))
        told = select(func.count()).select_from(Notice).where(Notice.person_id == reader.id)
        assert db.session.scalar(told) == number, f"change {number}"
