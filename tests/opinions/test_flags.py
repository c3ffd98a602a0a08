"""Made answers are flagged, meant ones are not; the list of the honest survives."""

import numpy as np
import pytest
from numpy.typing import NDArray

from opinions.analysis import flags, ours, votes
from tests.opinions.reference import NAMES, export, needs_data
from tests.opinions.test_ours import camps


def test_the_same_button_all_along() -> None:
    cells = np.vstack([camps(120), [(900, j, 1) for j in range(18)]])
    found = votes.make(cells)
    marks = flags.find(found)
    assert [found.participants[i] for i in np.flatnonzero(marks.straight)] == [900]


def test_agreeing_where_everybody_agrees_is_no_flag() -> None:
    cells = [(i, j, 1) for i in range(100) for j in range(20)]
    marks = flags.find(votes.make(cells))
    assert not marks.straight.any()


@pytest.mark.parametrize("changed", [0, 1])
def test_three_copies(changed: int) -> None:
    """Also with one answer changed in each; two people of one mind are no copies."""
    draw = np.random.default_rng(8)
    vector = draw.choice([-1, 1], 40)
    made = []
    for copy in range(6):
        own = vector.copy()
        if changed:
            own[draw.integers(40)] *= -1
        made += [(900 + copy, j, int(own[j])) for j in range(40)]
    many = [(i, j, int(draw.choice([-1, 1]))) for i in range(100) for j in range(40)]
    found = votes.make([*many, *made])
    marked = {found.participants[i] for i in np.flatnonzero(flags.find(found).copies)}
    assert marked == set(range(900, 906))
    two = votes.make([*many, *[cell for cell in made if cell[0] < 902]])
    assert not flags.find(two).copies.any()


def test_a_burst() -> None:
    usual = np.arange(200) * 7
    crowd = np.full(40, 1003)
    marks = flags.find(votes.make([(i, 1, 1) for i in range(240)]), np.append(usual, crowd))
    assert marks.burst[200:].all()
    assert marks.burst[:200].sum() <= 2
    assert not marks.suspect.any(), "many at once may be a school class"


def honest_list(cells: NDArray[np.int64], *, without: bool) -> list[int]:
    result = ours.analyse(votes.make(cells), 1, without_suspects=without)
    return [result.votes.statements[one.index] for one in result.common[:10]]


@needs_data
@pytest.mark.parametrize("name", NAMES[3:])
def test_five_percent_of_made_voters_do_not_move_the_list(name: str) -> None:
    """Half press agree all along on what few like, half copy one made vector."""
    data = export(name)
    whole = data.cells
    people = np.unique(whole[:, 0])
    honest = honest_list(whole, without=False)
    draw = np.random.default_rng(2)
    statements = np.array(data.statements)
    vector = draw.choice([-1, 1], len(statements))
    made = []
    for turn in range(len(people) // 20):
        seen = draw.permutation(len(statements))[:60] if turn % 2 else np.arange(60)
        for j in seen:
            answer = 1 if turn % 2 else vector[j]
            made.append((10_000_000 + turn, statements[j], answer))
    attacked = np.vstack([whole, np.array(made)])
    found = votes.make(attacked)
    marks = flags.find(found).suspect
    caught = marks[np.array(found.participants) >= 10_000_000]
    assert caught.mean() > 0.95
    assert set(honest_list(attacked, without=True)) == set(honest)
    assert len(set(honest_list(attacked, without=False)) & set(honest)) < 5, "it was an attack"
