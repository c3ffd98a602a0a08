"""Voting: a frozen definition; the roll (who voted) and the box (what was voted) never meet."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultations.models import Activity, Consultation
from kernel.db import Base, Json, Kurus, enum_column, stamp
from kernel.i18n import N_
from proposals.models import Proposal

#: the public page of an election, for cards, steps and notices
ENDPOINT = "voting.show"


class Rule(enum.StrEnum):
    SINGLE = "single"
    APPROVAL = "approval"


RULE_LABELS: dict[Rule, str] = {
    Rule.APPROVAL: N_("Birden çok seçenek işaretlenebilir"),
    Rule.SINGLE: N_("Tek seçenek işaretlenir"),
}


class ElectionState(enum.StrEnum):
    """Open and closed are computed from the activity's window; these are decisions."""

    DRAFT = "draft"
    FROZEN = "frozen"  # published with its window: the definition no longer changes
    COUNTED = "counted"
    CANCELLED = "cancelled"  # its consultation ended early or was withdrawn before the count


class Election(Base):
    __tablename__ = "election"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), unique=True)
    state: Mapped[ElectionState] = mapped_column(
        enum_column(ElectionState), default=ElectionState.DRAFT
    )
    #: what is asked on the ballot
    question: Mapped[str] = mapped_column(String(300))
    #: "Bu seçenekler kazanırsa …"
    consequence: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[Rule] = mapped_column(enum_column(Rule), default=Rule.APPROVAL)
    #: the most options one ballot may name (1 for single choice)
    max_choices: Mapped[int] = mapped_column(default=1)
    #: how many options win
    seats: Mapped[int] = mapped_column(default=1)
    #: smallest turnout in percent of the eligible; NULL = no quorum
    quorum_percent: Mapped[int | None]
    #: canonical JSON of question, consequence, options, rule, eligibility, window, quorum
    definition: Mapped[str | None] = mapped_column(Text)
    definition_sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    #: the whole result, written once at the count (see services.count)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)

    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    options: Mapped[list["Option"]] = relationship(
        order_by="Option.position, Option.id", lazy="raise_on_sql", back_populates="election"
    )

    @property
    def key_name(self) -> str:
        """The file in KEY_DIR; destroyed at the count."""
        return f"election-{self.id}"


class Option(Base):
    __tablename__ = "election_option"
    __table_args__ = (UniqueConstraint("election_id", "proposal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    cost_kurus: Mapped[int | None] = mapped_column(Kurus)
    position: Mapped[int] = mapped_column(default=0)

    election: Mapped[Election] = relationship(lazy="raise_on_sql", back_populates="options")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")

    @property
    def municipality_id(self) -> int:
        """Of its election, which its loader brings along."""
        return self.election.municipality_id


class RollEntry(Base):
    """Somebody has voted: which proof, never what. One entry a proof and a vote."""

    __tablename__ = "roll_entry"
    __table_args__ = (
        UniqueConstraint("election_id", "email_proof_id"),
        UniqueConstraint("election_id", "residence_proof_id"),
        UniqueConstraint("election_id", "identity_tag"),
        CheckConstraint(
            "(email_proof_id IS NULL) OR (residence_proof_id IS NULL)", name="one_proof"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    #: both NULL once the account is deleted
    email_proof_id: Mapped[int | None] = mapped_column(ForeignKey("email_proof.id"), index=True)
    residence_proof_id: Mapped[int | None] = mapped_column(
        ForeignKey("residence_proof.id"), index=True
    )
    #: HMAC of the address under the election's key: a new account is not a second vote
    identity_tag: Mapped[str] = mapped_column(String(64))


class Ballot(Base):
    """One revision of one ballot: no person, no time, no address, no growing number."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("election_id", "tag", "revision"),
        Index("ix_ballot_election_id_tag", "election_id", "tag"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    #: HMAC-SHA-256(key of this election, id of the roll entry), hex
    tag: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    #: option ids, sorted; [] is a blank vote
    choice: Mapped[list[int]] = mapped_column(Json)


class ElectionNote(Base):
    """A public, reasoned record about an election (key destroyed, cancelled, counted again)."""

    __tablename__ = "election_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    message: Mapped[str] = mapped_column(String(300))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
