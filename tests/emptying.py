"""Makes a test database as empty as new, by way of what was written into it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, text


def emptying(engine: Engine, metadata: MetaData, template: Path) -> Callable[[], None]:
    """A function for this database; `template`: where the empty original of SQLite is kept."""
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    if engine.dialect.name == "sqlite":
        return SQLite(str(engine.url.database), tables, template).empty
    deletes = ";".join(f'DELETE FROM "{name}"' for name in tables)

    def empty() -> None:
        with engine.begin() as connection:
            # A replica role skips triggers and foreign keys: quicker than TRUNCATE of 60 tables.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            # Several statements at once pass only where nothing is bound: below SQLAlchemy.
            connection.connection.cursor().execute(deletes)

    return empty


def _filled(tables: list[str]) -> str:
    """Asks which of the tables hold a row; whoever wrote it."""
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables
    )


class SQLite:
    """The rows go, the schema stays: after a copy each connection would read it anew."""

    def __init__(self, database: str, tables: list[str], template: Path) -> None:
        self.database, self.template = database, sqlite_copy(database, template)
        self.filled = _filled(tables)
        self.connection, self.schema = _without_refusals(database)

    def empty(self) -> None:
        if _schema(self.connection) != self.schema:  # the test has changed it
            self.connection.close()
            sqlite_copy(str(self.template), Path(self.database))
            self.connection, self.schema = _without_refusals(self.database)
            return
        self.connection.execute("BEGIN IMMEDIATE")
        for (name,) in self.connection.execute(self.filled).fetchall():
            self.connection.execute(f'DELETE FROM "{name}"')
        self.connection.execute("COMMIT")


def _without_refusals(database: str) -> tuple[Any, int]:
    """A connection that may delete what triggers keep for ever, and the schema's number.

    It reads the schema while these triggers are away; the number is set back when they are there
    again, so that it never looks anew. Everybody else reads the schema with them.
    """
    beside, connection = _connected(database), _connected(database)
    refusals = beside.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'"
    ).fetchall()
    for name, _sql in refusals:
        beside.execute(f'DROP TRIGGER "{name}"')
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    schema = _schema(connection)
    for _name, sql in refusals:
        beside.execute(sql)
    beside.execute(f"PRAGMA schema_version = {schema}")
    beside.close()
    return connection, schema


def _schema(connection: Any) -> int:
    number: int = connection.execute("PRAGMA schema_version").fetchone()[0]
    return number


def _connected(database: str) -> Any:
    from pysqlite3 import dbapi2  # noqa: PLC0415

    connection = dbapi2.connect(database, timeout=10, isolation_level=None)
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def sqlite_copy(database: str, target: Path) -> Path:
    from pysqlite3 import dbapi2  # noqa: PLC0415

    source, copy = dbapi2.connect(database), dbapi2.connect(str(target), timeout=10)
    source.backup(copy)
    source.close()
    copy.close()
    return target
