"""Real budgets: each file gives the outcome that its city published."""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from voting.counting.definition import canonical, parse
from voting.counting.results import Result
from voting.counting.tally import count
from voting.formats import pabulib
from voting.formats.election import definition_of

DATA = Path(os.environ.get("KATILIYORUZ_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILES = sorted((DATA / "elections" / "pb").glob("*.pb"))

pytestmark = pytest.mark.skipif(not FILES, reason="the elections in ../shared/data are not there")


@cache
def counted(path: Path, **params: object) -> Result:
    election = pabulib.read(path)
    definition = definition_of(election, params=params)
    return count(definition, election.ballots, weights=election.weights)


def file(name: str) -> Path:
    return next(path for path in FILES if name in path.name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_published_projects_win(path: Path) -> None:
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text("utf-8"))
    result = counted(path)
    assert result.status == "decided"
    assert sorted(result.winners) == sorted(expected["selected"])
    assert result.counts.received == expected["num_votes"]
    assert canonical(result.as_json())


def test_a_recount_gives_the_same_bytes() -> None:
    path = file("Praga-Polnoc")
    again = counted.__wrapped__(path)
    assert canonical(again.as_json()) == canonical(counted(path).as_json())


def test_wieliczka_2023_goes_on_after_the_first_exhaustive_outcome() -> None:
    """6,586 voters, a million: 30 projects for 995,079 zł with every share from 306 to 315."""
    result = counted(file("Wieliczka_2023"))
    (pot,) = result.details["pots"]
    assert (len(result.winners), pot["spent"], pot["left"]) == (30, 995_079, 4_921)
    assert (pot["share_start"], pot["share"], pot["runs"]) == ("151", "315", 166)
    assert pot["by"] == "equal-shares"
    comparison = pot["comparison"]
    assert comparison["equal_shares"] > comparison["greedy"]
    assert sum(comparison[who] for who in ("equal_shares", "greedy", "neither")) == 6586
    first = result.rounds[0]
    assert (first["option"], first["cost"], first["votes"]) == ("24", 5000, 720)
    assert (first["price"], first["price_exact"]) == ("6.944444444444", "125/18")
    assert (first["effective"], first["paid_full"], first["left"]) == ("720", 720, 995_000)
    popular = next(row for row in result.details["not_funded"] if row["option"] == "21")
    assert (popular["votes"], popular["cost"]) == (496, 100_000)
    assert popular["reason"] == "supporters cannot pay"
    assert popular["supporters_left"] < 100_000


def test_wieliczka_2023_would_be_another_if_it_stopped_there() -> None:
    result = counted(file("Wieliczka_2023"), stop_when_exhaustive=True)
    (pot,) = result.details["pots"]
    assert (len(result.winners), pot["spent"]) == (31, 984_579)
    assert pot["share"] == "302"


def test_the_unit_of_account_changes_nothing() -> None:
    """In grosz instead of złoty, with the step of one złoty: the same runs."""
    election = pabulib.read(file("Wieliczka_2023"))
    document = dict(definition_of(election).document)
    document["options"] = [{**row, "cost": row["cost"] * 100} for row in document["options"]]
    in_grosz = {"budget": 100_000_000, "increment": 100}
    document["params"] = {**document["params"], **in_grosz}
    result = count(parse(document), election.ballots, weights=election.weights)
    (pot,) = result.details["pots"]
    assert (pot["spent"], pot["share"], pot["runs"]) == (99_507_900, "31500", 166)


def test_assen_2024() -> None:
    election = pabulib.read(file("Assen_2024"))
    result = counted(file("Assen_2024"))
    (pot,) = result.details["pots"]
    assert (len(result.winners), pot["share"]) == (9, "2033")
    missed = [
        weight
        for ballot, weight in zip(election.ballots, election.weights, strict=True)
        if not set(ballot) & set(result.winners)
    ]
    assert result.details["represented"]["nothing"] == sum(missed)
