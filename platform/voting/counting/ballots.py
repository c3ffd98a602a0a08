"""Ballots: one way to read each kind, and equal ones packed together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from voting.counting import matrix
from voting.counting.definition import Definition
from voting.counting.parameters import Ballot
from voting.counting.reading import NotABallot, Read, freezer, most_ranks, read

Integers = npt.NDArray[np.int64]
Small = matrix.Small

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
    """Valid ballots as rows of positions, best first, filled up with NOBODY; `weights[i]` of row i.

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
    def columns(self) -> Small:
        """`columns[x, i]`: the place of option x on ballot i, 0 is best, `options` if not named."""
        if self.places is not None:
            return np.ascontiguousarray(self.places.T)
        return matrix.level_columns(self.order, self.options)

    @property
    def level(self) -> Small:
        """The same by ballot: `level[i, x]`."""
        return self.columns.T

    @cached_property
    def above(self) -> matrix.Matrix:
        """`above[x][y]`: ballots that rank x above y; one not named is below all named ones."""
        return matrix.lower(self.columns, self.weights)

    @cached_property
    def support(self) -> list[int]:
        """Ballots that name the option."""
        return matrix.named(self.columns, self.weights)


Packed = Choices | Points | Ranks


def pack(
    definition: Definition, ballots: Iterable[Any], weights: Sequence[int] | None = None
) -> Packed:
    """Reads every ballot once; those that cannot be read count as invalid."""
    kind = definition.ballot
    if kind is Ballot.RANKS and weights is None:
        return _quick_ranks(definition, list(ballots))
    counted = _count_equal(kind, ballots, weights)
    if kind is Ballot.CHOICES:
        quick = _quick_choices(definition, counted)
        if quick is not None:
            return quick
    read_ones, blank, invalid = _read_all(definition, counted)
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
    frozen = map(freezer(kind), ballots)
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


def _quick_choices(definition: Definition, counted: Mapping[Any, int]) -> Choices | None:
    """All ballots in a few passes; None where one of them has to be read by itself."""
    options, params = len(definition.options), definition.params
    if params.get("max_cost") is not None:
        return None
    try:
        found = map(definition.positions.__getitem__, chain.from_iterable(counted))
        lengths = np.fromiter(map(len, counted), np.int64, len(counted))
        flat = np.fromiter(found, np.int64, int(lengths.sum()))
    except KeyError:
        return None
    marks = np.repeat(np.arange(len(lengths)), lengths) * options + flat
    marks.sort()
    row, option = np.divmod(marks[np.diff(marks, prepend=-1) > 0], options)
    lengths = np.bincount(row, minlength=len(lengths))
    most = 1 if params.get("ballot") == "choose-1" else params.get("max_choices") or options
    least = max(1, params.get("min_choices") or 1)
    good = (lengths >= least) & (lengths <= most)
    weights = _weights(counted)
    blank = int(weights[lengths == 0].sum())
    invalid = int(weights[~good].sum()) - blank
    return _merged(option[good[row]], lengths[good], weights[good], blank, invalid)


def _merged(
    option: Integers, lengths: Integers, weights: Integers, blank: int, invalid: int
) -> Choices:
    """Ballots that name the same in another order become one."""
    data, ends = option.tobytes(), (np.cumsum(lengths) * option.itemsize).tolist()
    merged: dict[bytes, int] = {}
    for cut, weight in zip(map(slice, [0, *ends], ends), weights.tolist(), strict=True):
        row = data[cut]
        merged[row] = merged.get(row, 0) + weight
    start = _starts((len(row) // option.itemsize for row in merged), len(merged))
    options = np.frombuffer(b"".join(merged), np.int64)
    return Choices(start, options, _weights(merged), blank, invalid)


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


def _quick_ranks(definition: Definition, ballots: Sequence[Any]) -> Ranks:
    """The usual ballots a whole column at a time, only the others one by one."""
    quick = _plain_ranks(definition, ballots)
    if quick is not None:
        return quick
    plain: list[Any] = []
    other: list[Any] = []
    for ballot in ballots:
        (plain if _is_plain(definition, ballot) else other).append(ballot)
    quick = _plain_ranks(definition, plain)
    read_ones, blank, invalid = _read_all(definition, _count_equal(Ballot.RANKS, other, None))
    slow = _ranks(definition, read_ones, blank, invalid)
    return slow if quick is None else _together(quick, slow)


def _is_plain(definition: Definition, ballot: Any) -> bool:
    """One known id a place, none twice, no fewer than asked for."""
    try:
        names = set(ballot)
    except TypeError:  # a list inside: two options at one rank
        return False
    enough = not names or len(names) >= definition.params.get("min_choices", 1)
    return enough and len(names) == len(ballot) and names <= definition.positions.keys()


def _together(one: Ranks, other: Ranks) -> Ranks:
    places = None
    if other.places is not None:
        places = np.concatenate((one.level, other.places))
    return Ranks(
        np.concatenate((one.order, other.order)),
        np.concatenate((one.weights, other.weights)),
        one.options,
        one.blank + other.blank,
        one.invalid + other.invalid,
        places,
    )


def _plain_ranks(definition: Definition, ballots: Sequence[Any]) -> Ranks | None:
    """None where a ballot is not plain (see `_is_plain`)."""
    options = len(definition.options)
    kind = small(options)
    try:
        lengths = np.fromiter(map(len, ballots), np.int64, len(ballots))
        found = map(definition.positions.__getitem__, chain.from_iterable(ballots))
        flat = np.fromiter(found, kind, int(lengths.sum()))
    except (KeyError, TypeError):
        return None
    if int(lengths.max(initial=0)) > options or _twice(flat, lengths, options):
        return None
    order = np.full((len(lengths), options), NOBODY, kind)
    order[np.arange(options) < lengths[:, None]] = flat
    marked = lengths > 0
    if (lengths[marked] < definition.params.get("min_choices", 1)).any():
        return None
    order[:, most_ranks(definition) or options :] = NOBODY
    rows, weights = _distinct(order if marked.all() else order[marked], options)
    return Ranks(rows, weights, options, blank=int(np.count_nonzero(~marked)))


def _twice(flat: Small, lengths: Integers, options: int) -> bool:
    """Whether an option stands twice on a ballot."""
    seen = np.zeros(len(lengths) * options, np.bool_)
    seen[np.repeat(np.arange(len(lengths)) * options, lengths) + flat] = True
    return int(np.count_nonzero(seen)) != len(flat)


def _distinct(order: Small, options: int) -> tuple[Small, Integers]:
    """Equal rows once, and how many there were of each."""
    words = _words(order, options + 1)
    sorting = np.argsort(words[0]) if len(words) == 1 else np.lexsort(words)
    new = np.zeros(len(order), np.bool_)
    new[:1] = True
    for word in words:
        word = word[sorting]
        new[1:] |= word[1:] != word[:-1]
    first = np.flatnonzero(new)
    return order[sorting[first]], np.diff(first, append=len(order))


def _words(order: Small, base: int) -> list[Integers]:
    """Each row as a few whole numbers, as many digits in each as 62 bits hold."""
    digits = 62 // base.bit_length()
    words = []
    for start in range(0, order.shape[1], digits):
        word = np.zeros(len(order), np.int64)
        for place in range(start, min(start + digits, order.shape[1])):
            word = word * base + (order[:, place] + 1)
        words.append(word)
    return words
