"""Who may report and hide proposals and amendments, and decide about what waits or is appealed."""

from typing import Protocol

from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, ROLE, Denied, Kind, Visitor, closed, may_write
from moderation import rules as moderation
from moderation.models import AppealState, Case, CaseState, Cause, Decision
from proposals import authorship
from proposals import rules as proposals
from proposals.models import UNPUBLISHED, Amendment, ProposalState
from proposals.rules import ENDED, WAITED


class Reason(rules.Reason):
    YOURS = N_("Kendi yazınızı bildiremezsiniz.")
    YOUR_CASE = N_("Kendi yazınızla ilgili karar veremezsiniz.")
    NOT_HIDDEN = N_("Bu yazı gizli değil.")
    NOT_HELD = N_("Bu öneri yayın öncesi incelemede değil.")
    APPEALED = N_("Bu karara itiraz edildi; önce itiraz karara bağlanır.")
    AMENDMENT_HIDDEN = N_("Bu değişiklik önerisi gizlendi.")


class Cased(proposals.Readable, Protocol):
    """With the case that decides about it, its appeal loaded."""

    @property
    def case(self) -> Case | None: ...


def wrote(visitor: Visitor, proposal: proposals.Supportable) -> bool:
    """Their text, whoever's name stands on it."""
    own = visitor.signed_in and proposal.author_id == visitor.id
    return own or proposals.is_mine(visitor, proposal)


def report(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """Also what was withdrawn or merged: everybody can still read it."""
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    if proposal.state is ProposalState.HIDDEN:
        return closed(proposals.Reason.HIDDEN)
    if denied := may_write(visitor, proposal.activity.municipality_id):
        return denied
    return Denied(Kind.ROLE, Reason.YOURS) if wrote(visitor, proposal) else None


def take_back(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """What waits becomes a draft again; so may a suspended author's."""
    if denied := proposals.see(visitor, proposal):
        return denied
    if proposal.state is not ProposalState.HELD:
        return closed(Reason.NOT_HELD)
    return None if wrote(visitor, proposal) else ROLE


def moderate(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """Reading what was reported, the auditor too; a draft is nobody's business."""
    if proposal.state is ProposalState.DRAFT:
        return HIDDEN
    return moderation.read(visitor, proposal.activity)


def _decides(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    if denied := moderation.decide(visitor, proposal.activity):
        return denied
    return Denied(Kind.ROLE, Reason.YOUR_CASE) if wrote(visitor, proposal) else None


def judge(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """What everybody reads may be hidden, what waits may be published; the rest is decided."""
    if proposal.state is ProposalState.DRAFT:
        return HIDDEN
    if proposal.state in (ProposalState.HIDDEN, ProposalState.DECLINED):
        return closed({**ENDED, **WAITED}[proposal.state])
    return _decides(visitor, proposal)


def decisions(proposal: Cased) -> tuple[Decision, ...]:
    """Those that are possible in its state. A text that cannot change any more is not asked to."""
    if proposal.state is ProposalState.HELD:
        return (Decision.PUBLISH, Decision.DECLINE)
    state = None if proposal.case is None else proposal.case.state
    if state is CaseState.EDIT:
        return (Decision.KEEP, Decision.HIDE)
    found = (Decision.KEEP,) if state is CaseState.OPEN else ()
    changes = authorship.may_be_changed(proposal) is None
    return (*found, *((Decision.EDIT,) if changes else ()), Decision.HIDE)


def _appealed(case: Case | None) -> Denied | None:
    waits = case is not None and case.appeal is not None
    if waits and case.appeal.state is AppealState.WAITING:  # type: ignore[union-attr]
        return closed(Reason.APPEALED)
    return None


def unhide(visitor: Visitor, proposal: Cased) -> Denied | None:
    """A moderator takes a decision back; once appealed, it is another one's to decide."""
    if proposal.state is not ProposalState.HIDDEN:
        return closed(Reason.NOT_HIDDEN)
    return _appealed(proposal.case) or _decides(visitor, proposal)


def judge_appeal(visitor: Visitor, proposal: Cased) -> Denied | None:
    if denied := moderation.decide_appeal(visitor, proposal.case):
        return denied
    return Denied(Kind.ROLE, Reason.YOUR_CASE) if wrote(visitor, proposal) else None


# --- amendments ---------------------------------------------------------------------------------


def _open(amendment: Amendment) -> Denied | None:
    """It can be read by everybody: neither it nor its proposal is hidden."""
    proposal = amendment.proposal
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    if proposal.state is ProposalState.HIDDEN:
        return closed(proposals.Reason.HIDDEN)
    return None if amendment.hidden_at is None else closed(Reason.AMENDMENT_HIDDEN)


def report_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    if denied := _open(amendment) or may_write(visitor, amendment.municipality_id):
        return denied
    return Denied(Kind.ROLE, Reason.YOURS) if amendment.author_id == visitor.id else None


def moderate_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    return moderation.read(visitor, amendment)


def _decides_about(visitor: Visitor, amendment: Amendment) -> Denied | None:
    if denied := moderation.decide(visitor, amendment):
        return denied
    return Denied(Kind.ROLE, Reason.YOUR_CASE) if amendment.author_id == visitor.id else None


def is_held(amendment: Amendment) -> bool:
    """It waits for a moderator, and nobody else knows of it."""
    case = amendment.case
    waits = case is not None and case.state is CaseState.OPEN and case.cause is Cause.HOLD
    return waits and amendment.hidden_at is not None


def judge_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    if amendment.hidden_at is not None and not is_held(amendment):
        return closed(Reason.AMENDMENT_HIDDEN)
    return _decides_about(visitor, amendment)


def amendment_decisions(amendment: Amendment) -> tuple[Decision, ...]:
    """It is sent once and never changed: nobody can be asked to edit it."""
    if is_held(amendment):
        return (Decision.PUBLISH, Decision.DECLINE)
    waits = amendment.case is not None and amendment.case.state is CaseState.OPEN
    return (Decision.KEEP, Decision.HIDE) if waits else (Decision.HIDE,)


def unhide_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    if amendment.hidden_at is None or is_held(amendment):
        return closed(Reason.NOT_HIDDEN)
    return _appealed(amendment.case) or _decides_about(visitor, amendment)


def judge_amendment_appeal(visitor: Visitor, amendment: Amendment) -> Denied | None:
    return moderation.decide_appeal(visitor, amendment.case)


def see_amendment_words(visitor: Visitor, amendment: Amendment) -> Denied | None:
    """Of a hidden one its author's and who decides about it; the others read the reason."""
    if amendment.hidden_at is None:
        return None
    own = visitor.signed_in and amendment.author_id == visitor.id
    if own or moderation.read(visitor, amendment) is None:
        return None
    return closed(Reason.AMENDMENT_HIDDEN)
