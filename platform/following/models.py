"""What a person follows beside single pages: places, topics, and searches of their own."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import PRIVATE
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_

TARGETS = ("neighbourhood_id", "category_id", "organisation_id", "unit_id")


class Follow(Base):
    """One neighbourhood, topic, organisation or unit; a thing that goes takes its follows along."""

    __tablename__ = "follow"
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in TARGETS) + " = 1",
            name="one_target",
        ),
        # Two empty ones are never alike: each of these binds only the rows that name such a thing.
        UniqueConstraint("person_id", "neighbourhood_id"),
        UniqueConstraint("person_id", "category_id"),
        UniqueConstraint("person_id", "organisation_id"),
        UniqueConstraint("person_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True
    )
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("category.id", ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[datetime] = mapped_column(default=stamp)


class Seeks(enum.StrEnum):
    BOTH = "both"
    PROPOSALS = "proposals"
    CONSULTATIONS = "consultations"


SEEKS_LABELS: dict[Seeks, str] = {
    Seeks.BOTH: N_("Öneriler ve danışmalar"),
    Seeks.PROPOSALS: N_("Yalnız öneriler"),
    Seeks.CONSULTATIONS: N_("Yalnız danışmalar"),
}

#: radars of one person in one municipality
MOST = 20


class Radar(Base):
    """A saved search. Whatever is published and fits is told."""

    __tablename__ = "radar"
    __table_args__ = (
        UniqueConstraint("person_id", "municipality_id", "slot"),
        CheckConstraint(f"slot BETWEEN 1 AND {MOST}", name="slot"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: 1..MOST: the limit holds in the database, also for two presses at once
    slot: Mapped[int]
    words: Mapped[str] = mapped_column(String(100), default="", info=PRIVATE)
    #: `kernel.text.fold` of the words
    folded: Mapped[str] = mapped_column(String(240), default="", info=PRIVATE)
    seeks: Mapped[Seeks] = mapped_column(enum_column(Seeks), default=Seeks.BOTH)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE")
    )
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    since: Mapped[datetime] = mapped_column(default=stamp)
