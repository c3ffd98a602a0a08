"""Who sees a meeting, may have a place in it, stands at its door and writes it up."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.rules import NOBODY, Common, Reason, Role, Visitor
from meetings import rules
from meetings.models import Meeting, Registration
from meetings.rules import Reason as Why
from places.models import Municipality
from tests.moment import NOW

PEOPLE = {
    "nobody": NOBODY,
    "unconfirmed": Visitor(id=1),
    "resident": Visitor(id=1, email_confirmed=True),
    "desk officer": Visitor(id=2, roles=frozenset({(1, Role.DESK_OFFICER.value)})),
    "officer": Visitor(id=3, roles=frozenset({(1, Role.OFFICER.value)})),
    "officer elsewhere": Visitor(id=4, roles=frozenset({(2, Role.OFFICER.value)})),
}
HOUR = timedelta(hours=1)
BASE = {"municipality_id": 1, "published_at": NOW, "cancelled_reason": "", "registers": True}
SOON = {"starts_at": NOW + HOUR, "ends_at": NOW + 3 * HOUR}
STATES = {
    "of a draft": Meeting(**BASE | SOON | {"published_at": None}),
    "coming": Meeting(**BASE | SOON),
    "coming, without registration": Meeting(**BASE | SOON | {"registers": False}),
    "cancelled": Meeting(**BASE | SOON | {"cancelled_reason": "Yağmur"}),
    "open": Meeting(**BASE | SOON | {"standalone": True}),
    "open, drafted": Meeting(**BASE | SOON | {"standalone": True, "published_at": None}),
    "open, over": Meeting(
        **BASE | {"starts_at": NOW - 3 * HOUR, "ends_at": NOW - HOUR, "standalone": True}
    ),
    "begun": Meeting(**BASE | {"starts_at": NOW - HOUR, "ends_at": NOW + HOUR}),
    "over": Meeting(**BASE | {"starts_at": NOW - 3 * HOUR, "ends_at": NOW - HOUR}),
    "cleared": Meeting(
        **BASE | {"starts_at": NOW - 3 * HOUR, "ends_at": NOW - HOUR, "cleared_at": NOW}
    ),
}

#: (rule, who, state, expected reason or None)
TABLE: list[tuple[str, str, str, Reason | None]] = [
    ("see", "nobody", "of a draft", Common.HIDDEN),
    ("see", "resident", "of a draft", Common.HIDDEN),
    ("see", "officer", "of a draft", None),
    ("see", "officer elsewhere", "of a draft", Common.HIDDEN),
    ("see", "nobody", "coming", None),
    ("see", "nobody", "cancelled", None),
    ("register", "resident", "of a draft", Common.HIDDEN),
    ("register", "nobody", "coming", Common.LOGIN),
    ("register", "unconfirmed", "coming", Common.EMAIL),
    ("register", "resident", "coming", None),
    ("register", "resident", "coming, without registration", Why.OPEN_DOOR),
    ("register", "resident", "cancelled", Why.CANCELLED),
    ("register", "resident", "begun", Why.BEGUN),
    ("register", "resident", "over", Why.BEGUN),
    ("unregister", "resident", "of a draft", Common.HIDDEN),
    ("unregister", "nobody", "coming", Common.LOGIN),
    ("unregister", "unconfirmed", "coming", None),
    ("unregister", "resident", "coming, without registration", None),
    ("unregister", "resident", "begun", Why.BEGUN),
    ("keep_door", "nobody", "coming", Common.LOGIN),
    ("keep_door", "resident", "coming", Common.ROLE),
    ("keep_door", "officer elsewhere", "coming", Common.ROLE),
    ("keep_door", "desk officer", "coming", None),
    ("keep_door", "officer", "over", None),
    ("keep_door", "officer", "cancelled", Why.CANCELLED),
    ("keep_door", "officer", "cleared", Why.CLEARED),
    ("tick", "desk officer", "begun", None),
    ("tick", "resident", "begun", Common.ROLE),
    ("tick", "officer", "cleared", Why.CLEARED),
    ("write_minutes", "nobody", "over", Common.LOGIN),
    ("write_minutes", "desk officer", "over", Common.ROLE),
    ("write_minutes", "officer", "over", None),
    ("write_minutes", "officer", "cleared", None),
    ("write_minutes", "officer", "coming", Why.NOT_BEGUN),
    ("write_minutes", "officer", "cancelled", Why.CANCELLED),
    ("plan", "officer", "coming", None),
    ("plan", "desk officer", "coming", Common.ROLE),
    ("plan", "officer elsewhere", "coming", Common.ROLE),
    ("plan", "nobody", "coming", Common.LOGIN),
    ("change_own", "officer", "coming", Common.HIDDEN),
    ("change_own", "officer", "open, drafted", None),
    ("change_own", "officer", "open", None),
    ("change_own", "officer", "open, over", Why.OVER),
    ("change_own", "officer elsewhere", "open", Common.ROLE),
    ("change_own", "resident", "open", Common.ROLE),
    ("announce", "officer", "open, drafted", None),
    ("announce", "officer", "open", Why.PUBLISHED),
    ("announce", "desk officer", "open, drafted", Common.ROLE),
    ("announce", "officer", "of a draft", Common.HIDDEN),
    ("remove", "officer", "open, drafted", None),
    ("remove", "officer", "open", Why.PUBLISHED),
    ("cancel", "officer", "open", None),
    ("cancel", "officer", "open, drafted", Common.HIDDEN),
    ("cancel", "officer", "coming", Common.HIDDEN),
    ("cancel", "desk officer", "open", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Reason | None) -> None:
    meeting = STATES[state]
    things = {"tick": Registration(meeting=meeting), "plan": Municipality(id=1)}
    thing = things.get(rule, meeting)
    with clock.held(NOW):
        denied = getattr(rules, rule)(PEOPLE[who], thing)
    assert (denied and denied.reason) == expected
