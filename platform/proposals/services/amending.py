"""Amendments: a change proposed to somebody else's text, and what its author makes of it."""

from typing import Any

from sqlalchemy import update

from accounts.models import Person
from consultations.models import Activity
from kernel import audit, clock, outbox
from kernel.db import db, refusing
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from moderation import queries as moderation_queries
from moderation import services as moderation
from moderation.models import Cause, Hold
from notifications import links
from notifications import services as notifications
from notifications.models import NoticeKind
from places.queries import get_municipality
from proposals import authorship, queries
from proposals.models import (
    Amendment,
    AmendmentState,
    Proposal,
    ProposalVersion,
    VersionCause,
)
from proposals.services.cosponsoring import make_cosponsor
from proposals.services.errors import (
    AlreadyAmended,
    AlreadyBecame,
    AlreadyDecided,
    NothingChanged,
    TextMoved,
    TooManyAmendments,
)
from proposals.services.versions import announce, keep_version, key_of_edit
from proposals.services.writing import fill, save_draft

PAGE, DESK = "proposals.amendment", "proposals.moderate_amendment"
#: that many may wait for one author
MOST_PENDING = 20


def amend(
    proposal: Proposal,
    *,
    by: Visitor,
    title: str,
    problem: str,
    body: str,
    body_html: str,
    reason: str,
    suspicion: Hold | None = None,
) -> Amendment:
    """`suspicion`: as for a proposal, it may wait for a moderator, and nobody is told yet."""
    assert by.id is not None
    lock_text(proposal.id)
    if queries.count_pending_amendments(proposal.id) >= MOST_PENDING:
        raise TooManyAmendments()
    amendment = Amendment(
        municipality_id=proposal.municipality_id,
        proposal_id=proposal.id,
        author_id=by.id,
        title=title,
        problem=problem,
        body=body,
        body_html=body_html,
        base_title=proposal.title,
        base_problem=proposal.problem,
        base_body=proposal.body,
        reason=reason,
    )
    if authorship.same_text(amendment, proposal):
        raise NothingChanged()
    with refusing(AlreadyAmended):
        db.session.add(amendment)
    audit.record("proposals.amend", amendment, by=by.id)
    hold = moderation_queries.find_hold(proposal.municipality_id, by, suspicion)
    if hold is None:
        tell_authors(amendment, proposal, by.id)
    else:
        _hold_back(amendment, hold)
    return amendment


def _hold_back(amendment: Amendment, hold: Hold) -> None:
    case = moderation.open_case(
        municipality_id=amendment.municipality_id,
        subject=amendment.title,
        endpoint=DESK,
        object_id=amendment.id,
        author_id=amendment.author_id,
        cause=Cause.HOLD,
        hold=hold,
    )
    amendment.hidden_at, amendment.case_id = clock.now(), case.id
    db.session.flush()


def lock_text(proposal_id: int) -> Proposal:
    """Two who change one text, or who stands behind it, come one after the other."""
    return db.session.get_one(Proposal, proposal_id, with_for_update=True, populate_existing=True)


def tell_authors(amendment: Amendment, proposal: Proposal, by_id: int | None) -> None:
    _tell(amendment, PROPOSED, queries.list_standing_behind(proposal), by_id=by_id)
    for author in queries.list_authors(proposal):
        _mail(amendment, proposal, author, PROPOSED_MAIL, reason=amendment.reason)


def accept_amendment(
    amendment: Amendment,
    *,
    by: Visitor,
    title: str,
    problem: str,
    body: str,
    body_html: str,
    seen: str,
    answer: str = "",
) -> ProposalVersion:
    """The proposal says it from now on; the amender stands behind it with its author.

    `seen`: `authorship.text_mark` of the text that the author compared it with.
    """
    proposal = lock_text(amendment.proposal_id)
    if authorship.text_mark(proposal) != seen:
        raise TextMoved()
    content: dict[str, Any] = {
        "title": title, "problem": problem, "body": body, "body_html": body_html
    }  # fmt: skip
    as_proposed = all(
        authorship.same(content[part], getattr(amendment, part))
        for part in ("title", "problem", "body")
    )
    to = AmendmentState.ACCEPTED if as_proposed else AmendmentState.ACCEPTED_EDITED
    _decide(amendment, to, by=by, answer=answer)
    version = keep_version(
        proposal,
        content,
        by=by,
        cause=VersionCause.AMENDMENT,
        reason=amendment.reason[:300],
        amendment_id=amendment.id,
    )
    if version is None:
        raise NothingChanged()
    fill(proposal, content, None)  # type: ignore[arg-type]
    make_cosponsor(proposal, person_id=amendment.author_id)
    _tell(amendment, ACCEPTED, [amendment.author_id], by_id=by.id, key=key_of_edit(version))
    announce(proposal, version, by=by, reason=version.reason)
    _mail(amendment, proposal, amendment.author, ACCEPTED_MAIL, reason=answer)
    db.session.flush()
    return version


def decline_amendment(amendment: Amendment, *, by: Visitor, answer: str) -> None:
    _decide(amendment, AmendmentState.DECLINED, by=by, answer=answer)
    _tell(amendment, DECLINED, [amendment.author_id], by_id=by.id, reason=answer)
    _mail(amendment, amendment.proposal, amendment.author, DECLINED_MAIL, reason=answer)


