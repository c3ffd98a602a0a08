"""Amendments, co-sponsors, and whom a change of a text concerns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Person
from consultations.models import Activity, Consultation
from discussion.models import ThreadFollower
from journeys.models import Follower, Why
from kernel import tokens
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from places.models import Organisation, OrganisationState, Representative
from proposals.authorship import Offer
from proposals.models import (
    UNPUBLISHED,
    Amendment,
    AmendmentState,
    Cosponsor,
    CosponsorState,
    Proposal,
    ProposalState,
    ProposalVersion,
    Support,
)


def get_amendment(amendment_id: int, for_: Visitor = NOBODY) -> Amendment:
    """With the proposal and all that its rules read."""
    proposal = contains_eager(Amendment.proposal)
    activity = proposal.joinedload(Proposal.activity)
    return db.session.scalars(
        select(Amendment)
        .join(Proposal, Proposal.id == Amendment.proposal_id)
        .where(Amendment.id == amendment_id)
        .options(
            joinedload(Amendment.author),
            proposal,
            activity,
            activity.joinedload(Activity.consultation).joinedload(Consultation.duty),
            proposal.joinedload(Proposal.author),
            proposal.joinedload(Proposal.organisation),
            proposal.joinedload(Proposal.journey),
            proposal.joinedload(Proposal.thread),
            proposal.joinedload(Proposal.duty),
        )
    ).one()


class AmendmentRow(NamedTuple):
    id: int
    state: AmendmentState
    reason: str
    proposed_at: datetime
    decided_at: datetime | None
    hidden_at: datetime | None
    author_name: str


def list_amendments(proposal_id: int) -> list[AmendmentRow]:
    """The newest first; what waits before what is decided. Not what a moderator reads first."""
    shown = or_(Amendment.hidden_at.is_(None), Amendment.hidden_reason != "")
    waiting = Amendment.state == AmendmentState.PROPOSED
    rows = db.session.execute(
        select(
            Amendment.id,
            Amendment.state,
            Amendment.reason,
            Amendment.proposed_at,
            Amendment.decided_at,
            Amendment.hidden_at,
            Person.name,
        )
        .join(Person, Person.id == Amendment.author_id)
        .where(Amendment.proposal_id == proposal_id, shown)
        .order_by(waiting.desc(), Amendment.id.desc())
        .limit(100)
    )
    return [AmendmentRow._make(row) for row in rows]


class Origin(NamedTuple):
    """The declined amendment that a proposal grew from, or the proposal it became."""

    amendment_id: int
    proposal_id: int
    title: str
    published: bool


def find_origin(proposal_id: int) -> Origin | None:
    row = db.session.execute(
        select(Amendment.id, Proposal.id, Proposal.title, Proposal.state)
        .join(Proposal, Proposal.id == Amendment.proposal_id)
        .where(Amendment.became_id == proposal_id)
    ).first()
    return None if row is None else _origin(*row)


def find_became(amendment_id: int) -> Origin | None:
    row = db.session.execute(
        select(Amendment.id, Proposal.id, Proposal.title, Proposal.state)
        .join(Proposal, Proposal.id == Amendment.became_id)
        .where(Amendment.id == amendment_id)
    ).first()
    return None if row is None else _origin(*row)


def _origin(amendment_id: int, proposal_id: int, title: str, state: ProposalState) -> Origin:
    return Origin(amendment_id, proposal_id, title, state not in UNPUBLISHED)


def find_version_of(amendment_id: int) -> int | None:
    """The place among the proposal's changes, from 1, of the one that an amendment made."""
    made = db.session.execute(
        select(ProposalVersion.id, ProposalVersion.proposal_id).where(
            ProposalVersion.amendment_id == amendment_id
        )
    ).first()
    if made is None:
        return None
    return db.session.scalar(
        select(func.count())
        .select_from(ProposalVersion)
        .where(ProposalVersion.proposal_id == made[1], ProposalVersion.id <= made[0])
    )


def _pending(proposal_id: int) -> ColumnElement[bool]:
    """Those that wait for the proposal's author; what is hidden waits no longer."""
    return and_(
        Amendment.proposal_id == proposal_id,
        Amendment.state == AmendmentState.PROPOSED,
        Amendment.hidden_reason == "",
    )


