"""The arithmetic of a vote: sums, order, ties, quorum, one text for one definition."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting.first import (
    APPROVAL,
    SINGLE,
    NotABallot,
    Quorum,
    Revision,
    Rule,
    TooMany,
    Unknown,
    accept,
    canonical,
    count,
    digest,
    latest,
)


def approval(options: int = 3, most: int = 2, seats: int = 1) -> Rule:
    return Rule(APPROVAL, tuple(range(1, options + 1)), most, seats)


def boxed(*choices: list[int]) -> list[Revision]:
    return [(f"tag-{number}", 1, choice) for number, choice in enumerate(choices)]


@st.composite
def elections(draw: st.DrawFn) -> tuple[Rule, list[Revision]]:
    options = draw(st.integers(2, 7))
    most = draw(st.integers(1, options))
    rule = Rule(APPROVAL, tuple(range(1, options + 1)), most, draw(st.integers(1, options - 1)))
    choice = st.lists(st.sampled_from(rule.options), max_size=most, unique=True).map(sorted)
    voters = draw(st.lists(st.lists(choice, min_size=1, max_size=3), max_size=30))
    box: list[Revision] = [
        (f"tag-{voter}", revision, marked)
        for voter, revisions in enumerate(voters)
        for revision, marked in enumerate(revisions, 1)
    ]
    return rule, box


@given(elections(), st.randoms())
def test_the_order_of_the_box_changes_nothing(
    election: tuple[Rule, list[Revision]], chance: object
) -> None:
    rule, box = election
    mixed = list(box)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert count(mixed, rule) == count(box, rule)


@given(elections(), st.randoms())
def test_the_order_of_the_options_changes_neither_votes_nor_winners(
    election: tuple[Rule, list[Revision]], chance: object
) -> None:
    rule, box = election
    options = list(rule.options)
    chance.shuffle(options)  # type: ignore[attr-defined]
    other = count(box, Rule(rule.kind, tuple(options), rule.max_choices, rule.seats))
    tally = count(box, rule)
    assert {(s.option, s.votes, s.rank) for s in other.scores} == {
        (s.option, s.votes, s.rank) for s in tally.scores
    }
    assert set(other.winners) == set(tally.winners)
    assert set(other.tied) == set(tally.tied)


@given(elections())
def test_sums_agree(election: tuple[Rule, list[Revision]]) -> None:
    rule, box = election
    tally = count(box, rule)
    assert tally.ballots == len({tag for tag, _revision, _choice in box})
    assert tally.ballots + tally.superseded == len(box)
    assert tally.choices == sum(score.votes for score in tally.scores)
    assert tally.valid <= tally.choices <= tally.valid * rule.max_choices
    assert sorted(score.option for score in tally.scores) == sorted(rule.options)
    assert all(score.votes <= tally.valid for score in tally.scores)


@given(elections())
def test_places_are_never_given_twice_nor_by_chance(
    election: tuple[Rule, list[Revision]],
) -> None:
    rule, box = election
    tally = count(box, rule)
    votes = {score.option: score.votes for score in tally.scores}
    assert len(tally.winners) <= rule.seats
    assert not set(tally.winners) & set(tally.tied)
    rest = set(rule.options) - set(tally.winners) - set(tally.tied)
    assert all(votes[w] > votes[r] for w in tally.winners for r in rest)
    if tally.tied:
        assert len({votes[option] for option in tally.tied}) == 1
        assert len(tally.tied) > tally.places > 0
        assert len(tally.winners) + tally.places == rule.seats


def test_only_the_last_revision_counts() -> None:
    box: list[Revision] = [("a", 2, [2]), ("a", 1, [1]), ("b", 1, [1]), ("a", 3, [3])]
    assert latest(box) == ([[3], [1]], 2)
    assert [(s.option, s.votes) for s in count(box, approval()).scores] == [(1, 1), (3, 1), (2, 0)]


def test_a_blank_vote_is_a_ballot_without_choices() -> None:
    tally = count(boxed([], [1], [1, 2]), approval())
    assert (tally.ballots, tally.blank, tally.valid, tally.choices) == (3, 1, 2, 3)


def test_an_empty_box_has_no_winner() -> None:
    tally = count([], approval())
    assert (tally.ballots, tally.winners, tally.tied) == (0, (), ())


def test_a_tie_at_the_boundary_is_declared() -> None:
    tally = count(boxed([1], [2], [3, 1], [2, 1]), approval(4, most=3, seats=2))
    assert (tally.winners, tally.tied) == ((1, 2), ())
    tally = count(boxed([1], [2], [3], [1]), approval(4, most=3, seats=2))
    assert (tally.winners, tally.tied, tally.places) == ((1,), (2, 3), 1)


def test_a_tie_above_the_boundary_needs_no_decision() -> None:
    assert count(boxed([1], [2]), approval(seats=2)).winners == (1, 2)


def test_equal_ones_share_a_rank() -> None:
    tally = count(boxed([1], [1], [2], [3], [4], [4], [4]), approval(4))
    assert [(s.option, s.rank) for s in tally.scores] == [(4, 1), (1, 2), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("choice", "error"), [([1, 2, 3], TooMany), ([9], Unknown), ([0], Unknown)]
)
def test_what_the_rule_forbids_is_refused(choice: list[int], error: type[NotABallot]) -> None:
    with pytest.raises(error):
        accept(choice, approval())


def test_a_choice_enters_sorted_and_once() -> None:
    assert accept([2, 1, 2], approval()) == (1, 2)
    assert accept([], approval()) == ()


def test_a_forged_ballot_stops_the_count() -> None:
    with pytest.raises(NotABallot):
        count(boxed([1, 1]), approval())
    with pytest.raises(TooMany):
        count(boxed([1, 2]), Rule(SINGLE, (1, 2)))


@pytest.mark.parametrize(
    ("kind", "options", "most", "seats"),
    [
        ("ranked", (1, 2), 1, 1),
        (APPROVAL, (1,), 1, 1),
        (APPROVAL, (1, 1), 1, 1),
        (APPROVAL, (1, 2), 3, 1),
        (APPROVAL, (1, 2), 0, 1),
        (SINGLE, (1, 2), 2, 1),
        (APPROVAL, (1, 2), 1, 2),
        (APPROVAL, (1, 2), 1, 0),
    ],
)
def test_rules_that_make_no_sense(
    kind: str, options: tuple[int, ...], most: int, seats: int
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the sentence is for programmers
        Rule(kind, options, most, seats)


@pytest.mark.parametrize(
    ("percent", "eligible", "cast", "needed", "met"),
    [
        (5, 46_210, 2_310, 2_311, False),
        (5, 46_210, 2_311, 2_311, True),
        (25, 1_040, 260, 260, True),
        (33, 10, 3, 4, False),
        (33, 10, 4, 4, True),
        (100, 7, 7, 7, True),
        (1, 0, 0, 0, True),
    ],
)
def test_quorum(percent: int, eligible: int, cast: int, needed: int, met: bool) -> None:
    quorum = Quorum(percent, eligible, cast)
    assert (quorum.needed, quorum.met) == (needed, met)


@given(st.integers(1, 100), st.integers(0, 20_000_000), st.integers(0, 20_000_000))
def test_the_needed_number_is_the_smallest_that_is_enough(
    percent: int, eligible: int, cast: int
) -> None:
    quorum = Quorum(percent, eligible, cast)
    assert quorum.met == (cast >= quorum.needed)
    assert not Quorum(percent, eligible, quorum.needed - 1).met


def test_one_definition_is_one_text() -> None:
    text = canonical({"b": [1, None, True], "a": {"soru": "Çınar mı, ıhlamur mu?"}})
    assert text == '{"a":{"soru":"Çınar mı, ıhlamur mu?"},"b":[1,null,true]}'
    assert digest(text) == hashlib.sha256(text.encode()).hexdigest()


@given(st.dictionaries(st.sampled_from("abcd"), st.integers() | st.text()))
def test_the_order_of_keys_does_not_matter(values: dict[str, int | str]) -> None:
    turned = dict(reversed(values.items()))
    assert canonical(turned) == canonical(values)
    assert json.loads(canonical(values)) == values


@pytest.mark.parametrize("value", [{"a": 1.5}, {"ç": 1}, {1: 2}, {"a": (1,)}])
def test_what_has_several_spellings_is_no_definition(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
