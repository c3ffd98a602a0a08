"""Equal Shares as JSON: what each project cost whom, and why others were not funded."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from voting.counting.definition import Definition
from voting.counting.pots import Pot
from voting.counting.purchases import Run
from voting.counting.votes import Votes

#: decimals of a price or an amount of one voter, cut off, not rounded
DECIMALS = 12
#: an exact fraction is written out while it is no longer than this
LONGEST = 60

NO_VOTES, NOT_ELIGIBLE, SUPPORTERS, NO_MONEY = (
    "no votes",
    "not eligible",
    "supporters cannot pay",
    "no money",
)


def text_of(amount: Fraction) -> str:
    """ "315", or "1000000/6586" in lowest terms."""
    return str(amount)


def decimals(amount: Fraction, places: int = DECIMALS) -> str:
    """Cut off after `places`; no zeros at the end."""
    units = amount.numerator * 10**places // amount.denominator
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")


def exact(amount: Fraction) -> str | None:
    if max(amount.numerator, amount.denominator) >= 10**LONGEST:
        return None
    text = text_of(amount)
    return text if len(text) <= LONGEST else None


def rounds_of(definition: Definition, pot: Pot, run: Run) -> list[dict[str, Any]]:
    """One for each funded project, in the order of funding."""
    rows, spent = [], 0
    prices = run.purses.prices.fractions()
    for place, price, payers in zip(run.winners, prices, run.payers(), strict=True):
        option = definition.options[place]
        spent += option.cost
        full, part, nothing = payers
        rows.append(
            {
                "pot": pot.name,
                "by": "equal-shares",
                "option": option.id,
                "cost": option.cost,
                "votes": full + part + nothing,
                "price": decimals(price),
                "price_exact": exact(price),
                "effective": decimals(option.cost / price),
                "paid_full": full,
                "paid_rest": part,
                "paid_nothing": nothing,
                "spent": spent,
                "left": pot.money - spent,
            }
        )
    return rows


def not_funded(
    definition: Definition, votes: Votes, run: Run, losers: Sequence[int], left: int
) -> list[dict[str, Any]]:
    """Most votes first. `supporters_left` is what all its supporters have together, cut off."""
    rows = []
    for place in sorted(losers, key=lambda place: (-votes.support[place], place)):
        option = definition.options[place]
        rows.append(
            {
                "option": option.id,
                "votes": votes.support[place],
                "cost": option.cost,
                "left": left,
                "supporters_left": _supporters_left(votes, run, place),
                "reason": SUPPORTERS if votes.support[place] else NO_VOTES,
            }
        )
    return rows


def _supporters_left(votes: Votes, run: Run, place: int) -> int:
    rows = votes.row[votes.backers[place]]
    rows = rows[np.asarray(run.purses.money[rows] != 0, bool)]
    return int(run.purses.prices.money(rows))


def not_eligible(
    definition: Definition, votes: Votes, places: Sequence[int]
) -> list[dict[str, Any]]:
    rows = []
    for place in places:
        option = definition.options[place]
        rows.append(
            {
                "option": option.id,
                "votes": votes.support[place],
                "cost": option.cost,
                "reason": NOT_ELIGIBLE,
            }
        )
    return rows
