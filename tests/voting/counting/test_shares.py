"""The Method of Equal Shares: small elections counted by hand, and a slow exact second count."""

import json
import random
import time
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting.plain_shares import Plain
from voting.counting import purses, receipts
from voting.counting.definition import canonical, define
from voting.counting.results import Result
from voting.counting.tally import count
from voting.counting.ties import lot_key


def priced(**costs: int) -> list[dict[str, Any]]:
    return [{"id": name, "cost": cost} for name, cost in costs.items()]


def marked(**numbers: int) -> list[list[str]]:
    """marked(ab=3): three ballots that name a and b."""
    return [list(names) for names, number in numbers.items() for _ in range(number)]


def counted(ballots: list[Any], options: list[dict[str, Any]], **more: Any) -> Result:
    running = {name: more.pop(name) for name in ("seed", "council") if name in more}
    return count(define("equal-shares", options, **more), ballots, **running)


def prices(result: Result) -> list[tuple[str, str, int, int, int]]:
    keys = ("option", "price_exact", "paid_full", "paid_rest", "paid_nothing")
    return [tuple(row[key] for key in keys) for row in result.rounds]


def pot(result: Result) -> dict[str, Any]:
    (found,) = result.details["pots"]
    return dict(found)


# --- one run ------------------------------------------------------------------------------------


def test_who_cannot_pay_the_price_gives_the_rest() -> None:
    # Share 20. x: three voters pay 10. z: one of its two has 10 left, the other pays 15.
    result = counted(marked(x=2, xz=1, z=1), priced(x=30, z=25, y=9), budget=80)
    assert result.winners == ("x", "z")
    assert prices(result) == [("x", "10", 3, 0, 0), ("z", "15", 1, 1, 0)]
    assert result.rounds[1] == {
        "pot": "",
        "by": "equal-shares",
        "option": "z",
        "cost": 25,
        "votes": 2,
        "price": "15",
        "price_exact": "15",
        "effective": "1.666666666666",
        "paid_full": 1,
        "paid_rest": 1,
        "paid_nothing": 0,
        "spent": 55,
        "left": 25,
    }
    assert result.ranking == (("x",), ("z",), ("y",))
    assert (result.status, result.ties) == ("decided", ())
    assert result.details["not_funded"] == [
        {
            "option": "y",
            "votes": 0,
            "cost": 9,
            "left": 25,
            "supporters_left": 0,
            "reason": "no votes",
        }
    ]
    assert result.details["represented"] == {
        "something": 4,
        "nothing": 0,
        "by_number": {"0": 0, "1": 3, "2": 1},
    }
    assert pot(result) == {
        "pot": "",
        "money": 80,
        "carried": 0,
        "spent": 55,
        "reserved": 0,
        "left": 25,
        "bars": [{"option": "x", "cost": 30}, {"option": "z", "cost": 25}],
        "by": "equal-shares",
        "ballots": 4,
        "share": "20",
        "share_start": "20",
        "runs": 1,
        "not_eligible": [],
    }


def test_a_popular_project_whose_supporters_have_spent_their_money() -> None:
    # Share 20. y first (4 votes, 12 each): of the 26 for x its supporters have 2 × 8.
    result = counted(marked(xy=2, y=2), priced(x=26, y=48), budget=80)
    assert result.winners == ("y",)
    (row,) = result.details["not_funded"]
    assert (row["supporters_left"], row["left"]) == (16, 32)
    assert row["reason"] == "supporters cannot pay"


def test_voters_without_anything_left_support_but_do_not_pay() -> None:
    # Share 10: a takes all of three voters; b is paid by the fourth alone.
    result = counted(marked(ab=1, a=2, b=1), priced(a=30, b=8), budget=40)
    assert prices(result) == [("a", "10", 3, 0, 0), ("b", "8", 1, 0, 1)]


def test_the_share_may_be_a_fraction_and_the_last_grain_counts() -> None:
    # Share 100/3: three voters can just pay 100, and 99 leaves a third of one each.
    assert counted(marked(a=3), priced(a=100), budget=100).winners == ("a",)
    result = counted(marked(ab=3), priced(a=99, b=1), budget=100)
    assert prices(result) == [("b", "1/3", 3, 0, 0), ("a", "33", 3, 0, 0)]
    assert counted(marked(ab=3), priced(a=99, b=2), budget=100).winners == ("b",)
    assert pot(result)["share"] == "100/3"


