"""Engines, transactions and constraints: SQLite by default, PostgreSQL by one setting."""

import contextlib
import fcntl
import os
import re
import time
import zlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from kernel import libpq
from kernel.clock import now
from kernel.prepared import Prepared, announce, wrapped

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A UTC moment; SQLite keeps it without zone, the application never sees it so."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment()}


#: Kuruş sums pass two billion; SQLite needs INTEGER for its own keys.
Json = JSON(none_as_null=True)
Kurus = BigInteger().with_variant(Integer, "sqlite")


def enum_column(kind: type) -> Enum:
    """A StrEnum as text with a CHECK that names every value."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(),
        values_callable=lambda members: [member.value for member in members],
    )


# A thin handle (session, engines); models stand on our own Base.
db = SQLAlchemy(metadata=Base.metadata)
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class DomainError(Exception):
    """A rule that only the database or the moment could see; told to the person, nothing stored.

    `constraint` names the database constraint it stands for, `field` the form field it belongs to.
    """

    constraint: ClassVar[str | None] = None
    message: ClassVar[str] = ""
    field: ClassVar[str | None] = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.message)
        self.facts = facts


# --- engines -----------------------------------------------------------------------------------


def engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        try:
            from pysqlite3 import dbapi2  # noqa: PLC0415  the wheel exists for Linux only
        except ImportError:
            return {}
        return {"module": dbapi2, "hide_parameters": True}
    return {
        "hide_parameters": True,
        "pool_size": 5,
        "max_overflow": 10,
        # The connection that was used last is the warm one, here and in the server.
        "pool_use_lifo": True,
        # What psycopg prepares it gives up at every savepoint, and `kernel.libpq`'s with it.
        "connect_args": {"prepare_threshold": None},
    }


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                listen_to_sqlite(engine)
            else:
                ask_the_rested(engine)
                roll_back_lightly(engine)


#: seconds after which a connection is asked whether the server still knows it
RESTED = 1.0


def ask_the_rested(engine: Engine) -> None:
    """As SQLAlchemy's `pool_pre_ping`, but not on every use: a ballot uses four connections."""

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", 0.0) > RESTED:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error


def roll_back_lightly(engine: Engine) -> None:
    """Each reading ends in a rollback; psycopg's own takes five times as long."""

    @event.listens_for(engine, "rollback")
    def roll_back(connection: Connection) -> None:
        if not connection.invalidated:
            raw: Any = connection.connection.dbapi_connection
            libpq.roll_back(raw)


def listen_to_sqlite(engine: Engine, *pragmas: str) -> None:
    """Pragmas (`pragmas` of this engine alone), transactions of our own, a queue of writers."""
    lock_path = _lock_path(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={os.environ.get('SQLITE_SYNCHRONOUS', 'FULL')}",
            "foreign_keys=ON",
            "busy_timeout=10000",
            *pragmas,
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode == "IMMEDIATE" and lock_path is not None:
            connection.info["lock"] = _queue_up(lock_path)
        try:
            connection.exec_driver_sql(f"BEGIN {mode}")
        except BaseException:
            _release(connection.info)
            raise

    @event.listens_for(engine, "checkin")
    def release(_connection: Any, record: Any) -> None:
        if record is not None:
            _release(record.info)


def _lock_path(engine: Engine) -> Path | None:
    database = engine.url.database or ""
    return None if database in ("", ":memory:") else Path(f"{database}.lock")


def _queue_up(path: Path) -> int:
    """SQLite's busy handler starves waiters for seconds; a queue on a file does not."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def write_alone(engine: Engine, statement: Prepared, **values: Any) -> int:
    """One statement that is a transaction by itself; how many rows it has written, durably.

    Without BEGIN and COMMIT, each of which is a round trip of its own.
    """
    form = statement.form(engine.dialect)
    given = form.values(values)
    announce(engine, form.sql, given)
    with contextlib.closing(engine.raw_connection()) as proxy:
        connection: Any = proxy.dbapi_connection
        try:
            if engine.dialect.name == "sqlite":
                with _turn(engine):
                    return int(connection.execute(form.sql, given).rowcount)
            return libpq.run(connection, form.sql, given, alone=True)[1]
        except engine.dialect.loaded_dbapi.Error as error:
            proxy.invalidate(error)  # in whichever state it is now
            raise wrapped(engine.dialect, form.sql, error) from error


@contextlib.contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    path = _lock_path(engine)
    handle = None if path is None else _queue_up(path)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _release(info: dict[Any, Any]) -> None:
    handle = info.pop("lock", None)
    if handle is not None:
        os.close(handle)


# --- transactions ------------------------------------------------------------------------------


def in_write() -> bool:
    """Whether this request holds the write lock; slow work then is a programming error."""
    return _writing.get()


def begin_write() -> None:
    """Ends the reading transaction and takes the write lock (SQLite: the file's, at once)."""
    if in_write():
        raise RuntimeError("the write transaction has already begun")
    db.session.rollback()
    db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    _writing.set(True)


def finish(*, commit: bool) -> None:
    """Ends the request's transaction; only here is the request's session committed."""
    try:
        if commit:
            db.session.commit()
        else:
            db.session.rollback()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.set(False)


@contextlib.contextmanager
def write() -> Iterator[Session]:
    """One write transaction outside a request: command line, worker, tests."""
    begin_write()
    try:
        yield db.session()
    except BaseException:
        finish(commit=False)
        raise
    finish(commit=True)


@contextlib.contextmanager
def short_transaction() -> Iterator[Session]:
    """A transaction of its own beside the request's: drafts, throttles, casting a ballot.

    Never inside the request's write transaction: SQLite has one writer, it would wait for itself.
    """
    if in_write():
        raise RuntimeError("a short transaction cannot run inside the write transaction")
    with Session(db.engine) as session:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield session
        session.commit()


def lock(name: str, object_id: object) -> None:
    """Two writers of one object queue up (SQLite's only writer has queued already).

    An object may also be named by text in the address: a signed token, a UUID.
    """
    if db.engine.dialect.name == "postgresql":
        number = object_id if isinstance(object_id, int) else zlib.crc32(str(object_id).encode())
        db.session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:name), :id)"),
            {"name": name, "id": number % 2**31},
        )


