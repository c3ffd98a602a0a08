"""Birleştirme onayı: an officer proposes, the authors decide, the originals stay."""

import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TypedDict

from sqlalchemy import select

from answers import services as answers
from answers.models import Duty
from consultations import services as consultations
from consultations.models import Activity
from journeys import services as journeys
from journeys.models import Follower, Journey, Status, Why
from kernel import audit, clock, formats, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from notifications import links
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day
from places.models import Municipality
from proposals import joining
from proposals.kinship import Consent, LinkKind, Merge, MergePart, MergeState, ProposalLink
from proposals.models import Proposal, ProposalState
from proposals.queries.authorship import list_authors
from proposals.queries.merging import get_merge, list_of_parts
from proposals.rules import entered
from proposals.services.carrying import carry_over
from proposals.services.pairs import settle_among
from proposals.services.supporting import reach_threshold
from proposals.services.writing import SHOW, fill, publish

PAGE = "proposals.merge"
#: the event under which authors are asked
ASKING = "asked"
#: days that authors have unless the officer says otherwise
DAYS = 10

ASKED = N_(
    "Önerinizi benzer bir öneriyle birleştirmek için onayınız isteniyor. Son gün: %(date)s. "
    "Yanıt vermezseniz birleştirme yapılmaz."
)
DONE = N_(
    "Desteklediğiniz ya da takip ettiğiniz öneri, yazarlarının onayıyla birleştirildi. Desteğiniz "
    "birleşen öneride bir kez sayılıyor; isterseniz geri alabilirsiniz."
)
FAILED: dict[MergeState, str] = {
    MergeState.REFUSED: N_("Birleştirme yapılmadı: yazarlardan biri onaylamadı."),
    MergeState.EXPIRED: N_("Birleştirme yapılmadı: bütün yazarlar süresinde yanıt vermedi."),
    MergeState.UNDONE: N_("Belediye birleştirme önerisini geri aldı."),
}
ASKED_MAIL = N_(
    "Merhaba %(name)s,\n\n"
    "Belediye, “%(title)s” başlıklı önerinizi benzer bir öneriyle birleştirmeyi öneriyor. "
    "Gerekçesi:\n\n%(reason)s\n\n"
    "Birleştirme yalnızca bütün yazarlar onaylarsa yapılır. Onaylarsanız öneriniz kendi metni ve "
    "adınızla okunur kalır. Son gün: %(date)s. O güne kadar yanıt vermezseniz birleştirme "
    "yapılmaz.\n\n"
    "Metinleri görün, onaylayın ya da reddedin:\n%(link)s"
)


class AlreadyWaiting(DomainError):
    constraint = "uq_merge_part_held_id"
    message = N_("Bu önerilerden biri başka bir birleştirmede yazarının yanıtını bekliyor.")


class NotTogether(DomainError):
    message = N_(
        "Yalnızca aynı adımda toplanan, yayında olan ve henüz karara bağlanmamış öneriler "
        "birleştirilebilir."
    )


class MergeIsOver(DomainError):
    message = N_("Bu birleştirme az önce karara bağlandı.")


class PartMoved(DomainError):
    message = N_("Önerilerden biri bu arada ele alındı ya da geri çekildi; birleştirilemez.")


class JointText(TypedDict):
    """`body_html` is rendered before."""

    title: str
    problem: str
    body: str
    body_html: str


def propose_merge(
    target: Proposal,
    others: Collection[int],
    *,
    by: Visitor,
    reason: str,
    days: int = DAYS,
    text: JointText | None = None,
) -> Merge:
    """Without `text` the target's own stays; with it a new proposal will carry it."""
    assert by.id is not None
    parts = list_of_parts({target.id, *others})
    together = len(parts) > 1 and len({part.activity_id for part in parts}) == 1
    if not together or not all(map(joining.is_standing, parts)):
        raise NotTogether()
    merge = Merge(
        municipality_id=target.municipality_id,
        activity_id=target.activity_id,
        target_id=None if text else target.id,
        reason=reason,
        proposed_by_id=by.id,
        answer_by=clock.end_of(clock.today() + timedelta(days=days)),
    )
    for name, value in (text or {}).items():
        setattr(merge, name, value)
    db.session.add(merge)
    db.session.flush()
    with refusing(AlreadyWaiting):
        db.session.add_all(
            MergePart(merge_id=merge.id, proposal_id=part.id, held_id=part.id) for part in parts
        )
    outbox.moment(
        f"proposals.merge_over:{merge.id}",
        "proposals.merge_over",
        merge.answer_by,
        municipality_id=merge.municipality_id,
        merge_id=merge.id,
    )
    audit.record(
        "proposals.propose_merge", merge, by=by.id, after={"parts": [part.id for part in parts]}
    )
    _ask(merge, parts)
    return merge


