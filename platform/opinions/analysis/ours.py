"""The whole analysis in our own way: the same bytes whatever the order of answers and people."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opinions.analysis import agreeing, bridging, choosing, flags, grouping
from opinions.analysis.agreeing import Finding, Shares
from opinions.analysis.bridging import Model
from opinions.analysis.counting import Tally, tally, together
from opinions.analysis.flags import Flags
from opinions.analysis.grouping import Groups
from opinions.analysis.routing import Known
from opinions.analysis.votes import Bools, Ints, Votes

VERSION = "1"
#: answers that take a side, from which somebody is placed; fewer: "not enough answers yet"
ENOUGH_ANSWERS = 7
LISTED = 10
#: candidates of the short list
CANDIDATES = 40


@dataclass(frozen=True)
class Result:
    """`used`: whose answers counted (the banned and, on request, the flagged are left out)."""

    votes: Votes
    seed: int
    input_sha256: str
    model: Model
    groups: Groups
    counts: Tally
    everybody: Tally
    shares: Shares
    common: tuple[Finding, ...]
    divisive: tuple[Finding, ...]
    characteristic: tuple[tuple[Finding, ...], ...]
    short_list: tuple[Finding, ...]
    flags: Flags

    @property
    def placed(self) -> Bools:
        return np.asarray(self.groups.labels >= 0)


def analyse(
    votes: Votes,
    seed: int = 0,
    *,
    banned: Bools | None = None,
    started: NDArray[np.int64] | None = None,
    without_suspects: bool = False,
) -> Result:
    """`seed`: published beside the result; `banned`: participants whose answers do not count."""
    stays = np.ones(votes.n, dtype=bool) if banned is None else ~banned
    votes = _in_order(votes)
    used = votes if stays.all() else votes.only(stays)
    minutes = None if started is None else started[stays]
    marks = flags.find(used, minutes)
    if without_suspects and marks.suspect.any():
        keep = ~marks.suspect
        used = used.only(keep)
        marks = flags.find(used, None if minutes is None else minutes[keep])
    return _analysed(used, seed, marks)


def _in_order(votes: Votes) -> Votes:
    """Participants by their number: the one order that does not depend on who came first."""
    if list(votes.participants) != sorted(votes.participants):
        raise ValueError("participants are sorted by number: votes.make() without an order")
    return votes


def _analysed(votes: Votes, seed: int, marks: Flags) -> Result:
    out = votes.out | votes.meta
    model = bridging.fit(votes)
    told = np.bincount(votes.rows[(votes.values != 0) & ~out[votes.columns]], minlength=votes.n)
    inside = told >= min(ENOUGH_ANSWERS, max(1, int((~out).sum())))
    groups = grouping.find(votes, model, inside, seed)
    counts = tally(votes, groups.labels, groups.count)
    found = agreeing.shares(counts)
    common = agreeing.common_ground(found, model, out)
    characteristic = tuple(
        agreeing.characteristic(found, counts, group, out) if groups.count > 1 else ()
        for group in range(groups.count)
    )
    return Result(
        votes,
        seed,
        votes.sha256(),
        model,
        groups,
        counts,
        together(votes),
        found,
        common,
        agreeing.divisive(found, out),
        characteristic,
        _short_list(votes, model, common, characteristic, inside),
        marks,
    )


def _short_list(
    votes: Votes,
    model: Model,
    common: tuple[Finding, ...],
    characteristic: tuple[tuple[Finding, ...], ...],
    people: Bools,
) -> tuple[Finding, ...]:
    """From the common ground and what each group stands for, without repeating one voice."""
    candidates = {one.index: one for one in common if one.bound > agreeing.COMMON}
    for of_group in characteristic:
        for one in of_group:
            candidates.setdefault(one.index, one)
    chosen = tuple(list(candidates.values())[:CANDIDATES])
    return choosing.proportional(votes, model, chosen, people, LISTED)


def known(result: Result, exposure: Ints | None = None) -> Known:
    """What routing needs of it; `exposure`: how often each was shown, else how often answered."""
    return Known(
        result.model.mean,
        result.model.statements,
        result.model.loadings,
        result.model.noise,
        result.groups.centres,
        result.counts.agree,
        result.shares.told,
        result.everybody.seen[0] if exposure is None else exposure,
    )


# --- as data ------------------------------------------------------------------------------------


def as_data(result: Result) -> dict[str, Any]:
    """For the command line and the stored result; floats with 9 digits, so that bytes are equal."""
    names = result.votes.statements
    people = result.votes.participants

    def named(found: Finding) -> dict[str, Any]:
        return {
            "statement": names[found.index],
            "agree": found.agree,
            "bound": _short(found.bound),
            "doubtful": found.doubtful,
        }

    return {
        "mode": "ours",
        "version": VERSION,
        "seed": result.seed,
        "input_sha256": result.input_sha256,
        "participants": len(people),
        "statements": len(names),
        "votes": len(result.votes.values),
        "groups": [
            [people[i] for i in np.flatnonzero(result.groups.labels == group)]
            for group in range(result.groups.count)
        ],
        "tried": [
            {
                "k": one.k,
                "smallest": one.smallest,
                "silhouette": _short(one.silhouette),
                "cloud": one.cloud,
                "stability": None if one.stability is None else _short(one.stability),
                "holds": one.holds,
            }
            for one in result.groups.tried
        ],
        "consensus": [named(one) for one in result.common[:LISTED]],
        "divisive": [named(one) for one in result.divisive[:LISTED]],
        "representative": [[named(one) for one in of] for of in result.characteristic],
        "short_list": [named(one) for one in result.short_list],
        "bridging": {
            str(name): _short(value)
            for name, value in zip(names, result.model.statements, strict=True)
        },
        "flagged": {
            "straight": _who(people, result.flags.straight),
            "copies": _who(people, result.flags.copies),
            "burst": _who(people, result.flags.burst),
        },
    }


def _who(people: tuple[int, ...], which: Bools) -> list[int]:
    return [people[i] for i in np.flatnonzero(which)]


def _short(value: float) -> float:
    return float(f"{value:.9g}")


def dumps(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
