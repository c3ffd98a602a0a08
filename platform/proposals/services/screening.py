"""The short way through the first gate: on the ballot, or refused with a reason."""

from journeys.models import Status
from kernel.rules import Visitor
from proposals.models import Proposal
from proposals.services.deciding import decide
from proposals.services.ruling import Ruling


def put_on_ballot(proposal: Proposal, *, by: Visitor, office: str) -> None:
    """Screened, and fit to be voted on."""
    decide(proposal, by=by, ruling=Ruling(Status.ON_BALLOT, office))


def refuse(
    proposal: Proposal,
    *,
    by: Visitor,
    office: str,
    unit_id: int | None,
    reason: str,
    reason_html: str,
    summary: str = "",
) -> None:
    """A signed answer at once; the author reads the reason by mail the same hour."""
    ruling = Ruling(
        Status.REFUSED,
        office,
        unit_id=unit_id,
        reason=reason,
        reason_html=reason_html,
        summary=summary,
    )
    decide(proposal, by=by, ruling=ruling)
