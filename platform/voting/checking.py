"""What became of a receipt: received, in the log, counted. The server's own answer.

A browser checks the same from the published files alone, and so does `python -m verify receipt`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.exc import NoResultFound

from kernel import ledgers
from kernel.ids import as_id
from voting import box, merkle, queries, sealing
from voting.models import Election, ElectionState


class Fate(StrEnum):
    UNREADABLE = "unreadable"  # no receipt at all
    UNKNOWN = "unknown"  # of no vote of this installation
    FORGED = "forged"  # not signed by this vote's key
    RECEIVED = "received"  # waits for a batch
    INCLUDED = "included"
    REPLACED = "replaced"  # a later ballot of the same voter counts
    VOID = "void"  # the voter voted on paper
    COUNTED = "counted"
    MISSING = "missing"  # signed, and in no file: a broken promise


@dataclass(frozen=True)
class Checked:
    fate: Fate
    election: Election | None = None
    leaf: str = ""
    #: place in the log, from 1, of so many
    place: int = 0
    size: int = 0
    #: {"choice": …} where the opened ballots are published and this one counts
    ballot: Mapping[str, Any] | None = None


def check(text: str) -> Checked:
    """`text`: a receipt as JSON, its short form, or the address of its QR code."""
    receipt = read(text)
    if receipt is None:
        return Checked(Fate.UNREADABLE)
    election = _election(receipt["election"])
    if election is None:
        return Checked(Fate.UNKNOWN)
    leaf = receipt["leaf"]
    if not _is_signed(election, receipt):
        return Checked(Fate.FORGED, election, leaf)
    return _find(election, leaf)


def read(text: str) -> dict[str, str] | None:
    """The five parts of a receipt; a short form names only the beginning of the definition."""
    text = text.strip()
    if text.startswith("{"):
        return _read_json(text)
    short = sealing.read_short(text.rpartition("#")[2])
    return None if short is None or not _is_leaf(short["leaf"]) else short


PARTS = ("election", "definition", "leaf", "included_by", "signature")


def _read_json(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("type") != "receipt":
        return None
    parts = {name: str(found.get(name, "")) for name in PARTS}
    return parts if _is_leaf(parts["leaf"]) else None


def _is_leaf(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)


def _election(written: str) -> Election | None:
    number = as_id(written)
    if number is None:
        return None
    try:
        election = queries.get_election(number)
    except NoResultFound:
        return None
    return None if election.state is ElectionState.DRAFT else election


def _is_signed(election: Election, receipt: Mapping[str, str]) -> bool:
    definition = election.definition_sha256 or ""
    if not receipt["definition"] or not definition.startswith(receipt["definition"]):
        return False
    log_key = json.loads(election.definition or "{}").get("log_key", "")
    whole = {
        "definition": definition,
        "election": receipt["election"],
        "included_by": receipt["included_by"],
        "leaf": receipt["leaf"],
        "signature": receipt["signature"],
        "type": "receipt",
    }
    return bool(log_key) and sealing.is_signed(bytes.fromhex(log_key), whole)


def _find(election: Election, leaf: str) -> Checked:
    with ledgers.read(ledgers.BOX) as connection:
        found = box.find_leaf(connection, election.id, bytes.fromhex(leaf))
        if found is None:
            waits = any(
                _leaf_of(election, row) == leaf for row in box.list_waiting(connection, election.id)
            )
            return Checked(Fate.RECEIVED if waits else Fate.MISSING, election, leaf)
        newest = box.last(connection, election.id, found.row.tag)
    here = Checked(Fate.INCLUDED, election, leaf, found.place + 1, found.size)
    if newest is not None and newest.revision > found.row.revision:
        void = newest.kind == sealing.VOID
        return replace(here, fate=Fate.VOID if void else Fate.REPLACED)
    if election.state is not ElectionState.COUNTED:
        return here
    return replace(here, fate=Fate.COUNTED, ballot=_opened(election, found.row))


def _leaf_of(election: Election, row: box.Row) -> str:
    return merkle.leaf_hash(row.leaf(str(election.id), election.definition_sha256 or "")).hex()


def _opened(election: Election, row: box.Row) -> Mapping[str, Any] | None:
    """As everybody can open it from the published files; None where no key is published."""
    if election.opened_key is None or row.sealed is None:
        return None
    place = sealing.Place(str(election.id), election.definition_sha256 or "", row.tag, row.revision)
    key = X25519PrivateKey.from_private_bytes(bytes.fromhex(election.opened_key))
    return sealing.open_choice(key, row.sealed, place)
