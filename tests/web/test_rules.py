"""The desk, the record, mails that did not arrive, one's own data: state × person → answer."""

from typing import Any

import pytest

from kernel.outbox import Errand, State
from kernel.rules import NOBODY, Common, Role, Visitor
from places.models import Municipality
from web import rules

WHO = {
    "nobody": NOBODY,
    "moderator": Visitor(id=1, roles=frozenset({(1, Role.MODERATOR)})),
    "administrator": Visitor(id=2, roles=frozenset({(1, Role.ADMINISTRATOR)})),
    "auditor": Visitor(id=3, roles=frozenset({(1, Role.AUDITOR)})),
    "neighbour's administrator": Visitor(id=4, roles=frozenset({(2, Role.ADMINISTRATOR)})),
}
THINGS: dict[str, Any] = {
    "municipality": Municipality(id=1),
    "unknown mail": Errand(municipality_id=1, state=State.UNKNOWN, body={"to": "a@b.cc"}),
    "failed mail of an account": Errand(state=State.FAILED, body={"to": "a@b.cc"}),
    "emptied mail": Errand(municipality_id=1, state=State.FAILED, body={}),
    "sent mail": Errand(municipality_id=1, state=State.DONE, body={"to": "a@b.cc"}),
}
#: (rule, who, state, reason or None)
TABLE: list[tuple[str, str, str, Any]] = [
    ("desk", "nobody", "municipality", Common.LOGIN),
    ("desk", "moderator", "municipality", None),
    ("desk", "neighbour's administrator", "municipality", Common.ROLE),
    ("undelivered", "administrator", "municipality", None),
    ("undelivered", "auditor", "municipality", Common.ROLE),
    ("record", "administrator", "municipality", None),
    ("record", "auditor", "municipality", None),
    ("record", "moderator", "municipality", Common.ROLE),
    ("resend", "nobody", "unknown mail", Common.LOGIN),
    ("resend", "administrator", "unknown mail", None),
    ("resend", "neighbour's administrator", "unknown mail", Common.ROLE),
    ("resend", "neighbour's administrator", "failed mail of an account", None),
    ("resend", "moderator", "failed mail of an account", Common.ROLE),
    ("resend", "administrator", "emptied mail", rules.Reason.EMPTIED),
    ("resend", "administrator", "sent mail", rules.Reason.DELIVERED),
    ("own_data", "nobody", "municipality", Common.LOGIN),
    ("own_data", "moderator", "municipality", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "reason"), TABLE)
def test_rules(rule: str, who: str, state: str, reason: Any) -> None:
    denied = getattr(rules, rule)(WHO[who], THINGS[state])
    assert (denied.reason if denied else None) == reason
