"""The Method of Equal Shares once more, slowly, in exact fractions, voter by voter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Plain:
    """`ballots` are {project: points}; `lot` sorts projects, the first one wins."""

    costs: Mapping[str, int]
    ballots: Sequence[Mapping[str, int]]
    budget: int
    utility: str
    lot: Callable[[str], object]
    money: list[Fraction] = field(default_factory=list)
    payments: dict[str, list[Fraction]] = field(default_factory=dict)
    prices: dict[str, Fraction] = field(default_factory=dict)

    def units(self, voter: int, project: str) -> int:
        points = self.ballots[voter].get(project, 0)
        return points if self.utility == "points" else min(points, 1)

    def price(self, project: str) -> Fraction | None:
        backers = [v for v in range(len(self.ballots)) if self.units(v, project)]
        cost = Fraction(self.costs[project])
        if not backers or sum(self.money[v] for v in backers) < cost:
            return None
        backers.sort(key=lambda v: self.money[v] / self.units(v, project))
        paid, rich = Fraction(0), sum(self.units(v, project) for v in backers)
        for voter in backers:
            price = (cost - paid) / rich
            if self.money[voter] >= price * self.units(voter, project):
                return price
            paid += self.money[voter]
            rich -= self.units(voter, project)
        raise AssertionError

    def votes(self, project: str) -> int:
        return sum(ballot.get(project, 0) > 0 for ballot in self.ballots)

    def run(self, share: Fraction) -> list[str]:
        self.money = [share] * len(self.ballots)
        self.payments, self.prices = {}, {}
        while True:
            found = []
            for project in self.costs:
                price = None if project in self.prices else self.price(project)
                if price is not None:
                    key = price / self.costs[project] if self.utility == "cost" else price
                    cost, votes = self.costs[project], self.votes(project)
                    found.append((key, cost, -votes, self.lot(project), project, price))
            if not found:
                return list(self.prices)
            *_key, project, price = min(found)
            self.prices[project] = price
            self.payments[project] = [
                min(self.money[v], price * self.units(v, project)) for v in range(len(self.ballots))
            ]
            self.money = [
                has - paid for has, paid in zip(self.money, self.payments[project], strict=True)
            ]

    def total(self, projects: Sequence[str]) -> int:
        return sum(self.costs[project] for project in projects)

    def without_completion(self) -> list[str]:
        return self.run(Fraction(self.budget, len(self.ballots)))

    def add1(self, step: int, stop_when_exhaustive: bool) -> tuple[list[str], Fraction, int]:
        share = Fraction(self.budget // (len(self.ballots) * step) * step)
        backed = [project for project in self.costs if self.votes(project)]
        kept, runs = self.run(share), 1
        while True:
            rest = [project for project in backed if project not in kept]
            left = self.budget - self.total(kept)
            if not rest:
                return kept, share, runs
            if stop_when_exhaustive and all(self.costs[project] > left for project in rest):
                return kept, share, runs
            after, runs = self.run(share + step), runs + 1
            if self.total(after) > self.budget:
                return kept, share, runs
            kept, share = after, share + step
