"""The tables of the box, and a ballot as it lies there.

What stands in the log stands: triggers refuse every change of it.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    event,
    select,
    text,
)

from kernel.db import Moment
from kernel.ledgers import BOX, METADATA
from voting import sealing

STATE = Table(
    "box",
    METADATA[BOX],
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("closed", Boolean, nullable=False),
)
INBOX = Table(
    "inbox",
    METADATA[BOX],
    #: from the review page's nonce, under the election's key: the same review is one ballot
    Column("id", Uuid, primary_key=True),
    Column("election_id", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("tag", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary),
    UniqueConstraint("election_id", "tag", "revision"),
    sqlite_with_rowid=False,
    info={"emptied": True},
)
LOG = Table(
    "log",
    METADATA[BOX],
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("tag", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary),
    Column("leaf", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("election_id", "tag", "revision"),
    UniqueConstraint("election_id", "leaf"),
    sqlite_with_rowid=False,
    info={"only_grows": True},
)
HEAD = Table(
    "tree_head",
    METADATA[BOX],
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("hour", Moment, nullable=False),
    Column("signature", String(128), nullable=False),
    #: roots of the tree's full halves, from which it grows on
    Column("peaks", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    info={"only_grows": True},
)

#: what stands in the log stands: not even the application changes it
_SQLITE = """
CREATE TRIGGER {table}_never_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the log only grows'; END $$;
CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION only_grows()
"""
for _table in (LOG, HEAD):
    for _verb in ("update", "delete"):
        _guard = DDL(_SQLITE.format(table=_table.name, verb=_verb))
        event.listen(_table, "after_create", _guard.execute_if(dialect="sqlite"))
    _guard = DDL(_POSTGRESQL.format(table=_table.name))
    event.listen(_table, "after_create", _guard.execute_if(dialect="postgresql"))


@dataclass(frozen=True)
class Row:
    """A ballot as it lies in inbox or log."""

    id: uuid.UUID
    kind: str
    tag: str
    revision: int
    sealed: bytes | None

    def leaf(self, election: str, definition: str) -> bytes:
        place = sealing.Place(election, definition, self.tag, self.revision)
        return sealing.leaf(self.kind, place, self.sealed)


COLUMNS = ("id", "kind", "tag", "revision", "sealed")


def rows_of(table: Table, election_id: int) -> Any:
    return select(*(table.c[name] for name in COLUMNS)).where(table.c.election_id == election_id)


def lock(connection: Connection) -> None:
    """One writer of the log; on SQLite the file's lock is that already.

    The inbox stands for both: a role that may not change the log may not lock it either.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
