"""The two directions along which the answers differ most, and where each person stands on them.

A missing answer counts as the statement's mean, so that the centred table is zero wherever nobody
answered: everything costs as much as there are answers, never n × m (reference/opinions.md §1.4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.votes import ANSWERS, Floats, Votes, run_sums, sorting

#: steps of the Lanczos recursion; on every data set at hand 12 to 30 are needed
MOST_STEPS = 80
TOLERANCE = 1e-10


@dataclass(frozen=True)
class Directions:
    """`mean`: m, of the given answers; `axes`: 2 × m, unit length, longest first.

    The largest loading of an axis is positive: otherwise its sign would be arbitrary.
    """

    mean: Floats
    axes: Floats


@dataclass(frozen=True)
class Centred:
    """The centred table X of the live statements. `mean`: m.

    `worth`: m × 3, what each answer counts once centred; a cell is one of these numbers only, so
    that a product needs to look up and to add, cell by cell, and no more.
    """

    votes: Votes
    mean: Floats
    worth: Floats
    #: participants by statement and answer, and the bounds of these 3 m runs
    rows_by_kind: NDArray[np.int32]
    kind_starts: NDArray[np.int64]

    def times(self, vector: Floats) -> Floats:
        """X v: one number a participant."""
        found = (self.worth * vector[:, None]).ravel()
        return run_sums(found.take(self.votes.kinds), self.votes.row_starts)

    def transposed(self, vector: Floats) -> Floats:
        """Xᵀ y: one number a statement."""
        sums = run_sums(vector.take(self.rows_by_kind), self.kind_starts)
        return np.asarray((sums.reshape(self.worth.shape) * self.worth).sum(axis=1))


def centred(votes: Votes) -> Centred:
    """Statements that are out count as answered 0 by everybody: nothing is left of them."""
    live = ~(votes.out | votes.meta)
    mean = np.where(live, votes.per_kind @ ANSWERS / np.maximum(votes.per_kind.sum(axis=1), 1), 0.0)
    worth = np.where(live[:, None], ANSWERS - mean[:, None], 0.0)
    rows = votes.rows[sorting(votes.kinds, worth.size)]
    bounds = np.concatenate([[0], np.cumsum(votes.per_kind)])
    return Centred(votes, mean, worth, rows, bounds)


def directions(table: Centred) -> Directions:
    """Top two eigenvectors of XᵀX by Lanczos with full reorthogonalisation, from a fixed start."""
    m = table.votes.m
    axes = np.zeros((2, m))
    found = _lanczos(table, min(m, MOST_STEPS))
    axes[: len(found)] = found
    return Directions(table.mean, axes)


def _lanczos(table: Centred, most: int) -> Floats:
    if not most:
        return np.zeros((0, 0))
    # Not orthogonal to anything in particular, and the same on every machine.
    vector = 1.0 + np.modf(np.arange(1, table.votes.m + 1) * 0.6180339887498949)[0]
    basis = [vector / np.linalg.norm(vector)]
    diagonal: list[float] = []
    beside: list[float] = []
    for step in range(1, most + 1):
        image = table.transposed(table.times(basis[-1]))
        diagonal.append(float(basis[-1] @ image))
        for _twice in range(2):
            image = image - np.array(basis).T @ (np.array(basis) @ image)
        length = float(np.linalg.norm(image))
        values, vectors = np.linalg.eigh(_tridiagonal(diagonal, beside))
        ended = length <= TOLERANCE * max(values[-1], 1e-300)
        # The residual of a Ritz vector is `length` times its last coordinate.
        close = np.abs(vectors[-1, -2:]) * length <= TOLERANCE * max(values[-1], 1e-300)
        if ended or step == most or (step > 2 and close.all()):
            return _oriented(vectors[:, ::-1][:, :2].T @ np.array(basis), values[::-1][:2])
        beside.append(length)
        basis.append(image / length)
    raise AssertionError("the recursion ends at its last step")


def _tridiagonal(diagonal: list[float], beside: list[float]) -> Floats:
    return np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)


def _oriented(axes: Floats, values: Floats) -> Floats:
    """Unit length, largest loading positive; a direction without any spread is none."""
    axes = np.where((values > 1e-9 * max(values[0], 1e-300))[:, None], axes, 0.0)
    largest = axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)]
    return np.asarray(axes * np.where(largest < 0, -1.0, 1.0)[:, None])


def project(table: Centred, found: Directions) -> Floats:
    """n × 2. Few answers are stretched by √(m / answers), those that are out counted as given."""
    votes = table.votes
    scores = np.column_stack([table.times(axis) for axis in found.axes])
    gone = votes.out | votes.meta
    live = votes.per_row - np.bincount(votes.rows[gone[votes.columns]], minlength=votes.n)
    answered = np.maximum(live + gone.sum(), 1)
    return np.asarray(scores * np.sqrt(votes.m / answered)[:, None])


def extremity(votes: Votes, found: Directions) -> Floats:
    """m: how far out a person stands who has agreed with this statement and answered no other."""
    length = np.sqrt((found.axes**2).sum(axis=0))
    return np.asarray(np.sqrt(votes.m) * np.abs(1 - found.mean) * length)
