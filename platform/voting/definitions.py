"""What is counted: the definition as it was frozen, or as a draft would be."""

import json
from functools import lru_cache
from typing import Any

from voting.counting import definition as counting
from voting.models import Election, Option


def definition(election: Election) -> counting.Definition:
    """What was frozen, as the count reads it."""
    return _parsed(election.definition or "{}")


@lru_cache(maxsize=64)
def _parsed(text: str) -> counting.Definition:
    """Read once a process: each ballot asks for it."""
    return counting.parse(json.loads(text))


def counted_part(election: Election) -> dict[str, Any]:
    """What decides the count, as it stands now; frozen with more around it."""
    return {
        "election": str(election.id),
        "question": election.question,
        "consequence": election.consequence,
        "options": [_frozen_option(option) for option in election.options],
        "rule": election.rule,
        "params": dict(election.params),
        "seats": election.seats,
        "quorum": _percent(election.quorum_percent),
        "approval_quorum": _percent(election.approval_quorum_percent),
        "tie": election.tie,
    }


def _frozen_option(option: Option) -> dict[str, Any]:
    return {
        "id": str(option.id),
        "title": option.title,
        "text": option.text,
        "cost": option.cost_kurus,
        "pot": option.pot,
        "groups": option.groups or [],
        "proposal": option.proposal_id,
        **({"photo": option.photo} if option.photo else {}),
    }


def _percent(share: int | None) -> list[int] | None:
    return None if share is None else [share, 100]


def draft_definition(election: Election) -> counting.Definition:
    """Of a draft; BadDefinition where it could not be counted."""
    return counting.parse(counted_part(election))


def trial_definition(election: Election) -> counting.Definition:
    """Without quorums: a handful of test ballots never reaches one."""
    found = counted_part(election)
    return counting.parse({**found, "quorum": None, "approval_quorum": None})
