"""What came out: read from the stored result, for pages, cards and files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.i18n import N_
from notifications.rules import sentence
from voting.counting import definition as counting
from voting.counting.results import NO_QUORUM, restore
from voting.definitions import definition
from voting.explaining.headline import Outcome, headline
from voting.explaining.result import explain
from voting.models import Election, ElectionState, Secrecy

#: with fewer opened ballots than this a ballot could be somebody's (DESIGN §5)
FEW = 50


def publishes_ballots(election: Election) -> bool:
    """Of a counted election: whether its opened ballots are for everybody."""
    if election.secrecy is Secrecy.NAMED:
        return True
    stored = election.result or {}
    counts = stored.get("counts")
    if not election.open_ballots or not counts or merged_pots(stored):
        return False
    return bool(counts["valid"] + counts["blank"] + counts["invalid"] >= FEW)


def merged_pots(stored: Mapping[str, Any]) -> list[str]:
    """Of a stored result: pots in which so few voted that they have no figures of their own."""
    pots = (stored.get("details") or {}).get("pots", ())
    return [name for pot in pots for name in pot.get("merged", ())]


@dataclass(frozen=True)
class Result:
    """Who is chosen, and whether that holds. `open` ones are equal: the council decides.

    Several ties may be open, one in each pot; no option stands in two of them.
    """

    valid: bool
    chosen: frozenset[int]
    open: frozenset[int]


def result(election: Election) -> Result:
    """Read from the stored result; without a quorum nothing is chosen."""
    stored: dict[str, Any] = election.result or {}
    if stored.get("status") == NO_QUORUM:
        return Result(False, frozenset(), frozenset())
    winners = _ids(stored.get("winners", ())).union(_ids(stored.get("settled", ())))
    equal = [name for tie in open_ties(stored) for name in tie["options"]]
    return Result(True, winners, _ids(equal))


def open_ties(stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Of a stored result: each {"at", "options", "places", …} that nobody has decided."""
    return [tie for tie in _undecided(stored) if not _settled_of(stored, tie)]


def settled_ties(stored: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], list[str]]]:
    """Those that the council has decided, each with the options it chose."""
    found = [(tie, _settled_of(stored, tie)) for tie in _undecided(stored)]
    return [(tie, chosen) for tie, chosen in found if chosen]


def _undecided(stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Ties that the count left open."""
    return [tie for tie in stored.get("ties", ()) if tie["chosen"] is None]


def _settled_of(stored: Mapping[str, Any], tie: Mapping[str, Any]) -> list[str]:
    return [name for name in stored.get("settled", ()) if name in tie["options"]]


def _ids(names: Sequence[str]) -> frozenset[int]:
    """The count names options by texts."""
    return frozenset(int(name) for name in names)


@dataclass(frozen=True)
class Score:
    """`rank` is shared by equal ones: 1, 2, 2, 4."""

    option: int
    votes: int
    rank: int


@dataclass(frozen=True)
class Figures:
    """What the result page shows; no figures when `small`."""

    small: bool
    eligible: int
    places: int
    quorum: Mapping[str, Any] | None
    voters: int = 0
    ballots: int = 0
    blank: int = 0
    superseded: int = 0
    #: marks on all ballots
    choices: int = 0
    scores: Sequence[Score] = ()


def figures(election: Election) -> Figures | None:
    """Of the stored result."""
    stored = election.result
    if stored is None:
        return None
    quorum = stored["quorum"]
    shown = {
        "eligible": stored["eligible"],
        "places": sum(tie["places"] for tie in open_ties(stored)),
        "quorum": quorum and {"percent": quorum["share"][0], **quorum},
    }
    if stored["small"]:
        return Figures(small=True, **shown)
    counts = stored["counts"]
    return Figures(
        small=False,
        **shown,
        voters=stored["voters"],
        ballots=counts["valid"] + counts["blank"] + counts["invalid"],
        blank=counts["blank"],
        superseded=counts["superseded"],
        choices=sum((stored["scores"] or {}).values()),
        scores=_scores(stored["ranking"], stored["scores"] or {}),
    )


def _scores(ranking: Sequence[Sequence[str]], votes: Mapping[str, int]) -> list[Score]:
    scores: list[Score] = []
    for group in ranking:
        rank = len(scores) + 1
        scores += [Score(int(name), votes[name], rank) for name in group if name in votes]
    return scores


def outcome(election: Election) -> str:
    """In one sentence, in the reader's language: the result page's heading."""
    return sentence(*told(election))


def told(election: Election) -> tuple[str, dict[str, Any]]:
    """The outcome as it is kept for the card: a msgid and its facts."""
    if election.state is ElectionState.CANCELLED:
        return N_("Bu oylama yapılmadı."), {}
    found = result(election)
    options = election.options
    return headline(
        Outcome(
            stored=election.result or {},
            titles={str(option.id): option.title for option in options},
            costs={str(option.id): option.cost_kurus or 0 for option in options},
            chosen={str(option_id) for option_id in found.chosen},
            open={str(option_id) for option_id in found.open},
            tie=json.loads(election.definition or "{}").get("tie", counting.COUNCIL),
        )
    )


def why(election: Election) -> list[str]:
    """Why the counted result is as it is; nothing where figures of very few would show."""
    stored = election.result
    if stored is None or stored["small"]:
        return []
    told = explain(restore(definition(election), stored), margin=stored["margin"])
    return [*told.why, *told.ties, *told.flip]