class TestUtility:
    BALLOTS = marked(a=8, ab=1, c=1)

    def test_cost_the_votes_decide(self) -> None:
        result = counted(self.BALLOTS, priced(a=90, b=4, c=99), budget=100)
        assert result.winners == ("a",)

    def test_cardinality_the_lowest_price_decides(self) -> None:
        result = counted(self.BALLOTS, priced(a=90, b=4, c=99), budget=100, utility="cardinality")
        assert prices(result) == [("b", "4", 1, 0, 0)]

    def test_points_who_gave_more_pays_more(self) -> None:
        # Share 10. a: 8 for 4 points, 2 a point: 6 and 2. b: 4 and 8 are left, all of it needed.
        ballots = [{"a": 3, "b": 1}, {"a": 1, "b": 3}]
        result = counted(
            ballots, priced(a=8, b=12), budget=20, ballot="cumulative", utility="points"
        )
        assert prices(result) == [("a", "2", 2, 0, 0), ("b", "4", 1, 1, 0)]

    def test_points_as_votes(self) -> None:
        ballots = [{"a": 3, "b": 1}, {"a": 1, "b": 3, "c": 0}]
        result = counted(ballots, priced(a=8, b=10, c=1), budget=20, ballot="cumulative")
        assert prices(result) == [("a", "4", 2, 0, 0), ("b", "5", 2, 0, 0)]
        assert result.support["c"] == 0

    def test_points_of_ranks(self) -> None:
        result = counted(
            [["a", "b"], ["b"]],
            priced(a=4, b=9),
            budget=20,
            ballot="ordinal",
            max_choices=2,
            utility="points",
        )
        assert prices(result) == [("a", "2", 1, 0, 0), ("b", "3", 2, 0, 0)]


# --- ties ---------------------------------------------------------------------------------------


