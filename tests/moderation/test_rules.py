"""Who reads the queue and who decides; how a case may move."""

from dataclasses import dataclass

import pytest

from kernel.rules import Common, Role, Visitor
from moderation import rules
from moderation.models import CaseState


@dataclass(frozen=True)
class Thing:
    municipality_id: int = 1


def staff(role: Role, town: int = 1) -> Visitor:
    return Visitor(id=1, email_confirmed=True, roles=frozenset({(town, role.value)}))


CAST = {
    "nobody": Visitor(),
    "resident": Visitor(id=1, email_confirmed=True),
    "moderator of the next town": staff(Role.MODERATOR, town=2),
    **{role.value: staff(role) for role in Role},
}
TABLE = [
    ("read", "nobody", "any", Common.LOGIN),
    ("read", "resident", "any", Common.ROLE),
    ("read", "moderator", "any", None),
    ("read", "administrator", "any", None),
    ("read", "auditor", "any", None),
    ("read", "officer", "any", Common.ROLE),
    ("read", "unit_officer", "any", Common.ROLE),
    ("read", "desk_officer", "any", Common.ROLE),
    ("read", "moderator of the next town", "any", Common.ROLE),
    ("decide", "nobody", "any", Common.LOGIN),
    ("decide", "moderator", "any", None),
    ("decide", "administrator", "any", None),
    ("decide", "auditor", "any", Common.ROLE),
    ("decide", "officer", "any", Common.ROLE),
    ("decide", "moderator of the next town", "any", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Common | None) -> None:
    denied = getattr(rules, rule)(CAST[who], Thing())
    assert (None if denied is None else denied.reason) == expected


def test_nothing_becomes_open_again() -> None:
    assert all(after is not CaseState.OPEN for _before, after in rules.MOVES)
    assert all(before is not CaseState.DISMISSED for before, _after in rules.MOVES)
