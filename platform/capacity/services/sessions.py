"""Writes of sessions: planned on a meeting, joined, ticked, settled; certificates; forms."""

import secrets
from datetime import timedelta
from typing import TypedDict, Unpack

from sqlalchemy import update

from capacity import queries
from capacity.models import (
    CapacitySession,
    Certificate,
    Feedback,
    FeedbackGiven,
    Material,
    OldCode,
    Presence,
    SessionKind,
)
from kernel import audit, clock, files, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from meetings import services as meetings
from meetings.models import RegistrationState
from meetings.services import Details
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day
from programme.models import Term

SHOW = "capacity.training"
#: who came stays known so long; by then the list is settled by itself
KEEP_DAYS = 60
SETTLED_AFTER = timedelta(days=21)
#: as in receipts: no letter that is taken for another
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

ANNOUNCED = N_("Döneminiz için yeni bir oturum var: %(day)s, %(place)s. Yer ayırtabilirsiniz.")
CERTIFIED = N_("Katılım belgeniz hazır.")
REISSUED = N_("Katılım belgeniz düzeltilip yeniden verildi. Eski kod artık geçmez.")


class AlreadyJudged(DomainError):
    constraint = "pk_capacity_feedback_given"
    message = N_("Bu oturum için değerlendirmenizi daha önce gönderdiniz.")


class DidNotCome(DomainError):
    message = N_("Değerlendirme, kapı listesinde geldiği işaretlenenler içindir.")


class SettledMeanwhile(DomainError):
    message = N_("Katılım listesi az önce kesinleşti.")


class Shape(TypedDict, total=False):
    """What a session is besides its meeting."""

    kind: SessionKind
    led_by: str
    for_all: bool
    certifies: bool
    hours: int | None


def plan(
    term: Term, *, by: Visitor, host_id: int, shape: Shape, **details: Unpack[Details]
) -> CapacitySession:
    """Not announced yet. `host_id`: the municipality that receives the guests."""
    details["registers"], details["keep_days"] = True, KEEP_DAYS
    meeting = meetings.create(municipality_id=host_id, by=by, apart=True, **details)
    row = CapacitySession(term_id=term.id, meeting_id=meeting.id, **shape)
    db.session.add(row)
    db.session.flush()
    audit.record("capacity.plan", row, by=by.id, after={"title": meeting.title})
    return row


def change(
    session: CapacitySession, *, by: Visitor, shape: Shape, **details: Unpack[Details]
) -> None:
    """Whoever has a place hears when day or place moved."""
    details["registers"], details["keep_days"] = True, KEEP_DAYS
    for name, value in shape.items():
        setattr(session, name, value)
    meetings.edit(session.meeting, by=by, **details)
    if session.meeting.published_at is not None:
        _plan_settling(session)


def announce(session: CapacitySession, *, by: Visitor) -> None:
    """The people of the term's participants are told."""
    meeting = session.meeting
    meetings.publish(
        meeting, subject=session.term.name, endpoint=SHOW, object_id=session.id, journey_id=None
    )
    _plan_settling(session)
    audit.record("capacity.announce", session, by=by.id)
    people = queries.people_of_term(session.term_id).values()
    _tell(
        session,
        set().union(*people),
        key=f"capacity-session:{session.id}",
        message=ANNOUNCED,
        facts={"day": day(clock.local(meeting.starts_at).date()), "place": meeting.place},
    )


def _plan_settling(session: CapacitySession) -> None:
    outbox.moment(
        f"capacity.settle:{session.id}",
        "capacity.settle",
        session.meeting.ends_at + SETTLED_AFTER,
        session_id=session.id,
    )


def _tell(
    session: CapacitySession, people: set[int], *, key: str, message: str, facts: dict[str, object]
) -> None:
    notifications.tell(
        people,
        key=key,
        message=message,
        facts=facts,
        subject=session.meeting.title,
        endpoint=SHOW,
        object_id=session.id,
        municipality_id=None,
        kind=NoticeKind.MEETINGS,
    )


def cancel(session: CapacitySession, *, by: Visitor, reason: str) -> None:
    outbox.cancel(f"capacity.settle:{session.id}")
    meetings.cancel(session.meeting, by=by, reason=reason)


def join(session: CapacitySession, *, by: Visitor) -> RegistrationState:
    return meetings.register(session.meeting, by=by)


def leave(session: CapacitySession, *, by: Visitor) -> bool:
    return meetings.unregister(session.meeting, by=by)


