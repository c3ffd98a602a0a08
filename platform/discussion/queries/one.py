"""Reads of one thread or comment, and of what a reader has to do with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from discussion.models import (
    Comment,
    CommentState,
    CommentVersion,
    Rating,
    Summary,
    Thread,
    ThreadFollower,
)
from discussion.queries.rows import (
    PINNED_FIRST,
    REPLIES_OF_ONE,
    REPLY_PLACES,
    Row,
    read_token,
    row,
    rows,
)
from kernel import clock
from kernel.db import db, fetch
from kernel.feeds import ENTRIES
from kernel.prepared import among
from kernel.rules import NOBODY, Role, Visitor
from kernel.text import plain
from moderation.models import Case
from places.models import Unit
from places.queries import get_municipality

#: the same words again within this time are the same comment, sent twice
REPEAT = timedelta(minutes=10)


class ShownThread(NamedTuple):
    """A thread as its owner's page needs it."""

    id: int
    municipality_id: int
    subject: str
    comment_count: int
    for_count: int
    against_count: int
    information_count: int


def get_thread(thread_id: int, for_: Visitor = NOBODY) -> Thread:
    return db.session.scalars(select(Thread).where(Thread.id == thread_id)).one()


def get_comment(comment_id: int, for_: Visitor = NOBODY) -> Comment:
    return db.session.scalars(
        select(Comment)
        .where(Comment.id == comment_id)
        .options(
            joinedload(Comment.thread),
            joinedload(Comment.author),
            joinedload(Comment.organisation),
            joinedload(Comment.case).joinedload(Case.appeal),
            joinedload(Comment.case).joinedload(Case.suspension),
        )
    ).one()


def list_newest(thread_id: int, limit: int = ENTRIES) -> Sequence[Comment]:
    """For a feed: what everybody can read, replies too."""
    return db.session.scalars(
        select(Comment)
        .where(Comment.thread_id == thread_id, Comment.state == CommentState.VISIBLE)
        .order_by(Comment.posted_at.desc(), Comment.id.desc())
        .limit(limit)
    ).all()


def find_comment(comment_id: int | None) -> Comment | None:
    return db.session.get(Comment, comment_id) if comment_id else None


def get_conversation(comment_id: int, *, after: str | None = None) -> tuple[Row, str | None]:
    """One top comment with a page of its replies, and the `after` of the next page.

    A pinned answer stands first on the first page, and in its own place where a link leads to it.
    """
    top = row(db.session.execute(rows().where(Comment.id == comment_id)).one())
    start = read_token(after, 1)
    statement = rows().where(Comment.parent_id == comment_id, REPLY_PLACES)
    if start is not None:
        statement = statement.where(Comment.id > start[0])
    order = (PINNED_FIRST, Comment.id) if start is None else (Comment.id,)
    found = db.session.execute(statement.order_by(*order).limit(REPLIES_OF_ONE + 1))
    replies = [row(values) for values in found]
    more, replies = len(replies) > REPLIES_OF_ONE, replies[:REPLIES_OF_ONE]
    passed = [one.id for one in replies if start is not None or one.pinned_at is None]
    return top._replace(replies=tuple(replies)), str(max(passed, default=0)) if more else None


def list_excerpts(comment_ids: Collection[int]) -> dict[int, str]:
    """How each begins, hidden ones too: for who decides about them. Deleted ones have no words."""
    found = db.session.execute(
        select(Comment.id, Comment.body).where(Comment.id.in_(comment_ids), Comment.body != "")
    )
    return {comment_id: plain(body) for comment_id, body in found}


def list_versions(comment_id: int) -> Sequence[CommentVersion]:
    """What it said before, the latest first."""
    return list(
        db.session.scalars(
            select(CommentVersion)
            .where(CommentVersion.comment_id == comment_id)
            .order_by(CommentVersion.id.desc())
            .limit(100)
        )
    )


def find_repeat(thread_id: int, author_id: int, parent_id: int | None, body: str) -> Comment | None:
    return db.session.scalar(
        select(Comment)
        .where(
            Comment.thread_id == thread_id,
            Comment.author_id == author_id,
            Comment.parent_id.is_(None) if parent_id is None else Comment.parent_id == parent_id,
            Comment.body == body,
            Comment.posted_at >= clock.now() - REPEAT,
        )
        .order_by(Comment.id.desc())
        .limit(1)
    )


