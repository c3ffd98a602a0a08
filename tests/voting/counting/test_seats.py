"""Reserved seats: each place of the trace by hand, ties that matter and ties that do not."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting.definition import define
from voting.counting.results import Result
from voting.counting.tally import count
from voting.counting.ties import Tie


def elect(figures: Mapping[str, int], groups: Mapping[str, str], **more: Any) -> Result:
    """`groups`: option -> the letters of its groups."""
    options = [{"id": name, "groups": list(groups.get(name, ""))} for name in figures]
    seed, council = more.pop("seed", None), more.pop("council", None)
    definition = define("approval", options, **more)
    cast = [[name] for name in figures]
    return count(definition, cast, weights=list(figures.values()), seed=seed, council=council)


def trace(found: Result) -> list[tuple[Any, ...]]:
    return [(row["group"], row["option"], row["how"]) for row in found.rounds]


def test_each_reserved_seat_is_named() -> None:
    found = elect(
        {"a": 9, "b": 8, "c": 7, "d": 3, "e": 2},
        {"d": "K", "e": "KG", "c": ""},
        seats=3,
        reserved=[["K", 1], ["G", 1]],
    )
    assert found.rounds == (
        {"group": "K", "option": "d", "figure": 3, "how": "seated"},
        {"group": "G", "option": "e", "figure": 2, "how": "seated"},
        {"group": None, "option": "a", "figure": 9, "how": "seated"},
    )
    assert found.winners == ("d", "e", "a")
    assert found.status == "decided"
    assert found.ranking == (("a",), ("b",), ("c",), ("d",), ("e",))


def test_a_seated_person_counts_for_every_group_declared() -> None:
    found = elect(
        {"a": 9, "b": 8, "c": 7, "d": 3},
        {"a": "KG", "c": "K", "d": "G"},
        seats=3,
        reserved=[["K", 2], ["G", 1]],
    )
    assert trace(found) == [
        ("K", "a", "seated"),
        ("K", "c", "seated"),
        ("G", "a", "counted"),
        (None, "b", "seated"),
    ]


def test_the_order_of_the_groups_decides_who_is_looked_for_first() -> None:
    figures, groups = {"a": 9, "b": 8, "c": 7}, {"b": "G", "c": "KG"}
    first = elect(figures, groups, seats=2, reserved=[["G", 1], ["K", 1]])
    second = elect(figures, groups, seats=2, reserved=[["K", 1], ["G", 1]])
    assert first.winners == ("b", "c")
    assert second.winners == ("c", "a")


def test_more_members_seated_than_reserved_count_once_a_seat() -> None:
    found = elect(
        {"a": 9, "b": 8, "c": 7},
        {"a": "KG", "b": "KG", "c": "G"},
        seats=3,
        reserved=[["K", 2], ["G", 1]],
    )
    assert trace(found) == [
        ("K", "a", "seated"),
        ("K", "b", "seated"),
        ("G", "a", "counted"),
        (None, "c", "seated"),
    ]


def test_too_few_members_leave_the_seat_to_the_open_ones() -> None:
    found = elect(
        {"a": 9, "b": 8, "c": 7, "d": 0}, {"c": "K", "d": "K"}, seats=3, reserved=[["K", 2]]
    )
    assert trace(found) == [
        ("K", "c", "seated"),
        ("K", None, "to open"),
        (None, "a", "seated"),
        (None, "b", "seated"),
    ]
    assert found.rounds[1]["figure"] is None


def test_an_open_tie_at_a_reserved_seat_keeps_what_is_certain() -> None:
    found = elect(
        {"a": 9, "b": 5, "c": 5, "d": 4},
        {"b": "G", "c": "G", "d": "K"},
        seats=2,
        reserved=[["K", 1], ["G", 1]],
    )
    assert (found.status, found.winners) == ("tied", ("d",))
    assert found.ties == (Tie("reserved G", ("b", "c"), 1, "declared", None),)
    council = elect(
        {"a": 9, "b": 5, "c": 5, "d": 4},
        {"b": "G", "c": "G", "d": "K"},
        seats=2,
        reserved=[["K", 1], ["G", 1]],
        tie="council",
        council=list("dcba"),
    )
    assert (council.status, council.winners) == ("decided", ("d", "c"))


def test_whoever_of_equal_ones_takes_the_reserved_seat_when_all_get_one() -> None:
    found = elect(
        {"a": 9, "b": 5, "c": 5}, {"b": "K", "c": "K"}, seats=3, reserved=[["K", 1]], tie="lot"
    )
    assert found.status == "decided"
    assert set(found.winners) == {"a", "b", "c"}
    assert found.ties == (Tie("reserved K", ("b", "c"), 1, "immaterial", ("b",)),)


def test_it_does_not_matter_whether_a_later_seat_is_counted_or_filled() -> None:
    """b for K counts for G as well; c for K leaves G's seat to b: the same three sit."""
    case = {"b": 5, "c": 5, "d": 2, "e": 1}, {"b": "KG", "c": "K", "d": "G"}
    more: dict[str, Any] = {"seats": 3, "reserved": [["K", 1], ["G", 1]], "tie": "council"}
    found = elect(*case, **more)
    assert found.status == "decided"
    assert found.ties == (Tie("reserved K", ("b", "c"), 1, "immaterial", ("b",)),)
    assert set(found.winners) == {"b", "c", "d"}


