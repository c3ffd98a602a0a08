"""Single choice, approval and the division of a sum: hand-computed figures and properties."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting.definition import BadDefinition, Definition, canonical, define
from voting.counting.results import Result
from voting.counting.tally import count
from voting.counting.ties import Tie, lot_order


def ballots(**figures: int) -> list[list[str]]:
    """ballots(ab=2, c=1): two name a and b, one names c."""
    return [list(names) for names, number in figures.items() for _ in range(number)]


def result(
    rule: str, cast: list[list[str]], options: str = "abcd", *, seed: str | None = None, **more: Any
) -> Result:
    electorate = more.pop("electorate", None)
    council = more.pop("council", None)
    definition = define(rule, list(options), **more)
    return count(definition, cast, seed=seed, council=council, electorate=electorate)


# --- single choice ------------------------------------------------------------------------------


def test_most_votes_win_and_the_trace_says_it() -> None:
    found = result("plurality", [*ballots(a=3, b=5, c=1), []])
    assert found.as_json() == {
        "status": "decided",
        "rule": "plurality",
        "seats": 1,
        "params": {"majority": False, "max_choices": 1, "reserved": ()},
        "winners": ["b"],
        "ranking": [["b"], ["a"], ["c"], ["d"]],
        "scores": {"a": 3, "b": 5, "c": 1, "d": 0},
        "support": {"a": 3, "b": 5, "c": 1, "d": 0},
        "rounds": [{"group": None, "option": "b", "figure": 5, "how": "seated"}],
        "ties": [],
        "counts": {
            "received": 10,
            "superseded": 0,
            "void": 0,
            "invalid": 0,
            "blank": 1,
            "valid": 9,
        },
        "quorum": None,
        "approval_quorum": None,
        "condorcet": None,
        "details": {},
        "definition_sha256": found.definition.sha256,
        "count_version": "2.0",
    }


def test_two_marks_are_invalid_and_the_same_mark_twice_is_one() -> None:
    found = result("plurality", [["a", "b"], ["a", "a"], ["z"], []])
    assert (found.scores, found.counts.invalid, found.counts.blank) == (
        {"a": 1, "b": 0, "c": 0, "d": 0},
        2,
        1,
    )


def test_superseded_and_void_are_received_and_not_counted() -> None:
    found = count(define("plurality", ["a", "b"]), [["a"]], superseded=3, void=2)
    assert (found.counts.received, found.counts.superseded, found.counts.void) == (6, 3, 2)
    assert found.counts.valid == 1


def test_weights_are_so_many_equal_ballots() -> None:
    definition = define("plurality", ["a", "b"])
    found = count(definition, [["a"], ["b"], ["a"], ["a", "b"], []], weights=[2, 5, 4, 3, 7])
    assert found.scores == {"a": 6, "b": 5}
    assert (found.counts.valid, found.counts.invalid, found.counts.blank) == (11, 3, 7)


@pytest.mark.parametrize(
    ("cast", "status", "winners", "pair"),
    [
        (ballots(a=3, b=1, c=1), "decided", ("a",), None),
        (ballots(a=3, b=2, c=1), "runoff", (), ["a", "b"]),
        ([*ballots(a=3, b=2), []], "decided", ("a",), None),  # blank ones are no part of the half
        (ballots(a=2, b=2), "runoff", (), ["a", "b"]),
        (ballots(a=3, b=2, c=2), "tied", (), ["a"]),
        (ballots(a=2, b=2, c=2), "tied", (), []),
        ([[], []], "no_winner", (), []),
    ],
)
def test_absolute_majority(
    cast: list[list[str]], status: str, winners: tuple[str, ...], pair: list[str] | None
) -> None:
    found = result("plurality", cast, majority=True)
    assert (found.status, found.winners) == (status, winners)
    assert found.details.get("runoff") == pair
    assert bool(found.rounds) is (pair is None)


def test_the_lot_names_the_second_of_the_pair() -> None:
    cast = ballots(a=3, b=2, c=2)
    found = result("plurality", cast, majority=True, tie="lot", seed="42")
    second = next(name for name in lot_order("42", "example", "abcd") if name in "bc")
    assert found.status == "runoff"
    assert found.details == {"runoff": ["a", second]}
    assert found.ties == (Tie("runoff", ("b", "c"), 1, "lot", (second,)),)


def test_several_seats_are_the_first_ones() -> None:
    found = result("plurality", ballots(a=1, b=3, c=2), seats=2)
    assert (found.winners, found.status) == (("b", "c"), "decided")
    assert [row["figure"] for row in found.rounds] == [3, 2]


def test_an_option_nobody_named_neither_wins_nor_ties() -> None:
    found = result("plurality", ballots(b=1), seats=3)
    assert (found.winners, found.status, found.ties) == (("b",), "decided", ())
    assert [(row["option"], row["how"]) for row in found.rounds] == [
        ("b", "seated"),
        (None, "empty"),
        (None, "empty"),
    ]
    nobody = result("approval", [[]], seats=2)
    assert (nobody.winners, nobody.status) == ((), "no_winner")


# --- ties ---------------------------------------------------------------------------------------


def test_equal_ones_who_all_fit_are_no_tie() -> None:
    found = result("approval", ballots(ab=2, c=1), seats=2)
    assert (found.winners, found.ties, found.ranking) == (
        ("a", "b"),
        (),
        (("a", "b"), ("c",), ("d",)),
    )


def test_a_tie_at_the_boundary_is_declared() -> None:
    found = result("approval", ballots(a=3, b=2, c=2), seats=2)
    assert (found.status, found.winners) == ("tied", ("a",))
    assert found.open_tie == Tie("result", ("b", "c"), 1, "declared", None)


def test_a_tie_waits_for_the_council_and_takes_its_word() -> None:
    waiting = result("approval", ballots(a=3, b=2, c=2), seats=2, tie="council")
    assert waiting.status == "tied"
    decided = result(
        "approval", ballots(a=3, b=2, c=2), seats=2, tie="council", council=list("dcba")
    )
    assert (decided.status, decided.winners) == ("decided", ("a", "c"))
    assert decided.ties == (Tie("result", ("b", "c"), 1, "council", ("c",)),)


def test_the_lot_decides_and_is_listed() -> None:
    found = result("plurality", ballots(a=1, b=1, c=1, d=1), tie="lot", seed="12345", seats=2)
    first, second = lot_order("12345", "example", "abcd")[:2]
    assert found.winners == (first, second)
    assert found.ties == (Tie("result", ("a", "b", "c", "d"), 2, "lot", (first, second)),)


# --- approval -----------------------------------------------------------------------------------


def test_the_length_of_an_approval_ballot() -> None:
    cast = [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"], []]
    found = result("approval", cast, min_choices=2, max_choices=3)
    assert found.scores == {"a": 2, "b": 2, "c": 1, "d": 0}
    assert (found.counts.valid, found.counts.invalid, found.counts.blank) == (2, 2, 1)


# --- the division of a sum ----------------------------------------------------------------------


def test_the_largest_remainders_get_the_rest() -> None:
    """100 kuruş over 7 votes: 42 6/7, 42 6/7, 14 2/7."""
    found = result("proportional-split", ballots(a=3, b=3, c=1), "abc", budget=100)
    assert found.details == {"amounts": {"a": 43, "b": 43, "c": 14}, "left": 0}
    assert found.rounds[0] == {
        "option": "a",
        "votes": 3,
        "whole": 42,
        "remainder": 6,
        "extra": 1,
        "amount": 43,
    }
    assert [row["extra"] for row in found.rounds] == [1, 1, 0]
    assert (found.winners, found.status) == (("a", "b", "c"), "decided")
    assert found.scores == {"a": 3, "b": 3, "c": 1}


def test_equal_remainders_wait_or_take_the_lot() -> None:
    cast = ballots(a=1, b=1, c=1)
    waiting = result("proportional-split", cast, "abc", budget=100)
    assert waiting.details == {"amounts": {"a": 33, "b": 33, "c": 33}, "left": 1}
    assert waiting.status == "tied"
    drawn = result("proportional-split", cast, "abc", budget=100, tie="lot", seed="7")
    luck = lot_order("7", "example", "abc")[0]
    amounts = {name: 33 + (name == luck) for name in "abc"}
    assert drawn.details == {"amounts": amounts, "left": 0}
    assert (drawn.status, drawn.ties[0].chosen) == ("decided", (luck,))


def test_ten_million_lira_do_not_overflow() -> None:
    definition = define("proportional-split", ["a", "b"], budget=10**18)
    found = count(definition, [["a"], ["b"]], weights=[10**12, 2 * 10**12])
    assert found.details["amounts"] == {"a": 333333333333333333, "b": 666666666666666667}


def test_without_a_vote_the_sum_stays() -> None:
    found = result("proportional-split", [[]], "abc", budget=100)
    assert found.details == {"amounts": {"a": 0, "b": 0, "c": 0}, "left": 100}
    assert (found.status, found.winners) == ("no_winner", ())
    nothing = {"votes": 0, "whole": 0, "remainder": 0, "extra": 0, "amount": 0}
    assert found.rounds == tuple({"option": name, **nothing} for name in "abc")


def test_whoever_misses_the_approval_quorum_leaves_the_amount() -> None:
    found = result(
        "proportional-split",
        ballots(a=8, b=2),
        "ab",
        budget=1000,
        approval_quorum=[3, 10],
        electorate=10,
    )
    assert found.details == {"amounts": {"a": 800, "b": 0}, "left": 200}
    assert found.winners == ("a",)


# --- quorums ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cast", "electorate", "status", "needed"),
    [
        (ballots(a=2, b=1), 30, "decided", 3),
        ([*ballots(a=2), []], 30, "decided", 3),  # a blank vote takes part
        ([*ballots(a=2), ["z"]], 30, "no_quorum", 3),  # an invalid one does not
        (ballots(a=2, b=1), 31, "no_quorum", 4),
        (ballots(a=1, b=1), 20, "tied", 2),
        (ballots(a=1, b=1), 21, "no_quorum", 3),
    ],
)
def test_quorum(cast: list[list[str]], electorate: int, status: str, needed: int) -> None:
    found = result("plurality", cast, quorum=[1, 10], electorate=electorate)
    assert found.status == status
    assert found.quorum is not None
    got = found.counts.valid + found.counts.blank
    assert found.quorum.as_json() == {
        "share": [1, 10],
        "of": electorate,
        "got": got,
        "needed": needed,
        "met": got >= needed,
    }


def test_without_a_quorum_the_count_is_still_there() -> None:
    found = result("plurality", ballots(a=2), quorum=[1, 2], electorate=10)
    assert (found.status, found.winners) == ("no_quorum", ("a",))


def test_a_quorum_needs_the_electorate() -> None:
    for name in ("quorum", "approval_quorum"):
        with pytest.raises(ValueError, match="number of those who may vote"):
            count(define("plurality", ["a", "b"], **{name: [1, 2]}), [["a"]])


def test_a_place_without_the_approval_quorum_stays_empty() -> None:
    found = result(
        "approval", ballots(a=4, b=3, c=2), seats=2, approval_quorum=[2, 5], electorate=10
    )
    assert (found.status, found.winners) == ("decided", ("a",))
    assert found.approval_quorum == {"share": [2, 5], "of": 10, "needed": 4, "missed": ["b"]}
    none = result("approval", ballots(b=3, c=2), approval_quorum=[2, 5], electorate=10)
    assert (none.status, none.winners) == ("no_winner", ())


def test_a_tie_of_options_without_the_approval_quorum_decides_nothing() -> None:
    found = result(
        "approval", ballots(a=4, b=3, c=3), seats=2, approval_quorum=[2, 5], electorate=10
    )
    assert (found.status, found.winners) == ("decided", ("a",))
    assert found.ties == (Tie("result", ("b", "c"), 1, "immaterial", ()),)
    assert found.approval_quorum is not None
    assert found.approval_quorum["missed"] == ["b", "c"]
    assert found.open_tie is None


def test_nor_does_a_tie_of_all() -> None:
    found = result("approval", ballots(a=3, b=3), "ab", approval_quorum=[2, 5], electorate=10)
    assert (found.status, found.winners) == ("no_winner", ())
    assert found.ties == (Tie("result", ("a", "b"), 1, "immaterial", ()),)


def test_a_tie_with_the_approval_quorum_stays_open() -> None:
    found = result("approval", ballots(a=4, b=4), approval_quorum=[2, 5], electorate=10)
    assert (found.status, found.winners) == ("tied", ())


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "more", "field"),
    [
        ("plurality", {"majority": True, "seats": 2}, "majority"),
        ("plurality", {"seats": 5}, "seats"),
        ("approval", {"min_choices": 3, "max_choices": 2}, "max_choices"),
        ("approval", {"min_choices": 5}, "min_choices"),
        ("approval", {"reserved": [["kadın", 1]]}, "reserved"),
        ("approval", {"approval_quorum": [3, 2]}, "approval_quorum"),
        ("proportional-split", {}, "budget"),
    ],
)
def test_what_could_not_be_counted_is_refused(rule: str, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadDefinition) as caught:
        define(rule, list("abcd"), **more)
    assert caught.value.field == field


# --- properties ---------------------------------------------------------------------------------

NAMES = "abcde"
CAST = st.lists(st.lists(st.sampled_from(NAMES), unique=True, max_size=4), max_size=25)
SINGLE = st.lists(st.lists(st.sampled_from(NAMES), max_size=1), max_size=25)


def _approval(**more: Any) -> Definition:
    return define("approval", list(NAMES), **more)


@given(CAST, st.randoms(use_true_random=False), st.integers(1, 4))
def test_the_order_of_ballots_and_of_marks_means_nothing(
    cast: list[list[str]], random: Any, seats: int
) -> None:
    definition = _approval(seats=seats, tie="lot")
    shuffled = [random.sample(ballot, len(ballot)) for ballot in cast]
    random.shuffle(shuffled)
    once, again = (count(definition, some, seed="5").as_json() for some in (cast, shuffled))
    assert canonical(once) == canonical(again)
    assert json.loads(canonical(once)) == json.loads(json.dumps(once))


@given(CAST, st.permutations(NAMES), st.integers(1, 4))
def test_no_option_is_favoured(cast: list[list[str]], names: list[str], seats: int) -> None:
    """Other names for the options: the same result under the other names."""
    new = dict(zip(NAMES, names, strict=True))
    once = count(_approval(seats=seats), cast)
    again = count(_approval(seats=seats), [[new[name] for name in ballot] for ballot in cast])
    assert {new[name] for name in once.winners} == set(again.winners)
    assert once.status == again.status
    assert {new[name]: n for name, n in (once.scores or {}).items()} == again.scores


@given(CAST, st.integers(1, 4), st.integers(0, 24))
def test_one_more_mark_never_hurts(cast: list[list[str]], seats: int, which: int) -> None:
    definition = _approval(seats=seats)
    for winner in count(definition, cast).winners:
        better = [list(ballot) for ballot in cast]
        ballot = better[which % len(better)]
        if winner not in ballot:
            ballot.append(winner)
        assert winner in count(definition, better).winners


@given(SINGLE)
def test_a_majority_wins_and_nobody_else_without_a_second_vote(cast: list[list[str]]) -> None:
    found = count(define("plurality", list(NAMES), majority=True), cast)
    scores = found.scores or {}
    half = [name for name, votes in scores.items() if 2 * votes > found.counts.valid]
    assert list(found.winners) == half
    assert (found.status == "decided") is bool(half)
    assert sum(scores.values()) == found.counts.valid


@given(CAST, st.integers(1, 10**9))
def test_a_divided_sum_is_whole(cast: list[list[str]], budget: int) -> None:
    definition = define("proportional-split", list(NAMES), budget=budget, tie="lot")
    found = count(definition, cast, seed="5")
    amounts, scores = found.details["amounts"], found.scores or {}
    cast_votes = sum(scores.values())
    assert sum(amounts.values()) + found.details["left"] == budget
    assert found.details["left"] == (0 if cast_votes else budget)
    for name, votes in scores.items():
        assert abs(amounts[name] * cast_votes - budget * votes) < max(cast_votes, 1)
    for name in NAMES:
        for other in NAMES:
            assert scores[name] <= scores[other] or amounts[name] >= amounts[other]