class TestTies:
    def test_lowest_cost_then_most_votes(self) -> None:
        # Two votes each: a and b cost the same, c less.
        result = counted(marked(abc=2), priced(a=30, b=30, c=20), budget=60, tie="lot", seed="5")
        assert result.winners[0] == "c"
        assert [(tie.at, tie.how, tie.options) for tie in result.ties] == [
            ("project 1", "lowest cost", ("a", "b", "c")),
            ("project 2", "lot", ("a", "b")),
        ]

    def test_most_votes(self) -> None:
        # x takes all of its four voters: a has three supporters, one of whom can pay, b has one.
        ballots = marked(xa=2, x=2, a=1, b=1)
        result = counted(ballots, priced(x=40, a=10, b=10), budget=60)
        assert result.winners == ("x", "a", "b")
        (tie,) = result.ties
        assert (tie.how, tie.options, tie.chosen) == ("most votes", ("a", "b"), ("a",))

    def test_a_tie_that_changes_nothing_needs_no_lot(self) -> None:
        # Share 20: everybody can pay 10 for a and 10 for b, exactly.
        result = counted(marked(ab=3, c=2), priced(b=30, a=30, c=40), budget=100)
        assert result.winners == ("b", "a", "c")
        assert [(tie.how, tie.options, tie.places) for tie in result.ties] == [
            ("immaterial", ("b", "a"), 2)
        ]

    def test_one_coin_less_and_it_changes_something(self) -> None:
        result = counted(marked(ab=3, c=2), priced(b=30, a=30, c=40), budget=99)
        assert (result.status, result.winners) == ("tied", ())
        (tie,) = result.ties
        assert (tie.at, tie.options, tie.places, tie.chosen) == ("project 1", ("b", "a"), 1, None)
        assert pot(result)["open"] == "project 1"

    def test_supporters_of_one_only_change_nothing(self) -> None:
        result = counted(marked(a=2, b=2), priced(a=20, b=20), budget=40)
        assert result.winners == ("a", "b")
        assert [tie.how for tie in result.ties] == ["immaterial"]

    def test_those_who_give_the_rest_for_one_of_them_change_nothing(self) -> None:
        # Share 10; x takes 8 of each of its three: c and d cost one voter 8, the other the rest.
        result = counted(marked(c=1, xc=1, d=1, xd=1, x=1), priced(x=24, c=10, d=10), budget=50)
        assert prices(result)[1:] == [("c", "8", 1, 1, 0), ("d", "8", 1, 1, 0)]
        assert [(tie.how, tie.options) for tie in result.ties] == [("immaterial", ("c", "d"))]

    def test_nor_do_those_who_have_nothing_for_either(self) -> None:
        # Share 10, all of which x takes from its four; one of them supports c and d, too.
        result = counted(marked(xcd=1, x=3, c=2, d=2), priced(x=40, c=9, d=9), budget=80)
        assert prices(result)[1:] == [("c", "9/2", 2, 0, 1), ("d", "9/2", 2, 0, 1)]
        assert [(tie.how, tie.options) for tie in result.ties] == [("immaterial", ("c", "d"))]

    def test_what_was_funded_before_an_open_tie_is_certain(self) -> None:
        result = counted(marked(ab=3, c=4), priced(c=40, b=30, a=30), budget=130)
        assert (result.status, result.winners) == ("tied", ("c",))
        assert result.ranking == (("c",), ("b", "a"))
        assert [row["option"] for row in result.rounds] == ["c"]

    def test_of_rising_shares_nothing_is_certain(self) -> None:
        result = counted(marked(ab=3, c=4), priced(c=40, b=30, a=30), budget=130, completion="add1")
        assert (result.status, result.winners, result.rounds) == ("tied", (), ())
        assert len(result.ties) == 1

    @pytest.mark.parametrize(
        ("completion", "steps"), [("none", ["lowest cost", "declared"]), ("add1", ["declared"])]
    )
    def test_an_open_tie_leaves_the_certain_ones_of_the_only_run(
        self, completion: str, steps: list[str]
    ) -> None:
        result = counted(marked(abc=2), priced(a=30, b=30, c=20), budget=60, completion=completion)
        assert (result.status, [tie.how for tie in result.ties]) == ("tied", steps)

    @pytest.mark.parametrize("winner", ["a", "b"])
    def test_the_council_decides(self, winner: str) -> None:
        order = [winner, *(name for name in "abc" if name != winner)]
        result = counted(
            marked(ab=3, c=2),
            priced(b=30, a=30, c=40),
            budget=99,
            tie="council",
            council=order,
        )
        assert result.winners[0] == winner
        assert [tie.how for tie in result.ties] == ["council"]

    def test_the_same_prices_by_other_ways_are_equal_exactly(self) -> None:
        # After x three of the four for a have 10/3 each, so that the fourth pays 5 of its 15:
        # as much as each of three untouched voters pays for b.
        ballots = marked(xa=3, x=3, a=1, b=3)
        result = counted(ballots, priced(x=40, b=15, a=15), budget=100)
        assert prices(result) == [("x", "20/3", 6, 0, 0), ("a", "5", 1, 3, 0), ("b", "5", 3, 0, 0)]
        assert [(tie.at, tie.how) for tie in result.ties] == [("project 2", "most votes")]

    def test_twelve_options_in_one_perfect_tie(self) -> None:
        names = "abcdefghijkl"
        ballots = [list(pair) for size in (1, 5, 11) for pair in combinations(names, size)]
        options = priced(**dict.fromkeys(names, 100))
        for completion, seed in (("none", "1"), ("none", None), ("add1u", None)):
            definition = define(
                "equal-shares",
                options,
                budget=650,
                tie="lot" if seed else "declare",
                completion=completion,
            )
            taken = []
            for _attempt in range(3):
                started = time.process_time()
                result = count(definition, ballots, seed=seed)
                taken.append(time.process_time() - started)
            assert min(taken) < 0.1
            assert result.status == ("decided" if seed else "tied")


# --- completion ---------------------------------------------------------------------------------


