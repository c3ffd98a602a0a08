"""Activities: written in the draft, changed in public afterwards, told at opening and closing."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from consultations import queries
from consultations.models import (
    Activity,
    ActivityKind,
    Consultation,
    ConsultationState,
)
from consultations.services.changing import record_change
from consultations.services.errors import (
    AfterAnswer,
    AlreadyOpen,
    AlreadyOver,
    NothingChanged,
    TooMany,
    VoteIsFrozen,
)
from consultations.services.fields import ActivityFields
from discussion import services as discussion
from kernel import audit, clock, formats, outbox
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import day

MOST_ACTIVITIES = 20

MOVED = N_("Katılım süresi değişti: “%(activity)s”. Eski son gün: %(old)s. Yeni son gün: %(new)s.")
DATED = N_("Katılım süresi belli oldu: “%(activity)s”. Başlangıç: %(opens)s. Son gün: %(new)s.")
ELIGIBILITY = N_("Kimlerin katılabileceği değişti: “%(activity)s”.")
TEXT = N_("Bir katılım adımının metni değişti: “%(activity)s”.")
SUPPORT = N_("Destek kuralları değişti: “%(activity)s”.")
ADDED = N_("Yeni bir katılım adımı eklendi: “%(activity)s”.")


def add_activity(
    consultation: Consultation,
    *,
    by: Visitor,
    fields: ActivityFields,
    reason: str = "",
    office: str = "",
) -> Activity:
    """`reason` is public and wanted once the consultation is published."""
    count = queries.count_activities(consultation.id)
    if count >= MOST_ACTIVITIES:
        raise TooMany(most=MOST_ACTIVITIES)
    published = consultation.state is ConsultationState.PUBLISHED
    activity = Activity(
        municipality_id=consultation.municipality_id,
        consultation_id=consultation.id,
        kind=fields.kind,
        position=count,
        **fields.stored(),
    )
    if published:
        _check_window(consultation, None, fields)
    db.session.add(activity)
    db.session.flush()
    audit.record(
        "consultations.add_activity", activity, by=by.id, after={"consultation": consultation.id}
    )
    if published:
        begin(consultation, activity)
        record_change(
            consultation,
            by=by,
            message=ADDED,
            facts={"activity": activity.title},
            reason=reason,
            office=office,
        )
    return activity


def edit_activity(activity: Activity, *, by: Visitor, fields: ActivityFields) -> None:
    """Of a draft."""
    _write(activity, fields)
    audit.record("consultations.edit_activity", activity, by=by.id)


def remove_activity(activity: Activity, *, by: Visitor) -> None:
    """Of a draft."""
    audit.record(
        "consultations.remove_activity", activity, by=by.id, before={"title": activity.title}
    )
    db.session.delete(activity)
    db.session.flush()


def change_activity(
    activity: Activity, *, by: Visitor, fields: ActivityFields, reason: str, office: str
) -> None:
    """After publication: each thing that changed is a public line, and followers are told."""
    consultation = activity.consultation
    changes = _differences(activity, fields)
    if not changes:
        raise NothingChanged()
    if activity.kind is ActivityKind.VOTE and activity.object_id and _more_than_text(changes):
        raise VoteIsFrozen()
    if activity.opens_at != fields.opens_at or activity.closes_at != fields.closes_at:
        _check_window(consultation, activity, fields)
    _write(activity, fields)
    schedule(activity)
    for message, facts in changes:
        record_change(
            consultation, by=by, message=message, facts=facts, reason=reason, office=office
        )


def _more_than_text(changes: list[tuple[str, dict[str, Any]]]) -> bool:
    return any(message != TEXT for message, _facts in changes)


def _write(activity: Activity, fields: ActivityFields) -> None:
    for name, value in fields.stored().items():
        setattr(activity, name, value)
    db.session.flush()


def _differences(activity: Activity, fields: ActivityFields) -> list[tuple[str, dict[str, Any]]]:
    new = fields.stored()
    name = {"activity": fields.title}

    def differs(*names: str) -> bool:
        return any(getattr(activity, field) != new[field] for field in names)

    changes: list[tuple[str, dict[str, Any]]] = []
    if differs("opens_at", "closes_at"):
        changes.append(_window_change(activity, fields, name))
    if differs("eligibility", "min_age", "neighbourhood_ids"):
        changes.append((ELIGIBILITY, name))
    if differs("title", "text", "minutes"):
        changes.append((TEXT, name))
    if differs("support_threshold", "support_limit"):
        changes.append((SUPPORT, name))
    return changes


def _window_change(
    activity: Activity, fields: ActivityFields, name: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    facts = {**name, "opens": _fact(fields.opens_at), "new": _last(fields.closes_at)}
    if activity.closes_at is None:
        return DATED, facts
    return MOVED, {**facts, "old": _last(activity.closes_at)}


def _fact(moment: datetime | None) -> Any:
    return "–" if moment is None else day(clock.local(moment).date())


def _last(moment: datetime | None) -> Any:
    return "–" if moment is None else day(clock.last_day(moment))


def _check_window(
    consultation: Consultation, activity: Activity | None, fields: ActivityFields
) -> None:
    """What has begun has begun; nothing ends in the past or after the day of the answer."""
    before = None if activity is None else activity.opens_at
    if before is not None and before <= clock.now() and fields.opens_at != before:
        raise AlreadyOpen()
    if fields.closes_at is not None and fields.closes_at <= clock.now():
        raise AlreadyOver()
    due = None if consultation.duty is None else consultation.duty.due_on
    if due is not None and fields.closes_at and clock.last_day(fields.closes_at) > due:
        raise AfterAnswer(day=formats.day(due))


# --- the clock ----------------------------------------------------------------------------------


def begin(consultation: Consultation, activity: Activity) -> None:
    """At publication: a discussion gets its thread, the worker its two moments."""
    if activity.kind is ActivityKind.DISCUSSION and activity.thread_id is None:
        thread = discussion.open_thread(
            municipality_id=activity.municipality_id,
            subject=f"{consultation.title} · {activity.title}"[:300],
            endpoint="consultations.discussion",
            object_id=activity.id,
        )
        activity.thread_id = thread.id
    schedule(activity)
    db.session.flush()


def schedule(activity: Activity) -> None:
    """Rewrites what still waits; the pages themselves need no worker."""
    for name, due_at in (("opening", activity.opens_at), ("closing", activity.closes_at)):
        key = f"consultations.{name}:{activity.id}"
        if due_at is None:
            outbox.cancel(key)
            continue
        outbox.moment(
            key,
            f"consultations.{name}",
            due_at,
            municipality_id=activity.municipality_id,
            activity_id=activity.id,
        )


def stop_moments(activities: list[Activity]) -> None:
    for activity in activities:
        outbox.cancel(f"consultations.opening:{activity.id}")
        outbox.cancel(f"consultations.closing:{activity.id}")


def last_closing(activities: list[Activity]) -> date | None:
    ends = [row.closes_at for row in activities if row.closes_at is not None]
    return clock.last_day(max(ends)) if ends else None


# --- for the floors above -----------------------------------------------------------------------


def attach(activity: Activity, *, endpoint: str, object_id: int) -> None:
    """What the activity's card leads to, once its owner has published it."""
    activity.endpoint = endpoint
    activity.object_id = object_id
    db.session.flush()


