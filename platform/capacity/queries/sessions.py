"""Reads of sessions, of who came, and of certificates."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accounts.models import Person
from capacity.models import (
    CapacitySession,
    Certificate,
    Feedback,
    FeedbackGiven,
    Material,
    OldCode,
    Presence,
)
from kernel import clock, text
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from meetings.models import Meeting, Registration
from meetings.queries import find_registration
from places.models import Representative, Staff
from programme.models import Participation, ParticipationContact, Stage, Term, TermState, Track
from programme.queries.people import ACTING


def _whole() -> Select[Any]:
    return select(CapacitySession).options(
        joinedload(CapacitySession.term),
        joinedload(CapacitySession.meeting),
        selectinload(CapacitySession.materials).joinedload(Material.file),
        selectinload(CapacitySession.invited),
    )


def get_session(training_id: int, for_: Visitor = NOBODY) -> CapacitySession:
    """With its meeting, term, materials, and those it is for."""
    found: CapacitySession = db.session.scalars(
        _whole().where(CapacitySession.id == training_id)
    ).one()
    return found


def get_material(material_id: int, for_: Visitor = NOBODY) -> Material:
    return db.session.scalars(
        select(Material)
        .where(Material.id == material_id)
        .options(
            joinedload(Material.file),
            joinedload(Material.session).options(
                joinedload(CapacitySession.term),
                joinedload(CapacitySession.meeting),
                selectinload(CapacitySession.invited),
            ),
        )
    ).one()


class Attendance(NamedTuple):
    """A line of the door list, and the session that decides who may tick it."""

    session: CapacitySession
    registration: Registration


def get_attendance(attendance_id: int, for_: Visitor = NOBODY) -> Attendance:
    """By the number of the registration; of a programme's meeting only."""
    registration = db.session.scalars(
        select(Registration).where(Registration.id == attendance_id)
    ).one()
    session: CapacitySession = db.session.scalars(
        _whole().where(CapacitySession.meeting_id == registration.meeting_id)
    ).one()
    return Attendance(session, registration)


def list_sessions(
    *, term_id: int | None = None, drafts: bool = False, past: bool | None = None
) -> list[CapacitySession]:
    """Of published terms: those to come in their order, those over the latest first."""
    statement = (
        select(CapacitySession)
        .join(CapacitySession.meeting)
        .join(CapacitySession.term)
        .options(contains_eager(CapacitySession.meeting), contains_eager(CapacitySession.term))
        .limit(200)
    )
    if term_id is not None:
        statement = statement.where(CapacitySession.term_id == term_id)
    if not drafts:
        statement = statement.where(
            Meeting.published_at.is_not(None), Term.state == TermState.PUBLISHED
        )
    if past is not None:
        now = clock.now()
        statement = statement.where(Meeting.ends_at <= now if past else Meeting.ends_at > now)
    order = Meeting.starts_at.desc() if past else Meeting.starts_at
    return list(db.session.scalars(statement.order_by(order, CapacitySession.id)))


def came(session: CapacitySession, person_id: int | None) -> bool:
    """Ticked at the door; known until the meeting forgets its names."""
    found = find_registration(session.meeting_id, person_id)
    return found is not None and found.came_at is not None


class Came(NamedTuple):
    person_id: int
    name: str


def list_came(session: CapacitySession) -> list[Came]:
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.meeting_id == session.meeting_id, Registration.came_at.is_not(None))
        .order_by(Registration.id)
    )
    return [Came(*row) for row in rows]


def people_of_term(term_id: int) -> dict[int, set[int]]:
    """Who acts for which participant of a term, in three queries."""
    here = (
        select(Participation.id, Participation.municipality_id, Participation.organisation_id)
        .join(Track, Track.id == Participation.track_id)
        .where(Track.term_id == term_id, Participation.stage != Stage.LEFT)
        .subquery()
    )
    found: dict[int, set[int]] = {}
    for statement in (
        select(here.c.id, ParticipationContact.person_id).join(
            ParticipationContact, ParticipationContact.participation_id == here.c.id
        ),
        select(here.c.id, Staff.person_id)
        .join(Staff, Staff.municipality_id == here.c.municipality_id)
        .where(Staff.role.in_(ACTING)),
        select(here.c.id, Representative.person_id).join(
            Representative, Representative.organisation_id == here.c.organisation_id
        ),
    ):
        for number, person_id in db.session.execute(statement):
            found.setdefault(number, set()).add(person_id)
    return found


