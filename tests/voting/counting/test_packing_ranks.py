"""Packed ranks say the same whichever way they were read."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting.ballots import NOBODY, Ranks, pack
from voting.counting.definition import define
from voting.counting.tally import count


def packed(ballots: list[Any], options: str = "abcd", **params: Any) -> Ranks:
    found = pack(define("schulze", list(options), **params), ballots)
    assert isinstance(found, Ranks)
    return found


def rows(ranks: Ranks) -> dict[tuple[int, ...], int]:
    """Places of the options -> ballots."""
    found: dict[tuple[int, ...], int] = {}
    for level, weight in zip(ranks.level.tolist(), ranks.weights.tolist(), strict=True):
        found[tuple(level)] = found.get(tuple(level), 0) + weight
    return found


def test_equal_ballots_stand_once() -> None:
    ranks = packed([["b", "a"], ["a"], ["b", "a"], [], ["a", "b"]])
    assert sorted(ranks.weights.tolist()) == [1, 1, 2]
    assert rows(ranks) == {(1, 0, 4, 4): 2, (0, 4, 4, 4): 1, (0, 1, 4, 4): 1}
    assert (ranks.valid, ranks.blank, ranks.invalid) == (4, 1, 0)
    assert set(map(tuple, ranks.order.tolist())) == {
        (1, 0, NOBODY, NOBODY),
        (0, NOBODY, NOBODY, NOBODY),
        (0, 1, NOBODY, NOBODY),
    }


@pytest.mark.parametrize(
    ("odd", "level", "invalid"),
    [
        (["a", None, "b"], (0, 1, 4, 4), 0),
        (["a", "b", "a", "c"], (0, 1, 2, 4), 0),
        (["a", ["b", "c"], "d"], (0, 4, 4, 4), 0),
        (["a", "nobody"], None, 1),
        (["a", 7], None, 1),
        ([["a", "b"], "c"], (4, 4, 4, 4), 0),
    ],
)
def test_odd_ballots_among_plain_ones(odd: Any, level: Any, invalid: int) -> None:
    ranks = packed([["d"], odd, ["d", "c"], [], ["d"]])
    expected = {(4, 4, 4, 0): 2, (4, 4, 1, 0): 1}
    if level is not None:
        expected[level] = expected.get(level, 0) + 1
    assert rows(ranks) == expected
    assert (ranks.blank, ranks.invalid) == (1, invalid)


def test_blank_and_invalid_ones_of_both_kinds_are_added() -> None:
    ranks = packed([["a"], [], [], [None], [[]], [None, None], ["x"], ["b", "y"]])
    assert (ranks.valid, ranks.blank, ranks.invalid) == (1, 5, 2)


def test_equal_ranks_among_plain_ones() -> None:
    ranks = packed([["d", "a"], [["a", "b"], "c"]], equal_ranks=True)
    assert rows(ranks) == {(1, 4, 4, 0): 1, (0, 0, 1, 4): 1}


def test_places_beyond_the_last_are_not_read() -> None:
    ranks = packed([["a", "b", "c"], ["a", "b"], ["a", "b", "d", "c"]], max_rank=2)
    assert rows(ranks) == {(0, 1, 4, 4): 3}
    assert len(ranks.weights) == 1


def test_forty_options_fill_several_words() -> None:
    ids = [f"o{number}" for number in range(40)]
    ballots = [ids, ids[::-1], ids, [*ids[:39]], [*ids[:39]]]
    found = pack(define("irv", ids), ballots)
    assert isinstance(found, Ranks)
    assert sorted(found.weights.tolist()) == [1, 2, 2]
    assert {tuple(row) for row in found.order.tolist()} == {
        tuple(range(40)),
        tuple(range(39, -1, -1)),
        (*range(39), NOBODY),
    }


def test_a_budget_asks_for_more_places() -> None:
    projects = [{"id": name, "cost": 1} for name in "abc"]
    definition = define(
        "greedy", projects, budget=9, ballot="ordinal", min_choices=2, max_choices=2
    )
    found = pack(definition, [["a", "b", "c"], ["a"], ["b", "a"]])
    assert isinstance(found, Ranks)
    assert (found.valid, found.invalid) == (2, 1)
    assert rows(found) == {(0, 1, 3): 1, (1, 0, 3): 1}


@given(
    st.lists(
        st.tuples(st.permutations("abcde"), st.integers(0, 5), st.integers(1, 200)), max_size=8
    )
)
def test_weights_are_the_same_as_repetition(drawn: list[tuple[list[str], int, int]]) -> None:
    """The weighted way reads ballot by ballot, the other a column at a time."""
    ballots = [order[:length] for order, length, _weight in drawn]
    weights = [weight for _order, _length, weight in drawn]
    repeated = [
        row for row, weight in zip(ballots, weights, strict=True) for _time in range(weight)
    ]
    definition = define("borda", list("abcde"), unranked="zero")
    one = count(definition, ballots, weights=weights)
    assert one.as_json() == count(definition, repeated).as_json()


def test_blocks_are_added_up() -> None:
    """More rows than one block holds, with weights that have several bits."""
    many = 150_000
    order = np.full((many, 3), NOBODY, np.int8)
    order[:, 0] = np.arange(many) % 3
    order[::2, 1] = (np.arange(0, many, 2) + 1) % 3
    weights = np.arange(many, dtype=np.int64) % 5
    result = count(define("minimax", ["a", "b", "c"]), Ranks(order, weights, options=3))
    assert result.condorcet is not None
    level = Ranks(order, weights, options=3).level
    for x, name in enumerate("abc"):
        for y, other in enumerate("abc"):
            if x != y:
                above = int(weights[level[:, x] < level[:, y]].sum())
                assert result.condorcet["pairwise"][name][other] == above
    assert result.support["a"] == int(weights[level[:, 0] < 3].sum())
