"""The box: sealed ballots without a person or a moment, and the public log they go into.

A database of its own (`kernel.ledgers`). A ballot waits in the inbox until enough others wait with
it; a batch moves some of them, in random order, to the log, which only grows (RFC 6962).
"""

import secrets
import uuid
from collections.abc import Iterator, Sequence
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
    bindparam,
    delete,
    event,
    func,
    insert,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from kernel import ledgers
from kernel.db import Moment
from kernel.ledgers import BOX, METADATA
from kernel.prepared import Prepared
from voting import merkle, sealing

#: a batch is made only when this many wait, and moves this many of them (issue: ≥ 40, random 20)
WAITING, MOVED = 40, 20

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


class Closed(Exception):
    """The box takes no more: the vote is over."""


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


_COLUMNS = ("id", "kind", "tag", "revision", "sealed")


def _rows(table: Table, election_id: int) -> Any:
    return select(*(table.c[name] for name in _COLUMNS)).where(table.c.election_id == election_id)


# --- casting ------------------------------------------------------------------------------------


def close(connection: Connection, election_id: int) -> None:
    """From the commit on nothing more comes in; what is on its way is in before."""
    _lock(connection)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    shut = dialect.insert(STATE).values(election_id=election_id, closed=True)
    connection.execute(
        shut.on_conflict_do_update(index_elements=["election_id"], set_={"closed": True})
    )


# Built once: a cast runs them all, and building one costs more than running it.
_ELECTION: Any = bindparam("election_id", type_=Integer)
_OF_TAG = Prepared(
    union_all(
        *(
            select(*(table.c[name] for name in _COLUMNS)).where(
                table.c.election_id == _ELECTION,
                table.c.tag == bindparam("tag_"),
                # Always so; without it SQLite reads a vote's whole log instead of this index.
                table.c.revision > 0,
            )
            for table in (INBOX, LOG)
        )
    )
)
_SHUT = select(STATE.c.closed).where(STATE.c.election_id == _ELECTION, STATE.c.closed)
_MADE = ("election_id", *_COLUMNS)


def _put(dialect: Any) -> Prepared:
    """One statement judges and inserts.

    SQLite: under the file's lock. PostgreSQL: closing the box and making a batch lock the inbox
    against inserts, and a statement looks at the tables only after it has waited for its locks:
    what those have committed it sees.
    """
    made = select(*(bindparam(name, type_=INBOX.c[name].type) for name in _MADE)).where(
        ~_SHUT.exists(),
        # In the log already: this ballot, or another window's of the same revision.
        ~select(LOG.c.seq).where(LOG.c.id == bindparam("id", type_=Uuid)).exists(),
        ~select(LOG.c.seq)
        .where(
            LOG.c.election_id == _ELECTION,
            LOG.c.tag == bindparam("tag", type_=String),
            LOG.c.revision == bindparam("revision", type_=Integer),
        )
        .exists(),
    )
    return Prepared(dialect.insert(INBOX).from_select(_MADE, made).on_conflict_do_nothing())


_PUT = {"sqlite": _put(sqlite), "postgresql": _put(postgresql)}


def revisions(connection: Connection, election_id: int, tag: str) -> list[Row]:
    """All that one voter has cast, waiting or in the log, the newest first."""
    rows = _OF_TAG.all(connection, election_id=election_id, tag_=tag)
    return sorted((Row(*row) for row in rows), key=lambda row: -row.revision)


def last(connection: Connection, election_id: int, tag: str) -> Row | None:
    return next(iter(revisions(connection, election_id, tag)), None)


def put(election_id: int, row: Row) -> None:
    """In a transaction of its own, durable on return.

    Taken when revision or id are; Closed when the vote is over.
    """
    statement = _PUT[ledgers.engine(BOX).dialect.name]
    if ledgers.commit(BOX, statement, election_id=election_id, **vars(row)) == 1:
        return
    with ledgers.read(BOX) as connection:
        if connection.execute(_SHUT, {"election_id": election_id}).first():
            raise Closed()
    raise Taken()


