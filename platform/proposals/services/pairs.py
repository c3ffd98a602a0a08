"""Pairs that look alike: found at publication, settled by an officer."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock
from kernel.db import db
from kernel.rules import Visitor
from proposals.kinship import SimilarPair
from proposals.models import Proposal
from proposals.queries.search import similar

#: pairs of one proposal with others; more would be one subject, not pairs
MOST = 5


def find_pairs(proposal: Proposal) -> None:
    """At its publication: with those that stand already."""
    found = similar(
        proposal.municipality_id,
        proposal.folded,
        body=f"{proposal.problem} {proposal.body}",
        limit=MOST,
        but_not=proposal.id,
    )
    rows = [
        {
            "municipality_id": proposal.municipality_id,
            "first_id": min(one.id, proposal.id),
            "second_id": max(one.id, proposal.id),
            "score": one.score,
        }
        for one in found
    ]
    if rows:
        dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
        db.session.execute(dialect.insert(SimilarPair).on_conflict_do_nothing(), rows)


def settle_among(ids: Collection[int]) -> None:
    """Pairs within these need no look any more."""
    db.session.execute(
        update(SimilarPair)
        .where(
            SimilarPair.first_id.in_(ids),
            SimilarPair.second_id.in_(ids),
            SimilarPair.settled_at.is_(None),
        )
        .values(settled_at=clock.now())
    )


def settle_pair(pair: SimilarPair, *, by: Visitor) -> None:
    """Not alike; it is not shown again."""
    pair.settled_at = clock.now()
    audit.record("proposals.settle_pair", pair, by=by.id)
