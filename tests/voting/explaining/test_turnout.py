"""Turnout place by place: nothing hidden follows from what is shown."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.explaining.turnout import Place, Rough, Turnout, rough_turnout, turnout_cells

Rows = Sequence[tuple[str, int, int]]


@st.composite
def rows(draw: st.DrawFn, most: int = 8) -> Rows:
    """Many at the edges: nobody, everybody, nine and ten."""
    found = []
    for number in range(draw(st.integers(0, most))):
        eligible = draw(st.one_of(st.integers(0, 30), st.integers(0, 3000)))
        edges = [0, 1, 9, 10, eligible, eligible - 9, eligible - 10]
        voted = draw(st.one_of(st.sampled_from(edges), st.integers(0, max(0, eligible))))
        found.append((f"Mahalle {number}", eligible, min(max(0, voted), eligible)))
    return found


def published(found: Turnout) -> tuple[object, ...]:
    return (found.shown, found.hidden, found.rest)


@given(rows())
def test_no_shown_place_is_small(given_rows: Rows) -> None:
    for place in turnout_cells(given_rows).shown:
        assert place.voted >= 10
        assert place.eligible - place.voted >= 10


@given(rows())
def test_every_place_is_shown_or_hidden_and_the_sum_is_kept(given_rows: Rows) -> None:
    found = turnout_cells(given_rows)
    names = {place.name for place in found.shown} | set(found.hidden)
    assert names == {name for name, _eligible, _voted in given_rows}
    if found.rest is not None:
        parts = [*found.shown, found.rest]
        assert sum(place.voted for place in parts) == sum(row[2] for row in given_rows)
        assert sum(place.eligible for place in parts) == sum(row[1] for row in given_rows)


@given(rows())
def test_no_place_is_hidden_alone(given_rows: Rows) -> None:
    found = turnout_cells(given_rows)
    assert len(found.hidden) != 1 or not found.shown
    if found.rest is not None:
        assert not found.rest.small


@given(rows())
def test_a_hidden_figure_is_not_bound_by_the_sums(given_rows: Rows) -> None:
    """Not even for somebody who knows how many may vote in each hidden place."""
    found = turnout_cells(given_rows)
    if found.rest is None:
        return
    hidden = [Place(*row) for row in given_rows if row[0] in found.hidden]
    for place in hidden:
        others = sum(one.eligible for one in hidden) - place.eligible
        least = max(0, found.rest.voted - others)
        most = min(place.eligible, found.rest.voted)
        assert most - least >= min(10, place.eligible)


@settings(max_examples=300)
@given(rows(5))
def test_other_figures_would_be_published_just_the_same(given_rows: Rows) -> None:
    """Somebody who knows the rule too: each hidden figure could be another one."""
    found = turnout_cells(given_rows)
    if found.rest is None:
        return
    for name, eligible, voted in given_rows:
        if name not in found.hidden or not eligible:
            continue
        assert any(
            published(turnout_cells(other)) == published(found)
            for other in _shifted(given_rows, name, voted, set(found.hidden))
        )


def _shifted(given_rows: Rows, name: str, voted: int, hidden: set[str]) -> list[Rows]:
    """One voter, or up to ten, moved between this hidden place and another one."""
    found: list[Rows] = []
    for other, eligible, there in given_rows:
        if other == name or other not in hidden:
            continue
        own = next(row[1] for row in given_rows if row[0] == name)
        for step in [n for n in range(-10, 11) if n]:
            if 0 <= voted + step <= own and 0 <= there - step <= eligible:
                new = {name: voted + step, other: there - step}
                found.append([(a, b, new.get(a, c)) for a, b, c in given_rows])
    return found


@pytest.mark.parametrize(
    ("given_rows", "shown", "hidden"),
    [
        ([], [], ()),
        ([("a", 100, 50)], ["a"], ()),
        ([("a", 100, 9)], [], ("a",)),
        ([("a", 100, 100)], [], ("a",)),
        ([("a", 100, 91), ("b", 100, 50)], [], ("a", "b")),
        ([("a", 100, 50), ("b", 100, 50)], ["a", "b"], ()),
        ([("a", 100, 5), ("b", 300, 50), ("c", 200, 50)], ["b"], ("a", "c")),
        ([("a", 100, 5), ("b", 100, 7), ("c", 200, 50)], ["c"], ("a", "b")),
        # The rule would have taken b before c: c is small, so a is ten.
        ([("a", 10, 10), ("b", 20, 10), ("c", 29, 9)], [], ("a", "b", "c")),
        ([("a", 100, 3), ("b", 100, 4), ("c", 200, 50)], [], ("a", "b", "c")),
    ],
)
def test_cases(given_rows: Rows, shown: list[str], hidden: tuple[str, ...]) -> None:
    found = turnout_cells(given_rows)
    assert [place.name for place in found.shown] == shown
    assert found.hidden == hidden


@given(rows())
def test_while_open_only_tens_from_fifty_on(given_rows: Rows) -> None:
    found = rough_turnout(given_rows)
    total = sum(row[2] for row in given_rows)
    assert found.total % 10 == 0
    assert 0 <= total - found.total < 10
    known = {name: voted for name, _eligible, voted in given_rows}
    assert {name for name, _number in found.places} == {n for n, v in known.items() if v >= 50}
    for name, number in found.places:
        assert number % 10 == 0
        assert 0 <= known[name] - number < 10


def test_an_empty_roll() -> None:
    assert rough_turnout([]) == Rough(0, ())