def list_presences(session_id: int) -> list[tuple[str, int]]:
    """Which participants were there, with how many people."""
    rows = db.session.execute(
        select(Participation.name, Presence.people)
        .join(Participation, Participation.id == Presence.participation_id)
        .where(Presence.session_id == session_id)
        .order_by(Participation.sort_key, Participation.id)
    )
    return [(name, people) for name, people in rows]


# --- certificates -------------------------------------------------------------------------------


def get_certificate(certificate_id: str, for_: Visitor = NOBODY) -> Certificate:
    """By its code."""
    return db.session.scalars(select(Certificate).where(Certificate.code == certificate_id)).one()


class Checked(NamedTuple):
    """What a code stands for: a certificate, or one that was given anew since."""

    certificate: Certificate
    #: nothing of the certificate is shown under its old code
    replaced_at: datetime | None = None


def check_code(certificate_id: str, for_: Visitor = NOBODY) -> Checked:
    """By its code, the present one or an old one."""
    row = db.session.scalar(select(Certificate).where(Certificate.code == certificate_id))
    if row is not None:
        return Checked(row)
    old, row = db.session.execute(
        select(OldCode, Certificate)
        .join(Certificate, Certificate.id == OldCode.certificate_id)
        .where(OldCode.code == certificate_id)
    ).one()
    return Checked(row, old.replaced_at)


def list_issued(session_id: int) -> list[Certificate]:
    """Of a session, by the names on them."""
    rows = db.session.scalars(
        select(Certificate).where(Certificate.session_id == session_id).order_by(Certificate.id)
    )
    return sorted(rows, key=lambda row: text.sort_key(row.name))


def find_certificate(session_id: int, person_id: int | None) -> Certificate | None:
    return db.session.scalar(
        select(Certificate).where(
            Certificate.session_id == session_id, Certificate.person_id == person_id
        )
    )


def list_certificates(person_id: int | None) -> list[Certificate]:
    """One's own, the newest first."""
    return list(
        db.session.scalars(
            select(Certificate)
            .where(Certificate.person_id == person_id)
            .order_by(Certificate.held_on.desc(), Certificate.id.desc())
        )
    )


# --- what they thought of it --------------------------------------------------------------------

#: fewer forms than this are shown to nobody: their writers could be guessed
LEAST_FORMS = 5


class Opinion(NamedTuple):
    """Forms of a session; means in tenths, words only when there are enough."""

    forms: int
    useful: int
    clear: int
    applicable: int
    good: list[str]
    better: list[str]


def has_judged(session_id: int, person_id: int | None) -> bool:
    return person_id is not None and (
        db.session.get(FeedbackGiven, (session_id, person_id)) is not None
    )


def count_forms(session_id: int) -> int:
    counted = select(func.count()).select_from(Feedback).where(Feedback.session_id == session_id)
    return db.session.scalar(counted) or 0


def find_opinion(session_id: int) -> Opinion | None:
    """None below LEAST_FORMS. Sorted by the words themselves: no order of arrival is told."""
    rows = list(db.session.scalars(select(Feedback).where(Feedback.session_id == session_id)))
    if len(rows) < LEAST_FORMS:
        return None

    def mean(values: list[int]) -> int:
        return (20 * sum(values) + len(values)) // (2 * len(values))

    return Opinion(
        len(rows),
        mean([row.useful for row in rows]),
        mean([row.clear for row in rows]),
        mean([row.applicable for row in rows]),
        sorted(row.good for row in rows if row.good),
        sorted(row.better for row in rows if row.better),
    )
