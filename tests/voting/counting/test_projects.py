"""Greedy budgets: small elections counted by hand."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.counting.definition import BadDefinition, define
from voting.counting.results import Result
from voting.counting.tally import count

A = {"id": "a", "cost": 50}
B = {"id": "b", "cost": 40}
C = {"id": "c", "cost": 30}
D = {"id": "d", "cost": 30}
ABCD = [A, B, C, D]


def marked(**numbers: int) -> list[list[str]]:
    """marked(ab=3): three ballots that name a and b."""
    return [list(names) for names, number in numbers.items() for _ in range(number)]


def counted(rule: str, ballots: list[Any], options: list[Any] = ABCD, **more: Any) -> Result:
    running = {name: more.pop(name) for name in ("seed", "council") if name in more}
    return count(define(rule, options, **more), ballots, **running)


def outcomes(result: Result) -> list[tuple[str, int, str]]:
    return [(row["option"], row["left"], row["outcome"]) for row in result.rounds]


def test_the_most_votes_first_and_what_does_not_fit_is_passed_over() -> None:
    result = counted("greedy", marked(a=5, b=4, c=3), budget=85)
    assert result.winners == ("a", "c")
    assert outcomes(result) == [
        ("a", 85, "funded"),
        ("b", 35, "no money"),
        ("c", 35, "funded"),
        ("d", 5, "low score"),
    ]
    assert result.rounds[0] == {
        "pot": "",
        "by": "greedy",
        "option": "a",
        "score": 5,
        "votes": 5,
        "cost": 50,
        "left": 85,
        "outcome": "funded",
    }
    assert result.ranking == (("a",), ("b",), ("c",), ("d",))
    assert result.scores == {"a": 5, "b": 4, "c": 3, "d": 0}
    assert result.status == "decided"
    assert result.details == {
        "pots": [
            {
                "pot": "",
                "money": 85,
                "carried": 0,
                "spent": 80,
                "reserved": 0,
                "left": 5,
                "bars": [{"option": "a", "cost": 50}, {"option": "c", "cost": 30}],
            }
        ],
        "not_funded": [
            {"option": "b", "votes": 4, "cost": 40, "left": 35, "reason": "no money"},
            {"option": "d", "votes": 0, "cost": 30, "left": 5, "reason": "low score"},
        ],
        "represented": {"something": 8, "nothing": 4, "by_number": {"0": 4, "1": 8}},
    }


def test_without_skipping_the_first_that_does_not_fit_ends_the_count() -> None:
    result = counted("greedy-no-skip", marked(a=5, b=4, c=3), budget=85)
    assert result.winners == ("a",)
    assert outcomes(result) == [
        ("a", 85, "funded"),
        ("b", 35, "no money"),
        ("c", 35, "stopped"),
        ("d", 35, "low score"),
    ]


def test_exactly_the_money_is_enough() -> None:
    assert counted("greedy", marked(a=5, b=4), budget=90).winners == ("a", "b")
    assert counted("greedy", marked(a=5, b=4), budget=89).winners == ("a",)


@pytest.mark.parametrize("rule", ["greedy-threshold", "greedy-no-skip", "greedy-ratio"])
def test_below_the_threshold_a_project_does_not_stand(rule: str) -> None:
    result = counted(rule, marked(a=5, b=4, c=3), budget=150, min_score=4)
    assert result.winners in (("a", "b"), ("b", "a"))
    assert {row["option"]: row["outcome"] for row in result.rounds}["c"] == "low score"


def test_by_ratio_the_cheap_vote_comes_first() -> None:
    # 5/50 = 3/30 < 5/40: b first, then c before a, because it costs less.
    result = counted("greedy-ratio", marked(a=5, b=5, c=3), budget=100)
    assert result.winners == ("b", "c")
    assert result.ranking == (("b",), ("c",), ("a",), ("d",))
    assert [(tie.how, tie.options, tie.chosen) for tie in result.ties] == [
        ("lowest cost", ("a", "c"), ("c",))
    ]


def test_by_ratio_without_rounding() -> None:
    costs = [{"id": "a", "cost": 10**15}, {"id": "b", "cost": 10**15 - 1}]
    result = counted("greedy-ratio", marked(ab=3), costs, budget=10**15)
    assert result.winners == ("b",)
    assert result.ties == ()


class TestTies:
    EQUAL = [A, {"id": "b", "cost": 25}, {"id": "c", "cost": 45}, {"id": "d", "cost": 45}]

    def test_lower_cost_first(self) -> None:
        result = counted("greedy", marked(ab=3), budget=60)
        assert result.winners == ("b",)
        (tie,) = result.ties
        assert (tie.at, tie.options, tie.places, tie.how, tie.chosen) == (
            "project 1",
            ("a", "b"),
            1,
            "lowest cost",
            ("b",),
        )

    def test_none_is_named_when_the_money_is_enough_for_all_or_none(self) -> None:
        assert counted("greedy", marked(abcd=3), budget=150).ties == ()
        assert counted("greedy", marked(abcd=3), budget=29).ties == ()

    def test_equal_in_all_the_lot(self) -> None:
        result = counted("greedy", marked(cd=3, b=1), self.EQUAL, budget=70, tie="lot", seed="1")
        winner = result.winners[0]
        assert winner in ("c", "d")
        assert result.winners == (winner, "b")
        assert [(tie.at, tie.how, tie.places) for tie in result.ties] == [("project 1", "lot", 1)]

    def test_equal_in_all_the_council(self) -> None:
        order = ["d", "c", "b", "a"]
        result = counted("greedy", marked(cd=3), budget=40, tie="council", council=order)
        assert result.winners == ("d",)
        assert result.ranking == (("d",), ("c",), ("b",), ("a",))

    def test_nobody_decided_what_comes_after_is_certain_all_the_same(self) -> None:
        result = counted("greedy", marked(cd=3, b=2, a=1), self.EQUAL, budget=70)
        assert (result.status, result.winners) == ("tied", ("b",))
        assert outcomes(result) == [
            ("c", 25, "tie"),
            ("d", 25, "tie"),
            ("b", 25, "funded"),
            ("a", 0, "no money"),
        ]
        (pot,) = result.details["pots"]
        assert (pot["spent"], pot["reserved"], pot["left"]) == (25, 45, 0)
        (tie,) = result.ties
        assert (tie.options, tie.places, tie.chosen) == (("c", "d"), 1, None)

    def test_without_skipping_an_open_tie_is_the_end(self) -> None:
        result = counted("greedy-no-skip", marked(cd=3, b=2), self.EQUAL, budget=70)
        assert (result.status, result.winners) == ("tied", ())
        assert outcomes(result)[2] == ("b", 25, "stopped")


class TestBallots:
    def test_ordinal_the_first_place_has_as_many_points_as_there_are_places(self) -> None:
        ballots = [["a", "b"], ["b", "c"], ["b"]]
        result = counted("greedy", ballots, budget=40, ballot="ordinal", max_choices=2)
        assert result.scores == {"a": 2, "b": 5, "c": 1, "d": 0}
        assert result.support == {"a": 1, "b": 3, "c": 1, "d": 0}
        assert result.winners == ("b",)

    def test_ordinal_without_a_limit_counts_all_projects(self) -> None:
        result = counted("greedy", [["a", "b"]], budget=40, ballot="ordinal")
        assert result.scores == {"a": 4, "b": 3, "c": 0, "d": 0}

    @pytest.mark.parametrize("ballot", ["ordinal", "scoring"])
    def test_projects_that_share_a_budget_have_no_condorcet_winner(self, ballot: str) -> None:
        cast: list[Any] = [["a", "b"]] if ballot == "ordinal" else [{"a": 2, "b": 1}]
        assert counted("greedy", cast, budget=40, ballot=ballot).condorcet is None

    def test_ordinal_places_beyond_the_limit_are_not_read(self) -> None:
        result = counted("greedy", [["a", "b", "c"]], budget=90, ballot="ordinal", max_choices=2)
        assert result.scores == {"a": 2, "b": 1, "c": 0, "d": 0}

    def test_ordinal_too_few(self) -> None:
        ballots = [["a", "b", "c"], ["a"], ["a", ["b", "c"]]]
        result = counted(
            "greedy", ballots, budget=90, ballot="ordinal", min_choices=2, max_choices=3
        )
        assert (result.counts.valid, result.counts.invalid) == (1, 2)

    def test_points(self) -> None:
        ballots = [{"a": 7, "b": 3}, {"b": 6, "c": 0}, {"c": 11}]
        result = counted("greedy", ballots, budget=50, ballot="cumulative", max_sum=10)
        assert result.scores == {"a": 7, "b": 9, "c": 0, "d": 0}
        assert result.support == {"a": 1, "b": 2, "c": 0, "d": 0}
        assert (result.winners, result.counts.invalid) == (("b",), 1)

    def test_points_too_few(self) -> None:
        ballots = [{"a": 7, "b": 3}, {"b": 6}]
        result = counted("greedy", ballots, budget=50, ballot="scoring", min_choices=2)
        assert (result.counts.valid, result.counts.invalid) == (1, 1)

    def test_knapsack(self) -> None:
        ballots = [["a", "b"], ["a"]]
        result = counted("greedy", ballots, budget=50, ballot="knapsack", max_cost=50)
        assert (result.counts.valid, result.counts.invalid) == (1, 1)

    def test_choose_one(self) -> None:
        result = counted("greedy", [["a"], ["a", "b"]], budget=50, ballot="choose-1")
        assert (result.counts.valid, result.counts.invalid) == (1, 1)


class TestPots:
    OPTIONS = [
        {"id": "n1", "cost": 60, "pot": "north"},
        {"id": "n2", "cost": 50, "pot": "north"},
        {"id": "s1", "cost": 30, "pot": "south"},
        {"id": "c1", "cost": 90},
        {"id": "c2", "cost": 70},
    ]
    BALLOTS = [["n1", "s1", "c1"], ["n1", "c1"], ["n2", "c2"]]
    SUMS = [["north", 100], ["south", 20]]

    def test_each_spends_its_own_and_the_city_the_rest(self) -> None:
        result = counted(
            "greedy", self.BALLOTS, self.OPTIONS, budget=200, pots=self.SUMS, leftovers="keep"
        )
        assert result.winners == ("n1", "c2")
        found = [
            (pot["pot"], pot["money"], pot["spent"], pot["left"]) for pot in result.details["pots"]
        ]
        assert found == [("north", 100, 60, 40), ("south", 20, 0, 20), ("", 80, 70, 10)]

    def test_leftovers_go_to_the_city(self) -> None:
        result = counted("greedy", self.BALLOTS, self.OPTIONS, budget=200, pots=self.SUMS)
        assert result.winners == ("n1", "c1")
        city = result.details["pots"][-1]
        assert (city["money"], city["carried"], city["left"]) == (140, 60, 50)

    def test_an_open_tie_names_its_pot_and_its_money_stays_there(self) -> None:
        options = [*self.OPTIONS[:1], {"id": "n3", "cost": 60, "pot": "north"}, *self.OPTIONS[3:]]
        result = counted("greedy", [["n1", "n3", "c1"]], options, budget=200, pots=[["north", 100]])
        assert (result.status, result.winners) == ("tied", ("c1",))
        assert result.ties[0].at == "north: project 1"
        assert [pot["left"] for pot in result.details["pots"]] == [40, 50]


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("budget", {}),
        ("budget", {"budget": 0}),
        ("budget", {"budget": 10**15 + 1}),
        ("options", {"budget": 5, "options": [{"id": "a"}]}),
        ("options", {"budget": 5, "options": [{"id": "a", "cost": 10**15 + 1}]}),
        ("pots", {"budget": 5, "options": [{"id": "a", "cost": 1, "pot": "x"}]}),
        ("pots", {"budget": 5, "pots": [["x", 3], ["y", 3]]}),
        ("pots", {"budget": 5, "pots": [["", 3]]}),
        ("max_choices", {"budget": 5, "min_choices": 3, "max_choices": 2}),
        ("min_choices", {"budget": 5, "min_choices": 5}),
        ("min_score", {"budget": 5, "min_score": 3}),
    ],
)
def test_refused_when_it_is_written(field: str, more: dict[str, Any]) -> None:
    options = more.pop("options", ABCD)
    with pytest.raises(BadDefinition) as refused:
        define("greedy", options, **more)
    assert refused.value.field == field


@settings(max_examples=100)
@given(
    costs=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    ballots=st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=8),
    budget=st.integers(1, 40),
    rule=st.sampled_from(["greedy", "greedy-no-skip", "greedy-ratio"]),
    shuffle=st.randoms(),
)
def test_money_order_and_names(
    costs: list[int], ballots: list[set[int]], budget: int, rule: str, shuffle: Any
) -> None:
    """Never more than there is; neither the order of the ballots nor that of the list matters."""
    price = {f"p{place}": cost for place, cost in enumerate(costs)}
    options = [{"id": project, "cost": cost} for project, cost in price.items()]
    cast = [[f"p{place}" for place in ballot if place < len(costs)] for ballot in ballots]
    first = counted(rule, cast, options, budget=budget, tie="lot", seed="7")
    again, options_again = list(cast), list(options)
    shuffle.shuffle(again)
    shuffle.shuffle(options_again)
    second = counted(rule, again, options_again, budget=budget, tie="lot", seed="7")
    assert first.winners == second.winners
    spent = sum(price[winner] for winner in first.winners)
    assert spent <= budget
    if rule != "greedy-no-skip":
        rest = [p for p, votes in first.support.items() if votes and p not in first.winners]
        assert all(price[project] > budget - spent for project in rest)
