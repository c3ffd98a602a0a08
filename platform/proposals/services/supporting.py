"""Support and following."""

from sqlalchemy import delete, select, update

from journeys import services as journeys
from journeys.models import Follower, Journey, Why
from kernel import audit, clock
from kernel.db import db, lock, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from proposals.models import Proposal, ProposalState, Support
from proposals.queries.authorship import is_cosponsor
from proposals.queries.merging import count_own_supports
from proposals.services.errors import (
    AlreadySupported,
    NotStanding,
    StandsBehind,
    SupportsUsedUp,
)

REACHED = N_("Destek eşiğine ulaşıldı: %(num)s destek.")


def support(proposal: Proposal, *, by: Visitor) -> bool:
    """Once a person; a second press changes nothing and answers False."""
    assert by.id is not None
    if _supports(proposal, by.id):
        return False
    _check_limit(proposal, by.id)
    try:
        with refusing(AlreadySupported):
            # First the proposal's row: who supports waits for a merge, and a merge for them.
            _count_support(proposal, +1)
            if is_cosponsor(proposal.id, by.id):
                raise StandsBehind
            db.session.add(Support(proposal_id=proposal.id, person_id=by.id))
    except AlreadySupported:
        return False
    reach_threshold(proposal)
    if proposal.journey_id is not None:
        journeys.follow(proposal.journey_id, person_id=by.id, why=Why.SUPPORTER)
    return True


def _supports(proposal: Proposal, person_id: int) -> bool:
    mine = (Support.proposal_id == proposal.id, Support.person_id == person_id)
    return db.session.scalar(select(Support.id).where(*mine)) is not None


def _check_limit(proposal: Proposal, person_id: int) -> None:
    """One person's supports queue up, so that two at once cannot both be the last."""
    most = proposal.activity.support_limit
    if most is None:
        return
    lock("supporter", person_id)
    if count_own_supports(proposal.activity_id, person_id) >= most:
        raise SupportsUsedUp(most=most)


def unsupport(proposal: Proposal, *, by: Visitor) -> bool:
    assert by.id is not None
    with db.session.begin_nested() as attempt:
        _count_support(proposal, -1)
        gone = db.session.execute(
            delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == by.id)
        )
        if not gone.rowcount:  # type: ignore[attr-defined]
            attempt.rollback()
            return False
    if proposal.journey_id is not None:
        journeys.unfollow(proposal.journey_id, person_id=by.id, why=Why.SUPPORTER)
    return True


def _count_support(proposal: Proposal, by: int) -> None:
    """Added in the database, where two may press at once; a merged one counts no more."""
    counted = db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == ProposalState.PUBLISHED)
        .values(support_count=Proposal.support_count + by)
    )
    if not counted.rowcount:  # type: ignore[attr-defined]
        raise NotStanding()


def reach_threshold(proposal: Proposal) -> None:
    """A dated public step, once: of many who press at once one finds it not yet reached."""
    threshold = proposal.activity.support_threshold
    if threshold is None or proposal.journey_id is None:
        return
    reached = db.session.execute(
        update(Proposal)
        .where(
            Proposal.id == proposal.id,
            Proposal.threshold_reached_at.is_(None),
            Proposal.support_count >= threshold,
        )
        .values(threshold_reached_at=clock.now())
    )
    if not reached.rowcount:  # type: ignore[attr-defined]
        return
    followers = select(Follower.person_id).where(Follower.journey_id == proposal.journey_id)
    journeys.add_line(
        db.session.get_one(Journey, proposal.journey_id),
        by=None,
        office="",
        line=REACHED,
        facts={"num": threshold},
        tell=db.session.scalars(followers).all(),
    )
    audit.record("proposals.reach_threshold", proposal, by=None, after={"threshold": threshold})


def follow(proposal: Proposal, *, by: Visitor) -> None:
    assert by.id is not None
    assert proposal.journey_id is not None
    journeys.follow(proposal.journey_id, person_id=by.id, why=Why.FOLLOWER)


def unfollow(proposal: Proposal, *, by: Visitor) -> None:
    assert by.id is not None
    assert proposal.journey_id is not None
    journeys.unfollow(proposal.journey_id, person_id=by.id)
