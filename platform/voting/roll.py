"""The roll: who has voted, never what. A database of its own (`kernel.ledgers`)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)

from kernel import ledgers
from kernel.db import Moment
from kernel.dialects import DIALECTS, insert_into
from kernel.ledgers import METADATA, ROLL
from kernel.prepared import Prepared

WEB, CODE, ASSISTED, ON_PAPER = "web", "code", "assisted", "paper"
CHANNELS = (WEB, CODE, ASSISTED, ON_PAPER)

#: one row a voter and a vote, without order and without a moment
ENTRY = Table(
    "roll_entry",
    METADATA[ROLL],
    Column("id", Uuid, primary_key=True),
    Column("election_id", Integer, nullable=False),
    #: the proof that voted; both NULL for a roll line, a code, or a deleted account
    Column("email_proof_id", Integer),
    Column("residence_proof_id", Integer),
    #: HMAC of address, line or code under the election's key: nobody votes twice by coming back
    Column("identity_tag", String(64), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("neighbourhood_id", Integer),
    #: the hour, never the minute
    Column("hour", Moment, nullable=False),
    #: where somebody voted on paper (`polling_desk`); compared with the ballots found there
    Column("desk_id", Integer),
    UniqueConstraint("election_id", "email_proof_id"),
    UniqueConstraint("election_id", "residence_proof_id"),
    UniqueConstraint("election_id", "identity_tag"),
    CheckConstraint("email_proof_id IS NULL OR residence_proof_id IS NULL", name="one_proof"),
    CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
    sqlite_with_rowid=False,
)
Index("ix_roll_entry_email_proof_id", ENTRY.c.email_proof_id)
Index("ix_roll_entry_residence_proof_id", ENTRY.c.residence_proof_id)

#: who may vote where it is not read from proofs: lines of an uploaded roll, codes on paper
LINE = Table(
    "roll_line",
    METADATA[ROLL],
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    #: HMAC of what was typed under the election's key
    Column("identity_tag", String(64), primary_key=True),
    Column("neighbourhood_id", Integer),
    sqlite_with_rowid=False,
)


#: how many marks without a ballot were removed at the end; in one commit with the removing
BEGUN = Table(
    "roll_begun",
    METADATA[ROLL],
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)


#: entries whose web ballot a mark on paper has replaced, with the channel they had before; the
#: mark may be taken back while the vote is open
REPLACED = Table(
    "roll_replaced",
    METADATA[ROLL],
    Column("entry_id", Uuid, primary_key=True),
    Column("channel", String(10), nullable=False),
    sqlite_with_rowid=False,
)

#: lines and codes that may no longer be used; a ballot cast with one stays
VOID = Table(
    "roll_void",
    METADATA[ROLL],
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("identity_tag", String(64), primary_key=True),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True)
class Ticket:
    """What a browser may vote with here besides its account: a code, or somebody at the desk.

    `tag` names a line of the roll; without one it is the account of `person_id`.
    """

    tag: str = ""
    person_id: int | None = None
    channel: str = CODE
    #: on a shared tablet, which forgets everything at the end
    kiosk: bool = False


@dataclass(frozen=True)
class Mark:
    """What stands on the roll for a voter."""

    id: uuid.UUID
    channel: str
    #: where somebody voted on paper
    desk_id: int | None = None
    #: made a moment ago by whoever asks
    new: bool = False


# Built once: a cast runs them, and building one costs more than running it.
_INSERT = {
    dialect: insert_into(ENTRY, dialect).on_conflict_do_nothing().returning(ENTRY.c.id)
    for dialect in DIALECTS
}


def insert(connection: Connection, **values: Any) -> bool:
    """Whoever is first stands there; False: a second entry of the same voter changes nothing."""
    return connection.execute(_INSERT[connection.dialect.name], values).first() is not None


_PROOFS = ("email_proof_id", "residence_proof_id", "identity_tag")
#: what a voter's entry is made of
_MADE = (
    "id",
    "election_id",
    "email_proof_id",
    "residence_proof_id",
    "identity_tag",
    "channel",
    "neighbourhood_id",
    "hour",
)


@lru_cache(maxsize=64)
def _theirs(emails: int, residences: int, tags: int) -> tuple[Any, ...]:
    """So many of each kind. A part for each index: with OR the whole roll would be read."""
    return tuple(
        select(ENTRY.c.id, ENTRY.c.channel, ENTRY.c.desk_id).where(
            ENTRY.c.election_id == bindparam("election_id"),
            ENTRY.c[name].in_([bindparam(f"{name}_{place}") for place in range(number)]),
        )
        for name, number in zip(_PROOFS, (emails, residences, tags), strict=True)
        if number
    )


@lru_cache(maxsize=64)
def _find(*numbers: int) -> Prepared:
    return Prepared(union_all(*_theirs(*numbers)).limit(1))


@lru_cache(maxsize=64)
def _sign(dialect: str, *numbers: int) -> Prepared:
    """An entry, unless one of these stands there already or is being made."""
    made = [bindparam(name, type_=ENTRY.c[name].type) for name in _MADE]
    fresh = select(*made).where(true(), *(~one.exists() for one in _theirs(*numbers)))
    entry = insert_into(ENTRY, dialect)
    return Prepared(entry.from_select(_MADE, fresh).on_conflict_do_nothing())


def _numbered(who: Mapping[str, Any]) -> tuple[tuple[int, ...], dict[str, Any]]:
    tag = who.get("identity_tag")
    found = [who.get("email_proof_id", ()), who.get("residence_proof_id", ()), [tag] if tag else ()]
    numbered = {
        f"{name}_{place}": one
        for name, ones in zip(_PROOFS, found, strict=True)
        for place, one in enumerate(ones)
    }
    return tuple(len(ones) for ones in found), numbered


def sign(election_id: int, who: Mapping[str, Any], **values: Any) -> bool:
    """In a transaction of its own, durable on return: whether this voter's entry is new.

    False when an entry of `who` stands there (`find`), or another one of the same identity.
    """
    numbers, known = _numbered(who)
    statement = _sign(ledgers.engine(ROLL).dialect.name, *numbers)
    values = {**dict.fromkeys(_MADE), **values, "election_id": election_id, **known}
    return ledgers.commit(ROLL, statement, **values) == 1


def find(connection: Connection, election_id: int, who: Mapping[str, Any]) -> Mark | None:
    """By any of the proofs in `who` ("email_proof_id": [ids], …) or by "identity_tag"."""
    numbers, known = _numbered(who)
    if not any(numbers):
        return None
    row = next(iter(_find(*numbers).all(connection, election_id=election_id, **known)), None)
    return None if row is None else Mark(row.id, row.channel, row.desk_id)


def list_entries(connection: Connection, election_id: int) -> Sequence[Mark]:
    rows = connection.execute(
        select(ENTRY.c.id, ENTRY.c.channel).where(ENTRY.c.election_id == election_id)
    )
    return [Mark(row.id, row.channel) for row in rows]


def remove(connection: Connection, entries: Sequence[uuid.UUID]) -> None:
    connection.execute(delete(ENTRY).where(ENTRY.c.id.in_(entries)))


def remove_begun(connection: Connection, election_id: int, entries: Sequence[uuid.UUID]) -> int:
    """Marks without a ballot; how many they were, those of an interrupted earlier call too."""
    remove(connection, entries)
    counted = {"election_id": election_id, "number": len(entries)}
    added = insert_into(BEGUN, connection.dialect.name).values(counted)
    connection.execute(
        added.on_conflict_do_update(
            index_elements=["election_id"], set_={"number": BEGUN.c.number + len(entries)}
        )
    )
    found = select(BEGUN.c.number).where(BEGUN.c.election_id == election_id)
    return int(connection.scalar(found) or 0)


def set_on_paper(connection: Connection, mark: Mark, desk_id: int) -> None:
    """The entry of a web ballot; the box gets its void at the end."""
    statement = update(ENTRY).where(ENTRY.c.id == mark.id)
    connection.execute(statement.values(channel=ON_PAPER, desk_id=desk_id))
    connection.execute(REPLACED.insert().values(entry_id=mark.id, channel=mark.channel))


def take_back(connection: Connection, mark: Mark, desk_id: int) -> bool:
    """A mark on paper made at this desk: the entry goes, or is again what it was before.

    False when it is no longer there, or not this desk's.
    """
    before = connection.scalar(select(REPLACED.c.channel).where(REPLACED.c.entry_id == mark.id))
    mine = ENTRY.c.id == mark.id, ENTRY.c.channel == ON_PAPER, ENTRY.c.desk_id == desk_id
    if before is None:
        return connection.execute(delete(ENTRY).where(*mine)).rowcount == 1
    again = update(ENTRY).where(*mine).values(channel=before, desk_id=None)
    connection.execute(delete(REPLACED).where(REPLACED.c.entry_id == mark.id))
    return connection.execute(again).rowcount == 1


def count_by_desk(connection: Connection, election_id: int) -> dict[int, int]:
    """Who was marked as having voted on paper."""
    rows = connection.execute(
        select(ENTRY.c.desk_id, func.count())
        .where(ENTRY.c.election_id == election_id, ENTRY.c.channel == ON_PAPER)
        .group_by(ENTRY.c.desk_id)
    )
    return {desk: number for desk, number in rows}


def list_helped(connection: Connection, election_id: int, before: datetime) -> Sequence[Any]:
    """The proofs of those who voted with help in an earlier hour."""
    return connection.execute(
        select(ENTRY.c.email_proof_id, ENTRY.c.residence_proof_id).where(
            ENTRY.c.election_id == election_id, ENTRY.c.channel == ASSISTED, ENTRY.c.hour < before
        )
    ).all()


def count_by_neighbourhood(connection: Connection, election_id: int) -> dict[int | None, int]:
    rows = connection.execute(
        select(ENTRY.c.neighbourhood_id, func.count())
        .where(ENTRY.c.election_id == election_id)
        .group_by(ENTRY.c.neighbourhood_id)
    )
    return {place: number for place, number in rows}


def list_elections(connection: Connection, who: Mapping[str, Sequence[int]]) -> list[int]:
    """In which votes somebody's proofs stand on the roll."""
    known = [ENTRY.c[name].in_(ids) for name, ids in who.items() if ids]
    if not known:
        return []
    return list(
        connection.scalars(
            select(ENTRY.c.election_id).where(or_(*known)).distinct().order_by(ENTRY.c.election_id)
        )
    )


