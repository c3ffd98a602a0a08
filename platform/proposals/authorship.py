"""Who may change a text with its author, and stand behind it: amendments and co-sponsors."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from consultations import rules as consultations
from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Kind, Visitor, closed, old_link
from moderation import rules as moderation
from proposals import rules as proposals
from proposals.models import (
    UNPUBLISHED,
    Amendment,
    AmendmentState,
    Cosponsor,
    CosponsorState,
    Proposal,
    ProposalState,
)


class Reason(rules.Reason):
    DECIDED = N_("Bu değişiklik önerisi karara bağlandı.")
    HIDDEN = N_("Bu değişiklik önerisi gizlendi ya da inceleniyor.")
    TAKEN_BACK = N_("Bu değişiklik önerisi geri çekildi.")
    OWN_TEXT = N_("Bu öneri sizin; metnini doğrudan düzenleyebilirsiniz.")
    NOT_DECLINED = N_("Yalnızca geri çevrilen bir değişiklik ayrı öneriye dönüşebilir.")
    BECAME = N_("Bu değişiklik daha önce ayrı bir öneriye dönüştürüldü.")
    OFFER_OLD = N_(
        "Davetin süresi dolmuş, davet geri alınmış ya da bağlantının bir bölümü eksik olabilir. "
        "E-postadaki bağlantının tamamını açın; yine olmazsa daveti gönderene sorun."
    )
    OFFER_OVER = N_("Bu davet yanıtlandı ya da geri alındı.")
    OWN_OFFER = N_("Bu öneri zaten sizin; kendinizi davet edemezsiniz.")
    NOT_STANDING = N_("Bu önerinin ortağı değilsiniz.")


AMENDMENT_LABELS: dict[AmendmentState, str] = {
    AmendmentState.PROPOSED: N_("Yazarı bekliyor"),
    AmendmentState.ACCEPTED: N_("Kabul edildi"),
    AmendmentState.ACCEPTED_EDITED: N_("Düzenlenerek kabul edildi"),
    AmendmentState.DECLINED: N_("Geri çevrildi"),
    AmendmentState.WITHDRAWN: N_("Geri çekildi"),
}
#: the kind of the macro `status()`
AMENDMENT_KIND: dict[AmendmentState, str] = {
    AmendmentState.PROPOSED: "wait",
    AmendmentState.ACCEPTED: "good",
    AmendmentState.ACCEPTED_EDITED: "good",
    AmendmentState.DECLINED: "no",
    AmendmentState.WITHDRAWN: "draft",
}


#: how long an invitation waits for its answer
OFFER_VALID = timedelta(days=30)


@dataclass(frozen=True)
class Offer:
    """An invitation to stand behind a proposal; without a row its link is forged or old."""

    row: Cosponsor | None = None
    #: opened by the link of the mail: whoever reads that mailbox is meant
    by_link: bool = False
    name: str = ""

    @property
    def municipality_id(self) -> int | None:
        return None if self.row is None else self.row.municipality_id


class Text(Protocol):
    """A proposal, one of its versions, or what somebody typed."""

    @property
    def title(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def body(self) -> str: ...


def same(one: str, other: str) -> bool:
    """Spaces, line ends and the way a letter is composed are no difference."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def same_text(one: Text, other: Text) -> bool:
    return (
        same(one.title, other.title)
        and same(one.problem, other.problem)
        and same(one.body, other.body)
    )


def text_mark(text: Text) -> str:
    """Changes with the text: a form sent later tells which text its writer saw."""
    whole = "\0".join((text.title, text.problem, text.body))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def moved_on(amendment: Amendment) -> bool:
    """The proposal is no longer the text that the amendment was written against."""
    now = amendment.proposal
    return not (
        same(amendment.base_title, now.title)
        and same(amendment.base_problem, now.problem)
        and same(amendment.base_body, now.body)
    )


def may_be_changed(proposal: proposals.Readable) -> Denied | None:
    """While it collects: afterwards nobody could take a support back."""
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    return proposals.undecided(proposal) or consultations.is_open(rules.NOBODY, proposal.activity)


