"""Rules on pairs: Schulze, Ranked Pairs, Minimax; Borda beside them; Condorcet and Smith."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from math import isqrt
from typing import Any

import numpy as np

from voting.counting import locking, matrix
from voting.counting.ballots import Packed, Points, Ranks
from voting.counting.definition import Definition
from voting.counting.matrix import Matrix
from voting.counting.parameters import Ballot
from voting.counting.results import NO_WINNER, Outcome
from voting.counting.ties import IMMATERIAL, Order, Undecided

RESULT = "result"


# --- Schulze ------------------------------------------------------------------------------------


def schulze(
    definition: Definition, ballots: Ranks, order: Order, electorate: int | None = None
) -> Outcome:
    """Strongest paths of winning votes; `electorate` is needed for the default option's quorum."""
    above = ballots.above
    default = definition.params["default_option"]
    dropped = _dropped(definition, above, electorate) if default is not None else {}
    kept = [option for option in range(ballots.options) if option not in dropped]
    paths = _strongest_paths(above, kept)
    ranking = _layers(kept, lambda x, y: paths[x][y] > paths[y][x])
    standing = ranking
    if default is not None:
        position = definition.positions[default]
        standing = [[o for o in group if o != position] for group in ranking]
    details: dict[str, Any] = {"paths": _table(definition, paths, kept)}
    if default is not None:
        details["default_option"] = default
        details["dropped"] = [{"option": definition.ids[o], **row} for o, row in dropped.items()]
    if definition.params["default_quorum"]:
        details["default_quorum"] = {"of": electorate, "needed": three_q(electorate or 0)}
    if dropped:
        ranking = [*ranking, list(dropped)]
    return _outcome(definition, ballots, order, ranking, standing=standing, details=details)


def _dropped(
    definition: Definition, above: Matrix, electorate: int | None
) -> dict[int, dict[str, Any]]:
    """Options without the quorum, or not preferred to the default option by more than the
    reverse (Debian Constitution A.6, 2 and 3)."""
    default = definition.positions[definition.params["default_option"]]
    needed = three_q(electorate or 0) if definition.params["default_quorum"] else 0
    dropped = {}
    for option in range(len(above)):
        ahead, behind = above[option][default], above[default][option]
        reason = "quorum" if ahead < needed else "majority" if ahead <= behind else None
        if option != default and reason is not None:
            dropped[option] = {"reason": reason, "for": ahead, "against": behind}
    return dropped


