"""Titles and figures as a resident reads them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kernel import formats
from kernel.i18n import _, language
from voting.counting.results import Result

#: more titles than this in one sentence help nobody
MOST = 8


@dataclass(frozen=True)
class Words:
    result: Result
    money: Callable[[int], str]

    def title(self, name: str) -> str:
        definition = self.result.definition
        return definition.options[definition.positions[name]].title

    def titles(self, names: Iterable[str]) -> str:
        found = [self.title(name) for name in names]
        if len(found) <= MOST:
            return ", ".join(found)
        shown = ", ".join(found[: MOST - 1])
        return _(
            "%(titles)s ve %(number)s seçenek daha", titles=shown, number=len(found) - MOST + 1
        )

    def figure(self, name: str, figure: int) -> str:
        """What the rule ranks by: votes or points."""
        facts = {"title": self.title(name), "number": self.points(figure)}
        several = len(self.result.winners) > 1
        if self.result.definition.rule in ("plurality", "approval", "quadratic"):
            if several:
                return _("Son yeri alan %(title)s: %(number)s oy.", **facts)
            return _("%(title)s: %(number)s oy.", **facts)
        if several:
            return _("Son yeri alan %(title)s: %(number)s puan.", **facts)
        return _("%(title)s: %(number)s puan.", **facts)

    def points(self, figure: int) -> str:
        """Borda counts in halves, so that shared points stay whole numbers."""
        return self.votes(figure, self.result.details.get("points_are", 1))

    def votes(self, units: int, unit: int) -> str:
        """A figure kept in parts of a vote; its decimals only where it has some."""
        if not units % unit:
            return formats.number(units // unit)
        return self.decimal(units, unit, len(str(unit)) - 1 or 1)

    def decimal(self, above: int, below: int, places: int = 2) -> str:
        """Rounded half up for the eye; decisions use the fraction."""
        scale: int = 10**places
        value = (2 * above * scale + below) // (2 * below)
        mark = "." if language() == "en" else ","
        return f"{formats.number(value // scale)}{mark}{value % scale:0{places}d}"
