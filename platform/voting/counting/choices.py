"""Rules on marked options: single choice, approval, division of a sum."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from voting.counting.ballots import Choices
from voting.counting.definition import Definition
from voting.counting.results import RUNOFF, Outcome
from voting.counting.seats import RESULT, groups, most
from voting.counting.ties import Order, Undecided


def votes(definition: Definition, ballots: Choices) -> list[int]:
    """How many valid ballots name each option."""
    totals = np.zeros(len(definition.options), np.int64)
    np.add.at(totals, ballots.options, ballots.weights[ballots.rows])
    return [int(total) for total in totals]


def plurality(definition: Definition, ballots: Choices, order: Order) -> Outcome:
    """Most votes; with `majority` more than half of the valid ballots, else the two first go on."""
    counted = votes(definition, ballots)
    if definition.params["majority"] and 2 * max(counted) <= ballots.valid:
        return _runoff(definition, counted, order)
    return most(definition, counted, order, support=counted)


def approval(definition: Definition, ballots: Choices, order: Order) -> Outcome:
    """Each ballot counts once for every option it names."""
    counted = votes(definition, ballots)
    return most(definition, counted, order, support=counted)


def _runoff(definition: Definition, counted: list[int], order: Order) -> Outcome:
    """Two for a second vote; equal ones at its door as everywhere."""
    ranking = groups(counted, range(len(counted)))
    pair: list[int] = []
    for group in ranking:
        if len(pair) == 2 or not counted[group[0]]:
            break
        try:
            pair += order.best(group, 2 - len(pair), "runoff")
        except Undecided:
            break
    return Outcome(
        winners=[],
        ranking=ranking,
        support=counted,
        scores=counted,
        status=RUNOFF if any(counted) else None,
        details={"runoff": definition.named(pair)},
    )


# --- division of a sum --------------------------------------------------------------------------


def proportional_split(definition: Definition, ballots: Choices, order: Order) -> Outcome:
    """The sum in proportion to the votes: whole kuruş first, then one each by largest remainder.

    budget × votes / all votes, in integers; nothing is lost: amounts + left = budget.
    """
    counted = votes(definition, ballots)
    budget, cast = definition.params["budget"], sum(counted)
    whole = [budget * figure // cast if cast else 0 for figure in counted]
    remainder = [budget * figure % cast if cast else 0 for figure in counted]
    extra = _by_remainder(remainder, budget - sum(whole) if cast else 0, order)
    amounts = [sum_ + (option in extra) for option, sum_ in enumerate(whole)]
    ids = definition.ids
    return Outcome(
        winners=[o for group in groups(amounts, range(len(ids))) for o in group if amounts[o]],
        ranking=groups(counted, range(len(ids))),
        support=counted,
        scores=counted,
        rounds=[
            {
                "option": ids[option],
                "votes": counted[option],
                "whole": whole[option],
                "remainder": remainder[option],
                "extra": int(option in extra),
                "amount": amounts[option],
            }
            for option in range(len(ids))
        ],
        details={
            "amounts": dict(zip(ids, amounts, strict=True)),
            "left": budget - sum(amounts),
        },
    )


def _by_remainder(remainder: Sequence[int], left: int, order: Order) -> set[int]:
    """Who gets one more; fewer than `left` when a tie is open."""
    chosen: set[int] = set()
    for group in groups(remainder, range(len(remainder))):
        if len(chosen) == left:
            break
        try:
            chosen.update(order.best(group, left - len(chosen), RESULT))
        except Undecided:
            break
    return chosen


def keep_back(details: dict[str, Any], missed: Sequence[str]) -> dict[str, Any]:
    """The amounts of those without the approval quorum are not given out."""
    amounts = {name: 0 if name in missed else sum_ for name, sum_ in details["amounts"].items()}
    kept = sum(details["amounts"].values()) - sum(amounts.values())
    return {**details, "amounts": amounts, "left": details["left"] + kept}
