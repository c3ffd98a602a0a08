"""Who opens the desk of answers, and which versions everybody reads."""

from typing import Any

import pytest

from answers import rules
from answers.models import AnswerState
from kernel.rules import Common
from places.models import Municipality
from tests.answers.test_rules import PEOPLE, PLACE, answer

THINGS: dict[str, Any] = {"any": Municipality(id=PLACE)} | {
    state.value: answer(state) for state in AnswerState
}
TABLE: list[tuple[str, str, str, Any]] = [
    ("desk", "nobody", "any", Common.LOGIN),
    ("desk", "resident", "any", Common.ROLE),
    ("desk", "neighbour's officer", "any", Common.ROLE),
    ("desk", "officer", "any", None),
    ("desk", "administrator", "any", None),
    ("desk", "unit officer", "any", None),
    ("desk", "approver", "any", None),
    ("desk", "auditor", "any", None),
    ("desk", "moderator", "any", Common.ROLE),
    ("change_settings", "nobody", "any", Common.LOGIN),
    ("change_settings", "officer", "any", Common.ROLE),
    ("change_settings", "approver", "any", Common.ROLE),
    ("change_settings", "auditor", "any", Common.ROLE),
    ("change_settings", "administrator", "any", None),
    ("show", "nobody", "published", None),
    ("show", "nobody", "replaced", None),
    ("show", "nobody", "draft", Common.HIDDEN),
    ("show", "officer", "draft", Common.HIDDEN),
    ("show", "approver", "approved", Common.HIDDEN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], THINGS[state])
    assert (denied and denied.reason) == expected
