"""Reporting an amendment, hiding it, its appeal. Its place in the proposal stays."""

from kernel import audit, clock
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from moderation import queries as moderation_queries
from moderation import services as moderation
from moderation.models import Case, CaseState, Cause, Decision, Ground
from moderation.services import Verdict
from notifications.models import NoticeKind
from notifications.services import tell
from proposals import moderating, queries
from proposals.models import Amendment, AmendmentState
from proposals.services.amending import DESK, PAGE, lock_text, tell_authors
from proposals.services.errors import NoLongerPossible


def _open_case(amendment: Amendment, cause: Cause = Cause.REPORT) -> Case:
    amendment.case = moderation.waiting_case(
        amendment.case,
        municipality_id=amendment.municipality_id,
        subject=amendment.title,
        endpoint=DESK,
        object_id=amendment.id,
        author_id=amendment.author_id,
        cause=cause,
    )
    return amendment.case


def report_amendment(amendment: Amendment, *, by: Visitor, ground: Ground, note: str = "") -> None:
    moderation.report(_open_case(amendment), by=by, ground=ground, note=note)


def judge_amendment(amendment: Amendment, *, by: Visitor, verdict: Verdict) -> None:
    if verdict.decision not in moderating.amendment_decisions(amendment):
        raise NoLongerPossible()
    case = amendment.case
    if case is None or case.state is not CaseState.OPEN:
        case = _open_case(amendment, Cause.OWN)
    moderation.conclude(case, by=by, verdict=verdict)
    if verdict.decision in (Decision.HIDE, Decision.DECLINE):
        amendment.hidden_at, amendment.hidden_reason = clock.now(), verdict.reason
    elif verdict.decision is Decision.PUBLISH:
        _publish(amendment)
    db.session.flush()
    audit.record(f"proposals.{verdict.decision.value}_amendment", amendment, by=by.id)
    if verdict.decision in REPORTERS:
        _tell_reporters(amendment, case, by=by, verdict=verdict)


def _publish(amendment: Amendment) -> None:
    """What waited is there from now on, and its proposal's author is told now."""
    _show(amendment)
    if amendment.state is AmendmentState.PROPOSED:
        tell_authors(amendment, amendment.proposal, amendment.author_id)


def _tell_reporters(amendment: Amendment, case: Case, *, by: Visitor, verdict: Verdict) -> None:
    tell(
        moderation_queries.list_reporters(case.id),
        key=f"case:{case.id}:decided",
        message=REPORTERS[verdict.decision],
        facts={"reason": verdict.reason} if verdict.reason else {},
        subject=amendment.proposal.title,
        endpoint=PAGE,
        object_id=amendment.id,
        municipality_id=amendment.municipality_id,
        but_not=by.id,
        kind=NoticeKind.ANSWERS,
    )


REPORTERS = {
    Decision.HIDE: N_("Bildirdiğiniz değişiklik önerisi gizlendi. Teşekkür ederiz."),
    Decision.KEEP: N_(
        "Bildirdiğiniz değişiklik önerisi incelendi. Topluluk kurallarına aykırı bulunmadı."
    ),
}


def unhide_amendment(amendment: Amendment, *, by: Visitor, reason: str) -> None:
    assert amendment.case is not None
    moderation.take_back(amendment.case, by=by, reason=reason)
    _show(amendment)
    audit.record("proposals.unhide_amendment", amendment, by=by.id)
    tell(
        [amendment.author_id],
        key=f"case:{amendment.case.id}:shown",
        message=N_("Değişiklik öneriniz yeniden gösteriliyor."),
        facts={"reason": reason},
        subject=amendment.proposal.title,
        endpoint=PAGE,
        object_id=amendment.id,
        municipality_id=amendment.municipality_id,
        kind=NoticeKind.ANSWERS,
    )


def _show(amendment: Amendment) -> None:
    """Whose author has sent another one meanwhile can be read again, and is withdrawn."""
    lock_text(amendment.proposal_id)
    if amendment.state is AmendmentState.PROPOSED and queries.has_newer_amendment(amendment):
        amendment.state = AmendmentState.WITHDRAWN
        amendment.decided_at = clock.now()
    amendment.hidden_at, amendment.hidden_reason = None, ""
    db.session.flush()


def judge_amendment_appeal(
    amendment: Amendment, *, by: Visitor, reverse: bool, reason: str
) -> None:
    assert amendment.case is not None
    moderation.decide_appeal(amendment.case, by=by, reverse=reverse, reason=reason)
    if reverse and amendment.case.decision is Decision.DECLINE:
        _publish(amendment)
    elif reverse and amendment.hidden_at is not None:
        _show(amendment)
    audit.record(
        "proposals.judge_amendment_appeal", amendment, by=by.id, after={"reversed": reverse}
    )