def withdraw_amendment(amendment: Amendment, *, by: Visitor) -> None:
    _decide(amendment, AmendmentState.WITHDRAWN, by=by)
    _tell(amendment, WITHDRAWN, queries.list_standing_behind(amendment.proposal), by_id=by.id)


def _decide(amendment: Amendment, to: AmendmentState, *, by: Visitor, answer: str = "") -> None:
    """Of two presses one gets through: the database compares, then sets."""
    done = db.session.execute(
        update(Amendment)
        .where(Amendment.id == amendment.id, Amendment.state == AmendmentState.PROPOSED)
        .values(state=to, answer=answer, decided_at=clock.now(), decided_by_id=by.id)
        .execution_options(synchronize_session=False)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise AlreadyDecided()
    db.session.refresh(amendment, ["state", "answer", "decided_at", "decided_by_id"])
    audit.record("proposals.decide_amendment", amendment, by=by.id, after={"state": to.value})


def promote_amendment(amendment: Amendment, *, by: Visitor) -> Proposal:
    """A draft of the amender's own; no support comes along."""
    db.session.refresh(amendment, ["became_id"], with_for_update=True)
    if amendment.became_id is not None:
        raise AlreadyBecame()
    old = amendment.proposal
    draft = save_draft(
        db.session.get_one(Activity, old.activity_id),
        by=by,
        title=amendment.title,
        problem=amendment.problem,
        body=amendment.body,
        body_html=amendment.body_html,
        neighbourhood_id=old.neighbourhood_id,
        category_id=old.category_id,
    )
    with refusing(AlreadyBecame):
        amendment.became_id = draft.id
    audit.record("proposals.promote_amendment", amendment, by=by.id, after={"proposal": draft.id})
    return draft


# --- told and mailed ----------------------------------------------------------------------------

PROPOSED = N_("Önerinin metni için bir değişiklik önerildi.")
ACCEPTED = N_("Önerdiğiniz değişiklik kabul edildi. Adınız önerinin ortakları arasında.")
DECLINED = N_("Önerdiğiniz değişiklik geri çevrildi.")
WITHDRAWN = N_("Önerinin metni için yazılan bir değişiklik geri çekildi.")

Mail = tuple[str, str]
PROPOSED_MAIL: Mail = (
    N_("Öneriniz için bir değişiklik önerildi: %(title)s"),
    N_(
        "Merhaba %(name)s,\n\n“%(title)s” başlıklı öneriniz için başka biri yeni sözler "
        "önerdi. Nedenini şöyle yazdı:\n\n%(reason)s\n\nDeğişikliği görmek, kabul etmek ya da "
        "gerekçesini yazarak geri çevirmek için:\n%(link)s"
    ),
)
ACCEPTED_MAIL: Mail = (
    N_("Önerdiğiniz değişiklik kabul edildi: %(title)s"),
    N_(
        "Merhaba %(name)s,\n\n“%(title)s” için önerdiğiniz değişiklik kabul edildi. Adınız artık "
        "önerinin ortakları arasında; bundan sonraki her adımı size de bildireceğiz. Ortak kalmak "
        "istemezseniz önerinin sayfasından ayrılabilirsiniz.\n\n%(reason)s\n\n%(link)s"
    ),
)
DECLINED_MAIL: Mail = (
    N_("Önerdiğiniz değişiklik geri çevrildi: %(title)s"),
    N_(
        "Merhaba %(name)s,\n\n“%(title)s” için önerdiğiniz değişiklik geri çevrildi. "
        "Gerekçesi:\n\n%(reason)s\n\nDilerseniz aynı sözlerle kendi önerinizi yazabilirsiniz:\n"
        "%(link)s"
    ),
)


def _tell(
    amendment: Amendment,
    message: str,
    people: list[int],
    *,
    by_id: int | None,
    reason: str = "",
    key: str = "",
) -> None:
    notifications.tell(
        people,
        key=key or f"amendment:{amendment.id}:{amendment.state.value}",
        message=message,
        facts={"reason": reason} if reason else {},
        subject=amendment.proposal.title,
        endpoint=PAGE,
        object_id=amendment.id,
        municipality_id=amendment.municipality_id,
        but_not=by_id,
        kind=NoticeKind.MINE if message in (PROPOSED, WITHDRAWN) else NoticeKind.ANSWERS,
        waits=message == PROPOSED,
    )


def _mail(
    amendment: Amendment, proposal: Proposal, person: Person, words: Mail, *, reason: str
) -> None:
    if person.email is None:
        return
    slug = get_municipality(amendment.municipality_id).slug
    with in_language(person.language):
        text = _(
            words[1],
            name=person.name,
            title=proposal.title,
            reason=reason,
            link=links.absolute(PAGE, amendment.id, slug),
        )
        outbox.mail(
            f"proposals.amendment:{amendment.id}:{amendment.state.value}:{person.id}",
            person.email,
            _(words[0], title=proposal.title),
            text.replace("\n\n\n\n", "\n\n"),
            person_id=person.id,
            municipality_id=amendment.municipality_id,
        )
