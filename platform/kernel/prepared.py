"""Statements that are compiled once and run by the driver itself.

For what every page and every ballot asks: on one small statement SQLAlchemy spends ten times what
the database does.
"""

import json
import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Float, Numeric, Text, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from kernel import libpq

Processor = Callable[[Any], Any]


@dataclass(frozen=True)
class _Form:
    """A statement as one database reads it."""

    sql: str
    #: the names in the order of the placeholders; None: the driver takes them by name
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]
    #: reads and locks nothing
    reads: bool
    binds: tuple[tuple[str, Processor], ...]
    results: tuple[tuple[int, Processor], ...]

    def values(self, given: Mapping[str, Any]) -> Any:
        found = {**self.fixed, **given}
        for name, process in self.binds:
            found[name] = process(found[name])
        if self.order is None:
            return found
        return tuple(found[name] for name in self.order)


class _Numbers(TypeDecorator[list[int]]):
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> str:
        listed = json.dumps(value)
        return listed if dialect.name == "sqlite" else f"{{{listed[1:-1]}}}"


class among(FunctionElement[Any]):
    """Whether a column is one of a list of numbers that is given as one value, called `name`:
    the same statement for a list of any length, also for an empty one.
    """

    inherit_cache = True

    def __init__(self, column: Any, name: str) -> None:
        super().__init__(column, bindparam(name, type_=_Numbers()))


@compiles(among, "sqlite")
def _in_json(element: Any, compiler: Any, **facts: Any) -> str:
    column, numbers = (compiler.process(clause, **facts) for clause in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({numbers})))"


@compiles(among, "postgresql")
def _in_array(element: Any, compiler: Any, **facts: Any) -> str:
    column, numbers = (compiler.process(clause, **facts) for clause in element.clauses)
    # From a SELECT, so that PostgreSQL does not plan anew for each list.
    return f"({column} = ANY (CAST((SELECT {numbers}) AS INTEGER[])))"


class Prepared:
    """A statement with a `bindparam` for each value, and `among` for a list of numbers."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._columns = tuple(getattr(statement, "selected_columns", ()))
        names = [column.key or "" for column in self._columns]
        self._row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self._forms: dict[str, _Form] = {}

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """The rows, each a named tuple; inside the connection's transaction."""
        rows = self.plain(connection, **values)
        if results := self.form(connection.dialect).results:
            return [self._row._make(_read(row, results)) for row in rows]
        return [self._row._make(row) for row in rows]

    def plain(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as the driver hands them over: to be compared with each other."""
        form = self.form(connection.dialect)
        given = form.values(values)
        announce(connection, form.sql, given)
        return self._driven(connection, form, given)

    @staticmethod
    def _driven(connection: Connection, form: _Form, given: Any) -> list[tuple[Any, ...]]:
        dialect = connection.dialect
        raw: Any = connection.connection.dbapi_connection
        try:
            if dialect.name == "postgresql":
                # Each statement of a transaction sees what is committed when it begins: BEGIN and
                # ROLLBACK around what only reads give nothing, and each is a round trip.
                alone = form.reads and raw.isolation_level is None
                return libpq.run(raw, form.sql, given, alone=alone)[0]
            return list(raw.execute(form.sql, given).fetchall())
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, raw, None):
                connection.invalidate(error)
            raise wrapped(dialect, form.sql, error) from error

    def form(self, dialect: Dialect) -> _Form:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = self._compiled(dialect)
        return form

    def _compiled(self, dialect: Dialect) -> _Form:
        if dialect.name == "postgresql":
            numbered: Any = type(dialect)
            dialect = numbered(paramstyle="numeric_dollar")
        made = self._statement.compile(dialect=dialect)
        given = {name: None for bind, name in made.bind_names.items() if bind.required}
        # What stands in the statement as a list of constants is written out here.
        whole = made.construct_expanded_state(given)
        fixed, binds = dict(whole.parameters), {}
        own = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for bind, name in made.bind_names.items()
            if name in fixed
        }
        for name, process in {**own, **whole.processors}.items():
            if process is None:
                continue
            if name in given:
                binds[name] = process
            else:
                fixed[name] = process(fixed[name])
        sql, order = whole.statement, whole.positiontup
        if dialect.name == "postgresql":
            constants = {name: value for name, value in fixed.items() if name not in given}
            sql, order = _written_out(sql, order or [], constants)
            fixed = {name: fixed[name] for name in order}
        results = [
            (place, _processor(column.type, dialect)) for place, column in enumerate(self._columns)
        ]
        return _Form(
            sql=sql,
            order=tuple(order) if order is not None else None,
            fixed=fixed,
            reads=self._statement.is_select and " FOR " not in sql,
            binds=tuple(binds.items()),
            results=tuple((place, process) for place, process in results if process),
        )


def _written_out(sql: str, order: Sequence[str], fixed: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Numbers and plain words that never change stand in the statement itself.

    PostgreSQL then plans it once with them in mind, and less is sent each time.
    """
    literals = {name: word for name, value in fixed.items() if (word := _literal(value))}
    kept = [name for name in dict.fromkeys(order) if name not in literals]

    def written(found: re.Match[str]) -> str:
        name = order[int(found[1]) - 1]
        return literals.get(name) or f"${kept.index(name) + 1}"

    return re.sub(r"\$(\d+)", written, sql), kept


def _literal(value: Any) -> str | None:
    if type(value) is int:
        return f"({value})"
    if isinstance(value, str) and re.fullmatch("[A-Za-z0-9_]*", value):
        return f"'{value}'"
    return None


def _processor(kind: Any, dialect: Dialect) -> Processor | None:
    # PostgreSQL's driver hands over floats and decimals as such.
    if isinstance(kind, (Float, Numeric)) and dialect.name == "postgresql":
        return None
    found: Processor | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


def _read(row: Any, results: tuple[tuple[int, Processor], ...]) -> list[Any]:
    found = list(row)
    for place, process in results:
        found[place] = process(found[place])
    return found


def announce(by: Connection | Engine, sql: str, given: Any) -> None:
    """To whoever listens to the statements of an engine, as SQLAlchemy would."""
    for listener in by.engine.dispatch.before_cursor_execute:
        listener(by, None, sql, given, None, False)


def wrapped(dialect: Dialect, sql: str, error: Any) -> Exception:
    """The driver's error as SQLAlchemy raises it, without the values."""
    kind = dialect.loaded_dbapi.Error
    found: Exception = DBAPIError.instance(
        sql, None, error, kind, hide_parameters=True, dialect=dialect
    )
    return found
