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
    def by_column(self) -> NDArray[np.int64]:
        """The order of the cells by column, then by row."""
        return np.argsort(self.columns, kind="stable")

    @cached_property
    def column_starts(self) -> Ints:
        return starts(self.columns[self.by_column], self.m)

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
    if not np.isin(table[:, 2], (AGREE, PASS, DISAGREE)).all():
        raise ValueError("an answer is 1, 0 or -1")
    people = np.unique(table[:, 0]) if participants is None else np.asarray(participants)
    columns = np.union1d(table[:, 1], np.asarray(list(statements), dtype=np.int64))
    order = np.argsort(people, kind="stable")
    row = order[np.searchsorted(people[order], table[:, 0])] if len(table) else table[:, 0]
    column = np.searchsorted(columns, table[:, 1])
    # Last of equal pairs: a stable sort keeps the order of arrival within a pair.
    key = row * max(1, len(columns)) + column
    sorting = np.argsort(key, kind="stable")
    last = np.append(np.diff(key[sorting]) != 0, True) if len(key) else np.zeros(0, dtype=bool)
    chosen = sorting[last]
    return Votes(
        tuple(int(p) for p in people),
        tuple(int(s) for s in columns),
        row[chosen].astype(np.int32),
        column[chosen].astype(np.int32),
        table[chosen, 2].astype(np.int8),
        np.isin(columns, list(out)),
        np.isin(columns, list(meta)),
    )