class TestAdd1:
    OPTIONS = priced(a=60, b=50, c=40)
    BALLOTS = marked(a=5, b=3, c=2)

    def test_the_share_rises_until_the_money_is_not_enough(self) -> None:
        # Share 10 buys nothing; 12 buys a; 17 b too, which is more than 100: 16 is the last.
        result = counted(self.BALLOTS, self.OPTIONS, budget=100, completion="add1")
        assert result.winners == ("a",)
        found = pot(result)
        assert (found["share_start"], found["share"], found["runs"]) == ("10", "16", 8)
        assert prices(result) == [("a", "12", 5, 0, 0)]

    def test_it_stops_when_all_that_has_votes_is_funded(self) -> None:
        result = counted(self.BALLOTS, [*self.OPTIONS, *priced(d=1)], budget=150, completion="add1")
        assert sorted(result.winners) == ["a", "b", "c"]
        assert (pot(result)["share"], pot(result)["runs"]) == ("20", 6)

    def test_a_step_of_its_own(self) -> None:
        result = counted(self.BALLOTS, self.OPTIONS, budget=109, completion="add1", increment=4)
        found = pot(result)
        # 109 / 10 is 10.9; whole steps of 4: 8, 12, 16, and 20 would buy all.
        assert (found["share_start"], found["share"], found["runs"]) == ("8", "16", 4)

    def test_it_may_stop_when_nothing_more_fits(self) -> None:
        options = priced(a=60, b=50, c=41)
        result = counted(
            self.BALLOTS, options, budget=100, completion="add1", stop_when_exhaustive=True
        )
        assert (pot(result)["share"], pot(result)["runs"]) == ("12", 3)

    def test_what_is_left_by_votes(self) -> None:
        result = counted(self.BALLOTS, self.OPTIONS, budget=100, completion="add1u")
        assert result.winners == ("a", "c")
        by = [(row["option"], row["by"], row.get("outcome")) for row in result.rounds]
        assert by == [
            ("a", "equal-shares", None),
            ("b", "utilitarian", "no money"),
            ("c", "utilitarian", "funded"),
        ]
        (row,) = result.details["not_funded"]
        assert (row["option"], row["left"], row["supporters_left"]) == ("b", 0, 48)
        assert pot(result)["left"] == 0

    def test_what_nobody_wants_is_not_funded_with_what_is_left(self) -> None:
        result = counted(marked(a=5), priced(a=60, b=10), budget=100, completion="add1u")
        assert result.winners == ("a",)
        assert [row["option"] for row in result.rounds] == ["a"]
        assert result.details["not_funded"][0]["reason"] == "no votes"

    def test_one_vote_is_enough_for_what_is_left(self) -> None:
        # c would be bought with a share of 25, but 55 and 50 are more than 100; 45 are left.
        options = priced(a=55, b=40, c=50)
        result = counted(marked(a=5, b=1, c=2), options, budget=100, completion="add1u")
        assert result.winners == ("a", "b")
        assert (pot(result)["share"], pot(result)["left"]) == ("24", 5)

    def test_what_is_left_may_end_in_a_tie(self) -> None:
        options = priced(a=60, b=30, c=30)
        result = counted(
            marked(a=6, b=2, c=2), options, budget=100, completion="add1u", utility="cost"
        )
        assert (result.status, result.winners) == ("tied", ("a",))
        assert (pot(result)["reserved"], pot(result)["left"]) == (30, 10)

    def test_only_the_ties_of_the_run_that_counts_are_listed(self) -> None:
        result = counted(marked(ab=2, c=1), priced(a=10, b=12, c=20), budget=60, completion="add1")
        assert [(tie.at, tie.how) for tie in result.ties] == [("project 1", "lowest cost")]

    def test_who_waits_is_told_of_each_run(self) -> None:
        told: list[tuple[int, int, int]] = []
        definition = define("equal-shares", self.OPTIONS, budget=100, completion="add1")
        result = count(definition, self.BALLOTS, progress=lambda *figures: told.append(figures))
        assert result == count(definition, self.BALLOTS)
        assert told[:3] == [(1, 0, 100), (2, 0, 100), (3, 60, 100)]
        assert told[-1] == (8, 110, 100)
        assert len(told) == 8

    @pytest.mark.parametrize("completion", ["none", "add1"])
    def test_nobody_voted(self, completion: str) -> None:
        result = counted([], self.OPTIONS, budget=100, completion=completion)
        assert (result.status, result.winners) == ("no_winner", ())
        assert (pot(result)["ballots"], pot(result)["runs"]) == (0, 1)
        assert (pot(result)["share"], pot(result)["share_start"]) == ("100", "100")


# --- comparison, eligibility, pots --------------------------------------------------------------


