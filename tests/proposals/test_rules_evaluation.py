"""Who may do what at the gates: each row is (rule, who, state, why not)."""

from datetime import date, timedelta
from typing import Any

import pytest

from consultations.models import Activity, AskedBy, Consultation
from journeys.models import Status
from kernel import clock
from kernel.rules import NOBODY, Common, Role, Visitor
from places.models import Municipality
from proposals import evaluating, rules
from proposals.assessments import Assessment, BulkAction, Objection, PreparedDecision
from proposals.evaluating import Asked, Case, Days, Due, Prepared, Reason
from proposals.models import Proposal, ProposalState
from tests.proposals.test_rules import HERE, NOW, person, proposal

LOGIN, ROLE, HIDDEN = Common.LOGIN, Common.ROLE, Common.HIDDEN
UNIT = 31
CAST = {
    "nobody": NOBODY,
    "author": person(1),
    "author who works here": person(1, Role.OFFICER),
    "neighbour": person(2),
    "officer": person(5, Role.OFFICER),
    "first decider": person(11, Role.OFFICER),
    "conflicted officer": person(12, Role.OFFICER),
    "council officer": person(6, Role.COUNCIL_OFFICER),
    "unit officer": person(13, Role.UNIT_OFFICER, units=frozenset({UNIT})),
    "conflicted unit officer": person(14, Role.UNIT_OFFICER, units=frozenset({UNIT})),
    "other unit officer": person(15, Role.UNIT_OFFICER, units=frozenset({99})),
    "named person": person(16, Role.UNIT_OFFICER, units=frozenset({99})),
    "approver": person(17, Role.APPROVER),
    "auditor": person(8, Role.AUDITOR),
    "moderator": person(7, Role.MODERATOR),
    "officer elsewhere": person(10, Role.OFFICER, at=2),
}
DAYS = Days(15, 30, 15, 30)


def assessment(**anything: Any) -> Assessment:
    values = {"id": 4, "municipality_id": HERE, "proposal_id": 7, "unit_id": UNIT, "person_id": 16}
    return Assessment(**{**values, **anything})


def case(
    whole: Proposal, *, objection: Objection | None = None, decided: int = 3, asked: bool = True
) -> Case:
    """Decided some days before NOW."""
    return Case(
        whole,
        DAYS,
        [assessment()] if asked else [],
        frozenset({12, 14}),
        objection,
        frozenset({11}),
        clock.local(NOW).date() - timedelta(days=decided),
    )


def objected(**anything: Any) -> Objection:
    return Objection(id=1, proposal_id=7, person_id=1, duty_id=2, **anything)


REFUSED: dict[str, Any] = {"status": Status.REFUSED, "answered": True}
STATES: dict[str, Case] = {
    "draft": case(proposal(ProposalState.DRAFT)),
    "published": case(proposal(), asked=False),
    "published, council's": case(proposal(asked_by=AskedBy.CITY_COUNCIL), asked=False),
    "at the units": case(proposal(status=Status.ASSESSING)),
    "on the ballot": case(proposal(status=Status.ON_BALLOT)),
    "postponed": case(proposal(status=Status.POSTPONED, answered=True)),
    "postponed, objected": case(
        proposal(status=Status.POSTPONED, answered=True), objection=objected()
    ),
    "refused": case(proposal(**REFUSED)),
    "refused 15 days ago": case(proposal(**REFUSED), decided=15),
    "refused 16 days ago": case(proposal(**REFUSED), decided=16),
    "forwarded": case(proposal(status=Status.FORWARDED, answered=True)),
    "handed over": case(proposal(status=Status.HANDED_OVER, answered=True)),
    "accepted": case(proposal(status=Status.ACCEPTED, answered=True)),
    "organisation's, refused": case(proposal(**REFUSED, organisation_id=9)),
    "objected": case(proposal(**REFUSED), objection=objected()),
    "objection decided": case(proposal(**REFUSED), objection=objected(decided_at=NOW)),
    "withdrawn": case(proposal(ProposalState.WITHDRAWN, Status.WITHDRAWN)),
}

