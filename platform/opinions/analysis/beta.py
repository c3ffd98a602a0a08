"""Quantiles of the Beta distribution for whole counts; vectorised, without SciPy."""

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.votes import Floats

#: of the continued fraction; at most some hundreds of answers need more than a few dozen
MOST_TERMS = 400
#: to 2⁻²⁸, far below what nine digits of a share need
HALVINGS = 28


def lower_bound(
    successes: NDArray[np.integer], failures: NDArray[np.integer], chance: float = 0.05
) -> Floats:
    """The share that is exceeded with probability 1 − chance: quantile of Beta(s + 1, f + 1)."""
    pairs = np.stack([np.asarray(successes).ravel(), np.asarray(failures).ravel()], axis=1)
    distinct, where = np.unique(pairs, axis=0, return_inverse=True)
    a, b = distinct[:, 0] + 1.0, distinct[:, 1] + 1.0
    low, high = np.zeros(len(a)), np.ones(len(a))
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        below = cumulative(middle, a, b) < chance
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(((low + high) / 2)[where.ravel()].reshape(np.shape(successes)))


def cumulative(x: Floats, a: Floats, b: Floats) -> Floats:
    """I_x(a, b), by Lentz's continued fraction on the side where it converges fast."""
    swap = x > (a + 1) / (a + b + 2)
    p, q = np.where(swap, b, a), np.where(swap, a, b)
    y = np.clip(np.where(swap, 1 - x, x), 1e-300, 1 - 1e-16)
    front = np.exp(
        p * np.log(y) + q * np.log1p(-y) + _log_gamma(p + q) - _log_gamma(p) - _log_gamma(q)
    )
    found = front / p * _fraction(y, p, q)
    return np.asarray(np.where(swap, 1 - found, found))


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """Numerical Recipes §6.4 gives the terms (DiDonato and Morris 1992, eq. 8.17.22 of DLMF)."""
    tiny = 1e-300
    c = np.ones_like(x)
    d = 1 - (a + b) * x / (a + 1)
    d = 1 / np.where(np.abs(d) < tiny, tiny, d)
    found = d.copy()
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 + term * d
            d = 1 / np.where(np.abs(d) < tiny, tiny, d)
            c = 1 + term / c
            c = np.where(np.abs(c) < tiny, tiny, c)
            found = found * d * c
        if np.abs(d * c - 1).max(initial=0.0) < 1e-13:
            break
    return np.asarray(found)


def _log_gamma(x: Floats) -> Floats:
    """Of whole numbers ≥ 1: the sum of the logarithms below."""
    top = int(x.max(initial=1.0))
    table = np.concatenate([[0.0, 0.0], np.cumsum(np.log(np.arange(1, max(top, 2))))])
    return np.asarray(table[x.astype(np.int64)])
