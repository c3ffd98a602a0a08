"""Reads of meetings, of who comes, and of the minutes."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, column, func, select, table
from sqlalchemy.orm import joinedload

from accounts.models import Person
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from meetings.models import Guest, Meeting, Minutes, Registration, RegistrationState, Said, Taken

#: calendars keep what was a while ago
CALENDAR_BACK = timedelta(days=90)


def get_meeting(meeting_id: int, for_: Visitor = NOBODY) -> Meeting:
    return db.session.scalars(
        select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.journey))
    ).one()


def lock_meeting(meeting_id: int) -> Meeting:
    """Whoever wants a place or gives one back waits here."""
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def public(municipality_id: int, category_id: int | None = None) -> Select[Any]:
    """What the list, the feed and the calendar show; of one topic, if asked."""
    found = select(Meeting).where(
        Meeting.municipality_id == municipality_id,
        Meeting.published_at.is_not(None),
        Meeting.apart.is_(False),
    )
    return found if category_id is None else found.where(Meeting.category_id == category_id)


# Their class stands with the proposals, a floor above.
_topic = table(
    "category", column("id"), column("municipality_id"), column("name"), column("sort_key")
)


def list_topics(municipality_id: int, *, used: bool = False) -> list[tuple[int, str]]:
    """By name; `used`: those of the meetings in public."""
    found = select(_topic.c.id, _topic.c.name).where(_topic.c.municipality_id == municipality_id)
    if used:
        theirs = public(municipality_id).where(Meeting.category_id == _topic.c.id)
        found = found.where(theirs.exists())
    rows = db.session.execute(found.order_by(_topic.c.sort_key))
    return [(row.id, row.name) for row in rows]


def find_topic(category_id: int | None) -> str | None:
    if category_id is None:
        return None
    return db.session.scalar(select(_topic.c.name).where(_topic.c.id == category_id))


def list_coming(municipality_id: int, category_id: int | None = None) -> list[Meeting]:
    coming = public(municipality_id, category_id).where(Meeting.ends_at > clock.now())
    return list(db.session.scalars(coming.order_by(Meeting.starts_at, Meeting.id).limit(200)))


def list_past(
    municipality_id: int, category_id: int | None = None, limit: int = 30
) -> list[Meeting]:
    past = public(municipality_id, category_id).where(Meeting.ends_at <= clock.now())
    return list(
        db.session.scalars(past.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit))
    )


def list_for_calendar(municipality_id: int, category_id: int | None = None) -> list[Meeting]:
    since = clock.now() - CALENDAR_BACK
    found = public(municipality_id, category_id).where(Meeting.ends_at > since)
    return list(db.session.scalars(found.order_by(Meeting.starts_at, Meeting.id).limit(500)))


def list_standalone(municipality_id: int, limit: int = 100) -> list[Meeting]:
    """For the desk: of no consultation, drafts too; the latest first."""
    mine = select(Meeting).where(
        Meeting.municipality_id == municipality_id, Meeting.standalone.is_(True)
    )
    return list(
        db.session.scalars(mine.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit))
    )


#: what was said at a meeting is entered within half a year
ENTERED_WITHIN = timedelta(days=180)


def list_held(municipality_id: int) -> list[Meeting]:
    """At which something can have been said; the latest first."""
    held = public(municipality_id).where(
        Meeting.starts_at.between(clock.now() - ENTERED_WITHIN, clock.now()),
        Meeting.cancelled_reason == "",
    )
    return list(
        db.session.scalars(held.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(50))
    )


def list_with_minutes(meeting_ids: list[int]) -> set[int]:
    return set(
        db.session.scalars(select(Minutes.meeting_id).where(Minutes.meeting_id.in_(meeting_ids)))
    )


# --- who comes ----------------------------------------------------------------------------------


def find_registration(meeting_id: int, person_id: int | None) -> Registration | None:
    return db.session.scalar(
        select(Registration).where(
            Registration.meeting_id == meeting_id, Registration.person_id == person_id
        )
    )


def get_registration(registration_id: int, for_: Visitor = NOBODY) -> Registration:
    return db.session.scalars(
        select(Registration)
        .where(Registration.id == registration_id)
        .options(joinedload(Registration.meeting))
    ).one()


def registrations_of(person_id: int) -> Select[Any]:
    return select(Registration).where(Registration.person_id == person_id)


def first_waiting(meeting_id: int) -> Registration | None:
    waiting = (
        Registration.meeting_id == meeting_id,
        Registration.state == RegistrationState.WAITING,
    )
    return db.session.scalar(
        select(Registration).where(*waiting).order_by(Registration.id).limit(1)
    )


def count_before(registration: Registration) -> int:
    """The place in the line: how many asked earlier and wait still."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Registration.meeting_id == registration.meeting_id,
                Registration.state == RegistrationState.WAITING,
                Registration.id < registration.id,
            )
        )
        or 0
    )