class TestComparison:
    #: share 10: b with two voters, then nothing; by votes a, which three want
    OPTIONS = priced(a=50, b=20)

    def test_greedy_where_more_voters_get_more_from_it(self) -> None:
        ballots = marked(a=3, b=2)
        result = counted(ballots, self.OPTIONS, budget=50, comparison=True)
        assert result.winners == ("a",)
        found = pot(result)
        assert found["by"] == "greedy"
        assert found["comparison"] == {
            "equal_shares": 2,
            "greedy": 3,
            "neither": 0,
            "equal_shares_winners": ["b"],
            "greedy_winners": ["a"],
        }
        assert [row["by"] for row in result.rounds] == ["greedy", "greedy"]

    def test_equal_shares_where_as_many_get_more(self) -> None:
        options = priced(a=80, b=20, c=20)
        result = counted(marked(a=4, b=2, c=2), options, budget=80, comparison=True)
        assert result.winners == ("b", "c")
        assert (pot(result)["comparison"]["greedy"], pot(result)["by"]) == (4, "equal-shares")
        assert pot(result)["comparison"]["equal_shares"] == 4
        assert pot(result)["comparison"]["greedy_winners"] == ["a"]
        assert [tie.how for tie in result.ties] == ["immaterial"]

    def test_who_gets_as_much_from_both_prefers_neither(self) -> None:
        options = priced(a=90, b=20, c=20, d=90)
        result = counted(marked(a=4, b=2, c=2, d=1), options, budget=90, comparison=True)
        assert result.winners == ("b", "c")
        found = pot(result)["comparison"]
        assert [found[who] for who in ("equal_shares", "greedy", "neither")] == [4, 4, 1]

    def test_only_what_both_fund_is_certain_while_a_tie_is_open(self) -> None:
        options = priced(x=10, a=50, b=50)
        ballots = marked(x=6, a=2, b=2)
        result = counted(ballots, options, budget=100, comparison=True)
        assert (result.status, result.winners) == ("tied", ("x",))
        assert result.ranking == (("x",), ("a", "b"))


def test_too_weak_for_its_cost() -> None:
    # votes / ballots < cost / (3 × budget): 1/10 < 31/300, but not 30/300.
    options = priced(a=31, b=30, c=1)
    result = counted(marked(a=1, b=1, c=8), options, budget=100, eligibility=True)
    assert pot(result)["not_eligible"] == ["a"]
    row = result.details["not_funded"][-1]
    assert row == {"option": "a", "votes": 1, "cost": 31, "reason": "not eligible"}
    assert result.ranking[-1] == ("a",)


class TestPots:
    OPTIONS = [
        {"id": "n1", "cost": 60, "pot": "north"},
        {"id": "s1", "cost": 30, "pot": "south"},
        {"id": "c1", "cost": 90},
    ]
    BALLOTS = [["n1", "c1"], ["n1", "c1"], ["s1", "c1"]]
    SUMS = [["north", 80], ["south", 20]]

    def test_the_voters_of_a_pot_share_its_money(self) -> None:
        result = counted(self.BALLOTS, self.OPTIONS, budget=170, pots=self.SUMS)
        assert result.winners == ("n1", "c1")
        found = result.details["pots"]
        assert [(row["pot"], row["ballots"], row["share"]) for row in found] == [
            ("north", 2, "40"),
            ("south", 1, "20"),
            ("", 3, "110/3"),
        ]
        assert [row["carried"] for row in found] == [0, 0, 40]

    def test_leftovers_may_stay(self) -> None:
        result = counted(self.BALLOTS, self.OPTIONS, budget=170, pots=self.SUMS, leftovers="keep")
        assert result.winners == ("n1",)

    def test_the_city_waits_for_an_open_tie(self) -> None:
        options = [*self.OPTIONS, {"id": "n2", "cost": 60, "pot": "north"}]
        ballots = [["n1", "n2", "c1"]] * 2 + [["s1"]]
        more = {"budget": 210, "pots": [["north", 80], ["south", 40]]}
        waiting = counted(ballots, options, **more)
        assert (waiting.status, waiting.winners) == ("tied", ("s1",))
        assert waiting.ties[0].at == "north: project 1"
        assert counted(ballots, options, leftovers="keep", **more).winners == ("s1", "c1")

    def test_and_for_one_of_the_comparison(self) -> None:
        """Greedy by votes has money for one of n2 and n3: nobody knows what it will have spent."""
        north = [{**row, "pot": "north"} for row in priced(n1=10, n2=50, n3=50)]
        ballots = [*marked(c=2), *([["n1"]] * 6), *([["n2"], ["n3"]] * 2)]
        more = {"budget": 190, "pots": [["north", 100]], "comparison": True}
        options = [*north, *priced(c=50)]
        waiting = counted(ballots, options, **more)
        assert (waiting.status, waiting.winners) == ("tied", ("n1",))
        assert counted(ballots, options, leftovers="keep", **more).winners == ("n1", "c")


