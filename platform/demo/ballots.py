"""Ballots of the demo's voters, the same on every machine.

Nobody here is at random: each belongs to a camp, likes what the camp likes, more or less.
"""

import random
from collections.abc import Sequence
from typing import Any

from demo import records
from voting.counting.definition import Definition
from voting.counting.parameters import Ballot

#: how far one voter's liking is from the camp's
SPREAD = 2.2
#: what somebody likes less than this gets no mark
LEAST = 4.5

#: (id of the option, how much this voter likes it), best first
Taste = list[tuple[str, float]]


def told(vote: records.Vote) -> list[list[int]]:
    """Ballots that add up to the told approvals: blank ones first, marks spread evenly."""
    filled: list[list[int]] = [[] for _ in range(vote.voters - vote.blank)]
    for option, approvals in enumerate(vote.approvals):
        lightest = sorted(range(len(filled)), key=lambda i: (len(filled[i]), (i * 7 + option) % 97))
        for index in lightest[:approvals]:
            filled[index].append(option)
    return [[] for _ in range(vote.blank)] + filled


def drawn(vote: records.Vote, definition: Definition) -> list[Any]:
    """One choice for each voter, in the form that the rule's ballot has."""
    draw = random.Random(vote.question)
    blank: Any = {} if definition.ballot is Ballot.POINTS else []
    camps = max(len(choice.liking) for choice in vote.written)
    marked = []
    for number in range(vote.voters - vote.blank):
        taste = _taste(vote.written, definition.ids, number % camps, draw)
        marked.append(filled(definition, taste, draw))
    return [blank] * vote.blank + marked


def _taste(
    choices: Sequence[records.Choice], ids: Sequence[str], camp: int, draw: random.Random
) -> Taste:
    liked = [
        (name, draw.gauss(choice.liking[camp % len(choice.liking)], SPREAD))
        for name, choice in zip(ids, choices, strict=True)
    ]
    return sorted(liked, key=lambda one: -one[1])


def filled(definition: Definition, taste: Taste, draw: random.Random) -> Any:
    if definition.ballot is Ballot.CHOICES:
        return _marks(definition, taste)
    if definition.ballot is Ballot.RANKS:
        return _ranks(definition, taste, draw)
    return _points(definition, taste)


def _marks(definition: Definition, taste: Taste) -> list[str]:
    """The best ones, as many as the paper and the purse allow."""
    params = definition.params
    single = definition.rule == "plurality" or params.get("ballot") == "choose-1"
    most = 1 if single else params.get("max_choices") or len(taste)
    purse = params.get("max_cost")
    costs = {option.id: option.cost for option in definition.options}
    marked: list[str] = []
    for name, liking in taste:
        if len(marked) == most or (marked and liking < LEAST):
            break
        if purse is None or sum(costs[one] for one in [*marked, name]) <= purse:
            marked.append(name)
    return marked


def _ranks(definition: Definition, taste: Taste, draw: random.Random) -> list[str]:
    """Most people rank a few and stop."""
    params = definition.params
    most = params.get("max_rank") or params.get("max_choices") or len(taste)
    return [name for name, _liking in taste[: min(most, draw.randint(1, len(taste)))]]


def _points(definition: Definition, taste: Taste) -> dict[str, int]:
    params = definition.params
    if "credits" in params:
        return _votes(params["credits"], taste)
    if params.get("max_sum"):
        return _shared_out(params["max_sum"], params.get("max_points"), taste)
    scale = params.get("max_score") or params.get("max_points") or 5
    return {name: min(scale, max(0, round(liking * scale / 10))) for name, liking in taste}


def _shared_out(points: int, most: int | None, taste: Taste) -> dict[str, int]:
    """Half of what is left to each in turn, the rest to the first."""
    given: dict[str, int] = {}
    for name, _liking in taste:
        share = min(points - sum(given.values()), max(1, points // 2 ** (len(given) + 1)))
        if share > 0:
            given[name] = share if most is None else min(share, most)
    return given


def _votes(credits_left: int, taste: Taste) -> dict[str, int]:
    """As many votes as half of the credits left can pay."""
    given: dict[str, int] = {}
    for name, liking in taste:
        votes = int((credits_left / 2) ** 0.5)
        if votes < 1 or (given and liking < LEAST):
            break
        given[name] = votes
        credits_left -= votes * votes
    return given
