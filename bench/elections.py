"""Made-up elections with fixed seeds; `shape` says what each one looks like."""

import random
from collections.abc import Sequence
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def names(options: int) -> list[str]:
    return list(LETTERS[:options])


def rankings(voters: int, options: int, seed: int, *, full: bool = False) -> list[list[str]]:
    """Random utilities around a common opinion; ballots end after one to all options."""
    rng = random.Random(seed)
    common = [rng.random() for _ in range(options)]
    ballots = []
    for _ in range(voters):
        worth = [common[option] + rng.gauss(0, 0.5) for option in range(options)]
        order = sorted(range(options), key=worth.__getitem__, reverse=True)
        length = options if full else rng.randint(1, options)
        ballots.append([LETTERS[option] for option in order[:length]])
    return ballots


def scores(voters: int, options: int, seed: int, most: int = 5) -> list[dict[str, int]]:
    rng = random.Random(seed)
    common = [rng.random() * most for _ in range(options)]
    return [
        {
            LETTERS[option]: min(most, max(0, round(common[option] + rng.gauss(0, 1.5))))
            for option in range(options)
        }
        for _ in range(voters)
    ]


def approvals(voters: int, options: int, seed: int) -> list[list[str]]:
    rng = random.Random(seed)
    chance = [rng.random() * 0.7 + 0.1 for _ in range(options)]
    ballots = [
        [LETTERS[option] for option in range(options) if rng.random() < chance[option]]
        for _ in range(voters)
    ]
    return [ballot or [LETTERS[0]] for ballot in ballots]


def projects(
    voters: int, distinct: int, number: int, seed: int, *, share: int, spread: int = 40
) -> dict[str, Any]:
    """A participatory budget: `distinct` different ballots repeated among `voters` people.

    `share` is the sum of each voter at the start, in lira; costs are spread over a factor of
    `spread`, and popular projects are not the dearest ones.
    """
    rng = random.Random(seed)
    ids = [f"p{place:03}" for place in range(number)]
    budget = voters * share
    costs = {name: round(budget / rng.uniform(6, 6 * spread)) for name in ids}
    weight = [rng.paretovariate(1.1) for _ in ids]
    seen: set[tuple[str, ...]] = set()
    while len(seen) < distinct:
        length = min(number, 2 + int(rng.expovariate(1 / 6)))
        seen.add(tuple(sorted(set(rng.choices(ids, weight, k=length)))))
    pool = sorted(seen)
    ballots = [list(ballot) for ballot in pool]
    ballots += [list(rng.choice(pool)) for _ in range(voters - distinct)]
    rng.shuffle(ballots)
    return {"budget": budget, "costs": costs, "ballots": ballots}


def small_budget(seed: int, *, whole: bool = True) -> dict[str, Any]:
    """A few voters and projects with equal costs and equal votes among them.

    `whole`: the budget is a multiple of the voters, so that every share is a whole number (the
    libraries start from the exact share, cities from the whole lira), and everything has a
    supporter: pabutools raises shares for ever while a project has none.
    """
    rng = random.Random(seed)
    voters, number = rng.randint(3, 12), rng.randint(2, 7)
    ids = names(number)
    costs = {name: rng.choice((10, 20, 20, 30, 45, 60, 80)) for name in ids}
    ballots = [rng.sample(ids, rng.randint(1, number)) for _ in range(voters)]
    budget = voters * rng.randint(5, 25)
    if whole:
        ballots[0] = sorted({*ballots[0], *set(ids).difference(*ballots)})
    else:
        budget += rng.randint(0, voters)
    return {"budget": budget, "costs": costs, "ballots": ballots}


def small_rankings(seed: int, *, few_ties: bool = False) -> tuple[list[str], list[list[str]]]:
    """Few voters, so that ties are frequent; or enough that few pairs are equal."""
    rng = random.Random(seed)
    ids = names(rng.randint(2, 4 if few_ties else 5))
    voters = rng.randint(20, 60) if few_ties else rng.randint(1, 15)
    number = len(ids)
    return ids, [rng.sample(ids, rng.randint(1, number)) for _ in range(voters)]


def shape(ballots: Sequence[Any]) -> str:
    """One line for the reader of a figure."""
    different = len({repr(sorted(b.items()) if isinstance(b, dict) else list(b)) for b in ballots})
    length = sum(map(len, ballots)) / max(1, len(ballots))
    return f"{len(ballots)} ballots, {different} distinct, {length:.1f} options on average"