# --- materials ----------------------------------------------------------------------------------


def add_material(
    session: CapacitySession,
    *,
    by: Visitor,
    title: str,
    link: str = "",
    file: tuple[bytes, str, str] | None = None,
) -> Material:
    row = Material(session_id=session.id, title=title, link=link)
    if file is not None:
        row.file_id = files.store(file, municipality_id=None, withheld=True).id
    db.session.add(row)
    db.session.flush()
    audit.record("capacity.add_material", session, by=by.id, after={"title": title})
    return row


def remove_material(material: Material, *, by: Visitor) -> None:
    audit.record("capacity.remove_material", material, by=by.id, before={"title": material.title})
    db.session.delete(material)
    db.session.flush()


# --- afterwards ---------------------------------------------------------------------------------


def settle(session: CapacitySession, *, by: Visitor | None) -> int:
    """The list of who came becomes final: presences counted, certificates written; how many."""
    _settle_once(session, None if by is None else by.id)
    there = queries.list_came(session)
    _count_presences(session, {one.person_id for one in there})
    written = [_certify(session, one) for one in there] if session.certifies else []
    db.session.flush()
    audit.record(
        "capacity.settle",
        session,
        by=None if by is None else by.id,
        after={"came": len(there), "certificates": len(written)},
    )
    people = {one.person_id for one in there} if written else set()
    _tell(session, people, key=f"capacity-certified:{session.id}", message=CERTIFIED, facts={})
    return len(written)


def _settle_once(session: CapacitySession, by_id: int | None) -> None:
    """Compared and set: of two at the same moment one finds it done."""
    done = db.session.execute(
        update(CapacitySession)
        .where(CapacitySession.id == session.id, CapacitySession.settled_at.is_(None))
        .values(settled_at=clock.now(), settled_by_id=by_id)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise SettledMeanwhile
    db.session.refresh(session, ["settled_at", "settled_by_id"])


def _count_presences(session: CapacitySession, there: set[int]) -> None:
    for number, people in sorted(queries.people_of_term(session.term_id).items()):
        if present := len(people & there):
            db.session.add(Presence(session_id=session.id, participation_id=number, people=present))


def _certify(session: CapacitySession, one: queries.Came) -> Certificate:
    """Title, day and hours as they are now: what is on paper does not change any more."""
    assert session.hours is not None
    row = Certificate(
        code=new_code(),
        session_id=session.id,
        person_id=one.person_id,
        name=one.name,
        title=session.meeting.title,
        held_on=clock.local(session.meeting.starts_at).date(),
        hours=session.hours,
    )
    db.session.add(row)
    return row


def reissue(certificate: Certificate, *, by: Visitor, name: str) -> None:
    """With the name corrected and a new code; the old one says that a new one was given."""
    old, before = certificate.code, certificate.name
    certificate.code, certificate.name, certificate.issued_at = new_code(), name, clock.now()
    db.session.add(OldCode(code=old, certificate_id=certificate.id, replaced_by_id=by.id))
    db.session.flush()
    audit.record("capacity.reissue", certificate, by=by.id, before={"code": old, "name": before})
    session = queries.get_session(certificate.session_id)
    people = {certificate.person_id}
    _tell(session, people, key=f"capacity-reissued:{old}", message=REISSUED, facts={})


def new_code() -> str:
    """Three groups of four: 60 bits."""
    letters = [secrets.choice(LETTERS) for _place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def settle_late(session_id: int) -> None:
    """What the worker does: nobody had settled the list before the names go."""
    session = queries.get_session(session_id)
    over = session.meeting.ends_at + SETTLED_AFTER <= clock.now()
    if over and session.settled_at is None and not session.meeting.cancelled_reason:
        settle(session, by=None)


def judge(
    session: CapacitySession,
    *,
    by: Visitor,
    useful: int,
    clear: int,
    applicable: int,
    good: str = "",
    better: str = "",
) -> None:
    """One form of each who came. Nothing is audited: the form has no author."""
    assert by.id is not None
    if not queries.came(session, by.id):
        raise DidNotCome
    if queries.has_judged(session.id, by.id):
        raise AlreadyJudged
    with refusing(AlreadyJudged):
        db.session.add(FeedbackGiven(session_id=session.id, person_id=by.id))
    db.session.add(
        Feedback(
            session_id=session.id,
            useful=useful,
            clear=clear,
            applicable=applicable,
            good=good,
            better=better,
        )
    )
    db.session.flush()
