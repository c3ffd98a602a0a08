"""The tree of the log: RFC 6962 §2.1, SHA-256. Leaves and nodes are told apart by a first byte."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows leaf by leaf and keeps only the roots of its full halves: O(log n) memory."""

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self.size = 0
        self.peaks: list[bytes] = []
        for one in hashes:
            self.append(one)

    @classmethod
    def grown(cls, size: int, peaks: Iterable[bytes]) -> "Tree":
        """A tree that was put away with its size and peaks, to go on growing."""
        tree = cls()
        tree.size, tree.peaks = size, list(peaks)
        return tree

    def append(self, hashed: bytes) -> None:
        """`hashed` is a leaf hash."""
        self.size += 1
        count = self.size
        while count % 2 == 0:
            hashed = _node(self.peaks.pop(), hashed)
            count //= 2
        self.peaks.append(hashed)

    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for left in reversed(self.peaks[:-1]):
            root = _node(left, root)
        return root


def root(hashes: Sequence[bytes]) -> bytes:
    return Tree(hashes).root()


def inclusion(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The proof (RFC 6962 §2.1.1) that the leaf at `index` stands in the tree, bottom up."""
    if not 0 <= index < len(hashes):
        raise ValueError(f"no leaf {index} among {len(hashes)}")
    if len(hashes) == 1:
        return []
    half = _largest_power_below(len(hashes))
    left, right = hashes[:half], hashes[half:]
    if index < half:
        return [*inclusion(left, index), root(right)]
    return [*inclusion(right, index - half), root(left)]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], found: bytes) -> bool:
    """Whether `proof` leads from the leaf hash to the root `found` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            hashed = _node(other, hashed)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            hashed = _node(hashed, other)
        place, last = place // 2, last // 2
    return last == 0 and hashed == found


def _largest_power_below(number: int) -> int:
    return 1 << (number - 1).bit_length() - 1
