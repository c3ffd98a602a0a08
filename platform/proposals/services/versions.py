"""What a text said before, who changed it, and whom that is told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kernel import clock
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications import services as notifications
from notifications.models import NoticeKind
from proposals import queries
from proposals.models import Proposal, ProposalVersion, VersionCause
from proposals.rules import entered, reacted
from proposals.services.errors import EditedTooOften, ReasonMissing

#: Where each edit shows what it changed, and a supporter can step back.
VERSIONS = "proposals.versions"
#: announced edits of one proposal in a day: nobody wants a notice for each comma
EDITS_A_DAY = 3

EDITED = N_(
    "Desteklediğiniz ya da takip ettiğiniz önerinin metni değişti. Değişikliği "
    "görebilir, katılmıyorsanız desteğinizi geri alabilirsiniz."
)


def keep_version(
    proposal: Proposal,
    content: Mapping[str, Any],
    *,
    by: Visitor,
    cause: VersionCause = VersionCause.AUTHOR,
    reason: str = "",
    amendment_id: int | None = None,
) -> ProposalVersion | None:
    """What stands there until now; None when no word changes."""
    parts = ("title", "problem", "body")
    if all(content.get(part, getattr(proposal, part)) == getattr(proposal, part) for part in parts):
        return None
    if cause is VersionCause.AUTHOR and entered(proposal):
        cause = VersionCause.OFFICE
    version = ProposalVersion(
        proposal_id=proposal.id,
        title=proposal.title,
        problem=proposal.problem,
        body=proposal.body,
        body_html=proposal.body_html,
        cause=cause,
        replaced_by_id=by.id,
        reason=reason,
        amendment_id=amendment_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def check_edit(proposal: Proposal, reason: str) -> None:
    """Words that others stand by change rarely, and never without a reason."""
    if not reacted(proposal):
        return
    if not reason:
        raise ReasonMissing()
    since = clock.now() - timedelta(days=1)
    if queries.count_edits_since(proposal.id, since) >= EDITS_A_DAY:
        raise EditedTooOften(most=EDITS_A_DAY)


def announce(proposal: Proposal, version: ProposalVersion, *, by: Visitor, reason: str) -> None:
    """One notice an edit to everybody who stands by the text or follows it."""
    notifications.tell(
        queries.list_touched(proposal),
        key=key_of_edit(version),
        message=EDITED,
        facts={"reason": reason} if reason else {},
        subject=proposal.title,
        endpoint=VERSIONS,
        object_id=proposal.id,
        municipality_id=proposal.municipality_id,
        but_not=by.id,
        kind=NoticeKind.FOLLOWED,
    )


def key_of_edit(version: ProposalVersion) -> str:
    return f"proposal-edit:{version.id}"
