"""Pages of a thread: by usefulness within each side, by time, by replies.

Every page costs the same number of statements, and each reads through an index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    literal,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)

from discussion.models import Comment, CommentState, Stance
from discussion.queries.rows import PLACES, Row, in_order, read_token, row, rows, with_replies
from discussion.rules import JUDGED, mixed
from kernel.db import fetch
from kernel.prepared import among

SIZE = 20
#: of each side on a thread's first page
OF_EACH = 7


class Order(StrEnum):
    USEFUL = "yararli"
    NEWEST = "yeni"
    MOST_REPLIED = "yanit"


@dataclass(frozen=True, slots=True)
class Comments:
    rows: tuple[Row, ...]
    #: the `after` of the next page; None on the last
    next: str | None
    order: Order
    #: whether this is a later page
    later: bool
    #: this side alone
    side: Stance | None = None

    def of(self, stance: Stance) -> list[Row]:
        """Whoever took no side wrote information."""
        return [one for one in self.rows if (one.stance or Stance.INFORMATION) is stance]


def _of_thread(side: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Comment.thread_id == bindparam("thread_id", type_=Integer),
        Comment.parent_id.is_(None),
        PLACES,
    ]
    if side:
        conditions.append(Comment.stance == bindparam("side", type_=Comment.stance.type))
    return conditions


# --- by time, by replies ------------------------------------------------------------------------


@cache
def _top_comments(most: bool, started: bool, side: bool) -> Select[*tuple[Any, ...]]:
    """Built once for each shape: composing a statement costs more than running it."""
    statement = rows().where(*_of_thread(side))
    if started:
        statement = statement.where(_beyond(most))
    orders = [Comment.reply_count.desc()] if most else []
    return statement.order_by(*orders, Comment.id.desc()).limit(bindparam("limit", type_=Integer))


def _beyond(most: bool) -> ColumnElement[bool]:
    last = bindparam("last", type_=Integer)
    if not most:
        return Comment.id < last
    count = bindparam("replies", type_=Integer)
    same = and_(Comment.reply_count == count, Comment.id < last)
    return or_(Comment.reply_count < count, same)


def list_comments(
    thread_id: int,
    *,
    after: str | None = None,
    order: Order = Order.NEWEST,
    side: Stance | None = None,
    limit: int = SIZE,
) -> Comments:
    """A page of top comments with their first replies; an `after` without sense is page one."""
    if order is Order.USEFUL:
        return _list_useful(thread_id, side, after, limit)
    most = order is Order.MOST_REPLIED
    start = read_token(after, 2 if most else 1)
    values: dict[str, Any] = {} if start is None else {"last": start[-1], "replies": start[0]}
    if side is not None:
        values["side"] = side
    found = fetch(
        _top_comments(most, start is not None, side is not None),
        thread_id=thread_id,
        limit=limit + 1,
        **values,
    )
    made = [row(one) for one in found]
    more, made = len(made) > limit, with_replies(made[:limit])
    token = None
    if more:
        token = f"{made[-1].reply_count}.{made[-1].id}" if most else str(made[-1].id)
    return Comments(tuple(made), token, order, start is not None, side)


# --- by usefulness ------------------------------------------------------------------------------

RANKED, FRESH = 0, 1


@cache
def _numbers(sides: tuple[Stance | None, ...], size: int) -> Any:
    """Of each side the numbers of the first in order, and of the newest unjudged ones."""
    # As text: PostgreSQL would plan any limit as one of many rows.
    limit = literal_column(str(size), Integer)
    parts = []
    for place, side in enumerate(sides):
        conditions = _of_thread(False)
        if side is not None:
            conditions.append(Comment.stance == side)
        fresh = Comment.yes_count + Comment.no_count < JUDGED
        for kind, more, order in (
            (RANKED, (), (Comment.score.desc(), Comment.id.desc())),
            (FRESH, (fresh,), (Comment.id.desc(),)),
        ):
            part = (
                select(
                    literal(place).label("side"),
                    literal(kind).label("kind"),
                    Comment.id.label("id"),
                    Comment.score.label("score"),
                )
                .where(*conditions, *more)
                .order_by(*order)
                .limit(limit)
                .subquery()
            )
            parts.append(select(part.c.side, part.c.kind, part.c.id, part.c.score))
    return union_all(*parts)


def _first(
    thread_id: int, sides: Sequence[Stance | None], size: int
) -> list[tuple[list[int], str | None]]:
    """Of each side: the numbers of its first page, and the `after` of the next."""
    found: list[tuple[list[int], list[int]]] = [([], []) for _side in sides]
    scores: dict[int, int] = {}
    statement = _numbers(tuple(sides), size + 1)
    for place, kind, number, score in fetch(statement, thread_id=thread_id):
        found[place][kind].append(number)
        scores[number] = score
    pages = []
    for ranked, fresh in found:
        page, passed = mixed(ranked, fresh, size)
        rest = [number for number in ranked[passed:] if number not in page]
        pages.append((page, _token(page, ranked[:passed], scores) if rest else None))
    return pages


def _token(page: Sequence[int], passed: Sequence[int], scores: dict[int, int]) -> str:
    """The place in the order; then those that were shown out of it, so that none comes twice."""
    if not passed:
        return ""
    early = [str(number) for number in page if number not in passed]
    return ".".join([str(scores[passed[-1]]), str(passed[-1]), *early])


def _list_useful(thread_id: int, side: Stance | None, after: str | None, limit: int) -> Comments:
    start = read_token(after, (after or "").count(".") + 1)
    if start is not None and len(start) > 1:
        return _list_later(thread_id, side, start, limit)
    ((numbers, token),) = _first(thread_id, [side], limit)
    return Comments(tuple(in_order(numbers)), token, Order.USEFUL, False, side)


@cache
def _later(side: bool) -> Select[*tuple[Any, ...]]:
    score, last = (bindparam(name, type_=Integer) for name in ("score", "last"))
    return (
        rows()
        .where(
            *_of_thread(side),
            or_(Comment.score < score, and_(Comment.score == score, Comment.id < last)),
            not_(among(Comment.id, "early")),
        )
        .order_by(Comment.score.desc(), Comment.id.desc())
        .limit(bindparam("limit", type_=Integer))
    )


def _list_later(thread_id: int, side: Stance | None, start: list[int], limit: int) -> Comments:
    score, last, *early = start
    early = early[:SIZE]
    values = {} if side is None else {"side": side}
    found = fetch(
        _later(side is not None),
        thread_id=thread_id,
        score=score,
        last=last,
        early=early,
        limit=limit + 1,
        **values,
    )
    made = [row(one) for one in found]
    more, made = len(made) > limit, with_replies(made[:limit])
    token = None
    if more:
        token = ".".join(map(str, (made[-1].score, made[-1].id, *early)))
    return Comments(tuple(made), token, Order.USEFUL, True, side)


def list_overview(thread_id: int) -> tuple[Comments, dict[Stance, bool]]:
    """The first of each side, so that all are seen; and whether a side has more."""
    pages = _first(thread_id, list(Stance), OF_EACH)
    numbers = [number for page, _token in pages for number in page]
    more = {side: token is not None for side, (_page, token) in zip(Stance, pages, strict=True)}
    return Comments(tuple(in_order(numbers)), None, Order.USEFUL, False), more


def page_of(score: int, number: int) -> str:
    """The `after` of the page that begins with this comment."""
    return f"{score}.{number + 1}"


#: what a summary may rest on
_CITABLE = (
    rows()
    .where(*_of_thread(False), Comment.state == CommentState.VISIBLE)
    .order_by(Comment.score.desc(), Comment.id.desc())
    .limit(60)
)


def list_citable(thread_id: int) -> list[Row]:
    """The most useful of all sides, then the newest."""
    return [row(values) for values in fetch(_CITABLE, thread_id=thread_id)]
