"""Consultations: the question, the promise and its versions, phases, activities, documents."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from answers.models import Duty
from discussion.models import Thread
from journeys.models import Journey
from kernel.db import Base, Json, enum_column, stamp
from kernel.i18n import N_
from places.models import Unit


class AskedBy(enum.StrEnum):
    MUNICIPALITY = "municipality"
    CITY_COUNCIL = "city_council"  # kent konseyi, in its own name
    MUNICIPAL_COUNCIL = "municipal_council"  # belediye meclisi


ASKED_BY_LABELS = {
    AskedBy.MUNICIPALITY: N_("Belediye"),
    AskedBy.MUNICIPAL_COUNCIL: N_("Belediye meclisi"),
    AskedBy.CITY_COUNCIL: N_("Kent konseyi"),
}


class Template(enum.StrEnum):
    PARK = "park"
    MOBILITY = "mobility"
    BUDGET = "budget"
    DECISION = "decision"  # a local decision open to comment


TEMPLATE_LABELS = {
    Template.PARK: N_("Mahalle parkı ya da meydan"),
    Template.MOBILITY: N_("Ulaşım planı"),
    Template.BUDGET: N_("Katılımcı bütçe"),
    Template.DECISION: N_("Görüşe açılan karar taslağı"),
}


class Level(enum.StrEnum):
    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"
    EMPOWER = "empower"


#: the five steps, in order
LEVEL_LABELS = {
    Level.INFORM: N_("bilgilendirme"),
    Level.CONSULT: N_("görüş alma"),
    Level.INVOLVE: N_("birlikte çalışma"),
    Level.COLLABORATE: N_("iş birliği"),
    Level.EMPOWER: N_("kararı bırakma"),
}


class ConsultationState(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"  # ended early, with a public reason; still owes an answer
    WITHDRAWN = "withdrawn"  # withdrawn with a public reason; still owes an answer


consultation_meeting = Table(
    "consultation_meeting",
    Base.metadata,
    Column("consultation_id", ForeignKey("consultation.id"), primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
)


class Consultation(Base):
    __tablename__ = "consultation"
    __table_args__ = (Index("ix_consultation_municipality_id_state", "municipality_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    #: "D-2026-0007"; given at publication
    number: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[ConsultationState] = mapped_column(
        enum_column(ConsultationState), default=ConsultationState.DRAFT
    )
    template: Mapped[Template] = mapped_column(enum_column(Template))
    asked_by: Mapped[AskedBy] = mapped_column(enum_column(AskedBy))
    #: the question
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    #: where: "Çınaraltı, Kavaklı ve Yeşilova mahalleleri"
    area: Mapped[str] = mapped_column(String(200), default="")
    #: who owes the answer
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    #: the secret of the preview link while it is a draft
    preview_token: Mapped[str] = mapped_column(String(64))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    published_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: public reason of an early end or withdrawal
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("answer_duty.id"), unique=True)
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"), unique=True)
    #: folded title and summary, for search
    folded: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    duty: Mapped[Duty | None] = relationship(lazy="raise_on_sql")
    journey: Mapped[Journey | None] = relationship(lazy="raise_on_sql")
    activities: Mapped[list["Activity"]] = relationship(
        order_by="Activity.position, Activity.id",
        lazy="raise_on_sql",
        back_populates="consultation",
    )


class Promise(Base):
    """A version of what the input can and cannot change. Version 1 is made with the draft."""

    __tablename__ = "promise"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    version: Mapped[int] = mapped_column(default=1)
    #: one line each
    can_change: Mapped[str] = mapped_column(Text, default="")
    cannot_change: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[Level | None] = mapped_column(enum_column(Level))
    #: "Çınarlı Belediye Meclisi"
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    answer_by: Mapped[date | None]
    #: office and document number that signed the promise
    office: Mapped[str] = mapped_column(String(160), default="")
    document_number: Mapped[str] = mapped_column(String(60), default="")
    #: why this version replaced the former; "" for the first
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(default=stamp)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Change(Base):
    """A public change after publication: promise, window, eligibility, decision maker, meeting."""

    __tablename__ = "consultation_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    #: msgid: "Katılım süresi değişti: %(activity)s"
    message: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=stamp)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    office: Mapped[str] = mapped_column(String(160), default="")


class Phase(Base):
    """A label on the timeline, exact or approximate. Never gates anything."""

    __tablename__ = "phase"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    #: "2027 baharı", when no exact date is known
    approximate: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)


class ActivityKind(enum.StrEnum):
    PROPOSALS = "proposals"
    DISCUSSION = "discussion"
    VOTE = "vote"
    SURVEY = "survey"
    TEXT = "text"
    OPINIONS = "opinions"


KIND_LABELS = {
    ActivityKind.PROPOSALS: N_("Öneriler"),
    ActivityKind.DISCUSSION: N_("Tartışma"),
    ActivityKind.VOTE: N_("Oylama"),
    ActivityKind.SURVEY: N_("Anket"),
    ActivityKind.TEXT: N_("Metin"),
    ActivityKind.OPINIONS: N_("Görüş haritası"),
}


class Eligibility(enum.StrEnum):
    """Who may take part; checked by `consultations.rules.take_part`."""

    EVERYONE = "everyone"  # signed in is enough, the address need not be confirmed to read along
    EMAIL = "email"  # confirmed e-mail
    RESIDENT = "resident"  # verified residence


ELIGIBILITY_LABELS = {
    Eligibility.EVERYONE: N_("Giriş yapan herkes"),
    Eligibility.EMAIL: N_("E-postası doğrulanmış herkes"),
    Eligibility.RESIDENT: N_("Burada oturduğu doğrulanmış kişiler"),
}


class Activity(Base):
    """What one can do. Open or closed is computed from the window and the clock, never stored.

    The card on the consultation's page is made from this row alone: owners write `endpoint`,
    `object_id`, `done_note` and `done_facts` (what is shown when it is over).
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="closes_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[ActivityKind] = mapped_column(enum_column(ActivityKind))
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    eligibility: Mapped[Eligibility] = mapped_column(
        enum_column(Eligibility), default=Eligibility.EMAIL
    )
    min_age: Mapped[int | None]
    #: neighbourhood ids; NULL = all
    neighbourhood_ids: Mapped[list[int] | None] = mapped_column(Json)
    minutes: Mapped[int | None]
    #: proposals: supports that make a dated public step; how many one person may give
    support_threshold: Mapped[int | None]
    support_limit: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    #: published proposals or visible comments; a vote's stays 0 until it is counted
    contribution_count: Mapped[int] = mapped_column(default=0)
    #: discussion: its thread
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    #: vote, survey, text: "voting.show" and the election, once it is published
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    object_id: Mapped[int | None]
    #: the outcome in one sentence, once there is one: a msgid and its facts
    done_note: Mapped[str] = mapped_column(String(300), default="")
    #: NULL with a note: stored as a ready sentence before there were facts
    done_facts: Mapped[dict[str, Any] | None] = mapped_column(Json)

    consultation: Mapped[Consultation] = relationship(
        lazy="raise_on_sql", back_populates="activities"
    )
    thread: Mapped[Thread | None] = relationship(lazy="raise_on_sql")


class Document(Base):
    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    unit_name: Mapped[str] = mapped_column(String(160), default="")
    added_at: Mapped[datetime] = mapped_column(default=stamp)


class Responsible(Base):
    """People responsible, by office: who runs it, whom to call."""

    __tablename__ = "responsible"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(String(300), default="")
