"""Instruments that the programme's team took in beside the shipped ones."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, Json, stamp


class TakenInstrument(Base):
    """A file as it was taken in; nothing of it ever changes."""

    __tablename__ = "capacity_instrument"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    #: whose new assessments are filled in with it: a track of the programme
    track: Mapped[str] = mapped_column(String(20))
    told: Mapped[dict[str, Any]] = mapped_column(Json)
    taken_at: Mapped[datetime] = mapped_column(default=stamp)