@pytest.mark.parametrize(
    ("figures", "groups", "seats", "reserved"),
    [
        # a is in before both, so there is no place for one of them
        ({"a": 9, "b": 5, "c": 5}, {"b": "K", "c": "K"}, 2, [["K", 1]]),
        # who of them sits for K decides whether G still looks for somebody
        (
            {"b": 5, "c": 5, "d": 2, "e": 1},
            {"b": "KG", "c": "K", "d": "G"},
            2,
            [["K", 1], ["G", 1]],
        ),
        # a seat to come for somebody lower takes the place of one of them
        ({"b": 5, "c": 5, "d": 2}, {"b": "K", "c": "K", "d": "G"}, 2, [["K", 1], ["G", 1]]),
    ],
)
def test_a_tie_that_matters_is_open(
    figures: Mapping[str, int],
    groups: Mapping[str, str],
    seats: int,
    reserved: list[list[Any]],
) -> None:
    found = elect(figures, groups, seats=seats, reserved=reserved)
    assert found.status == "tied"
    assert found.ties[-1].how == "declared"


def test_reserved_seats_of_points() -> None:
    options: list[dict[str, Any]] = [{"id": "a"}, {"id": "b", "groups": ["K"]}, {"id": "c"}]
    definition = define("score", options, seats=2, reserved=[["K", 1]])
    found = count(definition, [{"a": 5, "b": 1, "c": 4}])
    assert found.winners == ("b", "a")


FIGURES = st.fixed_dictionaries({name: st.integers(0, 4) for name in "abcdef"})
GROUPS = st.fixed_dictionaries(
    {name: st.sampled_from(["", "K", "G", "KG", "GE", "E"]) for name in "abcdef"}
)


@given(FIGURES, GROUPS, st.integers(3, 5), st.integers(1, 2), st.integers(1, 2), st.data())
def test_reserved_seats_hold(
    figures: dict[str, int], groups: dict[str, str], seats: int, k: int, g: int, data: Any
) -> None:
    reserved: list[list[Any]] = [["K", k], ["G", g], ["E", 1]]
    declared = {letter for name in groups.values() for letter in name}
    if k + g + 1 > seats or declared != {"K", "G", "E"} or not any(figures.values()):
        return
    found = elect(figures, groups, seats=seats, reserved=reserved, tie="lot", seed="3")
    standing = [name for name, figure in figures.items() if figure]
    assert len(found.winners) == min(seats, len(standing))
    for letter, wanted in reserved:
        members = [name for name in standing if letter in groups[name]]
        sitting = [name for name in found.winners if letter in groups[name]]
        assert len(sitting) >= min(wanted, len(members))
    assert len([row for row in found.rounds if row["how"] in ("seated", "empty")]) == seats
    # A declared tie that nobody had to decide: the council's word cannot change who sits.
    declared_only = elect(figures, groups, seats=seats, reserved=reserved)
    if declared_only.status == "decided":
        order = data.draw(st.permutations("abcdef"))
        again = elect(figures, groups, seats=seats, reserved=reserved, tie="council", council=order)
        assert set(again.winners) == set(declared_only.winners) == set(found.winners)
    else:
        assert set(declared_only.winners) <= set(found.winners)
