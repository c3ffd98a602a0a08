"""The tree of RFC 6962 over SHA-256: roots, and proofs that a leaf or an earlier tree is in it."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """`levels[k][i]` is the hash of the i-th full subtree of 2^k leaves."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = list(leaves)
        self.levels = [level]
        while len(level) > 1:
            level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
            self.levels.append(level)

    @property
    def size(self) -> int:
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root that the tree had when it held `size` leaves."""
        size = self.size if size is None else size
        return self._hash(0, size) if size else EMPTY

    def _hash(self, start: int, size: int) -> bytes:
        half = _half(size)
        if size & (size - 1) == 0:
            return self.levels[size.bit_length() - 1][start // size]
        return node_hash(self._hash(start, half), self._hash(start + half, size - half))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The neighbours on the way from leaf `index` to the root of `size` leaves."""
        path: list[bytes] = []
        start = 0
        while size > 1:
            half = _half(size)
            if index - start < half:
                path.append(self._hash(start + half, size - half))
                size = half
            else:
                path.append(self._hash(start, half))
                start, size = start + half, size - half
        return path[::-1]

    def consistency(self, first: int, second: int) -> list[bytes]:
        """What shows that the tree of `second` leaves begins with the one of `first`."""
        if first in (0, second):
            return []
        path: list[bytes] = []
        start, size, whole = 0, second, True
        while first - start != size:
            half = _half(size)
            if first - start <= half:
                path.append(self._hash(start + half, size - half))
                size = half
            else:
                path.append(self._hash(start, half))
                start, size, whole = start + half, size - half, False
        return ([] if whole else [self._hash(start, size)]) + path[::-1]


def _half(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() >> 1


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf at `index` to `root`."""
    if not 0 <= index < size:
        return False
    found = leaf
    sides = _sides(index, size - 1)
    for neighbour, on_the_left in zip(path, sides, strict=False):
        found = node_hash(neighbour, found) if on_the_left else node_hash(found, neighbour)
    return len(path) == len(sides) and found == root


def _sides(index: int, last: int) -> list[bool]:
    """Whether the neighbour stands on the left, on each step up to the root."""
    sides = []
    while last:
        left = bool(index & 1)
        if left or index < last:
            sides.append(left)
        index, last = index >> 1, last >> 1
    return sides


def extends(first: int, second: int, old: bytes, new: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the tree with root `new` begins with the one with root `old`."""
    if first in (0, second):
        return not path and old == (EMPTY if first == 0 < second else new)
    hashes = list(path) if first & (first - 1) else [old, *path]
    if not (first < second and hashes):
        return False
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    sides = _sides(index, last)
    one = two = hashes[0]
    for neighbour, on_the_left in zip(hashes[1:], sides, strict=False):
        if on_the_left:
            one, two = node_hash(neighbour, one), node_hash(neighbour, two)
        else:
            two = node_hash(two, neighbour)
    return len(hashes) == len(sides) + 1 and one == old and two == new
