"""Meetings: a place or a link, a time, how one gets in; who registered, who came, the minutes."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import PRIVATE, Person
from journeys.models import Journey
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_


class MeetingKind(enum.StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


MEETING_KIND_LABELS: dict[MeetingKind, str] = {
    MeetingKind.IN_PERSON: N_("Yüz yüze"),
    MeetingKind.ONLINE: N_("Çevrim içi"),
    MeetingKind.HYBRID: N_("Yüz yüze ve çevrim içi"),
}


class Meeting(Base):
    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        # The last place is given once, whoever asks at the same moment.
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="capacity"),
        CheckConstraint("taken >= 0", name="taken"),
        Index("ix_meeting_municipality_id_starts_at", "municipality_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[MeetingKind] = mapped_column(
        enum_column(MeetingKind),
        default=MeetingKind.IN_PERSON,
        server_default=MeetingKind.IN_PERSON.value,
    )
    place: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(300), default="")
    #: ramp, sign language, transport
    access: Mapped[str] = mapped_column(Text, default="")
    agenda: Mapped[str] = mapped_column(Text, default="", server_default="")
    agenda_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    #: one asks for a place beforehand
    registers: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: NULL: as many as come
    capacity: Mapped[int | None]
    #: places given; the database keeps it below the capacity
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    #: names of who registered or came go so many days after its end
    keep_days: Mapped[int] = mapped_column(default=30, server_default="30")
    #: came without an account and without saying a name
    walk_ins: Mapped[int] = mapped_column(default=0, server_default="0")
    #: how many came, when the names are gone
    attended: Mapped[int | None]
    cleared_at: Mapped[datetime | None]
    #: with its consultation
    published_at: Mapped[datetime | None]
    #: how often day, place or state changed: calendars ask
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime | None]
    #: of no consultation: planned and changed here, by the office named in `subject`
    standalone: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: whom an open meeting concerns first; NULL: everybody
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="SET NULL")
    )
    #: its topic, one of those that proposals have
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    #: of the programme: listed, shown and kept by its owner, on no page of a municipality
    apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: label and address of its owner, for showing and linking only
    subject: Mapped[str] = mapped_column(String(300), default="", server_default="")
    endpoint: Mapped[str] = mapped_column(String(80), default="", server_default="")
    object_id: Mapped[int | None]
    #: of its owner: whoever follows that hears of the minutes
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"))

    journey: Mapped[Journey | None] = relationship(lazy="raise_on_sql")


class RegistrationState(enum.StrEnum):
    REGISTERED = "registered"
    WAITING = "waiting"


class Registration(Base):
    """Who asked for a place. Seen by the person and by staff; deleted after the meeting."""

    __tablename__ = "meeting_registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_meeting_registration_meeting_id_state_id", "meeting_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[RegistrationState] = mapped_column(enum_column(RegistrationState))
    at: Mapped[datetime] = mapped_column(default=stamp)
    #: seen at the door
    came_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Guest(Base):
    """Came without a registration and let their name be written down; deleted likewise."""

    __tablename__ = "meeting_guest"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), info=PRIVATE)
    #: who asked for the consent and wrote the name down
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=stamp)


class Minutes(Base):
    """A published version of what was said and agreed; old versions stay readable."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime] = mapped_column(default=stamp)


class Said(Base):
    """How many comments on one subject were said at the meeting and entered by staff."""

    __tablename__ = "meeting_said"
    __table_args__ = (UniqueConstraint("meeting_id", "endpoint", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]


class Taken(Base):
    """A proposal that was said at the meeting and entered by staff; its label and address."""

    __tablename__ = "meeting_taken"
    __table_args__ = (UniqueConstraint("endpoint", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    subject: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
