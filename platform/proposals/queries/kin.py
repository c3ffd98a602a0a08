"""What a proposal is tied to, and the pairs that wait for an officer's look."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Person
from consultations.models import Activity, AskedBy, Consultation
from discussion.models import Thread
from kernel.db import db, fetch
from kernel.rules import NOBODY, Visitor
from places.models import Organisation
from proposals.kinship import LinkKind, ProposalLink, SimilarPair
from proposals.models import UNPUBLISHED, Proposal, ProposalState


class Tie(NamedTuple):
    """Another proposal as the page of this one names it."""

    kind: LinkKind
    note: str
    since: datetime
    #: whether this proposal is the one that points
    outgoing: bool
    id: int
    number: str | None
    title: str
    state: ProposalState
    support_count: int
    author_name: str
    organisation_name: str | None
    comment_count: int


def _ties() -> Any:
    me = bindparam("proposal_id", type_=Integer)
    sides = []
    for mine, theirs, outgoing in (
        (ProposalLink.from_id, ProposalLink.to_id, True),
        (ProposalLink.to_id, ProposalLink.from_id, False),
    ):
        sides.append(
            select(
                ProposalLink.id.label("link_id"),
                ProposalLink.kind,
                ProposalLink.note,
                ProposalLink.since,
                literal(outgoing).label("outgoing"),
                theirs.label("other_id"),
            ).where(mine == me)
        )
    both = union_all(*sides).subquery()
    return (
        select(
            both.c.kind,
            both.c.note,
            both.c.since,
            both.c.outgoing,
            Proposal.id,
            Proposal.number,
            Proposal.title,
            Proposal.state,
            Proposal.support_count,
            func.coalesce(Proposal.byline, Person.name),
            Organisation.name,
            func.coalesce(Thread.comment_count, 0),
        )
        .select_from(both)
        .join(Proposal, Proposal.id == both.c.other_id)
        .join(Person, Person.id == Proposal.author_id)
        .outerjoin(Organisation, Organisation.id == Proposal.organisation_id)
        .outerjoin(Thread, Thread.id == Proposal.thread_id)
        .where(Proposal.state.not_in((*UNPUBLISHED, ProposalState.HIDDEN)))
        .order_by(both.c.link_id)
    )


_TIES = _ties()


def list_ties(proposal_id: int) -> list[Tie]:
    """Both ways, oldest first."""
    return [Tie._make(row) for row in fetch(_TIES, proposal_id=proposal_id)]


def find_difference(proposal_id: int) -> ProposalLink | None:
    """What its author has said about a similar one."""
    return db.session.scalars(
        select(ProposalLink).where(
            ProposalLink.from_id == proposal_id, ProposalLink.kind == LinkKind.DIFFERS
        )
    ).first()


# --- pairs --------------------------------------------------------------------------------------


class PairRow(NamedTuple):
    id: int
    score: int
    first_id: int
    first_number: str | None
    first_title: str
    first_excerpt: str
    first_activity: int
    second_id: int
    second_number: str | None
    second_title: str
    second_excerpt: str
    second_activity: int

    @property
    def may_merge(self) -> bool:
        return self.first_activity == self.second_activity


def list_pairs(
    municipality_id: int, askers: Collection[AskedBy], *, at_least: int, limit: int = 50
) -> list[PairRow]:
    """Those that nobody has settled, the most alike first; both still stand."""
    first, second, owner = aliased(Proposal), aliased(Proposal), Consultation
    rows = db.session.execute(
        select(
            SimilarPair.id,
            SimilarPair.score,
            first.id,
            first.number,
            first.title,
            first.excerpt,
            first.activity_id,
            second.id,
            second.number,
            second.title,
            second.excerpt,
            second.activity_id,
        )
        .join(first, first.id == SimilarPair.first_id)
        .join(second, second.id == SimilarPair.second_id)
        .join(owner, owner.id == second.consultation_id)
        .where(
            SimilarPair.municipality_id == municipality_id,
            SimilarPair.settled_at.is_(None),
            SimilarPair.score >= at_least,
            first.state == ProposalState.PUBLISHED,
            second.state == ProposalState.PUBLISHED,
            owner.asked_by.in_(askers),
        )
        .order_by(SimilarPair.score.desc(), SimilarPair.id)
        .limit(limit)
    )
    return [PairRow._make(row) for row in rows]


@dataclass(frozen=True)
class Pair:
    """With both proposals as the rules read them."""

    municipality_id: int
    row: SimilarPair
    both: Sequence[Proposal]


def get_pair(pair_id: int, for_: Visitor = NOBODY) -> Pair:
    row = db.session.scalars(select(SimilarPair).where(SimilarPair.id == pair_id)).one()
    owner = joinedload(Proposal.activity).joinedload(Activity.consultation)
    both = db.session.scalars(
        select(Proposal).where(Proposal.id.in_([row.first_id, row.second_id])).options(owner)
    ).all()
    return Pair(row.municipality_id, row, both)
