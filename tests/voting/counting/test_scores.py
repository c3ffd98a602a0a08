"""Score, average, STAR and quadratic voting: hand-computed figures, every tie step, properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting.definition import BadDefinition, canonical, define
from voting.counting.results import Result
from voting.counting.tally import count
from voting.counting.ties import Tie, lot_order


def sheet(rows: list[str], options: str = "abc") -> list[dict[str, int]]:
    """'35-' gives a 3, b 5 and c nothing."""
    return [
        {name: int(mark) for name, mark in zip(options, row, strict=True) if mark != "-"}
        for row in rows
    ]


def result(
    rule: str, rows: list[str], options: str = "abc", *, seed: str | None = None, **more: Any
) -> Result:
    return count(define(rule, list(options), **more), sheet(rows, options), seed=seed)


# --- score --------------------------------------------------------------------------------------


def test_the_highest_sum_wins() -> None:
    found = result("score", ["530", "0-4", "05-", "---", "600"])
    assert found.scores == {"a": 5, "b": 8, "c": 4}
    assert (found.winners, found.status) == (("b",), "decided")
    assert found.support == {"a": 1, "b": 2, "c": 1}
    assert (found.counts.valid, found.counts.blank, found.counts.invalid) == (3, 1, 1)
    assert found.rounds == ({"group": None, "option": "b", "figure": 8, "how": "seated"},)
    assert found.ranking == (("b",), ("a",), ("c",))
    assert found.details == {
        "distribution": {
            "a": {"0": 2, "5": 1},
            "b": {"3": 1, "5": 1},
            "c": {"0": 1, "4": 1},
        }
    }


@pytest.mark.parametrize("rule", ["score", "average", "star"])
def test_one_point_is_support(rule: str) -> None:
    assert result(rule, ["105", "150", "015"]).support == {"a": 2, "b": 2, "c": 2}


def test_only_zeros_elect_nobody() -> None:
    found = result("score", ["000", "00-"])
    assert (found.status, found.winners, found.counts.valid) == ("no_winner", (), 2)


def test_equal_sums_are_a_tie() -> None:
    assert result("score", ["33-"]).status == "tied"
    drawn = result("score", ["33-"], tie="lot", seed="1")
    assert drawn.winners == (next(n for n in lot_order("1", "example", "abc") if n in "ab"),)


def test_weights_multiply() -> None:
    definition = define("score", ["a", "b"], max_score=1000)
    found = count(definition, [{"a": 1000}, {"b": 999}], weights=[10**12, 10**12])
    assert found.scores == {"a": 10**15, "b": 999 * 10**12}


# --- average ------------------------------------------------------------------------------------


def test_the_average_counts_only_those_who_scored() -> None:
    """a: 9/3, b: 7/2, c: 5/1 – but one ballot of four is too few for 26 percent."""
    rows = ["33-", "3--", "34-", "--5"]
    found = result("average", rows, min_scored_percent=26)
    assert found.winners == ("b",)
    assert found.scores is None
    assert found.details["averages"] == {"a": [9, 3], "b": [7, 2], "c": [5, 1]}
    assert (found.details["needed"], found.details["too_few"]) == (2, ["c"])
    assert found.ranking == (("b",), ("a",), ("c",))
    assert found.rounds == ({"group": None, "option": "b", "figure": [7, 2], "how": "seated"},)
    enough = result("average", rows, min_scored_percent=25)
    assert (enough.winners, enough.details["needed"]) == (("c",), 1)


def test_equal_fractions_are_equal() -> None:
    """1/3 and 2/6: no rounding parts them."""
    found = result("average", ["11-", "00-", "00-", "-1-", "-0-", "-0-"])
    assert found.details["averages"] == {"a": [1, 3], "b": [2, 6], "c": None}
    assert found.ties == (Tie("result", ("a", "b"), 1, "declared", None),)
    assert found.ranking == (("a", "b"), ("c",))
    assert found.details["too_few"] == ["c"]


def test_who_was_never_scored_is_last_and_does_not_stand() -> None:
    found = result("average", ["0--"])
    assert (found.status, found.ranking) == ("no_winner", (("a",), ("b", "c")))
    assert found.details["needed"] == 1


# --- STAR ---------------------------------------------------------------------------------------


def test_star_prefers_the_finalist_of_more_ballots() -> None:
    """a has the highest sum, but three of five give b more."""
    found = result("star", ["500", "500", "34-", "341", "34-"])
    assert found.scores == {"a": 19, "b": 12, "c": 1}
    assert found.winners == ("b",)
    assert found.rounds == (
        {"step": "scores", "sums": {"a": 19, "b": 12, "c": 1}, "finalists": ["a", "b"]},
        {"step": "runoff", "votes": {"a": 2, "b": 3}, "equal": 0, "winner": "b"},
    )
    assert found.ranking == (("b",), ("a",), ("c",))
    assert found.ties == ()
    assert found.details["distribution"]["c"] == {"0": 2, "1": 1}


def test_star_counts_indifferent_ballots_apart() -> None:
    found = result("star", ["540", "330", "05-"])
    assert found.rounds[1] == {
        "step": "runoff",
        "votes": {"a": 1, "b": 1},
        "equal": 1,
        "winner": "b",
    }
    assert found.ties == (Tie("runoff", ("a", "b"), 1, "higher sum", ("b",)),)


def test_star_runoff_by_highest_scores() -> None:
    """Two ballots for each and equal sums; only b has a five."""
    found = result("star", ["41", "41", "05", "34", "22"], "ab")
    assert found.scores == {"a": 13, "b": 13}
    assert found.ties == (Tie("runoff", ("a", "b"), 1, "highest scores", ("b",)),)
    assert found.winners == ("b",)
    assert result("star", ["41", "41", "05", "34", "22"], "ab", max_score=6).status == "tied"


def test_star_runoff_by_lot() -> None:
    rows = ["42", "24"]
    waiting = result("star", rows, "ab")
    assert (waiting.status, waiting.winners) == ("tied", ())
    assert waiting.rounds[1]["winner"] is None
    assert waiting.ranking == (("a", "b"),)
    drawn = result("star", rows, "ab", tie="lot", seed="9")
    luck = lot_order("9", "example", "ab")
    assert drawn.winners == (luck[0],)
    assert drawn.ranking == ((luck[0],), (luck[1],))


def test_star_second_finalist_by_pairwise_wins() -> None:
    """b and c have 6 each; two ballots prefer b, one c."""
    found = result("star", ["532", "532", "502", "500"])
    assert found.scores == {"a": 20, "b": 6, "c": 6}
    assert found.rounds[0]["finalists"] == ["a", "b"]
    assert found.ties == (Tie("finalists", ("b", "c"), 1, "pairwise wins", ("b",)),)
    assert found.ranking == (("a",), ("b",), ("c",))


def test_star_second_finalist_by_highest_scores() -> None:
    """b and c: 5 each, one ballot each; c has a five."""
    found = result("star", ["515", "540"])
    assert found.scores == {"a": 10, "b": 5, "c": 5}
    assert found.rounds[0]["finalists"] == ["a", "c"]
    assert found.ties == (Tie("finalists", ("b", "c"), 1, "highest scores", ("c",)),)


def test_star_three_equal_sums_in_two_steps() -> None:
    """a is preferred to both others; b and c are level until c's five."""
    found = result("star", ["332", "245", "311"])
    assert found.scores == {"a": 8, "b": 8, "c": 8}
    assert found.ties[:2] == (
        Tie("finalists", ("a", "b", "c"), 1, "pairwise wins", ("a",)),
        Tie("finalists", ("b", "c"), 1, "highest scores", ("c",)),
    )
    assert found.rounds[0]["finalists"] == ["a", "c"]
    assert found.winners == ("a",)


