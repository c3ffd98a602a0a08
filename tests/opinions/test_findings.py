"""The publication as a whole: what the page, the files and the feeds show."""

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opinions import findings
from opinions.analysis import agreeing, bridging, choosing, flags, mapping, ours, publishing, votes
from opinions.analysis.counting import NOWHERE, tally, together
from opinions.analysis.grouping import Groups
from opinions.findings import World, publish

People = frozenset[int]
ANSWERS = {"agree": 1, "disagree": -1, "passed": 0}
HOUR = "2026-11-23T09:00:00+00:00"


def result_of(found: votes.Votes, labels: np.ndarray[Any, np.dtype[np.int64]]) -> ours.Result:
    """As `ours.analyse`, with groups that are given."""
    count = int(labels.max(initial=-1)) + 1
    model = bridging.fit(found)
    centres = np.array([model.positions[labels == one].mean(axis=0) for one in range(count)])
    counts = tally(found, labels, count)
    shares = agreeing.shares(counts)
    common = agreeing.common_ground(shares, model, found.out)
    apart = tuple(
        agreeing.characteristic(shares, counts, one, found.out) if count > 1 else ()
        for one in range(count)
    )
    groups = Groups(labels, count, centres.reshape(-1, 2), ())
    return ours.Result(
        votes=found,
        seed=0,
        input_sha256=found.sha256(),
        model=model,
        groups=groups,
        counts=counts,
        everybody=together(found),
        shares=shares,
        common=common,
        divisive=agreeing.divisive(shares, found.out),
        characteristic=apart,
        short_list=choosing.proportional(found, model, common[:5], labels >= 0, 5),
        flags=flags.find(found),
    )


def camps(seed: int, sizes: tuple[int, ...], statements: int, answered: float) -> ours.Result:
    """Camps of these sizes; the last one is of people who stand nowhere."""
    draw = np.random.default_rng(seed)
    labels = np.repeat([*range(len(sizes) - 1), NOWHERE], sizes)
    leaning = draw.choice([-0.9, -0.3, 0.4, 0.95], size=(len(sizes), statements))
    cells = [
        (person, j, int(draw.choice([1, -1, 0], p=_chances(leaning[label, j]))))
        for person, label in enumerate(labels)
        for j in range(statements)
        if draw.random() < answered
    ]
    people = range(len(labels))
    return result_of(
        votes.make(cells, statements=range(statements), participants=tuple(people)), labels
    )


def _chances(leaning: float) -> list[float]:
    return [0.9 * (1 + leaning) / 2, 0.9 * (1 - leaning) / 2, 0.1]


# --- nobody can be picked out -------------------------------------------------------------------


