"""The publication: everything that is told of a conversation, as one piece of plain data.

The page, the files and the feeds show this and nothing else, so what holds of it holds of them all:
no exact figure in it, and no difference of two, describes one to nine people (docs/opinions.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from opinions.analysis import agreeing, choosing, mapping, ours, publishing
from opinions.analysis.agreeing import Finding
from opinions.analysis.counting import Tally
from opinions.analysis.ours import Result
from opinions.analysis.publishing import TEN, Figure, Table, at_least, rounded_people
from opinions.analysis.votes import Ints, Votes

VERSION = 1
#: answers are told in hundreds: a difference of two hours is no person's
HUNDRED = 100
LISTED = 10
#: share of passes from which a statement leaves people undecided
PASSED = 0.25
#: share of those who had it before them and said that they do not understand it
UNCLEAR = 0.08

Told = dict[str, Any]


@dataclass(frozen=True)
class World:
    """What the analysis does not know.

    `at`: the hour, ISO; `unclear`: statement -> people who do not understand it; `places`:
    neighbourhood (0: not told) -> people; `history`: what was published before, oldest first.
    """

    final: bool
    at: str
    unclear: Mapping[int, int] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)
    history: Sequence[Told] = ()


def publish(result: Result, world: World) -> Told:
    people = result.votes.n
    now = {"at": world.at, **_size(result, world)}
    told: Told = {
        "version": VERSION,
        "final": world.final,
        **now,
        "history": [*world.history, {"at": world.at, **_point(result)}],
        "seed": result.seed,
        "input_sha256": result.input_sha256,
        "method": ours.VERSION,
    }
    if people < TEN:
        return {**told, **_nothing()}
    places = publishing.parts(world.places, final=world.final)
    return {
        **told,
        **_groups(result, world.final),
        **_statements(result, world),
        "places": {
            "alone": [[key, count] for key, count in places.alone.items()],
            "joined": list(places.joined),
            "together": places.together,
        },
    }


def _nothing() -> Told:
    lists = ("groups", "statements", "common", "short", "divisive", "passed", "unclear")
    return {
        **{name: [] for name in lists},
        "clear": False,
        "stability": None,
        "unplaced": 0,
        "map": None,
        "places": {"alone": [], "joined": [], "together": 0},
    }


def size(votes: Votes) -> Told:
    """Always rounded: what one hour adds would tell of few people."""
    return {
        "people": rounded_people(votes.n),
        "answers": len(votes.values) // HUNDRED * HUNDRED,
    }


def _point(result: Result) -> Told:
    return size(result.votes)


def _size(result: Result, world: World) -> Told:
    exact = world.final and result.votes.n >= TEN
    point = _point(result)
    return (
        {**point, "people": result.votes.n, "exact": True} if exact else {**point, "exact": False}
    )


# --- groups -------------------------------------------------------------------------------------


def _is_clear(result: Result) -> bool:
    return result.groups.count > 1


def _sizes(result: Result) -> Ints:
    if not _is_clear(result):
        return np.zeros(0, dtype=np.int64)
    labels = result.groups.labels
    return np.bincount(labels[labels >= 0], minlength=result.groups.count)


def _counts(result: Result) -> Tally:
    """Of the groups, if there are any."""
    counts = result.counts
    if _is_clear(result):
        return counts
    return Tally(counts.agree[:0], counts.disagree[:0], counts.seen[:0])


def _groups(result: Result, final: bool) -> Told:
    clear = _is_clear(result)
    unplaced = result.votes.n - int(result.placed.sum())
    exact = final and (unplaced == 0 or unplaced >= TEN)
    groups = [
        {
            "people": int(size) if exact else rounded_people(int(size)),
            "exact": exact,
            "statements": [_named(result, one) for one in result.characteristic[group]],
        }
        for group, size in enumerate(_sizes(result))
    ]
    held = [one for one in result.groups.tried if clear and one.k == result.groups.count]
    stability = held[0].stability if held else None
    return {
        "groups": groups,
        "clear": clear,
        "stability": None if stability is None else round(stability, 2),
        "unplaced": unplaced if exact else rounded_people(unplaced),
        "map": mapping.draw(result.model, result.groups),
    }


def _named(result: Result, one: Finding) -> Told:
    return {"id": result.votes.statements[one.index], "agree": one.agree}


# --- statements ---------------------------------------------------------------------------------


def _statements(result: Result, world: World) -> Told:
    votes, counts = result.votes, _counts(result)
    live = np.flatnonzero(~(votes.out | votes.meta))
    tables = publishing.tables(result.everybody, counts, _sizes(result), votes.n, final=world.final)
    ranked = {one.index: one for one in result.common}
    chosen = _common(result)
    return {
        "statements": [
            _statement(result, int(j), tables[j], ranked.get(int(j)), world) for j in live
        ],
        "common": [_named(result, one) for one in chosen],
        "short": [_named(result, one) for one in result.short_list],
        "divisive": [
            {"id": votes.statements[one.index], "apart": at_least(one.bound)}
            for one in result.divisive[:LISTED]
        ],
        "passed": [votes.statements[j] for j in _passed(result, live)],
        "unclear": [votes.statements[j] for j in _unclear(result, live, world.unclear)],
    }


def _common(result: Result) -> tuple[Finding, ...]:
    """More than half in every group, surely, and also when passes are counted in; of many, those
    that speak for most people."""
    surely = tuple(
        one for one in result.common if one.bound > agreeing.COMMON and _is_most(result, one)
    )
    if len(surely) <= LISTED:
        return surely
    picked = choosing.proportional(
        result.votes, result.model, surely[: ours.CANDIDATES], result.placed, LISTED
    )
    return tuple(sorted(picked, key=surely.index))


def _is_most(result: Result, one: Finding) -> bool:
    counts = _counts(result) if _is_clear(result) else result.everybody
    side = counts.agree if one.agree else counts.disagree
    return bool((2 * side[:, one.index] > counts.seen[:, one.index]).all())


def _statement(result: Result, j: int, table: Table, ranked: Finding | None, world: World) -> Told:
    number = result.votes.statements[j]
    agree = ranked.agree if ranked else bool(_agreed(result, j))
    return {
        "id": number,
        "everybody": _figure(table.everybody),
        "groups": [_figure(one) for one in table.groups],
        "agree": agree,
        "floor": _floor(result, j, agree),
        "sure": at_least(ranked.bound) if ranked else None,
        "bridging": round(float(result.model.statements[j]) * (1 if agree else -1), 2),
        "doubtful": bool(ranked and ranked.doubtful),
        "unclear": rounded_people(world.unclear.get(number, 0)),
    }


def _agreed(result: Result, j: int) -> bool:
    return bool(result.everybody.agree[0, j] >= result.everybody.disagree[0, j])


def _figure(one: Figure) -> Told:
    return asdict(one)


def _floor(result: Result, j: int, agree: bool) -> int | None:
    """The share that says so in every group, of all who answered there; downwards."""
    counts = _counts(result)
    seen = counts.seen[:, j]
    if not len(seen) or int(seen.min()) < TEN:
        return None
    side = counts.agree if agree else counts.disagree
    return at_least(float((side[:, j] / seen).min()))


def _passed(result: Result, live: Ints) -> list[int]:
    seen = result.everybody.seen[0]
    share = result.everybody.passed[0] / np.maximum(seen, 1)
    found = [int(j) for j in live if seen[j] >= TEN and share[j] >= PASSED]
    return sorted(found, key=lambda j: (-share[j], j))[:LISTED]


def _unclear(result: Result, live: Ints, unclear: Mapping[int, int]) -> list[int]:
    names, seen = result.votes.statements, result.everybody.seen[0]
    share = {
        int(j): count / (int(seen[j]) + count)
        for j in live
        if (count := unclear.get(names[j], 0)) >= TEN
    }
    found = [j for j, part in share.items() if part >= UNCLEAR]
    return sorted(found, key=lambda j: (-share[j], j))[:LISTED]
