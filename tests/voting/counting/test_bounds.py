"""How few ballots flip a result: the lower bounds of docs/counting.md §6, each by hand."""

from typing import Any

import pytest

from voting.counting import margins
from voting.counting.ballots import pack
from voting.counting.definition import Definition, define
from voting.counting.margins import margin
from voting.counting.tally import count


def of(definition: Definition, cast: list[Any], **more: Any) -> dict[str, Any]:
    packed = pack(definition, cast)
    found = margin(definition, packed, count(definition, packed, **more), **more)
    assert found is not None
    return found


def exactly(number: int, instead: str | None) -> dict[str, Any]:
    return {"exact": True, "at_least": number, "at_most": number, "instead": instead}


def ranked(**numbers: int) -> list[list[str]]:
    return [list(names) for names, number in numbers.items() for _ in range(number)]


@pytest.mark.parametrize("rule", ["irv", "schulze", "minimax", "ranked-pairs"])
@pytest.mark.parametrize(("first", "second", "number"), [(9, 4, 3), (9, 5, 2), (7, 6, 1)])
def test_of_two_half_the_lead(rule: str, first: int, second: int, number: int) -> None:
    cast = ranked(a=first, b=second)
    assert of(define(rule, ["a", "b"]), cast) == exactly(number, "b")


@pytest.mark.parametrize(
    ("a", "b", "number"),
    [
        (10, 8, 2),  # c is 6 behind b, then a leads by 4
        (12, 5, 3),  # c is only 3 behind b, but a leads both together by 5
    ],
)
def test_instant_runoff_half_the_smallest_lead_of_the_best_parting(
    a: int, b: int, number: int
) -> None:
    assert of(define("irv", list("abc")), ranked(a=a, b=b, ca=2))["at_least"] == number


@pytest.mark.parametrize("rule", ["schulze", "ranked-pairs"])
def test_an_even_race_for_the_second_place_does_not_matter(rule: str) -> None:
    """a is before each other one by 13; b is before c by one."""
    found = of(define(rule, list("abc")), ranked(abc=7, acb=6))
    assert found == exactly(7, "b")


@pytest.mark.parametrize(
    ("abc", "bca", "cab", "number"),
    [
        (12, 9, 6, 2),  # b-c 21:6, a-b 18:9, c-a 15:12: leads and gaps of 3 at least
        (20, 14, 9, 2),  # b-c 34:9, a-b 29:14, c-a 23:20: a lead of 3, gaps of 5 and 6
        (30, 17, 16, 1),  # gaps of 1
    ],
)
def test_in_a_circle_half_the_smallest_lead_or_gap(
    abc: int, bca: int, cab: int, number: int
) -> None:
    found = of(define("ranked-pairs", list("abc")), ranked(abc=abc, bca=bca, cab=cab))
    assert found["at_least"] == number


@pytest.mark.parametrize("more", [{}, {"unranked": "zero"}, {"equal_ranks": True}])
@pytest.mark.parametrize(("first", "second", "number"), [(9, 4, 3), (9, 5, 2), (7, 6, 1)])
def test_borda_of_two(more: dict[str, Any], first: int, second: int, number: int) -> None:
    found = of(define("borda", ["a", "b"], **more), ranked(a=first, b=second))
    assert found == exactly(number, "b")


@pytest.mark.parametrize(
    ("more", "number"),
    [
        # In halves: 36 to 18; of a ballot a has 4 and b 2, a changed one gives 0 and 4: 6 nearer.
        ({}, 3),
        # Points 3, 2, 1: 54 to 36; a changed one gives 0 and 6: 8 nearer.
        ({"unranked": "zero"}, 3),
        # Only two places, 2 and 1 points: 36 to 18; a changed one gives 0 and 4: 6 nearer.
        ({"unranked": "zero", "max_rank": 2}, 3),
    ],
)
def test_borda_the_first_place_for_the_other(more: dict[str, Any], number: int) -> None:
    definition = define("borda", list("abc"), **more)
    cast = ranked(abc=9)
    result = count(definition, cast)
    assert of(definition, cast)["at_least"] == number
    assert result.scores is not None


def test_borda_an_option_that_is_not_named_has_nothing() -> None:
    """In halves: 48 to 0; of a ballot a has 6, a changed one gives 0 and 6: 12 nearer."""
    found = of(define("borda", list("abc"), unranked="zero"), ranked(a=8))
    assert found["at_least"] == 4


@pytest.mark.parametrize(("ballots", "number"), [(7, 3), (8, 4)])
def test_borda_those_not_named_share(ballots: int, number: int) -> None:
    """In halves: of a ballot a has 4, b and c 1; a changed one gives 0 and 4: 7 nearer."""
    assert of(define("borda", list("abc")), ranked(a=ballots))["at_least"] == number


