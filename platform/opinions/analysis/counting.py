"""Agreement, disagreement and all answers of each group to each statement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opinions.analysis.votes import AGREE, DISAGREE, Ints, Votes

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
    group = groups[votes.rows]
    inside = group >= 0
    cell = group * votes.m + votes.columns

    def counted(which: NDArray[np.bool_]) -> Ints:
        chosen = cell[inside & which]
        return np.bincount(chosen, minlength=count * votes.m).reshape(count, votes.m)

    everything = np.ones(len(cell), dtype=bool)
    return Tally(
        counted(votes.values == AGREE), counted(votes.values == DISAGREE), counted(everything)
    )


def together(votes: Votes) -> Tally:
    """Of everybody, as one group."""
    return tally(votes, np.zeros(votes.n, dtype=np.int64), 1)