def test_star_a_second_place_that_cannot_matter() -> None:
    found = result("star", ["543", "534", "500"])
    assert found.winners == ("a",)
    assert found.status == "decided"
    assert found.ties == (Tie("finalists", ("b", "c"), 1, "immaterial", ("b",)),)
    assert found.ranking == (("a",), ("b", "c"))


def test_star_a_second_place_that_matters_waits_for_the_lot() -> None:
    """a has the highest sum and loses against either."""
    found = result("star", ["500", "500", "122", "122", "122"])
    assert found.scores == {"a": 13, "b": 6, "c": 6}
    assert (found.status, found.winners) == ("tied", ())
    assert found.ties == (Tie("finalists", ("b", "c"), 1, "declared", None),)
    assert found.rounds == ({"step": "scores", "sums": {"a": 13, "b": 6, "c": 6}, "finalists": []},)
    drawn = result("star", ["500", "500", "122", "122", "122"], tie="lot", seed="4")
    luck = next(name for name in lot_order("4", "example", "abc") if name in "bc")
    assert drawn.winners == (luck,)


def test_star_with_one_or_no_option_that_stands() -> None:
    one = result("star", ["500", "100"])
    assert (one.winners, one.status, len(one.rounds)) == (("a",), "decided", 1)
    assert one.ranking == (("a",), ("b", "c"))
    none = result("star", ["000"])
    assert (none.winners, none.status) == ((), "no_winner")


