"""The tree of the log against RFC 6962 as it is written: vectors, and a naive reading of §2.1."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify import merkle as verifier
from voting import merkle

#: the leaves and roots of the RFC's reference implementation (certificate-transparency, merkle)
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
MOST = 40
HASHES = [merkle.leaf_hash(bytes([number])) for number in range(MOST)]


def naive(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word by word."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    half = split(len(hashes))
    return hashlib.sha256(b"\x01" + naive(hashes[:half]) + naive(hashes[half:])).digest()


def split(number: int) -> int:
    """The largest power of two smaller than `number`."""
    return max(1 << k for k in range(12) if 1 << k < number)


def path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH of §2.1.1."""
    if len(hashes) == 1:
        return []
    half = split(len(hashes))
    if index < half:
        return [*path(index, hashes[:half]), naive(hashes[half:])]
    return [*path(index - half, hashes[half:]), naive(hashes[:half])]


def proof(size: int, hashes: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF of §2.1.2."""
    if size == len(hashes):
        return [] if whole else [naive(hashes)]
    half = split(len(hashes))
    if size <= half:
        return [*proof(size, hashes[:half], whole=whole), naive(hashes[half:])]
    return [*proof(size - half, hashes[half:], whole=False), naive(hashes[:half])]


def test_the_known_roots() -> None:
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    assert [merkle.root(hashes[:size]).hex() for size in range(1, 9)] == list(ROOTS)
    assert merkle.root([]).hex() == EMPTY


@pytest.mark.parametrize("size", range(MOST + 1))
def test_roots_of_every_size(size: int) -> None:
    assert merkle.root(HASHES[:size]) == naive(HASHES[:size])


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_leaf_is_proved_to_stand_in_every_tree(size: int) -> None:
    hashes, root = HASHES[:size], naive(HASHES[:size])
    for index in range(size):
        shown = merkle.inclusion(hashes, index)
        assert shown == path(index, hashes)
        assert merkle.included(hashes[index], index, size, shown, root)
        wrong = [
            (hashes[index], (index + 1) % size, size, shown, root) if size > 1 else None,
            (hashes[index], index, size, shown, bytes(32)),
            (hashes[index], index, size, [*shown, bytes(32)], root),
            (hashes[index], index, size, shown[:-1], root) if shown else None,
            (bytes(32), index, size, shown, root),
            (hashes[index], size, size, shown, root),
            (hashes[index], -1, size, shown, root),
        ]
        assert not any(merkle.included(*case) for case in wrong if case is not None)


def test_no_proof_for_a_leaf_that_is_not_there() -> None:
    for index in (-1, 3):
        with pytest.raises(ValueError, match="no leaf"):
            merkle.inclusion(HASHES[:3], index)


@pytest.mark.parametrize("size", range(MOST + 1))
def test_a_tree_put_away_at_any_size_grows_to_the_same_roots(size: int) -> None:
    """Consistency: every later root is one over the very leaves of the earlier one."""
    early = merkle.Tree(HASHES[:size])
    late = merkle.Tree.grown(early.size, list(early.peaks))
    for now in range(size, MOST):
        late.append(HASHES[now])
        assert late.root() == naive(HASHES[: now + 1])
    assert early.root() == naive(HASHES[:size])


@pytest.mark.parametrize("later", range(1, MOST + 1))
def test_the_verifier_finds_every_two_sizes_consistent(later: int) -> None:
    """Its proofs are those of §2.1.2, and they lead from our early root to our late one."""
    theirs = verifier.Tree(HASHES[:later])
    for size in range(1, later + 1):
        shown = theirs.consistency(size, later)
        assert shown == proof(size, HASHES[:later])
        roots = merkle.root(HASHES[:size]), merkle.root(HASHES[:later])
        assert verifier.extends(size, later, *roots, shown)


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_verifier_finds_the_same_roots(leaves: list[bytes]) -> None:
    """Written without each other."""
    mine = merkle.Tree(map(merkle.leaf_hash, leaves))
    theirs = verifier.Tree(map(verifier.leaf_hash, leaves))
    assert mine.root() == theirs.root(len(leaves))
