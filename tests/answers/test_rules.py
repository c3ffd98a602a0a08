"""State × person → answer; the clock on its boundary days; page and filter agree."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from answers import queries, rules
from answers.models import Answer, AnswerState, Decision, Duty, DutyKind
from answers.rules import DutyFile, DutyState, Reason
from journeys.models import Status
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Common, Role, Visitor
from tests.make.answers import make_duty
from tests.make.places import make_municipality, saving

PLACE = 7
DUE = date(2026, 11, 24)


def works(person_id: int, *roles: Role, units: tuple[int, ...] = ()) -> Visitor:
    return Visitor(
        id=person_id,
        email_confirmed=True,
        roles=frozenset((PLACE, role.value) for role in roles),
        units=frozenset(units),
    )


PEOPLE = {
    "nobody": NOBODY,
    "resident": Visitor(id=1, email_confirmed=True),
    "neighbour's officer": Visitor(id=2, roles=frozenset({(8, Role.OFFICER.value)})),
    "officer": works(3, Role.OFFICER),
    "administrator": works(4, Role.ADMINISTRATOR),
    "unit officer": works(5, Role.UNIT_OFFICER, units=(50,)),
    "other unit's officer": works(6, Role.UNIT_OFFICER, units=(51,)),
    "approver": works(9, Role.APPROVER),
    "officer who approves": works(3, Role.OFFICER, Role.APPROVER),
    "auditor": works(10, Role.AUDITOR),
    "moderator": works(11, Role.MODERATOR),
    "council officer": works(12, Role.COUNCIL_OFFICER),
}


def duty() -> Duty:
    return Duty(
        id=1,
        municipality_id=PLACE,
        kind=DutyKind.PROPOSAL,
        unit_id=50,
        first_due_on=DUE,
        due_on=DUE,
    )


def answer(state: AnswerState) -> Answer:
    """Drafted by the officer."""
    return Answer(id=1, municipality_id=PLACE, state=state, drafted_by_id=3)


NEW = DutyFile(duty(), None, None, frozenset({9}), Status.PUBLISHED)
RELEASED_DUTY = duty()
RELEASED_DUTY.released_at = datetime(2026, 11, 1, tzinfo=UTC)
ASSIGNED_DUTY, CONSULTATION_DUTY, OBJECTION_DUTY = duty(), duty(), duty()
ASSIGNED_DUTY.assigned_to_id = 6
CONSULTATION_DUTY.kind = DutyKind.CONSULTATION
OBJECTION_DUTY.kind = DutyKind.OBJECTION
DRAFT = replace(NEW, working=answer(AnswerState.DRAFT))
FILES = {
    "nothing written": NEW,
    "draft": DRAFT,
    "draft, nobody else signs": replace(DRAFT, approvers=frozenset({3})),
    "draft, nobody signs": replace(DRAFT, approvers=frozenset()),
    "checking": replace(NEW, working=answer(AnswerState.CHECKING)),
    "checked": replace(NEW, working=answer(AnswerState.CHECKED)),
    "draft, alone": replace(DRAFT, alone=True, approvers=frozenset({3})),
    "draft, alone, nobody signs": replace(DRAFT, alone=True, approvers=frozenset()),
    "checking, alone": replace(NEW, working=answer(AnswerState.CHECKING), alone=True),
    "draft, conflict": replace(DRAFT, conflicted=frozenset({3, 5, 9})),
    "draft, assigned": replace(DRAFT, duty=ASSIGNED_DUTY),
    "draft, of a consultation": replace(DRAFT, duty=CONSULTATION_DUTY),
    "objection": replace(DRAFT, duty=OBJECTION_DUTY),
    "approved": replace(NEW, working=answer(AnswerState.APPROVED)),
    "approved, on the ballot": replace(
        NEW, working=answer(AnswerState.APPROVED), journey_status=Status.ON_BALLOT
    ),
    "published": replace(NEW, published=answer(AnswerState.PUBLISHED)),
    "released": replace(NEW, duty=RELEASED_DUTY, working=answer(AnswerState.DRAFT)),
}

#: (rule, who, state, expected reason or None)
TABLE = [
    ("see_duty", "nobody", "draft", Common.LOGIN),
    ("see_duty", "resident", "draft", Common.ROLE),
    ("see_duty", "neighbour's officer", "draft", Common.ROLE),
    ("see_duty", "moderator", "draft", Common.ROLE),
    ("see_duty", "auditor", "draft", None),
    ("see_duty", "other unit's officer", "draft", None),
    ("see_duty", "council officer", "draft", None),
    ("draft", "nobody", "nothing written", Common.LOGIN),
    ("draft", "resident", "nothing written", Common.ROLE),
    ("draft", "neighbour's officer", "nothing written", Common.ROLE),
    ("draft", "officer", "nothing written", None),
    ("draft", "administrator", "nothing written", None),
    ("draft", "unit officer", "nothing written", None),
    ("draft", "other unit's officer", "nothing written", Reason.OTHER_UNIT),
    ("draft", "approver", "nothing written", Reason.NOT_A_WRITER),
    ("draft", "auditor", "nothing written", Reason.NOT_A_WRITER),
    ("draft", "officer", "published", None),
    ("draft", "officer", "released", Reason.RELEASED),
    ("assign", "officer", "nothing written", None),
    ("assign", "auditor", "nothing written", Reason.NOT_A_WRITER),
    ("draft", "officer", "objection", Reason.OBJECTION),
    ("draft", "officer", "draft, conflict", Reason.CONFLICT),
    ("see_draft", "nobody", "draft", Common.LOGIN),
    ("see_draft", "resident", "draft", Common.ROLE),
    ("see_draft", "neighbour's officer", "draft", Common.ROLE),
    ("see_draft", "moderator", "draft", Common.ROLE),
    ("see_draft", "auditor", "draft", Reason.NOT_NAMED),
    ("see_draft", "council officer", "draft", Reason.NOT_NAMED),
    ("see_draft", "other unit's officer", "draft", Reason.NOT_NAMED),
    ("see_draft", "other unit's officer", "draft, assigned", None),
    ("see_draft", "unit officer", "draft", None),
    ("see_draft", "unit officer", "draft, conflict", Reason.CONFLICT),
    ("see_draft", "officer", "draft", None),
    ("see_draft", "administrator", "draft", None),
    ("see_draft", "approver", "draft", None),
    ("share", "nobody", "draft", Common.LOGIN),
    ("share", "unit officer", "draft", None),
    ("share", "auditor", "draft", Reason.NOT_A_WRITER),
    ("share", "officer", "nothing written", Reason.NOTHING_DRAFTED),
    ("share", "officer", "draft, of a consultation", Reason.NOTHING_TO_SHARE),
    ("submit", "nobody", "draft", Common.LOGIN),
    ("submit", "unit officer", "draft", None),
    ("submit", "officer", "draft", None),
    ("submit", "other unit's officer", "draft", Reason.OTHER_UNIT),
    ("submit", "approver", "draft", Reason.NOT_A_WRITER),
    ("submit", "officer", "nothing written", Reason.NOTHING_DRAFTED),
    ("submit", "officer", "checking", Reason.ALREADY_SENT),
    ("submit", "officer", "checked", Reason.ALREADY_CHECKED),
    ("submit", "officer", "approved", Reason.ALREADY_APPROVED),
    ("submit", "officer", "released", Reason.RELEASED),
    ("check", "nobody", "checking", Common.LOGIN),
    ("check", "auditor", "checking", Reason.NOT_A_CHECKER),
    ("check", "unit officer", "checking", Reason.NOT_A_CHECKER),
    ("check", "officer", "checking", Reason.OWN_CHECK),
    ("check", "officer", "checking, alone", None),
    ("check", "administrator", "checking", None),
    ("check", "approver", "checking", None),
    ("check", "administrator", "draft", Reason.NOT_SENT),
    ("check", "administrator", "checked", Reason.ALREADY_CHECKED),
    ("check", "administrator", "nothing written", Reason.NOTHING_DRAFTED),
    ("send_back", "nobody", "checking", Common.LOGIN),
    ("send_back", "unit officer", "checking", Reason.NOT_A_CHECKER),
    ("send_back", "administrator", "checking", None),
    ("send_back", "approver", "checked", None),
    ("send_back", "approver", "approved", None),
    ("send_back", "approver", "draft", Reason.NOT_SENT),
    ("send_back", "approver", "nothing written", Reason.NOTHING_DRAFTED),
    ("approve", "nobody", "checked", Common.LOGIN),
    ("approve", "officer", "checked", Reason.NOT_AN_APPROVER),
    ("approve", "approver", "draft", Reason.NOT_CHECKED),
    ("approve", "approver", "checking", Reason.NOT_CHECKED),
    ("approve", "approver", "checked", None),
    ("approve", "approver", "draft, conflict", Reason.CONFLICT),
    ("approve", "officer who approves", "checked", Reason.OWN_DRAFT),
    ("approve", "officer who approves", "draft, alone", None),
    ("approve", "approver", "nothing written", Reason.NOTHING_DRAFTED),
    ("approve", "approver", "approved", Reason.ALREADY_APPROVED),
    ("approve", "approver", "released", Reason.RELEASED),
    ("publish", "nobody", "approved", Common.LOGIN),
    ("publish", "resident", "approved", Common.ROLE),
    ("publish", "auditor", "approved", Reason.NOT_A_WRITER),
    ("publish", "other unit's officer", "approved", Reason.OTHER_UNIT),
    ("publish", "officer", "approved", None),
    ("publish", "unit officer", "approved", None),
    ("publish", "approver", "approved", None),
    ("publish", "officer", "approved, on the ballot", Reason.ON_BALLOT),
    ("publish", "officer", "draft", Reason.NEEDS_APPROVAL),
    ("publish", "officer", "checked", Reason.NEEDS_APPROVAL),
    ("publish", "officer", "draft, nobody else signs", Reason.NO_SIGNER),
    ("publish", "officer", "draft, nobody signs", Reason.NO_SIGNER),
    ("publish", "officer", "draft, alone", Reason.NEEDS_APPROVAL),
    ("publish", "officer", "draft, alone, nobody signs", None),
    ("publish", "officer", "nothing written", Reason.NOTHING_DRAFTED),
    ("publish", "officer", "published", Reason.NOTHING_DRAFTED),
    ("publish", "officer", "released", Reason.RELEASED),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Reason | Common | None) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], FILES[state])
    assert (denied and denied.reason) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [("nobody", Common.LOGIN), ("resident", Common.ROLE), ("auditor", None), ("officer", None)],
)
def test_the_desk(app: Flask, who: str, expected: Common | None) -> None:
    place = make_municipality(id=PLACE)
    denied = rules.desk(PEOPLE[who], place)
    assert (denied and denied.reason) == expected


def test_only_what_was_published_is_read() -> None:
    seen = {state: rules.show(NOBODY, answer(state)) is None for state in AnswerState}
    assert seen == {
        AnswerState.DRAFT: False,
        AnswerState.CHECKING: False,
        AnswerState.CHECKED: False,
        AnswerState.APPROVED: False,
        AnswerState.PUBLISHED: True,
        AnswerState.REPLACED: True,
    }


#: (answered on, today, state, days): 24 November was promised
CLOCK = [
    (None, date(2026, 11, 14), DutyState.WAITING, 10),
    (None, DUE, DutyState.WAITING, 0),
    (None, date(2026, 11, 25), DutyState.OVERDUE, 1),
    (DUE, date(2026, 12, 30), DutyState.ANSWERED, None),
    (date(2026, 11, 20), date(2026, 12, 30), DutyState.ANSWERED, None),
    (date(2026, 11, 27), date(2026, 12, 30), DutyState.ANSWERED_LATE, 3),
]


@pytest.mark.parametrize(("answered", "today", "state", "days"), CLOCK)
def test_clock(answered: date | None, today: date, state: DutyState, days: int | None) -> None:
    owed = duty()
    owed.answered_on = answered
    assert (rules.state(owed, today), rules.days(owed, today)) == (state, days)
    owed.due_on = date(2027, 3, 1)  # a new date stops no clock
    assert rules.state(owed, today) is state


def test_released_and_unanswered_is_not_owed() -> None:
    assert rules.state(RELEASED_DUTY, date(2027, 1, 1)) is DutyState.RELEASED
    assert rules.days(RELEASED_DUTY, date(2027, 1, 1)) is None


def test_late_begins_with_the_local_midnight(app: Flask) -> None:
    """20.59 UTC is 23.59 in Istanbul."""
    owed = duty()
    for minutes, state in ((-1, DutyState.WAITING), (1, DutyState.OVERDUE)):
        moment = datetime(2026, 11, 24, 21, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        with clock.held(moment):
            assert rules.state(owed, clock.today()) is state


def test_the_filter_says_what_the_page_says(app: Flask) -> None:
    place = make_municipality()
    today = clock.today()
    for due, answered, released in product((-3, 0, 3), (None, -5, -3, 0), (False, True)):
        row = make_duty(place, due=due)
        with saving():
            row = db.session.get_one(Duty, row.id)
            row.answered_on = None if answered is None else today + timedelta(days=answered)
            row.released_at = clock.now() if released else None
    duties = list(db.session.scalars(select(Duty)))
    for state in DutyState:
        found = set(db.session.scalars(select(Duty.id).where(queries.in_state(state, today))))
        assert found == {row.id for row in duties if rules.state(row, today) is state}
        assert found, state
    counts = queries.count_by_state(place.id)
    assert sum(counts.values()) == len([d for d in duties if d.answered_on or not d.released_at])


def test_every_decision_has_its_word() -> None:
    assert {decision.value for decision in Decision} <= {status.value for status in Status}
