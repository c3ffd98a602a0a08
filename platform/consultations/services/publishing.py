"""From the draft to the public promise, and everything that may become of it."""

from typing import Any

from answers import queries as answers_queries
from answers import services as answers
from answers.models import DutyKind
from consultations import queries, rules
from consultations.models import Consultation, ConsultationState, Promise
from consultations.services.activities import begin, last_closing, stop_moments
from consultations.services.changing import record_change
from consultations.services.errors import Incomplete, NothingChanged, TooEarly
from consultations.services.fields import PromiseFields
from consultations.services.frame import write_promise
from consultations.services.parts import publish_meeting
from journeys import services as journeys
from journeys.models import Kind, Status
from kernel import audit, clock, formats
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import day
from places import services as places

NEW_DAY = N_("Yanıt günü değişti. Eski gün: %(old)s. Yeni gün: %(new)s.")
NEW_DECIDER = N_("Kararı verecek makam değişti: %(old)s yerine %(new)s.")
NEW_PROMISE = N_("Söz değişti. Şimdi %(version)s. sürüm geçerli.")
EXPLAINED = N_("Açıklama yayımlandı.")


def publish(consultation: Consultation, *, by: Visitor) -> None:
    """Number, journey, duty, threads and moments; refused while anything is missing."""
    promise = queries.get_promise(consultation.id)
    activities = queries.list_activities(consultation.id)
    if rules.gaps(consultation, promise, activities) or promise.answer_by is None:
        raise Incomplete()
    owner = _owner(consultation)
    consultation.number = places.next_number(consultation.municipality_id, "D")
    consultation.state = ConsultationState.PUBLISHED
    consultation.published_at = clock.now()
    promise.made_at = clock.now()
    journey = journeys.start(
        Kind.CONSULTATION, Status.OPEN, by=by.id, office=promise.office, **owner
    )
    duty = answers.owe(
        DutyKind.CONSULTATION,
        unit_id=consultation.unit_id,
        due_on=promise.answer_by,
        journey_id=journey.id,
        **owner,
    )
    db.session.flush()
    consultation.journey_id, consultation.duty_id = journey.id, duty.id
    for activity in activities:
        begin(consultation, activity)
    for meeting in queries.list_meetings(consultation.id):
        publish_meeting(consultation, meeting)
    db.session.flush()
    audit.record(
        "consultations.publish",
        consultation,
        by=by.id,
        after={"number": consultation.number, "answer_by": promise.answer_by.isoformat()},
    )


def _owner(consultation: Consultation) -> dict[str, Any]:
    return {
        "municipality_id": consultation.municipality_id,
        "subject": consultation.title,
        "endpoint": "consultations.show",
        "object_id": consultation.id,
    }


def change_promise(
    consultation: Consultation, *, by: Visitor, fields: PromiseFields, reason: str
) -> Promise:
    """A new version; the first answer-by date stays what lateness is counted from."""
    before = queries.get_promise(consultation.id)
    if all(getattr(before, name) == value for name, value in vars(fields).items()):
        raise NothingChanged()
    last = last_closing(queries.list_activities(consultation.id))
    if consultation.state is ConsultationState.PUBLISHED and last and fields.answer_by:
        if fields.answer_by < last:
            raise TooEarly(last=formats.day(last))
    promise = Promise(
        consultation_id=consultation.id,
        version=before.version + 1,
        reason=reason,
        made_by_id=by.id,
    )
    write_promise(promise, fields)
    db.session.add(promise)
    db.session.flush()
    if consultation.duty is not None and promise.answer_by != before.answer_by:
        if promise.answer_by is not None:
            answers.reschedule(consultation.duty, due_on=promise.answer_by)
    for message, facts in _differences(before, promise):
        record_change(
            consultation,
            by=by,
            message=message,
            facts=facts,
            reason=reason,
            office=promise.office,
            also=_owed_under(consultation) if message == NEW_DAY else (),
        )
    return promise


def _owed_under(consultation: Consultation) -> list[int]:
    """The journeys of the proposals that are answered by the same day."""
    if consultation.duty_id is None:
        return []
    owed = answers_queries.list_owed_under(consultation.duty_id)
    return [duty.journey_id for duty in owed if duty.journey_id is not None]


def _differences(before: Promise, after: Promise) -> list[tuple[str, dict[str, Any]]]:
    changes: list[tuple[str, dict[str, Any]]] = []
    if before.answer_by and after.answer_by and before.answer_by != after.answer_by:
        changes.append((NEW_DAY, {"old": day(before.answer_by), "new": day(after.answer_by)}))
    if before.decided_by != after.decided_by:
        changes.append((NEW_DECIDER, {"old": before.decided_by, "new": after.decided_by}))
    rest = ("can_change", "cannot_change", "level", "office", "document_number")
    if any(getattr(before, name) != getattr(after, name) for name in rest):
        changes.append((NEW_PROMISE, {"version": after.version}))
    return changes


def end_early(consultation: Consultation, *, by: Visitor, reason: str, office: str) -> None:
    """Nobody can take part any more; the answer is still owed."""
    _stop(
        consultation,
        ConsultationState.ENDED,
        Status.ENDED_EARLY,
        by=by,
        reason=reason,
        office=office,
    )


def withdraw(consultation: Consultation, *, by: Visitor, reason: str, office: str) -> None:
    """The question itself is taken back; the answer is still owed."""
    _stop(
        consultation,
        ConsultationState.WITHDRAWN,
        Status.WITHDRAWN,
        by=by,
        reason=reason,
        office=office,
    )


def _stop(
    consultation: Consultation,
    state: ConsultationState,
    status: Status,
    *,
    by: Visitor,
    reason: str,
    office: str,
) -> None:
    consultation.state = state
    consultation.ended_at = clock.now()
    consultation.ended_reason = reason
    stop_moments(queries.list_activities(consultation.id))
    db.session.flush()
    audit.record(
        f"consultations.{'withdraw' if state is ConsultationState.WITHDRAWN else 'end_early'}",
        consultation,
        by=by.id,
        after={"reason": reason},
    )
    if consultation.journey is not None:
        journeys.move(consultation.journey, status, by=by.id, office=office, reason=reason)


def explain(consultation: Consultation, *, by: Visitor, text: str, office: str) -> None:
    """A public word between promise and answer: why it is late, what is being waited for."""
    record_change(consultation, by=by, message=EXPLAINED, facts={}, reason=text, office=office)
