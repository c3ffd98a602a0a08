"""Conversations: statements, who answers, answers, and what the worker found in them."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from consultations.models import Activity
from kernel.db import Base, Json, enum_column, stamp
from kernel.i18n import N_
from moderation.models import Case

#: of a resident's or an officer's statement; imported ones may be longer
LONGEST = 140

WholeNumber = BigInteger().with_variant(Integer, "sqlite")


class ConversationState(enum.StrEnum):
    """Open or closed is the activity's window; a final one has its exact figures for good."""

    DRAFT = "draft"
    PUBLISHED = "published"
    FINAL = "final"


class StatementState(enum.StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # was never shown
    BANNED = "banned"  # was shown; taken out, its answers count no more


STATEMENT_LABELS = {
    StatementState.PENDING: N_("İncelenmeyi bekliyor"),
    StatementState.ACCEPTED: N_("Yayında"),
    StatementState.REJECTED: N_("Alınmadı"),
    StatementState.BANNED: N_("Kaldırıldı"),
}


class Origin(enum.StrEnum):
    SEED = "seed"
    RESIDENT = "resident"
    IMPORTED = "imported"


class StatementGround(enum.StrEnum):
    """Why a statement was not taken; shown to its author and to everybody."""

    REPEATED = "repeated"
    SEVERAL = "several"
    UNCLEAR = "unclear"
    OFF_TOPIC = "off_topic"
    PERSONAL = "personal"
    OFFENSIVE = "offensive"


GROUND_LABELS = {
    StatementGround.REPEATED: N_("Aynı şeyi söyleyen başka bir ifade var"),
    StatementGround.SEVERAL: N_(
        "Birden çok görüş bir arada; hangisine yanıt verileceği belli değil"
    ),
    StatementGround.UNCLEAR: N_("Ne dendiği anlaşılmıyor"),
    StatementGround.OFF_TOPIC: N_("Bu konuyla ilgili değil"),
    StatementGround.PERSONAL: N_("Birinin kişisel bilgisi ya da adı geçiyor"),
    StatementGround.OFFENSIVE: N_("Hakaret ya da ayrımcılık içeriyor"),
}


class Answer(enum.StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"
    #: not an opinion about it: what it says is not understood
    UNCLEAR = "unclear"


class Conversation(Base):
    """The opinion map of one activity; its title, window and eligibility are the activity's."""

    __tablename__ = "opinion_conversation"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), unique=True)
    state: Mapped[ConversationState] = mapped_column(
        enum_column(ConversationState), default=ConversationState.DRAFT
    )
    question: Mapped[str] = mapped_column(String(300))
    intro: Mapped[str] = mapped_column(Text, default="")
    intro_html: Mapped[str] = mapped_column(Text, default="")
    #: whether residents write statements, and whether an officer reads them first
    own_statements: Mapped[bool] = mapped_column(default=True)
    moderated: Mapped[bool] = mapped_column(default=True)
    #: of the analysis; published beside its result
    seed: Mapped[int] = mapped_column(default=0)
    #: the answers come from a Polis export; nobody answers here
    imported: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    published_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")


class ImportState(enum.StrEnum):
    CHECKED = "checked"  # read and judged; waits to be confirmed
    WAITING = "waiting"  # confirmed; the worker writes it
    DONE = "done"
    FAILED = "failed"


