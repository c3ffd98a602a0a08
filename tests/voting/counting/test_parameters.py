"""The parameters of each rule: what stands where nothing is said, and the edges of what may be."""

from typing import Any

import pytest

from voting.counting.definition import BadDefinition, define
from voting.counting.parameters import MOST_MONEY, RULES

BUDGETS = ("greedy", "greedy-no-skip", "greedy-threshold", "greedy-ratio", "equal-shares")
PAIRS = ("schulze", "ranked-pairs", "minimax", "borda")

#: rule, parameter, default, allowed beside it, refused
TABLE: list[tuple[str, str, Any, list[Any], list[Any]]] = [
    ("plurality", "majority", False, [True], [None, 0, 1]),
    ("plurality", "max_choices", 1, [9], [0, None, True]),
    ("approval", "min_choices", 1, [2], [0, None]),
    ("approval", "max_choices", None, [1, 9], [0]),
    ("score", "max_score", 5, [1, 1000], [0, 1001, None]),
    ("average", "max_score", 5, [1, 1000], [0, 1001, None]),
    ("average", "min_scored_percent", 0, [1, 100], [-1, 101, None]),
    ("star", "max_score", 5, [1, 1000], [0, 1001, None]),
    *[(rule, "equal_ranks", False, [True], [None, 1]) for rule in PAIRS],
    *[(rule, "max_rank", None, [1, 9], [0]) for rule in ("irv", "stv", *PAIRS)],
    *[(rule, "max_skipped", None, [0, 9], [-1]) for rule in ("irv", "stv", *PAIRS)],
    ("irv", "overvote", "exhaust", ["skip", "invalid"], [None, "first"]),
    ("irv", "repeated", "first", ["exhaust", "invalid"], [None, "skip"]),
    ("schulze", "default_option", None, ["a"], [1]),
    ("schulze", "default_quorum", False, [True], [None, 1]),
    ("borda", "unranked", "share", ["zero"], [None]),
    ("stv", "decimals", 5, [0, 9], [-1, 10, None]),
    ("stv", "quota", "first", ["current"], [None]),
    *[(rule, "budget", None, [1, MOST_MONEY], [0, MOST_MONEY + 1]) for rule in BUDGETS],
    *[(rule, "min_choices", 1, [2], [0, None]) for rule in BUDGETS],
    *[
        (rule, name, None, [1, 10**12], [0])
        for rule in BUDGETS
        for name in ("max_choices", "max_cost", "max_sum", "max_points")
    ],
    *[(rule, "pots", (), [[["a", 0]]], [[["a", -1]], [["a", 1], ["a", 2]]]) for rule in BUDGETS],
    *[(rule, "leftovers", "city", ["keep"], [None]) for rule in BUDGETS],
    *[(rule, "min_score", 0, [1], [-1, None]) for rule in BUDGETS[1:4]],
    ("equal-shares", "utility", "cost", ["cardinality", "points"], [None]),
    ("equal-shares", "completion", "none", ["add1", "add1u"], [None]),
    ("equal-shares", "stop_when_exhaustive", False, [True], [None, 1]),
    ("equal-shares", "increment", 1, [100], [0, None]),
    ("equal-shares", "comparison", False, [True], [None, 1]),
    ("equal-shares", "eligibility", False, [True], [None, 1]),
    ("proportional-split", "budget", None, [1, 10**18], [0]),
    ("quadratic", "credits", 99, [1, 1_000_000], [0, 1_000_001, None]),
    ("quadratic", "negative", False, [True], [None, 1]),
    ("score", "reserved", (), [[["K", 1]]], [[["K", 0]], [["K"]], [[1, 1]], "K"]),
]


@pytest.mark.parametrize(
    ("rule", "name", "default", "allowed", "refused"), TABLE, ids=[f"{r}-{n}" for r, n, *_ in TABLE]
)
def test_defaults_and_edges(
    rule: str, name: str, default: Any, allowed: list[Any], refused: list[Any]
) -> None:
    param = RULES[rule].params[name]
    assert param.default == default
    assert type(param.default) is type(default)
    assert all(param.allows(value) for value in (default, *allowed))
    assert not any(param.allows(value) for value in refused)


@pytest.mark.parametrize(
    ("rule", "name", "wording"),
    [
        ("score", "max_score", "a whole number from 1 to 1000"),
        ("approval", "min_choices", "a whole number from 1"),
        ("stv", "decimals", "a whole number from 0 to 9"),
        ("irv", "max_skipped", "a whole number from 0"),
    ],
)
def test_a_refusal_says_what_may_be(rule: str, name: str, wording: str) -> None:
    with pytest.raises(BadDefinition, match=f"{wording}$"):
        define(rule, ["a", "b"], **{name: -1})


def test_an_unknown_parameter_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadDefinition, match=r"this rule knows max_score, min_scored_percent$"):
        define("average", ["a", "b"], majority=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("yes", True), ("1", True), ("false", False), ("no", False), ("0", False)],
)
def test_yes_and_no_on_the_command_line(text: str, value: bool) -> None:
    assert RULES["equal-shares"].params["comparison"].read(text) is value
