"""Pots: each district or category spends its own sum, the city's pot comes last."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.votes import Votes

CITY = ""


@dataclass(frozen=True)
class Pot:
    """`projects` compete for `money` alone; `carried` of it comes from the other pots."""

    name: str
    money: int
    projects: tuple[int, ...]
    carried: int = 0

    def at(self, step: str) -> str:
        """Names a step in the list of ties."""
        return f"{self.name}: {step}" if self.name else step


@dataclass
class Spent:
    """What a rule did with one pot. `reserved` is money that an open tie will spend for certain.

    `ranking` are all projects of the pot, best first. `open` says that a tie may still change what
    is spent, so that nothing is certain that depends on the rest.
    """

    winners: list[int]
    ranking: list[list[int]]
    rounds: list[dict[str, Any]] = field(default_factory=list)
    reserved: int = 0
    open: bool = False
    details: dict[str, Any] = field(default_factory=dict)
    not_funded: list[dict[str, Any]] = field(default_factory=list)


Spend = Callable[[Pot], Spent]


def pots_of(definition: Definition) -> list[Pot]:
    """In the definition's order, the city's own pot last; its sum is what the others leave."""
    sums = [(name, money) for name, money in definition.params["pots"] if name != CITY]
    rest = definition.params["budget"] - sum(money for _name, money in sums)
    return [
        Pot(name, money, tuple(_members(definition, name))) for name, money in [*sums, (CITY, rest)]
    ]


def _members(definition: Definition, name: str) -> Iterator[int]:
    return (place for place, option in enumerate(definition.options) if option.pot == name)


def spend_all(definition: Definition, votes: Votes, spend: Spend) -> Outcome:
    """Every pot alone; then the city's, with the leftovers of the others if they go there."""
    *districts, city = pots_of(definition)
    done = [(pot, spend(pot)) for pot in districts]
    if definition.params["leftovers"] == "city":
        carried = sum(left_of(definition, pot, spent) for pot, spent in done)
        city = Pot(CITY, city.money + carried, city.projects, carried)
        if any(spent.open for _pot, spent in done):
            waiting = Spent([], [list(city.projects)] if city.projects else [], open=True)
            return _outcome(definition, votes, [*done, (city, waiting)])
    return _outcome(definition, votes, [*done, (city, spend(city))])


def cost_of(definition: Definition, projects: Sequence[int]) -> int:
    return sum(definition.options[project].cost for project in projects)


def left_of(definition: Definition, pot: Pot, spent: Spent) -> int:
    return pot.money - cost_of(definition, spent.winners) - spent.reserved


def _outcome(definition: Definition, votes: Votes, done: list[tuple[Pot, Spent]]) -> Outcome:
    winners = [winner for _pot, spent in done for winner in spent.winners]
    return Outcome(
        winners=winners,
        ranking=[group for _pot, spent in done for group in spent.ranking],
        support=votes.support,
        scores=votes.scores,
        rounds=[row for _pot, spent in done for row in spent.rounds],
        details={
            "pots": [_pot_row(definition, pot, spent) for pot, spent in done],
            "not_funded": [row for _pot, spent in done for row in spent.not_funded],
            "represented": _represented(votes, winners),
        },
    )


def _pot_row(definition: Definition, pot: Pot, spent: Spent) -> dict[str, Any]:
    cost = cost_of(definition, spent.winners)
    return {
        "pot": pot.name,
        "money": pot.money,
        "carried": pot.carried,
        "spent": cost,
        "reserved": spent.reserved,
        "left": pot.money - cost - spent.reserved,
        "bars": [
            {"option": definition.ids[winner], "cost": definition.options[winner].cost}
            for winner in spent.winners
        ],
        **spent.details,
    }


def _represented(votes: Votes, winners: Sequence[int]) -> dict[str, Any]:
    """How many valid ballots have how many funded projects among those they support."""
    funded = votes.funded(winners)
    by_number: dict[str, int] = {}
    for number in range(int(funded.max(initial=0)) + 1):
        by_number[str(number)] = int(votes.weights[funded == number].sum())
    nothing = by_number.get("0", 0)
    return {
        "something": sum(by_number.values()) - nothing,
        "nothing": nothing,
        "by_number": by_number,
    }
