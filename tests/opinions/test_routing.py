"""The next statement: what an answer would tell, the floor, and the monitor."""

import numpy as np
import pytest
from numpy.typing import NDArray

from opinions.analysis import ours, polis, routing, votes
from opinions.analysis.routing import Known
from tests.opinions.reference import NAMES, export, needs_data
from tests.opinions.test_ours import camps


def test_chances_add_up_and_reach_every_statement() -> None:
    known = ours.known(ours.analyse(votes.make(camps(90)), 1))
    nobody = routing.standing(known, np.array([], dtype=np.int64), np.array([]))
    found = routing.chances(known, nobody, np.arange(18), 10)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()
    assert not routing.is_flat(found)
    assert routing.is_flat(np.full(18, 1 / 18))


def test_an_answer_makes_its_like_less_telling() -> None:
    """Statements 0, 6 and 12 ask the same of the camps: after two of them the third says less."""
    known = ours.known(ours.analyse(votes.make(camps(300)), 1))
    nobody = routing.standing(known, np.array([], dtype=np.int64), np.array([]))
    before = routing._about_person(known, nobody, np.arange(18))
    told = routing.standing(known, np.array([0, 6]), np.array([1.0, 1.0]))
    after = routing._about_person(known, told, np.arange(18))
    like = after[12] / after.max()
    assert like < before[12] / before.max()


def test_statements_below_the_floor_share_their_part() -> None:
    exposure = np.full(18, 100)
    exposure[[3, 4]] = [0, 5]
    known = ours.known(ours.analyse(votes.make(camps(90)), 1), exposure)
    nobody = routing.standing(known, np.array([], dtype=np.int64), np.array([]))
    found = routing.chances(known, nobody, np.arange(18), 20)
    assert found[[3, 4]].sum() >= routing.FLOOR_CHANCE
    assert found[3] > found[4]


@pytest.mark.parametrize(("chance", "index"), [(0.0, 0), (0.24, 0), (0.26, 2), (0.999999, 2)])
def test_draw(chance: float, index: int) -> None:
    assert routing.draw(np.array([0.25, 0.0, 0.75]), chance) == index


@needs_data
def test_ten_answers_tell_more_than_polis_lottery_and_chance() -> None:
    """Real rows replayed: the place after ten answers beside the place after all of them.

    The statements are known from other people than those asked; every statement reaches its floor.
    """
    data = export(NAMES[3])
    whole = votes.make(data.cells, statements=data.statements)
    people = np.flatnonzero(whole.per_row >= 60)[::2][:120]
    asked = np.zeros(whole.n, dtype=bool)
    asked[people] = True
    learnt = whole.only(~asked)
    result = ours.analyse(learnt, 1)
    lottery = polis.analyse(learnt).priorities
    errors: dict[str, list[float]] = {"ours": [], "polis": [], "random": []}
    exposure = np.zeros(whole.m, dtype=np.int64)
    floor = 3
    for person in people:
        cells = slice(whole.row_starts[person], whole.row_starts[person + 1])
        columns, answers = whole.columns[cells].astype(np.int64), whole.values[cells]
        known = ours.known(result, exposure)
        real = _place(known, columns, answers)
        for way in errors:
            draw = np.random.default_rng(int(person))
            seen: list[int] = []
            for _turn in range(10):
                open_ = np.setdiff1d(np.arange(len(columns)), seen)
                if way == "ours":
                    standing = _standing(known, columns[seen], answers[seen])
                    chances = routing.chances(known, standing, columns[open_], floor)
                elif way == "polis":
                    chances = lottery[columns[open_]]
                else:
                    chances = np.ones(len(open_))
                chosen = int(open_[routing.draw(chances / chances.sum(), draw.random())])
                seen.append(chosen)
                if way == "ours":
                    exposure[columns[chosen]] += 1
            errors[way].append(
                float(((_place(known, columns[seen], answers[seen]) - real) ** 2).sum())
            )
    mean = {way: np.mean(found) for way, found in errors.items()}
    assert mean["ours"] < mean["polis"], mean
    assert mean["ours"] < mean["random"], mean
    answered = np.isin(np.arange(whole.m), whole.columns[asked[whole.rows]])
    often = np.bincount(whole.columns[asked[whole.rows]], minlength=whole.m) >= 30
    assert (exposure[answered & often] >= floor).all()


def _standing(
    known: Known, columns: NDArray[np.int64], answers: NDArray[np.int8]
) -> routing.Standing:
    told = answers != 0
    return routing.standing(known, columns[told], answers[told].astype(float))


def _place(
    known: Known, columns: NDArray[np.int64], answers: NDArray[np.int8]
) -> NDArray[np.float64]:
    return _standing(known, columns, answers).place[1:]
