"""Who reads notices, chooses their mails, presses the button of a mail: state × person → answer."""

import pytest

from kernel.rules import NOBODY, Common, Reason, Visitor
from notifications import queries, rules

PEOPLE = {"nobody": NOBODY, "resident": Visitor(id=1)}

STATES: dict[str, queries.Subscription | None] = {
    "any": None,
    "own link": queries.Subscription(person_id=1),
    "old link": queries.Subscription(),
}

#: (rule, who, state, expected reason or None)
TABLE: list[tuple[str, str, str, Reason | None]] = [
    ("read", "nobody", "any", Common.LOGIN),
    ("read", "resident", "any", None),
    ("stop", "nobody", "own link", None),
    ("stop", "nobody", "old link", rules.Reason.OLD_LINK),
    ("stop", "resident", "old link", rules.Reason.OLD_LINK),
    ("choose", "nobody", "any", Common.LOGIN),
    ("choose", "resident", "any", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Reason | None) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], STATES[state])
    assert (denied and denied.reason) == expected
