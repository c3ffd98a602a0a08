"""What a count says: the same object for the page, the command line and the recount."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from voting.counting.definition import VERSION, Definition, Share
from voting.counting.ties import Tie

#: all places are filled by certain winners (or nobody stood for the rest)
DECIDED = "decided"
#: a tie that matters is open: `ties` says which, `winners` are those certain without it
TIED = "tied"
#: counted and published, but too few took part
NO_QUORUM = "no_quorum"
#: nobody has an absolute majority: `winners` is empty, `details["runoff"]` names the pair
RUNOFF = "runoff"
#: no valid ballot, or nobody who may win (approval quorum, default option)
NO_WINNER = "no_winner"


@dataclass(frozen=True)
class Counts:
    """Ballots, never mixed: received = superseded + void + invalid + blank + valid."""

    received: int
    superseded: int
    void: int
    invalid: int
    blank: int
    valid: int


@dataclass(frozen=True)
class Quorum:
    """`got` of `of`; `needed` is the smallest number that is enough. `share` as two integers."""

    share: Share
    of: int
    got: int

    @property
    def needed(self) -> int:
        return -(-self.share[0] * self.of // self.share[1])

    @property
    def met(self) -> bool:
        return self.got * self.share[1] >= self.share[0] * self.of

    def as_json(self) -> dict[str, Any]:
        return {
            "share": list(self.share),
            "of": self.of,
            "got": self.got,
            "needed": self.needed,
            "met": self.met,
        }


@dataclass
class Outcome:
    """What a rule returns, in positions of the definition; `tally.count` makes a Result of it.

    `ranking` is the full order, groups of equals, best first. `scores` is the figure the rule
    ranks by (votes, points, kuruş), where it has one. `rounds` are JSON objects that name options
    by id. `support` are the valid ballots that speak for an option at all (approval quorum).
    """

    winners: list[int]
    ranking: list[list[int]]
    support: Sequence[int]
    rounds: list[dict[str, Any]] = field(default_factory=list)
    scores: Sequence[int] | None = None
    #: None: decided unless a tie is open or nobody won
    status: str | None = None
    #: what only this rule has; keys are named in docs/counting.md
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    definition: Definition = field(repr=False)
    status: str
    winners: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    rounds: tuple[Mapping[str, Any], ...]
    ties: tuple[Tie, ...]
    counts: Counts
    scores: Mapping[str, int] | None
    support: Mapping[str, int]
    quorum: Quorum | None
    approval_quorum: Mapping[str, Any] | None
    #: of ranked (and scored) ballots: {"winner", "smith", "pairwise": {x: {y: ballots x over y}}}
    condorcet: Mapping[str, Any] | None
    details: Mapping[str, Any]

    @property
    def open_tie(self) -> Tie | None:
        """The first tie that keeps the result open, if any."""
        return next(iter(self.open_ties), None)

    @property
    def open_ties(self) -> list[Tie]:
        """One in each pot where equal ones compete for what is left; otherwise at most one."""
        return [tie for tie in self.ties if tie.chosen is None]

    def as_json(self) -> dict[str, Any]:
        """Plain integers, texts and lists: `canonical` gives the published bytes."""
        return {
            "status": self.status,
            "rule": self.definition.rule,
            "seats": self.definition.seats,
            "params": dict(self.definition.params),
            "winners": list(self.winners),
            "ranking": [list(group) for group in self.ranking],
            "scores": None if self.scores is None else dict(self.scores),
            "support": dict(self.support),
            "rounds": [dict(row) for row in self.rounds],
            "ties": [asdict(tie) for tie in self.ties],
            "counts": asdict(self.counts),
            "quorum": None if self.quorum is None else self.quorum.as_json(),
            "approval_quorum": self.approval_quorum,
            "condorcet": self.condorcet,
            "details": dict(self.details),
            "definition_sha256": self.definition.sha256,
            "count_version": VERSION,
        }


def restore(definition: Definition, stored: Mapping[str, Any]) -> Result:
    """The result whose `as_json` is stored; `definition` is the one it was counted by."""
    counts, quorum = stored["counts"], stored["quorum"]
    return Result(
        definition=definition,
        status=stored["status"],
        winners=tuple(stored["winners"]),
        ranking=tuple(tuple(group) for group in stored["ranking"]),
        rounds=tuple(stored["rounds"]),
        ties=tuple(_tie(tie) for tie in stored["ties"]),
        counts=Counts(**counts),
        scores=stored["scores"],
        support=stored["support"],
        quorum=quorum and Quorum(tuple(quorum["share"]), quorum["of"], quorum["got"]),
        approval_quorum=stored["approval_quorum"],
        condorcet=stored["condorcet"],
        details=stored["details"],
    )


def _tie(stored: Mapping[str, Any]) -> Tie:
    chosen = stored["chosen"]
    return Tie(
        at=stored["at"],
        options=tuple(stored["options"]),
        places=stored["places"],
        how=stored["how"],
        chosen=None if chosen is None else tuple(chosen),
    )