def amend(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """Whoever may write a proposal here, but not its own author."""
    if denied := may_be_changed(proposal) or proposals.write(visitor, proposal.activity):
        return denied
    if proposals.speaks_for(visitor, proposal):
        return Denied(Kind.ROLE, Reason.OWN_TEXT)
    return None


def see_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    """As public as the text it changes; what waits is its author's and the moderators'."""
    if visitor.signed_in and amendment.author_id == visitor.id:
        return None
    held = amendment.hidden_at is not None and not amendment.hidden_reason
    if held and moderation.read(visitor, amendment) is not None:
        return HIDDEN
    return proposals.see_words(visitor, amendment.proposal)


def _pending(amendment: Amendment) -> Denied | None:
    if amendment.hidden_at is not None:
        return closed(Reason.HIDDEN)
    if amendment.state is AmendmentState.PROPOSED:
        return None
    taken_back = amendment.state is AmendmentState.WITHDRAWN
    return closed(Reason.TAKEN_BACK if taken_back else Reason.DECIDED)


def _authors(visitor: Visitor, proposal: Proposal) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if proposals.speaks_for(visitor, proposal) else ROLE


def accept_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    over = _pending(amendment) or may_be_changed(amendment.proposal)
    return over or _authors_words(visitor, amendment.proposal)


def decline_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    """Also later: whoever took the trouble gets an answer."""
    return _pending(amendment) or _authors_words(visitor, amendment.proposal)


def _authors_words(visitor: Visitor, proposal: Proposal) -> Denied | None:
    """What they write here everybody reads."""
    return _authors(visitor, proposal) or rules.suspended(visitor, proposal.municipality_id)


def withdraw_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    return _pending(amendment) or _amenders(visitor, amendment)


def _amenders(visitor: Visitor, amendment: Amendment) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if amendment.author_id == visitor.id else ROLE


def promote_amendment(visitor: Visitor, amendment: Amendment) -> Denied | None:
    """A declined one becomes a proposal of its own, once, where proposals are collected."""
    if amendment.hidden_at is not None:
        return closed(Reason.HIDDEN)
    if amendment.state is not AmendmentState.DECLINED:
        return closed(Reason.NOT_DECLINED)
    if amendment.became_id is not None:
        return closed(Reason.BECAME)
    return _amenders(visitor, amendment) or proposals.write(visitor, amendment.proposal.activity)


# --- co-sponsors --------------------------------------------------------------------------------


class Shared(Protocol):
    @property
    def shared(self) -> bool: ...


class Page(proposals.Readable, Protocol):
    @property
    def marks(self) -> Shared: ...


def show(visitor: Visitor, proposal: Page) -> Denied | None:
    """A draft is read by those, too, who were asked to stand behind it, until they say no."""
    return None if proposal.marks.shared else proposals.see(visitor, proposal)


def invite(visitor: Visitor, proposal: proposals.Readable) -> Denied | None:
    """The author asks whom they like: while it is a draft, and until somebody judges it."""
    if proposal.state is ProposalState.DRAFT:
        return proposals.publish(visitor, proposal)
    if proposal.state in UNPUBLISHED:
        return HIDDEN
    if over := proposals.undecided(proposal):
        return over
    if not visitor.signed_in:
        return LOGIN
    if not proposals.speaks_for(visitor, proposal):
        return ROLE
    # It mails people in the municipality's name.
    return rules.suspended(visitor, proposal.activity.municipality_id)


def see_offer(visitor: Visitor, offer: Offer) -> Denied | None:
    """Nobody else learns that somebody was asked."""
    row = offer.row
    if row is None:
        return old_link(Reason.OFFER_OLD)
    if not offer.by_link and not _asked(visitor, row):
        return HIDDEN if visitor.signed_in else LOGIN
    if row.state is not CosponsorState.INVITED:
        return closed(Reason.OFFER_OVER)
    draft = row.proposal.state is ProposalState.DRAFT
    return None if draft else proposals.undecided(row.proposal)


def _asked(visitor: Visitor, row: Cosponsor) -> bool:
    if row.organisation_id is not None:
        return row.organisation_id in visitor.organisations
    mine = bool(row.email) and row.email == visitor.email and visitor.email_confirmed
    return visitor.signed_in and (mine or row.person_id == visitor.id)


def accept_offer(visitor: Visitor, offer: Offer) -> Denied | None:
    if denied := see_offer(visitor, offer) or rules.confirmed(visitor):
        return denied
    assert offer.row is not None
    if proposals.is_mine(visitor, offer.row.proposal):
        return Denied(Kind.ROLE, Reason.OWN_OFFER)
    return None


#: whoever reads the mailbox may say no without an account
decline_offer = see_offer


def revoke_offer(visitor: Visitor, cosponsor: Cosponsor) -> Denied | None:
    if cosponsor.state is not CosponsorState.INVITED:
        return closed(Reason.OFFER_OVER)
    return _authors(visitor, cosponsor.proposal)


def leave(visitor: Visitor, cosponsor: Cosponsor) -> Denied | None:
    """At any time: nobody stands behind anything against their will."""
    if cosponsor.state is not CosponsorState.ACCEPTED:
        return closed(Reason.NOT_STANDING)
    if not visitor.signed_in:
        return LOGIN
    return None if stands(visitor, cosponsor) else ROLE


class Standing(Protocol):
    @property
    def person_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int | None: ...


def stands(visitor: Visitor, cosponsor: Standing) -> bool:
    if cosponsor.organisation_id is not None:
        return cosponsor.organisation_id in visitor.organisations
    return visitor.signed_in and cosponsor.person_id == visitor.id