class Import(Base):
    """The files of a Polis conversation on their way: the newest of each opinion map."""

    __tablename__ = "opinion_import"
    __table_args__ = (UniqueConstraint("conversation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("opinion_conversation.id"))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    #: of the statements
    language: Mapped[str] = mapped_column(String(2))
    #: SHA-256 of the answers
    file_hash: Mapped[str] = mapped_column(String(64))
    people: Mapped[int]
    answers: Mapped[int]
    statements: Mapped[int]
    rejected: Mapped[int]
    #: both files in one zip; gone when they are written
    files: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(default=stamp)
    #: why it failed (a msgid)
    fault: Mapped[str] = mapped_column(String(300), default="")


class Statement(Base):
    __tablename__ = "opinion_statement"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        UniqueConstraint("conversation_id", "author_id", "folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("opinion_conversation.id"))
    #: counted through a conversation; of an import, the file's own
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000))
    #: `kernel.text.fold`, for similar ones
    folded: Mapped[str] = mapped_column(String(1200))
    #: the language it is written in
    language: Mapped[str] = mapped_column(String(2), default="tr")
    origin: Mapped[Origin] = mapped_column(enum_column(Origin))
    #: NULL: a seed's author is the municipality; a deleted account's is nobody
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[StatementState] = mapped_column(
        enum_column(StatementState), default=StatementState.PENDING
    )
    ground: Mapped[StatementGround | None] = mapped_column(enum_column(StatementGround))
    #: what was added to the ground, in the officer's words
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: an officer marked it as a finding: an answer of its own is owed
    duty_id: Mapped[int | None] = mapped_column(
        ForeignKey("answer_duty.id"), unique=True, index=True
    )
    #: of a resident's statement that was refused or taken out: its author may appeal
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"))

    conversation: Mapped[Conversation] = relationship(lazy="raise_on_sql")
    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")


class Voter(Base):
    """Somebody who answers in one conversation; `number` is who they are in the mathematics.

    A resident's number is made from their account with our key: it does not depend on who came
    first, and says nothing to whoever reads it.
    """

    __tablename__ = "opinion_voter"
    __table_args__ = (
        UniqueConstraint("conversation_id", "person_id"),
        UniqueConstraint("conversation_id", "number"),
        Index("ix_opinion_voter_conversation_id_last_at", "conversation_id", "last_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("opinion_conversation.id"))
    #: NULL: imported
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int] = mapped_column(WholeNumber)
    first_at: Mapped[datetime] = mapped_column(default=stamp)
    last_at: Mapped[datetime] = mapped_column(default=stamp)
    #: when they consented to their answers being exported as a row without a name; NULL: not
    shared_at: Mapped[datetime | None]
    #: their answers do not count
    banned: Mapped[bool] = mapped_column(default=False)
    banned_reason: Mapped[str] = mapped_column(Text, default="")
    banned_at: Mapped[datetime | None]
    banned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Vote(Base):
    """One a person and statement; a change replaces it."""

    __tablename__ = "opinion_vote"

    voter_id: Mapped[int] = mapped_column(ForeignKey("opinion_voter.id"), primary_key=True)
    statement_id: Mapped[int] = mapped_column(
        ForeignKey("opinion_statement.id"), primary_key=True, index=True
    )
    answer: Mapped[Answer] = mapped_column(enum_column(Answer))
    #: what undoing restores; NULL: nothing was answered before
    former: Mapped[str | None] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(default=stamp)
    #: the chance with which the statement was drawn; NULL: chosen from the list, or imported
    propensity: Mapped[float | None]


class Analysis(Base):
    """What the worker found last: one row a conversation, renewed. Nothing of it is published."""

    __tablename__ = "opinion_analysis"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("opinion_conversation.id"), primary_key=True
    )
    #: not again before; the claim of a worker moves it
    due_at: Mapped[datetime] = mapped_column(default=stamp)
    #: NULL: never yet
    at: Mapped[datetime | None]
    cpu_seconds: Mapped[float] = mapped_column(default=0.0)
    #: answers that were counted
    votes: Mapped[int] = mapped_column(default=0)
    voters: Mapped[int] = mapped_column(default=0)
    input_sha256: Mapped[str] = mapped_column(String(64), default="")
    #: `routing.Known` as lists, by statement id
    known: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: the chances of the next statement have become a lottery
    flat: Mapped[bool] = mapped_column(default=False)
    #: for the auditor: flagged voters, the findings with and without them
    audit: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Snapshot(Base):
    """What is published, at most once an hour; the last one has the exact figures.

    Of older ones only the head stays: the growth of the conversation.
    """

    __tablename__ = "opinion_snapshot"
    __table_args__ = (Index("ix_opinion_snapshot_conversation_id_at", "conversation_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("opinion_conversation.id"))
    at: Mapped[datetime] = mapped_column(default=stamp)
    final: Mapped[bool] = mapped_column(default=False)
    #: exact, for the next one's "ten more people"; shown only as `people`
    voters: Mapped[int]
    #: as published: in tens downwards while it is open
    people: Mapped[int]
    answers: Mapped[int]
    seed: Mapped[int]
    input_sha256: Mapped[str] = mapped_column(String(64))
    #: of the analysis
    version: Mapped[str] = mapped_column(String(10))
    #: `opinions.findings.publish`; NULL: a newer one took its place
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
