"""What an officer decides about a vote, in one piece: from the form to the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from voting.counting.definition import COUNCIL, LOT
from voting.models import Election, Paper, RollKind, Secrecy

#: rules that go on from a tie: what comes after it depends on who was taken
MIDWAY = frozenset(("star", "irv", "stv", "ranked-pairs", "equal-shares", "proportional-split"))


def by_lot_alone(rule: str, params: Mapping[str, Any]) -> bool:
    """Whether a tie can stop the count on its way: the lot, drawn before it, is at hand then.

    A council decides weeks after the count, when the box is shut again. That is enough only where
    equal ones compete for the last places, so that its decision changes nothing else.
    """
    return rule in MIDWAY or bool(params.get("majority") or params.get("reserved"))


@dataclass(frozen=True)
class Plan:
    """What the officer decides; the names are those of `Election`."""

    question: str
    consequence: str
    rule: str = "approval"
    params: Mapping[str, Any] = field(default_factory=dict)
    seats: int = 1
    quorum_percent: int | None = None
    approval_quorum_percent: int | None = None
    #: empty: the council where it can decide, else the lot
    tie: str = ""
    secrecy: Secrecy = Secrecy.SECRET
    open_ballots: bool = True
    roll: RollKind = RollKind.PROOFS
    paper: Paper = Paper.NONE
    expected_ballots: int | None = None

    def __post_init__(self) -> None:
        if not self.tie:
            usual = LOT if by_lot_alone(self.rule, self.params) else COUNCIL
            object.__setattr__(self, "tie", usual)

    @classmethod
    def of(cls, election: Election) -> "Plan":
        """As it stands now, to change a part of it."""
        return cls(**{part.name: getattr(election, part.name) for part in fields(cls)})


@dataclass(frozen=True)
class Photo:
    """Of an option; `accepted` comes checked from `kernel.files.accept`, None: as it stands."""

    alt: str
    accepted: tuple[bytes, str, str] | None = None


@dataclass(frozen=True)
class Invited:
    """A custodian to be; `body` is for whom."""

    name: str
    body: str
    email: str
