"""Participatory budget, greedily: by votes, without skipping, above a threshold, by ratio."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from voting.counting.ballots import Packed
from voting.counting.definition import Definition
from voting.counting.pots import Pot, Spent, cost_of, spend_all
from voting.counting.results import Outcome
from voting.counting.ties import Order
from voting.counting.votes import Groups, Votes, grouped, the_fitting, votes_of

FUNDED, NO_MONEY, STOPPED, LOW_SCORE, TIE = "funded", "no money", "stopped", "low score", "tie"
LOWEST_COST = "lowest cost"


def greedy(definition: Definition, ballots: Packed, order: Order) -> Outcome:
    votes = votes_of(definition, ballots)
    return spend_all(definition, votes, partial(spend, definition, votes, order))


def spend(definition: Definition, votes: Votes, order: Order, pot: Pot) -> Spent:
    """One pot, by the definition's own rule."""
    least = max(1, definition.params.get("min_score", 1))
    standing = [project for project in pot.projects if votes.scores[project] >= least]
    row = Row(definition, votes, order, pot, pot.money, skip=definition.rule != "greedy-no-skip")
    if definition.rule == "greedy-ratio":
        groups = by_ratio(definition, standing, votes.scores)
    else:
        groups = grouped(definition, standing, votes.scores)
    row.fund(groups)
    low = [project for project in pot.projects if votes.scores[project] < least]
    row.pass_over(grouped(definition, low, votes.scores), LOW_SCORE)
    return row.spent()


def by_ratio(definition: Definition, projects: Sequence[int], scores: Sequence[int]) -> Groups:
    """By score / cost, highest first; then by cost, lowest first."""

    def ratio(group: tuple[tuple[int, int], list[int]]) -> tuple[Fraction, int]:
        (minus, cost), _projects = group
        return Fraction(minus, cost), cost

    return sorted(grouped(definition, projects, scores), key=ratio)


@dataclass
class Row:
    """Projects in a row, each funded if the money left is enough for it.

    Those equal in all are one group: as many as fit. Whichever of them win, the money left is the
    same, so that an open tie leaves everything after it certain.
    """

    definition: Definition
    votes: Votes
    order: Order
    pot: Pot
    left: int
    skip: bool = True
    by: str = "greedy"
    winners: list[int] = field(default_factory=list)
    reserved: int = 0
    ranking: list[list[int]] = field(default_factory=list)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    stopped: bool = False

    def fund(self, groups: Groups) -> None:
        costs_of: dict[Fraction | int, list[list[int]]] = {}
        for (minus, cost), tied in groups:
            equal: Fraction | int = minus
            if self.definition.rule == "greedy-ratio" and self.by == "greedy":
                equal = Fraction(minus, cost)
            costs_of.setdefault(equal, []).append(tied)
        for level in costs_of.values():
            before = len(self.winners)
            for tied in level:
                self._fund_group(tied)
            self._note_costs(level, self.winners[before:])

    def _fund_group(self, tied: list[int]) -> None:
        cost = self.definition.options[tied[0]].cost
        fit = 0 if self.stopped else min(len(tied), self.left // cost)
        chosen = the_fitting(self.order, tied, fit, self.pot.at(f"project {len(self.rounds) + 1}"))
        rest = [project for project in tied if project not in chosen]
        for project in chosen:
            self._funded(project, cost)
        self.ranking += [*([project] for project in chosen), *([rest] if rest else [])]
        reason = STOPPED if self.stopped else NO_MONEY
        if fit > len(chosen):
            self.left -= fit * cost
            self.reserved += fit * cost
            reason = TIE
        self.rounds += [self._round(project, reason) for project in rest]
        if rest and not self.skip:
            self.stopped = True

    def _funded(self, project: int, cost: int) -> None:
        self.rounds.append(self._round(project, FUNDED))
        self.left -= cost
        self.winners.append(project)

    def _round(self, project: int, outcome: str) -> dict[str, Any]:
        option = self.definition.options[project]
        return {
            "pot": self.pot.name,
            "by": self.by,
            "option": option.id,
            "score": self.votes.scores[project],
            "votes": self.votes.support[project],
            "cost": option.cost,
            "left": self.left,
            "outcome": outcome,
        }

    def _note_costs(self, level: list[list[int]], won: list[int]) -> None:
        """Equal scores, different costs: named when the money was not enough for all of them."""
        tied = [project for group in level for project in group]
        if len(level) > 1 and 0 < len(won) < len(tied):
            at = self.pot.at(f"project {len(self.rounds) - len(tied) + 1}")
            self.order.note(tied, won, at, LOWEST_COST, len(won))

    def pass_over(self, groups: Groups, reason: str) -> None:
        for _key, tied in groups:
            self.ranking.append(tied)
            self.rounds += [self._round(project, reason) for project in tied]

    def spent(self) -> Spent:
        assert self.left == self.pot.money - cost_of(self.definition, self.winners) - self.reserved
        return Spent(
            winners=self.winners,
            ranking=self.ranking,
            rounds=self.rounds,
            reserved=self.reserved,
            not_funded=[
                {
                    "option": row["option"],
                    "votes": row["votes"],
                    "cost": row["cost"],
                    "left": row["left"],
                    "reason": row["outcome"],
                }
                for row in self.rounds
                if row["outcome"] != FUNDED
            ],
        )
