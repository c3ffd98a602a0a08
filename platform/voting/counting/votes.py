"""The ballots of a budget, project by project: who stands behind it, and with how many points."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from voting.counting.ballots import Choices, Integers, Packed, Points, Ranks
from voting.counting.definition import Definition
from voting.counting.ties import Order, Undecided

#: largest first: (-score, cost) and the projects that are equal in both
Groups = list[tuple[tuple[int, int], list[int]]]


@dataclass(frozen=True)
class Votes:
    """One entry for each project that a distinct ballot names, sorted by ballot.

    `points` of a marked project are 1; of an ordinal ballot max_choices for the first place, one
    less for each further one. A project named with 0 points has a voter who takes part, but no
    supporter.
    """

    row: Integers
    option: Integers
    points: Integers
    weights: Integers
    options: int

    @cached_property
    def entry_weights(self) -> Integers:
        return self.weights[self.row]

    @cached_property
    def scores(self) -> list[int]:
        return self._sums(self.entry_weights * self.points)

    @cached_property
    def support(self) -> list[int]:
        """Ballots that give the project a point at least."""
        return self._sums(np.where(self.points > 0, self.entry_weights, 0))

    def _sums(self, values: Integers) -> list[int]:
        sums = np.zeros(self.options, np.int64)
        np.add.at(sums, self.option, values)
        return [int(value) for value in sums]

    @cached_property
    def backers(self) -> list[Integers]:
        """The entries of each project's supporters."""
        order = np.argsort(self.option, kind="stable")
        order = order[self.points[order] > 0]
        ends = np.cumsum(np.bincount(self.option[order], minlength=self.options))
        return np.split(order, ends[:-1])

    @cached_property
    def starts(self) -> Integers:
        """`starts[i]:starts[i + 1]` are the entries of ballot i."""
        return np.searchsorted(self.row, np.arange(len(self.weights) + 1)).astype(np.int64)

    def taking_part(self, projects: Sequence[int]) -> int:
        """Ballots that name one of the projects at least."""
        wanted = np.zeros(self.options, bool)
        wanted[list(projects)] = True
        touched = np.zeros(len(self.weights), bool)
        touched[self.row[wanted[self.option]]] = True
        return int(self.weights[touched].sum())

    def funded(self, winners: Sequence[int]) -> Integers:
        """How many of the winners each distinct ballot supports."""
        wanted = np.zeros(self.options, bool)
        wanted[list(winners)] = True
        hits = wanted[self.option] & (self.points > 0)
        return np.bincount(self.row[hits], minlength=len(self.weights))


def votes_of(definition: Definition, ballots: Packed) -> Votes:
    if isinstance(ballots, Ranks):
        return _ranked(definition, ballots)
    points = ballots.points if isinstance(ballots, Points) else np.ones_like(ballots.options)
    return _votes(definition, ballots, points)


def _votes(definition: Definition, ballots: Choices, points: Integers) -> Votes:
    return Votes(ballots.rows, ballots.options, points, ballots.weights, len(definition.options))


def _ranked(definition: Definition, ballots: Ranks) -> Votes:
    row, place = np.nonzero(ballots.order >= 0)
    option = ballots.order[row, place].astype(np.int64)
    most = definition.params["max_choices"] or len(definition.options)
    return Votes(row, option, most - place, ballots.weights, len(definition.options))


# --- an order of projects, and the ties that money makes matter --------------------------------


def grouped(definition: Definition, projects: Sequence[int], scores: Sequence[int]) -> Groups:
    """By score, highest first; then by cost, lowest first."""
    groups: dict[tuple[int, int], list[int]] = {}
    for project in projects:
        key = (-scores[project], definition.options[project].cost)
        groups.setdefault(key, []).append(project)
    return sorted(groups.items())


def the_fitting(order: Order, tied: list[int], fit: int, at: str) -> list[int]:
    """The `fit` first of projects equal in all; none of them while nobody has decided."""
    if fit <= 0:
        return []
    try:
        return order.sort(order.best(tied, fit, at))
    except Undecided:
        return []
