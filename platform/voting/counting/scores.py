"""Rules on points: score, average, STAR, quadratic voting."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import numpy as np

from voting.counting.ballots import Integers, Points
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.seats import fill, groups, most
from voting.counting.ties import IMMATERIAL, Order, Undecided


@dataclass(frozen=True, eq=False)
class Sheet:
    """The figures that these rules share, by position."""

    definition: Definition
    ballots: Points

    def added(self, figures: Integers) -> list[int]:
        """Sums over all valid ballots of a figure that stands beside each point given."""
        totals = np.zeros(len(self.definition.options), np.int64)
        weights = self.ballots.weights[self.ballots.rows]
        np.add.at(totals, self.ballots.options, weights * figures)
        return [int(total) for total in totals]

    @cached_property
    def sums(self) -> list[int]:
        return self.added(self.ballots.points)

    @cached_property
    def scored(self) -> list[int]:
        """Valid ballots that give the option any points, 0 among them."""
        return self.added(np.ones_like(self.ballots.points))

    @cached_property
    def support(self) -> list[int]:
        """Valid ballots that give it more than 0."""
        return self.added((self.ballots.points > 0).astype(np.int64))

    def given(self, points: int) -> list[int]:
        """Valid ballots that give exactly so many."""
        return self.added((self.ballots.points == points).astype(np.int64))

    @cache  # noqa: B019 - a sheet lives as long as one count
    def column(self, option: int) -> Integers:
        """Its points on each distinct ballot; not named is 0."""
        column = np.zeros(len(self.ballots.weights), np.int64)
        here = self.ballots.options == option
        column[self.ballots.rows[here]] = self.ballots.points[here]
        return column

    def preferred(self, one: int, other: int) -> int:
        """Valid ballots that give `one` more points than `other`."""
        more = self.column(one) > self.column(other)
        return int(self.ballots.weights[more].sum())

    def distribution(self) -> dict[str, dict[str, int]]:
        """How many ballots gave how many points, by id; points nobody gave are left out."""
        steps = int(self.definition.params["max_score"]) + 1
        options = len(self.definition.options)
        cells = np.zeros(options * steps, np.int64)
        weights = self.ballots.weights[self.ballots.rows]
        np.add.at(cells, self.ballots.options * steps + self.ballots.points, weights)
        table = cells.reshape(options, steps)
        return {
            name: {str(points): int(row[points]) for points in np.flatnonzero(row).tolist()}
            for name, row in zip(self.definition.ids, table, strict=True)
        }

    def everybody(self) -> range:
        return range(len(self.definition.options))

    def by_id(self, figures: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(self.definition.ids, figures, strict=True))


def score(definition: Definition, ballots: Points, order: Order) -> Outcome:
    """The highest sum of points; an option that a ballot does not score gets 0 from it."""
    sheet = Sheet(definition, ballots)
    details = {"distribution": sheet.distribution()}
    return most(definition, sheet.sums, order, support=sheet.support, details=details)


def average(definition: Definition, ballots: Points, order: Order) -> Outcome:
    """The highest exact average of the points given; who was scored too seldom does not stand."""
    sheet = Sheet(definition, ballots)
    needed = max(1, -(-definition.params["min_scored_percent"] * ballots.valid // 100))
    averages = [
        Fraction(points, times) if times else Fraction(-1)
        for points, times in zip(sheet.sums, sheet.scored, strict=True)
    ]
    shown = [
        [points, times] if times else None
        for points, times in zip(sheet.sums, sheet.scored, strict=True)
    ]
    standing = [option for option in sheet.everybody() if sheet.scored[option] >= needed]
    others = [option for option in sheet.everybody() if option not in standing]
    seated = fill(definition, averages, order, standing=standing, shown=shown)
    return Outcome(
        winners=seated.winners,
        ranking=groups(averages, standing) + groups(averages, others),
        support=sheet.support,
        rounds=seated.rounds,
        details={
            "averages": sheet.by_id(shown),
            "needed": needed,
            "too_few": definition.named(others),
            "distribution": sheet.distribution(),
        },
    )


def quadratic(definition: Definition, ballots: Points, order: Order) -> Outcome:
    """The highest sum of votes, each ballot paying the squares of its votes from its credits."""
    sheet = Sheet(definition, ballots)
    points = ballots.points
    details = {
        "for": sheet.by_id(sheet.added(np.maximum(points, 0))),
        "against": sheet.by_id(sheet.added(np.maximum(-points, 0))),
        "credits_used": sheet.by_id(sheet.added(points * points)),
    }
    return most(definition, sheet.sums, order, support=sheet.support, details=details)


# --- STAR ---------------------------------------------------------------------------------------


def star(definition: Definition, ballots: Points, order: Order) -> Outcome:
    """Score, then automatic runoff: of the two highest sums, the one more ballots prefer."""
    count = _Star(Sheet(definition, ballots), order)
    try:
        winner = count.run()
    except Undecided:
        winner = None
    sheet, certain = count.sheet, count.ranked
    rest = [option for option in sheet.everybody() if option not in certain]
    return Outcome(
        winners=[] if winner is None else [winner],
        ranking=[[option] for option in certain] + groups(sheet.sums, rest),
        support=sheet.support,
        rounds=count.rounds,
        scores=sheet.sums,
        details={"distribution": sheet.distribution()},
    )


class _Star:
    def __init__(self, sheet: Sheet, order: Order) -> None:
        self.sheet, self.order = sheet, order
        self.rounds: list[dict[str, Any]] = []
        #: winner and second, when they are certain
        self.ranked: list[int] = []
        self.any_second = False

    @cached_property
    def top(self) -> list[int]:
        """Ballots with the highest possible score ("five stars")."""
        return self.sheet.given(self.sheet.definition.params["max_score"])

    def run(self) -> int | None:
        named, ids = self.sheet.definition.named, self.sheet.definition.ids
        scoring: dict[str, Any] = {
            "step": "scores",
            "sums": self.sheet.by_id(self.sheet.sums),
            "finalists": [],
        }
        self.rounds.append(scoring)
        finalists = self.finalists()
        scoring["finalists"] = named(finalists)
        if len(finalists) < 2:
            self.ranked = finalists
            return next(iter(finalists), None)
        one, other = finalists
        votes = [self.sheet.preferred(one, other), self.sheet.preferred(other, one)]
        runoff: dict[str, Any] = {
            "step": "runoff",
            "votes": {ids[one]: votes[0], ids[other]: votes[1]},
            "equal": self.sheet.ballots.valid - sum(votes),
            "winner": None,
        }
        self.rounds.append(runoff)
        winner = self.runoff_winner(one, other)
        runoff["winner"] = ids[winner]
        second = other if winner == one else one
        self.ranked = [winner] if self.any_second else [winner, second]
        return winner

    # --- the scoring round ---

    def finalists(self) -> list[int]:
        sums = self.sheet.sums
        found: list[int] = []
        for group in groups(sums, (o for o in self.sheet.everybody() if sums[o] > 0)):
            if len(found) == 2:
                break
            found += self.pick(group, 2 - len(found), found)
        return found

    def pick(self, equal: list[int], places: int, first: list[int]) -> list[int]:
        """Of equal sums: pairwise wins among them, then highest scores given, then the order."""
        if len(equal) <= places:
            return equal
        wins = {
            one: sum(
                self.sheet.preferred(one, other) > self.sheet.preferred(other, one)
                for other in equal
            )
            for one in equal
        }
        chosen: list[int] = []
        for how, figures in (("pairwise wins", wins), ("highest scores", self.top)):
            equal, taken = self.split(equal, places - len(chosen), figures, how)
            chosen += taken
            if len(chosen) == places:
                return chosen
        if first and all(self.surely(first[0], option) for option in equal):
            self.any_second = True
            self.order.note(equal, equal[:1], "finalists", IMMATERIAL)
            return equal[:1]
        return chosen + self.order.best(equal, places - len(chosen), "finalists")

    def split(
        self, equal: list[int], places: int, figures: Any, how: str
    ) -> tuple[list[int], list[int]]:
        """Who is still equal at the boundary, and who is above it by this step."""
        above: list[int] = []
        for group in groups(figures, equal):
            if len(group) > places - len(above):
                break
            above += group
            if len(above) == places:
                self.order.note(equal, above, "finalists", how, places)
                return [], above
        if above:
            self.order.note(equal, above, "finalists", how, len(above))
        return group, above

    # --- the runoff ---

    def steps(self, one: int, other: int) -> list[tuple[str, int, int]]:
        sums = self.sheet.sums
        return [
            ("votes", self.sheet.preferred(one, other), self.sheet.preferred(other, one)),
            ("higher sum", sums[one], sums[other]),
            ("highest scores", self.top[one], self.top[other]),
        ]

    def surely(self, one: int, other: int) -> bool:
        """Whether `one` wins against `other` without the order."""
        return next(
            (mine > its for _how, mine, its in self.steps(one, other) if mine != its), False
        )

    def runoff_winner(self, one: int, other: int) -> int:
        for how, mine, its in self.steps(one, other):
            if mine != its:
                winner = one if mine > its else other
                if how != "votes":
                    self.order.note([one, other], [winner], "runoff", how)
                return winner
        return self.order.best([one, other], 1, "runoff")[0]
