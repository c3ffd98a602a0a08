"""Receipts and tree heads that people kept, against the published log and against each other."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify import bundle, files, log
from verify import election as elections
from verify.canonical import decode
from verify.differences import Difference, shown
from verify.election import Election, Head
from verify.files import ELECTION, HEADS, HEX32, LOG, RESULT, Folder
from verify.log import VOID, Log
from verify.merkle import Tree, includes

RECEIPT = {"type", "election", "definition", "leaf", "included_by", "signature", "head"}
#: KM1.<election>.<definition[:16]>.<leaf>.<included_by>.<signature>
SHORT = re.compile(
    r"KM1\.([^.\s]{1,40})\.([0-9a-f]{16})\.([0-9a-f]{64})\.([0-9TZ:-]{20})\.([A-Za-z0-9_-]{86})"
)

Tell = Callable[..., None]


@dataclass
class Report:
    checked: int = 0
    differences: list[Difference] = field(default_factory=list)

    def run(self, step: Callable[[], None]) -> None:
        """One difference does not keep the others from being looked at."""
        try:
            step()
        except Difference as difference:
            self.differences.append(difference)


@dataclass(frozen=True)
class Item:
    """One receipt or head of a file; `document` is a text for the short form."""

    name: str
    document: Any


def items(path: Path) -> Iterator[Item]:
    yield from _items(shown(path.name), files.read(path, shown(path)))


def _items(name: str, data: bytes) -> Iterator[Item]:
    if data.lstrip().startswith(b"KM1."):
        for line in data.decode("ascii", "replace").split():
            yield Item(name, line)
        return
    found = decode(_out_of_letter(data), name)
    if not isinstance(found, list):
        yield Item(name, found)
        return
    for number, document in enumerate(found, start=1):
        yield Item(f"{name} [{number}]", document)


#: what stands in a mail: an object whose braces begin lines of their own
LETTER = re.compile(rb"^\{\r?$.*?^\}", re.MULTILINE | re.DOTALL)


def _out_of_letter(data: bytes) -> bytes:
    """The head in the text of a mail; anything else as it is."""
    if data.lstrip()[:1] in (b"{", b"["):
        return data
    inside = LETTER.search(data)
    return data if inside is None else inside.group()


# --- against the log ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Board:
    """The published log and what was learnt from it."""

    election: Election
    log: Log
    tree: Tree
    heads: Sequence[Head]
    closed: bool

    def judge(self, head: Head, file: str) -> None:
        """The log must begin with the tree of every head that was ever signed."""
        other = self.heads[-1].shown if self.heads else f"{LOG}: {self.tree.size}"
        if head.size > self.tree.size:
            raise Difference("newer-head", file, size=head.size, found=self.tree.size,
                             one=head.shown, other=other)  # fmt: skip
        if self.tree.root(head.size) != head.root:
            rival = next((one for one in self.heads if one.size == head.size), None)
            raise Difference("two-heads", file, one=head.shown,
                             other=rival.shown if rival else other)  # fmt: skip


def check(folder: Folder, paths: Iterable[Path], tell: Tell) -> Report:
    """Any number of receipts and heads; the log itself has to be sound first."""
    election = elections.read(folder.read(ELECTION))
    tell("bundle", election=shown(election.id), folder=shown(folder.path))
    public = bundle.published(folder, election, tell)
    board = Board(election, public.log, public.tree, public.heads, folder.has(RESULT))
    places = {leaf: number for number, leaf in enumerate(board.log.hashes)}
    report = Report()
    for path in paths:
        found: list[Item] = []
        report.run(lambda path=path, found=found: found.extend(items(path)))  # type: ignore[misc]
        report.checked += max(len(found), 1)
        for item in found:
            report.run(lambda item=item: _one(board, places, item, tell))  # type: ignore[misc]
    return report


def _one(board: Board, places: dict[bytes, int], item: Item, tell: Tell) -> None:
    head, leaf, promised = read(board.election, item)
    if head is not None:
        board.judge(head, item.name)
    if leaf is None or promised is None:
        assert head is not None
        tell("head-fits", name=item.name, size=head.size)
        return
    index = places.get(leaf)
    if index is None:
        late = board.closed or any(one.hour >= promised for one in board.heads)
        raise Difference("not-included" if late else "not-yet", item.name, leaf=leaf.hex(),
                         size=board.tree.size, promised=promised)  # fmt: skip
    size = board.tree.size
    path = board.tree.inclusion(index, size)
    if not includes(leaf, index, size, path, board.tree.root()):
        raise Difference("root", LOG, size=size, expected="-", found=leaf.hex())
    own = board.log.leaves[index]
    latest = board.log.latest[own.tag]
    fate = "counts" if latest is own else "void" if latest.kind == VOID else "replaced"
    tell(f"receipt-{fate}", name=item.name, number=str(own.line), steps=len(path))


def read(election: Election, item: Item) -> tuple[Head | None, bytes | None, str | None]:
    """What is signed in it: a head, the leaf of a receipt and until when it was promised."""
    found = item.document
    if isinstance(found, str):
        return _receipt(election, _long(election, found, item.name), item.name)
    if isinstance(found, dict) and found.get("type") == "receipt":
        return _receipt(election, found, item.name)
    if isinstance(found, dict) and found.get("type") == "tree-head":
        return elections.head(election, found, "head", item.name), None, None
    raise Difference("no-receipt", item.name)


def _receipt(
    election: Election, document: dict[str, Any], file: str
) -> tuple[Head | None, bytes, str]:
    files.fields(document, RECEIPT, file)
    if document["definition"] != election.hash:
        found = shown(document["definition"])
        raise Difference("other-definition", file, expected=election.hash, found=found)
    if document["election"] != election.id:
        found = shown(document["election"])
        raise Difference("mismatch", file, name="election", expected=election.id, found=found)
    leaf = files.matching(document["leaf"], HEX32, "leaf", file)
    promised = files.moment(document["included_by"], "included_by", file)
    rest = {name: value for name, value in document.items() if name != "head"}
    election.signed(rest, "receipt", file)
    head = document["head"]
    carried = None if head is None else elections.head(election, head, "head", file)
    return carried, bytes.fromhex(leaf), promised


def _long(election: Election, line: str, file: str) -> dict[str, Any]:
    """The receipt of which this is the short form."""
    parts = SHORT.fullmatch(line)
    if parts is None:
        raise Difference("no-receipt", file)
    of, definition, leaf, promised, signature = parts.groups()
    if definition != election.hash[:16]:
        raise Difference("other-definition", file, expected=election.hash[:16], found=definition)
    return {
        "type": "receipt",
        "election": of,
        "definition": election.hash,
        "leaf": leaf,
        "included_by": promised,
        "signature": urlsafe_b64decode(f"{signature}==").hex(),
        "head": None,
    }


# --- against each other -------------------------------------------------------------------------


def check_heads(paths: Sequence[Path], tell: Tell) -> Report:
    """Files in any order: the published folder or parts of it, heads, receipts."""
    data = dict(_parts(paths))
    definition = next((data.pop(name) for name in list(data) if _is_definition(data[name])), None)
    if definition is None:
        raise Difference("no-definition")
    election = elections.read(definition)
    packed = next((data.pop(name) for name in list(data) if data[name][:2] == b"\x1f\x8b"), None)
    report = Report()
    kept: list[tuple[str, Head]] = []
    for name, content in data.items():
        report.run(lambda name=name, content=content: _collect(  # type: ignore[misc]
            election, name, content, kept, report))  # fmt: skip
    if packed is None:
        _compare(kept, report, tell)
        return report
    found = log.read(election, packed, 10**8)
    heads = sorted((head for _name, head in kept), key=lambda head: (head.size, head.hour))
    board = Board(election, found, Tree(found.hashes), _true(heads, found), closed=False)
    for name, head in kept:
        report.run(lambda name=name, head=head: _fits(board, name, head, tell))  # type: ignore[misc]
    return report


def _true(heads: list[Head], found: Log) -> list[Head]:
    """Those that the log bears out, to be shown beside one that it does not."""
    tree = Tree(found.hashes)
    return [h for h in heads if h.size <= tree.size and tree.root(h.size) == h.root]


def _fits(board: Board, name: str, head: Head, tell: Tell) -> None:
    board.judge(head, name)
    tell("head-fits", name=name, size=head.size)


def _parts(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if not path.is_dir():
            yield str(path), files.read(path, shown(path))
            continue
        folder = Folder(path)
        for name in (ELECTION, HEADS, LOG):
            if folder.has(name):
                yield f"{path}/{name}", folder.read(name)


def _is_definition(data: bytes) -> bool:
    if data[:1] != b"{" or b'"log_key"' not in data:
        return False
    found = decode(data, ELECTION)
    return isinstance(found, dict) and "log_key" in found


def _collect(
    election: Election, name: str, data: bytes, kept: list[tuple[str, Head]], report: Report
) -> None:
    found: list[Item] = []
    try:
        found.extend(_items(shown(name), data))
    finally:
        report.checked += max(len(found), 1)
    for item in found:
        head, _leaf, _promised = read(election, item)
        if head is not None:
            kept.append((item.name, head))


def _compare(kept: list[tuple[str, Head]], report: Report, tell: Tell) -> None:
    """Without the log only heads of one size can contradict each other."""
    first: dict[int, Head] = {}
    for name, head in kept:
        other = first.setdefault(head.size, head)
        if other.root != head.root:
            one, two = other.shown, head.shown
            report.differences.append(Difference("two-heads", name, one=one, other=two))
        else:
            tell("head-agrees", name=name, size=head.size)
    if len(first) > 1:
        sizes = ", ".join(str(size) for size in sorted(first))
        report.differences.append(Difference("not-compared", sizes=sizes))
