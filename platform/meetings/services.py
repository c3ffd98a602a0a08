"""Writes of meetings; the owner calls them and tells whom it concerns."""

from datetime import datetime
from typing import TypedDict, Unpack

from kernel import audit
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from meetings.models import Meeting


class EndsTooEarly(DomainError):
    constraint = "ck_meeting_ends_after_start"
    message = N_("Buluşma başladığı saatten sonra bitmeli.")
    field = "ends_at"


class Details(TypedDict):
    title: str
    place: str
    link: str
    access: str
    starts_at: datetime
    ends_at: datetime


def create(*, municipality_id: int, by: Visitor, **details: Unpack[Details]) -> Meeting:
    meeting = Meeting(municipality_id=municipality_id, **details)
    with refusing(EndsTooEarly):
        db.session.add(meeting)
    audit.record("meetings.create", meeting, by=by.id, after={"title": meeting.title})
    return meeting


def edit(meeting: Meeting, *, by: Visitor, **details: Unpack[Details]) -> None:
    before = _where_and_when(meeting)
    with refusing(EndsTooEarly):
        for name, value in details.items():
            setattr(meeting, name, value)
    after = _where_and_when(meeting)
    audit.record("meetings.edit", meeting, by=by.id, before=before, after=after)


def _where_and_when(meeting: Meeting) -> dict[str, str]:
    return {"place": meeting.place, "starts_at": meeting.starts_at.isoformat()}


def cancel(meeting: Meeting, *, by: Visitor, reason: str) -> None:
    """It stays on the page, with the reason."""
    meeting.cancelled_reason = reason
    db.session.flush()
    audit.record("meetings.cancel", meeting, by=by.id, after={"reason": reason})


def remove(meeting: Meeting, *, by: Visitor) -> None:
    """Nobody was invited yet."""
    audit.record("meetings.remove", meeting, by=by.id, before={"title": meeting.title})
    db.session.delete(meeting)
    db.session.flush()
