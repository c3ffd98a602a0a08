"""Roadmap: actions with their origin, unit, dates, money, progress and dated updates."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from answers.models import Answer
from consultations.models import Consultation
from journeys.models import Journey
from kernel.db import Base, Kurus, enum_column, stamp
from kernel.files import StoredFile
from places.models import Unit
from proposals.models import Proposal


class ActionState(enum.StrEnum):
    """Decisions; "late" is computed from `ends_on` and the clock."""

    PLANNED = "planned"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Action(Base):
    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("ix_action_municipality_id_state", "municipality_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    #: "E-2026-031"
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    #: where it came from
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    state: Mapped[ActionState] = mapped_column(
        enum_column(ActionState), default=ActionState.PLANNED
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: the first promise; delay is counted from here
    first_ends_on: Mapped[date]
    completed_on: Mapped[date | None]
    progress: Mapped[int] = mapped_column(default=0)
    budget_kurus: Mapped[int | None] = mapped_column(Kurus)
    spent_kurus: Mapped[int | None] = mapped_column(Kurus)
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    #: None only between the two inserts of `services.create_from_answer`
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"), unique=True)

    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")
    consultation: Mapped[Consultation | None] = relationship(lazy="raise_on_sql")
    answer: Mapped[Answer | None] = relationship(lazy="raise_on_sql")
    journey: Mapped[Journey | None] = relationship(lazy="raise_on_sql")
    updates: Mapped[list["Update"]] = relationship(order_by="Update.id.desc()", lazy="raise_on_sql")


class Update(Base):
    """A dated public update: progress, money, a new end with its reason, evidence."""

    __tablename__ = "action_update"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("new_ends_on IS NULL OR delay_reason <> ''", name="delay_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    office: Mapped[str] = mapped_column(String(160), default="")
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    progress: Mapped[int]
    spent_kurus: Mapped[int | None] = mapped_column(Kurus)
    #: set when the end moved: from where, to where, and why in a sentence
    old_ends_on: Mapped[date | None]
    new_ends_on: Mapped[date | None]
    delay_reason: Mapped[str] = mapped_column(String(400), default="")
    evidence_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))

    evidence: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
