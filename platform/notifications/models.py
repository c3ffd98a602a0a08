"""What a person is told: one row a person and event, read in the application, mailed as chosen."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, Json, enum_column, stamp
from kernel.i18n import N_


class NoticeKind(enum.StrEnum):
    """Why somebody is told. Each kind has its own frequency."""

    ANSWERS = "answers"  # to what the person wrote, asked or objected to
    MINE = "mine"  # what the person began
    FOLLOWED = "followed"  # proposals, consultations, actions, discussions
    RADAR = "radar"
    PLACES = "places"  # neighbourhoods, topics, organisations, units
    MEETINGS = "meetings"
    VOTES = "votes"
    WORK = "work"  # staff: what is due on their desk


class How(enum.StrEnum):
    """When a kind comes by mail; in the application it is always there."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


#: in the order of the page
KIND_LABELS: dict[NoticeKind, str] = {
    NoticeKind.ANSWERS: N_("Bana yazılan yanıtlar"),
    NoticeKind.MINE: N_("Kendi önerilerim ve başlattıklarım"),
    NoticeKind.FOLLOWED: N_("Takip ettiğim danışma, öneri ve tartışmalar"),
    NoticeKind.RADAR: N_("Radarlarım"),
    NoticeKind.PLACES: N_("Takip ettiğim mahalle, konu, kuruluş ve müdürlükler"),
    NoticeKind.MEETINGS: N_("Buluşmalar"),
    NoticeKind.VOTES: N_("Oylamalar"),
    NoticeKind.WORK: N_("Masamdaki işler"),
}
HOW_LABELS: dict[How, str] = {
    How.AT_ONCE: N_("Hemen"),
    How.DAILY: N_("Günde bir"),
    How.WEEKLY: N_("Haftada bir"),
    How.NEVER: N_("E-posta gelmesin"),
}
#: until somebody chooses; a place on a waiting list cannot wait for the morning
DEFAULTS: dict[NoticeKind, How] = dict.fromkeys(NoticeKind, How.DAILY) | {
    NoticeKind.MEETINGS: How.AT_ONCE,
    NoticeKind.PLACES: How.WEEKLY,
}


class Notice(Base):
    """`message` is a Turkish msgid, `facts` its placeholders; shown in the reader's language."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notice_person_id_at", "person_id", "at"),
        Index("ix_notice_undigested", "person_id", "digested_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    #: one event is told once: "journey-step:81"
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[NoticeKind] = mapped_column(
        enum_column(NoticeKind),
        default=NoticeKind.FOLLOWED,
        server_default=NoticeKind.FOLLOWED.value,
    )
    message: Mapped[str] = mapped_column(String(400))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    #: label and address of the owner, for showing and linking only
    subject: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=stamp)
    #: something is asked of the reader, until `ends_at` if that is given
    waits: Mapped[bool] = mapped_column(default=False, server_default=false())
    ends_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    digested_at: Mapped[datetime | None]


class NoticePreference(Base):
    """A kind for which somebody chose another frequency than `DEFAULTS`."""

    __tablename__ = "notice_preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind), primary_key=True)
    how: Mapped[How] = mapped_column(enum_column(How))
