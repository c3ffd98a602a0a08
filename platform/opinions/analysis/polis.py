"""What Polis computes, formula by formula (reference/opinions.md §1), groups given or cold.

Rederived from the published description; no line of its code. The groups of a running Polis also
hang on its history, which no table of votes holds: a cold start is an approximation there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opinions.analysis import kmeans
from opinions.analysis.counting import NOWHERE, Tally, tally, together
from opinions.analysis.pca import centred, directions, extremity, project
from opinions.analysis.votes import Bools, Floats, Ints, Votes

ENOUGH_ANSWERS = 7
FEWEST_PEOPLE = 15
BASE_CLUSTERS = 100
MOST_GROUPS = 5
#: one-sided 90 %
Z90 = 1.2816
LISTED = 5
META_PRIORITY = 49.0


@dataclass(frozen=True)
class Representative:
    """A statement that tells a group from the others, by its agreement or by its disagreement."""

    statement: int
    agree: bool
    successes: int
    trials: int
    share: float
    test: float
    ratio: float
    ratio_test: float
    #: chosen as the best agreement even where it is not significant
    best_agree: bool = False


@dataclass(frozen=True)
class Common:
    """A statement on the list of what everybody says, whatever the group."""

    statement: int
    successes: int
    trials: int
    share: float
    test: float


@dataclass(frozen=True)
class Result:
    """`labels`: the group of each participant, or NOWHERE."""

    labels: Ints
    count: int
    positions: Floats
    counts: Tally
    consensus: Floats
    representative: tuple[tuple[Representative, ...], ...]
    agreed: tuple[Common, ...]
    refused: tuple[Common, ...]
    priorities: Floats


def analyse(votes: Votes, groups: Ints | None = None) -> Result:
    """`groups`: of each participant, or NOWHERE; without them the cold start of §1.6."""
    table = centred(votes)
    axes = directions(table)
    positions = project(table, axes)
    if groups is None:
        groups = find_groups(positions, in_conversation(votes))
    count = int(groups.max(initial=NOWHERE)) + 1
    counts = tally(votes, groups, count)
    out = votes.out | votes.meta
    agreed, refused = consensus_lists(together(votes), votes.statements, out)
    return Result(
        groups,
        count,
        positions,
        counts,
        group_consensus(counts),
        tuple(representatives(counts, group, votes.statements, out) for group in range(count)),
        agreed,
        refused,
        priorities(counts, extremity(votes, axes), votes.meta),
    )


# --- who belongs to the conversation, and where (§1.3, §1.6) ------------------------------------


def in_conversation(votes: Votes) -> Bools:
    """At least min(7, m) answers; if that leaves fewer than 15, the most active others join."""
    inside = votes.per_row >= min(ENOUGH_ANSWERS, votes.m)
    missing = FEWEST_PEOPLE - int(inside.sum())
    if missing > 0:
        others = np.flatnonzero(~inside)
        joining = others[np.argsort(-votes.per_row[others], kind="stable")][:missing]
        inside[joining] = True
    return np.asarray(inside)


def find_groups(positions: Floats, inside: Bools) -> Ints:
    """Base clusters, then groups of them; k by the silhouette over base clusters."""
    labels = np.full(len(positions), NOWHERE, dtype=np.int64)
    points = positions[inside]
    if len(points) < 2:
        return labels
    base, centres = kmeans.lloyd(points, _first_distinct(points, BASE_CLUSTERS), still=0.01)
    sizes = np.bincount(base, minlength=len(centres)).astype(np.float64)
    most = min(MOST_GROUPS, 2 + len(centres) // 12)
    best: tuple[float, Ints] | None = None
    for k in range(2, most + 1):
        groups, _found = kmeans.lloyd(centres, _first_distinct(centres, k), weights=sizes, most=20)
        score = kmeans.silhouette(centres, groups)
        if best is None or score > best[0]:
            best = (score, groups)
    if best is not None:
        labels[inside] = best[1][base]
    return labels


def _first_distinct(points: Floats, k: int) -> Floats:
    _values, first = np.unique(points, axis=0, return_index=True)
    return points[np.sort(first)[:k]]


# --- statistics (§1.8–§1.11) --------------------------------------------------------------------


def proportion_test(successes: Floats, trials: Floats) -> Floats:
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5))


def two_proportion_test(s1: Floats, s2: Floats, n1: Floats, n2: Floats) -> Floats:
    """With one added to each of the four."""
    s1, s2, n1, n2 = s1 + 1, s2 + 1, n1 + 1, n2 + 1
    pooled = (s1 + s2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    safe = np.where(variance > 0, variance, 1.0)
    return np.asarray(np.where(pooled == 1, 0.0, (s1 / n1 - s2 / n2) / np.sqrt(safe)))


def group_consensus(counts: Tally) -> Floats:
    """Π over the groups of (A + 1) / (S + 2)."""
    return np.asarray(((counts.agree + 1) / (counts.seen + 2)).prod(axis=0))


@dataclass(frozen=True)
class _Figures:
    """One direction of one group: share, its test, ratio to the others, its test."""

    p: Floats
    pt: Floats
    r: Floats
    rt: Floats


def _figures(successes: Ints, seen: Ints, others: Ints, others_seen: Ints) -> _Figures:
    p = (successes + 1) / (seen + 2)
    return _Figures(
        p,
        proportion_test(successes.astype(float), seen.astype(float)),
        p / ((others + 1) / (others_seen + 2)),
        two_proportion_test(
            successes.astype(float),
            others.astype(float),
            seen.astype(float),
            others_seen.astype(float),
        ),
    )


def representatives(
    counts: Tally, group: int, statements: tuple[int, ...], out: NDArray[np.bool_]
) -> tuple[Representative, ...]:
    """At most five: the best agreement first, then the significant by metric, agreements first."""
    seen, rest = counts.seen[group], counts.seen.sum(axis=0) - counts.seen[group]
    agree, disagree = counts.agree[group], counts.disagree[group]
    yes = _figures(agree, seen, counts.agree.sum(axis=0) - agree, rest)
    no = _figures(disagree, seen, counts.disagree.sum(axis=0) - disagree, rest)
    live = np.flatnonzero(~out)

    def entry(j: int, *, best_agree: bool = False) -> Representative:
        agrees = bool(yes.rt[j] > no.rt[j]) or best_agree
        found, successes = (yes, agree) if agrees else (no, disagree)
        return Representative(
            statements[j],
            agrees,
            int(successes[j]),
            int(seen[j]),
            float(found.p[j]),
            float(found.pt[j]),
            float(found.r[j]),
            float(found.rt[j]),
            best_agree,
        )

    enough = ((yes.rt > Z90) & (yes.pt > Z90)) | ((no.rt > Z90) & (no.pt > Z90))
    sufficient = [entry(int(j)) for j in live if enough[j]]
    first = _best_agree(live, agree, disagree, yes)
    if not sufficient:
        return _at_least_one(live, first, yes, no, entry)
    sufficient.sort(key=_metric, reverse=True)
    if first is not None:
        chosen = entry(first, best_agree=True)
        rest_of = [one for one in sufficient if one.statement != chosen.statement]
        sufficient = [chosen, *rest_of]
    top = sufficient[:LISTED]
    return (*(one for one in top if one.agree), *(one for one in top if not one.agree))


def _metric(one: Representative) -> float:
    return one.ratio * one.ratio_test * one.share * one.test


def _best_agree(live: Ints, agree: Ints, disagree: Ints, yes: _Figures) -> int | None:
    """In the order of the statements, each candidate against the best so far (§1.9)."""
    best: int | None = None
    for j in map(int, live):
        if agree[j] == 0 and disagree[j] == 0:
            continue
        if best is None:
            if yes.pt[j] > Z90 or (yes.r[j] > 1 and yes.p[j] > 0.5):
                best = j
        elif yes.r[best] > 1:
            if _signed(yes, j) > _signed(yes, best):
                best = j
        elif yes.p[j] * yes.pt[j] > yes.p[best] * yes.pt[best]:
            best = j
    return best


def _signed(found: _Figures, j: int) -> float:
    return float(found.r[j] * found.rt[j] * found.p[j] * found.pt[j])


def _at_least_one(
    live: Ints, first: int | None, yes: _Figures, no: _Figures, entry: object
) -> tuple[Representative, ...]:
    assert callable(entry)
    if first is not None:
        return (entry(first, best_agree=True),)
    if not len(live):
        return ()
    return (entry(int(live[np.maximum(yes.rt, no.rt)[live].argmax()])),)


def consensus_lists(
    everybody: Tally, statements: tuple[int, ...], out: NDArray[np.bool_]
) -> tuple[tuple[Common, ...], tuple[Common, ...]]:
    """Over all participants: the five statements most agreed with, the five most disagreed with."""
    seen = everybody.seen[0]

    def listed(successes: Ints) -> tuple[Common, ...]:
        p = (successes + 1) / (seen + 2)
        test = proportion_test(successes.astype(float), seen.astype(float))
        good = np.flatnonzero((p > 0.5) & (test > Z90) & ~out)
        order = good[np.argsort(-(p * test)[good], kind="stable")][:LISTED]
        return tuple(
            Common(statements[j], int(successes[j]), int(seen[j]), float(p[j]), float(test[j]))
            for j in order
        )

    return listed(everybody.agree[0]), listed(everybody.disagree[0])


def priorities(counts: Tally, far_out: Floats, meta: Bools) -> Floats:
    """How gladly Polis shows a statement next (§1.11)."""
    agree, seen = counts.agree.sum(axis=0), counts.seen.sum(axis=0)
    passed = counts.passed.sum(axis=0)
    importance = (1 - (passed + 1) / (seen + 2)) * (far_out + 1) * (agree + 1) / (seen + 2)
    found = (importance * (1 + 8 * 2 ** (-seen / 5))) ** 2
    return np.asarray(np.where(meta, META_PRIORITY, found))
