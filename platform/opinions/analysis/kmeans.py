"""k-means: Lloyd's steps, seeded best of several starts, silhouette, adjusted Rand index."""

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.votes import Floats, Ints

#: points whose distances are held at once
BLOCK = 1 << 13
#: points × centres above which it pays to skip those that cannot have changed their centre
MANY = 1 << 18


def nearest(points: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """Of each point the nearest centre (the first of equals) and the square of its distance."""
    labels = np.empty(len(points), dtype=np.int64)
    squares = np.empty(len(points))
    lengths = (centres**2).sum(axis=1)
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        found = lengths - 2.0 * (block @ centres.T)
        best = found.argmin(axis=1)
        labels[start : start + BLOCK] = best
        near = found[np.arange(len(block)), best] + (block**2).sum(axis=1)
        squares[start : start + BLOCK] = np.maximum(near, 0.0)
    return labels, squares


def means(points: Floats, labels: Ints, k: int, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted centres of the k clusters and their weights; an empty one stays at 0, weight 0."""
    totals = np.bincount(labels, weights=weights, minlength=k).astype(np.float64)
    sums = np.column_stack(
        [
            np.bincount(labels, weights=weights * points[:, axis], minlength=k)
            for axis in range(points.shape[1])
        ]
    )
    return sums / np.maximum(totals, 1e-300)[:, None], totals


def lloyd(
    points: Floats,
    centres: Floats,
    *,
    weights: Floats | None = None,
    most: int = 100,
    still: float = 0.0,
) -> tuple[Ints, Floats]:
    """Labels and centres once no centre moves farther than `still`; empty clusters are dropped."""
    heavy = np.ones(len(points)) if weights is None else weights
    near = _Bounds(points) if len(points) * len(centres) > MANY else _Plain(points)
    labels = near.first(centres)
    for _step in range(most):
        fresh, totals = means(points, labels, len(centres), heavy)
        filled = totals > 0
        if not filled.all():
            fresh = fresh[filled]
            near = type(near)(points)
            labels = near.first(fresh)
            centres = fresh
            continue
        steps = np.sqrt(((fresh - centres) ** 2).sum(axis=1))
        centres = fresh
        if not (steps > still).any():
            break
        labels = near.again(centres, steps)
    return labels, centres


class _Plain:
    """Every distance, every time."""

    def __init__(self, points: Floats) -> None:
        self.points = points

    def first(self, centres: Floats) -> Ints:
        return nearest(self.points, centres)[0]

    def again(self, centres: Floats, _steps: Floats) -> Ints:
        return self.first(centres)


class _Bounds(_Plain):
    """Hamerly 2010: a point stays where its distance is below a bound of the next centre's."""

    def first(self, centres: Floats) -> Ints:
        self.labels, self.upper, self.lower = self._measure(np.arange(len(self.points)), centres)
        return self.labels

    def again(self, centres: Floats, steps: Floats) -> Ints:
        self.upper = self.upper + steps[self.labels]
        self.lower = self.lower - steps.max()
        open_ = np.flatnonzero(self.upper >= self.lower)
        away = self.points[open_] - centres[self.labels[open_]]
        self.upper[open_] = np.sqrt((away**2).sum(axis=1))
        open_ = open_[self.upper[open_] >= self.lower[open_]]
        labels = self.labels.copy()
        labels[open_], self.upper[open_], self.lower[open_] = self._measure(open_, centres)
        self.labels = labels
        return labels

    def _measure(self, which: Ints, centres: Floats) -> tuple[Ints, Floats, Floats]:
        labels = np.empty(len(which), dtype=np.int64)
        upper, lower = np.empty(len(which)), np.empty(len(which))
        lengths = (centres**2).sum(axis=1)
        for start in range(0, len(which), BLOCK):
            part = slice(start, start + BLOCK)
            block = self.points[which[part]]
            found = lengths - 2.0 * (block @ centres.T)
            rows = np.arange(len(block))
            best = found.argmin(axis=1)
            own = found[rows, best]
            found[rows, best] = np.inf
            square = (block**2).sum(axis=1)
            labels[part] = best
            upper[part] = np.sqrt(np.maximum(own + square, 0.0))
            lower[part] = np.sqrt(np.maximum(found.min(axis=1) + square, 0.0))
        return labels, upper, lower


def spread(points: Floats, labels: Ints, weights: Floats | None = None) -> float:
    """Sum of the squared distances from the centres of the clusters."""
    heavy = np.ones(len(points)) if weights is None else weights
    centres, _totals = means(points, labels, int(labels.max()) + 1, heavy)
    return float((heavy * ((points - centres[labels]) ** 2).sum(axis=1)).sum())


def best(
    points: Floats,
    k: int,
    draw: np.random.Generator,
    *,
    weights: Floats | None = None,
    starts: int = 10,
) -> tuple[Ints, Floats]:
    """The start with the least spread of `starts` k-means++ ones; fewer clusters if points lack."""
    found: list[tuple[float, int, Ints, Floats]] = []
    for turn in range(starts):
        labels, centres = lloyd(points, _plus_plus(points, k, draw, weights), weights=weights)
        found.append((spread(points, labels, weights), turn, labels, centres))
    _error, _turn, labels, centres = min(found, key=lambda one: one[:2])
    return labels, centres


def _plus_plus(points: Floats, k: int, draw: np.random.Generator, weights: Floats | None) -> Floats:
    """Arthur and Vassilvitskii 2007: each next centre with chance ∝ its squared distance."""
    heavy = np.ones(len(points)) if weights is None else weights
    chosen = [_drawn(heavy, draw)]
    squares = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < k and (heavy * squares).sum() > 0:
        chosen.append(_drawn(heavy * squares, draw))
        squares = np.minimum(squares, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return points[chosen]


def _drawn(chances: Floats, draw: np.random.Generator) -> int:
    sums = np.cumsum(chances)
    return min(int(np.searchsorted(sums, draw.random() * sums[-1], side="right")), len(sums) - 1)


def silhouette(points: Floats, labels: Ints) -> float:
    """Unweighted mean of (b − a) / max(a, b); a cluster of one counts 0. O(points²) in blocks."""
    k = int(labels.max()) + 1
    if k < 2:
        return 0.0
    sizes = np.bincount(labels, minlength=k)
    member = np.eye(k)[labels]
    total = 0.0
    for start in range(0, len(points), 512):
        block = points[start : start + 512]
        own = labels[start : start + 512]
        square = ((block[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
        sums = np.sqrt(square) @ member
        rows = np.arange(len(block))
        inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
        others = sums / np.maximum(sizes, 1)
        others[:, sizes == 0] = np.inf
        others[rows, own] = np.inf
        outside = others.min(axis=1)
        largest = np.maximum(inside, outside)
        scores = np.where(largest > 0, (outside - inside) / np.where(largest > 0, largest, 1), 0.0)
        total += float(np.where(sizes[own] > 1, scores, 0.0).sum())
    return total / len(points)


def rand_index(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985): 1 the same partition, 0 as by chance."""
    _a, first = np.unique(one, return_inverse=True)
    _b, second = np.unique(other, return_inverse=True)
    width = int(second.max()) + 1
    table = np.bincount(first * width + second, minlength=(int(first.max()) + 1) * width)
    cells: Floats = table.reshape(-1, width).astype(np.float64)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    whole = pairs(np.array([float(len(one))]))
    both, rows, columns = pairs(cells), pairs(cells.sum(axis=1)), pairs(cells.sum(axis=0))
    expected = rows * columns / whole if whole else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
