"""What a council decides after the count is what the count says with that decision in it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting import outcomes
from voting.counting.definition import COUNCIL, LOT, Definition, define
from voting.counting.parameters import RULES, Ballot
from voting.counting.results import NO_QUORUM, TIED
from voting.counting.tally import count
from voting.plan import Plan, by_lot_alone

NAMES = "abcde"
BY_COUNCIL = sorted(rule for rule in RULES if not by_lot_alone(rule, {}))
#: a pot of its own for two of them
OPTIONS = [
    {"id": name, "cost": cost, "pot": "Kıyı" if name in "de" else ""}
    for name, cost in zip(NAMES, (2, 2, 3, 2, 2), strict=True)
]
MONEY = {"budget": 6, "pots": [["Kıyı", 2]]}
ONE_SEAT = {"star", "irv", "proportional-split"}


def drawn_up(rule: str, tie: str, draw: Any) -> Definition:
    more: dict[str, Any] = {"tie": tie}
    if "pots" in RULES[rule].params:
        more |= MONEY
    elif "budget" in RULES[rule].params:
        more["budget"] = 7
    elif rule not in ONE_SEAT:
        more["seats"] = draw(st.integers(1, 3))
    return define(rule, OPTIONS, **more)


def ballots(kind: Ballot, rule: str, draw: Any) -> list[Any]:
    """Few of them, so that ties are the rule."""
    if kind is Ballot.POINTS:
        points = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3))
        return draw(st.lists(points, min_size=1, max_size=5))  # type: ignore[no-any-return]
    order = st.permutations(NAMES).flatmap(
        lambda names: st.integers(0, 1 if rule == "plurality" else 5).map(
            lambda size: list(names[:size])
        )
    )
    return draw(st.lists(order, min_size=1, max_size=5))  # type: ignore[no-any-return]


@pytest.mark.parametrize("rule", BY_COUNCIL)
@settings(max_examples=25)
@given(st.data())
def test_a_decision_after_the_count_is_the_count_with_it(rule: str, data: Any) -> None:
    definition = drawn_up(rule, COUNCIL, data.draw)
    cast = ballots(definition.ballot, rule, data.draw)
    council = data.draw(st.permutations(NAMES))
    whole, stored = count(definition, cast, council=council), count(definition, cast).as_json()
    settled: list[str] = []
    while ties := outcomes.open_ties({**stored, "settled": settled}):
        equal = sorted(ties[0]["options"], key=council.index)
        settled += equal[: ties[0]["places"]]
    assert set(stored["winners"]) | set(settled) == set(whole.winners)
    assert len(settled) == len(set(settled))
    assert whole.status != TIED


@pytest.mark.parametrize("rule", sorted(RULES))
@settings(max_examples=15)
@given(st.data())
def test_with_the_lot_nothing_is_left_for_a_council(rule: str, data: Any) -> None:
    """The seed is on record before the box is opened; with it no tie stays open in any rule."""
    definition = drawn_up(rule, LOT, data.draw)
    cast = ballots(definition.ballot, rule, data.draw)
    found = count(definition, cast, seed="271828")
    assert found.open_ties == []
    assert found.status not in (TIED, NO_QUORUM)


def test_where_the_count_goes_on_from_a_tie_no_council_could_decide() -> None:
    """One of three equal ones, and then another: a decision about the first says too little."""
    options = [{"id": name, "cost": 2} for name in "abc"]
    cast = [["a", "c"], ["a", "c"], ["b"], ["b"]]
    definition = define("equal-shares", options, tie=COUNCIL, budget=4)
    (tie,) = count(definition, cast).open_ties
    assert (tie.options, tie.places) == (("a", "b", "c"), 1)
    assert set(count(definition, cast, council="bca").winners) == {"b", "c"}
    assert set(RULES) - set(BY_COUNCIL) == {
        "star",
        "irv",
        "stv",
        "ranked-pairs",
        "equal-shares",
        "proportional-split",
    }


@pytest.mark.parametrize(
    ("rule", "params", "tie"),
    [
        ("approval", {}, COUNCIL),
        ("greedy", {}, COUNCIL),
        ("equal-shares", {}, LOT),
        ("irv", {}, LOT),
        ("plurality", {"majority": True}, LOT),
        ("approval", {"reserved": [["Gençler", 1]]}, LOT),
        ("approval", {"reserved": []}, COUNCIL),
    ],
)
def test_who_decides_where_nobody_chose(rule: str, params: dict[str, Any], tie: str) -> None:
    assert Plan("Soru?", "Olur.", rule, params).tie == tie
