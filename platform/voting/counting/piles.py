"""Ballots in piles, and the look back that instant runoff and STV share."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from voting.counting.ballots import NOBODY, Ranks
from voting.counting.matrix import Integers
from voting.counting.ties import IMMATERIAL, Order

#: rows of the packed ballots
Rows = npt.NDArray[np.int64]


class Piles:
    """Moves rows to their next option that is still in; NOBODY is the pile of the exhausted."""

    def __init__(self, ballots: Ranks) -> None:
        rows, depth = ballots.order.shape
        ended = np.full((rows, depth + 1), NOBODY, ballots.order.dtype)
        ended[:, :depth] = ballots.order
        self._flat = ended.ravel()
        self._at: Rows = np.arange(rows, dtype=np.int64) * (depth + 1)
        self._out = np.zeros(ballots.options + 1, np.bool_)
        self._weights = ballots.weights
        self._each_once = bool((ballots.weights == 1).all())

    def out(self, option: int) -> None:
        """The option takes no more ballots."""
        self._out[option] = True

    def first(self) -> dict[int, Rows]:
        return self._sorted(np.arange(len(self._at), dtype=np.int64), self._flat[self._at])

    def move(self, rows: Rows) -> dict[int, Rows]:
        here = self._flat[self._at[rows]]
        going = np.flatnonzero(self._out[here])
        while len(going):
            moved = rows[going]
            self._at[moved] += 1
            here[going] = self._flat[self._at[moved]]
            going = going[self._out[here[going]]]
        return self._sorted(rows, here)

    def weight(self, rows: Rows) -> int:
        return len(rows) if self._each_once else int(self._weights[rows].sum())

    def _sorted(self, rows: Rows, here: npt.NDArray[np.signedinteger]) -> dict[int, Rows]:
        sorting = np.argsort(here, kind="stable")
        counts: Integers = np.bincount(here.astype(np.int64) + 1)
        found, start = {}, 0
        for option, length in enumerate(counts.tolist(), NOBODY):
            if length:
                found[option] = rows[sorting[start : start + length]]
            start += length
        return found


class Material(Exception):
    """A later step looks back at figures that depend on a tie taken for immaterial."""


class Stages:
    """Totals stage by stage, and ties broken by them.

    `strict`: no tie is taken for immaterial; the count runs so after `Material`.
    """

    def __init__(self, order: Order, noun: str, *, strict: bool) -> None:
        self.order, self.noun, self.strict = order, noun, strict
        self.history: list[list[int]] = []
        #: options that all go before any other, by a tie that cannot matter
        self.going: set[int] = set()
        #: stages (from 0) whose totals depend on the order among those
        self._open: set[int] = set()

    @property
    def at(self) -> str:
        return f"{self.noun} {len(self.history)}"

    def highest(self, among: Iterable[int]) -> int:
        """The largest total; equal ones by the latest earlier stage that differs, then the lot."""
        now = self.history[-1]
        top = max(now[option] for option in among)
        left, crossed = self._look_back([option for option in among if now[option] == top], max)
        if crossed:
            raise Material
        return self.order.best(left, 1, self.at)[0]

    def lowest(self, among: Iterable[int], immaterial: set[int]) -> int:
        """The one that goes: the least total; equal ones by the latest earlier stage that differs.

        `immaterial`: options that include all with the least total and whose order of going
        changes nothing for the others; empty when there are none such.
        """
        now = self.history[-1]
        least = min(now[option] for option in among)
        left, crossed = self._look_back([option for option in among if now[option] == least], min)
        if not self.going and (crossed or len(left) > 1):
            if not self.strict and immaterial:
                self._let_go(immaterial)
            elif crossed:
                raise Material
        if self.going and len(left) > 1:
            gone = max(left)
            self.order.note(left, [gone], self.at, IMMATERIAL)
        else:
            gone = self.order.worst(left, self.at)
        self.going.discard(gone)
        return gone

    def _let_go(self, options: set[int]) -> None:
        self.going = set(options)
        if any(self.history[-1][option] for option in options):
            now = len(self.history) - 1
            self._open.update(range(now + 1, now + len(options)))

    def _look_back(
        self, tied: list[int], pick: Callable[[Iterable[int]], int]
    ) -> tuple[list[int], bool]:
        """Those that are left of the tied, and whether stages were read that could be others."""
        left, crossed = tied, False
        for stage in range(len(self.history) - 2, -1, -1):
            if len(left) == 1:
                break
            crossed = crossed or stage in self._open
            totals = self.history[stage]
            wanted = pick(totals[option] for option in left)
            left = [option for option in left if totals[option] == wanted]
        if len(left) < len(tied):
            self.order.note(tied, left, self.at, f"earlier {self.noun}")
        return left, crossed


def bottom(totals: Mapping[int, int]) -> set[int]:
    """The fewest options from the lowest up, with all that share the least total, whose totals
    together are below each other one's: they all go before the rest, in whatever order."""
    ascending = sorted(totals, key=lambda option: totals[option])
    together = 0
    for number, option in enumerate(ascending[:-1], 1):
        together += totals[option]
        following = totals[ascending[number]]
        if together < following:
            return set(ascending[:number])
    return set()
