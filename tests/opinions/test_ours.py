"""Our own analysis: one result whatever the order, groups only where there are some."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from opinions.analysis import bridging, kmeans, ours, votes
from opinions.analysis.beta import cumulative, lower_bound
from opinions.analysis.votes import Votes
from tests.opinions.reference import NAMES, export, needs_data

CAMPS = np.array([[1, 1, 1, -1, -1, -1], [-1, -1, 1, 1, 1, -1], [1, -1, -1, -1, 1, 1]])


def camps(people: int, statements: int = 18, kinds: int = 3, seed: int = 1) -> NDArray[np.int64]:
    """Answers of people of `kinds` camps, one in eight against their own camp."""
    draw = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        own = CAMPS[person % kinds]
        for j in draw.permutation(statements)[:14]:
            answer = own[j % 6] if draw.random() > 0.125 else -own[j % 6]
            rows.append((person, int(j), int(answer) if draw.random() > 0.1 else 0))
    return np.array(rows)


@needs_data
@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_whatever_the_order(name: str) -> None:
    data = export(name)
    order = np.random.default_rng(3).permutation(len(data.cells))
    found = [
        ours.dumps(ours.as_data(ours.analyse(data.votes(cells), 7)))
        for cells in (data.cells, data.cells[order])
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("kinds", [2, 3])
def test_camps_are_found(kinds: int) -> None:
    result = ours.analyse(votes.make(camps(150, kinds=kinds)), 1)
    assert result.groups.count == kinds
    real = np.arange(150) % kinds
    assert kmeans.rand_index(result.groups.labels, real) > 0.9


@pytest.mark.parametrize("statements", [15, 30, 60])
def test_one_cloud_has_no_groups(statements: int) -> None:
    """Also one of strong opinions, whose two-sided answers drive people outwards."""
    draw = np.random.default_rng(5)
    people, loads = draw.normal(size=(200, 2)), draw.normal(size=(statements, 2))
    z = people @ loads.T + draw.normal(size=(200, statements))
    cells = [(i, j, 1 if z[i, j] > 0 else -1) for i in range(200) for j in range(statements)]
    result = ours.analyse(votes.make(cells), 1)
    assert result.groups.count == 1
    assert not any(one.holds for one in result.groups.tried)


def test_no_group_of_fewer_than_ten() -> None:
    """Seven people of another mind stay within the cloud."""
    many = camps(120, kinds=1)
    few = camps(7, kinds=1, seed=2) * np.array([1, 1, -1]) + np.array([1000, 0, 0])
    result = ours.analyse(votes.make(np.vstack([many, few])), 1)
    sizes = np.bincount(result.groups.labels[result.placed])
    assert (sizes >= 10).all()


def test_few_answers_are_not_placed() -> None:
    cells = np.vstack([camps(60), [(999, 0, 1), (999, 1, 1)]])
    result = ours.analyse(votes.make(cells), 1)
    assert result.groups.labels[result.votes.participants.index(999)] == -1
    near = np.abs(result.model.positions[result.votes.participants.index(999)]).max()
    assert near < np.abs(result.model.positions).max() / 2, "shrunk towards the middle"
    doubts = result.model.doubt[:, 0, 0]
    assert doubts[result.votes.participants.index(999)] > 2 * np.median(doubts)


def test_a_pass_is_neither_agreement_nor_its_contrary() -> None:
    cells = camps(90)
    passes = np.array([(2000 + i, j, 0) for i in range(40) for j in range(18)])
    one = ours.analyse(votes.make(cells), 1)
    other = ours.analyse(votes.make(np.vstack([cells, passes])), 1)
    assert [f.index for f in one.common] == [f.index for f in other.common]
    # The first guess is another one, so the last digits are.
    assert np.allclose(one.model.statements, other.model.statements, atol=5e-3)


def test_few_answers_never_top_the_list() -> None:
    """Everybody agreed with 50, but only nine of each camp saw it."""
    late = [(person, 50, 1) for person in range(27)]
    result = ours.analyse(votes.make(np.vstack([camps(150), late])), 1)
    assert 50 not in [result.votes.statements[one.index] for one in result.common]


def test_the_banned_do_not_count() -> None:
    cells = camps(90)
    loud = np.array([(5000 + i, j, 1) for i in range(20) for j in range(18)])
    together = votes.make(np.vstack([cells, loud]))
    banned = np.array(together.participants) >= 5000
    assert ours.as_data(ours.analyse(together, 1, banned=banned)) == ours.as_data(
        ours.analyse(votes.make(cells), 1)
    )


def test_people_in_another_order_are_refused() -> None:
    with pytest.raises(ValueError, match="sorted"):
        ours.analyse(votes.make(camps(30), participants=list(range(30))[::-1]), 1)


@pytest.mark.parametrize(
    "cells", [[], [(1, 1, 1)], [(1, 1, 0), (2, 1, 0)], [(i, 1, 1) for i in range(30)]]
)
def test_next_to_nothing_has_a_result(cells: list[tuple[int, int, int]]) -> None:
    data = ours.as_data(ours.analyse(votes.make(cells, statements=[1, 2]), 1))
    assert data["participants"] == len({person for person, _s, _v in cells})
    assert len(data["groups"]) <= 1


@needs_data
@pytest.mark.parametrize(("name", "bar"), [(NAMES[3], 0.83), (NAMES[4], 0.82)])
def test_hidden_answers_are_foretold(name: str, bar: float) -> None:
    """A tenth of the answers hidden, three times; Polis's groups reach 0.799 and 0.797."""
    data = export(name)
    whole = votes.make(data.cells, statements=data.statements)
    right = []
    for turn in range(3):
        hidden = np.random.default_rng(turn).random(len(whole.values)) < 0.1
        model = bridging.fit(_without(whole, hidden))
        asked = hidden & (whole.values != 0)
        guess = model.predict(whole.rows[asked], whole.columns[asked])
        right.append(((guess > 0) == (whole.values[asked] > 0)).mean())
    assert np.mean(right) >= bar


