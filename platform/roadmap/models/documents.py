"""The roadmap as a document: goals, objectives, co-authors, versions that never change, reports."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    DDL,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_
from places.models import Organisation

if TYPE_CHECKING:
    from roadmap.models.actions import Action


class RoadmapState(enum.StrEnum):
    """Decisions; whether comments are taken and whether it is in force, the clock says."""

    DRAFT = "draft"
    OPEN = "open"
    ADOPTED = "adopted"
    CLOSED = "closed"


class Adopter(enum.StrEnum):
    MAYOR = "mayor"
    COUNCIL = "council"


ADOPTER_LABELS: dict[Adopter, str] = {
    Adopter.MAYOR: N_("Belediye Başkanlığı"),
    Adopter.COUNCIL: N_("Belediye Meclisi"),
}


class Consent(enum.StrEnum):
    """Of an organisation that was asked to be co-author or partner."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


CONSENT_LABELS: dict[Consent, str] = {
    Consent.INVITED: N_("Yanıt bekleniyor"),
    Consent.ACCEPTED: N_("Kabul etti"),
    Consent.DECLINED: N_("Kabul etmedi"),
}


class SectionWord(enum.StrEnum):
    """What a co-author says of its section before it is opened or adopted."""

    READY = "ready"
    DISAGREES = "disagrees"


SECTION_WORD_LABELS: dict[SectionWord, str] = {
    SectionWord.READY: N_("Bölüm hazır"),
    SectionWord.DISAGREES: N_("Katılmıyoruz"),
}


class Roadmap(Base):
    __tablename__ = "roadmap"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint(
            "decided_on IS NULL OR (decision_number <> '' AND adopted_by IS NOT NULL)",
            name="decision",
        ),
        Index("ix_roadmap_municipality_id_state", "municipality_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    state: Mapped[RoadmapState] = mapped_column(
        enum_column(RoadmapState), default=RoadmapState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(200))
    #: foreword: why, for whom, how it was written
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    #: the years it is about
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: a monitoring report is promised every so many months
    report_months: Mapped[int] = mapped_column(default=6)
    #: the version that is read now; 0 before the first
    current: Mapped[int] = mapped_column(default=0)
    #: comments are taken until this moment, while it is open
    comments_until: Mapped[datetime | None]
    adopted_by: Mapped[Adopter | None] = mapped_column(enum_column(Adopter))
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decided_on: Mapped[date | None]
    in_force_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    #: what became of it, when it was closed
    closing: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    goals: Mapped[list["Goal"]] = relationship(
        order_by="Goal.position, Goal.id", lazy="raise_on_sql", back_populates="roadmap"
    )


class Goal(Base):
    """A section of the document (amaç)."""

    __tablename__ = "roadmap_goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")

    roadmap: Mapped[Roadmap] = relationship(lazy="raise_on_sql", back_populates="goals")
    objectives: Mapped[list["Objective"]] = relationship(
        order_by="Objective.position, Objective.id", lazy="raise_on_sql", back_populates="goal"
    )
    coauthors: Mapped[list["Coauthor"]] = relationship(
        order_by="Coauthor.id", lazy="raise_on_sql", back_populates="goal"
    )


class Objective(Base):
    """Hedef: what shall be reached; its actions are how."""

    __tablename__ = "roadmap_objective"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("roadmap_goal.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")

    goal: Mapped[Goal] = relationship(lazy="raise_on_sql", back_populates="objectives")
    actions: Mapped[list["Action"]] = relationship(
        order_by="Action.code, Action.id", lazy="raise_on_sql", viewonly=True
    )


class Coauthor(Base):
    """An organisation that writes a section together with the municipality."""

    __tablename__ = "roadmap_coauthor"
    __table_args__ = (
        UniqueConstraint("goal_id", "organisation_id"),
        CheckConstraint(
            "word IS NULL OR word = 'ready' OR word_reason <> ''", name="disagrees_with_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"), index=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("roadmap_goal.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[Consent] = mapped_column(enum_column(Consent), default=Consent.INVITED)
    invited_at: Mapped[datetime] = mapped_column(default=stamp)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: the organisation last changed the section then
    wrote_at: Mapped[datetime | None]
    #: of the section as it is written now; a change of the section takes it back
    word: Mapped[SectionWord | None] = mapped_column(enum_column(SectionWord))
    word_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    word_at: Mapped[datetime | None]
    word_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    goal: Mapped[Goal] = relationship(lazy="raise_on_sql", back_populates="coauthors")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class VersionKind(enum.StrEnum):
    OPENED = "opened"
    REVISED = "revised"
    ADOPTED = "adopted"
    AMENDED = "amended"


VERSION_LABELS: dict[VersionKind, str] = {
    VersionKind.OPENED: N_("Görüşe açılan taslak"),
    VersionKind.REVISED: N_("Görüşlerden sonra yenilenen taslak"),
    VersionKind.ADOPTED: N_("Kabul edilen yol haritası"),
    VersionKind.AMENDED: N_("Değişiklik kararı"),
}


class Version(Base):
    """As it was published, whole; the database refuses every change."""

    __tablename__ = "roadmap_version"
    __table_args__ = (UniqueConstraint("roadmap_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"))
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(enum_column(VersionKind))
    #: what changed and why
    note: Mapped[str] = mapped_column(Text, default="")
    adopted_by: Mapped[Adopter | None] = mapped_column(enum_column(Adopter))
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decided_on: Mapped[date | None]
    published_at: Mapped[datetime] = mapped_column(default=stamp)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: canonical JSON (docs/roadmap.md), and what it hashes to
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class Report(Base):
    """What came of it in a period; frozen when published."""

    __tablename__ = "roadmap_report"
    __table_args__ = (
        UniqueConstraint("roadmap_id", "number"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("(published_at IS NULL) = (content IS NULL)", name="frozen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: what the figures do not say
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    #: canonical JSON of every action as it stood then
    content: Mapped[str | None] = mapped_column(Text)

    roadmap: Mapped[Roadmap] = relationship(lazy="raise_on_sql")


#: a version never changes, a published report neither
FROZEN: dict[str, str] = {
    "roadmap_version": "",
    "roadmap_report": "OLD.published_at IS NOT NULL",
}


def guards(dialect: str) -> list[tuple[str, str]]:
    """(table, statement) of the triggers that refuse."""
    found = []
    for table, condition in FROZEN.items():
        when = f"WHEN ({condition}) " if condition else ""
        if dialect == "postgresql":
            found.append(
                (
                    table,
                    f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
                    f"FOR EACH ROW {when}EXECUTE FUNCTION refuse_change()",
                )
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            found.append(
                (
                    table,
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
                    f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END",
                )
            )
    return found


_TABLES: dict[str, Any] = {kind.__tablename__: kind.__table__ for kind in (Version, Report)}
for _dialect in ("sqlite", "postgresql"):
    for _table, _statement in guards(_dialect):
        event.listen(
            _TABLES[_table],
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),
        )
