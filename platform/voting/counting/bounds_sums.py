"""Borda and average: how many ballots must change at the least before somebody else wins.

As in bounds.py: proofs, no search. A changed ballot is one valid ballot replaced by another.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from voting.counting.ballots import NOBODY, Integers, Points, Ranks
from voting.counting.bounds import changes, most_that_hold
from voting.counting.definition import Definition
from voting.counting.results import Result


def borda(definition: Definition, ballots: Ranks, result: Result) -> int:
    """A place changes hands only when somebody without one draws level with a holder.

    One ballot brings them nearer by what it gave the holder more, and by the first place for the
    other with nothing for the holder. Or nobody is named any more.
    """
    scores = result.scores or {}
    reach = result.details["points_are"] * result.details["first_place"]
    given = [_given(definition, ballots, option) for option in range(ballots.options)]
    found = [int(ballots.weights[(ballots.order != NOBODY).any(axis=1)].sum())]
    for winner in result.winners:
        for other in set(definition.ids).difference(result.winners):
            w, o = definition.positions[winner], definition.positions[other]
            distance = scores[winner] - scores[other]
            number = changes(given[w] - given[o] + reach, ballots.weights, distance)
            found += [] if number is None else [number]
    return min(found)


def _given(definition: Definition, ballots: Ranks, option: int) -> Integers:
    """The points of the option on each distinct ballot, in halves (docs/counting.md R9)."""
    places = ballots.columns
    here = places[option]
    others = [places[other] for other in range(ballots.options) if other != option]
    points = np.zeros(len(ballots.weights), np.int64)
    if definition.params["unranked"] == "share":
        for other in others:
            points += 1 + (here < other).astype(np.int64) - (here > other)
        return points
    first = definition.params["max_rank"] or ballots.options
    if definition.params["equal_ranks"]:
        first = ballots.options
    points += 2 * min(first, ballots.options)
    for other in others:
        points -= (other < here).astype(np.int64) + (other <= here)
    points[here == ballots.options] = 0
    return points


@dataclass(frozen=True)
class _Scored:
    """The points of one option and the ballots that give them; `silent` ballots give none."""

    points: Integers
    weights: Integers
    silent: int
    top: int

    @property
    def times(self) -> int:
        return int(self.weights.sum())

    def most(self, changed: int) -> int:
        """Ballots that can score it after so many changes."""
        return self.times + min(changed, self.silent)

    def lowest(self, changed: int) -> Fraction:
        """No average after so many changes is lower: the best points gone, more ballots."""
        total = int(self.points.dot(self.weights)) - _largest(self.points, self.weights, changed)
        return Fraction(total, self.most(changed))

    def highest(self, changed: int) -> Fraction:
        """Nor higher: what lacks to the top is made good where it is most, more ballots."""
        lacking = self.top - self.points
        total = int(lacking.dot(self.weights)) - _largest(lacking, self.weights, changed)
        return self.top - Fraction(total, self.most(changed))


def _largest(figures: Integers, weights: Integers, number: int) -> int:
    """The sum of so many ballots' figures, the largest ones."""
    order = np.argsort(-figures, kind="stable")
    before = np.cumsum(weights[order]) - weights[order]
    return int(figures[order].dot(np.clip(number - before, 0, weights[order])))


def average(definition: Definition, ballots: Points, result: Result) -> int:
    """A holder is scored too seldom or falls to 0, somebody draws level, or takes an empty place.

    The number of valid ballots stays, and with it how many must score an option.
    """
    needed, winners = result.details["needed"], set(result.winners)
    scored = {name: _of(definition, ballots, name) for name in definition.ids}
    inside = [scored[name] for name in definition.ids if name in winners]
    outside = [scored[name] for name in definition.ids if name not in winners]

    def holds(changed: int) -> bool:
        lowest = min(holder.lowest(changed) for holder in inside)
        if lowest <= 0 or any(holder.times - changed < needed for holder in inside):
            return False
        rivals = [other for other in outside if other.most(changed) >= needed]
        if rivals and changed and len(inside) < definition.seats:
            return False
        return all(other.highest(changed) < lowest for other in rivals)

    return most_that_hold(holds, ballots.valid)


def _of(definition: Definition, ballots: Points, name: str) -> _Scored:
    here = ballots.options == definition.positions[name]
    weights = ballots.weights[ballots.rows[here]]
    silent = ballots.valid - int(weights.sum())
    return _Scored(ballots.points[here], weights, silent, int(definition.params["max_score"]))
