"""Pairs that look alike: found at publication, settled by an officer."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from journeys.models import Journey, Status
from kernel import audit, clock, outbox
from kernel.db import db
from kernel.dialects import insert_into
from kernel.rules import Visitor
from proposals.kinship import ProposalGram, SimilarPair
from proposals.models import Proposal, ProposalState
from proposals.queries.search import grams_of, similar

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
        db.session.execute(insert_into(SimilarPair).on_conflict_do_nothing(), rows)


#: proposals looked at under one lock; a search among 10,000 takes up to 50 ms
PIECE = 10


def pair_old(after_id: int = 0) -> None:
    """For what was published before pairs were kept, piece by piece; begun by a migration.

    Pairs that an officer has settled stay settled.
    """
    waiting = (
        select(Proposal)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(
            Proposal.id > after_id,
            Proposal.state == ProposalState.PUBLISHED,
            Journey.status.in_([Status.PUBLISHED, Status.ASSESSING]),
        )
        .order_by(Proposal.id)
        .limit(PIECE)
    )
    some = db.session.scalars(waiting).all()
    for proposal in some:
        note_grams(proposal)
        find_pairs(proposal)
    if len(some) == PIECE:
        last = some[-1].id
        key = f"proposals.pair_old:{last}"
        outbox.moment(key, "proposals.pair_old", clock.now(), after_id=last)


def note_grams(proposal: Proposal, before: str = "") -> None:
    """What likeness is searched by; `before`: the folded text that stood there until now."""
    old, new = grams_of(before), grams_of(proposal.folded)
    mine = {"municipality_id": proposal.municipality_id, "proposal_id": proposal.id}
    if gone := old - new:
        db.session.execute(
            delete(ProposalGram).filter_by(**mine).where(ProposalGram.gram.in_(gone))
        )
    if come := sorted(new - old):
        db.session.execute(
            insert_into(ProposalGram).on_conflict_do_nothing(),
            [{**mine, "gram": gram} for gram in come],
        )


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
