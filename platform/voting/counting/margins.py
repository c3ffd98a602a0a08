"""What would have flipped a result: how many ballots would have had to be different.

Another outcome is another set of winners, or a tie that only a lot or the council could decide.
One changed ballot is one valid ballot replaced by another valid one. `at_most` is never an
estimate: the changed ballots are written down and counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from voting.counting import bounds, lower, tally
from voting.counting.ballots import Choices, Integers, Packed, Points, Ranks, pack
from voting.counting.definition import COUNCIL, LOT, Definition
from voting.counting.parameters import Ballot
from voting.counting.results import DECIDED, NO_QUORUM, Result
from voting.counting.shares import Progress
from voting.counting.ties import DECLARED

BY_OTHERS = (LOT, COUNCIL, DECLARED)

#: recounts that the search may cost: fewer where one takes long (ballots, or equal shares)
MANY, FEW, LARGE = 60, 16, 50_000
#: pairs of a winner and a rival that are tried
PAIRS = 6


def margin(
    definition: Definition,
    ballots: Packed,
    result: Result,
    *,
    electorate: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any] | None:
    """{"exact", "at_least", "at_most", "instead"}; None where there is nobody to lose a place.

    No change of fewer than `at_least` ballots gives another outcome; a change of `at_most` does
    (None: the search found none). `exact`: both are the same. `instead` is who then wins or is
    part of the tie. `progress` is told (recounts made, the same, recounts at most).
    """
    if definition.rule == "proportional-split":
        return None
    if any(tie.how in BY_OTHERS for tie in result.ties):
        return _tied(result)
    if result.status not in (DECIDED, NO_QUORUM) or not result.winners:
        return None
    least = lower.at_least(definition, ballots, result)
    most, instead = Search(definition, ballots, result, electorate, least, progress).run()
    return {
        "exact": most == least,
        "at_least": least,
        "at_most": most,
        "instead": instead,
    }


def _tied(result: Result) -> dict[str, Any]:
    """No ballot at all: a lot, the council or nobody yet has decided between equal ones."""
    tie = next(tie for tie in result.ties if tie.how in BY_OTHERS)
    others = [name for name in tie.options if name not in result.winners]
    return {"exact": True, "at_least": 0, "at_most": 0, "instead": next(iter(others), None)}


# --- changed ballots ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """The first `number` ballots in the order of `rows` are replaced by `instead`."""

    ballots: Packed
    rows: Integers
    instead: Any

    @property
    def largest(self) -> int:
        return int(self.ballots.weights[self.rows].sum())

    def applied(self, definition: Definition, number: int) -> Packed:
        weights = self.ballots.weights.copy()
        before = np.cumsum(weights[self.rows]) - weights[self.rows]
        weights[self.rows] -= np.clip(number - before, 0, weights[self.rows])
        new = pack(definition, [self.instead], weights=[number])
        assert new.valid == number
        return _joined(self.ballots, weights, new)


def _joined(old: Packed, weights: Integers, new: Packed) -> Packed:
    """The old rows that are left, and the new ones."""
    kept = weights > 0
    both = np.concatenate((weights[kept], new.weights))
    if isinstance(old, Ranks):
        assert isinstance(new, Ranks)
        equal = old.places is not None or new.places is not None
        places = np.concatenate((old.level[kept], new.level)) if equal else None
        order = np.concatenate((old.order[kept], new.order))
        return replace(old, order=order, weights=both, places=places)
    assert isinstance(new, Choices)
    entries = kept[old.rows]
    lengths = np.concatenate((np.diff(old.start)[kept], np.diff(new.start)))
    fields: dict[str, Any] = {
        "start": np.concatenate(([0], np.cumsum(lengths))),
        "options": np.concatenate((old.options[entries], new.options)),
        "weights": both,
    }
    if isinstance(old, Points):
        assert isinstance(new, Points)
        fields["points"] = np.concatenate((old.points[entries], new.points))
    return replace(old, **fields)


# --- the search ---------------------------------------------------------------------------------


@dataclass
class Search:
    """Ballots that speak most for a winner and least for a rival are given to the rival."""

    definition: Definition
    ballots: Packed
    result: Result
    electorate: int | None
    least: int
    progress: Progress | None = None

    def __post_init__(self) -> None:
        slow = self.definition.rule == "equal-shares" or len(self.ballots.weights) > LARGE
        self.left = self.recounts = FEW if slow else MANY
        self.most: int | None = None
        self.instead: str | None = None

    def run(self) -> tuple[int | None, str | None]:
        for winner, rival in self._pairs():
            for instead in self._ballots_for(winner, rival):
                if self.most == self.least or not self.left:
                    return self.most, self.instead
                rows = self._rows(winner, rival)
                self._smallest(Change(self.ballots, rows, instead))
        return self.most, self.instead

    def _smallest(self, change: Change) -> None:
        """Doubling until the outcome is another, then halving; every number is counted."""
        limit = change.largest if self.most is None else self.most - 1
        low, high, number = self.least - 1, None, self.least
        while high is None and low < limit and self.left:
            number = min(number, limit)
            low, high = (low, number) if self._flips(change, number) else (number, None)
            number *= 2
        while high is not None and high - low > 1 and self.left:
            middle = (low + high) // 2
            low, high = (low, middle) if self._flips(change, middle) else (middle, high)

    def _flips(self, change: Change, number: int) -> bool:
        self.left -= 1
        if self.progress is not None:
            made = self.recounts - self.left
            self.progress(made, made, self.recounts)
        changed = change.applied(self.definition, number)
        found = tally.count(self.definition, changed, electorate=self.electorate)
        tied = found.open_tie
        if tied is None and set(found.winners) == set(self.result.winners):
            return False
        names = (*found.winners, *(tied.options if tied else ()))
        new = [name for name in names if name not in self.result.winners]
        if found.details.get("runoff"):
            new = [name for name in found.details["runoff"] if name not in self.result.winners]
        self.most, self.instead = number, next(iter(new), None)
        return True

    @cached_property
    def names(self) -> npt.NDArray[np.uint64]:
        """A number for what each row says, so that the order of the ballots means nothing."""
        every = range(len(self.definition.ids))
        found = np.zeros(len(self.ballots.weights), np.uint64)
        for option in every:
            found += _says(self.ballots, option).astype(np.uint64) * _spread(option)
        return found

    # --- who against whom ---

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """The nearest first, by the rule's figures where it has them, else by its ranking."""
        inside = bounds.holders(self.definition, self.result)
        ranking = [name for group in self.result.ranking for name in group]
        strength = [len(ranking) - ranking.index(name) for name in self.definition.ids]
        scores = self.result.scores
        figures = [scores[name] for name in self.definition.ids] if scores else strength
        others = range(len(self.definition.ids))
        outside = [option for option in others if option not in inside] or inside
        pairs = bounds.near(figures, inside, outside)
        yield from [(winner, rival) for winner, rival in pairs if winner != rival][:PAIRS]

    def _ballots_for(self, winner: int, rival: int) -> Iterator[Any]:
        """Valid ballots that help the rival most, one or two ways."""
        for ballot in FOR_RIVAL[self.definition.ballot](self.definition, winner, rival):
            new = pack(self.definition, [ballot], weights=[1])
            if new.valid:
                yield ballot

    def _rows(self, winner: int, rival: int) -> Integers:
        shift = _says(self.ballots, winner) - _says(self.ballots, rival)
        return np.lexsort((self.names, -shift))


