"""What a person is told: one row a person and event, read in the application, mailed as digest."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, Json, stamp


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
    message: Mapped[str] = mapped_column(String(400))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    #: label and address of the owner, for showing and linking only
    subject: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=stamp)
    read_at: Mapped[datetime | None]
    digested_at: Mapped[datetime | None]
