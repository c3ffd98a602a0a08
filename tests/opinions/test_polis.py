"""Beside Polis's own stored results: formula by formula, its groups given (reference §6)."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from opinions.analysis import kmeans, polis, votes
from opinions.analysis.counting import NOWHERE
from opinions.analysis.pca import centred, directions, project
from opinions.analysis.polis import Result
from opinions.analysis.votes import Votes
from tests.opinions.reference import STORED, export, needs_data, stored

pytestmark = needs_data
Case = tuple[dict[str, Any], Votes, NDArray[np.int64], Result]


@pytest.fixture(params=STORED, scope="module")
def case(request: pytest.FixtureRequest) -> Case:
    theirs = stored(request.param)
    found = votes.make(
        export(request.param).cells,
        statements=theirs["tids"],
        out=theirs["mod-out"],
        meta=theirs["meta-tids"],
    )
    members = dict(
        zip(theirs["base-clusters"]["id"], theirs["base-clusters"]["members"], strict=True)
    )
    group_of = {
        person: number
        for number, group in enumerate(theirs["group-clusters"])
        for base in group["members"]
        for person in members[base]
    }
    labels = np.array([group_of.get(person, NOWHERE) for person in found.participants])
    return theirs, found, labels, polis.analyse(found, labels)


def test_counts_of_the_groups(case: Case) -> None:
    theirs, found, _labels, mine = case
    for number in range(mine.count):
        wanted = theirs["group-votes"][str(number)]["votes"]
        for j, name in enumerate(found.statements):
            cell = wanted[str(name)]
            assert mine.counts.agree[number, j] == cell["A"]
            assert mine.counts.disagree[number, j] == cell["D"]
            assert mine.counts.seen[number, j] == cell["S"]


def test_representative_statements_are_identical(case: Case) -> None:
    theirs, _found, _labels, mine = case
    for number in range(mine.count):
        wanted = theirs["repness"][str(number)]
        found = mine.representative[number]
        assert [(one.statement, one.agree) for one in found] == [
            (one["tid"], one["repful-for"] == "agree") for one in wanted
        ]
        for one, other in zip(found, wanted, strict=True):
            assert (one.successes, one.trials) == (other["n-success"], other["n-trials"])
            assert one.best_agree == other.get("best-agree", False)
            assert one.share == pytest.approx(other["p-success"], abs=1e-12)
            assert one.test == pytest.approx(other["p-test"], abs=1e-6)
            assert one.ratio == pytest.approx(other["repness"], rel=1e-6)
            assert one.ratio_test == pytest.approx(other["repness-test"], rel=1e-6)


def test_group_informed_consensus(case: Case) -> None:
    theirs, found, _labels, mine = case
    wanted = np.array([theirs["group-aware-consensus"][str(name)] for name in found.statements])
    assert np.abs(mine.consensus - wanted).max() <= 1e-12


def test_consensus_lists_are_identical(case: Case) -> None:
    theirs, _found, _labels, mine = case
    for listed, wanted in (
        (mine.agreed, theirs["consensus"]["agree"]),
        (mine.refused, theirs["consensus"]["disagree"]),
    ):
        assert [(one.statement, one.successes, one.trials) for one in listed] == [
            (one["tid"], one["n-success"], one["n-trials"]) for one in wanted
        ]


def test_priorities(case: Case) -> None:
    theirs, found, _labels, mine = case
    wanted = np.array([theirs["comment-priorities"][str(name)] for name in found.statements])
    assert not (wanted == polis.META_PRIORITY).all(), "a flat list would prove nothing"
    assert (np.abs(mine.priorities - wanted) / wanted).max() <= 1e-6


def test_the_two_directions(case: Case) -> None:
    theirs, found, _labels, _mine = case
    order = [theirs["tids"].index(name) for name in found.statements]
    axes = directions(centred(found)).axes
    for axis, component in zip(axes, theirs["pca"]["comps"], strict=True):
        wanted = np.array(component)[order]
        assert abs(axis @ wanted) / np.linalg.norm(wanted) >= 0.999


def test_k_means_stays_at_their_centres(case: Case) -> None:
    _theirs, _found, labels, mine = case
    inside = labels != NOWHERE
    points, own = mine.positions[inside], labels[inside]
    centres, _weights = kmeans.means(points, own, mine.count, np.ones(len(points)))
    again, _centres = kmeans.lloyd(points, centres)
    assert kmeans.rand_index(again, own) >= 0.95


def test_a_cold_start_comes_near_their_groups(case: Case) -> None:
    _theirs, found, labels, _mine = case
    cold = polis.analyse(found)
    both = (labels != NOWHERE) & (cold.labels != NOWHERE)
    assert cold.count == labels.max() + 1
    assert kmeans.rand_index(cold.labels[both], labels[both]) >= 0.9
    assert (both != (labels != NOWHERE)).sum() <= 2, "their stored set keeps a few early members"


def test_our_best_start_is_never_worse_at_equal_k(case: Case) -> None:
    _theirs, found, labels, _mine = case
    table = centred(found)
    inside = labels != NOWHERE
    points = project(table, directions(table))[inside]
    own = labels[inside]
    ours, _centres = kmeans.best(points, int(own.max()) + 1, np.random.default_rng(1))
    assert kmeans.spread(points, ours) <= kmeans.spread(points, own)
