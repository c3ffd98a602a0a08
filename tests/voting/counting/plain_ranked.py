"""The rules on ranked ballots a second time: slow, plain, by the text of docs/counting.md.

Ballots are read one by one (`reading.read`); equal ones are broken by `lot`, all options in order.
No tie is taken for immaterial here: the lot decides each one that earlier rounds leave open.
"""

from fractions import Fraction
from itertools import combinations
from typing import Any

from voting.counting.definition import Definition
from voting.counting.reading import NotABallot, read

Ballots = list[list[list[str]]]
Lot = list[str]


def valid(definition: Definition, ballots: list[Any]) -> Ballots:
    found = []
    for ballot in ballots:
        try:
            groups = read(definition, ballot)
        except NotABallot:
            continue
        if groups is not None:
            found.append([definition.named(group) for group in groups])
    return found


def _pick(tied: list[str], past: list[dict[str, Any]], lot: Lot, best: bool) -> str:
    """By the latest earlier totals that differ, then by the lot."""
    for totals in reversed(past):
        wanted = (max if best else min)(totals[name] for name in tied)
        tied = [name for name in tied if totals[name] == wanted]
    return sorted(tied, key=lot.index)[0 if best else -1]


def _next(ballot: list[list[str]], among: set[str]) -> str | None:
    return next((group[0] for group in ballot if group[0] in among), None)


def irv(options: list[str], ballots: Ballots, lot: Lot) -> tuple[str | None, list[dict[str, int]]]:
    """The winner, and the totals of each round."""
    left, winner = set(options), None
    rounds: list[dict[str, int]] = []
    while True:
        heads = [_next(ballot, left) for ballot in ballots]
        totals = {name: heads.count(name) for name in options if name in left}
        rounds.append(totals)
        votes = sum(totals.values())
        if votes == 0:
            return None, rounds
        top = max(totals, key=lambda name: totals[name])
        if winner is None and 2 * totals[top] > votes:
            winner = top
        if len(left) <= 2 and winner is not None:
            return winner, rounds
        least = min(totals.values())
        tied = [name for name in totals if totals[name] == least]
        loser = _pick(tied, rounds[:-1], lot, best=False)
        if len(left) == 2:
            return next(name for name in left if name != loser), rounds
        left.discard(loser)


