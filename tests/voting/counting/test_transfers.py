"""STV by hand: quota, surplus, truncation, exclusion, ties under each policy."""

from typing import Any

import pytest

from voting.counting.definition import define
from voting.counting.results import DECIDED, NO_WINNER, TIED, Result
from voting.counting.tally import count
from voting.counting.ties import Tie


def transfers(rows: dict[str, int], seats: int, options: str = "abcd", **more: Any) -> Result:
    council = more.pop("council", None)
    tie = "council" if council else "declare"
    definition = define("stv", list(options), seats=seats, tie=tie, **more)
    ballots = [list(row) for row in rows]
    return count(definition, ballots, weights=list(rows.values()), council=council)


def test_stages_in_full() -> None:
    """Quota 17 // 3 + 1 = 6; a's surplus of 4 of 10: each ballot moves at 0.4."""
    result = transfers({"abd": 4, "ac": 3, "a": 3, "b": 3, "c": 2, "dc": 2}, 2, decimals=1)
    assert result.rounds == (
        {
            "stage": 1,
            "totals": {"a": 100, "b": 30, "c": 20, "d": 20},
            "quota": 60,
            "exhausted": 0,
            "lost": 0,
            "elected": ["a"],
            "surplus_of": "a",
            "excluded": None,
            "transfers": {"b": 16, "c": 12},
            "newly_exhausted": 12,
            "newly_lost": 0,
        },
        {
            "stage": 2,
            "totals": {"a": 60, "b": 46, "c": 32, "d": 20},
            "quota": 60,
            "exhausted": 12,
            "lost": 0,
            "elected": [],
            "surplus_of": None,
            "excluded": "d",
            "transfers": {"c": 20},
            "newly_exhausted": 0,
            "newly_lost": 0,
        },
        {
            "stage": 3,
            "totals": {"a": 60, "b": 46, "c": 52},
            "quota": 60,
            "exhausted": 12,
            "lost": 0,
            "elected": [],
            "surplus_of": None,
            "excluded": "b",
            "transfers": {},
            "newly_exhausted": 46,
            "newly_lost": 0,
        },
        {
            "stage": 4,
            "totals": {"a": 60, "c": 52},
            "quota": 60,
            "exhausted": 58,
            "lost": 0,
            "elected": ["c"],
            "surplus_of": None,
            "excluded": None,
            "transfers": {},
            "newly_exhausted": 0,
            "newly_lost": 0,
        },
    )
    assert (result.status, result.winners) == (DECIDED, ("a", "c"))
    assert result.ranking == (("a",), ("c",), ("b",), ("d",))
    assert result.details == {"quota": 60, "units_per_vote": 10, "votes": 17}


def test_what_is_cut_is_lost() -> None:
    """Surplus 2 of 5: 0.4 of a vote is 0 without decimals, so that both votes are lost."""
    rows = {"ab": 5, "b": 1, "c": 2}
    result = transfers(rows, 2, "abc", decimals=0)
    first, second = result.rounds[0], result.rounds[1]
    assert (first["newly_lost"], first["transfers"], first["newly_exhausted"]) == (2, {}, 0)
    assert (second["totals"], second["lost"]) == ({"a": 3, "b": 1, "c": 2}, 2)
    assert result.winners == ("a", "c")
    assert transfers(rows, 2, "abc").winners == ("a", "b")


def test_ballots_move_on_at_the_value_they_came_with() -> None:
    """b has 2 ballots of 1 and 6 of 1/3 (0.33333): its surplus takes each by its own value."""
    result = transfers({"abc": 6, "bd": 2, "c": 1, "d": 2}, 2, decimals=5)
    assert result.rounds[0]["quota"] == 400_000
    assert result.rounds[0]["transfers"] == {"b": 199_998}
    assert result.rounds[1]["totals"] == {"a": 400_000, "b": 399_998, "c": 100_000, "d": 200_000}
    assert result.rounds[1]["lost"] == 2


def test_the_larger_surplus_first() -> None:
    result = transfers({"ac": 7, "bd": 9, "c": 1, "d": 1}, 3)
    assert [row["surplus_of"] for row in result.rounds] == ["b", "a", None, None]
    assert result.rounds[0]["elected"] == ["b", "a"]


def test_a_quota_reached_exactly_has_no_surplus() -> None:
    result = transfers({"a": 4, "b": 3, "c": 2, "d": 2}, 2)
    assert result.rounds[0]["quota"] == 400_000
    assert result.rounds[0]["surplus_of"] is None


def test_the_last_ones_are_elected_without_the_quota() -> None:
    result = transfers({"a": 5, "b": 1, "c": 1}, 3, "abc")
    assert result.winners == ("a", "b", "c")
    assert result.ranking == (("a",), ("b", "c"))
    assert len(result.rounds) == 1


def test_those_left_when_the_places_are_full() -> None:
    result = transfers({"a": 9, "b": 3, "c": 3, "d": 1}, 1)
    assert result.ranking == (("a",), ("b", "c"), ("d",))
    assert result.ties == ()