def count_waiting(meeting_id: int) -> int:
    waiting = (
        Registration.meeting_id == meeting_id,
        Registration.state == RegistrationState.WAITING,
    )
    return db.session.scalar(select(func.count()).select_from(Registration).where(*waiting)) or 0


def list_people(meeting_id: int, state: RegistrationState | None = None) -> list[int]:
    statement = select(Registration.person_id).where(Registration.meeting_id == meeting_id)
    if state is not None:
        statement = statement.where(Registration.state == state)
    return list(db.session.scalars(statement))


class DoorRow(NamedTuple):
    id: int
    name: str
    state: RegistrationState
    came_at: datetime | None


def list_door(meeting_id: int) -> list[DoorRow]:
    """Those with a place by name, then the line."""
    rows = db.session.execute(
        select(Registration.id, Person.name, Registration.state, Registration.came_at)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.meeting_id == meeting_id)
        .order_by(Registration.state, Person.name, Registration.id)
    )
    return [DoorRow(*row) for row in rows]


def list_guests(meeting_id: int) -> list[str]:
    return list(
        db.session.scalars(
            select(Guest.name).where(Guest.meeting_id == meeting_id).order_by(Guest.id)
        )
    )


def count_attended(meeting: Meeting) -> int:
    """Ticked at the door, written down, or counted; the sum outlives the names."""
    if meeting.attended is not None:
        return meeting.attended
    came = (Registration.meeting_id == meeting.id, Registration.came_at.is_not(None))
    ticked = db.session.scalar(select(func.count()).select_from(Registration).where(*came)) or 0
    named = db.session.scalar(select(func.count()).where(Guest.meeting_id == meeting.id)) or 0
    return ticked + named + meeting.walk_ins


# --- minutes ------------------------------------------------------------------------------------


def list_minutes(meeting_id: int) -> list[Minutes]:
    """The version in force first."""
    return list(
        db.session.scalars(
            select(Minutes).where(Minutes.meeting_id == meeting_id).order_by(Minutes.version.desc())
        )
    )


def list_taken(meeting_id: int) -> list[Taken]:
    """What was said there and entered afterwards."""
    taken = select(Taken).where(Taken.meeting_id == meeting_id).order_by(Taken.id)
    return list(db.session.scalars(taken))


def list_said(meeting_id: int) -> list[Said]:
    return list(
        db.session.scalars(select(Said).where(Said.meeting_id == meeting_id).order_by(Said.id))
    )


def find_origin(endpoint: str, object_id: int) -> Meeting | None:
    """The meeting at which this was said."""
    return db.session.scalar(
        select(Meeting)
        .join(Taken, Taken.meeting_id == Meeting.id)
        .where(Taken.endpoint == endpoint, Taken.object_id == object_id)
    )


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(Meeting.title, Meeting.starts_at, Registration.state, Registration.at)
        .join(Registration, Registration.meeting_id == Meeting.id)
        .where(Registration.person_id == person_id)
        .order_by(Registration.id)
    )
    return {
        "meeting_registrations": [
            {
                "meeting": row.title,
                "starts_at": row.starts_at.isoformat(),
                "state": row.state.value,
                "at": row.at.isoformat(),
            }
            for row in rows
        ]
    }
