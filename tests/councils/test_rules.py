"""State × person → answer. docs/roles-and-rules.md is made from these tables."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from councils import rules
from councils.models import Body, Document, Gathering, Item, Member, Opinion, Sitting
from councils.rules import Reason as Why
from councils.words import Outcome
from kernel import clock
from kernel.rules import NOBODY, Common, Denied, Reason, Role, Visitor
from meetings.models import Meeting
from places.models import Municipality
from tests.moment import NOW


def works(number: int, *roles: Role, place: int = 1) -> Visitor:
    return Visitor(
        id=number, email_confirmed=True, roles=frozenset((place, role.value) for role in roles)
    )


PEOPLE = {
    "nobody": NOBODY,
    "unconfirmed": Visitor(id=1),
    "resident": Visitor(id=1, email_confirmed=True),
    "suspended": Visitor(id=1, email_confirmed=True, suspended={1: NOW + timedelta(days=3)}),
    "officer": works(2, Role.OFFICER),
    "council officer": works(3, Role.COUNCIL_OFFICER),
    "administrator": works(4, Role.ADMINISTRATOR),
    "auditor": works(5, Role.AUDITOR),
    "moderator": works(6, Role.MODERATOR),
    "unit officer": replace(works(9, Role.UNIT_OFFICER), units=frozenset({5})),
    "other unit's officer": replace(works(10, Role.UNIT_OFFICER), units=frozenset({6})),
    # A seat in a body is no role: it shows in one's own data.
    "member": Visitor(id=8, email_confirmed=True),
    "officer elsewhere": works(7, Role.OFFICER, Role.COUNCIL_OFFICER, place=2),
}
DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
HERE = {"municipality_id": 1}


def ends_at(when: Any, **anything: Any) -> Meeting:
    values: dict[str, Any] = {"cancelled_reason": "", "published_at": NOW, **HERE}
    return Meeting(**values | {"starts_at": when, "ends_at": when + DAY / 12} | anything)


AHEAD, HELD = (Sitting(**HERE, starts_at=NOW + days * DAY) for days in (5, -5))
CANCELLED = Sitting(**HERE, starts_at=NOW - DAY, cancelled_at=NOW - 3 * DAY)
WAITING = Item(**HERE, unit_id=5, sitting=AHEAD)
OPEN = Item(**HERE, unit_id=5, sitting=AHEAD, opens_at=NOW - DAY, closes_at=NOW + DAY)
OVER = Item(**HERE, sitting=HELD, opens_at=NOW - 3 * DAY, closes_at=NOW - DAY)
REFERRED = Item(**HERE, sitting=HELD, committee="Ulaşım", referred_on=TODAY)
DECIDED = Item(**HERE, unit_id=5, sitting=HELD, decided_on=TODAY, outcome=Outcome.ACCEPTED)
FINAL = Item(**HERE, sitting=HELD, decided_on=TODAY, final_on=TODAY)
SENT = Item(**HERE, sitting=HELD, decided_on=TODAY, sent_on=TODAY)
RETURNED = Item(**HERE, sitting=HELD, decided_on=TODAY, returned_on=TODAY)
HANDED: dict[str, Any] = {**HERE, "handed_on": TODAY}
ANY: dict[str, Any] = {"": Municipality(id=1)}
STATES: dict[str, Any] = {
    **ANY,
    "body": Body(**HERE),
    "ended body": Body(**HERE, ended_on=TODAY),
    "member": Member(**HERE),
    "former member": Member(**HERE, left_on=TODAY),
    "meeting drafted": Gathering(**HERE, meeting=ends_at(NOW + DAY, published_at=None)),
    "meeting ahead": Gathering(**HERE, meeting=ends_at(NOW + DAY)),
    "meeting held": Gathering(**HERE, meeting=ends_at(NOW - DAY)),
    "meeting cancelled": Gathering(**HERE, meeting=ends_at(NOW - DAY, cancelled_reason="Kar")),
    "adopted": Opinion(**HERE),
    "handed over": Opinion(**HANDED),
    "on the agenda": Opinion(**HANDED, item_id=1, item=WAITING),
    "decided upon": Opinion(**HANDED, item_id=1, item=DECIDED),
    "told": Opinion(**HANDED, item_id=1, item=DECIDED, told_on=TODAY),
    "announced": Opinion(**HANDED, item_id=1, item=DECIDED, told_on=TODAY, announced_on=TODAY),
    "session ahead": AHEAD,
    "session held": HELD,
    "session cancelled": CANCELLED,
    "item": WAITING,
    "item open": OPEN,
    "item closed": OVER,
    "item in committee": REFERRED,
    "item decided": DECIDED,
    "decision final": FINAL,
    "decision sent on": SENT,
    "decision given back": RETURNED,
    "item of a cancelled session": Item(**HERE, sitting=CANCELLED),
    "paper": Document(item=WAITING),
}

#: A unit prepares what is on an agenda; it runs neither house, of its own item neither.
NOT_OF_A_UNIT = (
    ("run_council", ""),
    ("run_sittings", ""),
    ("edit_body", "body"),
    ("begin_term", "body"),
    ("call", "body"),
    ("read_members", "ended body"),
    ("edit_member", "member"),
    ("read_attendance", "meeting held"),
    ("count_heads", "meeting held"),
    ("record_vote", "meeting held"),
    ("hand_over", "adopted"),
    ("take_up", "handed over"),
    ("tell", "decided upon"),
    ("announce", "told"),
    ("postpone", "session ahead"),
    ("cancel", "session ahead"),
    ("add_item", "session ahead"),
    ("edit_item", "item"),
    ("refer", "item"),
    ("decide", "item closed"),
    ("follow_up", "item decided"),
    ("give_back", "item decided"),
    ("add_document", "item decided"),
    ("remove_document", "paper"),
    ("open_window", "item"),
    ("close_window", "item open"),
)

#: (rule, who, state, expected reason or None)
TABLE: list[tuple[str, str, str, Reason | None]] = [
    ("run_council", "nobody", "", Common.LOGIN),
    ("run_council", "council officer", "", None),
    ("run_council", "administrator", "", None),
    ("run_council", "officer", "", Common.ROLE),
    ("run_council", "officer elsewhere", "", Common.ROLE),
    ("run_sittings", "nobody", "", Common.LOGIN),
    ("run_sittings", "officer", "", None),
    ("run_sittings", "administrator", "", None),
    ("run_sittings", "council officer", "", Common.ROLE),
    ("run_sittings", "officer elsewhere", "", Common.ROLE),
    ("edit_body", "council officer", "body", None),
    ("edit_body", "council officer", "ended body", Why.BODY_ENDED),
    ("edit_body", "officer", "body", Common.ROLE),
    ("edit_body", "nobody", "body", Common.LOGIN),
    ("edit_body", "administrator", "body", None),
    ("edit_body", "auditor", "body", Common.ROLE),
    ("edit_body", "officer elsewhere", "body", Common.ROLE),
    ("edit_body", "member", "body", Common.ROLE),
    ("begin_term", "council officer", "body", None),
    ("begin_term", "council officer", "ended body", None),
    ("begin_term", "administrator", "ended body", None),
    ("begin_term", "officer", "ended body", Common.ROLE),
    ("begin_term", "auditor", "body", Common.ROLE),
    ("begin_term", "member", "body", Common.ROLE),
    ("begin_term", "officer elsewhere", "body", Common.ROLE),
    ("begin_term", "nobody", "body", Common.LOGIN),
    ("call", "council officer", "body", None),
    ("call", "nobody", "body", Common.LOGIN),
    ("call", "officer", "body", Common.ROLE),
    ("call", "council officer", "ended body", Why.BODY_ENDED),
    ("call", "resident", "body", Common.ROLE),
    ("read_members", "council officer", "ended body", None),
    ("read_members", "auditor", "body", None),
    ("read_members", "member", "body", Common.ROLE),
    ("read_members", "officer elsewhere", "body", Common.ROLE),
    ("read_members", "officer", "body", Common.ROLE),
    ("read_members", "moderator", "body", Common.ROLE),
    ("read_members", "nobody", "body", Common.LOGIN),
    ("edit_member", "council officer", "member", None),
    ("edit_member", "council officer", "former member", Why.LEFT),
    ("edit_member", "auditor", "member", Common.ROLE),
    ("edit_member", "officer", "member", Common.ROLE),
    ("edit_member", "member", "member", Common.ROLE),
    ("edit_member", "nobody", "member", Common.LOGIN),
    ("see_gathering", "auditor", "meeting drafted", Common.HIDDEN),
    ("see_gathering", "nobody", "meeting ahead", None),
    ("see_gathering", "nobody", "meeting drafted", Common.HIDDEN),
    ("see_gathering", "council officer", "meeting drafted", None),
    ("read_attendance", "nobody", "meeting held", Common.LOGIN),
    ("read_attendance", "resident", "meeting held", Common.ROLE),
    ("read_attendance", "officer", "meeting held", Common.ROLE),
    ("read_attendance", "auditor", "meeting held", None),
    ("read_attendance", "council officer", "meeting held", None),
    ("read_attendance", "member", "meeting held", Common.ROLE),
    ("count_heads", "council officer", "meeting held", None),
    ("count_heads", "council officer", "meeting ahead", Why.NOT_BEGUN),
    ("count_heads", "council officer", "meeting cancelled", Why.CALLED_OFF),
    ("count_heads", "officer", "meeting held", Common.ROLE),
    ("record_vote", "council officer", "meeting held", None),
    ("record_vote", "council officer", "meeting ahead", Why.NOT_BEGUN),
    ("count_heads", "auditor", "meeting held", Common.ROLE),
    ("count_heads", "nobody", "meeting held", Common.LOGIN),
    ("record_vote", "nobody", "meeting held", Common.LOGIN),
    ("record_vote", "officer", "meeting held", Common.ROLE),
    ("record_vote", "member", "meeting held", Common.ROLE),
    ("hand_over", "council officer", "adopted", None),
    ("hand_over", "council officer", "handed over", Why.HANDED),
    ("hand_over", "officer", "adopted", Common.ROLE),
    ("hand_over", "nobody", "adopted", Common.LOGIN),
    ("take_up", "officer", "handed over", None),
    ("take_up", "officer", "adopted", Why.NOT_HANDED),
    ("take_up", "officer", "on the agenda", Why.ON_AGENDA),
    ("take_up", "council officer", "handed over", Common.ROLE),
    ("take_up", "nobody", "handed over", Common.LOGIN),
    ("take_up", "auditor", "handed over", Common.ROLE),
    ("hand_over", "auditor", "adopted", Common.ROLE),
    ("hand_over", "member", "adopted", Common.ROLE),
    ("tell", "nobody", "decided upon", Common.LOGIN),
    ("tell", "administrator", "decided upon", None),
    ("tell", "officer", "decided upon", None),
    ("tell", "officer", "on the agenda", Why.UNDECIDED),
    ("tell", "officer", "handed over", Why.UNDECIDED),
    ("tell", "officer", "told", Why.TOLD),
    ("tell", "council officer", "decided upon", Common.ROLE),
    ("announce", "council officer", "told", None),
    ("announce", "officer", "told", None),
    ("announce", "officer", "decided upon", Why.NOT_TOLD),
    ("announce", "officer", "announced", Why.ANNOUNCED),
    ("announce", "resident", "told", Common.ROLE),
    ("postpone", "officer", "session ahead", None),
    ("postpone", "officer", "session held", Why.SITTING_HELD),
    ("postpone", "officer", "session cancelled", Why.SITTING_CANCELLED),
    ("postpone", "council officer", "session ahead", Common.ROLE),
    ("postpone", "nobody", "session ahead", Common.LOGIN),
    ("cancel", "officer", "session ahead", None),
    ("cancel", "officer", "session held", Why.SITTING_HELD),
    ("cancel", "resident", "session ahead", Common.ROLE),
    ("add_item", "officer", "session ahead", None),
    ("add_item", "officer", "session held", None),
    ("add_item", "officer", "session cancelled", Why.SITTING_CANCELLED),
    ("add_item", "council officer", "session ahead", Common.ROLE),
    ("edit_item", "officer", "item", None),
    ("edit_item", "officer", "item decided", Why.DECIDED),
    ("edit_item", "council officer", "item", Common.ROLE),
    ("edit_item", "nobody", "item", Common.LOGIN),
    ("refer", "officer", "item", None),
    ("refer", "officer", "item in committee", Why.REFERRED),
    ("refer", "officer", "item decided", Why.DECIDED),
    ("refer", "resident", "item", Common.ROLE),
    ("decide", "officer", "item closed", None),
    ("decide", "officer", "item in committee", None),
    ("decide", "officer", "item", Why.SITTING_AHEAD),
    ("decide", "officer", "item decided", Why.DECIDED),
    ("decide", "officer", "item of a cancelled session", Why.SITTING_CANCELLED),
    ("decide", "council officer", "item closed", Common.ROLE),
    ("decide", "administrator", "item closed", None),
    ("decide", "member", "item closed", Common.ROLE),
    ("decide", "nobody", "item closed", Common.LOGIN),
    ("follow_up", "officer", "item decided", None),
    ("follow_up", "administrator", "decision final", None),
    ("follow_up", "officer", "decision sent on", None),
    ("follow_up", "officer", "decision given back", Why.RETURNED),
    ("follow_up", "officer", "item", Why.NOT_DECIDED),
    ("follow_up", "council officer", "item decided", Common.ROLE),
    ("follow_up", "auditor", "item decided", Common.ROLE),
    ("follow_up", "nobody", "item decided", Common.LOGIN),
    ("give_back", "officer", "item decided", None),
    ("give_back", "officer", "decision final", Why.FINAL),
    ("give_back", "officer", "decision sent on", Why.FINAL),
    ("give_back", "officer", "decision given back", Why.RETURNED),
    ("give_back", "officer", "item", Why.NOT_DECIDED),
    ("give_back", "council officer", "item decided", Common.ROLE),
    ("give_back", "nobody", "item decided", Common.LOGIN),
    ("add_document", "officer", "item decided", None),
    ("add_document", "nobody", "item", Common.LOGIN),
    ("add_document", "resident", "item", Common.ROLE),
    ("remove_document", "officer", "paper", None),
    ("remove_document", "council officer", "paper", Common.ROLE),
    ("remove_document", "nobody", "paper", Common.LOGIN),
    ("open_window", "officer", "item", None),
    ("open_window", "officer", "item closed", None),
    ("open_window", "officer", "item decided", None),
    ("open_window", "officer", "item open", Why.WINDOW_OPEN),
    ("open_window", "council officer", "item", Common.ROLE),
    ("close_window", "officer", "item open", None),
    ("close_window", "officer", "item", Why.NOT_OPEN),
    ("close_window", "officer", "item closed", Why.WINDOW_OVER),
    ("close_window", "resident", "item open", Common.ROLE),
    ("comment", "resident", "item open", None),
    ("comment", "member", "item open", None),
    ("comment", "nobody", "item open", Common.LOGIN),
    ("comment", "unconfirmed", "item open", Common.EMAIL),
    ("comment", "suspended", "item open", Common.SUSPENDED),
    ("comment", "resident", "item", Why.NOT_OPEN),
    ("comment", "resident", "item closed", Why.WINDOW_OVER),
    *(
        (rule, who, state, Common.ROLE)
        for rule, state in NOT_OF_A_UNIT
        for who in ("unit officer", "other unit's officer")
    ),
    ("comment", "unit officer", "item open", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Reason | None) -> None:
    with clock.held(NOW):
        denied: Denied | None = getattr(rules, rule)(PEOPLE[who], STATES[state])
    assert (denied and denied.reason) == expected
