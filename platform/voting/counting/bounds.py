"""How many ballots must change at the least before a result can change: proofs, no search.

"Changed" is one valid ballot replaced by another valid one. Each function returns a number below
which no change of that many ballots gives another outcome; the reason stands with each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise as neighbours
from math import isqrt
from typing import Any

import numpy as np

from voting.counting.ballots import Choices, Integers, Packed, Points
from voting.counting.definition import Definition
from voting.counting.parameters import Ballot
from voting.counting.results import Result

Matrix = Mapping[str, Mapping[str, int]]


def moot(result: Result) -> bool:
    return any(tie.chosen == () for tie in result.ties)


def holders(definition: Definition, result: Result) -> list[int]:
    """Who has a place, one that the approval quorum has emptied included."""
    missed = (result.approval_quorum or {}).get("missed", ())
    return [definition.positions[name] for name in (*result.winners, *missed)]


# --- figures: most votes, approval, score, quadratic --------------------------------------------


def reach(definition: Definition) -> tuple[int, int]:
    """The most that one ballot can give an option, and take from another at the same time."""
    params = definition.params
    if definition.ballot is Ballot.CHOICES:
        return 1, 0
    if definition.rule != "quadratic":
        return int(params["max_score"]), 0
    credits = params["credits"]
    top = isqrt(credits)
    if not params["negative"]:
        return top, 0
    tops = range(top + 1)
    return max(
        ((n, m) for n in tops for m in tops if n * n + m * m <= credits and m <= n),
        key=lambda pair: (sum(pair), pair),
    )


def column(ballots: Choices, option: int) -> Integers:
    """What each distinct ballot gives the option: its points, or 1 where it is named."""
    found = np.zeros(len(ballots.weights), np.int64)
    here = ballots.options == option
    found[ballots.rows[here]] = ballots.points[here] if isinstance(ballots, Points) else 1
    return found


def changes(shift: Integers, weights: Integers, distance: int) -> int | None:
    """The fewest ballots whose shifts make up the distance; None when all together do not."""
    if distance <= 0:
        return 0
    useful = shift > 0
    order = np.argsort(-shift[useful], kind="stable")
    shift, weights = shift[useful][order], weights[useful][order]
    got = np.cumsum(shift * weights)
    row = int(np.searchsorted(got, distance))
    if row == len(got):
        return None
    before = int(got[row - 1]) if row else 0
    whole = int(weights[:row].sum())
    return whole + -(-(distance - before) // int(shift[row]))


def by_figures(definition: Definition, ballots: Choices, result: Result) -> int:
    """A place changes hands only when somebody without one draws level with a holder.

    One ballot brings a pair nearer by what it said plus the most it could say instead; the ballots
    with most to give are taken first. Other ways to another outcome: nobody left to vote for a
    holder, an empty place filled, the absolute majority lost; with reserved places, any change in
    the order of two options.
    """
    scores = [(result.scores or {})[name] for name in definition.ids]
    if definition.params.get("reserved"):
        return _any_order(scores, 2 * sum(reach(definition)))
    inside = holders(definition, result)
    if moot(result):
        return 1
    outside = [option for option in range(len(scores)) if option not in inside]
    more, less = reach(definition)
    found = [_exchanged(ballots, scores, inside, outside, more + less)]
    if outside and len(inside) < definition.seats:
        found += [
            changes(more - column(ballots, o), ballots.weights, 1 - scores[o]) for o in outside
        ]
    if not outside or definition.rule == "quadratic":
        floor = _lowest(definition)
        found += [changes(column(ballots, w) - floor, ballots.weights, scores[w]) for w in inside]
    if definition.params.get("majority"):
        found.append(scores[inside[0]] - ballots.valid // 2)
    return min((number for number in found if number is not None), default=ballots.valid + 1)


def _lowest(definition: Definition) -> int:
    if not definition.params.get("negative"):
        return 0
    return -isqrt(definition.params["credits"])


def _exchanged(
    ballots: Choices,
    scores: Sequence[int],
    inside: Iterable[int],
    outside: Iterable[int],
    reach_of_one: int,
) -> int | None:
    """The fewest changes after which one from outside is level with one from inside."""
    best: int | None = None
    for w, o in near(scores, inside, outside):
        distance = scores[w] - scores[o]
        if best is not None and -(-distance // (2 * reach_of_one)) >= best:
            break
        shift = column(ballots, w) - column(ballots, o) + reach_of_one
        number = changes(shift, ballots.weights, distance)
        best = min((n for n in (best, number) if n is not None), default=None)
    return best


def near(
    scores: Sequence[int], inside: Iterable[int], outside: Iterable[int]
) -> list[tuple[int, int]]:
    """Pairs of one inside and one outside, the nearest first."""
    outside = list(outside)
    pairs = [(w, o) for w in inside for o in outside]
    return sorted(pairs, key=lambda pair: scores[pair[0]] - scores[pair[1]])


def _any_order(scores: Sequence[int], reach_of_two: int) -> int:
    """No two options change their order with fewer; equal ones, or such with nothing, at once."""
    if min(scores) <= 0:
        return 1
    gaps = [high - low for high, low in neighbours(sorted(scores, reverse=True))]
    return min((-(-gap // reach_of_two) for gap in gaps), default=1)


# --- STAR ---------------------------------------------------------------------------------------


def star(definition: Definition, ballots: Points, result: Result) -> int:
    """The runoff turns, or somebody else comes into it."""
    if len(result.rounds) < 2:
        return 1
    scores = [(result.scores or {})[name] for name in definition.ids]
    pair = [definition.positions[name] for name in result.rounds[0]["finalists"]]
    votes = sorted(result.rounds[1]["votes"].values())
    found: list[int | None] = [-(-(votes[1] - votes[0]) // 2)]
    outside = [option for option in range(len(scores)) if option not in pair]
    found.append(_exchanged(ballots, scores, pair, outside, definition.params["max_score"]))
    return min(number for number in found if number is not None)


# --- ranks --------------------------------------------------------------------------------------


def runoff(definition: Definition, ballots: Packed, result: Result) -> int:
    """One changed ballot moves two totals by 1, so a gap by 2.

    A group of options goes before all others, in whatever order, as long as their totals together
    stay below the lowest of the others. Of all ways to part the rounds into such groups the one
    whose smallest gap is largest gives the bound.
    """
    totals: list[Mapping[str, int]] = [row["totals"] for row in result.rounds]
    winner = result.winners[0]
    best = [0] * len(totals)
    for first in range(len(totals) - 1, -1, -1):
        here = totals[first]
        rest = sum(here.values()) - here[winner]
        best[first] = here[winner] - rest
        for later in range(first + 1, len(totals)):
            stay = totals[later]
            gone = sum(total for name, total in here.items() if name not in stay)
            gap = min(here[name] for name in stay) - gone
            best[first] = max(best[first], min(gap, best[later]))
    return -(-best[0] // 2)


def _matrix(result: Result) -> Matrix:
    found: Matrix = (result.condorcet or {}).get("pairwise", {})
    return found


def most_that_hold(holds: Callable[[int], bool], limit: int) -> int:
    """One more than the largest number of changes that the result certainly survives."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low + 1