class Taken(Exception):
    """This revision or this ballot is there already, waiting or in the log."""


# --- the log ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """The newest state of the log, with what is needed to go on."""

    size: int
    peaks: tuple[bytes, ...]


def _newest(connection: Connection, election_id: int) -> Head:
    row = connection.execute(
        select(HEAD.c.size, HEAD.c.peaks)
        .where(HEAD.c.election_id == election_id)
        .order_by(HEAD.c.size.desc())
        .limit(1)
    ).first()
    if row is None:
        return Head(0, ())
    return Head(row.size, tuple(row.peaks[at : at + 32] for at in range(0, len(row.peaks), 32)))


@dataclass(frozen=True)
class Signer:
    """What makes leaves and signs heads of one election."""

    election_id: int
    definition: str
    seed: bytes

    @property
    def election(self) -> str:
        return str(self.election_id)


def batch(connection: Connection, signer: Signer, *, hour: Any, everything: bool = False) -> int:
    """Moves ballots to the log in random order; how many. The rest lies in a new order, too.

    Before the end 20 of at least 40 at a time, so that nobody can tell which of those who voted
    lately they belong to; at the end everything.
    """
    _lock(connection)
    waiting = [Row(*row) for row in connection.execute(_rows(INBOX, signer.election_id))]
    secrets.SystemRandom().shuffle(waiting)
    moved = 0
    while len(waiting) >= WAITING and not everything:
        _append(connection, signer, [waiting.pop() for _ in range(MOVED)], hour)
        moved += MOVED
    if everything and waiting:
        _append(connection, signer, waiting, hour)
        moved, waiting = moved + len(waiting), []
    if moved:
        _rewrite(connection, signer.election_id, waiting)
    return moved


def append(connection: Connection, signer: Signer, rows: Sequence[Row], *, hour: Any) -> None:
    """Leaves that never waited: voids, and paper typed in after the end.

    What an earlier call has brought in is left out: the main database may have rolled back since.
    """
    _lock(connection)
    there = {
        (row.tag, row.revision)
        for row in list_log(connection, signer.election_id)
        if row.kind != sealing.BALLOT
    }
    if shuffled := [row for row in rows if (row.tag, row.revision) not in there]:
        secrets.SystemRandom().shuffle(shuffled)
        _append(connection, signer, shuffled, hour)


