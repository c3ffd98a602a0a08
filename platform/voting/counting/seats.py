"""Places filled by a figure: reserved ones first, then the open ones; equal ones by the order."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import IMMATERIAL, Order, Undecided

#: of each option, by position
Figures = Sequence[int] | Sequence[Fraction]

RESULT = "result"


@dataclass
class Seated:
    """`rounds`: one row a place (see `row`)."""

    winners: list[int] = field(default_factory=list)
    rounds: list[dict[str, Any]] = field(default_factory=list)


def groups(figures: Figures | Mapping[int, int], among: Iterable[int]) -> list[list[int]]:
    """Equal ones together, the highest first; inside a group in the order of the definition."""
    found: dict[int | Fraction, list[int]] = {}
    for position in sorted(among):
        found.setdefault(figures[position], []).append(position)
    return [found[figure] for figure in sorted(found, reverse=True)]


def fill(
    definition: Definition,
    figures: Figures,
    order: Order,
    *,
    standing: Iterable[int] | None = None,
    shown: Sequence[Any] | None = None,
) -> Seated:
    """The places of a definition by the highest figures.

    Only options with a figure above 0 can win or tie. `standing` narrows them further; `shown` are
    the figures as the trace prints them, where they are no integers.
    """
    among = range(len(figures)) if standing is None else standing
    filling = _Filling(
        definition=definition,
        figures=figures,
        shown=figures if shown is None else shown,
        order=order,
        free={position for position in among if figures[position] > 0},
    )
    with suppress(Undecided):
        filling.reserved(definition.params.get("reserved", ()))
        filling.remaining()
    return filling.seated


def most(
    definition: Definition,
    figures: Sequence[int],
    order: Order,
    *,
    support: Sequence[int],
    details: dict[str, Any] | None = None,
) -> Outcome:
    """The outcome of a rule that ranks by one whole number an option."""
    seated = fill(definition, figures, order)
    return Outcome(
        winners=seated.winners,
        ranking=groups(figures, range(len(figures))),
        support=support,
        rounds=seated.rounds,
        scores=figures,
        details=details or {},
    )


@dataclass
class _Filling:
    definition: Definition
    figures: Figures
    shown: Sequence[Any]
    order: Order
    #: those who stand and are not seated yet
    free: set[int]
    seated: Seated = field(default_factory=Seated)

    def reserved(self, wanted: Sequence[Sequence[Any]]) -> None:
        """Groups in the order of the definition; whoever sits counts for each group declared."""
        for number, (group, seats) in enumerate(wanted):
            later = wanted[number + 1 :]
            sitting = [o for o in self.seated.winners if self._declares(o, group)][:seats]
            for option in sitting:
                self._row(group, option, "counted")
            members = [option for option in self.free if self._declares(option, group)]
            self._seat(group, members, seats - len(sitting), later, f"reserved {group}")
            missing = seats - len(sitting) - len(members)
            for _place in range(missing):
                self._row(group, None, "to open")

    def remaining(self) -> None:
        places = self.definition.seats - len(self.seated.winners)
        fitting = min(places, len(self.free))
        self._seat(None, list(self.free), places, (), RESULT)
        for _place in range(places - fitting):
            self._row(None, None, "empty")

    def _seat(
        self,
        group: str | None,
        members: Sequence[int],
        places: int,
        later: Sequence[Sequence[Any]],
        at: str,
    ) -> None:
        for equal in groups(self.figures, members):
            if places < 1:
                return
            for option in self._best(equal, places, later, at):
                self.free.discard(option)
                self.seated.winners.append(option)
                self._row(group, option, "seated")
                places -= 1

    def _best(
        self, equal: list[int], places: int, later: Sequence[Sequence[Any]], at: str
    ) -> list[int]:
        if len(equal) > places and at != RESULT and self._all_in(equal, later):
            chosen = equal[:places]
            self.order.note(equal, chosen, at, IMMATERIAL, places)
            return chosen
        return self.order.best(equal, places, at)

    def _all_in(self, equal: list[int], later: Sequence[Sequence[Any]]) -> bool:
        """Whether all of them get a place whoever takes the reserved one.

        They do when there are places for all with this figure or a higher one, even if each
        reserved seat to come went to somebody lower. A group to come then takes somebody lower
        only for what its members among these leave over, whether they sit by then or not.
        """
        figure = self.figures[equal[0]]
        ahead = sum(self.figures[option] >= figure for option in self.free)
        demanded = sum(seats for _group, seats in later)
        return bool(len(self.seated.winners) + ahead + demanded <= self.definition.seats)

    def _declares(self, option: int, group: str) -> bool:
        return group in self.definition.options[option].groups

    def _row(self, group: str | None, option: int | None, how: str) -> None:
        self.seated.rounds.append(
            {
                "group": group,
                "option": None if option is None else self.definition.ids[option],
                "figure": None if option is None else self.shown[option],
                "how": how,
            }
        )
