"""What would have flipped a result: figures by hand, bounds against every possible change."""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.counting import bounds
from voting.counting.ballots import Choices, Points, Ranks, pack
from voting.counting.definition import Definition, define
from voting.counting.margins import Change, Search, margin
from voting.counting.tally import count

Margin = dict[str, Any] | None


def of(definition: Definition, cast: Sequence[Any], **more: Any) -> Margin:
    electorate, seed = more.pop("electorate", None), more.pop("seed", None)
    packed = pack(definition, cast, **more)
    found = count(definition, packed, electorate=electorate, seed=seed)
    return margin(definition, packed, found, electorate=electorate)


def exactly(number: int, instead: str | None) -> Margin:
    return {"exact": True, "at_least": number, "at_most": number, "instead": instead}


def marks(*figures: tuple[str, int]) -> list[list[str]]:
    return [list(names) for names, number in figures for _ in range(number)]


# --- by hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "number"), [(9, 4, 3), (9, 5, 2), (9, 8, 1), (5, 0, 3)]
)
def test_half_the_lead_of_single_choice_rounded_up(first: int, second: int, number: int) -> None:
    definition = define("plurality", ["a", "b", "c"])
    cast = marks(("a", first), ("b", second)) or [[]]
    assert of(definition, cast) == exactly(number, "b")


def test_several_seats_turn_at_the_boundary() -> None:
    definition = define("plurality", list("abcd"), seats=2)
    assert of(definition, marks(("a", 20), ("b", 12), ("c", 5), ("d", 1))) == exactly(4, "c")


def test_an_empty_place_is_filled_by_one_ballot() -> None:
    definition = define("plurality", list("abc"), seats=2)
    assert of(definition, marks(("a", 9))) == exactly(1, "b")


def test_where_everybody_wins_all_ballots_of_one_would_have_to_go() -> None:
    definition = define("plurality", ["a", "b"], seats=2)
    assert of(definition, marks(("a", 9), ("b", 3))) == exactly(3, None)


def test_a_lost_majority_is_another_outcome() -> None:
    definition = define("plurality", list("abc"), majority=True)
    assert of(definition, marks(("a", 8), ("b", 4), ("c", 2))) == exactly(1, "b")
    assert of(definition, marks(("a", 5), ("b", 4), ("c", 2))) is None


def test_approval_ballots_move_one_pair_by_two() -> None:
    definition = define("approval", list("abc"), min_choices=2, max_choices=2)
    assert of(definition, marks(("ab", 6), ("ac", 3))) == exactly(2, "b")


def test_score_takes_the_ballots_with_most_to_give() -> None:
    """a 15, b 8: one ballot of 5:0 gives 10."""
    definition = define("score", ["a", "b"])
    cast = [{"a": 5, "b": 0}, {"a": 5, "b": 4}, {"a": 5, "b": 4}]
    assert of(definition, cast) == exactly(1, "b")
    cast = [{"a": 5, "b": 4}] * 12
    assert of(definition, cast) == exactly(2, "b")  # 12 points, 6 a ballot


def test_quadratic_votes_against_count_twice() -> None:
    positive = define("quadratic", ["a", "b"], credits=25)
    negative = define("quadratic", ["a", "b"], credits=25, negative=True)
    cast = [{"a": 3}] * 6
    assert of(positive, cast) == exactly(3, "b")  # 18 votes, 8 a ballot
    assert of(negative, cast) == exactly(2, "b")  # 10 a ballot


def test_a_square_number_of_credits_buys_its_root() -> None:
    """a 36, 25 credits: a changed ballot takes 4 from a and gives 5 to b."""
    definition = define("quadratic", ["a", "b"], credits=25)
    assert of(definition, [{"a": 4}] * 9) == exactly(4, "b")


def test_instant_runoff_of_two() -> None:
    definition = define("irv", ["a", "b"])
    assert of(definition, [["a"]] * 9 + [["b"]] * 4) == exactly(3, "b")


def test_instant_runoff_bounds_hold_the_early_round() -> None:
    """b and c are one apart when c goes; the last round is far from equal."""
    definition = define("irv", list("abc"))
    cast = [["a"]] * 10 + [["b", "a"]] * 6 + [["c", "a"]] * 5
    found = of(definition, cast)
    assert found is not None
    # All others together are one ahead: their order may turn, then a still gets their ballots.
    assert found["at_least"] == 1
    assert found["at_most"] is not None
    assert 1 <= found["at_most"] <= 5


