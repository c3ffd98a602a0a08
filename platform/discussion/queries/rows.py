"""A comment as a row of a page, and the first replies below each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select

from accounts.models import Person
from discussion.models import Comment, CommentState, Stance
from kernel.db import fetch
from kernel.ids import as_id
from kernel.prepared import among
from places.models import Organisation

#: replies shown below a comment of a list; the rest stands on the comment's own page
REPLIES = 5
REPLIES_OF_ONE = 50


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
    yes_count: int
    score: int
    sources: list[dict[str, Any]]
    source_asks: int
    pinned_at: datetime | None
    origin_subject: str
    origin_endpoint: str
    origin_id: int | None
    replies: tuple["Row", ...] = ()

    @property
    def visible(self) -> bool:
        return self.state is CommentState.VISIBLE

    @property
    def hidden(self) -> bool:
        return self.state is CommentState.HIDDEN


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
    Comment.yes_count,
    Comment.score,
    Comment.sources,
    Comment.source_asks,
    Comment.pinned_at,
    Comment.origin_subject,
    Comment.origin_endpoint,
    Comment.origin_id,
)
#: a place in a list: what is visible or hidden, and what its author deleted above replies
PLACES = or_(
    Comment.state.in_((CommentState.VISIBLE, CommentState.HIDDEN)),
    and_(Comment.state == CommentState.DELETED, Comment.reply_count > 0),
)
#: the same for replies, which nothing hangs on
REPLY_PLACES = Comment.state.in_((CommentState.VISIBLE, CommentState.HIDDEN))
PINNED_FIRST = case((Comment.pinned_at.is_not(None), 0), else_=1)


def rows() -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .join(Person, Person.id == Comment.author_id)
        .outerjoin(Organisation, Organisation.id == Comment.organisation_id)
    )


def row(values: Any) -> Row:
    made = Row(*values)
    return made if made.visible else made._replace(html="", sources=[])


def _replies_statement() -> Select[*tuple[Any, ...]]:
    """A pinned answer first, then as they came."""
    place = func.row_number().over(
        partition_by=Comment.parent_id, order_by=(PINNED_FIRST, Comment.id)
    )
    ranked = (
        rows()
        .add_columns(place.label("place"))
        .where(among(Comment.parent_id, "parents"), REPLY_PLACES)
        .subquery()
    )
    columns = [column for column in ranked.c if column.key != "place"]
    return select(*columns).where(ranked.c.place <= REPLIES).order_by(ranked.c.place)


_FIRST_REPLIES = _replies_statement()
_BY_NUMBER = rows().where(among(Comment.id, "numbers"))


def in_order(numbers: Sequence[int]) -> list[Row]:
    """These comments, in this order, with their first replies."""
    if not numbers:
        return []
    found = {values[0]: row(values) for values in fetch(_BY_NUMBER, numbers=list(numbers))}
    return with_replies([found[number] for number in numbers if number in found])


def with_replies(tops: Sequence[Row]) -> list[Row]:
    parents = [top.id for top in tops if top.reply_count]
    if not parents:
        return list(tops)
    replies: dict[int, list[Row]] = {}
    for values in fetch(_FIRST_REPLIES, parents=parents):
        made = row(values)
        replies.setdefault(made.parent_id or 0, []).append(made)
    return [top._replace(replies=tuple(replies.get(top.id, ()))) for top in tops]


def read_token(token: str | None, parts: int) -> list[int] | None:
    """The numbers of an `after`, or None when it makes no sense."""
    pieces = (token or "").split(".")
    numbers = [0 if piece == "0" else as_id(piece) for piece in pieces]
    sound = [number for number in numbers if number is not None]
    return sound if len(pieces) == len(sound) == parts else None
