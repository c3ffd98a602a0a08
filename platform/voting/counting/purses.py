"""Equal Shares, the money of the voters: fast integers with a certified error.

Purses hold whole grains (1/`grain` of the smallest unit of money). No purse is wrong by more than
`error` grains, and an empty one is empty exactly. Sums are exact; the only rounding is that of a
price. A comparison closer than the certified error is made
again with exact fractions (`prices.Prices`), so that every decision is that of exact arithmetic.
docs/counting.md has the proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from voting.counting.ballots import Integers
from voting.counting.prices import Bought, Prices
from voting.counting.votes import Votes

Mask = npt.NDArray[np.bool_]
#: sums of 64-bit integers stay below this
ROOM = 2**62
#: where the numbers do not fit into 64 bits, Python's own integers are used
COARSE = 2**40
#: purses are counted anew when they may be wrong by this part of the share
WEAR = 2**20
#: each purse's own error is worked out when `error` is this part of the share / the purses: until
#: then hardly one of them is ever too close to a price
LOOSE = 2**14
#: below this part of supporters with money the others are left out of the sums ...
LEAST_FULL = 0.8
#: ... unless they are so few that this would take longer
FEW = 256
#: quotients of Python integers are right to 2**-53
ABOVE, BELOW = 1 + 2**-50, 1 - 2**-50
#: a search for a price ends where it is this much above the limit
BEYOND = 1 + 2**-16
NO_LIMIT = float("inf")


@dataclass(frozen=True)
class Backers:
    """Supporters of one project; those who had nothing left are taken out now and then.

    `units[i]` is what a ballot of row i pays for (1, or its points); None where all are 1.
    """

    rows: Integers
    weights: Integers
    units: Integers | None
    #: all ballots, and all their units
    ballots: int
    all_units: int

    @classmethod
    def of(cls, rows: Integers, weights: Integers, units: Integers | None) -> "Backers":
        ballots = int(np.add.reduce(weights))
        return cls(
            rows, weights, units, ballots, ballots if units is None else int(weights.dot(units))
        )

    @cached_property
    def owed(self) -> Integers:
        """Units of all ballots of each row."""
        return self.weights if self.units is None else self.weights * self.units

    def kept(self, mask: Mask) -> "Backers":
        units = None if self.units is None else self.units[mask]
        return Backers.of(self.rows[mask], self.weights[mask], units)


@dataclass(frozen=True)
class Ground:
    """What is the same in every run: projects that stand, their supporters, the key of choice.

    A run funds the project of the smallest price / `worth` (its cost, or 1).
    """

    votes: Votes
    units: Integers
    backers: dict[int, Backers]
    costs: dict[int, int]
    worth: dict[int, int]
    ballots: int
    most_units: int

    @cached_property
    def lowest(self) -> dict[int, float]:
        """Lower bounds of the keys: everybody pays in full."""
        return {
            project: self.costs[project] / (backers.all_units * self.worth[project]) * BELOW
            for project, backers in self.backers.items()
        }


def ground_of(
    votes: Votes, projects: Sequence[int], costs: Sequence[int], utility: str, ballots: int
) -> Ground:
    by_points = utility == "points"
    units = votes.points if by_points else np.minimum(votes.points, 1)
    backers = {}
    for project in projects:
        entries = votes.backers[project]
        if len(entries):
            rows = votes.row[entries]
            own = votes.points[entries] if by_points else None
            backers[project] = Backers.of(rows, votes.weights[rows], own)
    most = max((int(b.units.max()) for b in backers.values() if b.units is not None), default=1)
    return Ground(
        votes=votes,
        units=units,
        backers=backers,
        costs={project: costs[project] for project in backers},
        worth={project: costs[project] if utility == "cost" else 1 for project in backers},
        ballots=ballots,
        most_units=most,
    )


@dataclass(slots=True)
class _Level:
    """`poor` are below the price, `units` are theirs; the price is wrong by `error` at most.

    Where it is not `sure` the price is higher, or too close to a purse.
    """

    price: int
    error: int
    poor: Mask
    units: int
    sure: bool


@dataclass(slots=True)
class Offer:
    """The price of a unit of a project now: between `price - error` and `price + error` grains.

    `poor` give all they have, `units` are those of the others. `low` and `high` enclose the key.
    """

    project: int
    price: int
    error: int
    low: float
    high: float
    backers: Backers
    money: npt.NDArray[Any]
    poor: Mask
    units: int
    #: the exact price, where it had to decide
    known: Fraction | None = None
    #: then also: who can just pay the price, and has nothing any more
    ends: Mask | None = None


class Purses:
    def __init__(self, ground: Ground, share: Fraction) -> None:
        self.ground = ground
        self.share = share
        self.prices = Prices(ground.votes, ground.units, share)
        most = max(1, ground.ballots) * (int(share) + 2) * ground.most_units
        wide = most > ROOM
        grain = COARSE if wide else ROOM // most
        if grain > share.denominator:
            grain -= grain % share.denominator
        self.grain = grain
        start, rest = divmod(share.numerator * grain, share.denominator)
        self.error = int(rest > 0)
        start = max(start, self.error)  # what is not empty is never 0 grains
        kind = object if wide else np.int64
        self.money: npt.NDArray[Any] = np.full(len(ground.votes.weights), start, kind)
        self.worn = start // WEAR
        self.loose = min(self.worn, start // (LOOSE * (len(self.money) + 1)))
        #: of each purse, before the payments of `unsettled`: (the offer, what its payers have left)
        self.errors: npt.NDArray[Any] = np.full_like(self.money, self.error)
        self.unsettled: list[tuple[Offer, npt.NDArray[Any]]] = []
        self.backers = dict(ground.backers)
        self.last = dict.fromkeys(self.backers, 0)

    def offer(self, project: int, limit: float = NO_LIMIT) -> Offer | float | None:
        """A number instead: the key is not below it, and it is above the limit.

        None: its supporters cannot pay it any more, and never will.
        """
        backers = self.backers[project]
        money = self.money[backers.rows]
        cost = self.ground.costs[project] * self.grain
        have = int(backers.weights.dot(money))
        slack = self.error * backers.ballots
        if have + slack < cost:
            return None
        if len(money) > FEW and np.count_nonzero(money) < LEAST_FULL * len(money):
            backers, money = self._with_money(project, backers, money)
        if slack and have - slack < cost:
            return self._exact(project)
        key = self.grain * self.ground.worth[project]
        top = limit * key
        start = self.last[project] if top == NO_LIMIT else int(top)
        level = self._level(backers, money, cost, start, top * BEYOND)
        self.last[project] = price = level.price
        low = max(0, price - level.error) / key * BELOW
        if low > limit:
            return low
        if not level.sure:
            return self._exact(project)
        high = (price + level.error) / key * ABOVE
        units = backers.all_units - level.units
        return Offer(project, price, level.error, low, high, backers, money, level.poor, units)

    def _with_money(
        self, project: int, backers: Backers, money: npt.NDArray[Any]
    ) -> tuple[Backers, npt.NDArray[Any]]:
        """Leaves those out for good who have nothing."""
        mask = money != 0
        backers = self.backers[project] = backers.kept(mask)
        return backers, money[mask]

    def _level(
        self, backers: Backers, money: npt.NDArray[Any], cost: int, bar: int, stop: float
    ) -> _Level:
        """The price at which all payments make the cost, or any that is above `stop`.

        For any set of poor the quotient is at most the true price, so that from the second step on
        the set only grows, until it is right.
        """
        lowest, lowest_rest = divmod(cost, backers.all_units)
        purses = backers.weights * money
        bar, known = max(lowest, bar), -1
        while True:
            poor = money < (bar if backers.units is None else bar * backers.units)
            count = int(np.count_nonzero(poor))
            price, rest, ballots, units = lowest, lowest_rest, 0, 0
            if count:
                ones = poor.astype(np.int64)
                ballots = int(backers.weights.dot(ones))
                units = ballots if backers.units is None else int(backers.owed.dot(ones))
                if units == backers.all_units:  # the bar was beyond the purses by their error
                    bar, known = lowest, -1
                    continue
                price, rest = divmod(cost - int(purses.dot(ones)), backers.all_units - units)
            error = -(-ballots * self.error // (backers.all_units - units)) + (rest > 0)
            sure = price <= stop and self._certain(backers, money, bar, count, price, error)
            if sure or count == known or price > stop:
                return _Level(price, error, poor, units, sure)
            bar, known = price, count

    def _certain(
        self,
        backers: Backers,
        money: npt.NDArray[Any],
        bar: int,
        count: int,
        price: int,
        error: int,
    ) -> bool:
        """The `count` purses below the bar are those below the price, and no other is near it."""
        units = 1 if backers.units is None else backers.units
        margin = error + self.error
        if not margin:
            return int(np.count_nonzero(money < price * units)) == count
        if bar > price - margin:
            low = (price - error) * units - self.error
            if np.count_nonzero(money < low) != count:
                return False
        if bar > price + margin:
            return True
        high = (price + error) * units + self.error
        return int(np.count_nonzero(money <= high)) == count

    def _exact(self, project: int) -> Offer | None:
        backers = self.backers[project]
        backers, money = self._with_money(project, backers, self.money[backers.rows])
        have = self.prices.each(backers.rows)
        units = [1] * len(have) if backers.units is None else [int(n) for n in backers.units]
        weights = [int(weight) for weight in backers.weights]
        rest = self.ground.costs[project] * self.prices.denominator
        if sum(w * h for w, h in zip(weights, have, strict=True)) < rest:
            return None
        rich = backers.all_units
        poor = np.zeros(len(have), bool)
        for row in sorted(range(len(have)), key=lambda row: Fraction(have[row], units[row])):
            if have[row] * rich >= rest * units[row]:
                break
            poor[row] = True
            rest -= weights[row] * have[row]
            rich -= weights[row] * units[row]
        ends = [h * rich == rest * u for h, u in zip(have, units, strict=True)]
        price = Fraction(rest, rich * self.prices.denominator)
        grains = price * self.grain
        error = int(grains.denominator != 1)
        self.last[project] = lower = int(grains)
        key = self.grain * self.ground.worth[project]
        low, high = lower / key * BELOW, (lower + error) / key * ABOVE
        mask = np.array(ends, bool)
        return Offer(project, lower, error, low, high, backers, money, poor, rich, price, mask)

    def exact(self, offer: Offer) -> Fraction:
        """The exact price of a unit."""
        if offer.known is not None:
            return offer.known
        if offer.units == offer.backers.all_units:
            return Fraction(self.ground.costs[offer.project], offer.units)
        self.prices.settle()
        poor = offer.backers.rows[offer.poor & (offer.money != 0)]
        return self.prices.price(self.ground.costs[offer.project], poor, offer.units)

    def pay(self, offer: Offer) -> None:
        backers = offer.backers
        due = offer.price if backers.units is None else offer.price * backers.units
        money = offer.money - due
        if offer.ends is None:
            np.maximum(money, 0, out=money)
        else:
            # Who has something left may look empty: never 0 grains. One is not further from it than
            # the error: without one the amount is whole, and so at least 1.
            np.maximum(money, 1, out=money)
            money[offer.ends | offer.poor] = 0
        self.money[backers.rows] = money
        del self.backers[offer.project]
        self.prices.bought.append(
            Bought(
                offer.project,
                self.ground.costs[offer.project],
                backers.rows,
                offer.money,
                offer.poor,
                offer.units,
                offer.known,
            )
        )
        self.unsettled.append((offer, money))
        self.error += offer.error * self.ground.most_units
        if self.error > self.loose:
            self.settle()
            if self.error > self.worn:
                self._refresh()

    def settle(self) -> None:
        """What the payments have added to each error: much less than to the bound, as a rule.

        An offer takes the largest error for all who give what they have; here each has its own.
        """
        for offer, money in self.unsettled:
            backers = offer.backers
            errors, price = self.errors[backers.rows], offer.error
            if offer.ends is None:
                slack = int(backers.weights.dot(errors * offer.poor))
                price = min(price, -(-slack // offer.units) + 1)
            errors += price if backers.units is None else price * backers.units
            errors *= money != 0
            self.errors[backers.rows] = errors
        self.unsettled.clear()
        self.error = int(self.errors.max(initial=0))

    def _refresh(self) -> None:
        """Counts all purses anew from the exact prices: errors do not grow without end."""
        error = 2 + self.ground.most_units * len(self.prices.bought)
        if error >= self.error:
            return
        down, start = self.prices.rounded(self.grain)
        money = np.full_like(self.money, start)
        for bought, price in zip(self.prices.bought, down, strict=True):
            entries = self.ground.votes.backers[bought.project]
            money[self.ground.votes.row[entries]] -= price * self.ground.units[entries]
        self.money = np.where(self.money == 0, 0, np.maximum(money, 1))
        self.errors = np.full_like(self.money, error)
        self.errors[self.money == 0] = 0
        self.error = error