def test_the_shortest_way_that_was_found_is_kept() -> None:
    """b draws level with five of a's ballots; c, who is tried after it, would need six."""
    found = of(define("stv", list("abc"), seats=1), marks(("a", 20), ("b", 10), ("c", 4)))
    assert found == {"exact": False, "at_least": 1, "at_most": 5, "instead": "b"}


def test_a_lot_means_no_ballot_had_to_change() -> None:
    definition = define("plurality", ["a", "b"], tie="lot")
    found = count(definition, marks(("a", 2), ("b", 2)), seed="1")
    packed = pack(definition, marks(("a", 2), ("b", 2)))
    other = "b" if found.winners == ("a",) else "a"
    assert margin(definition, packed, found) == exactly(0, other)
    declared = define("plurality", ["a", "b"])
    assert of(declared, marks(("a", 2), ("b", 2))) == exactly(0, "a")


def test_without_a_winner_there_is_nothing_to_lose() -> None:
    assert of(define("plurality", ["a", "b"]), [[]]) is None
    few = define("plurality", ["a", "b"], quorum=[1, 2])
    assert of(few, [[]], electorate=10) is None
    assert of(few, [["a"]], electorate=10) == exactly(1, "b")
    split = define("proportional-split", ["a", "b", "c"], budget=100)
    assert of(split, marks(("a", 1), ("b", 1), ("c", 1))) is None


def test_the_approval_quorum_can_be_lost() -> None:
    definition = define("approval", list("abc"), approval_quorum=[4, 10])
    cast = marks(("a", 5), ("b", 1))
    assert of(definition, cast, electorate=10) == exactly(2, None)


def test_the_boundary_project_of_a_greedy_budget() -> None:
    options = [{"id": "a", "cost": 60}, {"id": "b", "cost": 40}, {"id": "c", "cost": 40}]
    definition = define("greedy", options, budget=100)
    assert of(definition, marks(("a", 9), ("b", 7), ("c", 2))) == exactly(3, "c")


def test_a_change_takes_the_ballots_in_its_order() -> None:
    definition = define("score", ["a", "b"])
    packed = pack(definition, [{"a": 5}, {"a": 3, "b": 1}, {"a": 5}])
    assert isinstance(packed, Points)
    rows = np.argsort(bounds.column(packed, 0))  # 3:1 first, then the two equal ones
    change = Change(packed, rows, {"b": 2})
    assert change.largest == 3
    after = change.applied(definition, 2)
    assert after.valid == 3
    assert count(definition, after).scores == {"a": 5, "b": 4}
    assert count(definition, packed).scores == {"a": 13, "b": 1}


def test_equal_ranks_survive_a_change() -> None:
    definition = define("schulze", list("abc"), equal_ranks=True)
    packed = pack(definition, [[["a", "b"], "c"], ["c"]])
    assert isinstance(packed, Ranks)
    only_c = np.flatnonzero(packed.level[:, 2] == 0)
    after = Change(packed, only_c, ["b"]).applied(definition, 1)
    found = count(definition, after)
    assert found.condorcet is not None
    assert found.condorcet["pairwise"]["a"] == {"b": 0, "c": 1}
    assert found.winners == ("b",)


def test_ballots_that_help_alike_are_changed_in_the_same_order_however_they_were_cast() -> None:
    definition = define("approval", list("abcd"))
    cast = marks(("ac", 1), ("ad", 1), ("acd", 1), ("a", 1), ("b", 1))

    def order(ballots: list[list[str]]) -> list[list[int]]:
        packed = pack(definition, ballots)
        assert isinstance(packed, Choices)
        result = count(definition, packed)
        rows = Search(definition, packed, result, None, 1)._rows(0, 1)
        return [sorted(packed.options[packed.rows == row].tolist()) for row in rows]

    assert order(cast) == order(cast[::-1])
    assert order(cast)[-1] == [1]


def test_the_fewest_changes_for_a_distance() -> None:
    shift, weights = np.array([2, 5, -1, 1]), np.array([3, 1, 9, 2])
    for distance, number in [(0, 0), (1, 1), (5, 1), (6, 2), (7, 2), (8, 3), (11, 4), (12, 5)]:
        assert bounds.changes(shift, weights, distance) == number
    assert bounds.changes(shift, weights, 13) == 6
    assert bounds.changes(shift, weights, 14) is None


# --- against every change -----------------------------------------------------------------------

