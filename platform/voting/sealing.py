"""What lies in the box and what the voter takes home: exact bytes, sealed and signed.

The formats stand in docs/trust.md; `verify/` reads them with code of its own. Nothing here knows a
person, a database or the clock.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from voting.counting.definition import Definition, canonical
from voting.counting.parameters import Ballot

#: what browsers' WebCrypto opens as well
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
#: the sealed form is longer than what is sealed: X25519 share and GCM tag
OVERHEAD = 32 + 16
#: every ballot of an election has a multiple of this many bytes
BLOCK = 64
#: a name has at most 120 letters, six bytes each where JSON escapes them
NAME_BYTES = 120 * 6


class NotSealed(ValueError):
    """Opens with no such key, for no such election, tag or revision."""


# --- keys ---------------------------------------------------------------------------------------


def new_key() -> tuple[bytes, bytes]:
    """A sealing key: private and public half, 32 bytes each. The private one is never stored."""
    private = secrets.token_bytes(32)
    return private, public_of(private)


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def is_weak(public: bytes) -> bool:
    """A point of small order: every secret shared with it is the same."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return True
    return False


def log_public(seed: bytes) -> bytes:
    """Of the key in KEY_DIR that signs receipts and tree heads."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def seal(public: bytes, text: bytes, info: bytes) -> bytes:
    sealed: bytes = SUITE.encrypt(text, X25519PublicKey.from_public_bytes(public), info)
    return sealed


def unseal(private: X25519PrivateKey, sealed: bytes, info: bytes) -> bytes:
    try:
        text: bytes = SUITE.decrypt(sealed, private, info)
    except (InvalidTag, ValueError):
        raise NotSealed("sealed for something else, or changed") from None
    return text


# --- the ballot ---------------------------------------------------------------------------------


def choice_text(kind: Ballot, choice: Any) -> Any:
    """The one form of a choice: choices by UTF-16 units, ranks best first, points by option.

    A place of equal ranks is a sorted list, a single one its id; None is an unreadable ballot.
    """
    if choice is None:
        return None
    if kind is Ballot.CHOICES:
        return sorted(set(choice), key=_units)
    if kind is Ballot.POINTS:
        return {name: points for name, points in choice.items() if points is not None}
    return [_place(place) for place in choice]


def _place(place: Any) -> Any:
    if isinstance(place, str):
        return place
    several = sorted(set(place), key=_units)
    return several[0] if len(several) == 1 else several


def _units(name: str) -> bytes:
    return name.encode("utf-16-be")


def padded(choice: Any, length: int, *, name: str | None = None) -> bytes:
    """The plaintext: canonical JSON and spaces, so that every ballot has one length."""
    found = {"choice": choice} if name is None else {"choice": choice, "name": name}
    text = canonical(found).encode()
    if len(text) > length:
        raise ValueError(f"a ballot of {len(text)} bytes where {length} are the most")
    return text.ljust(length, b" ")


def longest(definition: Definition, *, named: bool) -> int:
    """Bytes of the longest ballot anybody can cast, rounded up to whole blocks."""
    ids = sorted(definition.ids, key=lambda name: len(name.encode()), reverse=True)
    if definition.ballot is Ballot.POINTS:
        choice: Any = dict.fromkeys(ids, -_most_points(definition))
    elif definition.ballot is Ballot.RANKS and definition.params.get("equal_ranks"):
        choice = [[name] for name in ids]
    else:
        choice = ids
    text = canonical({"choice": choice, "name": "x" * (NAME_BYTES if named else 0)})
    return -(-len(text.encode()) // BLOCK) * BLOCK


def _most_points(definition: Definition) -> int:
    limits = ("max_points", "max_score", "max_sum", "credits")
    found = [definition.params[name] for name in limits if definition.params.get(name)]
    return min(found, default=10**9)


@dataclass(frozen=True)
class Place:
    """Where a ballot belongs; sealed into it, so that it opens nowhere else."""

    election: str
    definition: str
    tag: str
    revision: int

    @property
    def info(self) -> bytes:
        found = {
            "definition": self.definition,
            "election": self.election,
            "revision": self.revision,
            "tag": self.tag,
        }
        return canonical(found).encode()


def open_choice(private: X25519PrivateKey, sealed: bytes, place: Place) -> Mapping[str, Any]:
    """{"choice", maybe "name"}; NotSealed for anything that was not sealed here."""
    text = unseal(private, sealed, place.info)
    try:
        found = json.loads(text)
    except ValueError:
        raise NotSealed("no JSON inside") from None
    if not isinstance(found, Mapping) or "choice" not in found:
        raise NotSealed("no ballot inside")
    return found


# --- the log ------------------------------------------------------------------------------------

BALLOT, PAPER, VOID = "ballot", "paper", "void"


def leaf(kind: str, place: Place, sealed: bytes | None) -> bytes:
    """One line of the public log."""
    found: dict[str, Any] = {
        "election": place.election,
        "kind": kind,
        "revision": place.revision,
        "tag": place.tag,
    }
    if sealed is not None:
        found["sealed"] = base64.b64encode(sealed).decode()
    return canonical(found).encode()


def signed(seed: bytes, found: Mapping[str, Any]) -> dict[str, Any]:
    """The object with an Ed25519 signature over its canonical form."""
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(canonical(found).encode())
    return {**found, "signature": signature.hex()}


def is_signed(public: bytes, found: Mapping[str, Any]) -> bool:
    rest = {name: value for name, value in found.items() if name != "signature"}
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(bytes.fromhex(found["signature"]), canonical(rest).encode())
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return False
    return True


def tree_head(seed: bytes, *, election: str, size: int, root: bytes, hour: str) -> dict[str, Any]:
    found = {
        "election": election,
        "hour": hour,
        "root": root.hex(),
        "size": size,
        "type": "tree-head",
    }
    return signed(seed, found)


# --- the receipt --------------------------------------------------------------------------------


def receipt(
    seed: bytes, *, election: str, definition: str, leaf_hash: str, included_by: str
) -> dict[str, Any]:
    """The promise that this leaf will stand in the log by then."""
    found = {
        "definition": definition,
        "election": election,
        "included_by": included_by,
        "leaf": leaf_hash,
        "type": "receipt",
    }
    return signed(seed, found)


def short_receipt(found: Mapping[str, Any]) -> str:
    """For the QR code: everything but the tree head, in one line."""
    signature = base64.urlsafe_b64encode(bytes.fromhex(found["signature"])).decode().rstrip("=")
    parts = (
        "KM1",
        found["election"],
        found["definition"][:16],
        found["leaf"],
        found["included_by"],
        signature,
    )
    return ".".join(parts)


def read_short(text: str) -> dict[str, str] | None:
    """The parts of a short receipt by name; None for anything else."""
    parts = text.strip().split(".")
    if len(parts) != 6 or parts[0] != "KM1":
        return None
    names = ("election", "definition", "leaf", "included_by", "signature")
    found = dict(zip(names, parts[1:], strict=True))
    try:
        signature = base64.urlsafe_b64decode(found["signature"] + "==")
    except ValueError:
        return None
    return {**found, "signature": signature.hex()}
