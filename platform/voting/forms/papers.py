"""The ballot paper of an election: everything the booth shows, read from the frozen definition."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import isqrt
from typing import Any

from kernel.i18n import N_
from voting.counting.definition import Definition
from voting.counting.parameters import Ballot
from voting.counting.reading import MOST_POINTS, most_ranks

#: scores up to here are buttons, above it a number is typed
MOST_BUTTONS = 10

#: what a score means; other scales have words at their ends only
WORDS = (
    N_("Hiç istemem"),
    N_("İstemem"),
    N_("Olmasa da olur"),
    N_("Olabilir"),
    N_("İsterim"),
    N_("Çok isterim"),
)


class Kind(StrEnum):
    """How the paper is filled in."""

    SINGLE = "single"
    SEVERAL = "several"
    BASKET = "basket"  # projects with a price
    SCORES = "scores"
    RANKS = "ranks"
    POINTS = "points"  # given out to projects
    CREDITS = "credits"  # votes whose square is paid


class Unit(StrEnum):
    """What a limit counts."""

    CHOICES = "choices"
    MONEY = "money"
    POINTS = "points"
    CREDITS = "credits"


@dataclass(frozen=True)
class Entry:
    """One option as it was frozen."""

    id: str
    title: str
    text: str
    cost: int | None
    pot: str
    proposal: int | None
    #: {"file", "name", "alt", …}
    photo: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Group:
    """Options under one heading; `money` is what their pot spends, None without pots."""

    name: str
    money: int | None
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Paper:
    definition: Definition

    @cached_property
    def kind(self) -> Kind:
        definition, params = self.definition, self.definition.params
        if definition.rule == "quadratic":
            return Kind.CREDITS
        if definition.ballot is Ballot.RANKS:
            return Kind.RANKS
        if definition.ballot is Ballot.POINTS:
            return Kind.POINTS if self.is_budget else Kind.SCORES
        if params.get("ballot") == "choose-1" or params.get("max_choices") == 1:
            return Kind.SINGLE
        return Kind.BASKET if self.is_budget else Kind.SEVERAL

    @property
    def is_budget(self) -> bool:
        return "ballot" in self.definition.params

    @property
    def question(self) -> str:
        return str(self.definition.document.get("question") or "")

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        rows: Sequence[dict[str, Any]] = self.definition.document["options"]
        return tuple(
            Entry(
                id=option.id,
                title=option.title,
                text=row.get("text") or "",
                cost=row.get("cost"),
                pot=option.pot,
                proposal=row.get("proposal"),
                photo=row.get("photo"),
            )
            for option, row in zip(self.definition.options, rows, strict=True)
        )

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    def shuffled(self, seed: str) -> list[Entry]:
        """Another order for each seed; computed, stored nowhere."""

        def place(entry: Entry) -> str:
            return hashlib.sha256(f"{seed}:{entry.id}".encode()).hexdigest()

        return sorted(self.entries, key=place)

    def grouped(self, entries: Iterable[Entry]) -> list[Group]:
        """By pot in the definition's order, the city's own last; one group without pots.

        A ranking is one list: its options name their pots themselves.
        """
        rows = list(entries)
        pots = [(str(name), int(money)) for name, money in self._param("pots") or ()]
        if not pots or self.kind is Kind.RANKS:
            return [Group("", None, rows)]
        rest = self._param("budget") - sum(money for _name, money in pots)
        groups = [
            Group(name, money, [entry for entry in rows if entry.pot == name])
            for name, money in [*pots, ("", rest)]
        ]
        return [group for group in groups if group.entries]

    # --- limits ---------------------------------------------------------------------------------

    def _param(self, name: str) -> Any:
        return self.definition.params.get(name)

    @property
    def most(self) -> int | None:
        """Options one ballot may name; None where all of them."""
        found: int | None = self._param("max_choices")
        if self.kind is Kind.RANKS:
            found = most_ranks(self.definition)
        return None if found is None or found >= len(self.entries) else found

    @property
    def least(self) -> int:
        return self._param("min_choices") or 1

    @property
    def places(self) -> int:
        """Numbers a ranking may use."""
        return self.most or len(self.entries)

    @property
    def equal_ranks(self) -> bool:
        return bool(self._param("equal_ranks"))

    @property
    def max_score(self) -> int:
        return self._param("max_score") or 0

    @property
    def has_buttons(self) -> bool:
        return self.kind is Kind.SCORES and self.max_score <= MOST_BUTTONS

    @property
    def may_abstain(self) -> bool:
        """Whether no score differs from 0: only where the average decides."""
        return self.definition.rule == "average"

    @property
    def lowest(self) -> int:
        """The smallest number one option can get."""
        return -self.highest if self._param("negative") else 0

    @property
    def highest(self) -> int:
        if self.kind is Kind.CREDITS:
            return isqrt(self._param("credits"))
        limits = (self._param("max_score"), self._param("max_points"), self._param("max_sum"))
        return min((limit for limit in limits if limit is not None), default=MOST_POINTS)

    @cached_property
    def limits(self) -> dict[Unit, int | None]:
        """What is counted while the paper is filled in; None: shown, but without a limit."""
        if self.kind is Kind.CREDITS:
            return {Unit.CREDITS: self._param("credits")}
        if self.kind in (Kind.SINGLE, Kind.SCORES):
            return {}
        limits: dict[Unit, int | None] = {}
        if self.kind is Kind.POINTS:
            limits[Unit.POINTS] = self._param("max_sum")
        if self.kind is Kind.BASKET:
            limits[Unit.MONEY] = self._param("max_cost")
        if self.most is not None:
            limits[Unit.CHOICES] = self.most
        return limits

    def word(self, score: int) -> str:
        """A msgid, or nothing between the ends of a long scale."""
        if self.max_score == len(WORDS) - 1:
            return WORDS[score]
        return {0: WORDS[0], self.max_score: WORDS[-1]}.get(score, "")
