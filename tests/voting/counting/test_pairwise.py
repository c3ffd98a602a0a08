"""Rules on pairs by hand: matrices, paths, locked pairs, defeats, points, ties, the default."""

from typing import Any

import pytest

from voting.counting.definition import BadDefinition, define
from voting.counting.pairwise import three_q
from voting.counting.results import DECIDED, NO_WINNER, TIED, Result
from voting.counting.tally import count
from voting.counting.ties import Tie

RULES = ["schulze", "ranked-pairs", "minimax", "borda"]


def tally(rule: str, rows: dict[str, int], options: str = "abc", **more: Any) -> Result:
    """`rows`: "ab(cd)" -> so many ballots with a, then b, then c and d at one place."""
    council, electorate = more.pop("council", None), more.pop("electorate", None)
    tie = "council" if council else "declare"
    definition = define(rule, list(options), tie=tie, **more)
    ballots = [list(places(row)) for row in rows]
    return count(
        definition, ballots, weights=list(rows.values()), council=council, electorate=electorate
    )


def places(row: str) -> Any:
    head, _, rest = row.partition("(")
    yield from head
    if rest:
        group, _, tail = rest.partition(")")
        yield list(group)
        yield from places(tail)


#: Wikipedia's example of the Schulze method, 45 voters
SCHULZE = {
    "acbed": 5,
    "adecb": 5,
    "bedac": 8,
    "cabed": 3,
    "caebd": 7,
    "cbade": 2,
    "dceba": 7,
    "ebadc": 8,
}


def test_schulze_in_full() -> None:
    result = tally("schulze", SCHULZE, "abcde")
    assert result.winners == ("e",)
    assert result.ranking == (("e",), ("a",), ("c",), ("b",), ("d",))
    assert result.details == {
        "paths": {
            "a": {"b": 28, "c": 28, "d": 30, "e": 24},
            "b": {"a": 25, "c": 28, "d": 33, "e": 24},
            "c": {"a": 25, "b": 29, "d": 29, "e": 24},
            "d": {"a": 25, "b": 28, "c": 28, "e": 24},
            "e": {"a": 25, "b": 28, "c": 28, "d": 31},
        }
    }
    assert result.condorcet is not None
    assert result.condorcet["winner"] is None
    assert result.condorcet["smith"] == ["a", "b", "c", "d", "e"]
    assert result.condorcet["pairwise"]["a"] == {"b": 20, "c": 26, "d": 30, "e": 22}
    assert tally("schulze", SCHULZE, "abcde", seats=3).winners == ("e", "a", "c")


def test_unranked_are_below_and_equal() -> None:
    result = tally("schulze", {"a": 3, "bc": 2, "(bc)a": 1}, equal_ranks=True)
    assert result.condorcet == {
        "winner": None,
        "smith": ["a", "b", "c"],
        "pairwise": {"a": {"b": 3, "c": 3}, "b": {"a": 3, "c": 2}, "c": {"a": 3, "b": 0}},
    }
    assert result.support == {"a": 4, "b": 3, "c": 3}


def test_a_condorcet_winner_stands_beside_another_one() -> None:
    """The middle one beats both, and goes first in instant runoff."""
    rows = {"amc": 4, "cma": 3, "mac": 2}
    result = tally("irv", rows, "amc")
    assert result.winners == ("a",)
    assert result.condorcet == {
        "winner": "m",
        "smith": ["m"],
        "pairwise": {"a": {"m": 4, "c": 6}, "m": {"a": 5, "c": 6}, "c": {"a": 3, "m": 3}},
    }


@pytest.mark.parametrize("rule", RULES)
def test_a_tie_for_the_place(rule: str) -> None:
    rows = {"ab": 1, "ba": 1}
    still = tally(rule, rows)
    assert (still.status, still.winners) == (TIED, ())
    assert still.ties == (Tie("result", ("a", "b"), 1, "declared", None),)
    assert still.ranking == (("a", "b"), ("c",))
    result = tally(rule, rows, council=["b", "c", "a"])
    assert (result.status, result.winners) == (DECIDED, ("b",))
    assert result.ties == (Tie("result", ("a", "b"), 1, "council", ("b",)),)
    assert result.ranking == (("a", "b"), ("c",))
    both = tally(rule, rows, seats=2)
    assert (both.status, both.winners, both.ties) == (DECIDED, ("a", "b"), ())


@pytest.mark.parametrize("rule", RULES)
def test_certain_winners_stand_beside_an_open_tie(rule: str) -> None:
    result = tally(rule, {"abc": 1, "acb": 1}, seats=2)
    assert (result.status, result.winners) == (TIED, ("a",))
    assert result.ties == (Tie("result", ("b", "c"), 1, "declared", None),)


