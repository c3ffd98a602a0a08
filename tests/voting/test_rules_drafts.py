"""Options of a draft, one's own receipt, the end of mails with heads."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from kernel.rules import Common
from tests.voting.test_rules import WHO, election
from voting import rules
from voting.models import Option

R = rules.Reason
TABLE: list[tuple[str, str, str, Any]] = [
    ("change", "officer", "draft", None),
    ("change", "administrator", "draft", None),
    ("change", "nobody", "draft", Common.LOGIN),
    ("change", "confirmed", "draft", Common.ROLE),
    ("change", "council officer", "draft", Common.ROLE),
    ("change", "auditor", "draft", Common.ROLE),
    ("change", "officer of the neighbour", "draft", Common.ROLE),
    ("change", "officer", "open", R.FROZEN),
    ("change", "officer", "stopped before the end", R.FROZEN),
    ("change_option", "officer", "draft", None),
    ("change_option", "nobody", "draft", Common.LOGIN),
    ("change_option", "auditor", "draft", Common.ROLE),
    ("change_option", "officer", "open", R.FROZEN),
    ("receipt", "confirmed", "voted", None),
    ("receipt", "nobody", "voted", None),
    ("receipt", "confirmed", "not voted", R.NOT_VOTED),
    ("receipt", "nobody", "not voted", Common.LOGIN),
    ("receipt", "confirmed", "of a draft", Common.HIDDEN),
    ("stop_heads", "nobody", "living link", None),
    ("stop_heads", "confirmed", "living link", None),
    ("stop_heads", "nobody", "old link", R.OLD_LINK),
]


def thing(rule: str, state: str) -> Any:
    if rule == "receipt":
        stage = rules.Stage.DRAFT if state == "of a draft" else rules.Stage.OPEN
        return SimpleNamespace(stage=stage, voted=state == "voted")
    if rule == "stop_heads":
        return SimpleNamespace(person_id=1 if state == "living link" else None)
    made = election(state)
    if state != "draft":
        made.activity.endpoint = "voting.show"
    return Option(election=made) if rule == "change_option" else made


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(app: Flask, rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(WHO[who], thing(rule, state))
    assert (denied and denied.reason) == expected
