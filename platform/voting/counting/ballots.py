"""Ballots: one way to read each kind, and equal ones packed together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from voting.counting.definition import Definition
from voting.counting.parameters import Ballot
from voting.counting.reading import NotABallot, Read, freeze, read

Integers = npt.NDArray[np.int64]
Small = npt.NDArray[np.signedinteger[Any]]

#: position of "nobody" in a matrix of ranks
NOBODY = -1


@dataclass(frozen=True)
class Choices:
    """Distinct valid ballots as sets of positions, row by row: `options[start[i]:start[i + 1]]`.

    `weights[i]` ballots were equal to row i.
    """

    start: Integers
    options: Integers
    weights: Integers
    blank: int = 0
    invalid: int = 0

    @property
    def valid(self) -> int:
        return int(self.weights.sum())

    @cached_property
    def rows(self) -> Integers:
        """The row of each entry of `options`."""
        return np.repeat(np.arange(len(self.weights)), np.diff(self.start))


@dataclass(frozen=True)
class Points(Choices):
    """As Choices, with the points of each option named; an option not named has no points."""

    points: Integers = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True)
class Ranks:
    """Distinct valid ballots as rows of positions, best first, filled up with NOBODY.

    A row may be empty: a ballot that says nothing that can be read is exhausted from the start.
    """

    order: Small
    weights: Integers
    options: int
    blank: int = 0
    invalid: int = 0
    #: places of the options where equal ranks were allowed and used; else they follow from `order`
    places: Small | None = None

    @property
    def valid(self) -> int:
        return int(self.weights.sum())

    @cached_property
    def level(self) -> Small:
        """`level[i, x]`: the place of option x on ballot i, 0 is best, `options` if not named."""
        if self.places is not None:
            return self.places
        rows, depth = self.order.shape
        # One column more takes what NOBODY (-1) writes.
        level = np.full((rows, self.options + 1), self.options, self.order.dtype)
        for place in range(depth - 1, -1, -1):
            level[np.arange(rows), self.order[:, place]] = place
        return level[:, : self.options]


Packed = Choices | Points | Ranks


def pack(
    definition: Definition, ballots: Iterable[Any], weights: Sequence[int] | None = None
) -> Packed:
    """Reads every ballot once; those that cannot be read count as invalid."""
    kind = definition.ballot
    if kind is Ballot.RANKS and weights is None:
        ballots = list(ballots)
        quick = _plain_ranks(definition, ballots)
        if quick is not None:
            return quick
    read_ones, blank, invalid = _read_all(definition, _count_equal(kind, ballots, weights))
    if kind is Ballot.CHOICES:
        return _choices(read_ones, blank, invalid)
    if kind is Ballot.POINTS:
        return _points(read_ones, blank, invalid)
    return _ranks(definition, read_ones, blank, invalid)


def _read_all(definition: Definition, counted: Mapping[Any, int]) -> tuple[Counter[Read], int, int]:
    """The readable ballots, and how many are blank and invalid."""
    read_ones: Counter[Read] = Counter()
    blank = invalid = 0
    for ballot, weight in counted.items():
        try:
            found = read(definition, ballot)
        except NotABallot:
            invalid += weight
            continue
        if found is None:
            blank += weight
        else:
            read_ones[found] += weight
    return read_ones, blank, invalid


def _count_equal(
    kind: Ballot, ballots: Iterable[Any], weights: Sequence[int] | None
) -> Counter[Any]:
    frozen = (freeze(kind, ballot) for ballot in ballots)
    if weights is None:
        return Counter(frozen)
    counted: Counter[Any] = Counter()
    for ballot, weight in zip(frozen, weights, strict=True):
        counted[ballot] += weight
    return counted


def _starts(lengths: Iterable[int], rows: int) -> Integers:
    return np.concatenate(([0], np.cumsum(np.fromiter(lengths, np.int64, rows)))).astype(np.int64)


def _weights(read_ones: Mapping[Any, int]) -> Integers:
    return np.fromiter(read_ones.values(), np.int64, len(read_ones))


def _choices(read_ones: Mapping[Read, int], blank: int, invalid: int) -> Choices:
    start = _starts(map(len, read_ones), len(read_ones))
    options = np.fromiter(chain.from_iterable(read_ones), np.int64, int(start[-1]))
    return Choices(start, options, _weights(read_ones), blank, invalid)


def _points(read_ones: Mapping[Read, int], blank: int, invalid: int) -> Points:
    start = _starts(map(len, read_ones), len(read_ones))
    flat = list(chain.from_iterable(read_ones))
    options = np.array([option for option, _ in flat], np.int64)
    points = np.array([points for _, points in flat], np.int64)
    return Points(start, options, _weights(read_ones), blank, invalid, points)


def small(options: int) -> type[np.signedinteger[Any]]:
    """The smallest integer that holds every position and place."""
    return np.int8 if options < 127 else np.int16 if options < 2**15 - 1 else np.int64


def _ranks(
    definition: Definition, read_ones: Mapping[Read, int], blank: int, invalid: int
) -> Ranks:
    options = len(definition.options)
    kind = small(options)
    order = np.full((len(read_ones), options), NOBODY, kind)
    level = np.full((len(read_ones), options), options, kind)
    for row, ballot in enumerate(read_ones):
        flat = list(chain.from_iterable(ballot))
        order[row, : len(flat)] = flat
        for place, group in enumerate(ballot):
            level[row, list(group)] = place
    equal = any(len(group) > 1 for ballot in read_ones for group in ballot)
    return Ranks(
        order, _weights(read_ones), options, blank, invalid, places=level if equal else None
    )


def _plain_ranks(definition: Definition, ballots: Sequence[Any]) -> Ranks | None:
    """The same for the usual case (one known id a place, none twice), a whole column at a time."""
    try:
        counted = Counter(map(tuple, ballots))
    except TypeError:  # a list inside: two options at one rank
        return None
    blank = counted.pop((), 0)
    options = len(definition.options)
    lengths = np.fromiter(map(len, counted), np.int64, len(counted))
    limit = definition.params["max_rank"]
    if len(lengths) and int(lengths.max()) > min(options, limit or options):
        return None
    try:
        found = map(definition.positions.__getitem__, chain.from_iterable(counted))
        flat = np.fromiter(found, small(options), int(lengths.sum()))
    except (KeyError, TypeError):
        return None
    order = np.full((len(counted), options), NOBODY, small(options))
    order[np.arange(options) < lengths[:, None]] = flat
    ranks = Ranks(order, _weights(counted), options, blank)
    if int((ranks.level < options).sum()) != len(flat):
        return None  # an option stands twice
    return ranks
