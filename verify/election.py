"""The definition of an election, and what its log key has signed."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from verify import files
from verify.canonical import decode_canonical, encode
from verify.differences import Difference, shown
from verify.files import ELECTION, HEX32, HEX64
from voting.counting.definition import Definition, parse

HEAD = {"election", "hour", "root", "signature", "size", "type"}
MOST_BYTES = 1 << 16


@dataclass(frozen=True)
class Election:
    id: str
    hash: str
    rules: Definition
    ballot_bytes: int
    sealing_key: str
    log_key: str
    secret: bool
    open_ballots: bool
    paper: str

    def signed(self, document: dict[str, Any], name: str, file: str) -> None:
        """The signature of `document` over all its other fields."""
        signature = files.matching(document["signature"], HEX64, f"{name}: signature", file)
        rest = {key: value for key, value in document.items() if key != "signature"}
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.log_key))
        try:
            key.verify(bytes.fromhex(signature), encode(rest))
        except (InvalidSignature, TypeError, ValueError):
            raise Difference("signature", file, name=name) from None


def read(data: bytes, file: str = ELECTION) -> Election:
    document = decode_canonical(data, file)
    if not isinstance(document, dict):
        raise Difference("value", file, name="{}", found=shown(document))
    try:
        rules = parse(document)
    except Exception as error:  # another package's code on a stranger's file
        raise Difference("definition", file, reason=shown(error)) from None
    get = document.get
    _custodians(get("custodians"), file)
    files.one_of(get("roll"), ("proofs", "uploaded", "codes"), "roll", file)
    return Election(
        id=rules.election,
        hash=sha256(data).hexdigest(),
        rules=rules,
        ballot_bytes=_length(get("ballot_bytes"), file),
        sealing_key=files.matching(get("sealing_key"), HEX32, "sealing_key", file),
        log_key=files.matching(get("log_key"), HEX32, "log_key", file),
        secret=files.one_of(get("secrecy"), ("secret", "named"), "secrecy", file) == "secret",
        open_ballots=files.one_of(get("open_ballots"), (True, False), "open_ballots", file),
        paper=files.one_of(get("paper"), ("none", "paper_wins", "first_wins"), "paper", file),
    )


def _length(found: Any, file: str) -> int:
    if files.whole(found, "ballot_bytes", file, least=1) > MOST_BYTES:
        raise Difference("value", file, name="ballot_bytes", found=found)
    return int(found)


def _custodians(found: Any, file: str) -> None:
    if not (isinstance(found, list) and len(found) == 3):
        raise Difference("value", file, name="custodians", found=shown(found))
    for row in found:
        files.fields(row, {"name", "body", "key"}, file)
        files.matching(row["key"], HEX32, "custodians: key", file)
    if len({row["key"] for row in found}) != 3:
        raise Difference("value", file, name="custodians", found=shown(found))


# --- tree heads ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    size: int
    hour: str
    root: bytes
    document: dict[str, Any]

    @property
    def shown(self) -> str:
        return encode(self.document).decode()


def head(election: Election, document: Any, name: str, file: str) -> Head:
    """A signed head of this election."""
    files.fields(document, HEAD, file)
    files.one_of(document["type"], ("tree-head",), f"{name}: type", file)
    if document["election"] != election.id:
        found = shown(document["election"])
        raise Difference("mismatch", file, name=f"{name}: election", expected=election.id,
                         found=found)  # fmt: skip
    size = files.whole(document["size"], f"{name}: size", file)
    hour = files.moment(document["hour"], f"{name}: hour", file, hour=True)
    root = files.matching(document["root"], HEX32, f"{name}: root", file)
    election.signed(document, name, file)
    return Head(size, hour, bytes.fromhex(root), document)


def heads(election: Election, documents: Any, file: str) -> list[Head]:
    """All published ones, by size, then by hour."""
    if not (isinstance(documents, list) and documents):
        raise Difference("no-heads", file)
    found: list[Head] = []
    for number, document in enumerate(documents, start=1):
        one = head(election, document, f"[{number}]", file)
        if found and (one.size, one.hour) <= (found[-1].size, found[-1].hour):
            raise Difference("head-order", file, number=number)
        found.append(one)
    return found