def fetch(statement: Any, **values: Any) -> Sequence[Any]:
    """Rows of a statement that was built once, with a `bindparam` for each value.

    For the pages that are read most: building a statement and passing it through SQLAlchemy
    costs five times as much as running it. Columns only, no entities, and no flush before.
    """
    prepared = statement if isinstance(statement, Prepared) else _prepared(statement)
    return prepared.all(connection(), **values)


@lru_cache(maxsize=512)
def _prepared(statement: Any) -> Prepared:
    return Prepared(statement)


def connection() -> Connection:
    """The request's, in its transaction."""
    session = db.session()
    found: Connection | None = session.info.get("connection")
    # The session closes it at the end of each transaction; to ask for it each time is dear.
    if found is None or found.closed:
        found = session.info["connection"] = session.connection()
    return found


# --- constraints -------------------------------------------------------------------------------


def constraint_name(error: IntegrityError) -> str | None:
    """The name of the UNIQUE or CHECK constraint that refused; None for anything else."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        state = getattr(error.orig, "sqlstate", "")
        return str(diagnosis.constraint_name) if state in ("23505", "23514") else None
    message = str(error.orig)
    if found := re.match(r"CHECK constraint failed: (\w+)", message):
        return found[1]
    if found := re.match(r"UNIQUE constraint failed: index '(\w+)'", message):
        return found[1]
    if found := re.match(r"UNIQUE constraint failed: (.+)", message):
        return _unique_by_columns([part.strip() for part in found[1].split(",")])
    return None


def _unique_by_columns(columns: list[str]) -> str | None:
    table = Base.metadata.tables.get(columns[0].split(".")[0])
    if table is None:
        return None
    names = {column.split(".")[1] for column in columns}
    for constraint in table.constraints:
        if (
            isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint)
            and {c.name for c in constraint.columns} == names
        ):
            return str(constraint.name)
    for index in table.indexes:
        if index.unique and {c.name for c in index.columns} == names:
            return str(index.name)
    return None


@contextlib.contextmanager
def refusing(*errors: type[DomainError], session: Session | None = None) -> Iterator[None]:
    """Runs a block in a savepoint, flushes, and turns a broken constraint into its domain error."""
    active = session or db.session()
    try:
        with active.begin_nested():
            yield
            active.flush()
    except IntegrityError as error:
        name = constraint_name(error)
        for kind in errors:
            if name is not None and kind.constraint == name:
                raise kind() from error
        raise


def server_version() -> str:
    """For /saglik: the database that runs."""
    if db.engine.dialect.name == "sqlite":
        return f"SQLite {db.session.scalar(text('SELECT sqlite_version()'))}"
    return f"PostgreSQL {db.session.scalar(text('SHOW server_version'))}"


def stamp() -> datetime:
    """Column default: the moment of writing."""
    return now()