# --- people -------------------------------------------------------------------------------------

_HELD = (
    select(func.count(Comment.id))
    .where(
        Comment.thread_id == bindparam("thread_id", type_=Integer),
        Comment.author_id == bindparam("person_id", type_=Integer),
        Comment.state == CommentState.HELD,
    )
    .scalar_subquery()
)
_FOLLOWS = (
    select(func.count())
    .select_from(ThreadFollower)
    .where(
        ThreadFollower.thread_id == bindparam("thread_id", type_=Integer),
        ThreadFollower.person_id == bindparam("person_id", type_=Integer),
    )
    .scalar_subquery()
)
_READER = select(_FOLLOWS, _HELD)


class Reader(NamedTuple):
    """What a thread says about whoever reads it."""

    following: bool = False
    #: own comments that wait for publication
    held: int = 0


def find_reader(thread_id: int, person_id: int | None) -> Reader:
    if person_id is None:
        return Reader()
    ((follows, held),) = fetch(_READER, thread_id=thread_id, person_id=person_id)
    return Reader(bool(follows), held)


_RATINGS = select(Rating.comment_id, Rating.useful).where(
    among(Rating.comment_id, "comments"),
    Rating.person_id == bindparam("person_id", type_=Integer),
)


def list_ratings(comment_ids: Collection[int], person_id: int | None) -> Mapping[int, bool]:
    """What this person answered to "yararlı mı?"."""
    if person_id is None or not comment_ids:
        return {}
    found = fetch(_RATINGS, comments=list(comment_ids), person_id=person_id)
    return {comment_id: useful for comment_id, useful in found}


def list_followers(thread_id: int) -> Sequence[int]:
    return list(
        db.session.scalars(
            select(ThreadFollower.person_id).where(ThreadFollower.thread_id == thread_id)
        )
    )


def list_participants(thread_id: int) -> dict[int, str]:
    """Who wrote here in their own name. A representative's name is private."""
    found = db.session.execute(
        select(Comment.author_id, Person.name)
        .distinct()
        .join(Person, Person.id == Comment.author_id)
        .where(
            Comment.thread_id == thread_id,
            Comment.state == CommentState.VISIBLE,
            Comment.organisation_id.is_(None),
            Comment.office == "",
            Person.deleted_at.is_(None),
        )
        .limit(2000)
    )
    return {person_id: name for person_id, name in found}


def list_authors(comment_ids: Collection[int]) -> list[int]:
    return list(
        db.session.scalars(select(Comment.author_id).where(Comment.id.in_(comment_ids)).distinct())
    )


#: who may speak as the municipality itself
SPEAKERS = (Role.ADMINISTRATOR, Role.OFFICER)


def list_offices(visitor: Visitor, municipality_id: int) -> Sequence[str]:
    """The offices this person may speak for."""
    if not visitor.is_staff(municipality_id):
        return []
    names = list(
        db.session.scalars(
            select(Unit.name)
            .where(Unit.municipality_id == municipality_id, Unit.id.in_(visitor.units))
            .order_by(Unit.sort_key)
        )
    )
    if visitor.has_role(municipality_id, *SPEAKERS):
        names.append(get_municipality(municipality_id).official_name)
    return names


# --- summaries ----------------------------------------------------------------------------------


class ShownSummary(NamedTuple):
    version: int
    html: str
    comment_ids: list[int]
    office: str
    published_at: object


_LATEST = (
    select(Summary.version, Summary.html, Summary.comment_ids, Summary.office, Summary.published_at)
    .where(Summary.thread_id == bindparam("thread_id", type_=Integer))
    .order_by(Summary.version.desc())
    .limit(1)
)


def find_summary(thread_id: int) -> ShownSummary | None:
    found = fetch(_LATEST, thread_id=thread_id)
    return ShownSummary(*found[0]) if found else None


def list_summaries(thread_id: int) -> Sequence[Summary]:
    """Every version, the latest first."""
    return list(
        db.session.scalars(
            select(Summary)
            .where(Summary.thread_id == thread_id)
            .order_by(Summary.version.desc())
            .limit(100)
        )
    )
