"""One small worked example for each rule, counted by the code itself when the page is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from kernel.i18n import N_, _, in_language
from voting.counting.definition import define
from voting.counting.results import Result
from voting.counting.tally import count
from voting.explaining.result import explain
from voting.explaining.tables import Table, tables

Pairs = Sequence[tuple[int, Any]]


@dataclass(frozen=True)
class Example:
    """`ballots` are (how many, ballot) in the form of `counting.tally.count`."""

    question: str
    titles: Mapping[str, str]
    ballots: Pairs
    params: Mapping[str, Any] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)
    seats: int = 1


_PARK = {"g": N_("Gölgelik"), "o": N_("Oyun alanı"), "k": N_("Koşu yolu")}
_PARK_QUESTION = N_("Parkta önce ne yapılsın?")
_MARKS = Example(_PARK_QUESTION, _PARK, ((9, ["g"]), (7, ["o"]), (4, ["k"])), {})
_APPROVALS = Example(
    _PARK_QUESTION,
    _PARK,
    ((8, ["g"]), (7, ["o", "k"]), (5, ["g", "k"])),
)
_POINTS = Example(
    _PARK_QUESTION,
    _PARK,
    (
        (8, {"g": 5, "o": 0, "k": 3}),
        (7, {"g": 0, "o": 5, "k": 4}),
        (5, {"g": 4, "o": 1, "k": 5}),
    ),
)
_KNOWN = Example(
    _PARK_QUESTION,
    _PARK,
    ((8, {"g": 5, "o": 2}), (7, {"g": 2, "o": 5, "k": 4}), (1, {"k": 5})),
    {"min_scored_percent": 50},
)
_CREDITS = Example(
    _PARK_QUESTION,
    _PARK,
    ((6, {"g": 4}), (5, {"o": 2, "k": 3}), (4, {"o": 3, "k": 2})),
    {"credits": 16},
)
_RANKS = Example(
    _PARK_QUESTION,
    _PARK,
    ((8, ["g", "k", "o"]), (7, ["o", "k", "g"]), (5, ["k", "o", "g"])),
)
_CYCLE = Example(
    _PARK_QUESTION,
    _PARK,
    ((9, ["g", "o", "k"]), (8, ["o", "k", "g"]), (5, ["k", "g", "o"])),
)
_BOARD = Example(
    N_("Mahalle kuruluna iki üye"),
    {"a": N_("Ayşe"), "b": N_("Bekir"), "c": N_("Ceren"), "d": N_("Demir")},
    (
        (12, ["a", "b"]),
        (4, ["b", "a"]),
        (7, ["c", "d"]),
        (4, ["d", "c"]),
    ),
    seats=2,
)
_PROJECTS = {
    "m": N_("Meydan düzenlemesi"),
    "y": N_("Yaya yolu"),
    "c": N_("Çeşme onarımı"),
    "b": N_("Bahçe"),
}
_COSTS = {"m": 6_000_000, "y": 4_000_000, "c": 3_000_000, "b": 2_000_000}
_MARKED = ((5, ["m", "y"]), (1, ["m"]), (3, ["c", "b"]), (1, ["b"]))
_BUDGET = Example(
    N_("90.000 lira nereye harcansın?"), _PROJECTS, _MARKED, {"budget": 9_000_000}, _COSTS
)
_SHARES = Example(
    N_("100.000 lira nereye harcansın?"), _PROJECTS, _MARKED, {"budget": 10_000_000}, _COSTS
)
_FEW = replace(_BUDGET, params={"budget": 9_000_000, "min_score": 5})
_HEADINGS = Example(
    N_("100.000 lira başlıklara nasıl bölünsün?"),
    {"u": N_("Ulaşım"), "y": N_("Yeşil alan"), "k": N_("Kültür")},
    ((11, ["u", "y"]), (6, ["y", "k"]), (2, ["k"])),
    {"budget": 10_000_000, "max_choices": 2},
)

EXAMPLES: dict[str, Example] = {
    "plurality": _MARKS,
    "approval": _APPROVALS,
    "score": _POINTS,
    "average": _KNOWN,
    "star": _POINTS,
    "quadratic": _CREDITS,
    "irv": _RANKS,
    "schulze": _CYCLE,
    "ranked-pairs": _CYCLE,
    "minimax": _CYCLE,
    "borda": _RANKS,
    "stv": _BOARD,
    "greedy": _BUDGET,
    "greedy-no-skip": _BUDGET,
    "greedy-threshold": _FEW,
    "greedy-ratio": _BUDGET,
    "equal-shares": _SHARES,
    "proportional-split": _HEADINGS,
}


@cache
def counted(rule: str, language: str) -> Result:
    """Once a process and language (that of the reader): titles are part of a definition."""
    example = EXAMPLES[rule]
    with in_language(language):
        options = [
            {"id": name, "title": _(title), "cost": example.costs.get(name, 0)}
            for name, title in example.titles.items()
        ]
    definition = define(rule, options, seats=example.seats, **example.params)
    ballots = [ballot for _number, ballot in example.ballots]
    return count(definition, ballots, weights=[number for number, _ballot in example.ballots])


def ballot_words(rule: str, ballot: Any) -> str:
    """A ballot as it is read aloud."""
    titles = EXAMPLES[rule].titles
    if isinstance(ballot, Mapping):
        return ", ".join(f"{_(titles[name])} {points}" for name, points in ballot.items())
    sign = " › " if EXAMPLES[rule] in (_RANKS, _CYCLE, _BOARD) else " + "
    return sign.join(_(titles[name]) for name in ballot)


@dataclass(frozen=True)
class Shown:
    """An example as the page shows it, in the reader's language."""

    question: str
    ballots: Table
    sentences: list[str]
    tables: list[Table]


def shown(rule: str, language: str) -> Shown:
    example, result = EXAMPLES[rule], counted(rule, language)
    explanation = explain(result)
    rows = [[ballot_words(rule, ballot), str(number)] for number, ballot in example.ballots]
    return Shown(
        question=_(example.question),
        ballots=Table("ballots", _("Kullanılan oylar"), [_("Oy"), _("Kişi")], rows),
        sentences=[explanation.outcome, *explanation.why, *explanation.ties],
        tables=tables(result),
    )
