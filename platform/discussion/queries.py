"""Reads of threads and comments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from discussion.models import (
    Comment,
    CommentState,
    CommentVersion,
    Rating,
    SourceAsk,
    Stance,
    Thread,
    ThreadFollower,
)
from kernel import clock
from kernel.db import db, fetch
from kernel.rules import NOBODY, Role, Visitor
from kernel.text import plain
from places.models import Organisation, Unit
from places.queries import get_municipality

SIZE = 20
#: replies shown below a comment of a list; the rest stands on the comment's own page
REPLIES = 5
REPLIES_OF_ONE = 50
LARGEST = 2**31 - 1
#: the same words again within this time are the same comment, sent twice
REPEAT = timedelta(minutes=10)


class Order(StrEnum):
    NEWEST = "yeni"
    MOST_REPLIED = "yanit"


class ShownThread(NamedTuple):
    """A thread as its owner's page needs it."""

    id: int
    municipality_id: int
    subject: str
    comment_count: int
    for_count: int
    against_count: int
    information_count: int


class Row(NamedTuple):
    """One comment as a page shows it. Words that are hidden or deleted never get here."""

    id: int
    parent_id: int | None
    municipality_id: int
    author_id: int
    #: "" for a deleted account
    name: str
    organisation: str | None
    office: str
    stance: Stance | None
    html: str
    state: CommentState
    hidden_reason: str
    reply_count: int
    posted_at: datetime
    edited_at: datetime | None
    replies: tuple["Row", ...] = ()

    @property
    def visible(self) -> bool:
        return self.state is CommentState.VISIBLE

    @property
    def hidden(self) -> bool:
        return self.state is CommentState.HIDDEN


@dataclass(frozen=True, slots=True)
class Comments:
    rows: tuple[Row, ...]
    #: the `after` of the next page; None on the last
    next: str | None
    order: Order
    #: whether this is a later page
    later: bool

    def of(self, stance: Stance) -> list[Row]:
        """Whoever took no side wrote information."""
        return [row for row in self.rows if (row.stance or Stance.INFORMATION) is stance]


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
            joinedload(Comment.case),
        )
    ).one()


def find_comment(comment_id: int | None) -> Comment | None:
    return db.session.get(Comment, comment_id) if comment_id else None


_COLUMNS = (
    Comment.id,
    Comment.parent_id,
    Comment.municipality_id,
    Comment.author_id,
    Person.name,
    Organisation.name.label("organisation"),
    Comment.office,
    Comment.stance,
    Comment.html,
    Comment.state,
    Comment.hidden_reason,
    Comment.reply_count,
    Comment.posted_at,
    Comment.edited_at,
)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .join(Person, Person.id == Comment.author_id)
        .outerjoin(Organisation, Organisation.id == Comment.organisation_id)
    )


def _row(values: Any) -> Row:
    row = Row(*values)
    return row if row.visible else row._replace(html="")


@cache
def _top_comments(most: bool, started: bool) -> Select[*tuple[Any, ...]]:
    """Built once for each shape: composing a statement costs more than running it."""
    statement = _rows().where(
        Comment.thread_id == bindparam("thread_id", type_=Integer),
        Comment.parent_id.is_(None),
        or_(Comment.state != CommentState.DELETED, Comment.reply_count > 0),
    )
    if started:
        statement = statement.where(_beyond(most))
    orders = [Comment.reply_count.desc()] if most else []
    return statement.order_by(*orders, Comment.id.desc()).limit(bindparam("limit", type_=Integer))


def list_comments(
    thread_id: int, *, after: str | None = None, order: Order = Order.NEWEST, limit: int = SIZE
) -> Comments:
    """A page of top comments with their first replies; an `after` without sense is page one."""
    most = order is Order.MOST_REPLIED
    start = _read(after, 2 if most else 1)
    place = {} if start is None else {"last": start[-1], "replies": start[0]}
    found = fetch(
        _top_comments(most, start is not None), thread_id=thread_id, limit=limit + 1, **place
    )
    rows = [_row(values) for values in found]
    more, rows = len(rows) > limit, rows[:limit]
    replies = _first_replies([row.id for row in rows if row.reply_count])
    if replies:
        rows = [row._replace(replies=tuple(replies.get(row.id, ()))) for row in rows]
    token = None
    if more:
        token = f"{rows[-1].reply_count}.{rows[-1].id}" if most else str(rows[-1].id)
    return Comments(tuple(rows), token, order, start is not None)


def _read(token: str | None, parts: int) -> list[int] | None:
    pieces = (token or "").split(".")
    if len(pieces) != parts or not all(p.isascii() and p.isdigit() and len(p) < 11 for p in pieces):
        return None
    numbers = [int(piece) for piece in pieces]
    return numbers if max(numbers) <= LARGEST else None


