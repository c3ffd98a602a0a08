"""What each edit of a proposal changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from kernel.diffs import words
from proposals.models import Proposal, ProposalVersion


@dataclass(frozen=True)
class Change:
    at: datetime
    title: Markup
    problem: Markup
    body: Markup


def changes(versions: Sequence[ProposalVersion], now: Proposal) -> list[Change]:
    """The latest first; each version against the one that replaced it."""
    texts: list[Proposal | ProposalVersion] = [*versions, now]
    found = [
        Change(
            old.replaced_at,
            words(old.title, new.title),
            words(old.problem, new.problem),
            words(old.body, new.body),
        )
        for old, new in zip(versions, texts[1:], strict=True)
    ]
    return found[::-1]
