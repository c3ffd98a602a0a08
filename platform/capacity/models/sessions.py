"""Trainings and the like: a meeting of the programme, its materials, who came, certificates."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from accounts.models import PRIVATE
from kernel.db import Base, enum_column, stamp
from kernel.files import StoredFile
from kernel.i18n import N_
from meetings.models import Meeting
from programme.models import Participation, Term, Track


class SessionKind(enum.StrEnum):
    TRAINING = "training"
    WORKSHOP = "workshop"
    EXPERIENCE = "experience"
    PEER = "peer"
    CONSULTANCY = "consultancy"
    LAUNCH = "launch"


SESSION_LABELS: dict[SessionKind, str] = {
    SessionKind.TRAINING: N_("Eğitim"),
    SessionKind.WORKSHOP: N_("Çalıştay"),
    SessionKind.EXPERIENCE: N_("Deneyim paylaşımı atölyesi"),
    SessionKind.PEER: N_("Akran öğrenme toplantısı"),
    SessionKind.CONSULTANCY: N_("Danışmanlık görüşmesi"),
    SessionKind.LAUNCH: N_("Tanıtım toplantısı"),
}


class Material(Base):
    """Slides, readings: a file or an address; for those who may come."""

    __tablename__ = "capacity_material"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("capacity_session.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    #: withheld from the public address of files
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    link: Mapped[str] = mapped_column(String(300), default="")
    added_at: Mapped[datetime] = mapped_column(default=stamp)

    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    session: Mapped["CapacitySession"] = relationship(
        back_populates="materials", lazy="raise_on_sql"
    )


class CapacitySession(Base):
    """Registration, places, the door and forgetting names are its meeting's."""

    __tablename__ = "capacity_session"
    __table_args__ = (
        CheckConstraint("hours IS NULL OR hours BETWEEN 1 AND 200", name="hours"),
        CheckConstraint("NOT certifies OR hours IS NOT NULL", name="certificate_names_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("programme_term.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    kind: Mapped[SessionKind] = mapped_column(enum_column(SessionKind))
    #: who leads it, as it is told
    led_by: Mapped[str] = mapped_column(String(200), default="")
    #: everybody may come, not only the participants of the term
    for_all: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: whoever came gets a certificate
    certifies: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: length of the training, as the certificate says it
    hours: Mapped[int | None]
    #: the list of who came is final: presences are counted and certificates written
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    term: Mapped[Term] = relationship(lazy="raise_on_sql")
    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")
    materials: Mapped[list[Material]] = relationship(
        order_by=Material.id, back_populates="session", lazy="raise_on_sql"
    )
    #: those who take part in its term: it is for their people
    invited: Mapped[list[Participation]] = relationship(
        secondary=Track.__table__,
        primaryjoin=lambda: CapacitySession.term_id == foreign(Track.__table__.c.term_id),
        secondaryjoin=lambda: Track.__table__.c.id == foreign(Participation.track_id),
        viewonly=True,
        lazy="raise_on_sql",
    )


class Presence(Base):
    """How many of a participant's people came; stays when the meeting forgets their names."""

    __tablename__ = "capacity_presence"
    __table_args__ = (
        UniqueConstraint("session_id", "participation_id"),
        CheckConstraint("people > 0", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("capacity_session.id"))
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("programme_participation.id"), index=True
    )
    people: Mapped[int]


class Certificate(Base):
    """That somebody came; the address with its code says so to whoever has it, and no more."""

    __tablename__ = "capacity_certificate"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: random, 60 bits
    code: Mapped[str] = mapped_column(String(20), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("capacity_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: as the account had it on that day, or as the team corrected it
    name: Mapped[str] = mapped_column(String(120), info=PRIVATE)
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date]
    hours: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(default=stamp)

    session: Mapped[CapacitySession] = relationship(lazy="raise_on_sql")


class OldCode(Base):
    """The code of a certificate that was given anew: it says so, and no name any more."""

    __tablename__ = "capacity_old_code"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("capacity_certificate.id"), index=True)
    replaced_at: Mapped[datetime] = mapped_column(default=stamp)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class FeedbackGiven(Base):
    """Who has filled in the form; nothing joins it to what was said there."""

    __tablename__ = "capacity_feedback_given"

    session_id: Mapped[int] = mapped_column(ForeignKey("capacity_session.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Feedback(Base):
    """What one of those who came thinks of it; without a name, a time or a growing number."""

    __tablename__ = "capacity_feedback"
    __table_args__ = (
        CheckConstraint("useful BETWEEN 1 AND 5", name="useful"),
        CheckConstraint("clear BETWEEN 1 AND 5", name="clear"),
        CheckConstraint("applicable BETWEEN 1 AND 5", name="applicable"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    session_id: Mapped[int] = mapped_column(ForeignKey("capacity_session.id"), index=True)
    useful: Mapped[int]
    clear: Mapped[int]
    #: "I can use it in my work"
    applicable: Mapped[int]
    good: Mapped[str] = mapped_column(Text, default="")
    better: Mapped[str] = mapped_column(Text, default="")
