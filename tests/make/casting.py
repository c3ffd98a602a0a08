"""Votes for tests: cast as people do, and roll and box read back as they lie there."""

from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import insert, select

from accounts.models import Person
from kernel import ledgers
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from tests.make.places import visitor
from tests.make.voting import halves_of, options
from voting import box, casting, custody, queries, roll, sealing
from voting.models import Election


def vote(election: Election, person: Person, *titles: str, nonce: str = "") -> dict[str, Any]:
    return cast(election, visitor(person), *titles, nonce=nonce)


def cast(
    election: Election, by: Visitor, *titles: str, nonce: str = "", code: str = ""
) -> dict[str, Any]:
    by_title = options(election)
    return cast_choice(
        election, by, [str(by_title[title].id) for title in titles], nonce=nonce, code=code
    )


def cast_choice(
    election: Election, by: Visitor, choice: Any, *, nonce: str = "", code: str = ""
) -> dict[str, Any]:
    election_id = election.id
    db.session.rollback()
    try:
        fresh = queries.get_election(election_id)
        return casting.cast(fresh, by=by, choice=choice, nonce=nonce, code=code)
    finally:
        db.session.rollback()  # what the test reads next is not the snapshot from before


def cast_code(election: Election, code: str, *titles: str, nonce: str = "") -> dict[str, Any]:
    return cast(election, NOBODY, *titles, nonce=nonce, code=code)


def entries(election: Election) -> list[Any]:
    """Rows of the roll."""
    with ledgers.read(ledgers.ROLL) as connection:
        statement = select(roll.ENTRY).where(roll.ENTRY.c.election_id == election.id)
        return list(connection.execute(statement))


def waiting(election: Election) -> list[Any]:
    """Rows of the inbox."""
    with ledgers.read(ledgers.BOX) as connection:
        statement = select(box.INBOX).where(box.INBOX.c.election_id == election.id)
        return list(connection.execute(statement))


def logged(election: Election) -> list[box.Row]:
    """Leaves of the log, in its order."""
    with ledgers.read(ledgers.BOX) as connection:
        return list(box.list_log(connection, election.id))


def heads(election: Election) -> list[dict[str, Any]]:
    with ledgers.read(ledgers.BOX) as connection:
        return box.list_heads(connection, election.id)


def ballots(election: Election) -> list[box.Row]:
    """Whatever lies in the box, waiting or in the log, by tag and revision."""
    found = [
        box.Row(row.id, row.kind, row.tag, row.revision, row.sealed) for row in waiting(election)
    ]
    return sorted([*found, *logged(election)], key=lambda row: (row.tag, row.revision))


def key_of(election: Election) -> X25519PrivateKey:
    """As two custodians would join it."""
    one, other = (halves_of(custodian) for custodian in _custodians(election)[:2])
    public = bytes.fromhex(election.sealing_key or "")
    return X25519PrivateKey.from_private_bytes(custody.joined(one["12"], other["12"], public))


def _custodians(election: Election) -> Sequence[Any]:
    return queries.get_election(election.id).custodians


def opened(election: Election) -> list[Any]:
    """What was voted, in the order of `ballots`: voids left out."""
    key = key_of(election)
    return [
        sealing.open_choice(key, row.sealed, place_of(election, row))["choice"]
        for row in ballots(election)
        if row.sealed is not None
    ]


def place_of(election: Election, row: box.Row) -> sealing.Place:
    return sealing.Place(str(election.id), election.definition_sha256 or "", row.tag, row.revision)


def give_line(
    election: Election, kind: str, typed: str, neighbourhood_id: int | None = None
) -> None:
    """A line on the roll: kind "email" or "code"."""
    tag = casting.identity_tag(election, kind, typed)
    with ledgers.write(ledgers.ROLL) as connection:
        connection.execute(
            insert(roll.LINE).values(
                election_id=election.id, identity_tag=tag, neighbourhood_id=neighbourhood_id
            )
        )