@pytest.mark.parametrize("rule", RULES)
def test_no_ballot_that_names_anybody(rule: str) -> None:
    result = tally(rule, {})
    assert (result.status, result.winners, result.ranking) == (NO_WINNER, (), (("a", "b", "c"),))
    overvoted = count(define(rule, ["a", "b"]), [[["a", "b"]], []])
    assert (overvoted.status, overvoted.counts.valid) == (NO_WINNER, 1)


@pytest.mark.parametrize("rule", [*RULES, "irv", "stv"])
def test_twelve_in_one_perfect_tie(rule: str) -> None:
    ids = [f"o{number}" for number in range(12)]
    ballots = [ids[number:] + ids[:number] for number in range(12)]
    ballots += [ballot[::-1] for ballot in ballots]
    assert count(define(rule, ids), ballots).status == TIED
    drawn = count(define(rule, ids, tie="lot"), ballots, seed="20261122")
    assert (drawn.status, len(drawn.winners)) == (DECIDED, 1)


# --- Schulze with a default option --------------------------------------------------------------


def test_options_not_preferred_to_the_default_one_are_dropped() -> None:
    """b is level with none: 2 to 2 is not more."""
    result = tally("schulze", {"a": 3, "anb": 1, "bn": 2, "nb": 1}, "abn", default_option="n")
    assert result.winners == ("a",)
    assert result.ranking == (("a",), ("n",), ("b",))
    assert result.details == {
        "paths": {"a": {"n": 4}, "n": {"a": 0}},
        "default_option": "n",
        "dropped": [{"option": "b", "reason": "majority", "for": 2, "against": 2}],
    }


def test_nobody_is_better_than_nobody() -> None:
    result = tally("schulze", {"na": 2, "an": 1, "nb": 1}, "abn", default_option="n")
    assert (result.status, result.winners) == (NO_WINNER, ())
    assert result.ranking == (("n",), ("a", "b"))


def test_the_quorum_of_the_default_option() -> None:
    """3 * sqrt(16) / 2 = 6."""
    rows = {"an": 6, "bn": 5}
    more = {"default_option": "n", "default_quorum": True}
    result = tally("schulze", rows, "abn", electorate=16, **more)
    assert result.winners == ("a",)
    assert result.details["default_quorum"] == {"of": 16, "needed": 6}
    assert result.details["dropped"] == [
        {"option": "b", "reason": "quorum", "for": 5, "against": 6}
    ]
    assert tally("schulze", rows, "abn", electorate=17, **more).status == NO_WINNER
    with pytest.raises(ValueError, match="those who may vote"):
        tally("schulze", rows, "abn", **more)
    with pytest.raises(BadDefinition, match="default_quorum"):
        define("schulze", ["a", "n"], default_quorum=True)


@pytest.mark.parametrize(
    ("electorate", "needed"),
    [(0, 0), (1, 2), (4, 3), (5, 4), (16, 6), (17, 7), (10**18, 15 * 10**8)],
)
def test_three_q_exactly(electorate: int, needed: int) -> None:
    assert three_q(electorate) == needed


# --- Ranked Pairs -------------------------------------------------------------------------------


def test_pairs_from_the_strongest() -> None:
    result = tally("ranked-pairs", {"abc": 7, "bca": 5, "cab": 4})
    assert result.rounds == (
        {"over": "b", "under": "c", "for": 12, "against": 4, "locked": True},
        {"over": "a", "under": "b", "for": 11, "against": 5, "locked": True},
        {"over": "c", "under": "a", "for": 9, "against": 7, "locked": False},
    )
    assert result.ranking == (("a",), ("b",), ("c",))
    assert result.ties == ()


def test_fewer_against_is_stronger() -> None:
    """All three with 5 for: a over b has 3 against, b over c 2, c over a 4."""
    rows = {"abc": 2, "bca": 2, "cab": 2, "(bc)a": 1, "(ab)c": 1, "a(bc)": 1}
    result = tally("ranked-pairs", rows, equal_ranks=True)
    assert [(row["over"], row["against"], row["locked"]) for row in result.rounds] == [
        ("b", 2, True),
        ("a", 3, True),
        ("c", 4, False),
    ]
    assert result.winners == ("a",)


