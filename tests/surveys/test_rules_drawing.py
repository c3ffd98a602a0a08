"""Who draws a survey up, and for which step."""

from typing import Any

import pytest

from consultations.models import ActivityKind
from kernel.rules import Common
from surveys import rules
from surveys.rules import Reason
from tests.surveys.test_rules import PEOPLE, survey

TABLE: list[tuple[str, str, str, Any]] = [
    ("draw_up", "officer", "step of a survey", None),
    ("draw_up", "officer", "step of a vote", Reason.NOT_SURVEY),
    ("draw_up", "nobody", "step of a survey", Common.LOGIN),
    ("draw_up", "confirmed", "step of a survey", Common.ROLE),
    ("draw_up", "auditor", "step of a survey", Common.ROLE),
    ("draw_up", "neighbour's officer", "step of a survey", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Any) -> None:
    activity = survey("draft").activity
    activity.kind = ActivityKind.VOTE if state == "step of a vote" else ActivityKind.SURVEY
    denied = getattr(rules, rule)(PEOPLE[who], activity)
    assert (denied and denied.reason) == expected