class Exact:
    """Every exact figure of a publication with the people it is of."""

    def __init__(self, told: dict[str, Any], result: ours.Result, places: list[int]) -> None:
        self.people: dict[tuple[Any, ...], People] = {}
        everybody = frozenset(range(result.votes.n))
        labels = result.groups.labels
        if told["exact"]:
            self._add(("all",), told["people"], everybody)
        for group, one in enumerate(told["groups"]):
            if one["exact"]:
                self._add(("group", group), one["people"], _where(labels == group))
        for statement in told["statements"]:
            j = statement["id"]
            self._figure(("seen", j), statement["everybody"], result, j, everybody)
            for group, one in enumerate(statement["groups"]):
                inside = _where(labels == group)
                self._figure(("seen", j, group), one, result, j, inside)
        if told["final"]:
            self._places(told["places"], np.array(places))

    def _add(self, key: tuple[Any, ...], value: int, people: People) -> None:
        assert value == len(people), f"{key} is told as exact"
        self.people[key] = people

    def _figure(
        self, key: tuple[Any, ...], one: dict[str, Any], result: ours.Result, j: int, of: People
    ) -> None:
        if not one["exact"]:
            return
        cells = result.votes.columns == j
        seen = frozenset(map(int, result.votes.rows[cells])) & of
        self._add(key, one["people"], seen)
        for name, answer in ANSWERS.items():
            said = cells & (result.votes.values == answer)
            self._add(
                (name, *key[1:]), one[name], frozenset(map(int, result.votes.rows[said])) & of
            )

    def _places(self, told: dict[str, Any], places: np.ndarray[Any, Any]) -> None:
        for place, count in told["alone"]:
            self._add(("place", place), count, _where(places == place))
        if told["joined"]:
            together = _where(np.isin(places, told["joined"]))
            self._add(("place", "joined"), told["together"], together)

    def families(self) -> Iterator[tuple[People, list[People]]]:
        """A figure, and figures of parts of it that exclude each other."""
        kinds = ("seen", *ANSWERS)
        statements = {key[1] for key in self.people if key[0] == "seen"}
        for parent, children in (
            *((("all",), [(name, j)]) for name in kinds for j in statements),
            (("all",), [key for key in self.people if key[0] == "place"]),
            (("all",), [key for key in self.people if key[0] == "group"]),
            *((("all",), [(name, j) for name in ANSWERS]) for j in statements),
            *((("seen", j), [(name, j) for name in ANSWERS]) for j in statements),
            *(
                ((name, j), [key for key in self.people if key[:2] == (name, j) and len(key) == 3])
                for name in kinds
                for j in statements
            ),
            *(
                (("group", key[2]), [key])
                for key in self.people
                if key[0] in kinds and len(key) == 3
            ),
        ):
            if parent in self.people:
                yield (
                    self.people[parent],
                    [self.people[one] for one in children if one in self.people],
                )


def _where(mask: np.ndarray[Any, Any]) -> People:
    return frozenset(map(int, np.flatnonzero(mask)))


SIZES = st.lists(st.sampled_from([10, 11, 19, 40]), min_size=1, max_size=3)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 10_000),
    SIZES,
    st.sampled_from([0, 1, 9, 10, 30]),
    st.sampled_from([0.3, 0.9, 1.0]),
    st.booleans(),
)
def test_no_exact_figure_and_no_difference_describes_one_to_nine_people(
    seed: int, sizes: list[int], nowhere: int, answered: float, final: bool
) -> None:
    result = camps(seed, (*sizes, nowhere), 4, answered)
    draw = np.random.default_rng(seed + 1)
    places = [
        int(one)
        for one in draw.choice([0, 1, 2, 3, 4], result.votes.n, p=[0.5, 0.3, 0.1, 0.06, 0.04])
    ]
    cells = {place: places.count(place) for place in set(places)}
    told = publish(result, World(final, HOUR, {0: 12, 1: 3}, cells))
    exact = Exact(json.loads(json.dumps(told)), result, places)
    assert final or not exact.people
    for people in exact.people.values():
        assert len(people) == 0 or len(people) >= 10
    for whole, parts in exact.families():
        for size in range(1, len(parts) + 1):
            for chosen in combinations(parts, size):
                left = len(whole) - sum(map(len, chosen))
                assert left == 0 or left >= 10, "a difference of two figures is of few people"


@given(
    st.dictionaries(st.integers(0, 7), st.sampled_from([0, 1, 4, 9, 10, 11, 13, 40]), max_size=8)
)
def test_what_is_hidden_of_the_neighbourhoods_cannot_be_worked_out(cells: dict[int, int]) -> None:
    """Every table that would be told in the same way is tried: each hidden cell stays open."""
    told = publishing.parts(cells, final=True)
    assert all(count >= 10 for count in told.alone.values())
    if not told.joined:
        assert not told.alone or all(n == 0 or n >= 10 for n in cells.values())
        return
    assert told.together >= 10
    small = [key for key in told.joined if cells[key] < 10]
    rest = told.together - sum(cells[key] for key in told.joined if key not in small)
    largest = min(told.alone.values(), default=told.together)
    for key in small:
        possible = {
            other
            for other in range(1, 10)
            if _possible(told.together - other, len(told.joined) - 1, largest)
        }
        assert len(possible) >= publishing.SPREAD, (key, rest, possible)


def _possible(whole: int, parts: int, largest: int) -> bool:
    """Whether so many parts, each 1 to 9 or 10 to `largest`, can add up to it."""
    return parts <= whole <= parts * max(9, largest)


