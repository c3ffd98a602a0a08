"""Ties between proposals: related ones, and how mine differs from a similar one."""

from sqlalchemy import delete, or_

from kernel import audit, clock
from kernel.db import DomainError, db
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.rules import Visitor
from proposals.kinship import CHOSEN, LinkKind, ProposalLink
from proposals.models import Proposal, ProposalState
from proposals.services.pairs import settle_among

#: what everybody can read
LINKABLE = (ProposalState.PUBLISHED, ProposalState.WITHDRAWN, ProposalState.MERGED)


class NotLinkable(DomainError):
    message = N_("Yalnızca bu belediyenin yayımlanmış önerileri bağlanabilir.")
    field = "number"


def link(proposal: Proposal, other_id: int, *, by: Visitor, kind: LinkKind) -> None:
    """One tie of two proposals: the latest that was chosen."""
    other = db.session.get(Proposal, other_id)
    theirs = None if other is None else other.municipality_id
    if theirs != proposal.municipality_id or other is None or other.state not in LINKABLE:
        raise NotLinkable()
    _cut(proposal.id, other_id)
    tie(proposal.id, other_id, kind)
    settle_among([proposal.id, other_id])
    after = {"other": other_id, "kind": kind.value}
    audit.record("proposals.link", proposal, by=by.id, after=after)


def unlink(proposal: Proposal, other_id: int, *, by: Visitor) -> None:
    _cut(proposal.id, other_id)
    audit.record("proposals.unlink", proposal, by=by.id, before={"other": other_id})


def tie(from_id: int, to_id: int, kind: LinkKind, note: str = "") -> None:
    statement = insert_into(ProposalLink).values(
        from_id=from_id, to_id=to_id, kind=kind, note=note, since=clock.now()
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["from_id", "to_id", "kind"], set_={"note": statement.excluded.note}
        )
    )


def _cut(one: int, other: int) -> None:
    """What authors said and what became of a merge or split stays."""
    ways = [
        (ProposalLink.from_id == a) & (ProposalLink.to_id == b)
        for a, b in ((one, other), (other, one))
    ]
    db.session.execute(delete(ProposalLink).where(or_(*ways), ProposalLink.kind.in_(CHOSEN)))


def untie(draft: Proposal) -> None:
    """What a draft says of others goes with it."""
    db.session.execute(delete(ProposalLink).where(ProposalLink.from_id == draft.id))


def differ(proposal: Proposal, other_id: int | None, note: str) -> None:
    """How mine differs from a similar one, in the author's words; "" says nothing."""
    db.session.execute(
        delete(ProposalLink).where(
            ProposalLink.from_id == proposal.id, ProposalLink.kind == LinkKind.DIFFERS
        )
    )
    if not note or other_id is None or other_id == proposal.id:
        return
    other = db.session.get(Proposal, other_id)
    same = other is not None and other.municipality_id == proposal.municipality_id
    if same and other is not None and other.state is ProposalState.PUBLISHED:
        tie(proposal.id, other_id, LinkKind.DIFFERS, note)
