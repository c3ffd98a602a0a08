"""Answers as a sparse table: who said what to which statement, in an order that is always the same.

An answer is +1 (agree), −1 (disagree) or 0 (pass); not seen is no cell at all.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

AGREE, PASS, DISAGREE = 1, 0, -1
#: the three answers, in the order in which `kinds` counts them
ANSWERS = (DISAGREE, PASS, AGREE)


@dataclass(frozen=True, eq=False)
class Votes:
    """n participants × m statements; cells sorted by row, then by column, one a pair.

    `rows`, `columns`: indices into `participants` and `statements`; `values`: +1, 0, −1.
    `out`: statements taken out by moderation; `meta`: those about people, not opinions.
    """

    participants: tuple[int, ...]
    statements: tuple[int, ...]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.int8]
    out: Bools
    meta: Bools

    @property
    def n(self) -> int:
        return len(self.participants)

    @property
    def m(self) -> int:
        return len(self.statements)

    @cached_property
    def row_starts(self) -> Ints:
        """n + 1 bounds: the cells of row i are `row_starts[i]:row_starts[i + 1]`."""
        return starts(self.rows, self.n)

    @cached_property
    def kinds(self) -> NDArray[np.int32]:
        """Of each cell the statement and the answer as one number: `3 * column + answer + 1`."""
        found = self.columns * np.int32(len(ANSWERS)) + self.values
        found += np.int32(1)
        return np.asarray(found, dtype=np.int32)

    @cached_property
    def per_kind(self) -> Ints:
        """m × 3: how many disagree, pass, agree."""
        counts = np.bincount(self.kinds, minlength=self.m * len(ANSWERS))
        return counts.reshape(self.m, len(ANSWERS))

    @cached_property
    def per_row(self) -> Ints:
        """Answers of each participant, passes included."""
        return np.diff(self.row_starts)

    def sha256(self) -> str:
        """Of the numbers as little-endian int64: participant, statement, answer a cell, sorted;
        then statement, out, meta a statement, sorted."""
        people, names = np.array(self.participants), np.array(self.statements)
        cells = np.column_stack([people[self.rows], names[self.columns], self.values])
        marks = np.column_stack([names, self.out, self.meta])
        digest = hashlib.sha256()
        for table in (cells, marks):
            if not _in_order(table):
                table = table[np.lexsort(table.T[::-1])]
            digest.update(np.ascontiguousarray(table, dtype="<i8").tobytes())
        return digest.hexdigest()

    def only(self, keep: Bools) -> "Votes":
        """Without the participants that `keep` leaves out."""
        index = np.cumsum(keep) - 1
        cells = keep[self.rows]
        return Votes(
            tuple(p for p, stays in zip(self.participants, keep, strict=True) if stays),
            self.statements,
            index[self.rows[cells]].astype(np.int32),
            self.columns[cells],
            self.values[cells],
            self.out,
            self.meta,
        )


def _in_order(table: Ints) -> bool:
    """By the first column and, where it is equal, by the second."""
    first, second = np.diff(table[:, 0]), np.diff(table[:, 1])
    return bool(((first > 0) | ((first == 0) & (second >= 0))).all())


def sorting(indices: NDArray[np.integer], length: int) -> Ints:
    """The order of indices below `length`, equal ones as they stand."""
    # NumPy sorts 16 bits by radix, several times as fast.
    return np.argsort(indices.astype(np.uint16) if length <= 1 << 16 else indices, kind="stable")


def starts(sorted_indices: NDArray[np.integer], length: int) -> Ints:
    """length + 1 bounds: the run of index i is `starts[i]:starts[i + 1]`."""
    counts = np.bincount(sorted_indices, minlength=length)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def run_sums(cells: Floats, bounds: Ints) -> Floats:
    """Of each run of cells; an empty run is 0 (reduceat alone would repeat its neighbour)."""
    result = np.zeros((len(bounds) - 1, *cells.shape[1:]))
    full = np.flatnonzero(np.diff(bounds))
    if len(full):
        result[full] = np.add.reduceat(cells, bounds[:-1][full], axis=0)
    return result


def make(
    cells: Iterable[tuple[int, int, int]] | NDArray[np.int64],
    *,
    statements: Sequence[int] = (),
    participants: Sequence[int] | None = None,
    out: Iterable[int] = (),
    meta: Iterable[int] = (),
) -> Votes:
    """From (participant, statement, answer) in any order; of one pair the last one counts.

    Participants are put in the order of their numbers unless an order is given, statements always.
    `statements` adds those that nobody has answered. ValueError: an answer that is none.
    """
    table = np.asarray(cells if isinstance(cells, np.ndarray) else list(cells), dtype=np.int64)
    table = table.reshape(-1, 3)
    if len(table) and np.abs(table[:, 2]).max() > 1:
        raise ValueError("an answer is 1, 0 or -1")
    people = _distinct(table[:, 0]) if participants is None else np.asarray(participants)
    columns = np.union1d(_distinct(table[:, 1]), np.asarray(list(statements), dtype=np.int64))
    pair, arrival = _last_of_each(
        _places(table[:, 0], people), _places(table[:, 1], columns), len(columns)
    )
    row, column = np.divmod(pair, max(1, len(columns)))
    return Votes(
        tuple(people.tolist()),
        tuple(columns.tolist()),
        row.astype(np.int32),
        column.astype(np.int32),
        table[arrival, 2].astype(np.int8),
        np.isin(columns, list(out)),
        np.isin(columns, list(meta)),
    )


def _last_of_each(row: Ints, column: Ints, width: int) -> tuple[Ints, Ints]:
    """Every pair once, in order, as `row * width + column`, and which of its cells came last."""
    count = max(1, len(row))
    # Pair and arrival in one number: sorting numbers is many times as fast as sorting an order.
    packed = (row * max(1, width) + column) * count + np.arange(len(row))
    packed.sort()
    pair, arrival = np.divmod(packed, count)
    last = np.append(pair[1:] != pair[:-1], True)[: len(pair)]
    return (pair, arrival) if last.all() else (pair[last], arrival[last])


def _distinct(numbers: Ints) -> Ints:
    """In order."""
    if not _are_small(numbers):
        return np.unique(numbers)
    here = np.zeros(int(numbers.max()) + 1, dtype=bool)
    here[numbers] = True
    return np.flatnonzero(here)


def _places(numbers: Ints, known: Ints) -> Ints:
    """Of each number its place among the known ones, in whatever order these stand."""
    if _are_small(numbers) and _are_small(known, len(numbers)):
        place = np.zeros(int(known.max()) + 1, dtype=np.int64)
        place[known] = np.arange(len(known))
        return place[numbers]
    order = np.argsort(known, kind="stable")
    return order[np.searchsorted(known[order], numbers)] if len(numbers) else numbers


def _are_small(numbers: Ints, most: int | None = None) -> bool:
    """Small enough for a table of them all, as those of a Polis export are."""
    most = len(numbers) if most is None else most
    return len(numbers) > 0 and numbers.min() >= 0 and int(numbers.max()) <= most
