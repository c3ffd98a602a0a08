"""Merges that wait, happened or failed; what can be merged with what."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from consultations.models import Activity, AskedBy, Consultation
from journeys.models import Journey
from journeys.rules import UNDECIDED
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from proposals.kinship import Consent, Merge, MergePart, MergeState
from proposals.models import Proposal, ProposalState, Support


def get_merge(merge_id: int, for_: Visitor = NOBODY) -> Merge:
    """With its parts and all that its rules read."""
    activity = joinedload(Merge.activity)
    part = selectinload(Merge.parts).joinedload(MergePart.proposal)
    own = part.joinedload(Proposal.activity)
    return db.session.scalars(
        select(Merge)
        .where(Merge.id == merge_id)
        .options(
            activity,
            activity.joinedload(Activity.consultation),
            joinedload(Merge.target),
            part.joinedload(Proposal.author),
            part.joinedload(Proposal.organisation),
            part.joinedload(Proposal.journey),
            part.joinedload(Proposal.thread),
            part.joinedload(Proposal.duty),
            own.joinedload(Activity.consultation).joinedload(Consultation.duty),
        )
        .execution_options(populate_existing=True)
    ).one()


class MergeRow(NamedTuple):
    id: int
    state: MergeState
    proposed_at: datetime
    answer_by: datetime
    closed_at: datetime | None
    consultation_title: str
    #: of the parts
    titles: list[str]
    agreed: int


def list_merges(municipality_id: int, askers: Collection[AskedBy]) -> list[MergeRow]:
    """What waits first, by its last day; then the latest."""
    waits = Merge.state == MergeState.PROPOSED
    rows = db.session.execute(
        select(
            Merge.id,
            Merge.state,
            Merge.proposed_at,
            Merge.answer_by,
            Merge.closed_at,
            Consultation.title,
        )
        .join(Activity, Activity.id == Merge.activity_id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(Merge.municipality_id == municipality_id, Consultation.asked_by.in_(askers))
        .order_by(waits.desc(), Merge.id.desc())
        .limit(100)
    ).all()
    parts = _parts([row[0] for row in rows])
    return [
        MergeRow(*row, [part.title for part in parts[row[0]]], _agreed(parts[row[0]]))
        for row in rows
    ]


def _agreed(parts: Sequence[Any]) -> int:
    return sum(part.consent is Consent.AGREED for part in parts)


def _parts(merge_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {number: [] for number in merge_ids}
    rows = db.session.execute(
        select(MergePart.merge_id, MergePart.consent, Proposal.title)
        .join(Proposal, Proposal.id == MergePart.proposal_id)
        .where(MergePart.merge_id.in_(merge_ids))
        .order_by(MergePart.id)
    )
    for row in rows:
        found[row.merge_id].append(row)
    return found


def find_waiting_merge(proposal_id: int) -> int | None:
    """The merge that a proposal waits in."""
    held = select(MergePart.merge_id).where(MergePart.held_id == proposal_id)
    return db.session.scalar(held)


class Partner(NamedTuple):
    id: int
    number: str | None
    title: str
    activity_id: int


def list_partners(ids: Collection[int]) -> list[Partner]:
    """Those of the given proposals that can still be merged, in the given order."""
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title, Proposal.activity_id)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(
            Proposal.id.in_(ids),
            Proposal.state == ProposalState.PUBLISHED,
            Journey.status.in_(UNDECIDED),
        )
    )
    order = list(ids)
    return sorted((Partner._make(row) for row in rows), key=lambda one: order.index(one.id))


def find_by_numbers(municipality_id: int, numbers: Collection[str]) -> dict[str, int]:
    """Ids by "Ö-2026-0412", as people write it."""
    rows = db.session.execute(
        select(Proposal.number, Proposal.id).where(
            Proposal.municipality_id == municipality_id, Proposal.number.in_(numbers)
        )
    )
    return {number: number_id for number, number_id in rows if number is not None}


def list_of_parts(ids: Collection[int]) -> Sequence[Proposal]:
    """For a service that joins or splits them: as `get_proposal`, several at once, fresh."""
    activity = joinedload(Proposal.activity)
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.id.in_(ids))
        .options(
            activity,
            activity.joinedload(Activity.consultation).joinedload(Consultation.duty),
            joinedload(Proposal.author),
            joinedload(Proposal.organisation),
            joinedload(Proposal.journey),
            joinedload(Proposal.thread),
            joinedload(Proposal.duty),
        )
        .order_by(Proposal.id)
        .execution_options(populate_existing=True)
    ).all()


def count_own_supports(activity_id: int, person_id: int) -> int:
    """Supports of a person in one activity that count: of what was merged only the joint one."""
    return (
        db.session.scalar(
            select(func.count(Support.id))
            .join(Proposal, Proposal.id == Support.proposal_id)
            .where(
                Support.person_id == person_id,
                Proposal.activity_id == activity_id,
                Proposal.state == ProposalState.PUBLISHED,
            )
        )
        or 0
    )