def forget(connection: Connection, who: Mapping[str, Sequence[int]]) -> None:
    """The proofs go; the tag of the address stays until the count."""
    for name, ids in who.items():
        connection.execute(update(ENTRY).where(ENTRY.c[name].in_(ids)).values({name: None}))


def drop_lines(connection: Connection, election_id: int) -> None:
    connection.execute(delete(LINE).where(LINE.c.election_id == election_id))


def add_lines(connection: Connection, election_id: int, lines: Mapping[str, int | None]) -> None:
    """Neighbourhoods by tag. In the order of the tags, which says nothing."""
    rows = [
        {"election_id": election_id, "identity_tag": tag, "neighbourhood_id": lines[tag]}
        for tag in sorted(lines)
    ]
    for start in range(0, len(rows), 5_000):
        connection.execute(LINE.insert(), rows[start : start + 5_000])


def find_line(connection: Connection, election_id: int, tag: str, *, hold: bool = False) -> Any:
    """The line or code with this tag: its neighbourhood_id; None when it may not be used.

    `hold`: until the end of the transaction nobody voids it.
    """
    statement = select(LINE.c.identity_tag, LINE.c.neighbourhood_id).where(
        and_(LINE.c.election_id == election_id, LINE.c.identity_tag == tag)
    )
    found = connection.execute(statement.with_for_update(read=True) if hold else statement).first()
    return None if found is None or is_void(connection, election_id, tag) else found


