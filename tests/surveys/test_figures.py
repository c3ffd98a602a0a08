"""No figure on one to nine people, and none that another figure makes into one."""

import itertools
import random
from collections.abc import Mapping

import pytest

from surveys import figures
from surveys.figures import LEAST, NONE, Counted, Split

Cells = dict[tuple[str, str, int | None], int]


def published(found: Split) -> dict[frozenset[str], int]:
    """Every sum a reader is given."""
    sums = {frozenset({key}): count for key, count in found.alone.items()}
    return sums | ({frozenset(found.joined): found.together} if found.joined else {})


CASES: list[tuple[dict[str, int], Split]] = [
    ({"a": 50, "b": 30, NONE: 20}, Split({"a": 50, "b": 30, NONE: 20})),
    ({"a": 50, "b": 0, NONE: 20}, Split({"a": 50, "b": 0, NONE: 20})),
    # The one small cell could be subtracted: the smallest other joins it.
    ({"a": 50, "b": 3, "c": 20}, Split({"a": 50}, ("b", "c"), 23)),
    # Two small ones whose sum is safe and says nothing about either.
    ({"a": 50, "b": 6, "c": 7, "d": 40}, Split({"a": 50, "d": 40}, ("b", "c"), 13)),
    # 18 could only be 9 and 9.
    ({"a": 50, "b": 9, "c": 9, "d": 40}, Split({"a": 50}, ("b", "c", "d"), 58)),
    # Everything would be joined: nothing is said.
    ({"a": 50, "b": 3}, Split({}, hidden=True)),
    ({"a": 4, "b": 3}, Split({}, hidden=True)),
    ({"a": 100, "b": 0}, Split({"a": 100, "b": 0})),
    ({"a": 0, "b": 0}, Split({"a": 0, "b": 0})),
]


@pytest.mark.parametrize(("cells", "wanted"), CASES)
def test_splits(cells: Mapping[str, int], wanted: Split) -> None:
    assert figures.split(cells) == wanted


def test_whatever_is_published_describes_ten_or_nobody() -> None:
    """Of any partition: each published sum, and each difference to the whole."""
    chance = random.Random(5)
    for _turn in range(3000):
        cells = {
            key: chance.choice([0, chance.randint(1, 12), chance.randint(1, 80)])
            for key in "abcdefg"[: chance.randint(2, 7)]
        }
        found = figures.split(cells)
        sums = published(found)
        whole = sum(cells.values())
        assert found.hidden or sum(sums.values()) == whole
        for size in range(1, len(sums) + 1):
            for some in itertools.combinations(sums.values(), size):
                assert figures.is_safe(sum(some), whole) or found.hidden
        if found.joined:
            assert len(found.joined) >= 2
            assert found.together >= LEAST


def test_an_option_is_told_against_everybody_and_against_who_answered() -> None:
    counts = {"many": 40, "few": 9, "nearly all": 55, "none": 0, "all": 60}
    assert figures.singles(counts, 60, 100) == {
        "many": 40,
        "few": None,
        "nearly all": None,
        "none": 0,
        "all": 60,
    }


def single(number: int = 1, *, cells: dict[str, int], **anything: object) -> Counted:
    return Counted(
        id=number,
        kind="single",
        answered=sum(cells.values()),
        cells={("", key, None): count for key, count in cells.items()},
        options=list(cells),
        **anything,  # type: ignore[arg-type]
    )


def test_fewer_than_ten_responses_say_nothing() -> None:
    told = figures.of(9, {"web": 9, "paper": 0}, [single(cells={"1": 9})])
    assert told == {"responses": None, "questions": {}}


def test_who_did_not_answer_is_no_remainder_either() -> None:
    """57 of 60 answered: three did not, so that number is not told."""
    told = figures.of(60, {"web": 60, "paper": 0}, [single(cells={"1": 30, "2": 15, "3": 12})])
    question = told["questions"]["1"]
    assert question["answered"] is None
    assert question["cells"]["alone"] == {"1": 30, "2": 15}
    assert set(question["cells"]["joined"]) == {"3", NONE}
    assert question["cells"]["together"] == 15


def test_a_question_that_hangs_on_a_hidden_answer_is_hidden() -> None:
    before = single(cells={"1": 60, "2": 5, "3": 35})
    for key, hidden in (("1", False), ("2", True), ("3", True)):
        # "3" was joined with "2": how many were asked would tell both.
        asked = {"1": 60, "2": 5, "3": 35}[key]
        after = single(2, cells={"1": asked}, after_id=1, after_key=key)
        told = figures.of(100, {"web": 100, "paper": 0}, [before, after])
        assert told["questions"]["2"]["hidden"] is hidden


def test_a_mean_stands_only_beside_whole_cells() -> None:
    def scale(numbers: dict[int, int]) -> Counted:
        cells: Cells = {("", "", n): count for n, count in numbers.items()}
        return Counted(1, "scale", sum(numbers.values()), cells, low=1, high=3)

    whole = figures.of(60, {"web": 60, "paper": 0}, [scale({1: 20, 2: 20, 3: 20})])
    assert whole["questions"]["1"]["mean"] == 2.0
    joined = figures.of(60, {"web": 60, "paper": 0}, [scale({1: 38, 2: 20, 3: 2})])
    assert joined["questions"]["1"]["mean"] is None


def test_the_smallest_and_the_largest_number_are_not_told() -> None:
    numbers = {20: 30, 30: 30, 5000: 1}
    cells: Cells = {("", "", n): count for n, count in numbers.items()}
    counted = Counted(1, "number", 61, cells)
    told = figures.of(61, {"web": 61, "paper": 0}, [counted])["questions"]["1"]
    assert "5000" not in str(told)
    assert told["mean"] is None


def test_staff_see_full_tens_while_it_is_open() -> None:
    assert [figures.rounded(n) for n in (0, 9, 10, 19, 61)] == [0, 0, 10, 10, 60]
