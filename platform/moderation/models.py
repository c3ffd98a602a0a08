"""Moderation: a case per reported or held text, its reports, its decision, its appeal."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_
from places.models import Suspension


class CaseState(enum.StrEnum):
    OPEN = "open"
    HIDDEN = "hidden"  # the text was hidden, or never published
    EDIT = "edit"  # the author was asked to change it; the text stays until then
    DISMISSED = "dismissed"  # the text stays


class Cause(enum.StrEnum):
    """Why somebody has to look."""

    REPORT = "report"
    HOLD = "hold"  # it waits for publication
    OWN = "own"  # a moderator saw it


class Hold(enum.StrEnum):
    """Why a text waits for publication."""

    NEW_ACCOUNT = "new_account"  # the municipality reads what new accounts write
    UNPROVEN = "unproven"  # a new account whose browser did not do the work
    TRAP = "trap"  # a field was filled that people do not see


HOLD_LABELS: dict[Hold, str] = {
    Hold.NEW_ACCOUNT: N_("Yeni hesap"),
    Hold.UNPROVEN: N_("Yeni hesap, tarayıcı denetimi yapılamadı"),
    Hold.TRAP: N_("İstenmeyen ileti belirtisi"),
}


class Decision(enum.StrEnum):
    """What a moderator decided; the state says what holds now."""

    KEEP = "keep"
    EDIT = "edit"
    HIDE = "hide"
    PUBLISH = "publish"
    DECLINE = "decline"


DECISION_LABELS: dict[Decision, str] = {
    Decision.KEEP: N_("Yerinde kaldı"),
    Decision.EDIT: N_("Düzeltme istendi"),
    Decision.HIDE: N_("Gizlendi"),
    Decision.PUBLISH: N_("Yayımlandı"),
    Decision.DECLINE: N_("Yayımlanmadı"),
}


class Ground(enum.StrEnum):
    """Why a text is reported or hidden."""

    INSULT = "insult"
    HATE = "hate"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"
    DUPLICATE = "duplicate"
    OTHER = "other"


GROUND_LABELS: dict[Ground, str] = {
    Ground.INSULT: N_("Hakaret ya da tehdit"),
    Ground.HATE: N_("Nefret söylemi ya da ayrımcılık"),
    Ground.PERSONAL_DATA: N_("Kişisel bilgi"),
    Ground.ADVERTISING: N_("Reklam ya da istenmeyen ileti"),
    Ground.OFF_TOPIC: N_("Konu dışı"),
    Ground.ILLEGAL: N_("Hukuka aykırı içerik"),
    Ground.DUPLICATE: N_("Aynı yazı daha önce yazılmış"),
    Ground.OTHER: N_("Başka bir neden"),
}


class Case(Base):
    """Carries label and address of what was reported; the owner's route hides it."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index("ix_moderation_case_municipality_id_state", "municipality_id", "state"),
        CheckConstraint("(cause = 'hold') = (hold IS NOT NULL)", name="hold_has_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState), default=CaseState.OPEN)
    subject: Mapped[str] = mapped_column(String(300))
    #: where the moderator decides (the owner's page)
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    #: whose text it is
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: staff who wrote it down for somebody without an account; appeals in that person's place
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cause: Mapped[Cause] = mapped_column(enum_column(Cause), default=Cause.REPORT)
    hold: Mapped[Hold | None] = mapped_column(enum_column(Hold))
    opened_at: Mapped[datetime] = mapped_column(default=stamp)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ground: Mapped[Ground | None] = mapped_column(enum_column(Ground))
    decision: Mapped[Decision | None] = mapped_column(enum_column(Decision))
    #: told to the author, shown in place of the text
    reason: Mapped[str] = mapped_column(Text, default="")
    #: the author was warned with this decision
    warned: Mapped[bool] = mapped_column(default=False)
    suspension_id: Mapped[int | None] = mapped_column(ForeignKey("suspension.id"))

    suspension: Mapped[Suspension | None] = relationship(lazy="raise_on_sql")
    appeal: Mapped["Appeal | None"] = relationship(lazy="raise_on_sql", viewonly=True)


class Report(Base):
    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ground: Mapped[Ground] = mapped_column(enum_column(Ground))
    note: Mapped[str] = mapped_column(Text, default="", info={"private": True})
    at: Mapped[datetime] = mapped_column(default=stamp)


class AppealState(enum.StrEnum):
    WAITING = "waiting"
    UPHELD = "upheld"  # the decision stands
    REVERSED = "reversed"


class Appeal(Base):
    """The author's one objection to a decision; another moderator decides it."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("case_id"),
        Index("ix_appeal_municipality_id_state", "municipality_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text, info={"private": True})
    at: Mapped[datetime] = mapped_column(default=stamp)
    #: by the municipality's setting on the day of the appeal
    due_on: Mapped[date]
    state: Mapped[AppealState] = mapped_column(
        enum_column(AppealState), default=AppealState.WAITING
    )
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class ModerationSettings(Base):
    """Without a row the defaults hold."""

    __tablename__ = "moderation_settings"
    __table_args__ = (
        CheckConstraint("new_days BETWEEN 1 AND 90", name="new_days"),
        CheckConstraint("appeal_days BETWEEN 1 AND 60", name="appeal_days"),
    )

    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id"), primary_key=True, autoincrement=False
    )
    #: what new accounts write is read before it is published
    hold_new: Mapped[bool] = mapped_column(default=False)
    #: an account younger than this is new
    new_days: Mapped[int] = mapped_column(default=7)
    #: within how many days an appeal is decided
    appeal_days: Mapped[int] = mapped_column(default=7)