def test_while_open_the_neighbourhoods_are_in_tens() -> None:
    told = publishing.parts({1: 47, 2: 9, 3: 10}, final=False)
    assert told.alone == {1: 40, 3: 10}
    assert told.joined == ()


# --- what it says -------------------------------------------------------------------------------


def test_fewer_than_ten_people_are_not_told_of_at_all() -> None:
    told = publish(camps(1, (4, 4, 0), 5, 1.0), World(True, HOUR))
    assert (told["people"], told["exact"]) == (0, False)
    assert told["statements"] == told["groups"] == told["common"] == []
    assert told["map"] is None


def test_common_ground_names_the_weakest_group() -> None:
    cells = [(person, 0, 1 if person % 10 else -1) for person in range(80)]
    cells += [(person, 1, 1 if person < 40 else -1) for person in range(80)]
    labels = np.repeat([0, 1], 40)
    told = publish(result_of(votes.make(cells), labels), World(True, HOUR))
    assert told["common"] == [{"id": 0, "agree": True}]
    first = told["statements"][0]
    assert first["floor"] == 90, "36 of 40 in both groups"
    assert first["sure"] < 90, "what is certain is less than what was counted"
    assert told["divisive"][0]["id"] == 1


def test_where_most_pass_there_is_no_common_ground() -> None:
    """18 for, 2 against and 30 undecided in each group: most of those who took a side."""
    cells = [
        (person, 0, 1 if person % 50 < 18 else -1 if person % 50 < 20 else 0)
        for person in range(100)
    ]
    told = publish(result_of(votes.make(cells), np.repeat([0, 1], 50)), World(True, HOUR))
    assert told["statements"][0]["sure"] >= 70
    assert told["common"] == []
    assert told["passed"] == [0]


def test_growth_is_told_in_tens_even_at_the_end() -> None:
    earlier = [{"at": HOUR, "people": 30, "answers": 100}]
    told = publish(camps(3, (25, 22, 0), 6, 1.0), World(True, HOUR, history=earlier))
    assert told["people"] == 47
    assert told["history"] == [*earlier, {"at": HOUR, "people": 40, "answers": 200}]


def test_passes_and_what_is_not_understood_are_signals_of_their_own() -> None:
    cells = [(person, 0, 0 if person < 20 else 1) for person in range(40)]
    cells += [(person, 1, 1) for person in range(40)]
    found = result_of(votes.make(cells), np.repeat([0, 1], 20))
    told = publish(found, World(False, HOUR, unclear={1: 14}))
    assert told["passed"] == [0]
    assert told["unclear"] == [1]
    assert told["statements"][1]["unclear"] == 10


# --- the map ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000), st.lists(st.integers(10, 70), min_size=1, max_size=3))
def test_every_mark_is_the_middle_of_at_least_ten_people(seed: int, sizes: list[int]) -> None:
    cloud = np.random.default_rng(seed).normal(size=(sum(sizes), 2))
    for part in mapping._parts(cloud, 10):
        assert len(part) >= 10
    result = camps(seed, (*sizes, 3), 6, 1.0)
    drawn = mapping.draw(result.model, result.groups)
    assert drawn is not None
    for size, group in zip(sizes, drawn["groups"], strict=True):
        assert len(group["marks"]) == max(1, size // drawn["unit"])
        assert all(0 <= step <= 100 for mark in group["marks"] for step in mark)


def test_thousands_of_people_need_no_more_marks() -> None:
    result = camps(5, (3000, 2000, 0), 2, 1.0)
    drawn = mapping.draw(result.model, result.groups)
    assert drawn is not None
    assert sum(len(group["marks"]) for group in drawn["groups"]) <= mapping.MOST_MARKS
    assert drawn["unit"] == 50


def test_the_same_answers_give_the_same_bytes() -> None:
    one, other = (publish(camps(9, (30, 30, 12), 8, 0.8), World(True, HOUR)) for _turn in "ab")
    assert json.dumps(one) == json.dumps(other)
    assert findings.VERSION == one["version"]
