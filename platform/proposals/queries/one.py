"""One proposal, its versions, and what its page says about its reader."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consultations.models import Activity, ActivityKind, Consultation
from journeys.models import Follower
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from proposals.models import Proposal, ProposalState, ProposalVersion, Support


def get_proposal(proposal_id: int, for_: Visitor = NOBODY) -> Proposal:
    """With everything its page and its rules read, in one query."""
    activity = joinedload(Proposal.activity)
    head = activity.joinedload(Activity.consultation)
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.id == proposal_id)
        .options(
            activity,
            head,
            head.joinedload(Consultation.duty),
            joinedload(Proposal.author),
            joinedload(Proposal.organisation),
            joinedload(Proposal.neighbourhood),
            joinedload(Proposal.category),
            joinedload(Proposal.attachment),
            joinedload(Proposal.journey),
            joinedload(Proposal.thread),
            joinedload(Proposal.duty),
        )
    ).one()


class Marks(NamedTuple):
    """What the page of one proposal says about its past, its consultation and its reader."""

    versions: int
    has_vote: bool
    supported: bool
    follows: bool


def get_marks(proposal: Proposal, person_id: int | None) -> Marks:
    """In one query; nobody supports or follows as person 0."""
    reader = person_id or 0
    versions = select(func.count()).where(ProposalVersion.proposal_id == proposal.id)
    has_vote = select(Activity.id).where(
        Activity.consultation_id == proposal.consultation_id, Activity.kind == ActivityKind.VOTE
    )
    supported = select(Support.id).where(
        Support.proposal_id == proposal.id, Support.person_id == reader
    )
    follows = select(Follower.id).where(
        Follower.journey_id == proposal.journey_id, Follower.person_id == reader
    )
    row = db.session.execute(
        select(versions.scalar_subquery(), has_vote.exists(), supported.exists(), follows.exists())
    ).one()
    return Marks(row[0], bool(row[1]), bool(row[2]), bool(row[3]))


def list_versions(proposal_id: int) -> Sequence[ProposalVersion]:
    """What it said before each edit, oldest first."""
    return db.session.scalars(
        select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal_id)
        .order_by(ProposalVersion.id)
    ).all()


def find_vote(consultation_id: int) -> Activity | None:
    """The vote of a proposal's consultation, once its address is known."""
    return db.session.scalar(
        select(Activity)
        .where(
            Activity.consultation_id == consultation_id,
            Activity.kind == ActivityKind.VOTE,
            Activity.object_id.is_not(None),
        )
        .options(joinedload(Activity.consultation))
        .order_by(Activity.id.desc())
        .limit(1)
    )


def find_twin(
    activity_id: int, author_id: int, title: str, body: str, *, minutes: int = 10
) -> Proposal | None:
    """The same text by the same person a moment ago: the second press of one button."""
    return db.session.scalars(
        select(Proposal)
        .where(
            Proposal.activity_id == activity_id,
            Proposal.author_id == author_id,
            Proposal.title == title,
            Proposal.body == body,
            Proposal.state != ProposalState.WITHDRAWN,
            Proposal.created_at > clock.now() - timedelta(minutes=minutes),
        )
        .order_by(Proposal.id.desc())
        .limit(1)
    ).first()