def _spread(option: int) -> np.uint64:
    """Odd numbers without small relations between them."""
    return np.uint64(pow(0x9E3779B97F4A7C15, option + 1, 2**64))


def _says(ballots: Packed, option: int) -> Integers:
    """How much each distinct ballot speaks for the option."""
    if isinstance(ballots, Ranks):
        return ballots.options - ballots.level[:, option].astype(np.int64)
    return bounds.column(ballots, option)


def _marks(definition: Definition, winner: int, rival: int) -> Iterator[Any]:
    """The rival alone, or with as many as the rule asks for: the winner last of all."""
    others = [option for option in range(len(definition.ids)) if option not in (winner, rival)]
    least = definition.params.get("min_choices", 1)
    yield definition.named([rival, *others, winner][:least])


def _points(definition: Definition, winner: int, rival: int) -> Iterator[Any]:
    params, ids = definition.params, definition.ids
    if definition.rule == "quadratic":
        more, less = bounds.reach(definition)
        yield {ids[rival]: more, **({ids[winner]: -less} if less else {})}
        single, _none = bounds.reach(
            replace(definition, params={**definition.params, "negative": False})
        )
        if less:
            yield {ids[rival]: single}
            yield {ids[rival]: 0, ids[winner]: -single}
        return
    limits = [params.get(name) for name in ("max_score", "max_points", "max_sum")]
    most = min((limit for limit in limits if limit is not None), default=10)
    yield {ids[rival]: most, ids[winner]: 0}
    yield {ids[rival]: most}


def _ranks(definition: Definition, winner: int, rival: int) -> Iterator[Any]:
    """The rival alone; and all in order, the winner last."""
    ids = definition.ids
    yield [ids[rival]]
    others = [name for name in ids if name not in (ids[winner], ids[rival])]
    yield [ids[rival], *others, ids[winner]][: definition.params.get("max_rank")]


FOR_RIVAL = {Ballot.CHOICES: _marks, Ballot.POINTS: _points, Ballot.RANKS: _ranks}
