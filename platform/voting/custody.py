"""The key that opens the box, in halves: any two of three custodians have it, one alone has noise.

For each pair of custodians the private key is split by XOR into two random halves, each sealed to
one of the two (docs/trust.md). A custodian's own key is made and kept on the custodian's machine.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voting import sealing
from voting.counting.definition import canonical

CUSTODIANS = (1, 2, 3)
PAIRS = tuple(f"{one}{other}" for one, other in combinations(CUSTODIANS, 2))


class NotAKey(ValueError):
    """Not what a custodian's page prints, or with a typing error."""


class NotTheHalf(ValueError):
    """A half that does not belong to this election, pair or custodian."""


def _info(election: str, custodian: int, pair: str) -> bytes:
    found = {"custodian": custodian, "election": election, "pair": pair, "type": "half"}
    return canonical(found).encode()


def split(election: str, private: bytes, publics: Sequence[bytes]) -> dict[int, dict[str, Any]]:
    """By custodian: the sealed halves, and the hashes by which halves are known again later.

    {1: {"halves": {"12": sealed, "13": sealed}, "known": {"12": hex, …}, "trial": hex}, …}
    """
    halves: dict[int, dict[str, bytes]] = {number: {} for number in CUSTODIANS}
    for pair in PAIRS:
        one, other = int(pair[0]), int(pair[1])
        halves[one][pair] = secrets.token_bytes(32)
        halves[other][pair] = _xor(private, halves[one][pair])
    return {
        number: {
            "halves": {
                pair: sealing.seal(publics[number - 1], half, _info(election, number, pair))
                for pair, half in mine.items()
            },
            "known": {pair: hashlib.sha256(half).hexdigest() for pair, half in mine.items()},
            "trial": hashlib.sha256(trial_answer(mine).encode()).hexdigest(),
        }
        for number, mine in halves.items()
    }


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def joined(one: bytes, other: bytes, public: bytes) -> bytes:
    """The private key, from the two halves of one pair."""
    private = _xor(one, other)
    if sealing.public_of(private) != public:
        raise NotTheHalf("the two halves do not make the key of this election")
    return private


def trial_answer(halves: Mapping[str, bytes]) -> str:
    """What a custodian types to show that the envelope opens; says nothing about the halves."""
    whole = b"trial" + b"".join(halves[pair] for pair in sorted(halves))
    return hashlib.sha256(whole).hexdigest()[:16]


# --- the custodian's side (the offline page and `python -m verify custodian` do the same) ---------


def private_of(seed: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"katiliyoruz custodian").derive(seed)


def opened(envelope: Mapping[str, Any], private: bytes) -> dict[str, bytes]:
    """The halves inside, by pair; for tests and the demo, whose custodians live in one place."""
    key = X25519PrivateKey.from_private_bytes(private)
    election, custodian = envelope["election"], envelope["custodian"]
    return {
        row["pair"]: sealing.unseal(
            key, base64.b64decode(row["sealed"]), _info(election, custodian, row["pair"])
        )
        for row in envelope["halves"]
    }


def public_line(public: bytes) -> str:
    """`KC1.<hex>.<check>`: what a custodian uploads."""
    return f"KC1.{public.hex()}.{hashlib.sha256(public).hexdigest()[:8]}"


def read_public(text: str) -> bytes:
    parts = "".join(text.split()).split(".")
    try:
        head, written, check = parts
        public = bytes.fromhex(written)
    except ValueError:
        raise NotAKey("not a custodian's line") from None
    if head != "KC1" or len(public) != 32 or public_line(public).rpartition(".")[2] != check:
        raise NotAKey("a typing error in the custodian's line")
    if sealing.is_weak(public):
        raise NotAKey("no key at all: what is sealed to it would be open to everybody")
    return public


def half_lines(halves: Mapping[str, bytes]) -> str:
    """`KH1.<pair>.<hex>` a line: what a custodian types at the opening."""
    return "\n".join(f"KH1.{pair}.{half.hex()}" for pair, half in sorted(halves.items()))


def read_halves(text: str) -> dict[str, bytes]:
    found = {}
    for line in text.split():
        try:
            head, pair, written = line.split(".")
            half = bytes.fromhex(written)
        except ValueError:
            raise NotTheHalf("not the lines of an opened envelope") from None
        if head != "KH1" or pair not in PAIRS or len(half) != 32:
            raise NotTheHalf("not the lines of an opened envelope")
        found[pair] = half
    return found
