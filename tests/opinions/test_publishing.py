"""No published figure, and no difference of two, describes one to nine people."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from opinions.analysis.counting import Tally
from opinions.analysis.publishing import TEN, Table, at_least, rounded_share, tables

COUNTS = st.sampled_from([0, 0, 1, 3, 9, 10, 11, 14, 25, 60])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[NDArray[np.int64], int]:
    """Of one statement: groups, then the unplaced × agree, disagree, pass, did not see."""
    groups = draw(st.integers(0, 4))
    rows = draw(
        st.lists(
            st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=groups + 1, max_size=groups + 1
        )
    )
    return np.array(rows), groups


def published(atoms: NDArray[np.int64], groups: int, *, final: bool) -> Table:
    inside = atoms[:groups].reshape(groups, 4)
    counts = Tally(inside[:, :1], inside[:, 1:2], inside[:, :3].sum(axis=1, keepdims=True))
    whole = atoms.sum(axis=0)
    everybody = Tally(
        whole[:1].reshape(1, 1), whole[1:2].reshape(1, 1), whole[:3].sum().reshape(1, 1)
    )
    return tables(everybody, counts, inside.sum(axis=1), int(atoms.sum()), final=final)[0]


@given(worlds())
def test_exact_figures_and_all_their_differences_are_of_none_or_of_ten(
    world: tuple[NDArray[np.int64], int],
) -> None:
    atoms, groups = world
    table = published(atoms, groups, final=True)
    exact = [one for one in (table.everybody, *table.groups) if one.exact]
    if not exact:
        assert ((atoms > 0) & (atoms < TEN)).any(), "nothing would have been told of anybody"
        return
    assert len(exact) in (1, groups + 1), "all parts or none: one would tell the missing one"
    assert table.everybody.exact
    # Everything that follows by taking one figure of some people from one of more people.
    rows = [np.array([one.agree, one.disagree, one.passed], dtype=int) for one in exact]
    rest = rows[0] - sum(rows[1:], np.zeros(3, dtype=int))
    for size in range(1, groups + 1):
        for chosen in combinations(rows[1:], size):
            left = rows[0] - sum(chosen, np.zeros(3, dtype=int))
            assert all(cell == 0 or cell >= TEN for cell in left)
    for row in (*rows, rest):
        for cell in (*row, row.sum()):
            assert cell == 0 or cell >= TEN


@given(worlds())
def test_while_open_everything_is_rounded(world: tuple[NDArray[np.int64], int]) -> None:
    atoms, groups = world
    table = published(atoms, groups, final=False)
    for one in (table.everybody, *table.groups):
        assert not one.exact
        assert one.people % TEN == 0
        shares = [one.agree, one.disagree, one.passed]
        if one.people == 0:
            assert shares == [None, None, None], "no figure on fewer than ten"
        else:
            assert all(share is not None and share % 5 == 0 for share in shares)


@given(st.integers(0, 500), st.integers(10, 500))
def test_a_rounded_share_hides_the_single_person(part: int, whole: int) -> None:
    part = min(part, whole)
    found = rounded_share(part, whole)
    assert 0 <= found <= 100
    assert (found == 0) == (part == 0)
    assert (found == 100) == (part == whole)


def test_floors_of_shares() -> None:
    assert [at_least(share) for share in (0.7, 0.749, 0.75, 1.0, 0.04)] == [70, 70, 75, 100, 0]
