"""Decisions that wait for their moment: nobody outside learns of them before."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from accounts.models import Person
from consultations import rules as consultations
from journeys.models import Status
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand, Kind, State
from kernel.rules import Role, Visitor
from kernel.worker import do_moment
from notifications.models import Notice
from proposals import queries
from proposals.assessments import GateDecision, PreparedDecision
from proposals.models import Proposal
from proposals.queries import gates
from proposals.queries.prepared import get_prepared, list_prepared
from proposals.services import assigning, deciding, preparing
from proposals.services.preparing import AlreadyPrepared, PreparedGone
from proposals.services.ruling import Ruling
from tests.at_once import at_once
from tests.client import Client
from tests.make.gates import REASON, make_prepared, ruling, town_of
from tests.make.places import make_person, make_staff, visitor
from tests.make.proposals import make_proposal
from web.tasks import TASKS


def _status(number: int) -> Status | None:
    db.session.expire_all()
    return queries.get_proposal(number).status


def _count(table: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def _moment(prepared_id: int) -> Errand:
    key = f"proposals.publish_prepared:{prepared_id}"
    return db.session.scalars(select(Errand).where(Errand.key == key)).one()


def _work(prepared_id: int) -> None:
    number, due = (errand := _moment(prepared_id)).id, errand.due_at
    db.session.rollback()
    with clock.held(max(due, clock.now())):
        assert do_moment(number, TASKS)
    db.session.rollback()


def _officer(proposal: Proposal) -> Visitor:
    return visitor(make_staff(town_of(proposal), Role.OFFICER))


@pytest.mark.parametrize(
    "outcome", [Status.REFUSED, Status.ON_BALLOT, Status.FORWARDED, Status.POSTPONED]
)
def test_what_is_prepared_is_what_is_published(outcome: Status) -> None:
    before = ruling(outcome, checks=("konu",), cost_kurus=12_00)
    assert preparing.read(preparing._stored(before)) == before


def test_nobody_learns_of_it_before_its_moment(app: Flask) -> None:
    author = make_person()
    proposal = make_proposal(author=author)
    number, slug = proposal.id, town_of(proposal).slug
    row = make_prepared(proposal)
    assert _status(number) is Status.PUBLISHED
    assert _count(GateDecision) == _count(Errand, Errand.kind == Kind.MAIL) == 0
    assert _count(Notice, Notice.person_id == author.id) == 0
    reader = Client(app).sign_in(author)
    assert REASON not in reader.get(f"/{slug}/oneriler/{number}").text
    assert reader.get(f"/{slug}/oneriler/{number}/degerlendirme").status_code == 403
    _work(row.id)
    assert _status(number) is Status.REFUSED
    assert _count(PreparedDecision) == 0
    assert _count(Notice, Notice.person_id == author.id) == 1
    assert REASON in reader.get(f"/{slug}/oneriler/{number}").text


def test_what_was_taken_back_is_never_published(app: Flask) -> None:
    proposal = make_proposal()
    row, by, number = make_prepared(proposal), _officer(proposal), proposal.id
    prepared_id = row.id
    with pytest.raises(AlreadyPrepared), write():
        preparing.prepare(gates.get_case(number), by=by, ruling=ruling(), publish_at=clock.now())
    with write():
        preparing.take_back_prepared(get_prepared(prepared_id), by=by)
    assert _moment(prepared_id).state is State.CANCELLED
    with write():
        preparing.publish_prepared(prepared_id)
    assert _status(number) is Status.PUBLISHED


def test_one_moment_for_many_and_each_by_its_own_rule(app: Flask) -> None:
    first, second = make_proposal(), make_proposal()
    rows, by = [make_prepared(first), make_prepared(second)], _officer(first)
    ids, town, at = [row.id for row in rows], first.municipality_id, clock.now()
    with write():
        assert preparing.move_prepared(ids, by=by, municipality_id=town, at=at) == 1
    assert _moment(ids[0]).due_at == at
    assert _moment(ids[1]).due_at > at
    assert [row.id for row in list_prepared(town, consultations.askers(by, town))] == ids[:1]
    _work(ids[0])
    assert _status(first.id) is Status.REFUSED
    assert _status(second.id) is Status.PUBLISHED


@pytest.mark.parametrize("case", ["decided meanwhile", "conflict of interest"])
def test_what_speaks_against_it_is_told_to_whoever_prepared_it(app: Flask, case: str) -> None:
    proposal = make_proposal()
    number, row = proposal.id, make_prepared(proposal)
    prepared_id, by = row.id, row.prepared_by_id
    officer = _officer(proposal)
    if case == "decided meanwhile":
        with write():
            deciding.decide(
                gates.get_case(number).proposal,
                by=officer,
                ruling=Ruling(Status.ON_BALLOT, "Fen İşleri Müdürlüğü"),
            )
        _work(prepared_id)
        assert _status(number) is Status.ON_BALLOT
        assert _count(PreparedDecision) == 0
        return
    with write():
        person = db.session.get_one(Person, by)
        assigning.declare_conflict(
            gates.get_case(number), by=visitor(person), reason="Dükkân eşimin."
        )
    _work(prepared_id)
    assert _status(number) is Status.PUBLISHED
    told = select(Notice.message).where(Notice.person_id == by, Notice.key.like("prepared:%"))
    assert db.session.scalars(told).all() == [preparing.UNPUBLISHED]


def test_taking_back_and_the_worker_at_once(app: Flask) -> None:
    proposal = make_proposal()
    number, by = proposal.id, _officer(proposal)
    prepared_id = make_prepared(proposal, at=clock.now()).id

    def take_back() -> None:
        try:
            found = get_prepared(prepared_id)
        except NoResultFound:  # as a request: the page is gone
            raise PreparedGone from None
        preparing.take_back_prepared(found, by=by)

    results = at_once(app, take_back, lambda: preparing.publish_prepared(prepared_id))
    taken = results[0] is None
    assert _status(number) is (Status.PUBLISHED if taken else Status.REFUSED)
    assert taken or results[0] is PreparedGone
    assert _count(GateDecision) == int(not taken)


def test_from_the_form_to_the_list_and_back(app: Flask) -> None:
    proposal = make_proposal()
    number, town = proposal.id, town_of(proposal)
    office = Client(app).sign_in(make_staff(town, Role.OFFICER))
    page = f"/{town.slug}/oneriler/{number}/ele"
    tomorrow = clock.local(clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT09:00")
    unit = queries.get_proposal(number).activity.consultation.unit_id
    given = {"decision": "red", "reason": REASON, "unit": str(unit)}
    past = office.post(page, {**given, "publish_at": "2020-01-01T09:00"})
    assert past.status_code == 422
    answer = office.post(page, {**given, "publish_at": tomorrow})
    assert answer.location.endswith("/masa/hazir-kararlar")
    listed = office.get(f"/{town.slug}/masa/hazir-kararlar").text
    assert queries.get_proposal(number).title in listed
    file = office.get(f"/{town.slug}/oneriler/{number}/degerlendirme").text
    assert "Hazır karar" in file
    (row,) = db.session.scalars(select(PreparedDecision)).all()
    path = f"/{town.slug}/masa/hazir-kararlar"
    assert Client(app).sign_in(make_person()).get(path).status_code == 403
    moved = office.post(path, {"decisions": [str(row.id)], "publish_at": tomorrow})
    assert moved.status_code == 303
    assert office.post(f"{path}/{row.id}/geri-al").status_code == 303
    assert db.session.scalars(select(PreparedDecision)).all() == []
    assert _status(number) is Status.PUBLISHED
