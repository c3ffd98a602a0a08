"""Moderation: a case per reported text, its reports, its decision."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_


class CaseState(enum.StrEnum):
    OPEN = "open"
    HIDDEN = "hidden"  # the text was hidden
    DISMISSED = "dismissed"  # the text stays


class Ground(enum.StrEnum):
    """Why a text is reported or hidden."""

    INSULT = "insult"
    HATE = "hate"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"
    OTHER = "other"


GROUND_LABELS: dict[Ground, str] = {
    Ground.INSULT: N_("Hakaret ya da tehdit"),
    Ground.HATE: N_("Nefret söylemi ya da ayrımcılık"),
    Ground.PERSONAL_DATA: N_("Kişisel bilgi"),
    Ground.ADVERTISING: N_("Reklam ya da yinelenen ileti"),
    Ground.OFF_TOPIC: N_("Konu dışı"),
    Ground.ILLEGAL: N_("Hukuka aykırı içerik"),
    Ground.OTHER: N_("Başka bir neden"),
}


class Case(Base):
    """Carries label and address of what was reported; the owner's route hides it."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index("ix_moderation_case_municipality_id_state", "municipality_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState), default=CaseState.OPEN)
    subject: Mapped[str] = mapped_column(String(300))
    #: where the moderator decides (the owner's page)
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(default=stamp)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ground: Mapped[Ground | None] = mapped_column(enum_column(Ground))
    #: told to the author, shown in place of the text
    reason: Mapped[str] = mapped_column(Text, default="")


class Report(Base):
    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ground: Mapped[Ground] = mapped_column(enum_column(Ground))
    note: Mapped[str] = mapped_column(Text, default="", info={"private": True})
    at: Mapped[datetime] = mapped_column(default=stamp)
