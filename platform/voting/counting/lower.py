"""The lower bound of a margin: which proof stands for which rule."""

from collections.abc import Callable
from typing import Any

from voting.counting import bounds, bounds_sums
from voting.counting.ballots import Packed
from voting.counting.definition import Definition
from voting.counting.results import Result


def at_least(definition: Definition, ballots: Packed, result: Result) -> int:
    """1 where nothing better is known: any result that hangs on no lot needs one change."""
    bound = BOUNDS.get(definition.rule)
    least = bound(definition, ballots, result) if bound else 1
    if result.approval_quorum is not None:
        least = min(least, _approval_quorum(result)) if bound is bounds.by_figures else 1
    return max(1, least)


def _approval_quorum(result: Result) -> int:
    """One ballot less (or more) for an option each."""
    asked = result.approval_quorum or {}
    if len(set(asked["missed"])) != len(asked["missed"]) or bounds.moot(result):
        return 1
    over = [result.support[name] - asked["needed"] + 1 for name in result.winners]
    under = [asked["needed"] - result.support[name] for name in asked["missed"]]
    return min(over + under, default=1)


#: (definition, packed ballots, result) -> number; without an entry nothing better than 1 is known
BOUNDS: dict[str, Callable[[Definition, Any, Result], int]] = {
    "plurality": bounds.by_figures,
    "approval": bounds.by_figures,
    "score": bounds.by_figures,
    "quadratic": bounds.by_figures,
    "average": bounds_sums.average,
    "star": bounds.star,
    "irv": bounds.runoff,
    "schulze": bounds.schulze,
    "minimax": bounds.minimax,
    "ranked-pairs": bounds.ranked_pairs,
    "borda": bounds_sums.borda,
    "greedy": bounds.greedy,
    "greedy-no-skip": bounds.greedy,
    "greedy-threshold": bounds.greedy,
    "greedy-ratio": bounds.greedy,
}
