"""A self-assessment: an instrument filled in by a participant, at the start and at the end."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Base, Json, enum_column, stamp
from kernel.files import StoredFile
from kernel.i18n import N_
from programme.models import Participation


class Point(enum.StrEnum):
    """When in a term it is filled in."""

    START = "start"
    END = "end"


POINT_LABELS: dict[Point, str] = {
    Point.START: N_("Dönem başı"),
    Point.END: N_("Dönem sonu"),
}


class AssessmentState(enum.StrEnum):
    DRAFT = "draft"  # read by those who fill it in and by their consultants
    HANDED_IN = "handed_in"  # read by the programme's team too; not changed any more


class ItemAnswer(Base):
    """What was answered to one item; the latest word of the team."""

    __tablename__ = "capacity_answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "item"),
        CheckConstraint("value IS NULL OR value BETWEEN 0 AND 4", name="value"),
        CheckConstraint("applies OR value IS NULL", name="no_value_where_not_applicable"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("capacity_assessment.id"))
    #: its code in the instrument
    item: Mapped[str] = mapped_column(String(8))
    value: Mapped[int | None]
    applies: Mapped[bool] = mapped_column(default=True)
    #: what shows it, in words
    evidence: Mapped[str] = mapped_column(Text, default="")
    #: withheld from the public address of files
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    changed_at: Mapped[datetime] = mapped_column(default=stamp, onupdate=stamp)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    self_assessment: Mapped["SelfAssessment"] = relationship(
        back_populates="answers", lazy="raise_on_sql"
    )


class SelfAssessment(Base):
    __tablename__ = "capacity_assessment"
    __table_args__ = (UniqueConstraint("participation_id", "point"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("programme_participation.id"))
    point: Mapped[Point] = mapped_column(enum_column(Point))
    #: of the file in `capacity/data`
    instrument: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    state: Mapped[AssessmentState] = mapped_column(
        enum_column(AssessmentState), default=AssessmentState.DRAFT
    )
    #: codes of the items the team wants to work on first, in its order
    priorities: Mapped[list[str]] = mapped_column(Json, default=list)
    begun_at: Mapped[datetime] = mapped_column(default=stamp)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime | None]
    handed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: given back by the programme's team, to be corrected
    reopened: Mapped[bool] = mapped_column(default=False, server_default=false())

    participation: Mapped[Participation] = relationship(lazy="raise_on_sql")
    answers: Mapped[list[ItemAnswer]] = relationship(
        order_by=ItemAnswer.id, back_populates="self_assessment", lazy="raise_on_sql"
    )
