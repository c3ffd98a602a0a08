"""One ballot read as the booth reads it: every refusal beside the ballot that just passes."""

from typing import Any

import pytest

from voting.counting.definition import define
from voting.counting.reading import NotABallot, TooFew, TooMany, Unknown, read

THREE = {"max_rank": 3}
ANYHOW = {"equal_ranks": True}

RANKS: list[tuple[dict[str, Any], list[Any], Any]] = [
    ({}, [], None),
    ({}, [None, None], None),
    ({}, ["b", "a"], ((1,), (0,))),
    ({}, [["b"], ["a"]], ((1,), (0,))),
    ({}, ["b", None, "a"], "a rank is skipped"),
    ({}, ["b", "b"], "an option is ranked twice"),
    ({}, [["a", "b"], "c"], "two options at one rank"),
    ({}, ["a", "x"], Unknown),
    (ANYHOW, [["a", "b"], "c"], ((0, 1), (2,))),
    (ANYHOW, [["a", "b"], "a"], "an option is ranked twice"),
    (THREE, ["a", "b", "c"], ((0,), (1,), (2,))),
    (THREE, ["a", "b", "c", "d"], TooMany),
]


@pytest.mark.parametrize(("params", "ballot", "found"), RANKS)
def test_ranks(params: dict[str, Any], ballot: list[Any], found: Any) -> None:
    definition = define("schulze", list("abcd"), tie="declare", **params)
    if isinstance(found, tuple | None):
        assert read(definition, ballot, strict=True) == found
        return
    with pytest.raises(NotABallot if isinstance(found, str) else found) as told:
        read(definition, ballot, strict=True)
    assert not isinstance(found, str) or str(told.value) == found


def test_paper_may_hold_what_the_booth_refuses() -> None:
    definition = define("schulze", list("abcd"), tie="declare", max_rank=2)
    assert read(definition, ["a", None, "b"]) == ((0,),)
    assert read(definition, ["a", "a", "b"]) == ((0,),)


@pytest.mark.parametrize(
    ("most", "ballot", "found"),
    [
        (0, ["a", None, "b"], ((0,),)),
        (1, ["a", None, "b"], ((0,), (1,))),
        (1, ["a", None, "b", None, "c"], ((0,), (1,), (2,))),
        (1, ["a", None, None, "b"], ((0,),)),
        (2, ["a", None, None, "b"], ((0,), (1,))),
        (1, [None, "b"], ((1,),)),
        (1, [None, None, "b"], ()),
    ],
)
def test_a_ballot_ends_where_too_many_places_are_empty(
    most: int, ballot: list[Any], found: Any
) -> None:
    assert read(define("irv", list("abcd"), max_skipped=most), ballot) == found


def test_too_many_and_too_few_say_how_many() -> None:
    definition = define("approval", list("abcd"), tie="declare", min_choices=2, max_choices=3)
    assert read(definition, ["d", "a"]) == (0, 3)
    with pytest.raises(TooMany) as many:
        read(definition, list("abcd"))
    assert (many.value.found, many.value.most) == (4, 3)
    with pytest.raises(TooFew) as few:
        read(definition, ["a"])
    assert (few.value.found, few.value.least) == (1, 2)


def test_a_ballot_for_one_project_names_one() -> None:
    projects = [{"id": name, "cost": 1} for name in "abc"]
    definition = define("greedy", projects, tie="declare", ballot="choose-1", budget=1)
    assert read(definition, ["b"]) == (1,)
    assert read(definition, ["b", "b"]) == (1,)
    with pytest.raises(TooMany) as many:
        read(definition, ["a", "b"])
    assert (many.value.found, many.value.most) == (2, 1)


def test_points_up_to_a_thousand_million() -> None:
    project = [{"id": "a", "cost": 1}]
    definition = define("greedy", project, tie="declare", ballot="scoring", budget=1)
    assert read(definition, {"a": 10**9}) == ((0, 10**9),)
    with pytest.raises(TooMany):
        read(definition, {"a": 10**9 + 1})
