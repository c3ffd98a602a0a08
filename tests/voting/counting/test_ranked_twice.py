"""The fast counts of ranked ballots against plain ones: same winners, rounds, figures."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.counting import plain_ranked as plain
from voting.counting.definition import Definition, define
from voting.counting.results import DECIDED, NO_WINNER, TIED, Result
from voting.counting.tally import count

Case = tuple[Definition, list[Any]]
NAMES = "abcdef"


@st.composite
def orders(draw: st.DrawFn, options: int, *, equal: bool) -> list[Any]:
    """Mostly plain; now and then a skipped or repeated rank, or two options at one."""
    ids = list(NAMES[:options])
    ballot: list[Any] = draw(st.permutations(ids))[: draw(st.integers(0, options))]
    flaw = draw(st.sampled_from(["", "", "", "", "skip", "repeat", "double"]))
    at = draw(st.integers(0, len(ballot)))
    if flaw == "skip":
        ballot.insert(at, None)
    elif flaw == "repeat":
        ballot.insert(at, draw(st.sampled_from(ids)))
    elif (flaw == "double" or equal) and len(ballot) > 1:
        at = min(at, len(ballot) - 2)
        ballot[at : at + 2] = [ballot[at : at + 2]]
    return ballot


@st.composite
def elections(draw: st.DrawFn, /, rule: str, **more: st.SearchStrategy[Any]) -> Case:
    options = draw(st.integers(1, 6))
    params = {name: draw(values) for name, values in more.items()}
    params["max_rank"] = draw(st.sampled_from([None, None, 1, 3]))
    params["overvote"] = draw(st.sampled_from(["exhaust", "skip", "invalid"]))
    params["repeated"] = draw(st.sampled_from(["first", "exhaust", "invalid"]))
    if "seats" in params:
        params["seats"] = min(params["seats"], options)
    definition = define(rule, list(NAMES[:options]), tie="council", **params)
    ballot = orders(options, equal=params.get("equal_ranks", False))
    rows = draw(st.lists(st.tuples(ballot, st.sampled_from([1, 1, 1, 2, 3])), max_size=9))
    return definition, [row for row, times in rows for _time in range(times)]


def open_count(case: Case) -> Result:
    """As long as nobody has decided a tie."""
    return count(case[0], case[1])


def lots(definition: Definition) -> list[list[str]]:
    ids = list(definition.ids)
    return [ids, ids[::-1], random.Random(7).sample(ids, len(ids))]


def agree(case: Case, winners: Callable[[plain.Ballots, plain.Lot], list[str]]) -> list[Result]:
    """With each order the same winners; without one, only those that every order elects."""
    definition, ballots = case
    good = plain.valid(definition, ballots)
    still, found = open_count(case), []
    anybody = any(good)
    for lot in lots(definition):
        result = count(definition, ballots, council=lot)
        expected = winners(good, lot) if anybody else []
        assert set(result.winners) == set(expected)
        assert result.status == (DECIDED if expected else NO_WINNER)
        assert set(still.winners) <= set(expected)
        if still.status != TIED:
            assert set(still.winners) == set(expected)
        found.append(result)
    assert sorted(name for group in still.ranking for name in group) == sorted(definition.ids)
    assert (still.status == TIED) == (still.open_tie is not None)
    return found


SEATS = st.integers(1, 4)
EQUAL = st.booleans()


@settings(max_examples=100)
@given(elections("irv"))
def test_instant_runoff(case: Case) -> None:
    ids = list(case[0].ids)

    def winners(good: plain.Ballots, lot: plain.Lot) -> list[str]:
        winner, _rounds = plain.irv(ids, good, lot)
        return [] if winner is None else [winner]

    good = plain.valid(*case)
    for result, lot in zip(agree(case, winners), lots(case[0]), strict=True):
        if all(tie.how != "immaterial" for tie in result.ties):
            assert [row["totals"] for row in result.rounds] == plain.irv(ids, good, lot)[1]
        for row in result.rounds:
            assert sum(row["totals"].values()) == row["votes"]
            assert row["votes"] + row["exhausted"] == result.counts.valid


@settings(max_examples=100)
@given(
    elections(
        "stv",
        seats=SEATS,
        decimals=st.sampled_from([0, 1, 5]),
        quota=st.sampled_from(["first", "current"]),
    )
)
def test_transferable_votes(case: Case) -> None:
    good = plain.valid(*case)
    results = agree(case, lambda good, lot: plain.stv(case[0], good, lot)[0])
    for result, lot in zip(results, lots(case[0]), strict=True):
        _elected, stages, lost = plain.stv(case[0], good, lot)
        if good and any(good) and all(tie.how != "immaterial" for tie in result.ties):
            assert [row["totals"] for row in result.rounds] == stages
            assert [row["lost"] for row in result.rounds] == lost
        for row in result.rounds:
            spread = sum(row["totals"].values()) + row["exhausted"] + row["lost"]
            assert spread == result.counts.valid * result.details["units_per_vote"]


@settings(max_examples=70)
@given(elections("schulze", seats=SEATS, equal_ranks=EQUAL))
def test_schulze(case: Case) -> None:
    definition, _ballots = case
    ids, good = list(definition.ids), plain.valid(*case)
    ranking = plain.schulze(ids, plain.pairs(ids, good))
    agree(case, lambda _good, lot: plain.first(ranking, definition.seats, lot))
    assert [list(group) for group in open_count(case).ranking] == ranking


@settings(max_examples=100)
@given(elections("ranked-pairs", seats=SEATS, equal_ranks=EQUAL))
def test_ranked_pairs(case: Case) -> None:
    definition = case[0]
    ids = list(definition.ids)

    def winners(good: plain.Ballots, lot: plain.Lot) -> list[str]:
        ranking = plain.ranked_pairs(ids, plain.pairs(ids, good), lot)
        return plain.first(ranking, definition.seats, lot)

    agree(case, winners)


@settings(max_examples=100)
@given(elections("minimax", seats=SEATS, equal_ranks=EQUAL))
def test_minimax(case: Case) -> None:
    definition, _ballots = case
    ids, good = list(definition.ids), plain.valid(*case)
    worst = plain.minimax(ids, plain.pairs(ids, good))
    ranking = plain.by(worst, best=False)
    agree(case, lambda _good, lot: plain.first(ranking, definition.seats, lot))
    assert open_count(case).scores == worst


@settings(max_examples=70)
@given(
    elections("borda", seats=SEATS, equal_ranks=EQUAL, unranked=st.sampled_from(["share", "zero"]))
)
def test_borda(case: Case) -> None:
    definition, _ballots = case
    points = plain.borda(definition, plain.valid(*case))
    ranking = plain.by(points, best=True)
    agree(case, lambda _good, lot: plain.first(ranking, definition.seats, lot))
    halves = {name: int(2 * figure) for name, figure in points.items()}
    assert open_count(case).scores == halves


@settings(max_examples=70)
@given(elections("minimax", equal_ranks=EQUAL))
def test_condorcet_and_smith(case: Case) -> None:
    definition, _ballots = case
    ids, good = list(definition.ids), plain.valid(*case)
    above = plain.pairs(ids, good)
    found = open_count(case).condorcet
    assert found is not None
    assert found["winner"] == (plain.condorcet(ids, above) if good else None)
    assert found["smith"] == plain.smith(ids, above)
    assert found["pairwise"] == {x: {y: above[x, y] for y in ids if y != x} for x in ids}


RULES = ["irv", "stv", "schulze", "ranked-pairs", "minimax", "borda"]


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=25)
@given(st.data())
def test_neither_the_order_of_ballots_nor_that_of_options_matters(
    rule: str, data: st.DataObject
) -> None:
    definition, ballots = data.draw(elections(rule))
    mixed = data.draw(st.permutations(ballots))
    assert count(definition, mixed).as_json() == count(definition, ballots).as_json()
    turned = define(
        rule, list(definition.ids)[::-1], tie="council", seats=definition.seats, **definition.params
    )
    result, other = count(definition, ballots), count(turned, ballots)
    assert other.status == result.status
    assert set(other.winners) == set(result.winners)
    assert [set(group) for group in other.ranking] == [set(group) for group in result.ranking]


@pytest.mark.parametrize("rule", [*RULES[2:-1], "irv"])
@settings(max_examples=40)
@given(st.data())
def test_more_than_half_first_places_win(rule: str, data: st.DataObject) -> None:
    """Of rules with the majority property; Borda has it not (see test_pairwise)."""
    definition, ballots = data.draw(elections(rule))
    good = plain.valid(definition, ballots)
    for name in definition.ids:
        if 2 * sum(ballot[:1] == [[name]] for ballot in good) > len(good):
            assert open_count((definition, ballots)).winners == (name,)
