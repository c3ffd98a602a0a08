"""What ties proposals to each other: merges by consent, links, pairs that look alike."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultations.models import Activity
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_
from proposals.models import Proposal


class MergeState(enum.StrEnum):
    """What was stored; that the time is over is computed (`joining.merge_state`)."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    UNDONE = "undone"
    #: somebody did not answer in time, which counts as a refusal
    EXPIRED = "expired"


MERGE_LABELS: dict[MergeState, str] = {
    MergeState.PROPOSED: N_("Yazarların yanıtı bekleniyor"),
    MergeState.AGREED: N_("Birleştirildi"),
    MergeState.REFUSED: N_("Reddedildi"),
    MergeState.UNDONE: N_("Geri alındı"),
    MergeState.EXPIRED: N_("Süresinde yanıt gelmedi"),
}


class Consent(enum.StrEnum):
    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"


class Merge(Base):
    """An officer's proposal to join two or more; it happens when every author has agreed."""

    __tablename__ = "merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    state: Mapped[MergeState] = mapped_column(enum_column(MergeState), default=MergeState.PROPOSED)
    #: the one whose text stays; of a joint text NULL until it is published
    target_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    #: the joint text; "" where one of them stays as it is
    title: Mapped[str] = mapped_column(String(140), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    #: why, as the authors read it
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_at: Mapped[datetime] = mapped_column(default=stamp)
    answer_by: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    target: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")
    parts: Mapped[list["MergePart"]] = relationship(
        lazy="raise_on_sql", order_by="MergePart.id", back_populates="merge"
    )


class MergePart(Base):
    """One of the proposals that would be joined, and what its author says to it."""

    __tablename__ = "merge_part"
    __table_args__ = (
        UniqueConstraint("merge_id", "proposal_id"),
        # NULL once the merge is closed: a proposal waits in one merge at a time.
        UniqueConstraint("held_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    held_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    consent: Mapped[Consent] = mapped_column(enum_column(Consent), default=Consent.WAITING)
    answered_at: Mapped[datetime | None]
    #: why not; read by the officers and the other authors
    reason: Mapped[str] = mapped_column(Text, default="")

    merge: Mapped[Merge] = relationship(lazy="raise_on_sql", back_populates="parts")
    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql", foreign_keys=[proposal_id])


class LinkKind(enum.StrEnum):
    SAME = "same"
    COMPLETES = "completes"
    CONTRADICTS = "contradicts"
    #: its author says how it differs from a similar one
    DIFFERS = "differs"
    #: from the original to what it became part of
    MERGED = "merged"
    #: from the part that was cut off to where it came from
    SPLIT = "split"


#: what an officer can say of two proposals
CHOSEN: dict[LinkKind, str] = {
    LinkKind.SAME: N_("aynı konuda"),
    LinkKind.COMPLETES: N_("birbirini tamamlar"),
    LinkKind.CONTRADICTS: N_("çelişir"),
}


class ProposalLink(Base):
    """A tie that both pages show."""

    __tablename__ = "proposal_link"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(enum_column(LinkKind))
    note: Mapped[str] = mapped_column(String(400), default="")
    since: Mapped[datetime] = mapped_column(default=stamp)


class SimilarPair(Base):
    """Two that look alike, found when the later one was published; `first_id` is the older."""

    __tablename__ = "similar_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        Index("ix_similar_pair_waiting", "municipality_id", "settled_at", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    #: per cent
    score: Mapped[int]
    #: an officer has looked: merged, linked, or not alike
    settled_at: Mapped[datetime | None]


class ProposalGram(Base):
    """Which trigrams stand in title and first sentence of what was ever published.

    Read from one gram to its proposals only; kept by `services.pairs.note_grams`.
    """

    __tablename__ = "proposal_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    municipality_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gram: Mapped[str] = mapped_column(String(3), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
