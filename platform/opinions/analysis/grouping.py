"""How many groups there are, if any, and who stands in which.

A number of groups is believed only where it holds against one cloud: the answers split by more than
those of a single normal cloud of the same shape would, and other draws of the same people give the
same groups again. "No clear groups" is a result.
"""

from dataclasses import dataclass, replace

import numpy as np

from opinions.analysis import kmeans
from opinions.analysis.bridging import Model
from opinions.analysis.counting import NOWHERE
from opinions.analysis.one_cloud import OneCloud, one_cloud
from opinions.analysis.votes import Bools, Floats, Ints, Votes

MOST_GROUPS = 6
#: fewer people are never opened as a group
FEWEST_PEOPLE = 10
STARTS = 10
#: people among whom the centres are looked for; then everybody joins
SAMPLE = 2500
#: people on whom a number of groups is tested; more add time, not certainty
TESTED = 400
#: single clouds beside which it must stand out: one in forty, as several numbers are asked
CLOUDS = 39
#: what is left of the spread is to be at most this part of what the best of the clouds leaves; for
#: two camps and for more
MARGIN_OF_TWO, MARGIN = 0.95, 0.9
DRAWS = 12
#: mean adjusted Rand index of the draws below which groups are not believed
STABLE = 0.8


@dataclass(frozen=True)
class Tried:
    """One number of groups: why it was believed, or not."""

    k: int
    smallest: int
    silhouette: float
    #: at most this chance that a single cloud falls apart as far; None: not asked (a group too
    #: small, or a clearer number held)
    cloud: float | None
    #: mean adjusted Rand index over draws with replacement
    stability: float | None

    @property
    def holds(self) -> bool:
        return (
            self.cloud is not None
            and self.stability is not None
            and self.cloud <= 1 / (CLOUDS + 1)
            and self.stability >= STABLE
        )


@dataclass(frozen=True)
class Groups:
    """`labels`: of each participant, or NOWHERE; groups by size, the largest first."""

    labels: Ints
    count: int
    centres: Floats
    tried: tuple[Tried, ...]


def find(votes: Votes, model: Model, inside: Bools, seed: int) -> Groups:
    """Among the participants `inside`, who have answered enough to be placed."""
    draw = np.random.default_rng(seed)
    positions = model.positions
    points = positions[inside]
    people = np.flatnonzero(inside)
    sample = positions[_some(people, SAMPLE, draw)]
    who = _some(people, TESTED, draw)
    tested = positions[who]
    tried: list[Tried] = []
    chosen: Floats | None = None
    clouds: OneCloud | None = None
    # The clearest first: once one holds, the less clear ones need no test.
    for one, centres in _clearest(points, sample, tested, draw):
        asked = one
        if chosen is None and one.smallest >= FEWEST_PEOPLE and len(centres) == one.k:
            clouds = clouds or one_cloud(votes, model, who, draw)
            asked = _ask(one, tested, centres, clouds, draw)
        tried.append(asked)
        if asked.holds:
            chosen = centres
    tried.sort(key=lambda one: one.k)
    if not len(points):
        centres = np.zeros((0, positions.shape[1]))
    elif chosen is None:
        centres = points.mean(axis=0, keepdims=True)
    else:
        _labels, centres = kmeans.lloyd(points, chosen)
    return _placed(positions, inside, centres, tuple(tried))


def _some(people: Ints, most: int, draw: np.random.Generator) -> Ints:
    return people if len(people) <= most else np.sort(draw.choice(people, most, replace=False))


def _clearest(
    points: Floats, sample: Floats, tested: Floats, draw: np.random.Generator
) -> list[tuple[Tried, Floats]]:
    """Every number of groups with its centres, by the silhouette."""
    found = []
    for k in range(2, min(MOST_GROUPS, len(points) // FEWEST_PEOPLE) + 1):
        _labels, centres = kmeans.best(sample, k, draw, starts=STARTS)
        everybody, _squares = kmeans.nearest(points, centres)
        smallest = int(np.bincount(everybody, minlength=k).min())
        labels, _squares = kmeans.nearest(tested, centres)
        score = kmeans.silhouette(tested, labels)
        found.append((Tried(k, smallest, score, None, None), centres))
    return sorted(found, key=lambda one: (-one[0].silhouette, one[0].k))


def _ask(
    one: Tried, tested: Floats, centres: Floats, clouds: OneCloud, draw: np.random.Generator
) -> Tried:
    cloud = _as_one_cloud(tested, clouds, one.k, draw)
    stands_out = cloud <= 1 / (CLOUDS + 1)
    stability = _stability(tested, centres, one.k, draw) if stands_out else None
    return replace(one, cloud=cloud, stability=stability)


def _as_one_cloud(points: Floats, clouds: OneCloud, k: int, draw: np.random.Generator) -> float:
    """How often one cloud falls apart nearly as well (with +1); after the first it cannot hold.

    A parametric bootstrap in the manner of Liu, Hayes, Nobel and Marron 2008. Two camps are asked
    beside a plain normal cloud: people driven to two ends are two camps, whatever drove them.
    """
    two = k == 2
    limit = _split(points, k, draw) / (MARGIN_OF_TWO if two else MARGIN)
    root = np.linalg.cholesky(np.cov(points.T) + 1e-12 * np.eye(points.shape[1]))
    for _cloud in range(CLOUDS):
        cloud = draw.standard_normal(points.shape) @ root.T if two else clouds.draw(draw)
        if _split(cloud, k, draw) <= limit:
            return 2 / (CLOUDS + 1)
    return 1 / (CLOUDS + 1)


def _split(points: Floats, k: int, draw: np.random.Generator) -> float:
    """What is left of the spread once it is cut into k: the same effort for people and clouds."""
    labels, _centres = kmeans.best(points, k, draw, starts=3)
    whole = kmeans.spread(points, np.zeros(len(points), dtype=np.int64))
    return kmeans.spread(points, labels) / max(whole, 1e-300)


def _stability(points: Floats, centres: Floats, k: int, draw: np.random.Generator) -> float:
    """Groups of people drawn with replacement, laid over everybody, beside the groups found."""
    own, _squares = kmeans.nearest(points, centres)
    indices = []
    for _turn in range(DRAWS):
        drawn = points[draw.integers(len(points), size=len(points))]
        _labels, others = kmeans.best(drawn, k, draw, starts=2)
        again, _squares = kmeans.nearest(points, others)
        indices.append(kmeans.rand_index(own, again))
    return float(np.mean(indices))


def _placed(positions: Floats, inside: Bools, centres: Floats, tried: tuple[Tried, ...]) -> Groups:
    """Groups in the order of their size; of equal ones by their place."""
    labels = np.full(len(positions), NOWHERE, dtype=np.int64)
    if len(centres):
        found, _squares = kmeans.nearest(positions[inside], centres)
        sizes = np.bincount(found, minlength=len(centres))
        order = np.lexsort((*centres.T[::-1], -sizes))
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        labels[inside] = rank[found]
        centres = centres[order]
    return Groups(labels, len(centres), centres, tried)