def count_pending_amendments(proposal_id: int) -> int:
    found = select(func.count()).select_from(Amendment).where(_pending(proposal_id))
    return db.session.scalar(found) or 0


def has_newer_amendment(amendment: Amendment) -> bool:
    """Its author has sent another one, which waits."""
    found = select(Amendment.id).where(
        _pending(amendment.proposal_id),
        Amendment.author_id == amendment.author_id,
        Amendment.id != amendment.id,
    )
    return db.session.scalar(found.limit(1)) is not None


def count_edits_since(proposal_id: int, since: datetime) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(ProposalVersion)
            .where(ProposalVersion.proposal_id == proposal_id, ProposalVersion.replaced_at > since)
        )
        or 0
    )


def is_cosponsor(proposal_id: int, person_id: int) -> bool:
    found = select(Cosponsor.id).where(
        Cosponsor.proposal_id == proposal_id,
        Cosponsor.person_id == person_id,
        Cosponsor.state == CosponsorState.ACCEPTED,
    )
    return db.session.scalar(found) is not None


OFFER = "proposals.offer"


def get_cosponsor(cosponsor_id: int, for_: Visitor = NOBODY) -> Cosponsor:
    return db.session.scalars(_cosponsor().where(Cosponsor.id == cosponsor_id)).one()


def _cosponsor() -> Select[Cosponsor]:
    """With the proposal and all that its rules read."""
    proposal = contains_eager(Cosponsor.proposal)
    activity = proposal.joinedload(Proposal.activity)
    return (
        select(Cosponsor)
        .join(Proposal, Proposal.id == Cosponsor.proposal_id)
        .options(
            joinedload(Cosponsor.organisation),
            proposal,
            activity,
            activity.joinedload(Activity.consultation),
            proposal.joinedload(Proposal.author),
            proposal.joinedload(Proposal.organisation),
            proposal.joinedload(Proposal.journey),
            proposal.joinedload(Proposal.thread),
        )
    )


def get_offer(offer_id: str, for_: Visitor = NOBODY) -> Offer:
    """By the number in a notice, or by the link of a mail."""
    by_link = not offer_id.isdecimal()
    number: int | None = None
    if by_link:
        facts = tokens.read(OFFER, offer_id)
        number = None if facts is None else facts["cosponsor"]
    elif offer_id.isascii() and len(offer_id) < 10:
        number = int(offer_id)
    if number is None:
        return Offer()
    row = db.session.scalars(_cosponsor().where(Cosponsor.id == number)).one_or_none()
    if row is None and not by_link:
        raise NoResultFound
    return Offer(row, by_link, offer_id)


class CosponsorRow(NamedTuple):
    id: int
    state: CosponsorState
    person_id: int | None
    organisation_id: int | None
    email: str | None
    invited_at: datetime
    person_name: str | None
    organisation_name: str | None


def list_cosponsors(proposal_id: int, *states: CosponsorState) -> list[CosponsorRow]:
    """Organisations first, then in the order in which they came."""
    rows = db.session.execute(
        select(
            Cosponsor.id,
            Cosponsor.state,
            Cosponsor.person_id,
            Cosponsor.organisation_id,
            Cosponsor.email,
            Cosponsor.invited_at,
            Person.name,
            Organisation.name,
        )
        .outerjoin(Person, Person.id == Cosponsor.person_id)
        .outerjoin(Organisation, Organisation.id == Cosponsor.organisation_id)
        .where(
            Cosponsor.proposal_id == proposal_id,
            Cosponsor.state.in_(states or (CosponsorState.ACCEPTED,)),
        )
        .order_by(Cosponsor.organisation_id.is_(None), Cosponsor.id)
        .limit(200)
    )
    return [CosponsorRow._make(row) for row in rows]


def _asked(visitor: Visitor) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = Cosponsor.organisation_id.in_(list(visitor.organisations))
    if visitor.email_confirmed and visitor.email:
        mine = or_(mine, Cosponsor.email == visitor.email)
    return mine


