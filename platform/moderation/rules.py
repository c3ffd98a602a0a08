"""Who decides about reported texts, and how a case may move."""

from typing import Any

from kernel.rules import Denied, Role, Visitor, works_as
from moderation.models import CaseState

#: A text that was hidden can be shown again; a dismissed report is decided for good.
MOVES = frozenset(
    {
        (CaseState.OPEN, CaseState.HIDDEN),
        (CaseState.OPEN, CaseState.DISMISSED),
        (CaseState.HIDDEN, CaseState.DISMISSED),
    }
)


def read(visitor: Visitor, thing: Any) -> Denied | None:
    """The queue and what was reported, of whatever has a `municipality_id`."""
    return works_as(
        visitor, thing.municipality_id, Role.MODERATOR, Role.ADMINISTRATOR, Role.AUDITOR
    )


def decide(visitor: Visitor, thing: Any) -> Denied | None:
    return works_as(visitor, thing.municipality_id, Role.MODERATOR, Role.ADMINISTRATOR)
