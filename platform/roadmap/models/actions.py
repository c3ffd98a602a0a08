"""What is promised: an action with its unit, dates, money, partners, indicators and origins."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from answers.models import Answer
from consultations.models import Consultation
from discussion.models import Thread
from journeys.models import Journey
from kernel.db import Base, Kurus, enum_column, stamp
from kernel.files import StoredFile
from kernel.i18n import N_
from opinions.models import Statement
from places.models import Neighbourhood, Organisation, Unit
from proposals.models import Proposal
from roadmap.models.documents import Consent, Objective, Roadmap
from voting.models import Election

#: days after which an owner is asked for news of an action
RHYTHM = 90


class ActionState(enum.StrEnum):
    """Decisions; "late" is computed from `ends_on` and the clock."""

    #: of a roadmap that is not adopted yet; nobody is held to it
    DRAFT = "draft"
    PLANNED = "planned"
    STARTED = "started"
    POSTPONED = "postponed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


#: promised, and not settled yet
UNFINISHED = (ActionState.PLANNED, ActionState.STARTED, ActionState.POSTPONED)

action_neighbourhood = Table(
    "action_neighbourhood",
    Base.metadata,
    Column("action_id", ForeignKey("action.id"), primary_key=True),
    Column("neighbourhood_id", ForeignKey("neighbourhood.id"), primary_key=True, index=True),
)


class Action(Base):
    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("ix_action_municipality_id_state", "municipality_id", "state"),
        Index("ix_action_municipality_id_starts_on", "municipality_id", "starts_on", "id"),
        Index("ix_action_objective_id", "objective_id"),
        Index("uq_action_roadmap_id_code", "roadmap_id", "code", unique=True),
        Index("uq_action_thread_id", "thread_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    #: "E-2026-031"
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    #: NULL: it stands alone, or was taken out of its draft
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap_objective.id"))
    roadmap_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id"))
    #: "1.2.3", as the document counts
    code: Mapped[str] = mapped_column(String(20), default="", server_default="")
    #: performance goal of the strategic plan ("H3.2"), and of the UN's sustainable development
    plan_code: Mapped[str] = mapped_column(String(40), default="", server_default="")
    sdg: Mapped[str] = mapped_column(String(10), default="", server_default="")
    #: the first of what it came from; all of them are `origins`
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
    #: promised by quarters of a year; the dates are the first and the last day of them
    by_quarter: Mapped[bool] = mapped_column(default=False, server_default=false())
    completed_on: Mapped[date | None]
    progress: Mapped[int] = mapped_column(default=0)
    budget_kurus: Mapped[int | None] = mapped_column(Kurus)
    spent_kurus: Mapped[int | None] = mapped_column(Kurus)
    #: news are expected at least every so many days
    rhythm_days: Mapped[int] = mapped_column(default=RHYTHM, server_default=str(RHYTHM))
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    #: of the last update
    heard_at: Mapped[datetime | None]
    #: None while it is a draft
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"), unique=True)
    #: opened with the first version of the document that has it
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))

    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")
    consultation: Mapped[Consultation | None] = relationship(lazy="raise_on_sql")
    answer: Mapped[Answer | None] = relationship(lazy="raise_on_sql")
    journey: Mapped[Journey | None] = relationship(lazy="raise_on_sql")
    thread: Mapped[Thread | None] = relationship(lazy="raise_on_sql")
    objective: Mapped[Objective | None] = relationship(lazy="raise_on_sql")
    roadmap: Mapped[Roadmap | None] = relationship(lazy="raise_on_sql")
    neighbourhoods: Mapped[list[Neighbourhood]] = relationship(
        secondary=action_neighbourhood, order_by=Neighbourhood.sort_key, lazy="raise_on_sql"
    )
    updates: Mapped[list["Update"]] = relationship(order_by="Update.id.desc()", lazy="raise_on_sql")
    partners: Mapped[list["Partner"]] = relationship(order_by="Partner.id", lazy="raise_on_sql")
    indicators: Mapped[list["Indicator"]] = relationship(
        order_by="Indicator.id", lazy="raise_on_sql"
    )
    origins: Mapped[list["Origin"]] = relationship(order_by="Origin.id", lazy="raise_on_sql")


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

    #: the first file; photos and further files are `pictures`
    evidence: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    pictures: Mapped[list["Picture"]] = relationship(order_by="Picture.id", lazy="raise_on_sql")


class Picture(Base):
    """A photo of an update, with the words for those who do not see it."""

    __tablename__ = "action_picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(ForeignKey("action_update.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    words: Mapped[str] = mapped_column(String(200))

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")


class Partner(Base):
    """An organisation with a part in an action; it says itself whether it takes it."""

    __tablename__ = "action_partner"
    __table_args__ = (UniqueConstraint("action_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(300))
    state: Mapped[Consent] = mapped_column(enum_column(Consent), default=Consent.INVITED)
    invited_at: Mapped[datetime] = mapped_column(default=stamp)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: the part ended; why, in public
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")

    action: Mapped[Action] = relationship(lazy="raise_on_sql", back_populates="partners")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Indicator(Base):
    """What is measured. Values are thousandths of the unit: no fraction is lost."""

    __tablename__ = "action_indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    #: "adet", "kişi", "%"
    unit: Mapped[str] = mapped_column(String(40))
    baseline: Mapped[int | None] = mapped_column(Kurus)
    target: Mapped[int] = mapped_column(Kurus)
    #: where the figures come from
    source: Mapped[str] = mapped_column(String(200), default="")
    #: no longer measured; the reason is the last of its changes
    withdrawn_at: Mapped[datetime | None]

    action: Mapped[Action] = relationship(lazy="raise_on_sql", back_populates="indicators")
    measurements: Mapped[list["Measurement"]] = relationship(
        order_by="Measurement.on", lazy="raise_on_sql"
    )


class IndicatorChange(Base):
    """An indicator in force was changed or withdrawn: what stood there, and why, in public."""

    __tablename__ = "action_indicator_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("action_indicator.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400))
    #: name, unit, baseline, target and source as they were; empty when it was withdrawn
    before: Mapped[dict[str, Any]] = mapped_column(JSON)


class Measurement(Base):
    __tablename__ = "action_measurement"
    __table_args__ = (UniqueConstraint("indicator_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("action_indicator.id"))
    on: Mapped[date]
    value: Mapped[int] = mapped_column(Kurus)
    note: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class OriginKind(enum.StrEnum):
    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    VOTE = "vote"
    STATEMENT = "statement"
    COUNCIL = "council"
    OTHER = "other"


ORIGIN_LABELS: dict[OriginKind, str] = {
    OriginKind.CONSULTATION: N_("Danışma"),
    OriginKind.PROPOSAL: N_("Öneri"),
    OriginKind.VOTE: N_("Oylama"),
    OriginKind.STATEMENT: N_("Görüş haritasındaki ifade"),
    OriginKind.COUNCIL: N_("Kent konseyi görüşü"),
    OriginKind.OTHER: N_("Başka bir kaynak"),
}


class Origin(Base):
    """One of the things an action came from, as its page names and links it."""

    __tablename__ = "action_origin"
    __table_args__ = (
        UniqueConstraint("action_id", "endpoint", "object_id"),
        Index("ix_action_origin_municipality_id_kind", "municipality_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    kind: Mapped[OriginKind] = mapped_column(enum_column(OriginKind))
    label: Mapped[str] = mapped_column(String(300))
    #: "" and NULL: something outside this site
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    object_id: Mapped[int | None]
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"), index=True)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("opinion_statement.id"), index=True)

    consultation: Mapped[Consultation | None] = relationship(lazy="raise_on_sql")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")
    election: Mapped[Election | None] = relationship(lazy="raise_on_sql")
    statement: Mapped[Statement | None] = relationship(lazy="raise_on_sql")