def contributed(activity: Activity, by: int = 1) -> None:
    """A proposal or comment more, or fewer; added in the database, where two may write at once."""
    db.session.execute(
        update(Activity)
        .where(Activity.id == activity.id)
        .values(contribution_count=Activity.contribution_count + by)
    )


def move_end(
    activity: Activity, *, by: Visitor, closes_at: datetime, reason: str, office: str
) -> None:
    """Of a published vote, whose owner has judged that this may be; a public line as any."""
    fields = ActivityFields(
        kind=activity.kind,
        title=activity.title,
        text=activity.text,
        opens_at=activity.opens_at,
        closes_at=closes_at,
        eligibility=activity.eligibility,
        min_age=activity.min_age,
        neighbourhood_ids=activity.neighbourhood_ids,
        minutes=activity.minutes,
    )
    if activity.closes_at == closes_at:
        raise NothingChanged()
    _check_window(activity.consultation, activity, fields)
    message, facts = _window_change(activity, fields, {"activity": activity.title})
    activity.closes_at = closes_at
    schedule(activity)
    db.session.flush()
    record_change(
        activity.consultation, by=by, message=message, facts=facts, reason=reason, office=office
    )


def end_now(activity: Activity) -> None:
    """Its answers came from elsewhere and are told: nobody's time to take part is cut short."""
    now = clock.now()
    if activity.closes_at is not None and activity.closes_at <= now:
        return
    if activity.opens_at is None or activity.opens_at >= now:
        activity.opens_at = now - timedelta(seconds=1)
    activity.closes_at = now
    db.session.flush()
    if activity.consultation.state is ConsultationState.PUBLISHED:
        schedule(activity)


def finish_activity(activity: Activity, *, note: str, facts: dict[str, Any]) -> None:
    """The outcome in one sentence, shown on the card of what is over: a msgid with its facts."""
    activity.done_note, activity.done_facts = note, facts
    db.session.flush()