TABLE: list[tuple[str, str, str, Any]] = [
    ("see", "officer", "at the units", None),
    ("see", "unit officer", "at the units", None),
    ("see", "named person", "at the units", None),
    ("see", "conflicted unit officer", "at the units", None),
    ("see", "approver", "at the units", None),
    ("see", "auditor", "at the units", None),
    ("see", "other unit officer", "at the units", ROLE),
    ("see", "council officer", "at the units", ROLE),
    ("see", "moderator", "at the units", ROLE),
    ("see", "officer elsewhere", "at the units", ROLE),
    ("see", "author", "at the units", Reason.OWN),
    ("see", "author who works here", "at the units", Reason.OWN),
    ("see", "neighbour", "at the units", ROLE),
    ("see", "nobody", "at the units", LOGIN),
    ("see", "officer", "draft", HIDDEN),
    ("screen", "officer", "published", None),
    ("screen", "council officer", "published, council's", None),
    ("screen", "officer", "published, council's", ROLE),
    ("screen", "conflicted officer", "published", Reason.CONFLICT),
    ("screen", "author who works here", "published", Reason.OWN),
    ("screen", "unit officer", "published", ROLE),
    ("screen", "nobody", "published", LOGIN),
    ("screen", "officer", "at the units", rules.Reason.SCREENED),
    ("screen", "officer", "withdrawn", rules.Reason.WITHDRAWN),
    ("assign", "officer", "published", None),
    ("assign", "officer", "at the units", None),
    ("assign", "officer", "postponed", None),
    ("assign", "conflicted officer", "at the units", Reason.CONFLICT),
    ("assign", "unit officer", "at the units", ROLE),
    ("assign", "nobody", "at the units", LOGIN),
    ("assign", "officer", "refused", rules.Reason.SCREENED),
    ("assign", "officer", "draft", HIDDEN),
    ("decide", "officer", "published", None),
    ("decide", "officer", "at the units", None),
    ("decide", "officer", "postponed", None),
    ("decide", "officer", "postponed, objected", Reason.OBJECTION_WAITS),
    ("decide", "conflicted officer", "at the units", Reason.CONFLICT),
    ("decide", "author who works here", "at the units", Reason.OWN),
    ("decide", "unit officer", "at the units", ROLE),
    ("decide", "approver", "at the units", ROLE),
    ("decide", "author", "at the units", Reason.OWN),
    ("decide", "nobody", "at the units", LOGIN),
    ("decide", "officer", "on the ballot", rules.Reason.SCREENED),
    ("decide", "officer", "accepted", rules.Reason.SCREENED),
    ("decide", "officer", "withdrawn", rules.Reason.WITHDRAWN),
    ("decide", "officer", "draft", HIDDEN),
    ("declare_conflict", "unit officer", "at the units", None),
    ("declare_conflict", "officer", "at the units", None),
    ("declare_conflict", "conflicted officer", "at the units", Reason.DECLARED),
    ("declare_conflict", "neighbour", "at the units", ROLE),
    ("declare_conflict", "nobody", "at the units", LOGIN),
    ("object_to", "author", "refused", None),
    ("object_to", "author", "forwarded", None),
    ("object_to", "author", "postponed", None),
    ("object_to", "author", "handed over", None),
    ("object_to", "author", "refused 15 days ago", None),
    ("object_to", "author", "refused 16 days ago", Reason.TOO_LATE),
    ("object_to", "author", "objected", Reason.OBJECTED),
    ("object_to", "author", "objection decided", Reason.OBJECTED),
    ("object_to", "author", "accepted", Reason.NOTHING_TO_OBJECT),
    ("object_to", "author", "at the units", Reason.NOTHING_TO_OBJECT),
    ("object_to", "author", "withdrawn", rules.Reason.WITHDRAWN),
    ("object_to", "author", "organisation's, refused", ROLE),
    ("object_to", "neighbour", "refused", ROLE),
    ("object_to", "officer", "refused", ROLE),
    ("object_to", "nobody", "refused", LOGIN),
    ("object_to", "author", "draft", HIDDEN),
    ("decide_objection", "officer", "objected", None),
    ("decide_objection", "first decider", "objected", Reason.DECIDED_FIRST),
    ("decide_objection", "conflicted officer", "objected", Reason.CONFLICT),
    ("decide_objection", "author who works here", "objected", Reason.OWN),
    ("decide_objection", "unit officer", "objected", ROLE),
    ("decide_objection", "author", "objected", Reason.OWN),
    ("decide_objection", "nobody", "objected", LOGIN),
    ("decide_objection", "officer", "objection decided", Reason.NO_OBJECTION),
    ("decide_objection", "officer", "refused", Reason.NO_OBJECTION),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule_of_the_gates(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(evaluating, rule)(CAST[who], STATES[state])
    assert (None if denied is None else denied.reason) == expected


PREPARED_TABLE: list[tuple[str, str, str, Any]] = [
    ("take_back_prepared", "officer", "published", None),
    ("take_back_prepared", "officer", "at the units", None),
    ("take_back_prepared", "conflicted officer", "published", Reason.CONFLICT),
    ("take_back_prepared", "author who works here", "published", Reason.OWN),
    ("take_back_prepared", "unit officer", "published", ROLE),
    ("take_back_prepared", "auditor", "published", ROLE),
    ("take_back_prepared", "officer elsewhere", "published", ROLE),
    ("take_back_prepared", "author", "published", Reason.OWN),
    ("take_back_prepared", "nobody", "published", LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), PREPARED_TABLE)
def test_rule_of_a_prepared_decision(rule: str, who: str, state: str, expected: Any) -> None:
    prepared = Prepared(PreparedDecision(id=3, municipality_id=HERE), STATES[state])
    denied = getattr(evaluating, rule)(CAST[who], prepared)
    assert (None if denied is None else denied.reason) == expected


UNIT_TABLE: list[tuple[str, str, str, Any]] = [
    ("assess", "unit officer", "at the units", None),
    ("assess", "named person", "at the units", None),
    ("assess", "conflicted unit officer", "at the units", Reason.CONFLICT),
    ("assess", "officer", "at the units", Reason.NOT_ASKED),
    ("assess", "auditor", "at the units", Reason.NOT_ASKED),
    ("assess", "other unit officer", "at the units", ROLE),
    ("assess", "author", "at the units", ROLE),
    ("assess", "nobody", "at the units", LOGIN),
    ("assess", "unit officer", "on the ballot", Reason.NOT_ASSESSING),
    ("assess", "unit officer", "refused", Reason.NOT_ASSESSING),
    ("reassign", "officer", "at the units", None),
    ("reassign", "unit officer", "at the units", None),
    ("reassign", "conflicted officer", "at the units", Reason.CONFLICT),
    ("reassign", "other unit officer", "at the units", ROLE),
    ("reassign", "nobody", "at the units", LOGIN),
    ("reassign", "officer", "refused", Reason.NOT_ASSESSING),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), UNIT_TABLE)
def test_rule_of_a_unit(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(evaluating, rule)(CAST[who], Asked(assessment(), STATES[state]))
    assert (None if denied is None else denied.reason) == expected


def test_a_given_opinion_keeps_its_unit() -> None:
    done = Asked(assessment(done_at=NOW), STATES["at the units"])
    denied = evaluating.reassign(CAST["officer"], done)
    assert denied is not None
    assert denied.reason is Reason.NOT_DONE


DESK_TABLE: list[tuple[str, str, str, Any]] = [
    ("desk", "unit officer", "municipality", None),
    ("desk", "officer", "municipality", None),
    ("desk", "moderator", "municipality", ROLE),
    ("desk", "neighbour", "municipality", ROLE),
    ("desk", "officer elsewhere", "municipality", ROLE),
    ("desk", "nobody", "municipality", LOGIN),
    ("bulk", "officer", "municipality", None),
    ("bulk", "council officer", "municipality", None),
    ("bulk", "unit officer", "municipality", ROLE),
    ("bulk", "auditor", "municipality", ROLE),
    ("bulk", "nobody", "municipality", LOGIN),
    ("prepared", "officer", "municipality", None),
    ("prepared", "auditor", "municipality", ROLE),
    ("prepared", "nobody", "municipality", LOGIN),
    ("see_bulk", "auditor", "record", None),
    ("see_bulk", "officer", "record", None),
    ("see_bulk", "unit officer", "record", ROLE),
    ("see_bulk", "nobody", "record", LOGIN),
    ("set_days", "officer", "municipality", None),
    ("set_days", "auditor", "municipality", ROLE),
    ("set_days", "nobody", "municipality", LOGIN),
    ("set_criteria", "officer", "activity", None),
    ("set_criteria", "council officer", "activity", ROLE),
    ("set_criteria", "nobody", "activity", LOGIN),
]
THINGS: dict[str, Any] = {
    "municipality": Municipality(id=HERE),
    "record": BulkAction(id=1, municipality_id=HERE),
    "activity": Activity(
        consultation=Consultation(municipality_id=HERE, asked_by=AskedBy.MUNICIPALITY)
    ),
}


@pytest.mark.parametrize(("rule", "who", "state", "expected"), DESK_TABLE)
def test_rule_of_the_desk_of_the_gates(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(evaluating, rule)(CAST[who], THINGS[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(
    ("done", "shift", "word"),
    [(False, 0, Due.WAITING), (False, -1, Due.LATE), (True, -1, Due.DONE), (False, 3, Due.WAITING)],
)
def test_the_due_day_itself_is_not_late(done: bool, shift: int, word: Due) -> None:
    today = date(2026, 11, 22)
    assert evaluating.due(done, today + timedelta(days=shift), today) is word


def test_the_first_gate_begins_when_collecting_ends() -> None:
    published, closes = date(2026, 11, 1), date(2026, 11, 20)
    assert evaluating.preliminary_due(published, None, DAYS) == date(2026, 11, 16)
    assert evaluating.preliminary_due(published, closes, DAYS) == date(2026, 12, 5)
    assert evaluating.preliminary_due(closes, published, DAYS) == date(2026, 12, 5)


def test_the_link_to_the_file_is_for_those_who_may_open_it() -> None:
    whole = STATES["at the units"].proposal
    seen = {who for who, visitor in CAST.items() if evaluating.opens(visitor, whole, {UNIT})}
    assert seen == {
        *("officer", "first decider", "conflicted officer", "unit officer"),
        *("conflicted unit officer", "approver", "auditor"),
    }


def test_everybody_else_is_a_visitor() -> None:
    """The table names each role that works for a municipality."""
    named = {role for who in CAST.values() for _place, role in who.roles}
    assert named == {role.value for role in Role} - {Role.ADMINISTRATOR, Role.DESK_OFFICER}
    assert all(isinstance(who, Visitor) for who in CAST.values())