def test_a_circle_of_equals_is_open_until_there_is_an_order() -> None:
    rows = {"abc": 1, "bca": 1, "cab": 1}
    still = tally("ranked-pairs", rows)
    assert [row["locked"] for row in still.rounds] == [None, None, None]
    assert (still.status, still.winners) == (TIED, ())
    assert still.ties == (Tie("result", ("a", "b", "c"), 1, "declared", None),)
    result = tally("ranked-pairs", rows, council=["b", "a", "c"])
    assert [(row["over"], row["under"], row["locked"]) for row in result.rounds] == [
        ("b", "c", True),
        ("a", "b", True),
        ("c", "a", False),
    ]
    assert result.winners == ("a",)
    assert result.ranking == (("a",), ("b",), ("c",))
    assert result.ties == (Tie("pairs 2:1", ("a", "b", "c"), 3, "council", ("b", "a", "c")),)


def test_a_circle_below_the_winner_needs_no_order() -> None:
    rows = {"wabc": 1, "wbca": 1, "wcab": 1}
    result = tally("ranked-pairs", rows, "wabc")
    assert (result.status, result.winners) == (DECIDED, ("w",))
    assert result.ties == (Tie("pairs 2:1", ("a", "b", "c"), 3, "immaterial", ()),)
    assert result.ranking == (("w",), ("a", "b", "c"))
    two = tally("ranked-pairs", rows, "wabc", seats=2)
    assert (two.status, two.winners) == (TIED, ("w",))
    assert two.ties[-1] == Tie("result", ("a", "b", "c"), 1, "declared", None)
    full = tally("ranked-pairs", rows, "wabc", seats=4)
    assert (full.status, set(full.winners)) == (DECIDED, set("wabc"))


# --- Minimax, Borda -----------------------------------------------------------------------------


def test_minimax_in_full() -> None:
    result = tally("minimax", {"abc": 7, "bca": 5, "cab": 4})
    assert result.details == {
        "worst": {
            "a": {"votes": 9, "by": ["c"]},
            "b": {"votes": 11, "by": ["a"]},
            "c": {"votes": 12, "by": ["b"]},
        }
    }
    assert result.scores == {"a": 9, "b": 11, "c": 12}
    assert result.ranking == (("a",), ("b",), ("c",))
    alone = tally("minimax", {"a": 2, "b": 1})
    assert alone.details["worst"]["a"] == {"votes": 0, "by": []}
    assert alone.details["worst"]["c"] == {"votes": 2, "by": ["a"]}


def test_borda_shares_what_is_left() -> None:
    """a: 2 + 2; b: 1 + 1/2; c: 0 + 1/2; in halves."""
    result = tally("borda", {"abc": 1, "a": 1})
    assert result.scores == {"a": 8, "b": 3, "c": 1}
    assert result.details == {"points_are": 2, "first_place": 2}


def test_borda_with_nothing_for_the_unranked() -> None:
    result = tally("borda", {"abc": 1, "a": 1}, unranked="zero")
    assert result.scores == {"a": 12, "b": 4, "c": 2}
    short = tally("borda", {"abc": 1, "b": 1}, unranked="zero", max_rank=2)
    assert short.scores == {"a": 4, "b": 6, "c": 0}
    assert short.details["first_place"] == 2


def test_borda_shares_a_place() -> None:
    """a and b share 3 and 2 points, c has 1."""
    rows = {"(ab)c": 1}
    more: dict[str, Any] = {"equal_ranks": True}
    assert tally("borda", rows, unranked="zero", **more).scores == {"a": 5, "b": 5, "c": 2}
    assert tally("borda", rows, **more).scores == {"a": 3, "b": 3, "c": 0}


def test_borda_may_pass_over_a_majority() -> None:
    assert tally("borda", {"abc": 3, "bca": 2}).winners == ("b",)


# --- the matrix of scored ballots ---------------------------------------------------------------

SCORED = [{"a": 5, "b": 3}, {"a": 1, "b": 2, "c": 2}, {"c": 1}]


@pytest.mark.parametrize("rule", ["score", "star"])
def test_scored_ballots_compare_too(rule: str) -> None:
    result = count(define(rule, ["a", "b", "c"]), SCORED)
    assert result.condorcet == {
        "winner": None,
        "smith": ["a", "b", "c"],
        "pairwise": {"a": {"b": 1, "c": 1}, "b": {"a": 1, "c": 1}, "c": {"a": 2, "b": 1}},
    }


def test_no_opinion_is_not_below() -> None:
    result = count(define("average", ["a", "b", "c"]), SCORED)
    assert result.condorcet is not None
    assert result.condorcet["pairwise"] == {
        "a": {"b": 1, "c": 0},
        "b": {"a": 1, "c": 0},
        "c": {"a": 1, "b": 0},
    }


def test_other_ballots_have_none() -> None:
    assert count(define("quadratic", ["a", "b"]), [{"a": 3}]).condorcet is None
    assert count(define("approval", ["a", "b"]), [["a"]]).condorcet is None
