"""Who may do what with an account."""

import pytest

from accounts import rules
from accounts.models import SignIn
from accounts.rules import Link, Reason
from kernel.rules import HIDDEN, LOGIN, NOBODY, Common, Denied, Visitor

NEW = Visitor(id=1, name="Ayşe")
CONFIRMED = Visitor(id=1, name="Ayşe", email_confirmed=True)
ANOTHER = Visitor(id=2, name="Kerem", email_confirmed=True)
VISITORS = {
    "nobody": NOBODY,
    "new": NEW,
    "confirmed": CONFIRMED,
    "another": ANOTHER,
}
STATES = {
    "own session": SignIn(person_id=1),
    "living link": Link(person_id=1, email="ayse@cinarli.example"),
    "used link": Link(),
    "": None,
}

#: (rule, who, state, reason)
TABLE = [
    ("account", "nobody", "", Common.LOGIN),
    ("account", "new", "", None),
    ("account", "confirmed", "", None),
    ("resend_confirmation", "nobody", "", Common.LOGIN),
    ("resend_confirmation", "new", "", None),
    ("resend_confirmation", "confirmed", "", Reason.CONFIRMED),
    ("end_session", "nobody", "own session", Common.LOGIN),
    ("end_session", "confirmed", "own session", None),
    ("end_session", "another", "own session", Common.HIDDEN),
    ("use_link", "nobody", "living link", None),
    ("use_link", "another", "living link", None),
    ("use_link", "nobody", "used link", Reason.OLD_LINK),
    ("use_link", "confirmed", "used link", Reason.OLD_LINK),
]


@pytest.mark.parametrize(("rule", "who", "state", "reason"), TABLE)
def test_table(rule: str, who: str, state: str, reason: str | None) -> None:
    denied: Denied | None = getattr(rules, rule)(VISITORS[who], STATES[state])
    assert (denied and denied.reason) == reason


def test_the_kinds_give_the_right_status() -> None:
    assert rules.account(NOBODY, None) == LOGIN
    assert rules.end_session(ANOTHER, SignIn(person_id=1)) == HIDDEN
    closed = rules.use_link(NOBODY, Link())
    assert closed is not None
    assert closed.kind.value == 409
