"""What the law lets a person take along."""

from typing import Any

from sqlalchemy import func, or_, select

from kernel.db import db
from places.models import Neighbourhood
from proposals.kinship import MergePart
from proposals.models import Category, HiddenWords, Proposal, ProposalVersion, Support
from proposals.queries.authorship import export_authorship
from proposals.queries.entries import export_entries
from proposals.queries.gates import export as export_objections


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything this package holds of a person, drafts too."""
    proposals = db.session.execute(
        select(
            Proposal.number,
            Proposal.state,
            *(
                func.coalesce(getattr(HiddenWords, part), getattr(Proposal, part)).label(part)
                for part in ("title", "problem", "body")
            ),
            Proposal.cost_kurus,
            Neighbourhood.name.label("neighbourhood"),
            Category.name.label("category"),
            Proposal.created_at,
            Proposal.published_at,
        )
        .outerjoin(HiddenWords, HiddenWords.proposal_id == Proposal.id)
        .outerjoin(Neighbourhood, Proposal.neighbourhood_id == Neighbourhood.id)
        .outerjoin(Category, Proposal.category_id == Category.id)
        .where(Proposal.author_id == person_id)
        .order_by(Proposal.id)
    )
    versions = db.session.execute(
        select(
            Proposal.number,
            ProposalVersion.title,
            ProposalVersion.problem,
            ProposalVersion.body,
            ProposalVersion.replaced_at,
            ProposalVersion.reason,
        )
        .join(Proposal, ProposalVersion.proposal_id == Proposal.id)
        .where(or_(Proposal.author_id == person_id, ProposalVersion.replaced_by_id == person_id))
        .order_by(ProposalVersion.id)
    )
    supports = db.session.execute(
        select(Proposal.number, Proposal.title, Support.since)
        .join(Proposal, Support.proposal_id == Proposal.id)
        .where(Support.person_id == person_id)
        .order_by(Support.id)
    )
    return {
        "proposals": [dict(row._mapping) for row in proposals],
        "proposal_versions": [dict(row._mapping) for row in versions],
        "supports": [dict(row._mapping) for row in supports],
        "merge_answers": _merge_answers(person_id),
        **export_authorship(person_id),
        **export_entries(person_id),
        **export_objections(person_id),
    }


def _merge_answers(person_id: int) -> list[dict[str, Any]]:
    """What the author of these proposals said to a merge."""
    rows = db.session.execute(
        select(Proposal.number, MergePart.consent, MergePart.reason, MergePart.answered_at)
        .join(Proposal, Proposal.id == MergePart.proposal_id)
        .where(Proposal.author_id == person_id, MergePart.answered_at.is_not(None))
        .order_by(MergePart.id)
    )
    return [dict(row._mapping) for row in rows]
