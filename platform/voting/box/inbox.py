"""Casting: one statement puts a sealed ballot into the inbox, or says why not."""

from typing import Any

from sqlalchemy import Connection, Integer, String, Uuid, bindparam, select, union_all

from kernel import ledgers
from kernel.dialects import DIALECTS, insert_into
from kernel.ledgers import BOX
from kernel.prepared import Prepared
from voting.box.tables import COLUMNS, INBOX, LOG, STATE, Row, lock


class Closed(Exception):
    """The box takes no more: the vote is over."""


class Taken(Exception):
    """This revision or this ballot is there already, waiting or in the log."""


def close(connection: Connection, election_id: int) -> None:
    """From the commit on nothing more comes in; what is on its way is in before."""
    lock(connection)
    shut = insert_into(STATE, connection.dialect.name).values(election_id=election_id, closed=True)
    connection.execute(
        shut.on_conflict_do_update(index_elements=["election_id"], set_={"closed": True})
    )


# Built once: a cast runs them all, and building one costs more than running it.
_ELECTION: Any = bindparam("election_id", type_=Integer)
_OF_TAG = Prepared(
    union_all(
        *(
            select(*(table.c[name] for name in COLUMNS)).where(
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
_MADE = ("election_id", *COLUMNS)


def _put(dialect: str) -> Prepared:
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
    return Prepared(insert_into(INBOX, dialect).from_select(_MADE, made).on_conflict_do_nothing())


_PUT = {dialect: _put(dialect) for dialect in DIALECTS}


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
