"""Who takes part in a term: a municipality or a civic actor, its stage, its plans with others."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_
from places.models import Municipality, Organisation
from programme.models.applications import Application
from programme.models.terms import Track
from roadmap.models import Roadmap


class Stage(enum.StrEnum):
    """How far somebody is in the programme; the team moves it."""

    ADMITTED = "admitted"
    ASSESSMENT = "assessment"
    CAPACITY = "capacity"
    DRAFTING = "drafting"
    COMMENT = "comment"
    ADOPTED = "adopted"
    MONITORING = "monitoring"
    COMPLETED = "completed"
    LEFT = "left"


STAGE_LABELS: dict[Stage, str] = {
    Stage.ADMITTED: N_("Programa alındı"),
    Stage.ASSESSMENT: N_("Öz değerlendirme"),
    Stage.CAPACITY: N_("Eğitim ve danışmanlık"),
    Stage.DRAFTING: N_("Yol haritası yazılıyor"),
    Stage.COMMENT: N_("Yol haritası görüşe açık"),
    Stage.ADOPTED: N_("Yol haritası kabul edildi"),
    Stage.MONITORING: N_("İzleme"),
    Stage.COMPLETED: N_("Tamamladı"),
    Stage.LEFT: N_("Ayrıldı"),
}


class StageStep(Base):
    """A move from one stage to the next."""

    __tablename__ = "programme_stage_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("programme_participation.id"), index=True
    )
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=stamp)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Participation(Base):
    """A municipality, of this installation or only named, or a civic actor, in a term's track."""

    __tablename__ = "programme_participation"
    __table_args__ = (
        UniqueConstraint("track_id", "name"),
        Index(
            "uq_programme_participation_track_id_municipality_id",
            "track_id",
            "municipality_id",
            unique=True,
            sqlite_where=text("municipality_id IS NOT NULL"),
            postgresql_where=text("municipality_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("programme_track.id"))
    #: "Çınarlı Belediyesi", as it is shown
    name: Mapped[str] = mapped_column(String(160))
    sort_key: Mapped[str] = mapped_column(Text)
    province: Mapped[str] = mapped_column(String(80), default="")
    population: Mapped[int | None]
    #: the tenant; NULL: it is only named
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: NULL for history
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("programme_application.id"), unique=True
    )
    stage: Mapped[Stage] = mapped_column(enum_column(Stage), default=Stage.ADMITTED)
    stage_since: Mapped[datetime] = mapped_column(default=stamp)
    since: Mapped[datetime] = mapped_column(default=stamp)
    #: the town's roadmap, where it is kept here
    roadmap_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id"), index=True)
    #: its name; and the address of its page, where it is kept elsewhere
    roadmap_title: Mapped[str] = mapped_column(String(200), default="")
    roadmap_href: Mapped[str] = mapped_column(String(500), default="")
    #: where that it took part is written, for old terms
    source: Mapped[str] = mapped_column(Text, default="")

    track: Mapped[Track] = relationship(lazy="raise_on_sql")
    municipality: Mapped[Municipality | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    application: Mapped[Application | None] = relationship(lazy="raise_on_sql")
    roadmap: Mapped[Roadmap | None] = relationship(lazy="raise_on_sql")
    steps: Mapped[list[StageStep]] = relationship(order_by=StageStep.id, lazy="raise_on_sql")


class ParticipationContact(Base):
    """Who acts in the programme for a participant, besides the staff of its municipality."""

    __tablename__ = "programme_contact"
    __table_args__ = (UniqueConstraint("participation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("programme_participation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime] = mapped_column(default=stamp)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Consulting(Base):
    """Which consultant works with which participant."""

    __tablename__ = "programme_consulting"
    __table_args__ = (UniqueConstraint("participation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("programme_participation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime] = mapped_column(default=stamp)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class PlanState(enum.StrEnum):
    IDEA = "idea"
    SEEKING = "seeking"
    AGREED = "agreed"
    RUNNING = "running"
    REPORTED = "reported"
    CLOSED = "closed"


PLAN_LABELS: dict[PlanState, str] = {
    PlanState.IDEA: N_("Fikir"),
    PlanState.SEEKING: N_("Ortak aranıyor"),
    PlanState.AGREED: N_("Mutabakat sağlandı"),
    PlanState.RUNNING: N_("Uygulanıyor"),
    PlanState.REPORTED: N_("Raporlandı"),
    PlanState.CLOSED: N_("Kapandı"),
}


class PlanActor(Base):
    """A civic actor of a joint plan; the first is the one that began it."""

    __tablename__ = "programme_plan_actor"
    __table_args__ = (UniqueConstraint("plan_id", "participation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("programme_joint_plan.id"))
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("programme_participation.id"), index=True
    )

    participation: Mapped[Participation] = relationship(lazy="raise_on_sql")


class JointPlan(Base):
    """Ortak eylem planı: civic actors and a municipality; running once both sides have agreed."""

    __tablename__ = "programme_joint_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("programme_term.id"), index=True)
    #: the municipality's side; NULL while a partner is sought
    town_id: Mapped[int | None] = mapped_column(
        ForeignKey("programme_participation.id"), index=True
    )
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState), default=PlanState.IDEA)
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text)
    goal: Mapped[str] = mapped_column(Text)
    #: what is done, by whom
    steps: Mapped[str] = mapped_column(Text, default="")
    #: of the municipality
    unit: Mapped[str] = mapped_column(String(160), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    #: what came of it
    report: Mapped[str] = mapped_column(Text, default="")
    agreed_by_civic_at: Mapped[datetime | None]
    agreed_by_town_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    town: Mapped[Participation | None] = relationship(lazy="raise_on_sql")
    actors: Mapped[list[PlanActor]] = relationship(order_by=PlanActor.id, lazy="raise_on_sql")
