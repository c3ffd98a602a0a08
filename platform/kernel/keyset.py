"""Lists by keyset: the same cost on the first page and on the ten-thousandth."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from kernel.db import connection, db, fetch
from kernel.prepared import among

SIZE = 20


@dataclass(frozen=True)
class Page:
    """Rows and the addresses of the neighbours (None where there are none)."""

    rows: Sequence[Any]
    previous_href: str | None
    next_href: str | None
    label: str = ""


@dataclass(frozen=True)
class Key:
    """One sort column; `read` turns the JSON value of a token back into the column's type."""

    column: Any
    descending: bool = False
    read: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True)
class Turn:
    """An order that starts anywhere and goes round once: by `column` (0 ≤ column < `size`) from
    `first` on, then from 0. The statement has no column for it; the first key is called as `name`,
    and counts from `first`.
    """

    name: str
    column: Any
    size: int
    first: Any

    def key(self) -> Key:
        return Key(literal_column(self.name, Integer), read=self._place)

    def _place(self, value: Any) -> int:
        number = whole(value)
        if not 0 <= number < self.size:
            raise ValueError("not a place of this order")
        return number


def page(
    statement: Select[Any],
    keys: Sequence[Key],
    *,
    size: int = SIZE,
    values: Mapping[str, Any] | None = None,
    keep: bool = True,
    around: Callable[[Any], Select[Any]] | None = None,
    apart: bool = False,
    turn: Turn | None = None,
) -> Page:
    """The page the request asks for with ?sonra= or ?once=; the last key must be unique.

    The statement must select each key's column under the key column's name. A token that makes no
    sense is the first page. `values` fill the bind parameters of a statement that is built once
    and handed in again and again: then (`keep`) its ordered shape is kept too, because composing
    costs more CPU than running. `around` dresses the page's few rows: it gets the ordered, limited
    statement as a subquery (with the keys' columns) and returns the select that joins the rest;
    `apart`: by a statement of its own, because PostgreSQL plans a search anew for each word, and
    planning all those joins costs ten times what the search does.
    `turn`: then the keys are its `key()` and one that is unique.
    """
    after, before = (_decode(request.args.get(name), keys) for name in ("sonra", "once"))
    backwards = before is not None and after is None
    start = before if backwards else after
    keep = keep and values is not None
    shape = _kept_shape if keep else _shape
    inside = None if apart else around
    shaped = shape(statement, tuple(keys), backwards, start is not None, size, inside, turn)
    where = {} if start is None else {f"key_{i}": value for i, value in enumerate(start)}
    if values is None:
        rows = list(db.session.execute(shaped, where))
    elif keep:
        rows = list(fetch(shaped, **values, **where))
    else:
        rows = list(connection().execute(shaped, {**values, **where}))
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else True
    has_previous = more if backwards else start is not None
    found = Page(
        rows,
        _href("once", rows[0], keys) if rows and has_previous else None,
        _href("sonra", rows[-1], keys) if rows and has_next else None,
    )
    if apart and around is not None and values is not None:
        return replace(found, rows=_dressed(rows, keys[-1].column, around, values))
    return found


def _dressed(
    rows: list[Any],
    column: Any,
    around: Callable[[Any], Select[Any]],
    values: Mapping[str, Any],
) -> list[Any]:
    ids = [getattr(row, column.key) for row in rows]
    by_id = {
        getattr(row, column.key): row for row in fetch(_dressing(column, around), **values, ids=ids)
    }
    return [by_id[number] for number in ids if number in by_id]


@lru_cache(maxsize=16)
def _dressing(column: Any, around: Callable[[Any], Select[Any]]) -> Select[Any]:
    return around(select(column).where(among(column, "ids")).subquery())


def _shape(
    statement: Select[Any],
    keys: tuple[Key, ...],
    backwards: bool,
    started: bool,
    size: int,
    around: Callable[[Any], Select[Any]] | None = None,
    turn: Turn | None = None,
) -> Select[Any]:
    columns = [key.column for key in keys]
    if turn is not None:
        statement = _round(statement, keys[-1], turn, backwards, started, size)
        columns = [statement.selected_columns[column.key] for column in columns]
    elif started:
        statement = statement.where(_beyond(keys, backwards))
    downs = [key.descending != backwards for key in keys]
    order = map(_direction, columns, downs)
    statement = statement.order_by(None).order_by(*order).limit(_most(size))
    if around is None:
        return statement
    few = statement.subquery()
    again = [_direction(few.c[k.column.key], k.descending != backwards) for k in keys]
    return around(few).order_by(*again)


def _round(
    statement: Select[Any], last: Key, turn: Turn, backwards: bool, started: bool, size: int
) -> Select[Any]:
    """A page's worth of either half; each walks the index, and none of them sorts the table."""
    halves, most = [], _most(size)
    for shift, side in (
        (turn.first, turn.column >= turn.first),
        (turn.first - turn.size, turn.column < turn.first),
    ):
        half = statement.where(side).add_columns((turn.column - shift).label(turn.name))
        if started:
            here = tuple_(turn.column, last.column)
            start = tuple_(bindparam("key_0", type_=Integer) + shift, bindparam("key_1"))
            half = half.where(here < start if backwards else here > start)
        order = [_direction(column, backwards) for column in (turn.column, last.column)]
        halves.append(select(half.order_by(None).order_by(*order).limit(most).subquery()))
    return select(union_all(*halves).subquery())


def _most(size: int) -> Any:
    """As text: PostgreSQL would plan any limit as one of many rows."""
    return literal_column(str(size + 1), Integer)


def _direction(column: Any, down: bool) -> Any:
    return column.desc() if down else column.asc()


_kept_shape = lru_cache(maxsize=256)(_shape)


def _beyond(keys: Sequence[Key], backwards: bool) -> ColumnElement[bool]:
    start = [bindparam(f"key_{i}", type_=key.column.type) for i, key in enumerate(keys)]
    if len({key.descending for key in keys}) == 1:
        # One comparison of rows: both databases walk an index to it.
        ours, theirs = tuple_(*(key.column for key in keys)), tuple_(*start)
        return ours > theirs if keys[0].descending == backwards else ours < theirs
    choices = []
    for position, key in enumerate(keys):
        same = [keys[i].column == start[i] for i in range(position)]
        forward = key.descending == backwards
        step = key.column > start[position] if forward else key.column < start[position]
        choices.append(and_(*same, step))
    return or_(*choices)


def _href(name: str, row: Any, keys: Sequence[Key]) -> str:
    values = [getattr(row, key.column.key) for key in keys]
    arguments = {k: v for k, v in request.args.items(multi=True) if k not in ("sonra", "once")}
    return f"{request.path}?{urlencode({**arguments, name: _encode(values)})}"


def _encode(values: list[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(token: str | None, keys: Sequence[Key]) -> list[Any] | None:
    if not token or len(token) > 1000:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            return None
        return [key.read(value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        return None


def moment(value: Any) -> datetime:
    """Reads a moment of a token."""
    read = datetime.fromisoformat(str(value))
    if read.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise ValueError("before the first or after the last moment") from None


def day(value: Any) -> date:
    """Reads a day of a token."""
    return date.fromisoformat(str(value))


def whole(value: Any) -> int:
    """Reads a number of a token; the databases know nothing larger."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**31 - 1:
        raise ValueError("not a number of ours")
    return value