def _lock(connection: Connection) -> None:
    """One writer of the log; on SQLite the file's lock is that already.

    The inbox stands for both: a role that may not change the log may not lock it either.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))


def _append(connection: Connection, signer: Signer, rows: Sequence[Row], hour: Any) -> None:
    head = _newest(connection, signer.election_id)
    tree = merkle.Tree.grown(head.size, head.peaks)
    values = []
    for row in rows:
        hashed = merkle.leaf_hash(row.leaf(signer.election, signer.definition))
        values.append(
            {"election_id": signer.election_id, "seq": tree.size, "leaf": hashed, **vars(row)}
        )
        tree.append(hashed)
    connection.execute(insert(LOG), values)
    signed = sealing.tree_head(
        signer.seed,
        election=signer.election,
        size=tree.size,
        root=tree.root(),
        hour=stamp(hour),
    )
    connection.execute(
        insert(HEAD).values(
            election_id=signer.election_id,
            size=tree.size,
            root=signed["root"],
            hour=hour,
            signature=signed["signature"],
            peaks=b"".join(tree.peaks),
        )
    )


def _rewrite(connection: Connection, election_id: int, left: Sequence[Row]) -> None:
    """Empties the inbox to the bytes and lays the rest in anew.

    A row keeps the number of the transaction that wrote it, and its neighbours on the page, for
    as long as it lies there: both would place it beside an entry of the roll.
    """
    if connection.dialect.name == "postgresql":
        others = connection.execute(
            select(INBOX).where(INBOX.c.election_id != election_id).order_by(func.random())
        ).mappings()
        kept = [dict(row) for row in others]
        connection.execute(text("TRUNCATE inbox"))
    else:
        kept = []
        connection.execute(delete(INBOX).where(INBOX.c.election_id == election_id))
    kept += [{"election_id": election_id, **vars(row)} for row in left]
    secrets.SystemRandom().shuffle(kept)
    if kept:
        connection.execute(insert(INBOX), kept)


def shake_out(connection: Connection) -> bool:
    """After a batch: SQLite's journal keeps the old pages until it is emptied.

    False while somebody reads: the caller comes again, and does not wait ten seconds under locks.
    """
    if connection.dialect.name != "sqlite":
        return True
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    connection.exec_driver_sql("PRAGMA busy_timeout=500")
    try:
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={usual}")
    return not busy


def stamp(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


# --- reading ------------------------------------------------------------------------------------


def count_waiting(connection: Connection, election_id: int) -> int:
    statement = select(func.count()).select_from(INBOX).where(INBOX.c.election_id == election_id)
    return connection.scalar(statement) or 0


def tags(connection: Connection, election_id: int) -> set[str]:
    both = union_all(
        *(
            select(table.c.tag).where(
                table.c.election_id == election_id, table.c.kind != sealing.PAPER
            )
            for table in (INBOX, LOG)
        )
    )
    return set(connection.scalars(both))


def list_log(connection: Connection, election_id: int, after: int = -1) -> Iterator[Row]:
    """In order, in pieces: a large log does not fit into memory twice."""
    statement = _rows(LOG, election_id).where(LOG.c.seq > after).order_by(LOG.c.seq)
    # Of this statement alone: a connection that writes afterwards must not keep the option.
    for row in connection.execute(statement.execution_options(yield_per=1000)):
        yield Row(*row)


def list_hashes(connection: Connection, election_id: int) -> list[bytes]:
    statement = select(LOG.c.leaf).where(LOG.c.election_id == election_id).order_by(LOG.c.seq)
    return [bytes(leaf) for leaf in connection.scalars(statement)]


@dataclass(frozen=True)
class Found:
    """A leaf in the log: `place` from 0, of `size`."""

    row: Row
    place: int
    size: int


def find_leaf(connection: Connection, election_id: int, leaf: bytes) -> Found | None:
    statement = select(LOG.c.seq, *(LOG.c[name] for name in _COLUMNS)).where(
        LOG.c.election_id == election_id, LOG.c.leaf == leaf
    )
    row = connection.execute(statement).first()
    if row is None:
        return None
    seq, *rest = row
    return Found(Row(*rest), seq, _newest(connection, election_id).size)


def list_waiting(connection: Connection, election_id: int) -> list[Row]:
    return [Row(*row) for row in connection.execute(_rows(INBOX, election_id))]


def list_heads(connection: Connection, election_id: int) -> list[dict[str, Any]]:
    """As they were signed, smallest first."""
    rows = connection.execute(
        select(HEAD.c.size, HEAD.c.root, HEAD.c.hour, HEAD.c.signature)
        .where(HEAD.c.election_id == election_id)
        .order_by(HEAD.c.size)
    )
    return [_head(election_id, row) for row in rows]


def newest_head(connection: Connection, election_id: int) -> dict[str, Any] | None:
    row = connection.execute(
        select(HEAD.c.size, HEAD.c.root, HEAD.c.hour, HEAD.c.signature)
        .where(HEAD.c.election_id == election_id)
        .order_by(HEAD.c.size.desc())
        .limit(1)
    ).first()
    return None if row is None else _head(election_id, row)


def _head(election_id: int, row: Any) -> dict[str, Any]:
    return {
        "election": str(election_id),
        "hour": stamp(row.hour),
        "root": row.root,
        "signature": row.signature,
        "size": row.size,
        "type": "tree-head",
    }
