"""Proposals for tests: published ones have number, journey, thread and duty."""

import itertools
import random
from datetime import timedelta
from html import escape
from typing import Any

from accounts.models import Person
from answers.models import Duty, DutyKind
from consultations.models import Activity, Consultation
from discussion.models import Thread
from journeys.models import Follower, Journey, Kind, Status, Step, Why
from kernel import clock
from kernel.db import db
from kernel.text import fold, sort_key
from places.models import Municipality
from proposals.models import Category, Proposal, ProposalState, Support
from proposals.queries import key_of
from proposals.services import note_grams
from tests.make.consultations import make_activity
from tests.make.places import make_person, saving

_numbers = itertools.count(1)
_chance = random.Random(7)


def make_category(municipality: Municipality, name: str = "Park ve yeşil alan") -> Category:
    with saving() as session:
        row = Category(municipality_id=municipality.id, name=name, sort_key=sort_key(name))
        session.add(row)
    return row


def make_proposal(
    activity: Activity | None = None,
    *,
    author: Person | None = None,
    state: ProposalState = ProposalState.PUBLISHED,
    status: Status = Status.PUBLISHED,
    support_count: int | None = None,
    supporters: int = 0,
    **anything: Any,
) -> Proposal:
    """`supporters`: that many people with their supports; `support_count`: only the figure."""
    place = activity or make_activity()
    writer = author or make_person("Ayşe Yılmaz")
    number = next(_numbers)
    body = "Gölgelik sökülüp takılabilsin. Çeşmenin yeri hazır."
    values: dict[str, Any] = {
        "municipality_id": place.municipality_id,
        "consultation_id": place.consultation_id,
        "activity_id": place.id,
        "author_id": writer.id,
        "title": f"Salı pazarına gölgelik ve çeşme {number}",
        "problem": "Salı günleri 1.200 kişi bu pazara geliyor. Ne gölge var ne su.",
        "body": body,
        "shuffle": _chance.randrange(2**30),
        "state": state,
        "support_count": supporters if support_count is None else support_count,
    }
    values |= anything
    published = values["state"] is not ProposalState.DRAFT
    if published:
        values.setdefault("number", f"Ö-2025-{number:04d}")
        values.setdefault("published_at", clock.now() - timedelta(hours=1))
    values.setdefault("body_html", f"<p>{escape(values['body'])}</p>")
    values.setdefault("excerpt", values["problem"][:200])
    values["folded"] = key_of(values["title"], values["problem"])
    values["folded_all"] = fold(
        f"{values.get('number') or ''} {values['title']} {values['problem']} {values['body']}"
    )
    with saving() as session:
        row = Proposal(**values)
        session.add(row)
        session.flush()
        if published:
            _publish(row, status)
            note_grams(row)
    for _ in range(supporters):
        make_support(row, make_person("Destekçi"))
    return row


def make_support(proposal: Proposal, person: Person) -> Support:
    """The row alone; the count is `make_proposal`'s."""
    with saving() as session:
        row = Support(proposal_id=proposal.id, person_id=person.id)
        session.add(row)
    return row


def _publish(row: Proposal, status: Status) -> None:
    """What `services.publish` leaves behind, without its notices."""
    owner = {
        "municipality_id": row.municipality_id,
        "subject": row.title,
        "endpoint": "proposals.show",
        "object_id": row.id,
    }
    if row.state is ProposalState.WITHDRAWN:
        status = Status.WITHDRAWN
    journey = Journey(kind=Kind.PROPOSAL, status=status, **owner)
    thread = Thread(**owner)
    db.session.add_all([journey, thread])
    db.session.flush()
    for reached in dict.fromkeys((Status.PUBLISHED, status)):
        db.session.add(Step(journey_id=journey.id, status=reached))
    db.session.add(Follower(journey_id=journey.id, person_id=row.author_id, why=Why.AUTHOR))
    row.journey_id, row.thread_id = journey.id, thread.id
    row.duty_id = _owe(row, journey, owner)


def _owe(row: Proposal, journey: Journey, owner: dict[str, Any]) -> int | None:
    consultation = db.session.get_one(Consultation, row.consultation_id)
    if consultation.duty_id is None:
        return None
    promised = db.session.get_one(Duty, consultation.duty_id)
    duty = Duty(
        kind=DutyKind.PROPOSAL,
        unit_id=consultation.unit_id,
        journey_id=journey.id,
        under_id=promised.id,
        first_due_on=promised.due_on,
        due_on=promised.due_on,
        **owner,
    )
    if row.state is ProposalState.WITHDRAWN:
        duty.released_at = clock.now()
    db.session.add(duty)
    db.session.flush()
    return duty.id
