"""Journeys: the public status of what somebody began, its dated steps, and who follows it."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, Json, enum_column, stamp
from kernel.i18n import N_


class Kind(enum.StrEnum):
    PROPOSAL = "proposal"
    CONSULTATION = "consultation"
    ACTION = "action"
    COUNCIL_OPINION = "council_opinion"
    AGENDA_ITEM = "agenda_item"


class Status(enum.StrEnum):
    """The one vocabulary of page, list, filter, API and mail."""

    # proposals
    PUBLISHED = "published"  # Yayında
    ASSESSING = "assessing"  # Teknik değerlendirmede
    ON_BALLOT = "on_ballot"  # Oylamada
    REFUSED = "refused"  # Uygun bulunmadı
    CHOSEN = "chosen"  # Seçildi
    NOT_CHOSEN = "not_chosen"  # Bu dönem seçilmedi
    ACCEPTED = "accepted"  # Kabul edildi
    PARTLY = "partly"  # Kısmen kabul edildi
    FORWARDED = "forwarded"  # Başka kuruma iletildi
    POSTPONED = "postponed"  # Ertelendi
    HANDED_OVER = "handed_over"  # a request or complaint: Çözüm masasına iletildi
    WITHDRAWN = "withdrawn"  # Geri çekildi
    MERGED = "merged"  # Birleştirildi
    ON_ROADMAP = "on_roadmap"  # Yol haritasında
    # consultations
    OPEN = "open"
    ENDED_EARLY = "ended_early"
    ANSWERED = "answered"
    # actions (a proposal or consultation on the roadmap ends here too)
    PLANNED = "planned"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    # opinions of the kent konseyi, items of the municipal council's agenda
    ADOPTED = "adopted"  # Kent konseyi kabul etti
    SUBMITTED = "submitted"  # Belediyeye sunuldu
    ON_AGENDA = "on_agenda"  # Meclis gündeminde
    IN_COMMITTEE = "in_committee"  # Komisyonda
    DECIDED = "decided"  # Meclis karar verdi
    NOTED = "noted"  # Bilgi alındı


class Journey(Base):
    __tablename__ = "journey"
    __table_args__ = (
        Index("ix_journey_municipality_id_kind_status", "municipality_id", "kind", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    status: Mapped[Status] = mapped_column(enum_column(Status))
    subject: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    moved_at: Mapped[datetime] = mapped_column(default=stamp)


class Step(Base):
    """One dated move, or a line between two; what moved it is linked."""

    __tablename__ = "journey_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"), index=True)
    status: Mapped[Status] = mapped_column(enum_column(Status))
    #: False: a dated line under a status that did not change (who has it now, an objection)
    moved: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: who signs it in public: a unit or office, never the clerk's name; "" for the author's own
    office: Mapped[str] = mapped_column(String(160), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    #: of a reason that is our own sentence (a msgid); NULL: somebody typed it
    reason_facts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: what it points to: the election, the answer, the action
    subject: Mapped[str] = mapped_column(String(300), default="")
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    object_id: Mapped[int | None]


class Source(Base):
    """What something grew out of: the statement behind a proposal. Kept from the first draft on."""

    __tablename__ = "journey_source"
    __table_args__ = (
        UniqueConstraint("endpoint", "object_id", "source", "source_id"),
        Index("ix_journey_source_source_source_id", "source", "source_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    #: endpoint of the page it came from; its words are not copied, so that they can be taken back
    source: Mapped[str] = mapped_column(String(80))
    source_id: Mapped[int]
    since: Mapped[datetime] = mapped_column(default=stamp)


class Why(enum.StrEnum):
    AUTHOR = "author"
    SUPPORTER = "supporter"
    FOLLOWER = "follower"


class Follower(Base):
    __tablename__ = "journey_follower"
    __table_args__ = (UniqueConstraint("journey_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    why: Mapped[Why] = mapped_column(enum_column(Why))
    since: Mapped[datetime] = mapped_column(default=stamp)


#: the public word of each status
STATUS_LABELS: dict[Status, str] = {
    Status.PUBLISHED: N_("Yayında"),
    Status.ASSESSING: N_("Teknik değerlendirmede"),
    Status.ON_BALLOT: N_("Oylamada"),
    Status.REFUSED: N_("Uygun bulunmadı"),
    Status.CHOSEN: N_("Seçildi"),
    Status.NOT_CHOSEN: N_("Bu dönem seçilmedi"),
    Status.ACCEPTED: N_("Kabul edildi"),
    Status.PARTLY: N_("Kısmen kabul edildi"),
    Status.FORWARDED: N_("Başka kuruma iletildi"),
    Status.POSTPONED: N_("Ertelendi"),
    Status.HANDED_OVER: N_("Çözüm masasına iletildi"),
    Status.WITHDRAWN: N_("Geri çekildi"),
    Status.MERGED: N_("Birleştirildi"),
    Status.ON_ROADMAP: N_("Yol haritasında"),
    Status.OPEN: N_("Açık"),
    Status.ENDED_EARLY: N_("Erken bitirildi"),
    Status.ANSWERED: N_("Yanıtlandı"),
    Status.PLANNED: N_("Planlandı"),
    Status.STARTED: N_("Başladı"),
    Status.COMPLETED: N_("Tamamlandı"),
    Status.CANCELLED: N_("İptal edildi"),
    Status.ADOPTED: N_("Kent konseyi kabul etti"),
    Status.SUBMITTED: N_("Belediyeye sunuldu"),
    Status.ON_AGENDA: N_("Meclis gündeminde"),
    Status.IN_COMMITTEE: N_("Komisyonda"),
    Status.DECIDED: N_("Meclis karar verdi"),
    Status.NOTED: N_("Bilgi alındı"),
}

#: the kind of the macro `status()`
STATUS_KIND: dict[Status, str] = {
    Status.PUBLISHED: "open",
    Status.ASSESSING: "wait",
    Status.ON_BALLOT: "soon",
    Status.REFUSED: "no",
    Status.CHOSEN: "good",
    Status.NOT_CHOSEN: "wait",
    Status.ACCEPTED: "good",
    Status.PARTLY: "part",
    Status.FORWARDED: "moved",
    Status.POSTPONED: "wait",
    Status.HANDED_OVER: "moved",
    Status.WITHDRAWN: "draft",
    Status.MERGED: "merged",
    Status.ON_ROADMAP: "good",
    Status.OPEN: "open",
    Status.ENDED_EARLY: "wait",
    Status.ANSWERED: "good",
    Status.PLANNED: "wait",
    Status.STARTED: "open",
    Status.COMPLETED: "good",
    Status.CANCELLED: "no",
    Status.ADOPTED: "open",
    Status.SUBMITTED: "wait",
    Status.ON_AGENDA: "soon",
    Status.IN_COMMITTEE: "wait",
    Status.DECIDED: "good",
    Status.NOTED: "wait",
}

#: what the thing says of where it began, and the words of the link
SOURCE_LABELS: dict[str, tuple[str, str]] = {
    "opinions.statement": (
        N_("Görüş haritasındaki bir ifadeden doğdu:"),
        N_("ifadeyi ve sayılarını okuyun"),
    ),
}
