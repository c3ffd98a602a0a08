"""Who may merge, split and link proposals, and when; what a merge waits for."""

from collections.abc import Sequence
from typing import Protocol

from consultations import rules as consultations
from journeys.models import Status
from journeys.rules import UNDECIDED
from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Visitor, closed
from proposals import rules as proposals
from proposals.kinship import Merge, MergePart, MergeState
from proposals.models import UNPUBLISHED, Proposal, ProposalState


class Reason(rules.Reason):
    DECIDED = N_("Belediye bu öneriyi ele aldı; artık birleştirilemez ya da bölünemez.")
    MERGE_OVER = N_("Bu birleştirme karara bağlandı.")
    TIME_OVER = N_("Yanıt süresi doldu; birleştirme yapılmadı.")
    PART_MOVED = N_("Önerilerden biri bu arada ele alındı ya da geri çekildi; birleştirilemez.")
    ANSWERED = N_("Onayınızı verdiniz; öteki yazarlar bekleniyor.")


class Standing(Protocol):
    @property
    def state(self) -> ProposalState: ...
    @property
    def status(self) -> Status | None: ...


def is_standing(proposal: Standing) -> bool:
    """Published, and nobody has decided about it yet."""
    return proposal.state is ProposalState.PUBLISHED and proposal.status in UNDECIDED


def _standing(proposal: proposals.Readable) -> Denied | None:
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    if over := proposals.ended(proposal):
        return over
    return None if is_standing(proposal) else closed(Reason.DECIDED)


# --- merging ------------------------------------------------------------------------------------


def propose_merge(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """By whoever runs the consultation; it happens only when the authors agree."""
    return _standing(proposal) or consultations.manage(visitor, proposal.activity.consultation)


def merge_state(merge: Merge) -> MergeState:
    """No answer in time is a refusal, whether or not the worker has run."""
    over = clock.now() >= merge.answer_by
    return MergeState.EXPIRED if merge.state is MergeState.PROPOSED and over else merge.state


def my_parts(visitor: Visitor, merge: Merge) -> Sequence[MergePart]:
    return [part for part in merge.parts if proposals.speaks_for(visitor, part.proposal)]


def see_merge(visitor: Visitor, merge: Merge) -> Denied | None:
    """What was agreed is public; what waits or failed is for officers, auditors and authors."""
    if merge.state is MergeState.AGREED:
        return None
    if not visitor.signed_in:
        return LOGIN
    reviews = consultations.review(visitor, merge.activity.consultation) is None
    return None if reviews or my_parts(visitor, merge) else HIDDEN


def _waiting(merge: Merge) -> Denied | None:
    state = merge_state(merge)
    if state is MergeState.EXPIRED:
        return closed(Reason.TIME_OVER)
    return None if state is MergeState.PROPOSED else closed(Reason.MERGE_OVER)


def refuse_merge(visitor: Visitor, merge: Merge) -> Denied | None:
    """Also whoever has agreed, as long as another is waited for."""
    over = see_merge(visitor, merge) or _waiting(merge)
    return over or (None if my_parts(visitor, merge) else ROLE)


def agree_to_merge(visitor: Visitor, merge: Merge) -> Denied | None:
    if denied := refuse_merge(visitor, merge):
        return denied
    if not all(is_standing(part.proposal) for part in merge.parts):
        return closed(Reason.PART_MOVED)
    waiting = any(part.answered_at is None for part in my_parts(visitor, merge))
    return None if waiting else closed(Reason.ANSWERED)


def undo_merge(visitor: Visitor, merge: Merge) -> Denied | None:
    """Before everybody has agreed; afterwards the merged proposal stands."""
    over = see_merge(visitor, merge) or _waiting(merge)
    return over or consultations.manage(visitor, merge.activity.consultation)


#: the officers' list of merges and of pairs that look alike
kin_list = consultations.desk


# --- splitting and linking ----------------------------------------------------------------------


def split(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """The officer, or the author while proposals are collected."""
    if denied := _standing(proposal):
        return denied
    if not visitor.signed_in:
        return LOGIN
    if consultations.manage(visitor, proposal.activity.consultation) is None:
        return None
    if not proposals.speaks_for(visitor, proposal):
        return ROLE
    return proposals.write(visitor, proposal.activity)


def link(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    return consultations.manage(visitor, proposal.activity.consultation)


class Pair(Protocol):
    @property
    def both(self) -> Sequence[Proposal]: ...


def settle_pair(visitor: Visitor, pair: Pair) -> Denied | None:
    """Whoever runs one of the two consultations says that they are not alike."""
    both = [consultations.manage(visitor, one.activity.consultation) for one in pair.both]
    return None if None in both else both[0]