def schulze(definition: Definition, ballots: Packed, result: Result) -> int:
    """With k changes each figure of the matrix moves by k at most.

    Certain victories lose k, possible ones gain k: as long as each winner's path to each other
    option is still stronger than any path back, the winners stay.
    """
    if definition.params["default_option"] is not None:
        return 1
    ids, matrix = definition.ids, _matrix(result)

    def holds(k: int) -> bool:
        low, high = (
            _paths(ids, {(x, y): matrix[x][y] + sign * k for x, y in _wins(ids, matrix, -sign * k)})
            for sign in (-1, 1)
        )
        others = [name for name in ids if name not in result.winners]
        return all(low[w, o] > high[o, w] for w in result.winners for o in others)

    return most_that_hold(holds, ballots.valid)


def _wins(ids: Sequence[str], matrix: Matrix, k: int) -> list[tuple[str, str]]:
    """Pairs whose victory is by more than 2k (certain; k below 0: possible)."""
    return [(x, y) for x in ids for y in ids if x != y and matrix[x][y] - matrix[y][x] > 2 * k]


def _paths(
    ids: Sequence[str], strength: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    paths = {(x, y): strength.get((x, y), 0) for x in ids for y in ids if x != y}
    for middle in ids:
        for x, y in paths:
            if middle not in (x, y):
                way = min(paths[x, middle], paths[middle, y])
                paths[x, y] = max(paths[x, y], way)
    return paths


def minimax(definition: Definition, ballots: Packed, result: Result) -> int:
    """The worst defeat of each winner at its largest, of each other one at its smallest."""
    ids, matrix = definition.ids, _matrix(result)

    def holds(k: int) -> bool:
        certain, possible = _wins(ids, matrix, k), _wins(ids, matrix, -k)
        worst = {x: max((matrix[y][x] + k for y, z in possible if z == x), default=0) for x in ids}
        least = {x: max((matrix[y][x] - k for y, z in certain if z == x), default=0) for x in ids}
        others = [name for name in ids if name not in result.winners]
        return all(worst[w] < least[o] for w in result.winners for o in others)

    return most_that_hold(holds, ballots.valid)


def ranked_pairs(definition: Definition, ballots: Packed, result: Result) -> int:
    """Each winner beats each other option by more than the changes can turn, or no pair of the
    sorted list can change its place."""
    ids, matrix = definition.ids, _matrix(result)
    others = [name for name in ids if name not in result.winners]
    beats = [matrix[w][o] - matrix[o][w] for w in result.winners for o in others]
    margins = [abs(matrix[x][y] - matrix[y][x]) for x in ids for y in ids if x < y]
    strengths = sorted(matrix[x][y] for x, y in _wins(ids, matrix, 0))
    gaps = [high - low for low, high in neighbours(strengths)]
    condorcet = -(-min(beats, default=0) // 2)
    return max(condorcet, -(-min(margins + gaps, default=0) // 2))


# --- budgets ------------------------------------------------------------------------------------


def greedy(definition: Definition, ballots: Packed, result: Result) -> int:
    """A funded project stays funded while none of those that failed comes before it.

    Whoever failed did so because of the funded ones before it; only an exchange with one of these
    (or, without skipping, with the one that ended it; or the threshold) gives another outcome.
    """
    reach_of_one = _points_of_one(definition)
    if reach_of_one is None or definition.params["pots"]:
        return 1
    least = max(1, definition.params.get("min_score", 1))
    rows = list(result.rounds)
    funded = [row for row in rows if row["option"] in result.winners]
    failed = [row for row in rows if row["option"] not in result.winners]
    found = [row["score"] - least + 1 for row in funded]
    found += [least - row["score"] for row in failed if row["score"] < least]
    counted = [row for row in failed if row["score"] >= least]
    if definition.rule == "greedy-no-skip":
        funded = funded + counted[:1]
    ratio = definition.rule == "greedy-ratio"
    gaps = [
        _exchange(one, other, ratio)
        for one in funded
        for other in counted
        if one is not other and rows.index(one) < rows.index(other)
    ]
    points: int = min(found + gaps)
    return -(-points // reach_of_one)


def _exchange(one: Mapping[str, Any], other: Mapping[str, Any], ratio: bool) -> int:
    """Points that have to change sides before `other` draws level."""
    mine, its = (int(row["cost"]) if ratio else 1 for row in (one, other))
    distance = int(one["score"]) * its - int(other["score"]) * mine
    return -(-distance // (mine + its))


def _points_of_one(definition: Definition) -> int | None:
    """The most points that one ballot gives one project; None without a limit."""
    params = definition.params
    if definition.ballot is Ballot.CHOICES:
        return 1
    if definition.ballot is Ballot.RANKS:
        return max(int(params["max_choices"] or 0), len(definition.options))
    limits = [int(params[name]) for name in ("max_points", "max_sum") if params[name] is not None]
    return min(limits, default=None)