def test_twelve_equal_options_need_no_enumeration() -> None:
    options = "abcdefghijkl"
    found = result("star", ["5" * 12, "3" * 12], options, tie="lot", seed="2")
    assert found.winners == (lot_order("2", "example", options)[0],)


# --- quadratic ----------------------------------------------------------------------------------


def test_votes_cost_their_squares() -> None:
    definition = define("quadratic", ["a", "b", "c"], credits=25, negative=True)
    found = count(definition, [{"a": 3, "b": 4}, {"a": 4, "b": -3}, {"a": 5, "b": 1}, {"c": -1}])
    assert found.counts.invalid == 1
    assert found.scores == {"a": 7, "b": 1, "c": -1}
    assert found.support == {"a": 2, "b": 1, "c": 0}
    assert found.details == {
        "for": {"a": 7, "b": 4, "c": 0},
        "against": {"a": 0, "b": 3, "c": 1},
        "credits_used": {"a": 25, "b": 25, "c": 1},
    }
    assert found.winners == ("a",)
    assert found.ranking == (("a",), ("b",), ("c",))


def test_an_option_with_no_more_for_than_against_does_not_win() -> None:
    definition = define("quadratic", ["a", "b"], negative=True, seats=2)
    found = count(definition, [{"a": 2, "b": -2}, {"a": -2, "b": -1}])
    assert (found.status, found.winners) == ("no_winner", ())


def test_votes_against_have_to_be_allowed() -> None:
    found = count(define("quadratic", ["a", "b"]), [{"a": -1}, {"a": 9, "b": 4}, {"a": 1}])
    assert (found.counts.invalid, found.scores) == (1, {"a": 10, "b": 4})


@pytest.mark.parametrize(
    ("rule", "more", "field"),
    [
        ("score", {"max_score": 0}, "max_score"),
        ("average", {"min_scored_percent": 101}, "min_scored_percent"),
        ("star", {"seats": 2}, "seats"),
        ("quadratic", {"credits": 1_000_001}, "credits"),
        ("quadratic", {"negative": 1}, "negative"),
    ],
)
def test_refusals(rule: str, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadDefinition) as caught:
        define(rule, list("abc"), **more)
    assert caught.value.field == field


# --- properties ---------------------------------------------------------------------------------

NAMES = "abcd"
CAST = st.lists(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 5), max_size=4), max_size=12)
RULES = st.sampled_from(["score", "average", "star", "quadratic"])


@given(RULES, CAST, st.randoms(use_true_random=False))
def test_the_order_of_ballots_means_nothing(rule: str, cast: list[Any], random: Any) -> None:
    definition = define(rule, list(NAMES), tie="lot")
    shuffled = [dict(reversed(ballot.items())) for ballot in cast]
    random.shuffle(shuffled)
    once, again = (count(definition, some, seed="5").as_json() for some in (cast, shuffled))
    assert canonical(once) == canonical(again)


@given(RULES, CAST, st.permutations(NAMES))
def test_no_option_is_favoured(rule: str, cast: list[Any], names: list[str]) -> None:
    new = dict(zip(NAMES, names, strict=True))
    definition = define(rule, list(NAMES))
    once = count(definition, cast)
    again = count(definition, [{new[n]: v for n, v in ballot.items()} for ballot in cast])
    assert {new[name] for name in once.winners} == set(again.winners)
    assert once.status == again.status


@given(st.sampled_from(["score", "star"]), CAST, st.integers(0, 11))
def test_a_declared_result_is_the_lot_s_when_no_tie_is_open(
    rule: str, cast: list[Any], seed: int
) -> None:
    declared = count(define(rule, list(NAMES)), cast)
    drawn = count(define(rule, list(NAMES), tie="lot"), cast, seed=str(seed))
    if declared.status == "decided":
        assert drawn.winners == declared.winners
    assert drawn.status in ("decided", "no_winner")


@given(CAST, st.integers(0, 11))
def test_more_points_never_hurt(cast: list[Any], which: int) -> None:
    definition = define("score", list(NAMES), seats=2)
    for winner in count(definition, cast).winners:
        better = [dict(ballot) for ballot in cast]
        ballot = better[which % len(better)]
        ballot[winner] = min(5, ballot.get(winner, 0) + 1)
        assert winner in count(definition, better).winners
