"""Drafting, approving and publishing an answer."""

from collections.abc import Mapping
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import func, select, update

from answers import queries
from answers.models import Answer, AnswerState, Decision, Duty, DutyKind
from answers.services.owing import forget_reminders, remind, tell_staff
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
    remedies: str
    change_reason: str


def _whole(words: Words, remedies: str) -> dict[str, Any]:
    return {"document_number": "", "remedies": remedies, "change_reason": "", **words}


def save_draft(duty: Duty, *, by: Visitor, **words: Unpack[Words]) -> Answer:
    """One working version a duty; changed text loses its approval and has a new drafter."""
    text = _whole(words, "")
    answer = queries.find_working(duty.id)
    if answer is None:
        answer = _new_version(duty, text, by)
    elif any(getattr(answer, name) != value for name, value in text.items()):
        for name, value in text.items():
            setattr(answer, name, value)
        answer.state = AnswerState.DRAFT
        answer.approved_by_id = None
        answer.approved_at = None
        answer.drafted_by_id = by.id
        answer.drafted_at = clock.now()
        db.session.flush()
    else:
        return answer
    audit.record(
        "answers.save_draft", answer, by=by.id, after={"decision": words["decision"].value}
    )
    tell_staff(
        duty,
        queries.list_approvers(duty.municipality_id),
        key=f"answer-to-approve:{answer.id}",
        message=N_("Bir yanıt taslağı onayınızı bekliyor."),
        facts={},
        but_not=by.id,
    )
    return answer


def _new_version(duty: Duty, text: Mapping[str, object], by: Visitor) -> Answer:
    last = db.session.scalar(select(func.max(Answer.version)).where(Answer.duty_id == duty.id))
    answer = Answer(
        municipality_id=duty.municipality_id,
        duty_id=duty.id,
        version=(last or 0) + 1,
        drafted_by_id=by.id,
        **text,
    )
    with refusing(SomebodyElseDrafted):
        db.session.add(answer)
    return answer


def approve(answer: Answer, *, by: Visitor) -> None:
    """The signature of another person; `rules.approve` has judged."""
    answer.state = AnswerState.APPROVED
    answer.approved_by_id = by.id
    answer.approved_at = clock.now()
    audit.record("answers.approve", answer, by=by.id)
    duty = db.session.get_one(Duty, answer.duty_id)
    if answer.drafted_by_id is not None:
        tell_staff(
            duty,
            [answer.drafted_by_id],
            key=f"answer-approved:{answer.id}:{clock.now().isoformat()}",
            message=N_("Yazdığınız yanıt onaylandı; yayımlanabilir."),
            facts={},
            but_not=by.id,
        )


def publish(answer: Answer, *, by: Visitor) -> None:
    """The answer is public; the duty's journey moves and its followers are told."""
    _publish(answer, by=by, reason=answer.summary)


def answer_at_once(duty: Duty, *, by: Visitor, **words: Unpack[Words]) -> Answer:
    """At the gates of a proposal: published with its whole reason, which followers read by mail."""
    text = _whole(words, REMEDIES)
    working = queries.find_working(duty.id)
    if working is not None:
        db.session.delete(working)
        db.session.flush()
    answer = _new_version(duty, text, by)
    _publish(answer, by=by, reason=words["reason"])
    return answer


def _publish(answer: Answer, *, by: Visitor, reason: str) -> None:
    now = clock.now()
    duty = db.session.get_one(Duty, answer.duty_id)
    _replace_published(answer)
    taken = db.session.execute(
        update(Answer)
        .where(Answer.id == answer.id, Answer.state.in_([AnswerState.DRAFT, AnswerState.APPROVED]))
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
            object_id=answer.id,
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
