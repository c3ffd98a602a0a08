"""Support and following."""

from sqlalchemy import delete, update

from journeys import services as journeys
from journeys.models import Why
from kernel.db import db, refusing
from kernel.rules import Visitor
from proposals.models import Proposal, Support
from proposals.services.errors import AlreadySupported


def support(proposal: Proposal, *, by: Visitor) -> bool:
    """Once a person; a second press changes nothing and answers False."""
    assert by.id is not None
    try:
        with refusing(AlreadySupported):
            db.session.add(Support(proposal_id=proposal.id, person_id=by.id))
    except AlreadySupported:
        return False
    _count_support(proposal, +1)
    if proposal.journey_id is not None:
        journeys.follow(proposal.journey_id, person_id=by.id, why=Why.SUPPORTER)
    return True


def unsupport(proposal: Proposal, *, by: Visitor) -> bool:
    assert by.id is not None
    gone = db.session.execute(
        delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == by.id)
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        return False
    _count_support(proposal, -1)
    if proposal.journey_id is not None:
        journeys.unfollow(proposal.journey_id, person_id=by.id, why=Why.SUPPORTER)
    return True


def _count_support(proposal: Proposal, by: int) -> None:
    """Added in the database, where two may press at once."""
    db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(support_count=Proposal.support_count + by)
    )


def follow(proposal: Proposal, *, by: Visitor) -> None:
    assert by.id is not None
    assert proposal.journey_id is not None
    journeys.follow(proposal.journey_id, person_id=by.id, why=Why.FOLLOWER)


def unfollow(proposal: Proposal, *, by: Visitor) -> None:
    assert by.id is not None
    assert proposal.journey_id is not None
    journeys.unfollow(proposal.journey_id, person_id=by.id)
