"""Instant runoff by hand: rounds, transfers, exhausted ballots, ties under each policy."""

from typing import Any

import pytest

from voting.counting.definition import define
from voting.counting.piles import bottom
from voting.counting.results import DECIDED, NO_WINNER, TIED, Result
from voting.counting.tally import count
from voting.counting.ties import Tie


def runoff(rows: dict[str, int], options: str = "abcd", **more: Any) -> Result:
    """`rows`: "abc" -> so many ballots that name a, b, c in this order."""
    council = more.pop("council", None)
    definition = define("irv", list(options), tie="council" if council else "declare", **more)
    ballots = [list(row) for row in rows]
    return count(definition, ballots, weights=list(rows.values()), council=council)


def test_rounds_in_full() -> None:
    result = runoff({"ab": 5, "bc": 4, "cb": 3, "da": 1, "d": 1, "": 2})
    assert result.rounds == (
        {
            "round": 1,
            "totals": {"a": 5, "b": 4, "c": 3, "d": 2},
            "votes": 14,
            "exhausted": 0,
            "winner": None,
            "eliminated": "d",
            "transfers": {"a": 1},
            "newly_exhausted": 1,
        },
        {
            "round": 2,
            "totals": {"a": 6, "b": 4, "c": 3},
            "votes": 13,
            "exhausted": 1,
            "winner": None,
            "eliminated": "c",
            "transfers": {"b": 3},
            "newly_exhausted": 0,
        },
        {
            "round": 3,
            "totals": {"a": 6, "b": 7},
            "votes": 13,
            "exhausted": 1,
            "winner": "b",
            "eliminated": None,
            "transfers": {},
            "newly_exhausted": 0,
        },
    )
    assert (result.status, result.winners, result.ties) == (DECIDED, ("b",), ())
    assert result.ranking == (("b",), ("a",), ("c",), ("d",))
    assert result.details == {"majority_round": 3}
    assert result.support == {"a": 6, "b": 12, "c": 7, "d": 2}
    assert (result.counts.valid, result.counts.blank) == (14, 2)


def test_rounds_go_on_to_two_after_a_majority() -> None:
    result = runoff({"a": 6, "b": 3, "ca": 1})
    assert [row["winner"] for row in result.rounds] == ["a", None, None]
    assert [row["eliminated"] for row in result.rounds] == ["d", "c", None]
    assert result.details == {"majority_round": 1}
    assert result.rounds[-1]["totals"] == {"a": 7, "b": 3}


def test_half_is_no_majority() -> None:
    result = runoff({"a": 4, "b": 3, "cb": 1}, "abc")
    assert [row["winner"] for row in result.rounds] == [None, "a"]
    assert result.rounds[1]["totals"] == {"a": 4, "b": 4}
    assert result.ties == (Tie("round 2", ("a", "b"), 1, "earlier round", ("b",)),)
    assert result.ranking == (("a",), ("b",), ("c",))


def test_the_lowest_of_the_latest_earlier_round_goes() -> None:
    """b and c have 4 each in round 2; in round 1 c had fewer."""
    result = runoff({"a": 6, "b": 4, "c": 3, "dc": 1})
    assert result.ties == (Tie("round 2", ("b", "c"), 1, "earlier round", ("c",)),)
    assert [row["eliminated"] for row in result.rounds] == ["d", "c", None]
    assert result.winners == ("a",)


def test_the_look_back_reads_every_round_the_latest_first() -> None:
    """b and c have 6 each in rounds 4 and 3; 6 and 5 in round 2; 4 and 5 in round 1."""
    rows = {"a": 10, "b": 4, "c": 5, "xb": 2, "yc": 1, "ya": 2, "za": 4}
    result = runoff(rows, "abcxyz")
    assert [row["eliminated"] for row in result.rounds] == ["x", "y", "z", "c", None]
    assert result.ties == (Tie("round 4", ("b", "c"), 1, "earlier round", ("c",)),)


def test_two_left_and_equal_all_along() -> None:
    rows = {"a": 3, "b": 3, "c": 1}
    assert runoff(rows, "abc").ties == (Tie("round 2", ("a", "b"), 1, "declared", None),)
    assert runoff(rows, "abc").winners == ()
    result = runoff(rows, "abc", council=["c", "b", "a"])
    assert result.winners == ("b",)
    assert result.rounds[-1]["winner"] == "b"
    assert result.ties == (Tie("round 2", ("a", "b"), 1, "council", ("a",)),)
    assert result.ranking == (("b",), ("a",), ("c",))


def test_the_last_round_names_whom_the_order_has_chosen() -> None:
    result = runoff({"a": 4, "b": 4, "c": 1, "d": 2}, council=["b", "a", "c", "d"])
    assert [row["winner"] for row in result.rounds] == [None, None, "b"]
    assert result.details == {"majority_round": 3}


def test_a_tie_that_matters_stops_the_count() -> None:
    result = runoff({"ab": 4, "ba": 3, "cb": 3}, "abc")
    assert (result.status, result.winners) == (TIED, ())
    assert result.ranking == (("a", "b", "c"),)
    assert len(result.rounds) == 1
    assert result.ties == (Tie("round 1", ("b", "c"), 1, "declared", None),)


