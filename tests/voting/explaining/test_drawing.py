"""What a ballot gives away, against every ballot written out."""

from itertools import combinations, permutations, product
from typing import Any

import pytest

from voting.counting.definition import Definition, define
from voting.explaining.drawing import lift, possible_ballots, unique_share


def budget(ballot: str, **params: Any) -> Definition:
    projects = [{"id": name, "cost": 1} for name in "abc"]
    return define("greedy", projects, budget=9, ballot=ballot, **params)


def sums(most: int, each: int) -> int:
    return sum(1 for row in product(range(each + 1), repeat=3) if sum(row) <= most)


def paid(credits: int, lowest: int) -> int:
    votes = range(lowest, 6)
    return sum(1 for row in product(votes, repeat=3) if sum(v * v for v in row) <= credits)


def weak_orders(places: int) -> int:
    """Each of three options on a place or on none, the used places being the first ones."""
    rows = product(range(places + 1), repeat=3)
    return sum(1 for row in rows if set(row) - {0} == set(range(1, max(row) + 1)))


CASES = [
    (define("plurality", list("abc")), 4),
    (define("approval", list("abc")), 8),
    (define("approval", list("abc"), max_choices=2), 7),
    (define("irv", list("abc")), sum(len(list(permutations("abc", n))) for n in range(4))),
    (define("irv", list("abc"), max_rank=2), 1 + 3 + 6),
    (define("schulze", list("abc"), equal_ranks=True), weak_orders(3)),
    (define("score", list("abc"), max_score=5), 6**3),
    (define("average", list("abc"), max_score=5), 7**3),
    (define("quadratic", list("abc"), credits=9), paid(9, 0)),
    (define("quadratic", list("abc"), credits=9, negative=True), paid(9, -3)),
    (budget("choose-1"), 4),
    (budget("knapsack", max_choices=2), sum(len(list(combinations("abc", n))) for n in range(3))),
    (budget("ordinal", max_choices=2), 1 + 3 + 6),
    (budget("cumulative", max_sum=5), sums(5, 5)),
    (budget("cumulative", max_sum=5, max_points=2), sums(5, 2)),
    (budget("cumulative", max_sum=6, max_points=2), 27),
]


@pytest.mark.parametrize(("definition", "number"), CASES)
def test_every_ballot_is_counted_once(definition: Definition, number: int) -> None:
    assert possible_ballots(definition) == number


def test_the_share_that_stands_alone() -> None:
    assert unique_share(4, 1) == 1
    assert unique_share(1, 2) == 0
    assert unique_share(2, 2) == pytest.approx(0.5)
    assert unique_share(8, 3) == pytest.approx((7 / 8) ** 2)
    assert unique_share(10**400, 10_000) == 1
    assert unique_share(16, 100_000) == pytest.approx(0)


def test_a_step_is_a_hundredth_of_a_share_and_a_lira_at_least() -> None:
    assert lift(10_000_000_00, 1000) == 100_00
    assert lift(1_000_00, 1000) == 1_00
    assert lift(1_000_00, 0) == 10_00
