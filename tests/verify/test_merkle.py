"""Our tree against RFC 6962's definition, written down word by word."""

from hashlib import sha256

import pytest

from verify import merkle

#: the eight leaves and roots with which implementations of RFC 6962 are commonly tested
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + mth(leaves[:half]) + mth(leaves[half:])).digest()


def tree(size: int) -> merkle.Tree:
    return merkle.Tree(merkle.leaf_hash(bytes([number])) for number in range(size))


def test_known_roots() -> None:
    leaves = [bytes.fromhex(leaf) for leaf in LEAVES]
    whole = merkle.Tree(map(merkle.leaf_hash, leaves))
    assert [whole.root(size).hex() for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize("size", range(70))
def test_every_prefix_has_the_root_of_the_definition(size: int) -> None:
    leaves = [bytes([number]) for number in range(size)]
    whole = tree(size)
    for prefix in range(size + 1):
        assert whole.root(prefix) == mth(leaves[:prefix])


@pytest.mark.parametrize("size", range(1, 34))
def test_inclusion_is_shown_for_this_leaf_at_this_place_only(size: int) -> None:
    whole = tree(size)
    root = whole.root()
    for index in range(size):
        path, leaf = whole.inclusion(index, size), whole.levels[0][index]
        assert merkle.includes(leaf, index, size, path, root)
        assert not merkle.includes(merkle.leaf_hash(b"other"), index, size, path, root)
        assert not merkle.includes(leaf, index, size, [*path, root], root)
        assert not merkle.includes(leaf, index + size, size, path, root)
        for other in range(size):
            assert merkle.includes(leaf, other, size, path, root) is (other == index)
        for number in range(len(path)):
            assert not merkle.includes(leaf, index, size, path[:number], root)
            bent = [*path[:number], merkle.EMPTY, *path[number + 1 :]]
            assert not merkle.includes(leaf, index, size, bent, root)


@pytest.mark.parametrize("second", range(1, 34))
def test_consistency_is_shown_for_true_prefixes_only(second: int) -> None:
    whole = tree(second)
    new = whole.root()
    for first in range(second + 1):
        old, path = whole.root(first), whole.consistency(first, second)
        assert merkle.extends(first, second, old, new, path)
        assert not merkle.extends(first, second, merkle.leaf_hash(b""), new, path)
        if first:
            assert not merkle.extends(first, second, old, merkle.leaf_hash(b""), path)
        assert not merkle.extends(first, second, old, new, [*path, new])
        for number in range(len(path)):
            assert not merkle.extends(first, second, old, new, path[:number])
            bent = [*path[:number], merkle.EMPTY, *path[number + 1 :]]
            assert not merkle.extends(first, second, old, new, bent)


def test_a_longer_tree_is_no_prefix() -> None:
    assert not merkle.extends(3, 2, tree(3).root(), tree(2).root(), [])
