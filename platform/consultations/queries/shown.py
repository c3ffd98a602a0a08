"""What the public page of a consultation reads: columns in small rows, statements built once."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.exc import NoResultFound

from answers.models import Answer, AnswerState, Duty
from answers.queries import SHOWN_ANSWER, DutyDates, ShownAnswer
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Change,
    Consultation,
    ConsultationState,
    Eligibility,
    Level,
    Promise,
    Template,
    consultation_meeting,
)
from discussion.models import Thread
from journeys.models import Journey, Status
from kernel.db import fetch
from kernel.rules import NOBODY, Visitor
from meetings.models import Meeting
from places.models import Unit

_HERE = bindparam("consultation_id", type_=Integer)


class UnitName(NamedTuple):
    id: int
    name: str


class ShownPromise(NamedTuple):
    version: int
    can_change: str
    cannot_change: str
    level: Level | None
    decided_by: str
    answer_by: date | None
    office: str
    document_number: str
    made_at: datetime


class Shown(NamedTuple):
    """A consultation as its page shows it; its rules read the same names as of the entity."""

    id: int
    municipality_id: int
    number: str | None
    state: ConsultationState
    template: Template
    asked_by: AskedBy
    title: str
    summary: str
    body_html: str
    area: str
    preview_token: str
    published_at: datetime | None
    ended_at: datetime | None
    ended_reason: str
    duty_id: int | None
    journey_id: int | None
    unit: UnitName | None
    duty: DutyDates | None
    #: its journey: whether its actions run or are done, and since when
    status: Status | None
    moved_at: datetime | None
    #: the version in force
    promise: ShownPromise
    #: the answer in force
    answer: ShownAnswer | None


_COLUMNS = (
    Consultation.id,
    Consultation.municipality_id,
    Consultation.number,
    Consultation.state,
    Consultation.template,
    Consultation.asked_by,
    Consultation.title,
    Consultation.summary,
    Consultation.body_html,
    Consultation.area,
    Consultation.preview_token,
    Consultation.published_at,
    Consultation.ended_at,
    Consultation.ended_reason,
    Consultation.duty_id,
    Consultation.journey_id,
)
_DUTY = (Duty.first_due_on, Duty.due_on, Duty.answered_on, Duty.released_at)
_JOURNEY = (Journey.status, Journey.moved_at)
_UNIT = (Unit.id, Unit.name)
_PROMISE = (
    Promise.version,
    Promise.can_change,
    Promise.cannot_change,
    Promise.level,
    Promise.decided_by,
    Promise.answer_by,
    Promise.office,
    Promise.document_number,
    Promise.made_at,
)


def _shown_statement() -> Any:
    versions = Promise.__table__.alias()
    in_force = (
        select(func.max(versions.c.version))
        .where(versions.c.consultation_id == Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    return (
        select(*_COLUMNS, *_UNIT, *_DUTY, *_JOURNEY, *_PROMISE, *SHOWN_ANSWER)
        .select_from(Consultation)
        .join(
            Promise,
            and_(Promise.consultation_id == Consultation.id, Promise.version == in_force),
        )
        .outerjoin(Unit, Unit.id == Consultation.unit_id)
        .outerjoin(Duty, Duty.id == Consultation.duty_id)
        .outerjoin(Journey, Journey.id == Consultation.journey_id)
        .outerjoin(
            Answer,
            and_(Answer.duty_id == Consultation.duty_id, Answer.state == AnswerState.PUBLISHED),
        )
        .where(Consultation.id == _HERE)
    )


_SHOWN = _shown_statement()


def get_shown(consultation_id: int, for_: Visitor = NOBODY) -> Shown:
    """With the unit that owes the answer, the duty, the promise and the answer in force."""
    rows = fetch(_SHOWN, consultation_id=consultation_id)
    if not rows:
        raise NoResultFound
    widths = (len(_COLUMNS), len(_UNIT), len(_DUTY), len(_JOURNEY), len(_PROMISE))
    head, unit, duty, journey, promise, answer = _cut(rows[0], widths)
    return Shown._make(
        (
            *head,
            None if unit[0] is None else UnitName(*unit),
            None if duty[0] is None else DutyDates(*duty),
            *journey,
            ShownPromise(*promise),
            None if answer[0] is None else ShownAnswer(*answer),
        )
    )


def _cut(row: Any, widths: tuple[int, ...]) -> list[Any]:
    """The row in pieces of these widths, and the rest."""
    pieces, start = [], 0
    for width in widths:
        pieces.append(row[start : start + width])
        start += width
    return [*pieces, row[start:]]


class ShownActivity(NamedTuple):
    """What card, trace and rules need of an activity."""

    id: int
    municipality_id: int
    kind: ActivityKind
    title: str
    text: str
    opens_at: datetime | None
    closes_at: datetime | None
    eligibility: Eligibility
    min_age: int | None
    neighbourhood_ids: list[int] | None
    minutes: int | None
    contribution_count: int
    endpoint: str
    object_id: int | None
    done_note: str
    done_facts: dict[str, Any] | None
    #: of its thread; none where it has no thread
    comment_count: int | None
    consultation: Shown


_ACTIVITIES = (
    select(
        Activity.id,
        Activity.municipality_id,
        Activity.kind,
        Activity.title,
        Activity.text,
        Activity.opens_at,
        Activity.closes_at,
        Activity.eligibility,
        Activity.min_age,
        Activity.neighbourhood_ids,
        Activity.minutes,
        Activity.contribution_count,
        Activity.endpoint,
        Activity.object_id,
        Activity.done_note,
        Activity.done_facts,
        Thread.comment_count,
    )
    .outerjoin(Thread, Thread.id == Activity.thread_id)
    .where(Activity.consultation_id == _HERE)
    .order_by(Activity.position, Activity.id)
)


def list_shown_activities(consultation: Shown) -> list[ShownActivity]:
    rows = fetch(_ACTIVITIES, consultation_id=consultation.id)
    return [ShownActivity._make((*row, consultation)) for row in rows]


class ShownChange(NamedTuple):
    id: int
    message: str
    facts: dict[str, Any]
    reason: str
    office: str
    at: datetime


_CHANGES = (
    select(Change.id, Change.message, Change.facts, Change.reason, Change.office, Change.at)
    .where(Change.consultation_id == _HERE)
    .order_by(Change.id.desc())
    .limit(100)
)


def list_shown_changes(consultation_id: int) -> list[ShownChange]:
    """The latest first."""
    return [ShownChange(*row) for row in fetch(_CHANGES, consultation_id=consultation_id)]


class ShownMeeting(NamedTuple):
    id: int
    title: str
    place: str
    link: str
    access: str
    starts_at: datetime
    cancelled_reason: str


_MEETINGS = (
    select(
        Meeting.id,
        Meeting.title,
        Meeting.place,
        Meeting.link,
        Meeting.access,
        Meeting.starts_at,
        Meeting.cancelled_reason,
    )
    .join(consultation_meeting, consultation_meeting.c.meeting_id == Meeting.id)
    .where(consultation_meeting.c.consultation_id == _HERE)
    .order_by(Meeting.starts_at, Meeting.id)
)


def list_shown_meetings(consultation_id: int) -> list[ShownMeeting]:
    return [ShownMeeting(*row) for row in fetch(_MEETINGS, consultation_id=consultation_id)]
