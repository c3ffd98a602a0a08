"""Batches: what waits goes to the public log in random order, under a newly signed head."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from voting import merkle, sealing
from voting.box.reading import list_log, newest, stamp
from voting.box.tables import HEAD, INBOX, LOG, Row, lock, rows_of

#: a batch is made only when this many wait, and moves this many of them (issue: ≥ 40, random 20)
WAITING, MOVED = 40, 20


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
    lock(connection)
    waiting = [Row(*row) for row in connection.execute(rows_of(INBOX, signer.election_id))]
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
    lock(connection)
    there = {
        (row.tag, row.revision)
        for row in list_log(connection, signer.election_id)
        if row.kind != sealing.BALLOT
    }
    if shuffled := [row for row in rows if (row.tag, row.revision) not in there]:
        secrets.SystemRandom().shuffle(shuffled)
        _append(connection, signer, shuffled, hour)


def _append(connection: Connection, signer: Signer, rows: Sequence[Row], hour: Any) -> None:
    head = newest(connection, signer.election_id)
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
