"""What staff entered for others, and files that wait to be confirmed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Person
from consultations.models import Activity
from kernel import tokens
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from proposals.entering import Contact
from proposals.entries import Behalf, ProposalImport
from proposals.models import Proposal, ProposalState

STOP = "proposals.stop_mails"


def get_behalf(behalf_id: int, for_: Visitor = NOBODY) -> Behalf:
    proposal = contains_eager(Behalf.proposal)
    return db.session.scalars(
        select(Behalf)
        .join(Proposal, Proposal.id == Behalf.proposal_id)
        .where(Behalf.id == behalf_id)
        .options(proposal, proposal.joinedload(Proposal.activity).joinedload(Activity.consultation))
    ).one()


def find_behalf_of(proposal_id: int) -> Behalf | None:
    return db.session.scalars(select(Behalf).where(Behalf.proposal_id == proposal_id)).first()


def get_contact(contact_id: str, for_: Visitor = NOBODY) -> Contact:
    facts = tokens.read(STOP, contact_id)
    row = None if facts is None else db.session.get(Behalf, facts["behalf"])
    return Contact(row if row is not None and row.email else None, contact_id)


def get_import(import_id: int, for_: Visitor = NOBODY) -> ProposalImport:
    activity = joinedload(ProposalImport.activity)
    return db.session.scalars(
        select(ProposalImport)
        .where(ProposalImport.id == import_id)
        .options(activity, activity.joinedload(Activity.consultation))
    ).one()


def find_same(activity_id: int, keys: Iterable[str]) -> dict[str, str]:
    """Numbers of published proposals by `Proposal.folded`: the same title and first sentence."""
    rows = db.session.execute(
        select(Proposal.folded, Proposal.number).where(
            Proposal.activity_id == activity_id,
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.folded.in_(sorted(set(keys))),
        )
    )
    return {folded: number or "" for folded, number in rows}


def export_entries(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What staff entered for the owner of this person's address."""
    address = select(Person.email).where(Person.id == person_id).scalar_subquery()
    rows = db.session.execute(
        select(
            Proposal.number,
            Proposal.title,
            Proposal.byline,
            Behalf.consent,
            Behalf.consent_on,
            Behalf.email,
            Behalf.phone,
        )
        .join(Proposal, Proposal.id == Behalf.proposal_id)
        .where(Behalf.email == address)
        .order_by(Behalf.id)
    )
    return {"entered_for_you": [dict(row._mapping) for row in rows]}
