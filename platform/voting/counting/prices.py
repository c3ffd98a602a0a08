"""Equal Shares in exact fractions: prices paid, and what voters have left.

A voter who could pay every price in full has the share minus the prices of the funded projects
supported; a voter who once could not has nothing. So every amount follows from the prices alone,
and a price from the voters who could not pay it: (cost - all they had) / the units of the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from voting.counting.ballots import Integers
from voting.counting.votes import Votes


@dataclass(frozen=True)
class Bought:
    """`below` are those of the supporters' `rows` whose `money` was less than the price.

    The others paid the price, for `units` in all: a unit is a ballot, or a point where points are
    the utility. `known` is the price where it was already worked out.
    """

    project: int
    cost: int
    rows: Integers
    money: npt.NDArray[Any]
    below: npt.NDArray[np.bool_]
    units: int
    known: Fraction | None

    @property
    def poor(self) -> Integers:
        """The ballots that gave all they had, and had something."""
        poor: Integers = self.rows[self.below & (self.money != 0)]
        return poor

    @property
    def full(self) -> Integers:
        return self.rows[~self.below]


class Prices:
    """Integers over one common denominator, so that a sum of sixty prices costs no division."""

    def __init__(self, votes: Votes, units: Integers, share: Fraction) -> None:
        self.votes = votes
        self.units = units  # of each entry of `votes`; 0 for no supporter
        self.share = share.numerator
        self.denominator = share.denominator
        self.bought: list[Bought] = []
        self.numerators: list[int] = []

    def settle(self) -> None:
        """Works out the prices that nobody has asked for yet."""
        for bought in self.bought[len(self.numerators) :]:
            price = bought.known
            if price is None:
                price = self.price(bought.cost, bought.poor, bought.units)
            grow = price.denominator // gcd(self.denominator, price.denominator)
            if grow != 1:
                self.denominator *= grow
                self.share *= grow
                self.numerators = [numerator * grow for numerator in self.numerators]
            self.numerators.append(price.numerator * (self.denominator // price.denominator))

    def price(self, cost: int, poor: Integers, units: int) -> Fraction:
        """Of what comes after the settled ones."""
        rest = cost * self.denominator - self._money(poor)
        return Fraction(rest, units * self.denominator)

    def money(self, rows: Integers) -> Fraction:
        """What the ballots of these rows have together; none of them has paid all yet."""
        self.settle()
        return Fraction(self._money(rows), self.denominator)

    def _money(self, rows: Integers) -> int:
        if not len(rows):
            return 0
        paid = self._paid_units(rows)
        total = self.share * int(self.votes.weights[rows].sum())
        for bought, numerator in zip(self.bought, self.numerators, strict=False):
            total -= int(paid[bought.project]) * numerator
        return total

    def _paid_units(self, rows: Integers) -> Integers:
        """Of each project: units of these ballots, together."""
        starts = self.votes.starts
        lengths = starts[rows + 1] - starts[rows]
        ends = np.cumsum(lengths)
        entries = np.arange(ends[-1]) + np.repeat(starts[rows] - (ends - lengths), lengths)
        paid = np.zeros(self.votes.options, np.int64)
        weights = self.votes.entry_weights[entries] * self.units[entries]
        np.add.at(paid, self.votes.option[entries], weights)
        return paid

    def each(self, rows: Integers) -> list[int]:
        """What one ballot of each row has, over `denominator`; none of them has paid all yet."""
        self.settle()
        columns = sorted(set(self.numerators))
        table = np.zeros((len(rows), len(columns)), np.int64)
        for bought, numerator in zip(self.bought, self.numerators, strict=True):
            table[:, columns.index(numerator)] += self._units_of(bought.project)[rows]
        patterns, which = np.unique(table, axis=0, return_inverse=True)
        left = [
            self.share - sum(int(n) * price for n, price in zip(pattern, columns, strict=True))
            for pattern in patterns
        ]
        return [left[pattern] for pattern in which.ravel()]

    def _units_of(self, project: int) -> Integers:
        entries = self.votes.backers[project]
        spread = np.zeros(len(self.votes.weights), np.int64)
        spread[self.votes.row[entries]] = self.units[entries]
        return spread

    def rounded(self, scale: int) -> tuple[list[int], int]:
        """Share and prices in units of 1/scale, rounded down: (prices, share)."""
        self.settle()
        down = [numerator * scale // self.denominator for numerator in self.numerators]
        return down, self.share * scale // self.denominator

    def fractions(self) -> Sequence[Fraction]:
        self.settle()
        return [Fraction(numerator, self.denominator) for numerator in self.numerators]
