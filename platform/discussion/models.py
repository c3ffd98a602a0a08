"""Discussion: threads that others own, comments with a stance, replies one level deep."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from kernel.db import Base, Json, enum_column, stamp
from kernel.i18n import N_
from moderation.models import Case
from places.models import Organisation


class Thread(Base):
    __tablename__ = "thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    subject: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    #: visible comments and replies, kept by the services
    comment_count: Mapped[int] = mapped_column(default=0)
    #: of these, the top ones of each stance
    for_count: Mapped[int] = mapped_column(default=0)
    against_count: Mapped[int] = mapped_column(default=0)
    information_count: Mapped[int] = mapped_column(default=0)


class Stance(enum.StrEnum):
    FOR = "for"
    AGAINST = "against"
    INFORMATION = "information"


STANCE_LABELS: dict[Stance, str] = {
    Stance.FOR: N_("Destekleyen"),
    Stance.AGAINST: N_("Karşı çıkan"),
    Stance.INFORMATION: N_("Bilgi ve soru"),
}


class CommentState(enum.StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"  # by moderation; the place stays, with the reason
    DELETED = "deleted"  # by its author; the place stays while it has replies
    HELD = "held"  # waits for a moderator; only its author and moderators see it
    DECLINED = "declined"  # waited and was not published


class Comment(Base):
    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_thread_id_parent_id_id", "thread_id", "parent_id", "id"),
        # Each side of a thread in its order; PostgreSQL walks no index past an IS NULL in it.
        Index(
            "ix_comment_side",
            "thread_id",
            "stance",
            "score",
            "id",
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
        CheckConstraint("parent_id IS NULL OR stance IS NULL", name="replies_have_no_stance"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    #: replies only; a reply has no replies
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    #: a unit's name when staff speaks for it
    office: Mapped[str] = mapped_column(String(160), default="")
    stance: Mapped[Stance | None] = mapped_column(enum_column(Stance))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[CommentState] = mapped_column(
        enum_column(CommentState), default=CommentState.VISIBLE
    )
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"))
    #: replies that have a place below: the visible and the hidden
    reply_count: Mapped[int] = mapped_column(default=0)
    #: answers to "yararlı mı?", and what the order makes of them (`rules.score`); kept by `rate`
    yes_count: Mapped[int] = mapped_column(default=0)
    no_count: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    #: [{"url", "title"}], added by the author
    sources: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    #: people who asked for a source
    source_asks: Mapped[int] = mapped_column(default=0)
    #: label and address of the meeting where it was said; whoever typed it is not its voice
    origin_subject: Mapped[str] = mapped_column(String(300), default="", server_default="")
    origin_endpoint: Mapped[str] = mapped_column(String(80), default="", server_default="")
    origin_id: Mapped[int | None]
    #: an office's answer that stands first
    pinned_at: Mapped[datetime | None]
    posted_at: Mapped[datetime] = mapped_column(default=stamp)
    edited_at: Mapped[datetime | None]

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")


class CommentVersion(Base):
    """What a comment said before an edit; public, so that replies keep their sense."""

    __tablename__ = "comment_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(default=stamp)


class ThreadFollower(Base):
    __tablename__ = "thread_follower"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=stamp)


class Rating(Base):
    """One person's answer to "yararlı mı?"; it may change."""

    __tablename__ = "comment_rating"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    useful: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=stamp)


class SourceAsk(Base):
    """One person asked where a claim comes from."""

    __tablename__ = "source_ask"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)


class Summary(Base):
    """A version of the facilitator's summary of a thread; the latest stands on top of it."""

    __tablename__ = "thread_summary"
    __table_args__ = (UniqueConstraint("thread_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    #: the comments it rests on
    comment_ids: Mapped[list[int]] = mapped_column(Json, default=list)
    office: Mapped[str] = mapped_column(String(160))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime] = mapped_column(default=stamp)