# --- figures as text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "text", "exact"),
    [
        (Fraction(125, 18), "6.944444444444", "125/18"),
        (Fraction(10), "10", "10"),
        (Fraction(5, 2), "2.5", "5/2"),
        (Fraction(1, 10**13), "0", "1/10000000000000"),
        (Fraction(1, 3**130), "0", None),
        (Fraction(10**28, 10**29 - 1), "0.1", f"{10**28}/{10**29 - 1}"),
        (Fraction(10**29, 10**30 - 1), "0.1", None),
    ],
)
def test_amounts_are_cut_off_not_rounded(amount: Fraction, text: str, exact: str | None) -> None:
    assert receipts.decimals(amount) == text
    assert receipts.exact(amount) == exact


def test_sums_beyond_64_bits() -> None:
    """Ten trillion lira, and a share that rises above all money there is."""
    options = priced(a=10**15, b=10**15 - 1)
    result = counted(marked(ab=4000), options, budget=10**15)
    assert prices(result) == [("b", str(Fraction(10**15 - 1, 4000)), 4000, 0, 0)]
    result = counted(
        [{"a": 10**9, "b": 10**9 - 1}] * 7,
        priced(a=5 * 10**14, b=5 * 10**14 - 1),
        budget=10**15,
        ballot="scoring",
        utility="points",
    )
    assert result.winners == ("a", "b")


# --- the second count ---------------------------------------------------------------------------

PROJECTS = "pqrstu"


def case(seed: int) -> tuple[dict[str, int], list[dict[str, int]], dict[str, Any]]:
    """A small election: equal costs, tight sums and perfect ties are frequent."""
    rnd = random.Random(seed)
    names = PROJECTS[: rnd.randint(1, 6)]
    utility = rnd.choice(["cost", "cardinality", "points"])
    most = rnd.choice([2, 6, 200])
    costs = {name: rnd.randint(1, most) for name in names}
    points = 3 if utility == "points" or rnd.random() < 0.3 else 1
    ballots = [
        {name: rnd.randint(1, points) for name in rnd.sample(names, rnd.randint(1, len(names)))}
        for _ in range(rnd.randint(1, 9))
    ]
    params = {
        "utility": utility,
        "budget": max(1, int(sum(costs.values()) * rnd.random())),
        "completion": rnd.choice(["none", "add1"]),
        "stop_when_exhaustive": rnd.random() < 0.5,
        "increment": rnd.choice([1, 1, 2]),
        "ballot": "cumulative" if points > 1 else "approval",
    }
    return costs, ballots * rnd.choice([1, 1, 1, 20]), params


def compare(seed: int) -> None:
    costs, ballots, params = case(seed)
    result = counted(
        ballots if params["ballot"] == "cumulative" else [list(ballot) for ballot in ballots],
        priced(**costs),
        tie="lot",
        seed="77",
        **params,
    )
    plain = Plain(
        costs, ballots, params["budget"], params["utility"], lambda p: lot_key("77", "example", p)
    )
    if params["completion"] == "none":
        winners = plain.without_completion()
    else:
        winners, share, runs = plain.add1(params["increment"], params["stop_when_exhaustive"])
        assert (pot(result)["share"], pot(result)["runs"]) == (str(share), runs)
        plain.run(share)
    if any(tie.how == "immaterial" for tie in result.ties):
        assert sorted(result.winners) == sorted(winners)
    else:
        assert list(result.winners) == winners
    for row in result.rounds:
        name = row["option"]
        owed = [plain.prices[name] * plain.units(v, name) for v in range(len(ballots))]
        paid = plain.payments[name]
        assert row["price_exact"] == str(plain.prices[name])
        assert row["paid_full"] == sum(p == o > 0 for p, o in zip(paid, owed, strict=True))
        assert row["paid_rest"] == sum(0 < p < o for p, o in zip(paid, owed, strict=True))
        assert row["paid_nothing"] == sum(p == 0 < o for p, o in zip(paid, owed, strict=True))
        assert sum(paid) == row["cost"]
    for row in result.details["not_funded"]:
        has = [m for m, b in zip(plain.money, ballots, strict=True) if b.get(row["option"])]
        assert row["supporters_left"] == int(sum(has))