def shares_draft(proposal_id: int, visitor: Visitor) -> bool:
    """Asked to stand behind it, or standing there already."""
    if not visitor.signed_in:
        return False
    found = select(Cosponsor.id).where(
        Cosponsor.proposal_id == proposal_id,
        Cosponsor.state.in_([CosponsorState.INVITED, CosponsorState.ACCEPTED]),
        or_(_asked(visitor), Cosponsor.person_id == visitor.id),
    )
    return db.session.scalar(found.limit(1)) is not None


def find_my_offer(proposal_id: int, visitor: Visitor) -> int | None:
    """An invitation of this proposal that waits for this reader."""
    if not visitor.signed_in:
        return None
    return db.session.scalar(
        select(Cosponsor.id)
        .where(
            Cosponsor.proposal_id == proposal_id,
            Cosponsor.state == CosponsorState.INVITED,
            _asked(visitor),
        )
        .order_by(Cosponsor.id)
        .limit(1)
    )


# --- whom it concerns ---------------------------------------------------------------------------


def list_authors(proposal: Proposal) -> Sequence[Person]:
    """Who may speak for it now: its author, or the organisation's representatives."""
    if proposal.organisation_id is not None and proposal.state is not ProposalState.DRAFT:
        return list_representatives(proposal.organisation_id)
    found = select(Person).where(Person.id == proposal.author_id, Person.deleted_at.is_(None))
    return db.session.scalars(found).all()


def find_organisation_name(organisation_id: int, municipality_id: int) -> str | None:
    return db.session.scalar(
        select(Organisation.name).where(
            Organisation.id == organisation_id,
            Organisation.municipality_id == municipality_id,
            Organisation.state == OrganisationState.VERIFIED,
        )
    )


def list_representatives(organisation_id: int) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .join(Representative, Representative.person_id == Person.id)
        .where(Representative.organisation_id == organisation_id, Person.deleted_at.is_(None))
        .order_by(Person.id)
    ).all()


def list_standing_behind(proposal: Proposal) -> list[int]:
    """Authors and co-sponsors: numbers."""
    behind = select(Follower.person_id).where(
        Follower.journey_id == proposal.journey_id, Follower.why == Why.AUTHOR
    )
    own = {person.id for person in list_authors(proposal)}
    return sorted(own | set(db.session.scalars(behind)))


def list_touched(proposal: Proposal) -> list[int]:
    """Whom a new wording concerns: supporters, whoever follows it or the talk about it."""
    parts = (
        select(Follower.person_id).where(Follower.journey_id == proposal.journey_id),
        select(Support.person_id).where(Support.proposal_id == proposal.id),
        select(ThreadFollower.person_id).where(ThreadFollower.thread_id == proposal.thread_id),
    )
    return sorted({number for part in parts for number in db.session.scalars(part)})


# --- what the law lets a person take along ------------------------------------------------------


def export_authorship(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Amendments one wrote or decided; where one stands behind, was asked or has asked."""
    amendments = db.session.execute(
        select(
            Proposal.number,
            Amendment.state,
            Amendment.title,
            Amendment.problem,
            Amendment.body,
            Amendment.reason,
            Amendment.proposed_at,
            Amendment.answer,
            Amendment.decided_at,
        )
        .join(Proposal, Proposal.id == Amendment.proposal_id)
        .where(or_(Amendment.author_id == person_id, Amendment.decided_by_id == person_id))
        .order_by(Amendment.id)
    )
    address = select(Person.email).where(Person.id == person_id).scalar_subquery()
    cosponsors = db.session.execute(
        select(
            Proposal.number,
            Proposal.title,
            Cosponsor.state,
            Cosponsor.email,
            Cosponsor.invited_at,
            Cosponsor.answered_at,
        )
        .join(Proposal, Proposal.id == Cosponsor.proposal_id)
        .where(
            or_(
                Cosponsor.person_id == person_id,
                Cosponsor.invited_by_id == person_id,
                Cosponsor.email == address,
            )
        )
        .order_by(Cosponsor.id)
    )
    return {
        "amendments": [dict(row._mapping) for row in amendments],
        "cosponsors": [dict(row._mapping) for row in cosponsors],
    }
