"""What an officer decides about a vote, in one piece: from the form to the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voting.counting.definition import COUNCIL
from voting.models import Paper, RollKind, Secrecy


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


@dataclass(frozen=True)
class Invited:
    """A custodian to be; `body` is for whom."""

    name: str
    body: str
    email: str
