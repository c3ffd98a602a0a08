"""What came of a term besides the roadmap: mini grants and the library of good practice."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Base, Kurus, enum_column, stamp
from kernel.files import StoredFile
from kernel.i18n import N_
from programme.models import JointPlan, Participation


class GrantState(enum.StrEnum):
    PLANNED = "planned"
    AGREED = "agreed"  # with its agreement
    PAID = "paid"
    REPORTED = "reported"  # with its report
    CLOSED = "closed"
    CANCELLED = "cancelled"


GRANT_LABELS: dict[GrantState, str] = {
    GrantState.PLANNED: N_("Planlandı"),
    GrantState.AGREED: N_("Sözleşme imzalandı"),
    GrantState.PAID: N_("Ödendi"),
    GrantState.REPORTED: N_("Raporu geldi"),
    GrantState.CLOSED: N_("Kapandı"),
    GrantState.CANCELLED: N_("İptal edildi"),
}


class GrantStep(Base):
    """A move, on the day it happened."""

    __tablename__ = "capacity_grant_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("capacity_grant.id"), index=True)
    state: Mapped[GrantState] = mapped_column(enum_column(GrantState))
    on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=stamp)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Grant(Base):
    __tablename__ = "capacity_grant"
    __table_args__ = (CheckConstraint("amount_kurus > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: who receives it
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("programme_participation.id"), index=True
    )
    #: the joint plan it pays for, if any
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("programme_joint_plan.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(300))
    amount_kurus: Mapped[int] = mapped_column(Kurus)
    state: Mapped[GrantState] = mapped_column(enum_column(GrantState), default=GrantState.PLANNED)
    #: until when the report is asked for
    report_due_on: Mapped[date]
    #: both files are withheld from the public address of files
    agreement_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    report: Mapped[str] = mapped_column(Text, default="")
    report_file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime] = mapped_column(default=stamp)

    participation: Mapped[Participation] = relationship(lazy="raise_on_sql")
    plan: Mapped[JointPlan | None] = relationship(lazy="raise_on_sql")
    agreement: Mapped[StoredFile | None] = relationship(
        foreign_keys=[agreement_id], lazy="raise_on_sql"
    )
    report_file: Mapped[StoredFile | None] = relationship(
        foreign_keys=[report_file_id], lazy="raise_on_sql"
    )
    steps: Mapped[list[GrantStep]] = relationship(order_by=GrantStep.id, lazy="raise_on_sql")


class PracticeState(enum.StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"  # the participant has finished; the team reads it
    PUBLISHED = "published"


PRACTICE_LABELS: dict[PracticeState, str] = {
    PracticeState.DRAFT: N_("Taslak"),
    PracticeState.OFFERED: N_("Ekibin önünde"),
    PracticeState.PUBLISHED: N_("Yayında"),
}


class Practice(Base):
    """A good example: what was done, what came of it, what others should know beforehand."""

    __tablename__ = "capacity_practice"
    __table_args__ = (Index("ix_capacity_practice_state_published_at", "state", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(
        ForeignKey("programme_participation.id"), index=True
    )
    state: Mapped[PracticeState] = mapped_column(
        enum_column(PracticeState), default=PracticeState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(160))
    summary: Mapped[str] = mapped_column(String(400))
    #: code of the instrument's dimension it belongs to
    topic: Mapped[str] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    #: title, summary, body and participant, folded for the search
    search: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]

    participation: Mapped[Participation] = relationship(lazy="raise_on_sql")
