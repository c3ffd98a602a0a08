"""Answers that look made, not meant: the same button all along, copies of each other, bursts.

A flag is for people to judge. It takes nobody out by itself; the auditor sees the result with and
without the flagged.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.votes import Bools, Floats, Votes, starts

#: fewer answers that take a side prove nothing
FEWEST_ANSWERS = 12
#: share of one and the same answer from which it is "the same button"
SAME = 0.97
#: natural logarithm of the odds against such answers by chance, beyond one in the number of people
IMPROBABLE = 5.0
#: copies: people with the same answers, and the share of equal cells that makes them the same
FEWEST_COPIES = 3
ALIKE = 0.9
#: each band is this many of the HASHES; alike by nine tenths, two people meet in one of the bands
#: with a chance above 99 %, alike by half with one of a tenth
HASHES, BANDS, IN_A_BAND = 12, 9, 6
#: bursts: first answers within ten minutes, in standard deviations above the usual
BURST_MINUTES = 10
BURST_DEVIATIONS = 6.0
FEWEST_IN_A_BURST = 20


@dataclass(frozen=True)
class Flags:
    """One mark a participant and kind."""

    straight: Bools
    copies: Bools
    burst: Bools

    @property
    def suspect(self) -> Bools:
        """Those without whom the auditor sees the result again; a burst alone is none."""
        return self.straight | self.copies


def find(votes: Votes, started: NDArray[np.int64] | None = None) -> Flags:
    """`started`: the minute of each participant's first answer, where it is known."""
    told = votes.values != 0
    surprise = _surprise(votes, told)
    return Flags(
        _straight(votes, told, surprise),
        _copies(votes, told),
        np.zeros(votes.n, dtype=bool) if started is None or not votes.n else _bursts(started),
    )


def _surprise(votes: Votes, told: Bools) -> Floats:
    """Σ −ln p of each person's answers, each by what everybody says to that statement."""
    agree = np.bincount(votes.columns[votes.values > 0], minlength=votes.m)
    disagree = np.bincount(votes.columns[votes.values < 0], minlength=votes.m)
    share = (agree + 1) / (agree + disagree + 2)
    cells = np.where(votes.values > 0, share[votes.columns], 1 - share[votes.columns])
    weights = np.where(told, -np.log(cells), 0.0)
    return np.bincount(votes.rows, weights=weights, minlength=votes.n).astype(np.float64)


def _straight(votes: Votes, told: Bools, surprise: Floats) -> Bools:
    """Nearly always the same, though what was asked would have had it otherwise."""
    yes = np.bincount(votes.rows[votes.values > 0], minlength=votes.n)
    count = np.bincount(votes.rows[told], minlength=votes.n)
    same = np.maximum(yes, count - yes) >= SAME * np.maximum(count, 1)
    return np.asarray(
        same & (count >= FEWEST_ANSWERS) & (surprise > IMPROBABLE + np.log(max(votes.n, 1)))
    )


def _copies(votes: Votes, told: Bools) -> Bools:
    """At least three people whose answers are alike; found by min-hashing (Broder 1997)."""
    count = np.bincount(votes.rows[told], minlength=votes.n)
    able = np.flatnonzero(count >= FEWEST_ANSWERS)
    flagged = np.zeros(votes.n, dtype=bool)
    if len(able) < FEWEST_COPIES:
        return flagged
    cells = _names(votes)[told]
    bounds = starts(votes.rows[told], votes.n)
    sets = {int(i): cells[bounds[i] : bounds[i + 1]] for i in able}
    for signature in _signatures(cells, bounds, able):
        _values, bucket = np.unique(signature, return_inverse=True)
        sizes = np.bincount(bucket)
        for one in np.flatnonzero(sizes >= FEWEST_COPIES):
            people = able[bucket == one]
            _mark(people, sets, flagged)
    return flagged


def _names(votes: Votes) -> NDArray[np.uint64]:
    """A number for each pair of statement and answer."""
    return (votes.columns.astype(np.uint64) * np.uint64(2)) + (votes.values > 0).astype(np.uint64)


def _signatures(
    cells: NDArray[np.uint64], bounds: NDArray[np.int64], able: NDArray[np.int64]
) -> list[NDArray[np.uint64]]:
    """For each band a number that two people share with chance (Jaccard index) ** IN_A_BAND."""
    draw = np.random.default_rng(20261123)
    full = np.diff(bounds) > 0
    smallest = np.zeros((HASHES, len(full)), dtype=np.uint64)
    for one in range(HASHES):
        mixed = _mix(cells + np.uint64(draw.integers(1 << 62)))
        smallest[one, full] = np.minimum.reduceat(mixed, bounds[:-1][full])
    found = []
    for _band in range(BANDS):
        band = np.zeros(len(able), dtype=np.uint64)
        for one in draw.permutation(HASHES)[:IN_A_BAND]:
            band = band * np.uint64(1_000_003) + smallest[one, able]
        found.append(band)
    return found


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """splitmix64's finaliser (Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _mark(people: NDArray[np.int64], sets: dict[int, NDArray[np.uint64]], flagged: Bools) -> None:
    """Within one bucket, each set beside the first: those alike are copies if three are."""
    rest = [int(person) for person in people]
    while len(rest) >= FEWEST_COPIES:
        model = sets[rest[0]]
        alike = [person for person in rest if _alike(model, sets[person])]
        if len(alike) >= FEWEST_COPIES:
            flagged[alike] = True
        rest = [person for person in rest if person not in set(alike)]


def _alike(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> bool:
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both >= ALIKE * (len(one) + len(other) - both)


def _bursts(started: NDArray[np.int64]) -> Bools:
    """Many who begin within the same ten minutes, beside what is usual in this conversation."""
    _slots, where, sizes = np.unique(
        started // BURST_MINUTES, return_inverse=True, return_counts=True
    )
    usual = float(np.median(sizes))
    limit = max(FEWEST_IN_A_BURST, usual + BURST_DEVIATIONS * np.sqrt(usual))
    return np.asarray(sizes[where] > limit)