def _without(whole: Votes, hidden: NDArray[np.bool_]) -> Votes:
    cells = np.column_stack(
        [
            np.array(whole.participants)[whole.rows],
            np.array(whole.statements)[whole.columns],
            whole.values,
        ]
    )
    return votes.make(cells[~hidden], statements=whole.statements, participants=whole.participants)


# --- parts --------------------------------------------------------------------------------------


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 99))
def test_the_incomplete_beta_function_is_a_sum_of_binomials(s: int, f: int, percent: int) -> None:
    """I_x(a, b) = P(at least a of a + b − 1), which whole numbers can add up exactly."""
    from fractions import Fraction  # noqa: PLC0415
    from math import comb  # noqa: PLC0415

    x, n = Fraction(percent, 100), s + f + 1
    exact = sum(comb(n, i) * x**i * (1 - x) ** (n - i) for i in range(s + 1, n + 1))
    found = cumulative(np.array([percent / 100]), np.array([s + 1.0]), np.array([f + 1.0]))
    assert found[0] == pytest.approx(float(exact), abs=1e-10)


def test_lower_bounds() -> None:
    found = lower_bound(np.array([0, 9, 90, 900]), np.array([0, 1, 10, 100]))
    assert found[0] == pytest.approx(0.05, abs=1e-6)
    assert (np.diff(found) > 0).all(), "the same share, surer with more answers"
    assert found[3] == pytest.approx(0.883, abs=1e-3)


def test_of_one_pair_the_last_answer_counts() -> None:
    found = votes.make([(1, 5, 1), (2, 5, -1), (1, 5, -1)])
    assert found.values.tolist() == [-1, -1]
    with pytest.raises(ValueError, match="answer"):
        votes.make([(1, 5, 2)])


@pytest.mark.parametrize("far", [0, 1 << 50])
def test_numbers_of_any_size_stand_in_order(far: int) -> None:
    """Small ones are looked up in a table, as those of an export are; large ones are sorted."""
    cells = np.array([(7, 3, 1), (2, 9, 0), (7, 9, -1), (2, 3, 1), (7, 3, -1)] * 3)
    cells[:, 0] += far
    found = votes.make(cells, statements=[5], participants=[7 + far, 2 + far])
    assert found.participants == (7 + far, 2 + far)
    assert found.statements == (3, 5, 9)
    assert found.rows.tolist() == [0, 0, 1, 1]
    assert found.columns.tolist() == [0, 2, 0, 2]
    assert found.values.tolist() == [-1, -1, 1, 0]
    assert votes.make(cells).participants == (2 + far, 7 + far)


def test_bounds_skip_nothing_that_matters() -> None:
    """The quick way of k-means and the plain one end in the same clusters."""
    points = np.random.default_rng(4).normal(size=(4000, 2))
    start = points[:100]
    quick, _centres = kmeans.lloyd(points, start)
    own, centres = kmeans.nearest(points, start)[0], start
    for _step in range(100):
        fresh, _weights = kmeans.means(points, own, len(centres), np.ones(len(points)))
        if (fresh == centres).all():
            break
        centres = fresh
        own = kmeans.nearest(points, centres)[0]
    assert (quick == own).all()
