"""The log: every leaf well formed, the tree over them, and which leaf of a tag counts."""

import re
from base64 import b64encode
from binascii import Error, a2b_base64
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from verify import files
from verify.canonical import decode_canonical, encode
from verify.differences import Difference, shown
from verify.election import Election, Head
from verify.files import HEADS, HEX32, LOG
from verify.hpke import ENC, TAG
from verify.merkle import Tree, leaf_hash

BALLOT, PAPER, VOID = "ballot", "paper", "void"
_PLAIN = {"election", "kind", "revision", "tag"}

#: what nearly every line looks like; any other one is read as JSON
_USUAL = re.compile(
    rb'\{"election":"([0-9]{1,18})","kind":"(ballot|paper)","revision":([1-9][0-9]{0,8}),'
    rb'"sealed":"([A-Za-z0-9+/]+={0,2})","tag":"([0-9a-f]{64})"\}'
)


@dataclass(frozen=True, slots=True)
class Leaf:
    line: int
    kind: str
    revision: int
    tag: str
    #: empty for "void"
    sealed: bytes


@dataclass
class Log:
    leaves: list[Leaf] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._latest: dict[str, Leaf] | None = None

    @property
    def latest(self) -> dict[str, Leaf]:
        """The highest revision of each tag, "void" ones too."""
        if self._latest is None:
            self._latest = {}
            for leaf in self.leaves:
                known = self._latest.get(leaf.tag)
                if known is None or leaf.revision > known.revision:
                    self._latest[leaf.tag] = leaf
        return self._latest

    @property
    def kinds(self) -> Counter[str]:
        return Counter(leaf.kind for leaf in self.leaves)

    def counted(self, kind: str) -> int:
        return sum(leaf.kind == kind for leaf in self.latest.values())

    @property
    def voided(self) -> int:
        """Ballots that a void mark took away: the last one of each such tag."""
        return self.counted(VOID)

    @property
    def superseded(self) -> int:
        """Ballots that a later one of the same tag replaced."""
        kinds = self.kinds
        return kinds[BALLOT] + kinds[PAPER] - len(self.latest)


def read(election: Election, data: bytes, most: int) -> Log:
    """Stops after `most` leaves: a signed head says how many there are."""
    log = Log()
    for number, line in enumerate(files.gunzip_lines(data, LOG), start=1):
        if number > most:
            raise Difference("log-size", LOG, number, expected=most, found=f"> {most}")
        log.leaves.append(_leaf(election, line, number))
        log.hashes.append(leaf_hash(line))
    return log


def _leaf(election: Election, line: bytes, number: int) -> Leaf:
    usual = _USUAL.fullmatch(line)
    if usual is None:
        found = _unusual(line, number)
    else:
        of, kind, revision, sealed, tag = (part.decode() for part in usual.groups())
        found = {"election": of, "kind": kind, "revision": int(revision), "sealed": sealed,
                 "tag": tag}  # fmt: skip
    if found["election"] != election.id:
        of = shown(found["election"])
        raise Difference("other-election", LOG, number, expected=election.id, found=of)
    if found["kind"] == PAPER and election.paper == "none":
        raise Difference("no-paper", LOG, number)
    sealed_bytes = b""
    if found["kind"] != VOID:
        sealed_bytes = _base64(found["sealed"], number)
        expected = ENC + election.ballot_bytes + TAG
        if len(sealed_bytes) != expected:
            length = len(sealed_bytes)
            raise Difference("sealed-length", LOG, number, expected=expected, found=length)
    return Leaf(number, found["kind"], found["revision"], found["tag"], sealed_bytes)


def _unusual(line: bytes, number: int) -> dict[str, Any]:
    found = decode_canonical(line, LOG, number)
    void = isinstance(found, dict) and found.get("kind") == VOID
    files.fields(found, _PLAIN if void else _PLAIN | {"sealed"}, LOG, number)
    if found["kind"] not in (BALLOT, PAPER, VOID):
        raise Difference("value", LOG, number, name="kind", found=shown(found["kind"]))
    files.whole(found["revision"], "revision", LOG, number, least=1)
    files.matching(found["tag"], HEX32, "tag", LOG, number)
    return dict(found)


def _base64(found: Any, number: int) -> bytes:
    try:
        data = a2b_base64(found, strict_mode=True)
    except (Error, TypeError, ValueError):
        data = b""
    # The last character may carry bits that mean nothing: there is one spelling.
    if not data or b64encode(data).decode() != found:
        raise Difference("value", LOG, number, name="sealed", found=shown(found))
    return data


# --- what all leaves together must be -----------------------------------------------------------


def check_heads(log: Log, heads: Sequence[Head]) -> Tree:
    """The log has the size of the largest head, and begins with the tree of each."""
    if len(log.leaves) != heads[-1].size:
        raise Difference("log-size", LOG, expected=heads[-1].size, found=len(log.leaves))
    tree = Tree(log.hashes)
    for head in reversed(heads):
        if tree.root(head.size) != head.root:
            raise Difference("root", HEADS, size=head.size, found=head.root.hex(),
                             expected=tree.root(head.size).hex())  # fmt: skip
    return tree


def check_revisions(log: Log) -> None:
    """No revision twice or missing; paper is revision 1 and followed by "void" at most."""
    seen: dict[tuple[str, int], Leaf] = {}
    for leaf in log.leaves:
        first = seen.setdefault((leaf.tag, leaf.revision), leaf)
        if first is not leaf:
            raise Difference("twice", LOG, leaf.line, tag=_short(leaf.tag),
                             revision=leaf.revision, first=str(first.line))  # fmt: skip
    for leaf in log.leaves:
        before = seen.get((leaf.tag, leaf.revision - 1))
        if before is None and (leaf.revision > 1 or leaf.kind == VOID):
            raise Difference("gap", LOG, leaf.line, tag=_short(leaf.tag), revision=leaf.revision,
                             missing=leaf.revision - 1)  # fmt: skip
        late = leaf.kind == PAPER and leaf.revision > 1
        if late or (before is not None and before.kind == PAPER and leaf.kind != VOID):
            raise Difference("paper-revision", LOG, leaf.line, tag=_short(leaf.tag))


def _short(tag: str) -> str:
    return f"{tag[:16]}…"


def sealed(log: Log) -> Iterator[Leaf]:
    return (leaf for leaf in log.leaves if leaf.kind != VOID)


def binder(election: Election) -> Callable[[Leaf], bytes]:
    """What a ballot is bound to when it is sealed."""
    fixed = encode({"definition": election.hash, "election": election.id}).decode()[:-1]

    def info(leaf: Leaf) -> bytes:
        return f'{fixed},"revision":{leaf.revision},"tag":"{leaf.tag}"}}'.encode()

    return info
