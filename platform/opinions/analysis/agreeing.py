"""What every group says, what sets the groups apart, and how sure that is.

Shares are of those who agreed or disagreed: a pass is a signal of its own, not half a no. A
statement is ranked by what can be said with 95 % certainty, so that few answers never top a list.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.beta import lower_bound
from opinions.analysis.bridging import Model
from opinions.analysis.counting import Tally
from opinions.analysis.votes import Bools, Floats, Ints

#: agreeing and disagreeing answers that a statement needs in every group
FEWEST_ANSWERS = 10
LISTED = 10
#: one-sided 95 %
Z95 = 1.6449
#: a statement counts as common ground from here: more than half in every group, surely
COMMON = 0.5


@dataclass(frozen=True)
class Finding:
    """`index`: of the statement; `agree`: the direction; `bound`: what the ranking goes by."""

    index: int
    agree: bool
    bound: float
    #: the bridging model says otherwise (`flags`)
    doubtful: bool = False


@dataclass(frozen=True)
class Shares:
    """Groups × statements: answers that take a side, shares and 95 % lower bounds both ways."""

    told: Ints
    agree: Floats
    agree_bound: Floats
    disagree_bound: Floats


def shares(counts: Tally) -> Shares:
    told = counts.agree + counts.disagree
    return Shares(
        told,
        (counts.agree + 1) / (told + 2),
        lower_bound(counts.agree, counts.disagree),
        lower_bound(counts.disagree, counts.agree),
    )


def common_ground(found: Shares, model: Model, out: Bools) -> tuple[Finding, ...]:
    """Every statement that each group answered enough, by its weakest group's lower bound.

    Those above COMMON come first and are the common ground; equal bounds by the bridging model.
    """
    answered = (found.told >= FEWEST_ANSWERS).all(axis=0) & ~out
    if not len(found.told):
        return ()
    yes, no = found.agree_bound.min(axis=0), found.disagree_bound.min(axis=0)
    agree = yes >= no
    bound = np.where(agree, yes, no)
    bridge = np.where(agree, model.statements, -model.statements)
    indices = np.flatnonzero(answered)
    order = indices[np.lexsort((indices, -bridge[indices], -bound[indices]))]
    doubtful = _doubtful(order, bound, bridge)
    return tuple(
        Finding(int(j), bool(agree[j]), float(bound[j]), int(j) in doubtful) for j in order
    )


def _doubtful(order: NDArray[np.int64], bound: Floats, bridge: Floats) -> set[int]:
    """On top by one measure and in the lower half by the other."""
    half = len(order) // 2
    top = min(LISTED, half)
    if not top:
        return set()
    by_bridge = order[np.argsort(-bridge[order], kind="stable")]
    here = set(map(int, order[:top])) & set(map(int, by_bridge[half:]))
    there = set(map(int, by_bridge[:top])) & set(map(int, order[half:]))
    return here | there


def divisive(found: Shares, out: Bools) -> tuple[Finding, ...]:
    """By the surest difference between two groups; `agree` is meaningless and True."""
    if len(found.told) < 2:
        return ()
    answered = (found.told >= FEWEST_ANSWERS).all(axis=0) & ~out
    best = np.full(found.agree.shape[1], -1.0)
    for one in range(len(found.told)):
        for other in range(one):
            best = np.maximum(best, _apart(found, one, other))
    indices = np.flatnonzero(answered & (best > 0))
    order = indices[np.lexsort((indices, -best[indices]))]
    return tuple(Finding(int(j), True, float(best[j])) for j in order)


def _apart(found: Shares, one: int, other: int) -> Floats:
    """Lower bound of the difference of two shares, normal, with one added to each side."""
    p, q = found.agree[one], found.agree[other]
    error = np.sqrt(p * (1 - p) / (found.told[one] + 2) + q * (1 - q) / (found.told[other] + 2))
    return np.asarray(np.abs(p - q) - Z95 * error)


def characteristic(found: Shares, counts: Tally, group: int, out: Bools) -> tuple[Finding, ...]:
    """What this group says more than the others together, by the sure difference."""
    rest_agree = counts.agree.sum(axis=0) - counts.agree[group]
    rest_told = found.told.sum(axis=0) - found.told[group]
    p, q = found.agree[group], (rest_agree + 1) / (rest_told + 2)
    error = np.sqrt(p * (1 - p) / (found.told[group] + 2) + q * (1 - q) / (rest_told + 2))
    enough = (found.told[group] >= FEWEST_ANSWERS) & (rest_told >= FEWEST_ANSWERS) & ~out
    more, less = p - q - Z95 * error, q - p - Z95 * error
    agree = more >= less
    # It must be what most of the group says, not only what it says a little more often.
    most = np.where(agree, p, 1 - p) > COMMON
    bound = np.where(agree, more, less)
    indices = np.flatnonzero(enough & most & (bound > 0))
    order = indices[np.lexsort((indices, -bound[indices]))][:LISTED]
    return tuple(Finding(int(j), bool(agree[j]), float(bound[j])) for j in order)
