"""The rules by name, their ballots and their parameters: one table for web, file and command."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voting.counting.definition import Definition


class Ballot(StrEnum):
    """What a voter fills in."""

    CHOICES = "choices"  # option ids, the order means nothing
    RANKS = "ranks"  # best first; a place may hold one id, several, or none
    POINTS = "points"  # id -> whole number


@dataclass(frozen=True)
class Param:
    """`allows` judges a value, `read` makes one of the text of a command line."""

    default: Any
    allows: Callable[[Any], bool]
    wording: str
    read: Callable[[str], Any] = str


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def whole(default: int | None, least: int = 0, *, most: int | None = None) -> Param:
    def allows(value: Any) -> bool:
        if value is None:
            return default is None
        return _whole(value) and least <= value and (most is None or value <= most)

    wording = f"a whole number from {least}" + (f" to {most}" if most is not None else "")
    return Param(default, allows, wording, lambda text: None if text == "none" else int(text))


def yes_no(default: bool) -> Param:
    names = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    return Param(default, lambda value: isinstance(value, bool), "true or false", names.__getitem__)


def one_of(*values: str) -> Param:
    """The first is the default."""
    return Param(values[0], lambda value: value in values, f"one of {', '.join(values)}")


def text(default: str | None = None) -> Param:
    return Param(default, lambda value: value is None or isinstance(value, str), "a text")


def pairs(wording: str, least: int) -> Param:
    """[[name, number], …] in an order that counts; on the command line name:number,name:number."""

    def allows(value: Any) -> bool:
        return (
            isinstance(value, list | tuple)
            and all(
                isinstance(pair, list | tuple)
                and len(pair) == 2
                and isinstance(pair[0], str)
                and _whole(pair[1])
                and pair[1] >= least
                for pair in value
            )
            and len({pair[0] for pair in value}) == len(value)
        )

    def read(given: str) -> list[list[Any]]:
        rows = [row.rpartition(":") for row in given.split(",") if row]
        return [[name, int(number)] for name, _, number in rows]

    return Param((), allows, wording, read)


Faults = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class RuleSpec:
    """`checks` yield (field, reason) for what one parameter alone cannot show."""

    ballot: Ballot | None
    params: Mapping[str, Param] = field(default_factory=dict)
    checks: tuple[Callable[["Definition"], Faults], ...] = ()

    def ballot_for(self, params: Mapping[str, Any]) -> Ballot:
        """Budgets take several kinds of ballots; all other rules have one of their own."""
        return self.ballot or BUDGET_BALLOTS[params["ballot"]]

    def faults(self, definition: "Definition") -> Faults:
        for check in self.checks:
            yield from check(definition)


# --- checks -------------------------------------------------------------------------------------


def _seats(definition: "Definition") -> Faults:
    if definition.seats > len(definition.options):
        yield "seats", "no more than there are options"


def _one_seat(definition: "Definition") -> Faults:
    if definition.seats != 1:
        yield "seats", "this rule elects one"


def _length(definition: "Definition") -> Faults:
    least, most = definition.params["min_choices"], definition.params["max_choices"]
    if most is not None and not least <= most:
        yield "max_choices", "not below min_choices"
    if least > len(definition.options):
        yield "min_choices", "no more than there are options"


def _reserved(definition: "Definition") -> Faults:
    groups = {group for option in definition.options for group in option.groups}
    wanted = definition.params["reserved"]
    if sum(seats for _group, seats in wanted) > definition.seats:
        yield "reserved", "no more than there are seats"
    if any(group not in groups for group, _seats in wanted):
        yield "reserved", "each group is declared by an option at least"


def _majority(definition: "Definition") -> Faults:
    if definition.params["majority"] and definition.seats != 1:
        yield "majority", "only for one seat"


def _default_option(definition: "Definition") -> Faults:
    name = definition.params["default_option"]
    if name is not None and name not in definition.ids:
        yield "default_option", "an option of the ballot"
    if name is None and definition.params["default_quorum"]:
        yield "default_quorum", "only with a default_option"


def _budget(definition: "Definition") -> Faults:
    params = definition.params
    if params["budget"] is None:
        yield "budget", "the sum that is given out, in the smallest unit"
    if any(option.cost < 1 for option in definition.options):
        yield "options", "each project has a cost above 0"
    if any(option.cost > MOST_MONEY for option in definition.options):
        yield "options", f"no project costs more than {MOST_MONEY}"
    pots = dict(params["pots"])
    if any(option.pot and option.pot not in pots for option in definition.options):
        yield "pots", "each project stands in a pot that has a sum, or in the city's"
    if "" in pots:
        yield "pots", "the city's own pot has no name: it is what the others leave"
    # `pots` are parts of `budget`; what is left of it is the city's own pot.
    if params["budget"] is not None and sum(pots.values()) > params["budget"]:
        yield "pots", "together no more than the budget"


def _split(definition: "Definition") -> Faults:
    if definition.params["budget"] is None:
        yield "budget", "the sum that is divided, in the smallest unit"


# --- the table ----------------------------------------------------------------------------------

#: how a paper ballot or a file that does not follow the form is read (docs/counting.md, ranks)
_PAPER = {
    "max_rank": whole(None, 1),
    "overvote": one_of("exhaust", "skip", "invalid"),
    "max_skipped": whole(None, 0),
    "repeated": one_of("first", "exhaust", "invalid"),
}
_EQUAL = {"equal_ranks": yes_no(False), **_PAPER}
_LENGTH = {"min_choices": whole(1, 1), "max_choices": whole(None, 1)}
_RESERVED = {"reserved": pairs("[[group, seats], …] in the order of filling", 1)}

#: Pabulib's vote types
BUDGET_BALLOTS = {
    "approval": Ballot.CHOICES,
    "choose-1": Ballot.CHOICES,
    "knapsack": Ballot.CHOICES,
    "ordinal": Ballot.RANKS,
    "cumulative": Ballot.POINTS,
    "scoring": Ballot.POINTS,
}
#: ten trillion lira in kuruş: what the exact arithmetic of budgets was made for
MOST_MONEY = 10**15
_PROJECTS = {
    "budget": whole(None, 1, most=MOST_MONEY),
    "ballot": one_of(*BUDGET_BALLOTS),
    "min_choices": whole(1, 1),
    #: of an ordinal ballot also the points of its first place (none: the number of projects)
    "max_choices": whole(None, 1),
    #: of a knapsack ballot: the most that the approved projects may cost together
    "max_cost": whole(None, 1),
    #: of a cumulative or scoring ballot
    "max_sum": whole(None, 1),
    "max_points": whole(None, 1),
    "pots": pairs("[[pot, sum], …]; the city's own pot has what is left", 0),
    "leftovers": one_of("city", "keep"),
}
#: a project with a lower score (votes or points) does not stand; without any it never does
_MIN_SCORE = {"min_score": whole(0, 0)}

RULES: dict[str, RuleSpec] = {
    "plurality": RuleSpec(
        Ballot.CHOICES,
        {"majority": yes_no(False), "max_choices": whole(1, 1), **_RESERVED},
        (_seats, _majority, _reserved),
    ),
    "approval": RuleSpec(Ballot.CHOICES, {**_LENGTH, **_RESERVED}, (_seats, _length, _reserved)),
    "score": RuleSpec(
        Ballot.POINTS, {"max_score": whole(5, 1, most=1000), **_RESERVED}, (_seats, _reserved)
    ),
    "average": RuleSpec(
        Ballot.POINTS,
        {
            "max_score": whole(5, 1, most=1000),
            #: an option scored on fewer valid ballots than this share does not stand
            "min_scored_percent": whole(0, 0, most=100),
        },
        (_seats,),
    ),
    "star": RuleSpec(Ballot.POINTS, {"max_score": whole(5, 1, most=1000)}, (_one_seat,)),
    "irv": RuleSpec(Ballot.RANKS, _PAPER, (_one_seat,)),
    "schulze": RuleSpec(
        Ballot.RANKS,
        {**_EQUAL, "default_option": text(), "default_quorum": yes_no(False)},
        (_seats, _default_option),
    ),
    "ranked-pairs": RuleSpec(Ballot.RANKS, _EQUAL, (_seats,)),
    "minimax": RuleSpec(Ballot.RANKS, _EQUAL, (_seats,)),
    "borda": RuleSpec(Ballot.RANKS, {**_EQUAL, "unranked": one_of("share", "zero")}, (_seats,)),
    "stv": RuleSpec(
        Ballot.RANKS,
        {
            **_PAPER,
            "decimals": whole(5, 0, most=9),
            #: of the votes of the first stage (Scotland), or of those in play at each one (Albany)
            "quota": one_of("first", "current"),
        },
        (_seats,),
    ),
    "greedy": RuleSpec(None, _PROJECTS, (_budget, _length)),
    "greedy-no-skip": RuleSpec(None, {**_PROJECTS, **_MIN_SCORE}, (_budget, _length)),
    "greedy-threshold": RuleSpec(None, {**_PROJECTS, **_MIN_SCORE}, (_budget, _length)),
    "greedy-ratio": RuleSpec(None, {**_PROJECTS, **_MIN_SCORE}, (_budget, _length)),
    "equal-shares": RuleSpec(
        None,
        {
            **_PROJECTS,
            "utility": one_of("cost", "cardinality", "points"),
            "completion": one_of("none", "add1", "add1u"),
            #: add1 stops at the first exhaustive outcome (true) or goes on to the budget (false)
            "stop_when_exhaustive": yes_no(False),
            #: by how much add1 raises the sum of each voter, in the smallest unit; each step is a
            #: whole count, so choose about a hundredth of what a voter has (1 TL, 10 TL, …)
            "increment": whole(1, 1),
            "comparison": yes_no(False),
            "eligibility": yes_no(False),
        },
        (_budget, _length),
    ),
    "proportional-split": RuleSpec(
        Ballot.CHOICES, {"budget": whole(None, 1), **_LENGTH}, (_split, _length)
    ),
    "quadratic": RuleSpec(
        Ballot.POINTS,
        {"credits": whole(99, 1, most=1_000_000), "negative": yes_no(False)},
        (_seats,),
    ),
}