@pytest.mark.parametrize(("ballots", "number"), [(9, 3), (10, 4)])
def test_borda_two_at_one_place_share(ballots: int, number: int) -> None:
    """In halves: of a ballot a and b have 5, c 2; a changed one gives 0 and 6: 9 nearer."""
    definition = define("borda", list("abc"), unranked="zero", equal_ranks=True, seats=2)
    assert of(definition, [[["a", "b"], "c"]] * ballots)["at_least"] == number


def test_borda_where_all_win_only_silence_is_another_outcome() -> None:
    found = of(define("borda", ["a", "b"], seats=2), ranked(a=3, b=2))
    assert (found["at_least"], found["at_most"]) == (5, None)


@pytest.mark.parametrize(
    ("cast", "more", "number"),
    [
        # a 20:4, b 12:4: each change takes 5 from a and gives 2 to b; 15 to 14, then 10 to 16.
        ([{"a": 5, "b": 3}] * 4, {}, 2),
        ([{"a": 5, "b": 1}] * 8, {}, 4),
        # Four of 8 must score an option: b is not there before three more do.
        ([{"a": 5}] * 7 + [{"b": 0}], {"min_scored_percent": 50}, 3),
        # Four of 6 must: a has five.
        ([{"a": 5}] * 5 + [{"b": 0}], {"min_scored_percent": 60}, 2),
        # One more ballot that scores b, and it stands with an average of 5.
        ([{"a": 4}] * 6 + [{"b": 5}] * 2, {"min_scored_percent": 30}, 1),
        # Level is enough: 25 to 25 after four.
        ([{"a": 5, "b": 1}] * 9, {}, 4),
        # The empty place is b's with its first point.
        ([{"a": 5, "b": 0}] * 3, {"seats": 2}, 1),
        # Nobody else may win: a falls to 0 with its last points.
        ([{"a": 5, "b": 5}] + [{"a": 0, "b": 5}] * 3, {"seats": 2}, 1),
        ([{"a": 5, "b": 5}] * 3, {"seats": 2}, 3),
        ([{"a": 1, "b": 5}] * 4, {"seats": 2}, 4),
    ],
)
def test_averages(cast: list[Any], more: dict[str, Any], number: int) -> None:
    found = of(define("average", ["a", "b"], **more), cast)
    assert found["at_least"] == number
    assert found["at_most"] is None or found["at_most"] >= number


def test_the_ballots_that_change_an_average_score_the_loser_with_nothing() -> None:
    """Left out a would keep its average of 5; with four times 0 it is level with b, 25 to 25."""
    assert of(define("average", ["a", "b"]), [{"a": 5, "b": 1}] * 9) == exactly(4, "b")


@pytest.mark.parametrize(
    ("cast", "number", "instead"),
    [
        # b lacks 13 and c 19, a ballot brings either nearer by 6: b is there first.
        ([{"a": 5, "b": 4, "c": 4}] * 13 + [{"a": 5, "b": 5, "c": 4}] * 6, 3, "b"),
        # b lacks 13, 6 a ballot; c lacks 16, but two ballots that gave it nothing bring 10 each.
        (
            [{"a": 5, "b": 4}] * 2
            + [{"a": 5, "b": 4, "c": 4}] * 6
            + [{"a": 5, "b": 4, "c": 5}] * 5,
            2,
            "c",
        ),
    ],
)
def test_the_rival_with_the_shortest_way_need_not_be_the_second(
    cast: list[Any], number: int, instead: str
) -> None:
    assert of(define("score", list("abc")), cast) == exactly(number, instead)


@pytest.mark.parametrize(("first", "second", "third", "number"), [(20, 12, 4, 4), (20, 14, 4, 3)])
def test_reserved_places_half_the_smallest_lead(
    first: int, second: int, third: int, number: int
) -> None:
    options: list[dict[str, Any]] = [{"id": "a"}, {"id": "b"}, {"id": "c", "groups": ["K"]}]
    definition = define("plurality", options, seats=2, reserved=[["K", 1]])
    found = of(definition, ranked(a=first, b=second, c=third))
    assert (found["at_least"], found["instead"]) == (number, "b")


def test_where_those_without_the_approval_quorum_tie_no_bound_is_claimed() -> None:
    """a has 5 ballots more than it needs, b and c lack 9: that less will not do is not proven."""
    definition = define("approval", list("abcd"), seats=2, approval_quorum=[3, 8])
    found = of(definition, ranked(a=20, b=6, c=6), electorate=40)
    assert (found["exact"], found["at_least"], found["at_most"]) == (False, 1, 6)


def test_a_victory_by_twice_the_changed_ballots_may_become_a_tie() -> None:
    """b's only defeat is 14:10 by c: two ballots, and nobody beats b any more."""
    cast: list[Any] = (
        [["a", "c", "b"]] * 5 + [["b", "a", "c"]] * 4 + [[["a", "b"], "c"]] * 6 + [["c"]] * 9
    )
    assert of(define("minimax", list("abc"), equal_ranks=True), cast) == exactly(2, "b")


