"""Tables of what staff entered for those without an account: consent, contact, files."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import PRIVATE
from consultations.models import Activity
from kernel.db import Base, Json, enum_column, stamp
from kernel.i18n import N_
from proposals.models import Proposal


class Consent(enum.StrEnum):
    """How somebody agreed that their proposal is published."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    PHONE = "phone"
    EMAIL = "email"
    MEETING = "meeting"


CONSENT_LABELS: dict[Consent, str] = {
    Consent.WRITTEN: N_("yazılı"),
    Consent.SPOKEN: N_("yüz yüze, sözlü"),
    Consent.PHONE: N_("telefonla"),
    Consent.EMAIL: N_("e-postayla"),
    Consent.MEETING: N_("bir buluşmada"),
}


class ProposalImport(Base):
    """A file of proposals that was read; its rows wait to be confirmed."""

    __tablename__ = "proposal_import"
    __table_args__ = (UniqueConstraint("activity_id", "file_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    #: SHA-256: the same file twice is the same import
    file_hash: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120))
    #: what was read, with the faults of each row; emptied when confirmed or a week old
    rows: Mapped[list[dict[str, Any]]] = mapped_column(Json, info=PRIVATE)
    good: Mapped[int]
    bad: Mapped[int]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(default=stamp)
    confirmed_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")


class Behalf(Base):
    """For whom a proposal was entered: their consent in public, their contact for staff alone."""

    __tablename__ = "behalf"
    __table_args__ = (UniqueConstraint("import_id", "import_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    consent: Mapped[Consent] = mapped_column(enum_column(Consent))
    consent_on: Mapped[date]
    #: where the signed paper lies; for staff
    consent_note: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254), index=True, info=PRIVATE)
    phone: Mapped[str | None] = mapped_column(String(40), info=PRIVATE)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime] = mapped_column(default=stamp)
    #: the last step of the journey that was mailed
    told_step_id: Mapped[int] = mapped_column(default=0)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_import.id"))
    import_row: Mapped[int | None]

    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql")
