"""Drafting and publishing an answer; the steps between are in `steps`."""

from collections.abc import Mapping
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import delete, func, select, update

from answers import queries
from answers.models import (
    WORKING,
    AlsoAnswered,
    Answer,
    AnswerState,
    Decision,
    Duty,
    DutyKind,
    SentBack,
)
from answers.services import sharing, steps
from answers.services.reminding import forget_reminders, remind
from journeys import services as journeys
from journeys.models import Journey, Status
from journeys.rules import may_move
from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor

#: the default of every form; official Turkish text, stored with the answer
REMEDIES = (
    "Bu yanıta katılmıyorsanız belediyeye dilekçeyle itiraz edebilirsiniz. Dilekçenize 30 gün "
    "içinde yanıt verilir. Yanıt idari bir işlem niteliğindeyse, öğrendiğiniz günden başlayarak "
    "60 gün içinde idare mahkemesinde dava açabilirsiniz."
)


class AlreadyPublished(DomainError):
    message = N_("Bu yanıt az önce yayımlandı.")


class SomebodyElseDrafted(DomainError):
    constraint = "uq_answer_duty_id_version"
    message = N_("Bu yanıt için az önce başka bir taslak kaydedildi. Sayfayı yenileyin.")


class NotOnThisRoad(DomainError):
    message = N_(
        "Bu karar öneriyle ilgili bugünkü duruma uymuyor. Öneri yol haritasındaysa önce eylemi "
        "iptal edin."
    )
    field = "decision"


class Words(TypedDict, total=False):
    """What an answer says; `reason_html` is rendered before."""

    decision: Required[Decision]
    summary: Required[str]
    reason: Required[str]
    reason_html: Required[str]
    office: Required[str]
    unit_id: Required[int | None]
    document_number: str
    legal_basis: str
    remedies: str
    change_reason: str


#: what has no journey of its own: those who follow its consultation are told
TELL_ONLY: dict[DutyKind, str] = {
    DutyKind.VOTE: N_("Belediye bir oylamanın sonucunu yanıtladı: %(subject)s"),
    DutyKind.FINDING: N_("Belediye görüş haritasındaki bir bulguyu yanıtladı: %(subject)s"),
}
#: what every duty's own row of a shared text says alike
COPIED = (
    "decision",
    "summary",
    "reason",
    "reason_html",
    "office",
    "unit_id",
    "document_number",
    "legal_basis",
    "remedies",
    "change_reason",
)


def _whole(words: Words, remedies: str) -> dict[str, Any]:
    return {
        "document_number": "",
        "legal_basis": "",
        "remedies": remedies,
        "change_reason": "",
        **words,
    }


def save_draft(duty: Duty, *, by: Visitor, **words: Unpack[Words]) -> Answer:
    """One working version a duty; changed text begins the steps anew and has a new drafter."""
    text = _whole(words, "")
    answer = queries.find_working(duty.id)
    if answer is None:
        answer = _new_version(duty, text, by)
        sharing.carry_over(answer)
    elif any(getattr(answer, name) != value for name, value in text.items()):
        for name, value in text.items():
            setattr(answer, name, value)
        answer.drafted_by_id = by.id
        answer.drafted_at = clock.now()
        steps.begin_anew(answer)
        db.session.flush()
    else:
        return answer
    audit.record(
        "answers.save_draft", answer, by=by.id, after={"decision": words["decision"].value}
    )
    return answer


def _new_version(
    duty: Duty, text: Mapping[str, object], by: Visitor, *, lead_id: int | None = None
) -> Answer:
    last = db.session.scalar(select(func.max(Answer.version)).where(Answer.duty_id == duty.id))
    answer = Answer(
        municipality_id=duty.municipality_id,
        duty_id=duty.id,
        version=(last or 0) + 1,
        drafted_by_id=by.id,
        lead_id=lead_id,
        **text,
    )
    with refusing(SomebodyElseDrafted):
        db.session.add(answer)
    return answer


