"""Equal ones: a tie is a result. Nothing here guesses, and nothing enumerates orders."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voting.counting.definition import COUNCIL, LOT, BadDefinition, Definition

DECLARED = "declared"
IMMATERIAL = "immaterial"


@dataclass(frozen=True)
class Tie:
    """`options` were equal for `places`; `chosen` is None as long as nobody has decided.

    `how` is "declared", "lot", "council", "immaterial" (any order gives the same outcome) or the
    name of the rule's own next step (e.g. "earlier stage", "lowest cost"). `at` names the step:
    "result", "round 3", "project 17", …
    """

    at: str
    options: tuple[str, ...]
    places: int
    how: str
    chosen: tuple[str, ...] | None


class Undecided(Exception):
    """The count cannot go on before somebody decides; rules return what is certain until here."""

    def __init__(self, tie: Tie) -> None:
        super().__init__(tie.at)
        self.tie = tie


def lot_key(seed: str, election: str, option: str) -> str:
    """SHA-256 of the UTF-8 JSON array [seed, election, option], without spaces (RFC 8785)."""
    text = json.dumps([seed, election, option], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def lot_order(seed: str, election: str, options: Iterable[str]) -> list[str]:
    """All options in the order of the lot: the first one wins a tie."""
    return sorted(options, key=lambda option: lot_key(seed, election, option))


@dataclass
class Order:
    """Decides between equal ones and keeps a list of each use.

    `places[position]` is the place of an option in the drawn lot or in the council's decision;
    None when there is neither, so that every tie that matters stays open.
    """

    definition: Definition
    places: tuple[int, ...] | None
    how: str
    ties: list[Tie] = field(default_factory=list)

    def best(self, tied: Sequence[int], places: int, at: str) -> list[int]:
        """The `places` first of the tied positions; Undecided when nobody has decided.

        Nothing is noted when all of them fit.
        """
        if len(tied) <= places:
            return list(tied)
        if self.places is None:
            tie = self._tie(tied, places, at, DECLARED, None)
            self.ties.append(tie)
            raise Undecided(tie)
        chosen = self.sort(tied)[:places]
        self.ties.append(self._tie(tied, places, at, self.how, chosen))
        return chosen

    def worst(self, tied: Sequence[int], at: str) -> int:
        """The one that goes: the last in the order."""
        if len(tied) == 1:
            return tied[0]
        if self.places is None:
            tie = self._tie(tied, 1, at, DECLARED, None)
            self.ties.append(tie)
            raise Undecided(tie)
        gone = self.sort(tied)[-1]
        self.ties.append(self._tie(tied, 1, at, self.how, [gone]))
        return gone

    def sort(self, positions: Sequence[int]) -> list[int]:
        """By the drawn order; by the definition's where there is none (for display only)."""
        places = self.places or range(len(self.definition.options))
        return sorted(positions, key=lambda position: places[position])

    def note(
        self, tied: Sequence[int], chosen: Sequence[int], at: str, how: str, places: int = 1
    ) -> None:
        """A tie that the rule itself resolved."""
        self.ties.append(self._tie(tied, places, at, how, chosen))

    def _tie(
        self, tied: Sequence[int], places: int, at: str, how: str, chosen: Sequence[int] | None
    ) -> Tie:
        named = self.definition.named
        return Tie(
            at=at,
            options=tuple(named(sorted(tied))),
            places=places,
            how=how,
            chosen=None if chosen is None else tuple(named(chosen)),
        )


def order_of(
    definition: Definition, *, seed: str | None = None, council: Sequence[str] | None = None
) -> Order:
    """`seed`: digits drawn in public after the closing; `council`: all options, first one best."""
    ids = definition.ids
    if definition.tie == LOT and seed is not None:
        drawn = lot_order(seed, definition.election, ids)
        return Order(definition, _places(definition, drawn), LOT)
    if definition.tie == COUNCIL and council is not None:
        if sorted(council) != sorted(ids):
            raise BadDefinition("council", "an order names every option once")
        return Order(definition, _places(definition, council), COUNCIL)
    return Order(definition, None, DECLARED)


def _places(definition: Definition, order: Sequence[str]) -> tuple[int, ...]:
    place = {name: number for number, name in enumerate(order)}
    return tuple(place[name] for name in definition.ids)
