"""Which statement to show next: what would tell most about this person and about the statement.

Polis draws by one weight a statement, the same for everybody. Here the weight is the expected gain
of information about where *this* person stands and about the statement's least known group; every
statement reaches a floor of exposure, and the chance with which each was drawn is kept.
"""

from dataclasses import dataclass

import numpy as np

from opinions.analysis.bridging import FACTOR, FACTORS, PERSON_INTERCEPT
from opinions.analysis.votes import Floats, Ints

#: how much of the weight goes to the person's position; the rest to the statement's groups
ABOUT_PERSON = 0.75
#: weights are raised to this before drawing: nearly the best, never the same for all
SHARPNESS = 6.0
#: chance of a draw among statements below the floor, while there are any
FLOOR_CHANCE = 0.3
#: entropy of the chances, of what a plain lottery has, above which routing has gone flat
FLAT = 0.985


@dataclass(frozen=True)
class Known:
    """What a request needs of the last analysis; all of it is of statements and groups.

    `loadings`: m × 2; `intercepts`: m; `group_agree`, `group_told`: groups × m; `centres`: of the
    groups; `exposure`: how often each statement has been shown; `noise`: of one answer.
    """

    mean: float
    intercepts: Floats
    loadings: Floats
    noise: float
    centres: Floats
    group_agree: Ints
    group_told: Ints
    exposure: Ints


@dataclass(frozen=True)
class Standing:
    """A person's intercept and position (3), and their covariance (3 × 3)."""

    place: Floats
    doubt: Floats


def standing(known: Known, columns: Ints, answers: Floats) -> Standing:
    """From the answers that take a side (±1); without any: the middle, and all doubt."""
    design = np.column_stack([np.ones(len(columns)), known.loadings[columns]])
    prior = np.diag([PERSON_INTERCEPT, *[FACTOR] * FACTORS])
    matrix = design.T @ design + prior
    target = answers - known.mean - known.intercepts[columns]
    return Standing(np.linalg.solve(matrix, design.T @ target), known.noise * np.linalg.inv(matrix))


def chances(known: Known, person: Standing, open_: Ints, floor: int) -> Floats:
    """Of each statement of `open_` (indices this person has not seen); they add up to 1."""
    weights = ABOUT_PERSON * _about_person(known, person, open_) + (
        1 - ABOUT_PERSON
    ) * _about_statement(known, person, open_)
    found = weights / max(float(weights.max()), 1e-300)
    found = found**SHARPNESS + 1e-6
    found = found / found.sum()
    low = np.where(known.exposure[open_] < floor, 1.0 + floor - known.exposure[open_], 0.0)
    if low.any():
        found = (1 - FLOOR_CHANCE) * found + FLOOR_CHANCE * low / low.sum()
    return np.asarray(found)


def _about_person(known: Known, person: Standing, open_: Ints) -> Floats:
    """½ ln(1 + xᵀ D x / σ²): the expected gain about the place, as of a normal answer."""
    x = known.loadings[open_]
    doubt = person.doubt[1:, 1:]
    gain = np.log1p(np.einsum("ji,ik,jk->j", x, doubt, x) / max(known.noise, 1e-9)) / 2
    return np.asarray(gain / max(float(gain.max(initial=0.0)), 1e-300))


def _about_statement(known: Known, person: Standing, open_: Ints) -> Floats:
    """What an answer takes off the variance of the share, in the group this person is likely of."""
    if not len(known.centres):
        return np.ones(len(open_))
    a, n = known.group_agree[:, open_] + 1.0, known.group_told[:, open_] + 2.0
    variance = a * (n - a) / (n**2 * (n + 1))
    away = ((known.centres - person.place[1:]) ** 2).sum(axis=1)
    near = np.exp(-(away - away.min()) / (2 * max(float(person.doubt[1:, 1:].trace()), 1e-9)))
    gain = ((near / near.sum())[:, None] * variance / (n + 2)).sum(axis=0)
    return np.asarray(gain / max(float(gain.max(initial=0.0)), 1e-300))


def draw(found: Floats, chance: float) -> int:
    """The index that a number in [0, 1) picks."""
    sums = np.cumsum(found)
    return min(int(np.searchsorted(sums, chance * sums[-1], side="right")), len(sums) - 1)


def is_flat(found: Floats) -> bool:
    """Whether the routing has become a plain lottery (Polis's was for 16 months, unnoticed)."""
    if len(found) < 2:
        return False
    p = found[found > 0]
    entropy = float(-(p * np.log(p)).sum())
    return entropy > FLAT * float(np.log(len(found)))