def is_void(connection: Connection, election_id: int, tag: str) -> bool:
    mine = VOID.c.election_id == election_id, VOID.c.identity_tag == tag
    return connection.execute(select(VOID.c.identity_tag).where(*mine)).first() is not None


def list_lines(connection: Connection, election_id: int, start: str) -> list[str]:
    """Tags of lines and of void ones that begin with this, at most two."""
    found = union(
        *(
            select(table.c.identity_tag).where(
                table.c.election_id == election_id, table.c.identity_tag.startswith(start)
            )
            for table in (LINE, VOID)
        )
    )
    return list(connection.scalars(found.limit(2)))


def void_line(connection: Connection, election_id: int, tag: str) -> bool:
    """From the commit on nobody votes with it; whether somebody already has.

    An unused one leaves the roll: it is no longer somebody who may vote.
    """
    mine = LINE.c.election_id == election_id, LINE.c.identity_tag == tag
    connection.execute(select(LINE.c.identity_tag).where(*mine).with_for_update())
    connection.execute(VOID.insert().values(election_id=election_id, identity_tag=tag))
    if find(connection, election_id, {"identity_tag": tag}) is not None:
        return True
    connection.execute(delete(LINE).where(*mine))
    return False


def count_lines(connection: Connection, election_id: int) -> int:
    return (
        connection.scalar(
            select(func.count()).select_from(LINE).where(LINE.c.election_id == election_id)
        )
        or 0
    )


def count_lines_by_neighbourhood(connection: Connection, election_id: int) -> dict[int | None, int]:
    rows = connection.execute(
        select(LINE.c.neighbourhood_id, func.count())
        .where(LINE.c.election_id == election_id)
        .group_by(LINE.c.neighbourhood_id)
    )
    return {place: number for place, number in rows}


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
