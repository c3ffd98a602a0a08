"""Writes of meetings: planned by their owner, filled by whoever comes, written up afterwards."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import delete, update

from journeys.queries import list_followers
from kernel import audit, clock, outbox
from kernel.db import DomainError, db, refusing
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.rules import Visitor
from meetings import queries
from meetings.models import (
    Guest,
    Meeting,
    MeetingKind,
    Minutes,
    Registration,
    RegistrationState,
    Said,
    Taken,
)
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day

SHOW = "meetings.show"
REMINDED_BEFORE = timedelta(hours=24)

PROMOTED = N_("Bekleme sırasından yeriniz açıldı: %(day)s. Gelemeyecekseniz kaydınızı silin.")
TOMORROW = N_("Buluşma yaklaştı: %(day)s, %(place)s. Gelemeyecekseniz kaydınızı silin.")
CANCELLED = N_("Kayıtlı olduğunuz buluşma iptal edildi.")
MOVED = N_("Kayıtlı olduğunuz buluşmanın günü, saati ya da yeri değişti: %(day)s, %(place)s.")
WRITTEN_UP = N_("Buluşmanın tutanağı yayımlandı.")
WRITTEN_AGAIN = N_("Buluşmanın tutanağı düzeltildi.")


class EndsTooEarly(DomainError):
    constraint = "ck_meeting_ends_after_start"
    message = N_("Buluşma başladığı saatten sonra bitmeli.")
    field = "ends_at"


class TooSmall(DomainError):
    constraint = "ck_meeting_capacity"
    message = N_("Bu sayıdan çok kişiye yer verildi. Yer sayısını azaltamazsınız.")
    field = "capacity"


class AlreadyRegistered(DomainError):
    constraint = "uq_meeting_registration_meeting_id_person_id"
    message = N_("Bu buluşmaya zaten kayıtlısınız.")


class AlreadyWritten(DomainError):
    constraint = "uq_meeting_minutes_meeting_id_version"
    message = N_("Tutanağı az önce başka biri yayımladı. Sayfayı yenileyip bakın.")


class Details(TypedDict, total=False):
    title: str
    kind: MeetingKind
    place: str
    link: str
    access: str
    agenda: str
    agenda_html: str
    starts_at: datetime
    ends_at: datetime
    registers: bool
    capacity: int | None
    keep_days: int
    subject: str
    neighbourhood_id: int | None
    category_id: int | None


# --- planning -----------------------------------------------------------------------------------


def create(
    *,
    municipality_id: int,
    by: Visitor,
    standalone: bool = False,
    apart: bool = False,
    **details: Unpack[Details],
) -> Meeting:
    """`standalone`: of no consultation; then `subject` names the office that invites.

    `apart`: of the programme, whose pages show it; the municipality is its host.
    """
    meeting = Meeting(
        municipality_id=municipality_id, standalone=standalone, apart=apart, **details
    )
    with refusing(EndsTooEarly):
        db.session.add(meeting)
    audit.record("meetings.create", meeting, by=by.id, after={"title": meeting.title})
    return meeting


def publish(
    meeting: Meeting, *, subject: str, endpoint: str, object_id: int, journey_id: int | None
) -> None:
    """Together with its owner."""
    meeting.subject, meeting.endpoint, meeting.object_id = subject, endpoint, object_id
    meeting.journey_id = journey_id
    _appear(meeting)
    if meeting.category_id is not None:
        _tell_followers(meeting)


def announce(meeting: Meeting, *, by: Visitor) -> None:
    """One that has no owner."""
    _appear(meeting)
    _tell_followers(meeting)
    audit.record("meetings.announce", meeting, by=by.id)


def _tell_followers(meeting: Meeting) -> None:
    """Whose place, unit or topic it is, the worker finds out."""
    outbox.moment(
        f"following.announce_meeting:{meeting.id}",
        "following.announce_meeting",
        clock.now(),
        municipality_id=meeting.municipality_id,
        meeting_id=meeting.id,
    )


def _appear(meeting: Meeting) -> None:
    """From here on it has a page, a reminder and a day of forgetting."""
    meeting.published_at = meeting.published_at or clock.now()
    db.session.flush()
    _plan(meeting)


def _plan(meeting: Meeting) -> None:
    if meeting.published_at is None or meeting.cancelled_reason:
        return
    common: dict[str, Any] = {
        "municipality_id": meeting.municipality_id,
        "meeting_id": meeting.id,
    }
    reminding = meeting.starts_at - REMINDED_BEFORE
    if reminding > clock.now():
        outbox.moment(f"meetings.remind:{meeting.id}", "meetings.remind", reminding, **common)
    clearing = meeting.ends_at + timedelta(days=meeting.keep_days)
    outbox.moment(f"meetings.clear:{meeting.id}", "meetings.clear", clearing, **common)


def edit(meeting: Meeting, *, by: Visitor, **details: Unpack[Details]) -> bool:
    """Whether day or place moved: whoever registered was told then."""
    queries.lock_meeting(meeting.id)
    before = _where_and_when(meeting)
    with refusing(EndsTooEarly, TooSmall):
        for name, value in details.items():
            setattr(meeting, name, value)
    after = _where_and_when(meeting)
    audit.record("meetings.edit", meeting, by=by.id, before=before, after=after)
    _touch(meeting)
    _plan(meeting)
    _fill_up(meeting)
    if before == after:
        return False
    if meeting.published_at is not None:
        _tell(meeting, queries.list_people(meeting.id), moved_key(meeting), MOVED)
    return True


def _where_and_when(meeting: Meeting) -> dict[str, str]:
    return {
        "place": meeting.place,
        "link": meeting.link,
        "starts_at": meeting.starts_at.isoformat(),
    }


def _touch(meeting: Meeting) -> None:
    meeting.sequence += 1
    meeting.changed_at = clock.now()
    db.session.flush()


def moved_key(meeting: Meeting) -> str:
    """The owner tells its followers under the same key: nobody hears it twice."""
    return f"meeting-moved:{meeting.id}:{meeting.sequence}"


def cancelled_key(meeting: Meeting) -> str:
    return f"meeting-cancelled:{meeting.id}"


def cancel(meeting: Meeting, *, by: Visitor, reason: str) -> None:
    """It stays on the page, with the reason; whoever registered or waited is told."""
    meeting.cancelled_reason = reason
    _touch(meeting)
    outbox.cancel(f"meetings.remind:{meeting.id}")
    audit.record("meetings.cancel", meeting, by=by.id, after={"reason": reason})
    people = queries.list_people(meeting.id)
    _tell(meeting, people, cancelled_key(meeting), CANCELLED, reason=reason)


def remove(meeting: Meeting, *, by: Visitor) -> None:
    """Nobody was invited yet."""
    audit.record("meetings.remove", meeting, by=by.id, before={"title": meeting.title})
    db.session.delete(meeting)
    db.session.flush()


# --- places -------------------------------------------------------------------------------------


def register(meeting: Meeting, *, by: Visitor) -> RegistrationState:
    """A place, or the end of the line. A second press changes nothing."""
    assert by.id is not None
    locked = queries.lock_meeting(meeting.id)
    had = queries.find_registration(locked.id, by.id)
    if had is not None:
        return had.state
    free = locked.capacity is None or locked.taken < locked.capacity
    state = RegistrationState.REGISTERED if free else RegistrationState.WAITING
    with refusing(AlreadyRegistered):
        db.session.add(Registration(meeting_id=locked.id, person_id=by.id, state=state))
    if free:
        _take(locked, +1)
    return state


def unregister(meeting: Meeting, *, by: Visitor) -> bool:
    """The first in the line moves up and is told; False when there was nothing to give back."""
    locked = queries.lock_meeting(meeting.id)
    had = queries.find_registration(locked.id, by.id)
    if had is None:
        return False
    _give_back(locked, had)
    return True


def _give_back(meeting: Meeting, registration: Registration) -> None:
    held = registration.state is RegistrationState.REGISTERED
    db.session.delete(registration)
    db.session.flush()
    if held:
        _take(meeting, -1)
        _fill_up(meeting)


def _take(meeting: Meeting, by: int) -> None:
    """Added in the database; its CHECK refuses one place too many."""
    db.session.execute(
        update(Meeting).where(Meeting.id == meeting.id).values(taken=Meeting.taken + by)
    )
    db.session.refresh(meeting, ["taken"])


def _fill_up(meeting: Meeting) -> None:
    """Free places go to the line, in its order."""
    if meeting.starts_at <= clock.now() or meeting.cancelled_reason:
        return
    while meeting.capacity is None or meeting.taken < meeting.capacity:
        first = queries.first_waiting(meeting.id)
        if first is None:
            return
        first.state = RegistrationState.REGISTERED
        db.session.flush()
        _take(meeting, +1)
        key = f"meeting-promoted:{first.id}"
        _tell(meeting, [first.person_id], key, PROMOTED, waits=True)


def _tell(
    meeting: Meeting,
    people: Iterable[int],
    key: str,
    message: str,
    *,
    reason: str = "",
    waits: bool = False,
) -> None:
    facts: dict[str, Any] = {
        "day": day(clock.local(meeting.starts_at).date()),
        "place": meeting.place,
    }
    notifications.tell(
        people,
        key=key,
        message=message,
        facts={**facts, "reason": reason} if reason else facts,
        subject=meeting.title,
        endpoint=meeting.endpoint if meeting.apart else SHOW,
        object_id=meeting.object_id if meeting.apart else meeting.id,
        municipality_id=None if meeting.apart else meeting.municipality_id,
        kind=NoticeKind.MEETINGS,
        waits=waits,
        ends_at=meeting.starts_at if waits else None,
    )


# --- at the door and after ----------------------------------------------------------------------


def tick(registration: Registration, *, came: bool) -> None:
    registration.came_at = clock.now() if came else None
    db.session.flush()


def count_walk_ins(meeting: Meeting, *, by: Visitor, number: int, name: str) -> None:
    """How many came without a registration; a name only with the consent its form asks for."""
    meeting.walk_ins = number
    if name:
        db.session.add(Guest(meeting_id=meeting.id, name=name, entered_by_id=by.id))
    db.session.flush()


def write_minutes(meeting: Meeting, *, by: Visitor, body: str, html: str) -> Minutes:
    """A new public version; the earlier ones stay."""
    version = len(queries.list_minutes(meeting.id)) + 1
    row = Minutes(meeting_id=meeting.id, version=version, body=body, html=html, by_id=by.id)
    with refusing(AlreadyWritten):
        db.session.add(row)
    audit.record("meetings.write_minutes", meeting, by=by.id, after={"version": version})
    people = set(queries.list_people(meeting.id))
    if meeting.journey_id is not None:
        people |= set(list_followers(meeting.journey_id))
    message = WRITTEN_UP if version == 1 else WRITTEN_AGAIN
    _tell(meeting, people, f"meeting-minutes:{meeting.id}:{version}", message)
    return row


def take(meeting_id: int, *, subject: str, endpoint: str, object_id: int) -> None:
    """Said at the meeting, entered by staff: both pages name the other."""
    row = Taken(meeting_id=meeting_id, subject=subject, endpoint=endpoint, object_id=object_id)
    db.session.add(row)
    db.session.flush()


def note_said(meeting: Meeting, *, subject: str, endpoint: str, object_id: int) -> None:
    """One comment more on this subject was said here."""
    place = {"meeting_id": meeting.id, "endpoint": endpoint, "object_id": object_id}
    db.session.execute(
        insert_into(Said)
        .values(**place, subject=subject, number=1)
        .on_conflict_do_update(index_elements=list(place), set_={"number": Said.number + 1})
    )


# --- what the worker does -----------------------------------------------------------------------


def remind(meeting_id: int) -> None:
    """A day before; one that was moved meanwhile has its own moment."""
    meeting = queries.get_meeting(meeting_id)
    near = clock.now() < meeting.starts_at <= clock.now() + REMINDED_BEFORE
    if meeting.cancelled_reason or not near:
        return
    people = queries.list_people(meeting.id, RegistrationState.REGISTERED)
    key = f"meeting-reminder:{meeting.id}:{meeting.starts_at.isoformat()}"
    _tell(meeting, people, key, TOMORROW, waits=True)


def clear(meeting_id: int) -> None:
    """Who came is nobody's business any more; how many is kept."""
    meeting = queries.lock_meeting(meeting_id)
    if meeting.ends_at + timedelta(days=meeting.keep_days) > clock.now():
        return
    meeting.attended = queries.count_attended(meeting)
    meeting.cleared_at = clock.now()
    db.session.execute(delete(Registration).where(Registration.meeting_id == meeting.id))
    db.session.execute(delete(Guest).where(Guest.meeting_id == meeting.id))
    db.session.flush()


def forget(person_id: int) -> None:
    """Places go back to the line; a guest's name has no account."""
    mine = db.session.scalars(
        queries.registrations_of(person_id).order_by(Registration.meeting_id)
    ).all()
    for registration in mine:
        meeting = queries.lock_meeting(registration.meeting_id)
        _give_back(meeting, registration)
