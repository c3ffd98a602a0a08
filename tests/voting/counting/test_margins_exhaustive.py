"""Every tiny election of five ballots: fewer changed ballots than `at_least` never flip it."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations_with_replacement
from typing import Any

import pytest

from voting.counting import lower
from voting.counting.ballots import pack
from voting.counting.definition import Definition, define
from voting.counting.results import Result
from voting.counting.tally import count

BALLOTS = 5
Box = tuple[int, ...]

SINGLE = [["a"], ["b"], ["c"]]
MARKED = [["a"], ["b"], ["a", "c"], ["b", "c"]]
RANKED = [list(names) for names in ("abc", "acb", "b", "bca", "cb")]
SCORED = [
    {"a": 5, "b": 0},
    {"a": 2, "b": 4},
    {"b": 5},
    {"a": 0, "b": 1, "c": 5},
    {"b": 0, "c": 4},
]
COSTS = [{"id": "a", "cost": 6}, {"id": "b", "cost": 4}, {"id": "c", "cost": 3}]

CASES: list[tuple[str, list[Any], list[Any], dict[str, Any]]] = [
    ("plurality", list("abc"), SINGLE, {}),
    ("plurality", list("abc"), SINGLE, {"majority": True}),
    ("approval", list("abc"), MARKED, {}),
    ("approval", list("abc"), MARKED, {"seats": 2}),
    ("score", list("abc"), SCORED, {}),
    ("average", list("abc"), SCORED, {}),
    ("average", list("abc"), SCORED, {"seats": 2}),
    ("average", list("abc"), SCORED, {"min_scored_percent": 50}),
    ("star", list("abc"), SCORED, {}),
    ("irv", list("abc"), RANKED, {}),
    ("schulze", list("abc"), RANKED, {}),
    ("minimax", list("abc"), RANKED, {}),
    ("ranked-pairs", list("abc"), RANKED, {}),
    ("borda", list("abc"), RANKED, {}),
    ("borda", list("abc"), RANKED, {"unranked": "zero"}),
    ("borda", list("abc"), RANKED, {"unranked": "zero", "max_rank": 2}),
    ("borda", list("abc"), [*RANKED[:4], ["a", ["b", "c"]]], {"equal_ranks": True}),
    ("borda", list("abc"), RANKED, {"seats": 2}),
    ("greedy", COSTS, MARKED, {"budget": 10}),
    ("greedy-ratio", COSTS, MARKED, {"budget": 9}),
]


def one_changed(box: Box, kinds: int) -> Iterator[Box]:
    for place in range(len(box)):
        for kind in range(kinds):
            yield tuple(sorted((*box[:place], kind, *box[place + 1 :])))


def nearby(box: Box, kinds: int, changes: int) -> set[Box]:
    found = {box}
    for _change in range(changes):
        found |= {other for known in found for other in one_changed(known, kinds)}
    return found


def bound(definition: Definition, cast: list[Any], result: Result) -> int:
    if result.ties or result.status != "decided":
        return 0
    return lower.at_least(definition, pack(definition, cast), result)


@pytest.mark.parametrize(
    ("rule", "options", "kinds", "more"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)]
)
def test_nothing_flips_below_the_bound(
    rule: str, options: list[Any], kinds: list[Any], more: dict[str, Any]
) -> None:
    definition = define(rule, options, **more)

    @cache
    def counted(box: Box) -> Result:
        return count(definition, [kinds[kind] for kind in box])

    seen = 0
    for box in combinations_with_replacement(range(len(kinds)), BALLOTS):
        cast, result = [kinds[kind] for kind in box], counted(box)
        least = bound(definition, cast, result)
        if least > 1:
            for other in nearby(box, len(kinds), least - 1):
                assert not counted(other).open_tie, (box, other)
                assert set(counted(other).winners) == set(result.winners), (box, other)
            seen += 1
    assert seen > 0
