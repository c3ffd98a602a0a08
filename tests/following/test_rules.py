"""Who may follow and whose searches are whose; what a search finds."""

import pytest

from following import rules
from following.models import Radar
from kernel.rules import NOBODY, Common, Reason, Visitor
from kernel.text import fold

PEOPLE = {"nobody": NOBODY, "resident": Visitor(id=1), "neighbour": Visitor(id=2)}

#: (rule, who, state, expected reason or None)
TABLE: list[tuple[str, str, str, Reason | None]] = [
    ("follow", "nobody", "any", Common.LOGIN),
    ("follow", "resident", "any", None),
    ("save_radar", "nobody", "any", Common.LOGIN),
    ("save_radar", "resident", "any", None),
    ("remove_radar", "nobody", "the resident's", Common.LOGIN),
    ("remove_radar", "neighbour", "the resident's", Common.HIDDEN),
    ("remove_radar", "resident", "the resident's", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Reason | None) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], Radar(person_id=1))
    assert (denied and denied.reason) == expected


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("bisiklet", True),
        ("BİSİKLET yolu", True),
        ("yolu bisiklet", True),
        ("bisiklet çeşme", False),
        ("ışıldak", False),
    ],
)
def test_a_search_finds_every_word(words: str, found: bool) -> None:
    assert rules.finds(fold(words), fold("Ortabahçe’ye bisiklet yolu")) is found
