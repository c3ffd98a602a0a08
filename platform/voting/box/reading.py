"""What lies in the box: the log in order, its heads, and what waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, union_all

from voting import sealing
from voting.box.tables import COLUMNS, HEAD, INBOX, LOG, Row, rows_of


@dataclass(frozen=True)
class Head:
    """The newest state of the log, with what is needed to go on."""

    size: int
    peaks: tuple[bytes, ...]


def newest(connection: Connection, election_id: int) -> Head:
    row = connection.execute(
        select(HEAD.c.size, HEAD.c.peaks)
        .where(HEAD.c.election_id == election_id)
        .order_by(HEAD.c.size.desc())
        .limit(1)
    ).first()
    if row is None:
        return Head(0, ())
    return Head(row.size, tuple(row.peaks[at : at + 32] for at in range(0, len(row.peaks), 32)))


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
    statement = rows_of(LOG, election_id).where(LOG.c.seq > after).order_by(LOG.c.seq)
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
    statement = select(LOG.c.seq, *(LOG.c[name] for name in COLUMNS)).where(
        LOG.c.election_id == election_id, LOG.c.leaf == leaf
    )
    row = connection.execute(statement).first()
    if row is None:
        return None
    seq, *rest = row
    return Found(Row(*rest), seq, newest(connection, election_id).size)


def list_waiting(connection: Connection, election_id: int) -> list[Row]:
    return [Row(*row) for row in connection.execute(rows_of(INBOX, election_id))]


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


def stamp(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