def stv(
    definition: Definition, ballots: Ballots, lot: Lot
) -> tuple[list[str], list[dict[str, int]], list[int]]:
    """The elected in order of election, totals and lost units of each stage; ballots one by one."""
    options, seats = list(definition.ids), definition.seats
    unit = 10 ** definition.params["decimals"]
    left, done = set(options), set[str]()
    elected: list[str] = []
    held: list[tuple[list[list[str]], str | None, int]] = [
        (ballot, _next(ballot, left), unit) for ballot in ballots
    ]
    votes = sum(holder is not None for _ballot, holder, _value in held)
    quota = (votes // (seats + 1) + 1) * unit
    lost, kept = 0, dict.fromkeys(options, 0)
    stages: list[dict[str, int]] = []
    losses: list[int] = []
    while votes:
        totals = {
            name: kept[name] if name in done else sum(v for _b, h, v in held if h == name)
            for name in options
            if name in left or name in elected
        }
        stages.append(totals)
        losses.append(lost)
        if definition.params["quota"] == "current":
            quota = (sum(totals.values()) // (unit * (seats + 1)) + 1) * unit
        vacant = seats - len(elected)
        reached = sorted(
            (name for name in left if totals[name] >= quota or len(left) <= vacant),
            key=lambda name: (-totals[name], options.index(name)),
        )
        elected += reached
        left -= set(reached)
        if len(elected) == seats or not left:
            break
        over = [name for name in elected if name not in done and totals[name] > quota]
        past = [{name: row.get(name, 0) for name in options} for row in stages[:-1]]
        if over:
            most = max(totals[name] for name in over)
            giver = _pick([n for n in over if totals[n] == most], past, lot, best=True)
            surplus, whole = totals[giver] - quota, totals[giver]
            done.add(giver)
            kept[giver] = quota
        else:
            least = min(totals[name] for name in left)
            tied = [name for name in left if totals[name] == least]
            giver = _pick(tied, past, lot, best=False)
            surplus = whole = 1
            left.discard(giver)
        moved = [
            (ballot, _next(ballot, left), value * surplus // whole)
            for ballot, holder, value in held
            if holder == giver
        ]
        held = [row for row in held if row[1] != giver] + moved
        if over:
            lost += surplus - sum(value for _ballot, _holder, value in moved)
    return elected, stages, losses


# --- pairs --------------------------------------------------------------------------------------

Pairs = dict[tuple[str, str], int]


def pairs(options: list[str], ballots: Ballots) -> Pairs:
    found = dict.fromkeys(((x, y) for x in options for y in options if x != y), 0)
    for ballot in ballots:
        place = {name: number for number, group in enumerate(ballot) for name in group}
        for x, y in found:
            found[x, y] += place.get(x, len(options)) < place.get(y, len(options))
    return found


def condorcet(options: list[str], above: Pairs) -> str | None:
    for x in options:
        if all(above[x, y] > above[y, x] for y in options if y != x):
            return x
    return None


def smith(options: list[str], above: Pairs) -> list[str]:
    for size in range(1, len(options) + 1):
        for inside in combinations(options, size):
            outside = [name for name in options if name not in inside]
            if all(above[x, y] > above[y, x] for x in inside for y in outside):
                return list(inside)
    raise AssertionError("all of them at least")


def places(options: list[str], over: set[tuple[str, str]]) -> list[list[str]]:
    """Those whom none of the rest is over; then the same without them."""
    rest, found = list(options), []
    while rest:
        top = [x for x in rest if not any((y, x) in over for y in rest)]
        found.append(top)
        rest = [x for x in rest if x not in top]
    return found


def first(groups: list[list[str]], seats: int, lot: Lot) -> list[str]:
    return [name for group in groups for name in sorted(group, key=lot.index)][:seats]


def strongest(above: Pairs, kept: list[str], x: str, y: str, seen: frozenset[str]) -> int:
    """Of all paths from x to y: the most that its weakest link can have."""
    best = above[x, y] if above[x, y] > above[y, x] else 0
    for between in kept:
        if between not in seen | {x, y} and above[x, between] > above[between, x]:
            rest = strongest(above, kept, between, y, seen | {x})
            best = max(best, min(above[x, between], rest))
    return best


def schulze(options: list[str], above: Pairs) -> list[list[str]]:
    path = {
        (x, y): strongest(above, options, x, y, frozenset())
        for x in options
        for y in options
        if x != y
    }
    return places(options, {(x, y) for x, y in path if path[x, y] > path[y, x]})


def ranked_pairs(options: list[str], above: Pairs, lot: Lot) -> list[list[str]]:
    defeats = [pair for pair in above if above[pair] > above[pair[1], pair[0]]]
    defeats.sort(key=lambda p: (-above[p], above[p[1], p[0]], lot.index(p[0]), -lot.index(p[1])))
    locked: set[tuple[str, str]] = set()
    for x, y in defeats:
        if x not in _below(locked, y):
            locked.add((x, y))
    return places(options, {(x, y) for x in options for y in _below(locked, x)})


def _below(locked: set[tuple[str, str]], start: str) -> set[str]:
    found: set[str] = set()
    look = [start]
    while look:
        here = look.pop()
        fresh = {y for x, y in locked if x == here} - found
        found |= fresh
        look += fresh
    return found


def minimax(options: list[str], above: Pairs) -> dict[str, int]:
    return {
        x: max((above[y, x] for y in options if y != x and above[y, x] > above[x, y]), default=0)
        for x in options
    }


def borda(definition: Definition, ballots: Ballots) -> dict[str, Fraction]:
    options, params = list(definition.ids), definition.params
    share = params["unranked"] == "share"
    top = len(options) - 1
    if not share:
        top = len(options)
        if params["max_rank"] is not None and not params["equal_ranks"]:
            top = min(top, params["max_rank"])
    points = dict.fromkeys(options, Fraction(0))
    for ballot in ballots:
        named = {name for group in ballot for name in group}
        rest = [name for name in options if name not in named]
        given = 0
        for group in [*ballot, rest] if share else ballot:
            for name in group:
                points[name] += Fraction(sum(top - given - n for n in range(len(group)))) / len(
                    group
                )
            given += len(group)
    return points


def by(figures: dict[str, Any], best: bool) -> list[list[str]]:
    order = sorted(set(figures.values()), reverse=best)
    return [[name for name in figures if figures[name] == figure] for figure in order]
