"""A term of the programme, its two tracks, their criteria, dates and partners; who works for it."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_


class ProgrammeRole(enum.StrEnum):
    """What somebody does for the programme; of no municipality."""

    TEAM = "team"
    REVIEWER = "reviewer"
    CONSULTANT = "consultant"


ROLE_LABELS: dict[ProgrammeRole, str] = {
    ProgrammeRole.TEAM: N_("Program ekibi"),
    ProgrammeRole.REVIEWER: N_("Başvuru değerlendiricisi"),
    ProgrammeRole.CONSULTANT: N_("Program danışmanı"),
}


class RoleHeld(Base):
    """A role of a person; several roles are several rows."""

    __tablename__ = "programme_role"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[ProgrammeRole] = mapped_column(enum_column(ProgrammeRole))
    since: Mapped[datetime] = mapped_column(default=stamp)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class TrackKind(enum.StrEnum):
    MUNICIPAL = "municipal"
    CIVIC = "civic"


TRACK_LABELS: dict[TrackKind, str] = {
    TrackKind.MUNICIPAL: N_("Yerel Yönetimler için"),
    TrackKind.CIVIC: N_("Sivil Aktörler için"),
}


class TermState(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class TrackCriterion(Base):
    """Weights of a track add up to 100 before it is published."""

    __tablename__ = "programme_criterion"
    __table_args__ = (
        UniqueConstraint("track_id", "name"),
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("programme_track.id"))
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120))
    hint: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[int]


class TrackMilestone(Base):
    """A line of the timeline."""

    __tablename__ = "programme_milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("programme_track.id"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")


class TrackPartner(Base):
    """Who carries a track of a term, as what, and where that is written."""

    __tablename__ = "programme_partner"
    __table_args__ = (UniqueConstraint("track_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("programme_track.id"))
    name: Mapped[str] = mapped_column(String(160))
    #: "yürütücü", "ortak", "danışma kurulu", "süreç danışmanı"
    role: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(Text, default="")


class PartnerSeat(Base):
    """A person of a partner of a term, who reads its dashboard and its results."""

    __tablename__ = "programme_partner_seat"
    __table_args__ = (UniqueConstraint("term_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("programme_term.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: the partner's name, as the track has it
    name: Mapped[str] = mapped_column(String(160))
    since: Mapped[datetime] = mapped_column(default=stamp)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")


class Term(Base):
    """ "2. Dönem" of 2021–2022. Open, running and over are computed from its tracks' dates."""

    __tablename__ = "programme_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    #: "2021–2022"
    years: Mapped[str] = mapped_column(String(40))
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[TermState] = mapped_column(enum_column(TermState), default=TermState.DRAFT)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=stamp)

    tracks: Mapped[list["Track"]] = relationship(
        "programme.models.terms.Track",
        order_by="programme.models.terms.Track.kind.desc()",
        lazy="raise_on_sql",
        back_populates="term",
    )


class Track(Base):
    """A term for one kind of applicant: its call, its window, its months, its criteria."""

    __tablename__ = "programme_track"
    __table_args__ = (
        UniqueConstraint("term_id", "kind"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("least_reviews >= 2", name="two_reviews"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("programme_term.id"))
    kind: Mapped[TrackKind] = mapped_column(enum_column(TrackKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: the source names months only: no day is shown
    by_month: Mapped[bool] = mapped_column(default=False)
    #: the window of applications; either may be unknown for an old term
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    #: until when the results are promised
    results_on: Mapped[date | None]
    call: Mapped[str] = mapped_column(Text, default="")
    call_html: Mapped[str] = mapped_column(Text, default="")
    #: who may apply
    eligibility: Mapped[str] = mapped_column(Text, default="")
    #: what awaits those who take part: trainings, workshops, consultancy
    awaits: Mapped[str] = mapped_column(Text, default="")
    awaits_html: Mapped[str] = mapped_column(Text, default="")
    seats: Mapped[int | None]
    #: how many reviews an application needs before it may be ranked
    least_reviews: Mapped[int] = mapped_column(default=2)
    #: where an old term's dates are from
    source: Mapped[str] = mapped_column(Text, default="")

    term: Mapped[Term] = relationship(lazy="raise_on_sql", back_populates="tracks")
    criteria: Mapped[list[TrackCriterion]] = relationship(
        order_by=[TrackCriterion.position, TrackCriterion.id], lazy="raise_on_sql"
    )
    milestones: Mapped[list[TrackMilestone]] = relationship(
        order_by=[TrackMilestone.starts_on, TrackMilestone.id], lazy="raise_on_sql"
    )
    partners: Mapped[list[TrackPartner]] = relationship(
        order_by=TrackPartner.id, lazy="raise_on_sql"
    )


class LineKind(enum.StrEnum):
    OUTCOME = "outcome"
    ACTIVITY = "activity"
    EVENT = "event"


class HistoryLine(Base):
    """What happened in a term, one sentence with its source."""

    __tablename__ = "programme_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("programme_term.id"), index=True)
    #: NULL: of both tracks
    track_id: Mapped[int | None] = mapped_column(ForeignKey("programme_track.id"))
    kind: Mapped[LineKind] = mapped_column(enum_column(LineKind))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