@pytest.mark.parametrize(
    ("council", "winners"), [(["c", "b", "a", "d"], ("a", "c")), (["b", "c", "d", "a"], ("a", "b"))]
)
def test_equal_at_all_stages(council: list[str], winners: tuple[str, ...]) -> None:
    rows = {"a": 6, "b": 2, "c": 2}
    still = transfers(rows, 2, "abc")
    assert (still.status, still.winners) == (TIED, ("a",))
    assert still.ties == (Tie("stage 2", ("b", "c"), 1, "declared", None),)
    assert still.ranking == (("a",), ("b", "c"))
    result = transfers(rows, 2, "abcd", council=council)
    assert result.winners == winners
    assert result.ties[-1].how == "council"


def test_equal_ones_go_by_the_latest_earlier_stage() -> None:
    """Stage 3: b and c have 4 each; stage 2 the same; in stage 1 c had 3."""
    result = transfers({"a": 6, "b": 4, "c": 3, "dc": 1}, 1)
    assert result.ties == (Tie("stage 2", ("b", "c"), 1, "earlier stage", ("c",)),)
    assert [row["excluded"] for row in result.rounds] == ["d", "c", "b", None]


def test_a_tie_for_the_last_place_is_declared_although_nobody_reaches_the_quota() -> None:
    """a's surplus of 13 ends; b alone is not enough for the two places left."""
    rows = {"a": 20, "b": 3, "c": 1, "d": 1}
    still = transfers(rows, 3)
    assert (still.status, still.winners) == (TIED, ("a",))
    assert still.ties == (Tie("stage 2", ("c", "d"), 1, "declared", None),)
    result = transfers(rows, 3, council=["a", "b", "d", "c"])
    assert result.winners == ("a", "b", "d")


def test_a_tie_is_declared_where_the_votes_of_those_who_go_may_elect_somebody() -> None:
    """c and d have 2 together, below b; with one of them a has the quota of 6 already."""
    still = transfers({"a": 5, "b": 3, "ca": 1, "da": 1}, 1)
    assert (still.status, still.ties) == (
        TIED,
        (Tie("stage 1", ("c", "d"), 1, "declared", None),),
    )


def test_equal_surpluses_go_by_the_order() -> None:
    rows = {"ac": 5, "bd": 5, "c": 1, "d": 1}
    still = transfers(rows, 3)
    assert (still.status, still.winners) == (TIED, ("a", "b"))
    assert still.ties == (Tie("stage 1", ("a", "b"), 1, "declared", None),)
    assert still.ranking == (("a", "b"), ("c", "d"))
    result = transfers(rows, 3, council=["b", "a", "d", "c"])
    assert result.rounds[0]["surplus_of"] == "b"


def test_options_nobody_names_go_without_a_decision() -> None:
    result = transfers({"a": 6, "b": 3, "c": 2}, 1, "abcxy")
    assert result.ties == ()
    result = transfers({"a": 5, "b": 4, "cb": 2}, 1, "abcxy")
    assert result.ties == (Tie("stage 1", ("x", "y"), 1, "immaterial", ("y",)),)
    assert result.ranking[-1] == ("x", "y")


def test_places_filled_at_the_same_stage_are_not_vacant_any_more() -> None:
    """a takes one of two places with the bare quota of 12: b and c are enough for the other."""
    result = transfers({"a": 12, "b": 11, "c": 10}, 2, "abcxy")
    assert result.rounds[0]["quota"] == 1_200_000
    assert result.rounds[0]["elected"] == ["a"]
    assert result.ties == (Tie("stage 1", ("x", "y"), 1, "immaterial", ("y",)),)
    assert result.winners == ("a", "b")


def test_one_option_above_all_others_is_enough_for_one_place() -> None:
    result = transfers({"a": 12, "b": 4}, 2, "abxy")
    assert (result.status, result.winners) == (DECIDED, ("a", "b"))
    assert result.ties == (Tie("stage 2", ("x", "y"), 1, "immaterial", ("y",)),)


def test_a_quota_of_the_votes_in_play() -> None:
    """c's 4 votes end: 13 are left, whose quota is 7 instead of 9."""
    rows = {"a": 7, "b": 6, "c": 4}
    result = transfers(rows, 1, "abc", quota="current")
    assert [row["quota"] for row in result.rounds] == [900_000, 700_000]
    assert result.rounds[1]["elected"] == ["a"]
    first = transfers(rows, 1, "abc")
    assert [row["excluded"] for row in first.rounds] == ["c", "b", None]


def test_no_vote_at_all() -> None:
    result = transfers({}, 2)
    assert (result.status, result.winners) == (NO_WINNER, ())
    assert result.ranking == (("a", "b", "c", "d"),)
    assert len(result.rounds) == 1


def test_a_ballot_exhausted_from_the_start_raises_no_quota() -> None:
    definition = define("stv", ["a", "b", "c"], seats=1)
    result = count(definition, [["a"], ["a"], ["b"], [["a", "b"]]])
    assert result.rounds[0]["quota"] == 200_000
    assert result.rounds[0]["exhausted"] == 100_000
    assert (result.details["votes"], result.counts.valid) == (3, 4)


def test_twelve_in_one_perfect_tie() -> None:
    ids = [f"o{number}" for number in range(12)]
    ballots = [ids[number:] + ids[:number] for number in range(12)]
    result = count(define("stv", ids, seats=5), ballots)
    assert (result.status, result.winners) == (TIED, ())
    drawn = count(define("stv", ids, seats=5, tie="lot"), ballots, seed="20261122")
    assert len(drawn.winners) == 5
