"""What an officer decides about a vote, in one piece: from the form to the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from voting.counting.definition import COUNCIL
from voting.models import Election, Paper, RollKind, Secrecy


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
    tie: str = COUNCIL
    secrecy: Secrecy = Secrecy.SECRET
    open_ballots: bool = True
    roll: RollKind = RollKind.PROOFS
    paper: Paper = Paper.NONE
    expected_ballots: int | None = None

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