NAMES = "abc"
SETS = [list(s) for s in ("a", "b", "c", "ab", "ac", "bc", "abc")]
SCORES = [dict(zip(NAMES, points, strict=True)) for points in product(range(3), repeat=3)]
VOTES = [
    dict(zip(NAMES, points, strict=True))
    for points in product(range(-2, 3), repeat=3)
    if sum(point * point for point in points) <= 5
]
RANKED = [list(order) for length in (1, 2, 3) for order in permutations(NAMES, length)]
COSTS = [{"id": "a", "cost": 6}, {"id": "b", "cost": 4}, {"id": "c", "cost": 3}]
GROUPS: list[dict[str, Any]] = [
    {"id": "a"},
    {"id": "b", "groups": ["K"]},
    {"id": "c", "groups": ["K"]},
]

#: rule and options, ballots that may be cast, how many changes are tried
CASES: list[tuple[Definition, list[Any], int]] = [
    (define("plurality", list(NAMES)), SETS[:3], 4),
    (define("plurality", list(NAMES), seats=2), SETS[:3], 4),
    (define("plurality", list(NAMES), seats=3), SETS[:3], 4),
    (define("plurality", list(NAMES), majority=True), SETS[:3], 4),
    (define("approval", list(NAMES)), SETS, 2),
    (define("approval", list(NAMES), seats=2, min_choices=2), SETS[3:], 3),
    (define("approval", GROUPS, seats=2, reserved=[["K", 1]]), SETS, 2),
    (define("score", list(NAMES), max_score=2), SCORES, 1),
    (define("average", list(NAMES), max_score=2, min_scored_percent=50), SCORES, 1),
    (define("star", list(NAMES), max_score=2), SCORES, 1),
    (define("quadratic", list(NAMES), credits=5, negative=True, seats=2), VOTES, 1),
    (define("quadratic", list(NAMES), credits=5), VOTES, 1),
    (define("irv", list(NAMES)), RANKED, 2),
    (define("schulze", list(NAMES)), RANKED, 2),
    (define("minimax", list(NAMES)), RANKED, 2),
    (define("ranked-pairs", list(NAMES)), RANKED, 2),
    (define("borda", list(NAMES)), RANKED, 2),
    (define("stv", list(NAMES), seats=2), RANKED, 2),
    (define("greedy", COSTS, budget=10), SETS, 2),
    (define("greedy", COSTS, budget=7), SETS, 2),
    (define("greedy-no-skip", COSTS, budget=9), SETS, 2),
    (define("greedy-threshold", COSTS, budget=9, min_score=2), SETS, 2),
    (define("greedy-ratio", COSTS, budget=9), SETS, 2),
    (define("equal-shares", COSTS, budget=9), SETS, 2),
]
EXACT = {"plurality", "approval", "score"}


def changed(cast: Sequence[int], kinds: int, number: int) -> Iterator[tuple[int, ...]]:
    """All boxes that differ in at most so many ballots."""
    seen = set()
    for gone in combinations_with_replacement(range(len(cast)), number):
        kept = [ballot for place, ballot in enumerate(cast) if place not in gone]
        for new in combinations_with_replacement(range(kinds), len(cast) - len(kept)):
            box = tuple(sorted((*kept, *new)))
            if box not in seen:
                seen.add(box)
                yield box


def smallest(
    definition: Definition, kinds: list[Any], cast: Sequence[int], most: int
) -> int | None:
    """The true number, by trying all changes of up to `most` ballots."""
    before = set(count(definition, [kinds[ballot] for ballot in cast]).winners)
    for number in range(1, most + 1):
        for box in changed(cast, len(kinds), number):
            after = count(definition, [kinds[ballot] for ballot in box])
            if after.open_tie or set(after.winners) != before:
                return number
    return None


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{d.rule}-{number}" for number, (d, _k, _m) in enumerate(CASES)]
)
@given(data=st.data())
@settings(max_examples=8)
def test_no_change_is_smaller_and_the_found_one_is_real(
    case: tuple[Definition, list[Any], int], data: Any
) -> None:
    definition, kinds, most = case
    ballot = st.integers(0, len(kinds) - 1)
    cast = data.draw(st.lists(ballot, min_size=1, max_size=2 + most))
    found = of(definition, [kinds[number] for number in cast])
    if found is None or found["at_least"] == 0:
        return
    true = smallest(definition, kinds, cast, most)
    upper = found["at_most"]
    if true is None:
        assert upper is None or upper > most
    else:
        assert found["at_least"] <= true
        assert upper is None or true <= upper
        plain = not definition.params.get("reserved")
        if definition.rule in EXACT and plain:
            assert found["exact"]
    assert found["exact"] is (found["at_least"] == upper)
