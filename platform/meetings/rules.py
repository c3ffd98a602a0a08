"""Who may see, register for, keep the door of and write up a meeting; changing is its owner's."""

from typing import Any, Protocol

from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, Denied, Role, Visitor, closed, confirmed
from meetings.models import Meeting

#: whoever plans meetings, and whoever stands at the door
STAFF = (Role.OFFICER, Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)
DOOR = (*STAFF, Role.DESK_OFFICER)


class Reason(rules.Reason):
    CANCELLED = N_("Bu buluşma iptal edildi.")
    OVER = N_("Bu buluşma yapıldı; artık değiştirilemez.")
    BEGUN = N_("Bu buluşma başladı; kayıt kapandı.")
    OPEN_DOOR = N_("Bu buluşma için kayıt gerekmiyor; kapı herkese açık.")
    NOT_BEGUN = N_("Buluşma henüz başlamadı.")
    PUBLISHED = N_("Bu buluşma duyuruldu. Gerekirse gerekçesiyle iptal edilir.")
    CLEARED = N_("Bu buluşmanın katılımcı adları silindi.")


def change(meeting: Meeting) -> Denied | None:
    if meeting.cancelled_reason:
        return closed(Reason.CANCELLED)
    return closed(Reason.OVER) if meeting.ends_at <= clock.now() else None


def plan(visitor: Visitor, municipality: Any) -> Denied | None:
    """Meetings of no consultation: of the municipality, a unit, the city council."""
    return rules.works_as(visitor, municipality.id, *STAFF)


def change_own(visitor: Visitor, meeting: Meeting) -> Denied | None:
    """A consultation's meetings are changed with the consultation."""
    if not meeting.standalone:
        return HIDDEN
    return change(meeting) or rules.works_as(visitor, meeting.municipality_id, *STAFF)


def announce(visitor: Visitor, meeting: Meeting) -> Denied | None:
    if meeting.standalone and meeting.published_at is not None:
        return closed(Reason.PUBLISHED)
    return change_own(visitor, meeting)


remove = announce


def cancel(visitor: Visitor, meeting: Meeting) -> Denied | None:
    """A draft is thrown away instead."""
    if meeting.standalone and meeting.published_at is None:
        return HIDDEN
    return change_own(visitor, meeting)


def see(visitor: Visitor, meeting: Meeting) -> Denied | None:
    """With its consultation; a draft's meetings only its staff; of the programme, there."""
    if meeting.apart:
        return HIDDEN
    if meeting.published_at is not None or visitor.has_role(meeting.municipality_id, *STAFF):
        return None
    return HIDDEN


def register(visitor: Visitor, meeting: Meeting) -> Denied | None:
    if denied := see(visitor, meeting):
        return denied
    if meeting.cancelled_reason:
        return closed(Reason.CANCELLED)
    if not meeting.registers:
        return closed(Reason.OPEN_DOOR)
    if meeting.starts_at <= clock.now():
        return closed(Reason.BEGUN)
    return confirmed(visitor)


def unregister(visitor: Visitor, meeting: Meeting) -> Denied | None:
    """Also where registration was closed meanwhile; whoever has no place gives back nothing."""
    if denied := see(visitor, meeting):
        return denied
    if meeting.starts_at <= clock.now():
        return closed(Reason.BEGUN)
    return rules.signed_in(visitor, meeting)


def keep_door(visitor: Visitor, meeting: Meeting) -> Denied | None:
    """The names and the ticks at the door."""
    if meeting.apart:
        return HIDDEN
    if meeting.cancelled_reason:
        return closed(Reason.CANCELLED)
    if meeting.cleared_at is not None:
        return closed(Reason.CLEARED)
    return rules.works_as(visitor, meeting.municipality_id, *DOOR)


class OfMeeting(Protocol):
    @property
    def meeting(self) -> Meeting: ...


def tick(visitor: Visitor, registration: OfMeeting) -> Denied | None:
    return keep_door(visitor, registration.meeting)


def write_minutes(visitor: Visitor, meeting: Meeting) -> Denied | None:
    if meeting.apart:
        return HIDDEN
    if meeting.cancelled_reason:
        return closed(Reason.CANCELLED)
    if meeting.starts_at > clock.now():
        return closed(Reason.NOT_BEGUN)
    return rules.works_as(visitor, meeting.municipality_id, *STAFF)
