"""k-means: Lloyd's steps, seeded best of several starts, silhouette, adjusted Rand index."""

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.votes import Floats, Ints

#: points whose distances are held at once
BLOCK = 1 << 13
#: points × centres above which it pays to skip those that cannot have changed their centre
MANY = 1 << 18
#: a centre and its neighbours, which are looked at first
NEAR = 10


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
    near = _search(points, len(centres))
    labels = near.first(centres)
    for _step in range(most):
        fresh, totals = means(points, labels, len(centres), heavy)
        filled = totals > 0
        if not filled.all():
            fresh = fresh[filled]
            near = _search(points, len(fresh))
            labels = near.first(fresh)
            centres = fresh
            continue
        steps = np.sqrt(((fresh - centres) ** 2).sum(axis=1))
        centres = fresh
        if not (steps > still).any():
            break
        labels = near.again(centres, steps)
    return labels, centres


def _search(points: Floats, k: int) -> "_Plain":
    return _Bounds(points) if len(points) * k > MANY and k > NEAR else _Plain(points)


class _Plain:
    """Every distance, every time."""

    def __init__(self, points: Floats) -> None:
        self.points = points

    def first(self, centres: Floats) -> Ints:
        return nearest(self.points, centres)[0]

    def again(self, centres: Floats, _steps: Floats) -> Ints:
        return self.first(centres)


class _Bounds(_Plain):
    """Hamerly 2010, by neighbourhoods: a point stays where no other centre can be nearer.

    `upper`: at most so far is a point from its centre; `lower`: at least so far from any other. A
    centre that moves counts for the points of its neighbours; farther off, the distance between
    the centres is bound enough (Elkan 2003).
    """

    def first(self, centres: Floats) -> Ints:
        self.labels = np.empty(len(self.points), dtype=np.int64)
        self.upper, self.lower = np.empty(len(self.points)), np.empty(len(self.points))
        self._look(np.arange(len(self.points)), centres)
        return self.labels

    def again(self, centres: Floats, steps: Floats) -> Ints:
        near, beyond, closest = _neighbours(centres)
        own = self.labels
        self.upper += steps[own]
        lower = np.minimum(self.lower - steps[near].max(axis=1)[own], beyond[own] - self.upper)
        self.lower = np.maximum(lower, closest[own] - self.upper)
        open_ = np.flatnonzero(self.upper >= self.lower)
        away = self.points[open_] - centres[own[open_]]
        self.upper[open_] = np.sqrt((away**2).sum(axis=1))
        open_ = open_[self.upper[open_] >= self.lower[open_]]
        self.labels = own.copy()
        # So near to its centre, a point can only go over to a neighbour of it.
        inside = 2 * self.upper[open_] <= beyond[own[open_]]
        self._look_near(open_[inside], centres, near, beyond)
        self._look(open_[~inside], centres)
        return self.labels

    def _look(self, which: Ints, centres: Floats) -> None:
        """At all centres."""
        lengths = (centres**2).sum(axis=1)
        for start in range(0, len(which), BLOCK):
            part = which[start : start + BLOCK]
            block = self.points[part]
            found = lengths - 2.0 * (block @ centres.T) + (block**2).sum(axis=1)[:, None]
            self.labels[part], self.upper[part], self.lower[part] = _first_two(found)

    def _look_near(self, which: Ints, centres: Floats, near: Ints, beyond: Floats) -> None:
        """At the neighbours of the centre that each point has."""
        own = self.labels[which]
        found = np.zeros((len(which), near.shape[1]))
        for axis in range(centres.shape[1]):
            found += (centres[near, axis][own] - self.points[which, axis, None]) ** 2
        best, first, second = _first_two(found)
        self.labels[which] = near[own, best]
        self.lower[which] = np.minimum(second, beyond[own] - self.upper[which])
        self.upper[which] = first


def _first_two(squares: Floats) -> tuple[Ints, Floats, Floats]:
    """Of each row the place of the smallest and the roots of the smallest two (rows change)."""
    rows = np.arange(len(squares))
    best = squares.argmin(axis=1)
    first = squares[rows, best]
    squares[rows, best] = np.inf
    second = squares.min(axis=1)
    return best, np.sqrt(np.maximum(first, 0.0)), np.sqrt(np.maximum(second, 0.0))


def _neighbours(centres: Floats) -> tuple[Ints, Floats, Floats]:
    """Of each centre the NEAR nearest, itself among them, and how far off those beyond them are
    and the next one is."""
    apart = np.sqrt(((centres[:, None] - centres) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    closest = apart.min(axis=1)
    np.fill_diagonal(apart, -1.0)
    order = np.argpartition(apart, NEAR, axis=1)
    beyond = np.take_along_axis(apart, order[:, NEAR : NEAR + 1], axis=1)[:, 0]
    return np.sort(order[:, :NEAR], axis=1), beyond, closest


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