def _ask(merge: Merge, parts: Sequence[Proposal]) -> None:
    last = clock.last_day(merge.answer_by)
    slug = db.session.get_one(Municipality, merge.municipality_id).slug
    for part in parts:
        authors = list_authors(part)
        _tell(merge, [one.id for one in authors], ASKED, {"date": day(last)}, ASKING, part.title)
        for author in authors:
            if author.email is None:
                continue
            with in_language(author.language):
                outbox.mail(
                    f"proposals.merge:{merge.id}:{part.id}:{author.id}",
                    author.email,
                    _(N_("Onayınız isteniyor: %(title)s"), title=part.title),
                    _(
                        ASKED_MAIL,
                        name=author.name,
                        title=part.title,
                        reason=merge.reason,
                        date=formats.day(last),
                        link=links.absolute(PAGE, merge.id, slug),
                    ),
                    person_id=author.id,
                    municipality_id=merge.municipality_id,
                )


def _tell(
    merge: Merge,
    people: Collection[int],
    message: str,
    facts: dict[str, object],
    event: str,
    subject: str,
    *,
    but_not: int | None = None,
    kind: NoticeKind = NoticeKind.MINE,
) -> None:
    asked = event == ASKING
    notifications.tell(
        people,
        key=f"proposals.merge:{merge.id}:{event}",
        message=message,
        facts=facts,
        subject=subject,
        endpoint=PAGE,
        object_id=merge.id,
        municipality_id=merge.municipality_id,
        but_not=but_not,
        kind=kind,
        waits=asked,
        ends_at=merge.answer_by if asked else None,
    )


# --- the answers --------------------------------------------------------------------------------


def _held(merge_id: int) -> Merge:
    """Of two authors who answer at once the second sees what the first has said."""
    db.session.execute(select(Merge.id).where(Merge.id == merge_id).with_for_update())
    merge = get_merge(merge_id)
    if joining.merge_state(merge) is not MergeState.PROPOSED:
        raise MergeIsOver()
    return merge


def agree_to_merge(merge: Merge, *, by: Visitor) -> bool:
    """For all of one's own; True when it was the last that was waited for."""
    merge = _held(merge.id)
    for part in joining.my_parts(by, merge):
        part.consent, part.answered_at = Consent.AGREED, clock.now()
    audit.record("proposals.agree_to_merge", merge, by=by.id)
    db.session.flush()
    if any(part.consent is not Consent.AGREED for part in merge.parts):
        return False
    _join(merge, by=by)
    return True


def refuse_merge(merge: Merge, *, by: Visitor, reason: str = "") -> None:
    merge = _held(merge.id)
    for part in joining.my_parts(by, merge):
        part.consent, part.answered_at, part.reason = Consent.REFUSED, clock.now(), reason
    audit.record("proposals.refuse_merge", merge, by=by.id)
    _fail(merge, MergeState.REFUSED, by=by.id)


def undo_merge(merge: Merge, *, by: Visitor) -> None:
    merge = _held(merge.id)
    audit.record("proposals.undo_merge", merge, by=by.id)
    _fail(merge, MergeState.UNDONE, by=by.id)


def expire_merge(*, merge_id: int) -> None:
    """Whoever has not answered has refused; the pages say so from that moment on."""
    db.session.execute(select(Merge.id).where(Merge.id == merge_id).with_for_update())
    merge = get_merge(merge_id)
    if merge.state is MergeState.PROPOSED and merge.answer_by <= clock.now():
        _fail(merge, MergeState.EXPIRED, by=None)


def _fail(merge: Merge, state: MergeState, *, by: int | None) -> None:
    """Everything is as it was; authors and officer are told."""
    _close(merge, state)
    authors = {one.id for part in merge.parts for one in list_authors(part.proposal)}
    subject = merge.title or merge.parts[0].proposal.title
    for people, kind in (
        (authors, NoticeKind.MINE),
        ({merge.proposed_by_id}, NoticeKind.WORK),
    ):
        _tell(merge, people, FAILED[state], {}, "over", subject, but_not=by, kind=kind)


def _close(merge: Merge, state: MergeState) -> None:
    merge.state, merge.closed_at = state, clock.now()
    for part in merge.parts:
        part.held_id = None
    outbox.cancel(f"proposals.merge_over:{merge.id}")
    db.session.flush()