def three_q(electorate: int) -> int:
    """The least whole number that is not below 3 * sqrt(electorate) / 2."""
    root = isqrt(9 * electorate // 4)
    return root if 4 * root * root >= 9 * electorate else root + 1


def _strongest_paths(above: Matrix, kept: Sequence[int]) -> Matrix:
    """The weakest link of the strongest path; 0 where there is none. Only options kept count."""
    votes = np.array(above, np.int64)
    paths = np.where(votes > votes.T, votes, 0)
    paths[[option for option in range(len(above)) if option not in kept], :] = 0
    for between in kept:
        paths = np.maximum(paths, np.minimum(paths[:, between, None], paths[None, between, :]))
    found: Matrix = paths.tolist()
    return found


# --- Ranked Pairs -------------------------------------------------------------------------------


def ranked_pairs(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    """The strongest pairs are locked first, unless they close a circle (see locking.py)."""
    everyone, seats = range(ballots.options), definition.seats
    locked = locking.lock(ballots.above)
    ranking = _layers(everyone, locked.over)
    alone = _alone(ranking, seats)
    if len(alone) < seats and locked.open and order.places is not None:
        locked = locking.lock(ballots.above, order)
        ranking = _layers(everyone, locked.over)
    standing = ranking
    if locked.open and len(alone) < seats:
        standing = [*alone, _enough(ranking[len(alone) :], seats - len(alone))]
    elif locked.open:
        for strength, involved in locked.open_groups():
            order.note(involved, (), locking.at(strength), IMMATERIAL, len(involved))
    rounds = [pair.as_json(definition) for pair in locked.pairs]
    return _outcome(definition, ballots, order, ranking, standing=standing, rounds=rounds)


def _alone(ranking: Sequence[list[int]], seats: int) -> list[list[int]]:
    """The first places that one option has for itself: those no order of pairs can change."""
    return list(takewhile(lambda group: len(group) == 1, ranking[:seats]))


def _enough(groups: Sequence[list[int]], places: int) -> list[int]:
    """The next groups together, more of them than places where there are as many."""
    found: list[int] = []
    for group in groups:
        if len(found) > places:
            break
        found += group
    return sorted(found)


# --- Minimax, Borda -----------------------------------------------------------------------------


def minimax(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    """By the most ballots that any option which beats it has over it; nobody: 0."""
    above, everyone = ballots.above, range(ballots.options)
    worst = [
        max((above[y][x] for y in everyone if above[y][x] > above[x][y]), default=0)
        for x in everyone
    ]
    details = {
        "worst": {
            definition.ids[x]: {
                "votes": worst[x],
                "by": definition.named(
                    [y for y in everyone if above[y][x] > above[x][y] and above[y][x] == worst[x]]
                ),
            }
            for x in everyone
        }
    }
    ranking = _by(worst, best=min)
    return _outcome(definition, ballots, order, ranking, scores=worst, details=details)


#: points are given in halves, so that two that share two places have whole numbers
HALVES = 2


def borda(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    """Points for each place; those that share a place (or are not named) share its points.

    `unranked` "share": m - 1 points for the first of m options down to 0. "zero": as many points as
    there are places for the first down to 1, and 0 for an option that is not named.
    """
    params, options = definition.params, ballots.options
    everyone = range(options)
    if params["unranked"] == "share":
        valid, above, first = ballots.valid, ballots.above, options - 1
        points = [
            sum(valid + above[x][y] - above[y][x] for y in everyone if y != x) for x in everyone
        ]
    else:
        first = options if params["equal_ranks"] else min(params["max_rank"] or options, options)
        ahead = matrix.before(ballots.columns, ballots.weights)
        points = [HALVES * first * ballots.support[x] - ahead[x] for x in everyone]
    details = {"points_are": HALVES, "first_place": first}
    ranking = _by(points, best=max)
    return _outcome(definition, ballots, order, ranking, scores=points, details=details)


# --- what they share ----------------------------------------------------------------------------


def _outcome(
    definition: Definition,
    ballots: Ranks,
    order: Order,
    ranking: list[list[int]],
    *,
    standing: list[list[int]] | None = None,
    scores: list[int] | None = None,
    rounds: list[dict[str, Any]] | None = None,
    details: dict[str, Any] | None = None,
) -> Outcome:
    """`standing`: the ranking of those who may win, where it is not that of all."""
    anybody = any(ballots.support)
    groups = ranking if standing is None else standing
    return Outcome(
        winners=_first(groups, definition.seats, order) if anybody else [],
        ranking=ranking,
        support=ballots.support,
        rounds=rounds or [],
        scores=scores,
        status=None if anybody else NO_WINNER,
        details=details or {},
    )


def _first(groups: Sequence[list[int]], seats: int, order: Order) -> list[int]:
    """The first places of a ranking; those certain where a tie for the last of them is open."""
    winners: list[int] = []
    try:
        for group in groups:
            winners += order.best(group, seats - len(winners), RESULT)
            if len(winners) == seats:
                break
    except Undecided:
        pass
    return winners


def _layers(options: Iterable[int], beats: Callable[[int, int], bool]) -> list[list[int]]:
    """Those whom none of the rest beats share a place; then the same without them."""
    rest, found = sorted(options), []
    while rest:
        top = [x for x in rest if not any(beats(y, x) for y in rest)]
        found.append(top)
        rest = [x for x in rest if x not in top]
    return found


def _by(figures: Sequence[int], best: Callable[[set[int]], int]) -> list[list[int]]:
    """Equal figures share a place."""
    left, found = set(figures), []
    while left:
        figure = best(left)
        found.append([option for option, value in enumerate(figures) if value == figure])
        left.discard(figure)
    return found


def _table(definition: Definition, figures: Matrix, among: Iterable[int]) -> dict[str, Any]:
    ids, options = definition.ids, list(among)
    return {ids[x]: {ids[y]: figures[x][y] for y in options if y != x} for x in options}


# --- Condorcet ----------------------------------------------------------------------------------

#: rules on points in which one option can stand above another on a ballot
_SCORED = ("score", "average", "star")


def condorcet(definition: Definition, ballots: Packed) -> Mapping[str, Any] | None:
    """Winner against each other one, Smith set and the matrix; None for ballots without ranks.

    On a scored ballot the higher points are above, an option without any has 0; for "average",
    where that means no opinion, only ballots count that score both.
    """
    if isinstance(ballots, Ranks) and definition.spec.ballot is Ballot.RANKS:
        above = ballots.above
    elif isinstance(ballots, Points) and definition.rule in _SCORED:
        above = _scored(definition, ballots)
    else:
        return None
    everyone = range(len(above))
    winners = [x for x in everyone if all(above[x][y] > above[y][x] for y in everyone if y != x)]
    return {
        "winner": definition.ids[winners[0]] if winners and ballots.valid else None,
        "smith": definition.named(smith(above)),
        "pairwise": _table(definition, above, everyone),
    }


def smith(above: Matrix) -> list[int]:
    """The smallest set of options each of which beats all outside of it."""
    votes = np.array(above, np.int64)
    reaches = votes >= votes.T
    for between in range(len(above)):
        reaches |= reaches[:, between, None] & reaches[None, between, :]
    return [int(option) for option in np.flatnonzero(reaches.all(axis=1))]


def _scored(definition: Definition, ballots: Points) -> Matrix:
    shape = (len(definition.options), len(ballots.weights))
    lacking = np.zeros(shape, np.int64)
    lacking[ballots.options, ballots.rows] = -ballots.points
    known = None
    if definition.rule == "average":
        known = np.zeros(shape, np.bool_)
        known[ballots.options, ballots.rows] = True
    return matrix.lower(lacking, ballots.weights, known)
