"""Marked options are packed in a few passes; the result is that of reading ballot by ballot."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.counting.ballots import Choices, pack
from voting.counting.definition import Definition, define
from voting.counting.reading import NotABallot, read

OPTIONS = ["a", "b", "c", "d", "e"]
PARAMS: list[dict[str, Any]] = [
    {},
    {"max_choices": 2},
    {"min_choices": 2},
    {"min_choices": 2, "max_choices": 3},
]


def packed(definition: Definition, ballots: Any, weights: Sequence[int] | None = None) -> Any:
    found = pack(definition, ballots, weights)
    assert isinstance(found, Choices)
    rows = [
        (found.options[found.start[row] : found.start[row + 1]].tolist(), int(weight))
        for row, weight in enumerate(found.weights)
    ]
    return rows, found.blank, found.invalid


def one_by_one(definition: Definition, ballots: Any, weights: Sequence[int]) -> Any:
    rows: Counter[tuple[int, ...]] = Counter()
    blank = invalid = 0
    for ballot, weight in zip(ballots, weights, strict=True):
        try:
            found = read(definition, ballot)
        except NotABallot:
            invalid += weight
            continue
        if found is None:
            blank += weight
        else:
            rows[found] += weight
    return [(list(row), weight) for row, weight in rows.items()], blank, invalid


@settings(max_examples=150)
@given(
    params=st.sampled_from(PARAMS),
    ballots=st.lists(st.lists(st.sampled_from(OPTIONS), max_size=6), max_size=12),
    unknown=st.booleans(),
    data=st.data(),
)
def test_the_same_as_one_by_one(
    params: dict[str, Any], ballots: list[list[str]], unknown: bool, data: st.DataObject
) -> None:
    definition = define("approval", OPTIONS, **params)
    if unknown:
        ballots = [*ballots, ["a", "x"]]
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(ballots), max_size=len(ballots)))
    assert packed(definition, ballots, weights) == one_by_one(definition, ballots, weights)
    ones = [1] * len(ballots)
    assert packed(definition, iter(ballots)) == one_by_one(definition, ballots, ones)


def test_rows_stand_in_the_order_of_the_first_ballot() -> None:
    definition = define("approval", OPTIONS)
    ballots = [["c", "a"], [], {"b"}, ("a", "c", "a"), ["e"], ["b"]]
    assert packed(definition, ballots) == ([([0, 2], 2), ([1], 2), ([4], 1)], 1, 0)


@pytest.mark.parametrize("ballot", [["a", "b"], ["a"]])
def test_what_costs_too_much_is_invalid(ballot: list[str]) -> None:
    options = [{"id": "a", "cost": 6}, {"id": "b", "cost": 5}]
    definition = define("greedy", options, budget=20, ballot="knapsack", max_cost=10)
    _rows, blank, invalid = packed(definition, [ballot])
    assert (blank, invalid) == (0, len(ballot) - 1)


def test_one_option_where_the_rule_says_one() -> None:
    options = [{"id": "a", "cost": 6}, {"id": "b", "cost": 5}]
    definition = define("greedy", options, budget=20, ballot="choose-1")
    assert packed(definition, [["a"], ["a", "b"], ["b", "b"]]) == ([([0], 1), ([1], 1)], 0, 1)