def test_the_same_as_in_exact_fractions() -> None:
    for seed in range(600):
        compare(seed)


@pytest.mark.parametrize("grain", [1, 3, 64, 10**6])
def test_the_same_however_coarse_the_grains(grain: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Purses that are almost always too close to call: exact fractions decide."""
    monkeypatch.setattr(purses, "ROOM", 0)
    monkeypatch.setattr(purses, "COARSE", grain)
    for seed in range(5000, 5060):
        compare(seed)


def test_the_same_when_the_purses_are_worn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors added on purpose, so that the purses are counted anew after every payment."""
    pay = purses.Purses.pay

    def wasteful(self: purses.Purses, offer: purses.Offer) -> None:
        self.errors += 10**6
        self.errors *= self.money != 0
        self.error += 10**6
        pay(self, offer)
        assert not self.unsettled
        assert self.error <= 2 + 3 * len(self.prices.bought)

    monkeypatch.setattr(purses, "WEAR", 2**60)
    monkeypatch.setattr(purses.Purses, "pay", wasteful)
    for seed in range(6000, 6060):
        compare(seed)


@pytest.mark.parametrize("loose", [1, 2**14, 2**60])
@pytest.mark.parametrize("grain", [None, 1, 1000])
def test_no_purse_is_wrong_by_more_than_its_error(
    grain: int | None, loose: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worked out after every payment (the share / 2^60 is nothing), or after many."""
    monkeypatch.setattr(purses, "LOOSE", loose)
    if grain:
        monkeypatch.setattr(purses, "ROOM", 0)
        monkeypatch.setattr(purses, "COARSE", grain)
    begin, pay = purses.Purses.__init__, purses.Purses.pay
    exact: dict[int, Fraction] = {}

    def watched_begin(self: purses.Purses, ground: purses.Ground, share: Fraction) -> None:
        begin(self, ground, share)
        exact.update(dict.fromkeys(range(len(self.money)), share))

    def watched_pay(self: purses.Purses, offer: purses.Offer) -> None:
        pay(self, offer)
        price = self.prices.fractions()[-1]
        entries = self.ground.votes.backers[offer.project]
        units = self.ground.units[entries].tolist()
        for row, number in zip(self.ground.votes.row[entries].tolist(), units, strict=True):
            exact[row] = max(Fraction(0), exact[row] - price * number)
        for row, (money, error) in enumerate(zip(self.money, self.errors, strict=True)):
            assert (money == 0) == (exact[row] == 0)
            wrong = abs(int(money) - exact[row] * self.grain)
            assert wrong <= self.error
            if not self.unsettled:
                assert wrong <= error <= self.error
                assert money or not error

    monkeypatch.setattr(purses.Purses, "__init__", watched_begin)
    monkeypatch.setattr(purses.Purses, "pay", watched_pay)
    for seed in range(7000, 7150):
        exact.clear()
        compare(seed)


@pytest.mark.parametrize(
    ("grain", "seeds"),
    [
        *((grain, range(8000, 8012)) for grain in (None, 1, 64)),
        # somebody who has a single grain left gives it
        (3, [356814]),
        (4, [904553]),
        (32, [815707]),
    ],
)
def test_an_offer_encloses_what_exact_fractions_say(
    grain: int | None, seeds: Iterable[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bounds, its price, whether it comes to one at all; and the bounds are close."""
    if grain:
        monkeypatch.setattr(purses, "ROOM", 0)
        monkeypatch.setattr(purses, "COARSE", grain)
    offer = purses.Purses.offer
    seen = 0

    def watched(
        self: purses.Purses, project: int, limit: float = purses.NO_LIMIT
    ) -> purses.Offer | float | None:
        nonlocal seen
        found, true = offer(self, project, limit), self._exact(project)
        if found is None or true is None:
            assert found is true
            return found
        assert true.known is not None
        key = true.known / self.ground.worth[project]
        assert self.ground.lowest[project] <= key
        assert true.low <= key <= true.high
        if isinstance(found, float):
            assert limit < found <= key
            return found
        assert found.low <= key <= found.high
        assert self.exact(found) == true.known
        assert abs(found.price - true.known * self.grain) <= found.error
        if not found.error:
            assert found.high - found.low < key / 2**40
        seen += 1
        return found

    monkeypatch.setattr(purses.Purses, "offer", watched)
    for seed in seeds:
        compare(seed)
    assert seen


@pytest.mark.parametrize(
    ("sign", "seeds"),
    [
        # all that the supporters have is the cost of a project, or misses it by little
        (-1, (9054, 9066, 9090, 9108, 9132)),
        # purses that are as good as equal to a price
        (-1, (9197, 9309, 9312)),
        (0, (9062, 9119, 9239, 9254)),
        (1, (9007, 9010)),
    ],
)
def test_the_same_where_purses_are_as_wrong_as_their_error_allows(
    sign: int, seeds: Iterable[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine grains too few from the start, too many, or now this and now that."""
    begin = purses.Purses.__init__

    def spoilt(self: purses.Purses, ground: purses.Ground, share: Fraction) -> None:
        begin(self, ground, share)
        rnd = random.Random(4)
        self.error += 9
        self.errors += 9
        wrong = [9 * (sign or rnd.choice((-1, 1))) for _ in self.money]
        self.money = np.maximum(1, self.money + np.array(wrong))

    monkeypatch.setattr(purses.Purses, "__init__", spoilt)
    for seed in seeds:
        compare(seed)


def test_errors_stay_small_however_many_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no purse has to be counted anew: that would take as long as the run itself."""
    pay = purses.Purses.pay
    errors = []

    def watched(self: purses.Purses, offer: purses.Offer) -> None:
        pay(self, offer)
        self.settle()
        errors.append(self.error)

    monkeypatch.setattr(purses.Purses, "pay", watched)
    rnd = random.Random(5)
    names = [f"p{place}" for place in range(60)]
    ballots = [rnd.sample(names, rnd.randint(1, 9)) for _ in range(3000)]
    costs = {name: rnd.randint(10**5, 10**6) for name in names}
    result = counted(ballots, priced(**costs), budget=15_000_000, tie="lot", seed="1")
    assert len(errors) == len(result.winners) > 20
    assert 0 < max(errors) < 500


def test_errors_are_worked_out_only_when_the_bound_has_grown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(purses, "LOOSE", 2**32)
    settle = purses.Purses.settle
    settled = []

    def watched(self: purses.Purses) -> None:
        bound, payments = self.error, len(self.unsettled)
        settle(self)
        assert bound > self.loose >= self.error
        settled.append(payments)

    monkeypatch.setattr(purses.Purses, "settle", watched)
    rnd = random.Random(5)
    names = [f"p{place}" for place in range(60)]
    ballots = [rnd.sample(names, rnd.randint(1, 9)) for _ in range(3000)]
    costs = {name: rnd.randint(10**5, 10**6) for name in names}
    result = counted(ballots, priced(**costs), budget=15_000_000, tie="lot", seed="1")
    assert 0 < len(settled) < 5
    assert len(result.winners) / 2 < sum(settled) <= len(result.winners)


@settings(max_examples=80)
@given(seed=st.integers(0, 10**9), shuffle=st.randoms())
def test_money_order_and_names(seed: int, shuffle: random.Random) -> None:
    """The sum is kept, every pot too; no ballot's place and no option's place matters."""
    costs, ballots, params = case(seed)
    params["ballot"] = "cumulative"
    pots = [["north", params["budget"] // 2]] if params["budget"] > 1 else []
    options = [
        {**row, "pot": "north" if pots and place % 2 else ""}
        for place, row in enumerate(priced(**costs))
    ]
    params |= {"pots": pots, "tie": "lot", "seed": "3", "completion": "add1u"}
    first = counted(ballots, options, **params)
    shuffle.shuffle(ballots)
    shuffle.shuffle(options)
    second = counted(ballots, options, **params)
    assert sorted(first.winners) == sorted(second.winners)
    assert sum(costs[winner] for winner in first.winners) <= params["budget"]
    assert json.loads(canonical(first.as_json()))["winners"] == list(first.winners)
    for row in first.details["pots"]:
        assert row["spent"] + row["left"] == row["money"]
        assert row["left"] >= 0
        assert sum(bar["cost"] for bar in row["bars"]) == row["spent"]
