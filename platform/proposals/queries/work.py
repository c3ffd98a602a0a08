"""Lists of work: one's own proposals, what waits for screening."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, false, func, or_, select

from consultations.models import Consultation
from journeys.models import Journey, Status
from kernel.db import db
from places.models import Organisation
from proposals.models import UNPUBLISHED, Cosponsor, CosponsorState, Proposal, ProposalState


class Mine(NamedTuple):
    id: int
    title: str
    state: ProposalState
    status: Status | None
    number: str | None
    support_count: int
    changed_at: datetime
    consultation_title: str
    organisation_name: str | None
    #: the person's, or of an organisation they represent; otherwise they stand behind it
    own: bool


def list_mine(
    municipality_id: int, person_id: int, organisation_ids: Collection[int] = ()
) -> list[Mine]:
    """A person's own, drafts first; published ones of those they represent; where they stand
    behind another's."""
    own = Proposal.author_id == person_id
    published = Proposal.state.not_in(UNPUBLISHED)
    represented = and_(Proposal.organisation_id.in_(sorted(organisation_ids)), published)
    behind = select(Cosponsor.id).where(
        Cosponsor.proposal_id == Proposal.id,
        Cosponsor.state == CosponsorState.ACCEPTED,
        or_(
            Cosponsor.person_id == person_id,
            Cosponsor.organisation_id.in_(sorted(organisation_ids)),
        ),
    )
    rows = db.session.execute(
        select(
            Proposal.id,
            Proposal.title,
            Proposal.state,
            Journey.status,
            Proposal.number,
            Proposal.support_count,
            Proposal.changed_at,
            Consultation.title,
            Organisation.name,
            or_(own, func.coalesce(represented, false())).label("own"),
        )
        .join(Consultation, Proposal.consultation_id == Consultation.id)
        .outerjoin(Journey, Proposal.journey_id == Journey.id)
        .outerjoin(Organisation, Proposal.organisation_id == Organisation.id)
        .where(
            Proposal.municipality_id == municipality_id,
            or_(own, represented, behind.exists()),
        )
        .order_by(Proposal.state != ProposalState.DRAFT, Proposal.changed_at.desc())
        .limit(200)
    )
    return [Mine._make(row) for row in rows]
