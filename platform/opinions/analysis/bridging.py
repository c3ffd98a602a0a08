"""Who would agree with what: r̂ = μ + i_u + i_n + f_u · f_n, by ridge regression in turns.

The intercept of a statement, i_n, is what is left of its agreement once the camps are accounted
for: high where people agree who otherwise disagree (reference/opinions.md §5, Community Notes).
Passes say nothing here. A person's position is f_u: few answers leave it near the middle, and how
far it may be off is known.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.pca import centred, directions, project
from opinions.analysis.votes import Floats, Votes, run_sums, sorting, starts

FACTORS = 2
#: penalties, against sums over the answers of one person or statement
PERSON_INTERCEPT = 2.0
STATEMENT_INTERCEPT = 10.0
FACTOR = 4.0
MOST_SWEEPS = 25
#: mean square change of the predictions at which it has settled
SETTLED = 1e-7


@dataclass(frozen=True)
class Model:
    """n people, m statements, 2 factors, oriented: the first axis explains most, signs fixed.

    `doubt`: n × 2 × 2, the covariance of each position given the statements.
    """

    mean: float
    people: Floats
    statements: Floats
    positions: Floats
    loadings: Floats
    doubt: Floats
    noise: float

    def predict(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> Floats:
        """Near 1 for agreement, near −1 for disagreement."""
        camps = (self.positions[rows] * self.loadings[columns]).sum(axis=1)
        return np.asarray(self.mean + self.people[rows] + self.statements[columns] + camps)


@dataclass(frozen=True)
class _Side:
    """The cells sorted for one side: bounds, which of the other side, the answers."""

    starts: NDArray[np.int64]
    other: NDArray[np.intp]
    answers: Floats

    @property
    def length(self) -> int:
        return len(self.starts) - 1

    def sums(self, cells: Floats) -> Floats:
        return run_sums(cells, self.starts)

    def of_others(self, others: Floats) -> list[Floats]:
        """A cell each: intercept and factors of the one it is shared with."""
        return [column.take(self.other) for column in _columns(others)]

    def of_own(self, own: Floats) -> list[Floats]:
        return [np.repeat(column, np.diff(self.starts)) for column in _columns(own)]


def _columns(table: Floats) -> list[Floats]:
    return list(np.ascontiguousarray(table.T))


def fit(votes: Votes, *, start: Floats | None = None, sweeps: int = MOST_SWEEPS) -> Model:
    """From the positions of the two directions, or from `start` (n × 2); the same bytes each time.

    Statements that are out keep intercept and loadings 0.
    """
    live = ~(votes.out | votes.meta)
    told = (votes.values != 0) & live[votes.columns]
    rows, columns = votes.rows[told].astype(np.intp), votes.columns[told].astype(np.intp)
    answers = votes.values[told].astype(np.float64)
    order = sorting(columns, votes.m)
    by_person = _Side(starts(rows, votes.n), columns, answers)
    by_statement = _Side(starts(columns[order], votes.m), rows[order], answers[order])
    mean = float(answers.mean()) if len(answers) else 0.0
    people = np.zeros((votes.n, 1 + FACTORS))
    people[:, 1:] = _scaled(_first_guess(votes) if start is None else start)
    statements = np.zeros((votes.m, 1 + FACTORS))
    before = np.zeros(len(answers))
    for _sweep in range(sweeps):
        asked = by_statement.of_others(people)
        statements = _solved(by_statement, mean, asked, STATEMENT_INTERCEPT)
        asked = by_person.of_others(statements)
        people = _solved(by_person, mean, asked, PERSON_INTERCEPT)
        now = _predicted(mean, by_person.of_own(people), asked)
        moved = float(((now - before) ** 2).mean()) if len(now) else 0.0
        before = now
        if moved < SETTLED:
            break
    return _oriented(mean, people, statements, by_person, before - answers)


def _first_guess(votes: Votes) -> Floats:
    table = centred(votes)
    return project(table, directions(table))


def _scaled(points: Floats) -> Floats:
    """To a root mean square of 1, so that the first sweep begins with a sensible size."""
    if not len(points):
        return points
    size = np.sqrt((points**2).mean(axis=0))
    return np.asarray(points / np.where(size > 0, size, 1.0))


def _predicted(mean: float, people: list[Floats], statements: list[Floats]) -> Floats:
    """A cell each, from intercept and factors of both sides."""
    found = mean + people[0] + statements[0]
    for own, other in zip(people[1:], statements[1:], strict=True):
        found += own * other
    return np.asarray(found)


def _solved(side: _Side, mean: float, others: list[Floats], intercept: float) -> Floats:
    """Ridge of one side's intercept and factors with the other side's held."""
    matrices = normal(side.starts, others[1:], intercept)
    target = side.answers - mean - others[0]
    right = np.empty((side.length, 1 + FACTORS))
    right[:, 0] = side.sums(target)
    for axis in range(1, 1 + FACTORS):
        right[:, axis] = side.sums(target * others[axis])
    return np.asarray(np.linalg.solve(matrices, right[:, :, None])[:, :, 0])


def normal(bounds: NDArray[np.int64], factors: list[Floats], intercept: float) -> Floats:
    """Σ x xᵀ + penalties of each run of cells, with x = (1, factors of the other side)."""
    matrices = np.empty((len(bounds) - 1, 1 + FACTORS, 1 + FACTORS))
    matrices[:, 0, 0] = np.diff(bounds) + intercept
    for one in range(FACTORS):
        matrices[:, 0, one + 1] = matrices[:, one + 1, 0] = run_sums(factors[one], bounds)
        for two in range(one, FACTORS):
            cell = run_sums(factors[one] * factors[two], bounds) + (FACTOR if one == two else 0.0)
            matrices[:, one + 1, two + 1] = matrices[:, two + 1, one + 1] = cell
    return matrices


def _oriented(
    mean: float, people: Floats, statements: Floats, by_person: _Side, wrong: Floats
) -> Model:
    """The same predictions with axes that are at right angles, longest first, signs fixed."""
    turn, back = _turns(people[:, 1:], statements[:, 1:])
    loadings = statements[:, 1:] @ back
    # A plain sign is all that is left open: the statement that tells most apart is positive.
    most = loadings[np.abs(loadings).argmax(axis=0), np.arange(FACTORS)] if len(loadings) else []
    signs = np.where(np.asarray(most) < 0, -1.0, 1.0)
    noise = float((wrong**2).mean()) if len(wrong) else 1.0
    told = by_person.of_others(statements)[1:]
    doubt = noise * np.linalg.inv(normal(by_person.starts, told, PERSON_INTERCEPT))[:, 1:, 1:]
    turned = turn * signs[None, :]
    return Model(
        mean,
        people[:, 0],
        statements[:, 0],
        people[:, 1:] @ turned,
        loadings * signs,
        np.asarray(turned.T @ doubt @ turned),
        noise,
    )


def _turns(people: Floats, statements: Floats) -> tuple[Floats, Floats]:
    """T and T⁻ᵀ such that (P T)(S T⁻ᵀ)ᵀ = P Sᵀ with both sides' axes at right angles."""
    _q, one = np.linalg.qr(people)
    _r, two = np.linalg.qr(statements)
    if one.shape != (FACTORS, FACTORS) or two.shape != (FACTORS, FACTORS):
        return np.eye(FACTORS), np.eye(FACTORS)
    left, sizes, right = np.linalg.svd(one @ two.T)
    if sizes[-1] <= 1e-9 * max(float(sizes[0]), 1e-300):
        return np.eye(FACTORS), np.eye(FACTORS)
    root = np.sqrt(sizes)
    turn = np.linalg.solve(one, left * root)
    back = np.linalg.solve(two, right.T * root)
    return np.asarray(turn), np.asarray(back)
