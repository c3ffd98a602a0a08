"""Who may do what in the programme: state × person → answer."""

from typing import Any

import pytest

from kernel.rules import Common, Visitor
from programme import rules
from programme.models import Participation, Term, TermState, Track

ANYBODY = Visitor()
RESIDENT = Visitor(id=1, email_confirmed=True)
TEAM = Visitor(id=2, programme=frozenset({("team", 0)}))
REVIEWER = Visitor(id=3, programme=frozenset({("reviewer", 0)}))
CONSULTANT = Visitor(id=4, programme=frozenset({("consultant", 0), ("consulting", 7)}))
OTHER_CONSULTANT = Visitor(id=5, programme=frozenset({("consultant", 0), ("consulting", 8)}))
PARTICIPANT = Visitor(id=6, programme=frozenset({("participant", 7)}))
OTHER_PARTICIPANT = Visitor(id=7, programme=frozenset({("participant", 8)}))
PEOPLE = {
    "anonymous": ANYBODY,
    "resident": RESIDENT,
    "team": TEAM,
    "reviewer": REVIEWER,
    "its consultant": CONSULTANT,
    "other consultant": OTHER_CONSULTANT,
    "participant": PARTICIPANT,
    "other participant": OTHER_PARTICIPANT,
}
SEVEN = Participation(id=7)
DRAFT, PUBLISHED = Term(state=TermState.DRAFT), Term(state=TermState.PUBLISHED)
STATES: dict[str, Any] = {
    "": None,
    "draft": DRAFT,
    "published": PUBLISHED,
    "of a draft": Track(term=DRAFT),
    "of a published term": Track(term=PUBLISHED),
    "participation 7": SEVEN,
}
LOGIN, ROLE, HIDDEN = Common.LOGIN, Common.ROLE, Common.HIDDEN
#: rule, who, state, expected reason
TABLE: list[tuple[str, str, str, Any]] = [
    ("team", "anonymous", "", LOGIN),
    ("team", "resident", "", ROLE),
    ("team", "reviewer", "", ROLE),
    ("team", "its consultant", "", ROLE),
    ("team", "participant", "", ROLE),
    ("team", "team", "", None),
    ("works", "anonymous", "", LOGIN),
    ("works", "resident", "", ROLE),
    ("works", "reviewer", "", None),
    ("works", "participant", "", None),
    ("consultant", "anonymous", "participation 7", LOGIN),
    ("consultant", "team", "participation 7", ROLE),
    ("consultant", "other consultant", "participation 7", ROLE),
    ("consultant", "its consultant", "participation 7", None),
    ("participant", "anonymous", "participation 7", LOGIN),
    ("participant", "team", "participation 7", ROLE),
    ("participant", "other participant", "participation 7", ROLE),
    ("participant", "participant", "participation 7", None),
    ("accompany", "anonymous", "participation 7", LOGIN),
    ("accompany", "reviewer", "participation 7", ROLE),
    ("accompany", "other consultant", "participation 7", ROLE),
    ("accompany", "other participant", "participation 7", ROLE),
    ("accompany", "team", "participation 7", None),
    ("accompany", "its consultant", "participation 7", None),
    ("accompany", "participant", "participation 7", None),
    ("see", "anonymous", "published", None),
    ("see", "anonymous", "draft", HIDDEN),
    ("see", "reviewer", "draft", HIDDEN),
    ("see", "team", "draft", None),
    ("see_call", "anonymous", "of a published term", None),
    ("see_call", "anonymous", "of a draft", HIDDEN),
    ("see_call", "team", "of a draft", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], STATES[state])
    assert (denied.reason if denied else None) is expected
