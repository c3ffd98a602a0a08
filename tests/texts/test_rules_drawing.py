"""Who draws a text up and matches the paragraphs of a new version."""

from types import SimpleNamespace
from typing import Any

import pytest

from consultations.models import ActivityKind
from kernel.rules import Common
from tests.texts.test_rules import PEOPLE, text
from texts import rules
from texts.rules import Reason

TABLE: list[tuple[str, str, str, Any]] = [
    ("draw_up", "officer", "step of a text", None),
    ("draw_up", "officer", "step of a vote", Reason.NOT_TEXT),
    ("draw_up", "nobody", "step of a text", Common.LOGIN),
    ("draw_up", "auditor", "step of a text", Common.ROLE),
    ("match", "officer", "version waits", None),
    ("match", "officer", "nothing waits", Reason.NOTHING_WAITS),
    ("match", "nobody", "version waits", Common.LOGIN),
    ("match", "auditor", "version waits", Common.ROLE),
    ("match", "neighbour's officer", "version waits", Common.ROLE),
]


def thing(rule: str, state: str) -> Any:
    if rule == "match":
        return SimpleNamespace(text=text("open"), waits=state == "version waits")
    activity = text("draft").activity
    activity.kind = ActivityKind.VOTE if state == "step of a vote" else ActivityKind.TEXT
    return activity


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], thing(rule, state))
    assert (denied and denied.reason) == expected
