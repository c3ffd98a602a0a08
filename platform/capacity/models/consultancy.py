"""Consultancy: what was talked about, a note that stays inside, tasks with dates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from kernel.db import Base, stamp
from programme.models import Participation


class ConsultancyTask(Base):
    """What the participant has taken on; seen and ticked by its people."""

    __tablename__ = "capacity_task"
    __table_args__ = (
        Index("ix_capacity_task_participation_id_due_on", "participation_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("programme_participation.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("capacity_entry.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=stamp)

    participation: Mapped[Participation] = relationship(lazy="raise_on_sql")


class ConsultancyEntry(Base):
    __tablename__ = "capacity_entry"
    __table_args__ = (CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("programme_participation.id"), index=True
    )
    #: NULL: the account was deleted
    consultant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    held_on: Mapped[date]
    minutes: Mapped[int]
    topic: Mapped[str] = mapped_column(String(200))
    #: for the participant too
    summary: Mapped[str] = mapped_column(Text, default="")
    #: for its consultants and the programme's team; never shown to the participant
    private_note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=stamp)

    consultant: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    tasks: Mapped[list[ConsultancyTask]] = relationship(
        order_by=[ConsultancyTask.due_on, ConsultancyTask.id], lazy="raise_on_sql"
    )
