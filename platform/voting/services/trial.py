"""Test ballots before the opening: cast by nobody in particular, counted at once, wiped."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from kernel import audit, outbox
from kernel.db import db
from kernel.rules import Visitor
from voting import definitions, queries
from voting.counting.definition import LOT, canonical
from voting.counting.results import Result
from voting.models import Election, TrialBallot

#: stands for the digits that are drawn in public after a real vote
SEED = "314159265358979"


def cast_trial(election: Election, *, choice: Any) -> None:
    db.session.add(TrialBallot(election_id=election.id, choice=choice))
    db.session.flush()


def wipe_trial(election_id: int, *, by: Visitor | None = None) -> None:
    db.session.execute(delete(TrialBallot).where(TrialBallot.election_id == election_id))
    if by is not None:
        audit.record("voting.wipe_trial", queries.get_election(election_id), by=by.id)


def schedule_wipe(election: Election) -> None:
    """At the opening; from that moment on they are shown nowhere anyway."""
    opens_at = election.activity.opens_at
    assert opens_at is not None
    outbox.moment(
        f"voting.wipe_trial:{election.id}",
        "voting.wipe_trial",
        opens_at,
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


def count_trial(election: Election, choices: Sequence[Any]) -> Result:
    """By the same code as the real ballots."""
    # NumPy takes a second and 30 MB: a web process that never counts does without it.
    from voting.counting import tally  # noqa: PLC0415

    definition = definitions.trial_definition(election)
    return tally.count(definition, choices, seed=SEED if definition.tie == LOT else None)


def stored_trial(result: Result) -> dict[str, Any]:
    """As a counted result is kept."""
    whole: dict[str, Any] = json.loads(canonical(result.as_json()))
    return whole