# --- the merge itself ---------------------------------------------------------------------------


def _join(merge: Merge, *, by: Visitor) -> None:
    parts = _locked([part.proposal_id for part in merge.parts])
    if not all(map(joining.is_standing, parts)):
        raise PartMoved()
    target = _published(merge, parts, by=by)
    gone = [part for part in parts if part.id != target.id]
    carry_over(target, parts)
    _say(merge, target, parts, by=by)
    for part in gone:
        _end(part, target, merge, by=by)
    merge.target_id = target.id
    _close(merge, MergeState.AGREED)
    settle_among([part.id for part in parts])
    reach_threshold(target)
    after = {"target": target.id, "gone": [part.id for part in gone]}
    audit.record("proposals.merge", merge, by=by.id, after=after)
    db.session.flush()


def _locked(ids: Sequence[int]) -> Sequence[Proposal]:
    """Nobody supports, steps back, withdraws or decides meanwhile: they wait, then read anew."""
    rows = select(Proposal.id).where(Proposal.id.in_(ids)).order_by(Proposal.id)
    db.session.execute(rows.with_for_update())
    journeys_of = select(Proposal.journey_id).where(Proposal.id.in_(ids))
    held = select(Journey.id).where(Journey.id.in_(journeys_of)).order_by(Journey.id)
    db.session.execute(held.with_for_update())
    return list_of_parts(ids)


def _published(merge: Merge, parts: Sequence[Proposal], *, by: Visitor) -> Proposal:
    """The one whose text stays, or the joint text as a proposal of its own."""
    for part in parts:
        if part.id == merge.target_id:
            return part
    first = next((part for part in parts if not entered(part)), parts[0])
    joint = Proposal(
        municipality_id=first.municipality_id,
        consultation_id=first.consultation_id,
        activity_id=first.activity_id,
        author_id=first.author_id,
        organisation_id=first.organisation_id,
        origin=first.origin,
        byline=first.byline,
        shuffle=secrets.randbelow(2**30),
        neighbourhood_id=_common([part.neighbourhood_id for part in parts]),
        category_id=_common([part.category_id for part in parts]),
    )
    text = {name: getattr(merge, name) for name in ("title", "problem", "body", "body_html")}
    fill(joint, text, None)  # type: ignore[arg-type]
    db.session.add(joint)
    db.session.flush()
    publish(joint, by=by)
    return next(iter(list_of_parts([joint.id])))


def _common(values: Sequence[int | None]) -> int | None:
    return values[0] if len(set(values)) == 1 else None


def _say(merge: Merge, target: Proposal, parts: Sequence[Proposal], *, by: Visitor) -> None:
    """Once a person, however many of them they supported; the step of each journey adds none."""
    followed = [part.journey_id for part in (*parts, target)]
    people = select(Follower.person_id).where(Follower.journey_id.in_(followed)).distinct()
    began = people.where(Follower.why == Why.AUTHOR)
    for statement, kind in ((began, NoticeKind.MINE), (people, NoticeKind.FOLLOWED)):
        notifications.tell(
            list(db.session.scalars(statement)),
            key=_event(merge),
            message=DONE,
            facts={},
            subject=target.title,
            endpoint=SHOW,
            object_id=target.id,
            municipality_id=merge.municipality_id,
            but_not=by.id,
            kind=kind,
        )
    if merge.proposed_by_id != by.id:
        proposer = [merge.proposed_by_id]
        _tell(merge, proposer, AGREED, {}, "over", target.title, kind=NoticeKind.WORK)


AGREED = N_("Bütün yazarlar onayladı; öneriler birleştirildi.")


def _event(merge: Merge) -> str:
    return f"proposals.merged:{merge.id}"


def _end(part: Proposal, target: Proposal, merge: Merge, *, by: Visitor) -> None:
    """The original stays readable; nobody owes it an answer of its own any more."""
    part.state = ProposalState.MERGED
    db.session.add(ProposalLink(from_id=part.id, to_id=target.id, kind=LinkKind.MERGED))
    journeys.move(
        db.session.get_one(Journey, part.journey_id),
        Status.MERGED,
        by=by.id,
        subject=target.title,
        endpoint=SHOW,
        object_id=target.id,
        event=_event(merge),
    )
    if part.duty_id is not None:
        answers.release(db.session.get_one(Duty, part.duty_id), by=by)
    consultations.contributed(db.session.get_one(Activity, part.activity_id), by=-1)
    db.session.flush()