@pytest.mark.parametrize(("more", "number"), [({}, 2), ({"max_choices": 5}, 1)])
def test_a_ranked_budget_ballot_gives_as_many_points_as_it_has_places(
    more: dict[str, Any], number: int
) -> None:
    """b lacks 6 points. Of two places: a loses 2 and b wins 1 a ballot; of five: 5 and 1."""
    options = [{"id": "a", "cost": 5}, {"id": "b", "cost": 5}]
    definition = define("greedy", options, budget=5, ballot="ordinal", **more)
    assert of(definition, ranked(ab=6)) == exactly(number, "b")


def star(a: int, b: int, *, c: int = 0) -> list[dict[str, int]]:
    return [{"a": 5}] * a + [{"b": 5}] * b + [{"c": 5}] * c


@pytest.mark.parametrize(("a", "b", "number"), [(9, 4, 3), (9, 5, 2), (9, 8, 1)])
def test_star_half_the_lead_of_the_runoff(a: int, b: int, number: int) -> None:
    assert of(define("star", ["a", "b"]), star(a, b)) == exactly(number, "b")


def test_star_the_nearest_way_into_the_runoff() -> None:
    """Who is third comes into the runoff before the runoff itself turns."""
    found = of(define("star", list("abc")), star(20, 6, c=4))
    assert found["at_least"] == 1


def test_an_approval_quorum_hangs_on_one_ballot() -> None:
    definition = define("irv", ["a", "b"], approval_quorum=[4, 10])
    assert of(definition, ranked(a=4, b=1), electorate=10) == exactly(1, None)


@pytest.mark.parametrize(("size", "number"), [(3, 3), (5, 5)])
def test_a_funded_project_needs_one_vote_at_least(size: int, number: int) -> None:
    """There is money for both: one loses its place only with its last vote."""
    options = [{"id": "a", "cost": 5}, {"id": "b", "cost": 5}]
    found = of(define("greedy", options, budget=10), ranked(a=size, b=6))
    assert found == exactly(number, None)


def test_without_skipping_whoever_ends_the_count_may_be_another() -> None:
    """a is funded and b ends the count; c and d, one vote apart, do not matter."""
    options = [{"id": name, "cost": 60} for name in "abcd"]
    cast = ranked(a=20, b=12, c=5, d=4)
    found = of(define("greedy-no-skip", options, budget=100), cast)
    assert found["at_least"] == 4


def test_points_without_a_limit_may_turn_all_with_one_ballot() -> None:
    options = [{"id": "a", "cost": 5}, {"id": "b", "cost": 5}]
    definition = define("greedy", options, budget=5, ballot="scoring")
    assert of(definition, [{"a": 5}, {"a": 4}, {"b": 3}]) == exactly(1, "b")


@pytest.mark.parametrize(
    ("credits", "ballots", "number"),
    [
        (25, 10, 3),  # a 30: 3 from a, then 4 for b and 3 against a
        (18, 9, 3),  # a 27: 3 from a, then 3 for b and 3 against a
    ],
)
def test_quadratic_the_best_of_both_ways(credits: int, ballots: int, number: int) -> None:
    definition = define("quadratic", ["a", "b"], credits=credits, negative=True)
    assert of(definition, [{"a": 3}] * ballots) == exactly(number, "b")


def test_an_empty_place_is_filled_by_more_for_than_against() -> None:
    """b has -9: a changed ballot takes back 3 against it and gives 4."""
    definition = define("quadratic", ["a", "b"], credits=25, negative=True, seats=2)
    cast = [{"a": 4}] * 10 + [{"b": -3}] * 3
    assert of(definition, cast) == exactly(2, "b")


@pytest.mark.parametrize(
    "points",
    [
        3,  # a has 12: a changed ballot takes 3 from it and gives 3 against, and 4 for b
        4,  # a has 16: a changed ballot takes 4 from it and gives 5 against, and no more
    ],
)
def test_where_everybody_wins_votes_against_bring_one_down(points: int) -> None:
    definition = define("quadratic", ["a", "b"], credits=25, negative=True, seats=2)
    assert of(definition, [{"a": points}] * 4 + [{"b": 4}] * 10) == exactly(2, None)


@pytest.mark.parametrize(("rule", "most"), [("greedy", 60), ("equal-shares", 16)])
def test_how_many_recounts_a_search_may_cost(
    rule: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [{"id": "a", "cost": 5}, {"id": "b", "cost": 5}]
    told: list[tuple[int, int, int]] = []
    definition = define(rule, options, budget=10)
    packed = pack(definition, ranked(a=9, b=4))
    result = count(definition, packed)
    margin(definition, packed, result, progress=lambda *row: told.append(row))
    assert [row[2] for row in told] == [most] * len(told)
    assert [row[:2] for row in told] == [(n, n) for n in range(1, len(told) + 1)]
    monkeypatch.setattr(margins, "LARGE", 1)
    told.clear()
    margin(definition, packed, result, progress=lambda *row: told.append(row))
    assert {row[2] for row in told} == {16}