def publish(answer: Answer, *, by: Visitor) -> None:
    """The answer is public; the duty's journey moves and its followers are told.

    So it goes with every duty it answers besides: each has its own row with the same words, and
    the page of this answer is the page of all.
    """
    _publish(answer, by=by, reason=answer.summary)
    text = {name: getattr(answer, name) for name in COPIED}
    for duty in sharing.list_also(answer):
        copy = _new_version(duty, text, by, lead_id=answer.id)
        copy.drafted_by_id, copy.drafted_at = answer.drafted_by_id, answer.drafted_at
        copy.approved_by_id, copy.approved_at = answer.approved_by_id, answer.approved_at
        _publish(copy, by=by, reason=answer.summary)


def answer_at_once(duty: Duty, *, by: Visitor, **words: Unpack[Words]) -> Answer:
    """At the gates of a proposal: published with its whole reason, which followers read by mail."""
    text = _whole(words, REMEDIES)
    working = queries.find_working(duty.id)
    if working is not None:
        _discard(working)
    answer = _new_version(duty, text, by)
    _publish(answer, by=by, reason=words["reason"])
    return answer


def _discard(working: Answer) -> None:
    """A draft that was overtaken, with the notes about it."""
    for table in (SentBack, AlsoAnswered):
        db.session.execute(delete(table).where(table.answer_id == working.id))
    db.session.delete(working)
    db.session.flush()


def _publish(answer: Answer, *, by: Visitor, reason: str) -> None:
    now = clock.now()
    duty = db.session.get_one(Duty, answer.duty_id)
    _replace_published(answer)
    taken = db.session.execute(
        update(Answer)
        .where(Answer.id == answer.id, Answer.state.in_(WORKING))
        .values(state=AnswerState.PUBLISHED, published_at=now, published_by_id=by.id)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyPublished()
    db.session.refresh(answer)
    if duty.answered_on is None:
        duty.answered_on = clock.local(now).date()
    forget_reminders([duty])
    audit.record(
        "answers.publish",
        answer,
        by=by.id,
        after={"decision": answer.decision.value, "version": answer.version},
    )
    _move_journey(duty, answer, by=by, reason=reason)


def take_back(duty: Duty, *, by: Visitor) -> None:
    """The decision does not hold any more, and no other answer yet: it is owed again.

    The old answer stays readable; lateness still counts from the first day.
    """
    db.session.execute(
        update(Answer)
        .where(Answer.duty_id == duty.id, Answer.state == AnswerState.PUBLISHED)
        .values(state=AnswerState.REPLACED)
    )
    duty.answered_on = None
    audit.record("answers.take_back", duty, by=by.id)
    remind([duty])


def _replace_published(answer: Answer) -> None:
    db.session.execute(
        update(Answer)
        .where(
            Answer.duty_id == answer.duty_id,
            Answer.id != answer.id,
            Answer.state == AnswerState.PUBLISHED,
        )
        .values(state=AnswerState.REPLACED)
    )


def _move_journey(duty: Duty, answer: Answer, *, by: Visitor, reason: str) -> None:
    if duty.journey_id is None:
        return
    journey = db.session.get_one(Journey, duty.journey_id)
    if duty.kind in TELL_ONLY:
        journeys.tell_followers(
            journey,
            key=f"answer:{answer.id}",
            message=TELL_ONLY[duty.kind],
            facts={"subject": duty.subject, "reason": reason},
            by=by.id,
        )
        return
    proposal = duty.kind is DutyKind.PROPOSAL
    to = Status(answer.decision.value) if proposal else Status.ANSWERED
    if may_move(journey.kind, journey.status, to):
        journeys.move(
            journey,
            to,
            by=by.id,
            office=answer.office,
            reason=answer.change_reason or reason,
            subject=duty.subject,
            endpoint="answers.show",
            object_id=answer.lead_id or answer.id,
        )
        return
    if proposal and not _says_the_same(answer):
        raise NotOnThisRoad()
    # The action goes on; those who follow still learn that the answer reads differently now.
    journeys.tell_followers(
        journey,
        key=f"answer-version:{answer.id}",
        message=N_("Resmî yanıtın yeni sürümü yayımlandı."),
        facts={"reason": answer.change_reason},
        by=by.id,
    )


def _says_the_same(answer: Answer) -> bool:
    """Whether the version before decided the same."""
    before = db.session.scalar(
        select(Answer.decision)
        .where(Answer.duty_id == answer.duty_id, Answer.state == AnswerState.REPLACED)
        .order_by(Answer.version.desc())
        .limit(1)
    )
    return before is answer.decision
