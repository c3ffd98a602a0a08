"""Ranked Pairs: which pairs are locked, whatever the order among equally strong ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from voting.counting.definition import Definition
from voting.counting.matrix import Matrix
from voting.counting.ties import Order

#: (ballots for, ballots against)
Strength = tuple[int, int]


@dataclass
class Pair:
    """`locked` is None where it depends on the order among pairs of one strength."""

    over: int
    under: int
    strength: Strength
    locked: bool | None = None

    def as_json(self, definition: Definition) -> dict[str, Any]:
        return {
            "over": definition.ids[self.over],
            "under": definition.ids[self.under],
            "for": self.strength[0],
            "against": self.strength[1],
            "locked": self.locked,
        }


class Reach:
    """Who stands above whom over any number of locked pairs; one bit an option."""

    def __init__(self, options: int) -> None:
        self.below = [0] * options

    def add(self, pair: Pair) -> None:
        if self.over(pair.over, pair.under):
            return
        more = self.below[pair.under] | 1 << pair.under
        for option, below in enumerate(self.below):
            if option == pair.over or below >> pair.over & 1:
                self.below[option] = below | more

    def over(self, x: int, y: int) -> bool:
        return bool(self.below[x] >> y & 1)

    def closes(self, pair: Pair) -> bool:
        return self.over(pair.under, pair.over)


@dataclass
class Locked:
    """`pairs` in the order in which they were looked at, the strongest first."""

    sure: Reach
    pairs: list[Pair] = field(default_factory=list)

    def over(self, x: int, y: int) -> bool:
        return self.sure.over(x, y)

    @property
    def open(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.locked is None]

    def open_groups(self) -> Iterator[tuple[Strength, list[int]]]:
        """The strengths that need an order, and the options of their open pairs."""
        for strength, pairs in groupby(self.open, lambda pair: pair.strength):
            yield strength, _involved(list(pairs))


def lock(above: Matrix, order: Order | None = None) -> Locked:
    """Without an order, what every order among equally strong pairs would lock.

    A pair is locked if no circle of pairs that may be locked so far, its own strength included,
    goes through it; it is skipped if those locked for certain before its strength close a circle
    with it; between the two it stays open (`locked` None). With an order none stays open.
    """
    sure, possible = Reach(len(above)), Reach(len(above))
    found = Locked(sure)
    for strength, group in groupby(_defeats(above, order), lambda pair: pair.strength):
        pairs = list(group)
        found.pairs += pairs
        candidates = [pair for pair in pairs if not sure.closes(pair)]
        for pair in pairs:
            pair.locked = False
        for pair in candidates:
            possible.add(pair)
        contested = [pair for pair in candidates if possible.closes(pair)]
        for pair in candidates:
            if order is None and pair in contested:
                pair.locked = None
            elif not sure.closes(pair):
                pair.locked = True
                sure.add(pair)
        if order is not None and contested:
            _note(order, strength, _involved(contested))
            possible.below = list(sure.below)
    return found


def at(strength: Strength) -> str:
    """How a tie among pairs names its step."""
    return f"pairs {strength[0]}:{strength[1]}"


def _note(order: Order, strength: Strength, involved: list[int]) -> None:
    order.note(involved, order.sort(involved), at(strength), order.how, len(involved))


def _involved(pairs: Sequence[Pair]) -> list[int]:
    return sorted({option for pair in pairs for option in (pair.over, pair.under)})


def _defeats(above: Matrix, order: Order | None) -> list[Pair]:
    """The pairs by ballots for, then fewest against, then the order of the first option and the
    reversed order of the second."""
    everyone = list(range(len(above)))
    place = {o: number for number, o in enumerate(order.sort(everyone) if order else everyone)}
    pairs = [
        Pair(x, y, (above[x][y], above[y][x]))
        for x in everyone
        for y in everyone
        if above[x][y] > above[y][x]
    ]
    return sorted(
        pairs,
        key=lambda p: (-p.strength[0], p.strength[1], place[p.over], -place[p.under]),
    )