def test_a_tie_of_those_who_go_anyway_does_not() -> None:
    """c and d have 2 together, below b: both go, in whatever order, and share a place."""
    result = runoff({"a": 5, "b": 4, "cb": 1, "dcb": 1})
    assert (result.status, result.winners) == (DECIDED, ("b",))
    assert result.ties == (Tie("round 1", ("c", "d"), 1, "immaterial", ("d",)),)
    assert [row["eliminated"] for row in result.rounds] == ["d", "c", None]
    assert result.ranking == (("b",), ("a",), ("c", "d"))
    turned = runoff({"a": 5, "b": 4, "cb": 1, "dcb": 1}, council=["a", "b", "c", "d"])
    assert turned.ties == result.ties


def test_who_went_by_an_earlier_round_shares_no_place() -> None:
    """b and c have 4 each in round 2 and both go before a, but in round 1 c had fewer."""
    result = runoff({"a": 20, "b": 4, "c": 3, "dc": 1})
    assert result.ties == (Tie("round 2", ("b", "c"), 1, "earlier round", ("c",)),)
    assert result.ranking == (("a",), ("b",), ("c",), ("d",))


@pytest.mark.parametrize(
    ("totals", "first"),
    [
        ({"a": 5, "b": 3, "c": 1, "d": 1}, "cd"),  # 2 together, below b
        ({"a": 5, "b": 2, "c": 1, "d": 1}, "bcd"),  # 2 together might draw level with b
        ({"a": 4, "b": 2, "c": 1, "d": 1}, ""),  # and all three with a
        ({"a": 5, "b": 1, "c": 0, "d": 0}, "cd"),
        ({"a": 5, "b": 0, "c": 0, "d": 0}, "bcd"),
        ({"a": 2, "b": 2, "c": 2, "d": 2}, ""),
        ({"a": 7, "b": 3, "c": 2, "d": 1}, "d"),
    ],
)
def test_the_lowest_go_first_where_all_their_votes_together_reach_nobody(
    totals: dict[str, int], first: str
) -> None:
    assert bottom({ord(name): total for name, total in totals.items()}) == set(map(ord, first))


def test_nor_does_one_after_the_majority() -> None:
    """b and c tie with 2 each, d has 3 and could be overtaken; a has won already."""
    result = runoff({"a": 9, "bc": 2, "cb": 2, "d": 3})
    assert (result.status, result.winners) == (DECIDED, ("a",))
    assert result.ranking == (("a",), ("b", "c", "d"))
    assert result.ties == (Tie("round 1", ("b", "c"), 1, "immaterial", ("c",)),)
    assert [row["eliminated"] for row in result.rounds] == ["c", "d", None]


def test_options_nobody_names_go_first_without_a_decision() -> None:
    result = runoff({"ab": 3, "b": 2}, "abxyz")
    assert result.status == DECIDED
    assert result.ranking == (("a",), ("b",), ("x", "y", "z"))
    assert [tie.how for tie in result.ties] == ["immaterial", "immaterial"]


def test_a_single_vote_is_above_those_without_any() -> None:
    result = runoff({"ab": 3, "b": 1}, "abxy")
    assert (result.status, result.winners) == (DECIDED, ("a",))
    assert result.ranking == (("a",), ("b",), ("x", "y"))
    assert result.ties == (Tie("round 1", ("x", "y"), 1, "immaterial", ("y",)),)


def test_one_option_and_no_ballot() -> None:
    assert runoff({"a": 1}, "a").winners == ("a",)
    result = runoff({}, "ab")
    assert (result.status, result.winners, result.ranking) == (NO_WINNER, (), (("a", "b"),))
    assert [row["votes"] for row in result.rounds] == [0]


def test_overvotes_exhaust_where_they_stand() -> None:
    definition = define("irv", ["a", "b", "c"])
    result = count(definition, [["a"], ["a"], ["b", ["a", "c"]], [["a", "b"]], ["c"], ["c"]])
    assert [row["exhausted"] for row in result.rounds] == [1, 2]
    assert result.rounds[0]["totals"] == {"a": 2, "b": 1, "c": 2}
    assert result.counts.valid == 6


def test_twelve_in_one_perfect_tie() -> None:
    ids = [f"o{number}" for number in range(12)]
    ballots = [ids[number:] + ids[:number] for number in range(12)]
    result = count(define("irv", ids), ballots)
    assert (result.status, len(result.rounds)) == (TIED, 1)
    drawn = count(define("irv", ids, tie="lot"), ballots, seed="20261122")
    assert (drawn.status, len(drawn.rounds)) == (DECIDED, 11)


def test_a_tie_that_a_later_look_back_would_read_is_decided_by_the_order() -> None:
    """x and y go before the rest in any order, but a and b tie later and look back at the round
    between, in which who of x and y has gone first makes the difference."""
    rows = {"a": 10, "b": 10, "xa": 2, "yb": 2, "c": 20}
    still = runoff(rows, "abcxy")
    assert (still.status, still.winners, len(still.rounds)) == (TIED, (), 1)
    assert still.ties == (Tie("round 1", ("x", "y"), 1, "declared", None),)
    for last, second in (("x", "b"), ("y", "a")):
        order = [name for name in "abcxy" if name != last]
        result = runoff(rows, "abcxy", council=[*order, last])
        assert result.rounds[2]["eliminated"] == second
        assert result.ties[0] == Tie("round 1", ("x", "y"), 1, "council", (last,))
        assert result.ties[1] == Tie("round 3", ("a", "b"), 1, "earlier round", (second,))
