"""The tables of roles and routes: whose line it is, and what a route without a table looks like."""

from pathlib import Path

import pytest

from kernel.rules import Common
from scripts import grids, roles
from scripts.roles import Route, Row

ROOT = Path(__file__).resolve().parents[2]


def lines(file: str) -> dict[str, Row]:
    return {row.name: row for row in roles.read(ROOT / "tests" / file)}


def test_a_rule_is_found_in_the_module_that_its_file_tests() -> None:
    """Two modules of proposals have a rule named `screen`."""
    assert lines("proposals/test_rules.py")["proposals.screen"].rule == "proposals.rules.screen"
    found = lines("proposals/test_rules_evaluation.py")["proposals.screen"]
    assert found.rule == "proposals.evaluating.screen"
    assert roles.heading(found) == "proposals.evaluating.screen"


def test_an_alias_stands_for_its_function() -> None:
    assert lines("consultations/test_rules.py")["consultations.publish"].rule.endswith(".edit")


def test_who_may_names_persons_and_states() -> None:
    rows = [
        Row("a.rules.edit", "a.edit", "author", "draft", None),
        Row("a.rules.edit", "a.edit", "author", "published", None),
        Row("a.rules.edit", "a.edit", "officer", "", None),
        Row("a.rules.edit", "a.edit", "neighbour", "draft", Common.ROLE),
    ]
    assert roles.who_may(rows) == "author / officer"
    closed = [*rows, Row("a.rules.edit", "a.edit", "author", "closed", Common.ROLE)]
    assert roles.who_may(closed) == "author (draft; published) · officer"
    assert roles.who_may(rows[3:]) == "nobody"


def test_where_a_table_is_silent_the_rule_itself_answers() -> None:
    """The table of following names the neighbour for one rule alone."""
    rows = list(roles.read(ROOT / "tests" / "following/test_rules.py"))
    answers = {(row.name, row.who, row.state): row.wanted for row in rows}
    assert answers["following.follow", "neighbour", "any"] is None
    hidden = answers["following.remove_radar", "neighbour", "the resident's"]
    assert hidden is Common.HIDDEN
    assert {row.rule.partition(".")[0] for row in rows} == {"following"}


def test_alike_rows_and_columns_stand_together() -> None:
    said = {"a": "✓", "b": "✓", "c": "ROLE"}
    cells = [(who, state, answer) for who, answer in said.items() for state in ("draft", "open")]
    assert grids.table([*cells, ("c", "closed", "OVER")]) == [
        "| | draft / open | closed |",
        "|---|---|---|",
        "| a / b | ✓ |  |",
        "| c | ROLE | OVER |",
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [("kernel.rules.anyone", "| anyone | everybody |"), ("a.rules.new", "**no table**")],
)
def test_a_route_without_a_table_says_so(rule: str, said: str) -> None:
    assert said in roles.line(Route("a.show", "GET", "/<slug>/a", rule), [])
