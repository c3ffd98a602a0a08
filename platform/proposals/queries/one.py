"""One proposal and its versions."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from consultations.models import Activity, Consultation
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from proposals.models import Amendment, Proposal, ProposalState, ProposalVersion


def get_proposal(proposal_id: int, for_: Visitor = NOBODY) -> Proposal:
    """With everything its rules and services read, in one query."""
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


def find_published(proposal_id: int, municipality_id: int) -> Proposal | None:
    """One of this municipality that everybody can read and nothing has ended."""
    try:
        found = get_proposal(proposal_id)
    except NoResultFound:
        return None
    here = found.municipality_id == municipality_id
    return found if here and found.state is ProposalState.PUBLISHED else None


def list_versions(proposal_id: int) -> Sequence[ProposalVersion]:
    """What it said before each edit, oldest first."""
    return db.session.scalars(
        select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal_id)
        .options(joinedload(ProposalVersion.amendment).joinedload(Amendment.author))
        .order_by(ProposalVersion.id)
    ).all()


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
            Proposal.state.in_([ProposalState.DRAFT, ProposalState.HELD, ProposalState.PUBLISHED]),
            Proposal.created_at > clock.now() - timedelta(minutes=minutes),
        )
        .order_by(Proposal.id.desc())
        .limit(1)
    ).first()
