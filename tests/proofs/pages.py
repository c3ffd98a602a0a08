"""A SQLite file as somebody reads it who has only its bytes: trees, cells and where they lie."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.raw import bytes_of

INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 0x02, 0x05, 0x0A, 0x0D
INTERIOR = (INTERIOR_INDEX, INTERIOR_TABLE)


@dataclass(frozen=True)
class Cell:
    """From its start to wherever the next one begins: enough to find a known text in it."""

    page: int
    #: from the page's start; the later a cell is written, the smaller it is, as long as pages grow
    offset: int
    content: bytes


@dataclass(frozen=True)
class File:
    whole: bytes
    size: int

    @classmethod
    def read(cls, path: Path) -> "File":
        whole = bytes_of(path)
        size = struct.unpack(">H", whole[16:18])[0]
        return cls(whole, 65536 if size == 1 else size)

    def page(self, number: int) -> bytes:
        return self.whole[(number - 1) * self.size : number * self.size]

    def cells(self, root: int) -> Iterator[Cell]:
        """Of a tree, page by page."""
        page = self.page(root)
        start = 100 if root == 1 else 0
        kind, count = page[start], struct.unpack(">H", page[start + 3 : start + 5])[0]
        header = start + (12 if kind in INTERIOR else 8)
        places = struct.unpack(f">{count}H", page[header : header + 2 * count])
        ends = sorted((*places, self.size))
        for place in places:
            end = ends[ends.index(place) + 1]
            content = page[place:end]
            if kind in INTERIOR:
                yield from self.cells(struct.unpack(">I", content[:4])[0])
            if kind != INTERIOR_TABLE:
                yield Cell(root, place, content)
        if kind in INTERIOR:
            yield from self.cells(struct.unpack(">I", page[start + 8 : start + 12])[0])
