"""Reporting a proposal, deciding about it, its appeal."""

from kernel import audit
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from moderation import queries as moderation_queries
from moderation import services as moderation
from moderation.models import Case, CaseState, Cause, Decision, Ground
from moderation.services import Verdict
from proposals import moderating, queries
from proposals.models import Proposal, ProposalState
from proposals.rules import entered
from proposals.services.errors import NoLongerPossible
from proposals.services.hiding import author_of, hide, move, show, tell
from proposals.services.writing import DESK, go_public


def _open_case(proposal: Proposal, cause: Cause = Cause.REPORT) -> Case:
    proposal.case = moderation.waiting_case(
        proposal.case,
        municipality_id=proposal.municipality_id,
        subject=proposal.title,
        endpoint=DESK,
        object_id=proposal.id,
        author_id=author_of(proposal),
        entered_by_id=proposal.author_id if entered(proposal) else None,
        cause=cause,
    )
    return proposal.case


def report(proposal: Proposal, *, by: Visitor, ground: Ground, note: str = "") -> None:
    moderation.report(_open_case(proposal), by=by, ground=ground, note=note)


def judge(proposal: Proposal, *, by: Visitor, verdict: Verdict) -> None:
    """One of the decisions that are possible in its state, with its consequences."""
    if verdict.decision not in moderating.decisions(proposal):
        raise NoLongerPossible()
    case = proposal.case
    if case is None or case.state not in (CaseState.OPEN, CaseState.EDIT):
        case = _open_case(proposal, Cause.OWN)
    moderation.conclude(case, by=by, verdict=verdict)
    EFFECTS[verdict.decision](proposal, verdict.reason, by)
    db.session.flush()
    audit.record(
        f"proposals.{verdict.decision.value}",
        proposal,
        by=by.id,
        after={"ground": verdict.ground.value if verdict.ground else None},
    )
    if message := REPORTERS.get(verdict.decision):
        facts = {"reason": verdict.reason} if verdict.reason else {}
        people = moderation_queries.list_reporters(case.id)
        tell(proposal, people, f"case:{case.id}:decided", message, facts, but_not=by.id)


def _decline(proposal: Proposal, _reason: str, _by: Visitor) -> None:
    move(proposal, (ProposalState.HELD,), ProposalState.DECLINED)


def _publish(proposal: Proposal, _reason: str, by: Visitor) -> None:
    """From now on it is there; everybody is told now who would have been told then."""
    before = proposal.state
    move(proposal, (ProposalState.HELD, ProposalState.DECLINED), ProposalState.PUBLISHED)
    go_public(proposal, author_id=proposal.author_id, by=by)
    message = N_("Öneriniz incelendi ve yayımlandı.")
    if before is ProposalState.HELD:
        tell(proposal, [proposal.author_id], f"proposal:{proposal.id}:published", message, {})


def _stay(_proposal: Proposal, _reason: str, _by: Visitor) -> None:
    """The text stays as it is."""


EFFECTS = {
    Decision.HIDE: hide,
    Decision.DECLINE: _decline,
    Decision.PUBLISH: _publish,
    Decision.KEEP: _stay,
    Decision.EDIT: _stay,
}
REPORTERS = {
    Decision.HIDE: N_("Bildirdiğiniz öneri gizlendi. Teşekkür ederiz."),
    Decision.EDIT: N_("Bildirdiğiniz önerinin yazarından düzeltme istendi. Teşekkür ederiz."),
    Decision.KEEP: N_("Bildirdiğiniz öneri incelendi. Topluluk kurallarına aykırı bulunmadı."),
}


def unhide(proposal: Proposal, *, by: Visitor, reason: str) -> None:
    assert proposal.case is not None
    moderation.take_back(proposal.case, by=by, reason=reason)
    show(proposal, by)
    audit.record("proposals.unhide", proposal, by=by.id)
    message = N_("Öneriniz yeniden gösteriliyor.")
    people = queries.list_standing_behind(proposal)
    tell(proposal, people, f"case:{proposal.case.id}:shown", message, {"reason": reason})


def judge_appeal(proposal: Proposal, *, by: Visitor, reverse: bool, reason: str) -> None:
    """Reversed, what was hidden is shown and what was declined is published."""
    assert proposal.case is not None
    moderation.decide_appeal(proposal.case, by=by, reverse=reverse, reason=reason)
    if reverse and proposal.state is ProposalState.HIDDEN:
        show(proposal, by)
    elif reverse and proposal.state is ProposalState.DECLINED:
        _publish(proposal, "", by)
    audit.record("proposals.judge_appeal", proposal, by=by.id, after={"reversed": reverse})
