"""Equal Shares, one run with one share: which project is funded next, and who pays."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from voting.counting.pots import Pot
from voting.counting.prices import Bought
from voting.counting.purses import NO_LIMIT, Ground, Offer, Purses
from voting.counting.ties import IMMATERIAL, Order

LOWEST_COST, MOST_VOTES = "lowest cost", "most votes"


@dataclass
class Run:
    """`winners` in the order of funding. A run that passes the budget ends at once: `over`."""

    ground: Ground
    order: Order
    pot: Pot
    share: Fraction
    total: int = 0
    over: bool = False

    def __post_init__(self) -> None:
        self.winners: list[int] = []
        self.purses = Purses(self.ground, self.share)
        money, parts = self.share.numerator, self.share.denominator
        #: (lower bound of price / worth, project); prices only rise, so an old bound stays one
        self.queue = [
            (self.ground.lowest[project], project)
            for project, backers in self.ground.backers.items()
            if backers.ballots * money >= self.ground.costs[project] * parts
        ]
        heapq.heapify(self.queue)

    @property
    def bought(self) -> Sequence[Bought]:
        return self.purses.prices.bought

    def go(self) -> "Run":
        while not self.over:
            tied = self._first()
            if not tied:
                break
            first, *others = self._chosen(tied)
            self._fund(first)
            for offer in others:  # an order that changes nothing: the prices stand
                again = self.purses.offer(offer.project)
                assert isinstance(again, Offer)
                self._fund(again)
        return self

    def _first(self) -> list[Offer]:
        """All that have the lowest key, exactly; from the queue only what may be among them."""
        offers: list[Offer] = []
        limit = NO_LIMIT
        while self.queue and self.queue[0][0] <= limit:
            _low, project = heapq.heappop(self.queue)
            offer = self.purses.offer(project, limit)
            if isinstance(offer, Offer):
                offers.append(offer)
                limit = min(limit, offer.high)
            elif offer is not None:
                heapq.heappush(self.queue, (offer, project))
        if len(offers) < 2:
            return offers
        near = [offer for offer in offers if offer.low <= limit]
        first = near if len(near) < 2 else self._lowest(near)
        chosen = {offer.project for offer in first}
        self._back(offer for offer in offers if offer.project not in chosen)
        return first

    def _lowest(self, offers: list[Offer]) -> list[Offer]:
        worth = self.ground.worth
        keys = [self.purses.exact(offer) / worth[offer.project] for offer in offers]
        return [offer for offer, key in zip(offers, keys, strict=True) if key == min(keys)]

    def _back(self, offers: Iterable[Offer]) -> None:
        for offer in offers:
            heapq.heappush(self.queue, (offer.low, offer.project))

    def _chosen(self, tied: list[Offer]) -> list[Offer]:
        """Lowest cost, then most votes, then the lot, unless the order changes nothing."""
        if len(tied) == 1:
            return tied
        at = self.pot.at(f"project {len(self.winners) + 1}")
        rest = self._least(tied, self.ground.costs.__getitem__, at, LOWEST_COST)
        rest = self._least(rest, self._minus_votes, at, MOST_VOTES)
        if len(rest) > 1:
            rest = self._drawn(sorted(rest, key=lambda offer: offer.project), at)
        chosen = {offer.project for offer in rest}
        self._back(offer for offer in tied if offer.project not in chosen)
        return rest

    def _minus_votes(self, project: int) -> int:
        return -self.ground.backers[project].ballots

    def _least(
        self, tied: list[Offer], figure: Callable[[int], int], at: str, how: str
    ) -> list[Offer]:
        least = min(figure(offer.project) for offer in tied)
        kept = [offer for offer in tied if figure(offer.project) == least]
        if len(kept) < len(tied):
            self.order.note(_projects(tied), _projects(kept), at, how, len(kept))
        return kept

    def _drawn(self, tied: list[Offer], at: str) -> list[Offer]:
        projects = _projects(tied)
        if self._immaterial(tied):
            self.order.note(projects, projects, at, IMMATERIAL, len(projects))
            return tied
        (first,) = self.order.best(projects, 1, at)
        return [offer for offer in tied if offer.project == first]

    def _immaterial(self, tied: list[Offer]) -> bool:
        """Everyone who supports several of them can pay all those: no price will change."""
        price = self.purses.exact(tied[0])
        several = np.zeros(len(self.ground.votes.weights), np.int64)
        units = np.zeros_like(several)
        for offer in tied:
            rows = offer.backers.rows
            several[rows] += 1
            units[rows] += 1 if offer.backers.units is None else offer.backers.units
        # Who has nothing pays nothing, in whatever order.
        rows = np.flatnonzero((several > 1) & (self.purses.money != 0))
        if not len(rows):
            return True
        needed = price * self.purses.grain * int(units[rows].max())
        if int(self.purses.money[rows].min()) - self.purses.error >= needed:
            return True
        have = self.purses.prices.each(rows)
        scale = self.purses.prices.denominator
        return all(h >= price * int(n) * scale for h, n in zip(have, units[rows], strict=True))

    def _fund(self, offer: Offer) -> None:
        self.purses.pay(offer)
        self.winners.append(offer.project)
        self.total += self.ground.costs[offer.project]
        self.over = self.total > self.pot.money

    def payers(self) -> list[tuple[int, int, int]]:
        """By funded project: supporters who paid the price, gave what they had, had nothing."""
        weights = self.ground.votes.weights
        found = []
        for bought in self.bought:
            backers = self.ground.backers[bought.project]
            part = int(weights[bought.poor].sum())
            full = int(weights[bought.full].sum())
            found.append((full, part, backers.ballots - full - part))
        return found


def _projects(offers: Iterable[Offer]) -> list[int]:
    return [offer.project for offer in offers]
