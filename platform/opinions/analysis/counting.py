"""Agreement, disagreement and all answers of each group to each statement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.votes import AGREE, ANSWERS, DISAGREE, Ints, Votes

#: of a participant who belongs to no group
NOWHERE = -1


@dataclass(frozen=True)
class Tally:
    """Groups × statements: `agree`, `disagree`, and `seen` with the passes."""

    agree: Ints
    disagree: Ints
    seen: Ints

    @property
    def passed(self) -> Ints:
        return self.seen - self.agree - self.disagree


def tally(votes: Votes, groups: NDArray[np.int64], count: int) -> Tally:
    """`groups`: of each participant 0 … count − 1, or NOWHERE, who is left out."""
    width = votes.m * len(ANSWERS)
    # Those who are nowhere are the first of count + 1 tables.
    cells = ((groups - NOWHERE) * width)[votes.rows]
    cells += votes.kinds
    found = np.bincount(cells, minlength=(count + 1) * width)
    return _told(found.reshape(count + 1, votes.m, len(ANSWERS))[1:])


def together(votes: Votes) -> Tally:
    """Of everybody, as one group."""
    return _told(votes.per_kind[None])


def _told(per_kind: Ints) -> Tally:
    """From groups × statements × answers."""
    return Tally(
        per_kind[..., ANSWERS.index(AGREE)],
        per_kind[..., ANSWERS.index(DISAGREE)],
        per_kind.sum(axis=-1),
    )
