"""Answered proposals and actions for tests, made by the services themselves."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Person
from answers.models import Answer, Decision, Duty
from consultations.models import Consultation
from kernel import clock
from kernel.db import db
from kernel.rules import Role
from places.models import Municipality
from proposals.models import Proposal
from roadmap import queries, services
from roadmap.models import Action
from roadmap.services import Plan
from tests.make.answers import make_answer
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_municipality, make_staff, saving, visitor
from tests.make.proposals import make_proposal


def make_answered_proposal(
    municipality: Municipality | None = None,
    *,
    decision: Decision = Decision.ACCEPTED,
    officer: Person | None = None,
    **anything: Any,
) -> tuple[Proposal, Answer]:
    town = municipality or make_municipality()
    activity = anything.pop("activity", None) or make_activity(
        make_consultation(town, activities=())
    )
    proposal = make_proposal(activity, **anything)
    answer = make_answer(
        db.session.get_one(Duty, proposal.duty_id),
        by=officer or make_staff(town, Role.OFFICER),
        decision=decision,
    )
    return proposal, answer


def make_plan(*, unit_id: int | None, **anything: Any) -> Plan:
    values: dict[str, Any] = {
        "title": "Salı pazarına çeşme",
        "text": "Pazarın iki ucuna birer çeşme yapılır; biri tekerlekli sandalyeye uygun olur.",
        "html": "<p>Pazarın iki ucuna birer çeşme yapılır.</p>",
        "unit_id": unit_id,
        "starts_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=90),
        "budget_kurus": 118_000_000,
    }
    return Plan(**{**values, **anything})


def make_action(
    municipality: Municipality | None = None,
    *,
    answer: Answer | None = None,
    by: Person | None = None,
    columns: dict[str, Any] | None = None,
    **plan: Any,
) -> Action:
    """`columns` are written afterwards, as time and other hands would have."""
    if answer is None:
        _proposal, answer = make_answered_proposal(municipality)
    officer = by or make_staff(
        db.session.get_one(Municipality, answer.municipality_id), Role.OFFICER
    )
    source = queries.get_source(answer.id)
    with saving():
        action = services.create_from_answer(
            source, by=visitor(officer), plan=make_plan(**{"unit_id": source.unit_id, **plan})
        )
        for name, value in (columns or {}).items():
            setattr(action, name, value)
    return action


def make_bare_actions(
    municipality: Municipality, unit_id: int, number: int, *, start: int = 0
) -> None:
    """Many at once, without the people who would be told."""
    consultation = make_consultation(municipality, activities=())
    today = clock.today()
    with saving() as session:
        for count in range(start, start + number):
            session.add(_bare(consultation, unit_id, today, count))


def _bare(consultation: Consultation, unit_id: int, today: date, count: int) -> Action:
    return Action(
        municipality_id=consultation.municipality_id,
        number=f"E-2026-{9000 + count}",
        title=f"{count}. durağa ışık",
        unit_id=unit_id,
        consultation_id=consultation.id,
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=count - 20),
        first_ends_on=today + timedelta(days=count - 20),
        progress=count % 100,
        budget_kurus=1_000_000,
    )