def _beyond(most: bool) -> ColumnElement[bool]:
    last = bindparam("last", type_=Integer)
    if not most:
        return Comment.id < last
    count = bindparam("replies", type_=Integer)
    same = and_(Comment.reply_count == count, Comment.id < last)
    return or_(Comment.reply_count < count, same)


def _first_replies(parents: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for values in fetch(_FIRST_REPLIES, parents=parents) if parents else ():
        row = _row(values)
        found.setdefault(row.parent_id or 0, []).append(row)
    return found


def _replies_statement() -> Select[*tuple[Any, ...]]:
    place = func.row_number().over(partition_by=Comment.parent_id, order_by=Comment.id)
    ranked = (
        _rows()
        .add_columns(place.label("place"))
        .where(
            Comment.parent_id.in_(bindparam("parents", expanding=True)),
            Comment.state != CommentState.DELETED,
        )
        .subquery()
    )
    columns = [column for column in ranked.c if column.key != "place"]
    return select(*columns).where(ranked.c.place <= REPLIES).order_by(ranked.c.id)


_FIRST_REPLIES = _replies_statement()


def get_conversation(comment_id: int, *, after: str | None = None) -> tuple[Row, str | None]:
    """One top comment with a page of its replies, and the `after` of the next page."""
    top = _row(db.session.execute(_rows().where(Comment.id == comment_id)).one())
    start = _read(after, 1)
    statement = _rows().where(
        Comment.parent_id == comment_id, Comment.state != CommentState.DELETED
    )
    if start is not None:
        statement = statement.where(Comment.id > start[0])
    found = db.session.execute(statement.order_by(Comment.id).limit(REPLIES_OF_ONE + 1))
    replies = [_row(values) for values in found]
    more, replies = len(replies) > REPLIES_OF_ONE, replies[:REPLIES_OF_ONE]
    return top._replace(replies=tuple(replies)), str(replies[-1].id) if more else None


def list_excerpts(comment_ids: Collection[int]) -> dict[int, str]:
    """How each begins, hidden ones too: for who decides about them. Deleted ones have no words."""
    rows = db.session.execute(
        select(Comment.id, Comment.body).where(Comment.id.in_(comment_ids), Comment.body != "")
    )
    return {comment_id: plain(body) for comment_id, body in rows}


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


_FOLLOWS = select(ThreadFollower.thread_id).where(
    ThreadFollower.thread_id == bindparam("thread_id", type_=Integer),
    ThreadFollower.person_id == bindparam("person_id", type_=Integer),
)


def is_following(thread_id: int, person_id: int | None) -> bool:
    return person_id is not None and bool(fetch(_FOLLOWS, thread_id=thread_id, person_id=person_id))


def list_followers(thread_id: int) -> Sequence[int]:
    return list(
        db.session.scalars(
            select(ThreadFollower.person_id).where(ThreadFollower.thread_id == thread_id)
        )
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


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    comments = db.session.execute(
        select(
            Thread.subject,
            Comment.stance,
            Comment.body,
            Comment.office,
            Organisation.name.label("organisation"),
            Comment.state,
            Comment.hidden_reason,
            Comment.sources,
            Comment.posted_at,
            Comment.edited_at,
        )
        .join(Thread, Thread.id == Comment.thread_id)
        .outerjoin(Organisation, Organisation.id == Comment.organisation_id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id)
    )
    versions = db.session.execute(
        select(CommentVersion.body, CommentVersion.replaced_at)
        .join(Comment, Comment.id == CommentVersion.comment_id)
        .where(Comment.author_id == person_id)
        .order_by(CommentVersion.id)
    )
    followed = db.session.execute(
        select(Thread.subject, ThreadFollower.since)
        .join(Thread, Thread.id == ThreadFollower.thread_id)
        .where(ThreadFollower.person_id == person_id)
        .order_by(ThreadFollower.since)
    )
    answers = db.session.execute(
        select(Thread.subject, Rating.comment_id, Rating.useful, Rating.at)
        .join(Comment, Comment.id == Rating.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(Rating.person_id == person_id)
        .order_by(Rating.comment_id)
    )
    asked = db.session.execute(
        select(Thread.subject, SourceAsk.comment_id, SourceAsk.at)
        .join(Comment, Comment.id == SourceAsk.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(SourceAsk.person_id == person_id)
        .order_by(SourceAsk.comment_id)
    )
    return {
        "useful_or_not": [dict(row) for row in answers.mappings()],
        "sources_asked_for": [dict(row) for row in asked.mappings()],
        "comments": [dict(row) for row in comments.mappings()],
        "earlier_wordings": [dict(row) for row in versions.mappings()],
        "followed_threads": [dict(row) for row in followed.mappings()],
    }
