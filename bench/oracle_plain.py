"""Our own second implementations, slow and plain, for what no library counts.

Written from docs/counting.md alone: nothing of the application is imported, all in whole numbers
and fractions. `order` are all options, the first one wins a tie.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

Order = Sequence[str]


def _sums(order: Order, ballots: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(ballot.get(name, 0) for ballot in ballots) for name in order}


def _marks(order: Order, ballots: Sequence[Sequence[str]]) -> dict[str, int]:
    return {name: sum(name in ballot for ballot in ballots) for name in order}


def _highest(figures: Mapping[str, Any], order: Order) -> list[str]:
    """Highest figure first, equal ones in the order."""
    return sorted(figures, key=lambda name: (-figures[name], order.index(name)))


def quadratic(
    order: Order, ballots: Sequence[Mapping[str, int]], seats: int, most: int, **_: Any
) -> list[Any]:
    valid = [ballot for ballot in ballots if sum(v * v for v in ballot.values()) <= most]
    sums = _sums(order, valid)
    winners = _highest({name: total for name, total in sums.items() if total > 0}, order)
    return [sorted(winners[:seats]), sums, len(valid)]


def proportional_split(
    order: Order, ballots: Sequence[Sequence[str]], budget: int, **_: Any
) -> dict[str, int]:
    """Largest remainders, in fractions of the sum."""
    votes = _marks(order, ballots)
    quota = {name: Fraction(budget * votes[name], sum(votes.values())) for name in order}
    whole = {name: int(quota[name]) for name in order}
    left = budget - sum(whole.values())
    for name in _highest({name: quota[name] - whole[name] for name in order}, order)[:left]:
        whole[name] += 1
    return whole


def reserved_seats(
    order: Order,
    ballots: Sequence[Sequence[str]],
    groups: Mapping[str, Sequence[str]],
    reserved: Sequence[tuple[str, int]],
    seats: int,
    **_: Any,
) -> list[str]:
    votes = _marks(order, ballots)
    waiting = _highest({name: number for name, number in votes.items() if number}, order)
    seated: list[str] = []
    for group, places in reserved:
        members = [name for name in waiting if group in groups[name]]
        missing = places - sum(group in groups[name] for name in seated)
        for name in members[: max(0, missing)]:
            seated.append(name)
            waiting.remove(name)
    return sorted(seated + waiting[: seats - len(seated)])


def greedy_no_skip(
    order: Order,
    ballots: Sequence[Sequence[str]],
    costs: Mapping[str, int],
    budget: int,
    **_: Any,
) -> list[str]:
    """Most votes first, then the lowest cost; the first group that does not fit whole ends it."""
    votes = _marks(order, ballots)
    standing = [name for name in order if votes[name]]
    found: list[str] = []
    ended: tuple[int, int] | None = None
    for name in sorted(standing, key=lambda name: (-votes[name], costs[name], order.index(name))):
        group = (votes[name], costs[name])
        if ended not in (None, group):
            break
        if costs[name] <= budget:
            found.append(name)
            budget -= costs[name]
        else:
            ended = group
    return sorted(found)


def star(order: Order, ballots: Sequence[Mapping[str, int]], most: int = 5, **_: Any) -> list[str]:
    """The published steps of ties: wins among the equal ones, highest scores, the order."""

    def prefer(x: str, y: str) -> int:
        return sum(ballot.get(x, 0) > ballot.get(y, 0) for ballot in ballots)

    sums = {name: total for name, total in _sums(order, ballots).items() if total > 0}
    tops = {name: sum(ballot.get(name) == most for ballot in ballots) for name in order}
    if len(sums) < 2:
        return list(sums)
    finalists: list[str] = []
    for total in sorted(set(sums.values()), reverse=True):
        equal = [name for name in sums if sums[name] == total]
        wins = {x: sum(prefer(x, y) > prefer(y, x) for y in equal) for x in equal}
        equal.sort(key=lambda name: (-wins[name], -tops[name], order.index(name)))
        finalists += equal
    x, y = finalists[:2]
    key = {name: (sums[name], tops[name], -order.index(name)) for name in (x, y)}
    return [max((x, y), key=lambda name: (prefer(name, x if name == y else y), *key[name]))]
