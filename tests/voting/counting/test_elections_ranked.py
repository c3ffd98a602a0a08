"""Real elections with ranked ballots: the published winners, rounds, stages and matrices."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from voting.counting.results import DECIDED, TIED, Result
from voting.counting.tally import count
from voting.formats import files
from voting.formats.election import Election, definition_of

DATA = Path(os.environ.get("KATILIYORUZ_DATA", Path(__file__).parents[4] / "shared" / "data"))
ELECTIONS = DATA / "elections"
pytestmark = pytest.mark.skipif(not ELECTIONS.exists(), reason="no ../shared/data/elections")

Figures = dict[str, int]


def paths(pattern: str) -> list[Any]:
    return [pytest.param(path, id=path.name) for path in sorted(ELECTIONS.glob(pattern))]


def published(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_name(path.name + ".expected.json").read_text())
    return found


def run(
    election: Election, rule: str, *, council: Sequence[str] | None = None, **more: Any
) -> Result:
    definition = definition_of(
        election,
        rule=rule,
        seats=more.pop("seats", None),
        params=more,
        general={"tie": "council"} if council else None,
    )
    return count(
        definition, election.ballots, weights=election.weights, council=council, electorate=1036
    )


def letters(name: str) -> str:
    """Names are spelled the same but for quotation marks and capitals."""
    return "".join(sign for sign in name.lower() if sign.isalnum())


def titled(result: Result, named: Mapping[str, int]) -> Figures:
    titles = {option.id: letters(option.title) for option in result.definition.options}
    return {titles[name]: figure for name, figure in named.items()}


def winners(result: Result) -> list[str]:
    titles = {option.id: option.title for option in result.definition.options}
    return [letters(titles[name]) for name in result.winners]


# --- instant runoff -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", paths("irv/*.toi"))
def test_instant_runoff_of_a_city(path: Path) -> None:
    """A published round is ours with the same options; those between go one by one with us."""
    expected = published(path)
    result = run(files.read(path), "irv")
    assert result.status == DECIDED
    assert winners(result) == [letters(expected["winner"])]
    ours = {frozenset(row): (row, gone) for row, gone in _rounds(result)}
    for row in expected["rounds_reported"] if expected["exact_counts"] else ():
        totals = {letters(name): votes for name, votes in row.items() if name != "X"}
        assert ours[frozenset(totals)] == (totals, row["X"])


def _rounds(result: Result) -> list[tuple[Figures, int]]:
    return [(titled(result, row["totals"]), row["exhausted"]) for row in result.rounds]


def test_minneapolis_2013() -> None:
    """Batches of two near the end; write-ins without a name go first there, whatever they have."""
    path = ELECTIONS / "irv" / "2013_minneapolis_mayor_cvr.xlsx"
    election, expected = files.read(path), published(path)["results"]
    whole = run(election, "irv")
    assert _rounds(whole)[0] == _official(expected[0])
    without = _without(election, "UWI")
    result = run(without, "irv")
    assert winners(result) == ["betsyhodges"]
    beside = result.counts.blank - whole.counts.blank
    ours = {frozenset(row): (row, gone + beside) for row, gone in _rounds(result)}
    for row in expected[1:]:
        official = _official(row)
        assert ours[frozenset(official[0])] == official
    assert len(expected) == 33


def test_portland_2015() -> None:
    """Ties went by the candidates' names: the later one in the alphabet lost."""
    path = ELECTIONS / "irv" / "2015_portland_mayor_cvr.xlsx"
    election, expected = files.read(path), published(path)["results"]
    assert run(election, "irv").status == TIED
    result = run(election, "irv", council=sorted(election.ids))
    assert winners(result) == ["mavodonesnicholasmjr"]
    ours = {frozenset(row): (row, gone) for row, gone in _rounds(result)}
    for row in expected:
        official = _official(row)
        official[0].pop("uwi", None)
        assert ours[frozenset(official[0])] == official
    assert [(tie.at, tie.how) for tie in result.ties] == [
        ("round 2", "council"),
        ("round 7", "earlier round"),
    ]


def _official(row: Mapping[str, Any]) -> tuple[Figures, int]:
    names = {"undeclaredwriteins": "uwi"}
    totals = {letters(name): int(votes) for name, votes in row["tally"].items()}
    inactive = sum(map(int, row["inactiveBallots"].values()))
    return {names.get(name, name): votes for name, votes in totals.items()}, inactive


def _without(election: Election, gone: str) -> Election:
    ballots = []
    for ballot in election.ballots:
        ballots.append(tuple(place for place in ballot if place != gone))
    options = tuple(option for option in election.options if option.id != gone)
    fields = {**vars(election), "ballots": tuple(_only(ballots, gone)), "options": options}
    return Election(**fields)


def _only(ballots: Sequence[Any], gone: str) -> list[Any]:
    return [
        tuple(
            tuple(name for name in place if name != gone) if isinstance(place, tuple) else place
            for place in ballot
        )
        for ballot in ballots
    ]


# --- single transferable vote -------------------------------------------------------------------


@pytest.mark.parametrize("path", paths("stv/*_ward*.csv"))
def test_a_scottish_ward(path: Path) -> None:
    expected = published(path)
    result = run(files.read(path), "stv", seats=expected.get("seats"))
    assert result.status == DECIDED
    assert set(winners(result)) == {letters(name) for name in expected["elected"]}
    assert result.ties == ()
    stages = [titled(result, row["totals"]) for row in result.rounds]
    for name, totals in expected["our_stage_totals"].items():
        own = [stage.get(letters(name), 0) for stage in stages]
        assert own[: len(totals)] == [round(total * 100_000) for total in totals]
    _conserved(result)


def _conserved(result: Result) -> None:
    for row in result.rounds:
        spread = sum(row["totals"].values()) + row["exhausted"] + row["lost"]
        assert spread == result.counts.valid * result.details["units_per_vote"]


@pytest.mark.parametrize(
    ("ward", "name"),
    [("edinburgh_2022_ward1", "Lewis James Younie"), ("stirling_2017_ward1", "Evelyn Tweed")],
)
def test_every_stage_as_printed(ward: str, name: str) -> None:
    """Whole votes in Edinburgh, tenths in Stirling, rounded to the nearest."""
    path = ELECTIONS / "stv" / f"{ward}.csv"
    expected = published(path)
    result = run(files.read(path), "stv", seats=expected["seats"])
    assert result.details["quota"] == expected["quota"] * 100_000
    own = [titled(result, row["totals"])[letters(name)] for row in result.rounds]
    digits = 0 if ward.startswith("edinburgh") else 1
    printed = [round(votes / 100_000 + 1e-9, digits) for votes in own]
    assert printed == expected[f"{name} by stage"]


def test_stages_of_election_in_edinburgh() -> None:
    for ward in ("edinburgh_2022_ward1", "edinburgh_2022_ward11"):
        path = ELECTIONS / "stv" / f"{ward}.csv"
        result = run(files.read(path), "stv", seats=4)
        stages = [row["stage"] for row in result.rounds for _name in row["elected"]]
        assert stages == published(path)["stage_elected"]
        assert winners(result) == [letters(name) for name in published(path)["elected"]]


def test_albany_2022() -> None:
    """Six decimals, and a quota of the votes that are still in play."""
    path = ELECTIONS / "stv" / "albany_2022_city_council.csv"
    expected = published(path)
    result = run(files.read(path), "stv", seats=2, decimals=6, quota="current")
    assert winners(result) == [letters(name) for name in expected["elected"]]
    quotas = [row["quota"] // 10**6 for row in result.rounds]
    assert quotas == [2387, 2376, 2355, 2338]
    for row, official in zip(result.rounds, expected["rounds"], strict=True):
        own = titled(result, row["totals"])
        assert {name: own[name] for name in map(letters, official)} == {
            letters(name): round(votes * 10**6) for name, votes in official.items()
        }
    _conserved(result)


# --- pairs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", paths("condorcet/*.soi"))
@pytest.mark.parametrize("rule", ["schulze", "ranked-pairs", "minimax"])
def test_a_debian_leader(path: Path, rule: str) -> None:
    expected = published(path)
    result = run(files.read(path), rule)
    assert winners(result) == [letters(expected["winner"])]
    assert result.condorcet is not None
    matrix = {
        name: titled(result, row) for name, row in _rows(result, result.condorcet["pairwise"])
    }
    assert matrix == {
        letters(name): {letters(other): votes for other, votes in row.items()}
        for name, row in expected["pairwise"].items()
    }


def _rows(result: Result, matrix: Mapping[str, Any]) -> list[tuple[str, Any]]:
    titles = {option.id: letters(option.title) for option in result.definition.options}
    return [(titles[name], row) for name, row in matrix.items()]


def test_the_sheet_of_2007_with_its_ties() -> None:
    """A digit an option, `-` unranked: read here a second time, straight from the text."""
    path = ELECTIONS / "condorcet" / "debian_leader2007_tally.txt"
    lines = path.read_bytes().decode("latin-1").splitlines()
    sheet = [line.split()[1] for line in lines if line.startswith("V: ")]
    election = files.read(path)
    result = run(election, "schulze", default_quorum=True)
    assert winners(result) == [letters(published(path)["winner"])]
    assert result.counts.valid == len(sheet) - sum(set(row) == {"-"} for row in sheet)
    assert result.condorcet is not None
    for x, name in enumerate(election.ids):
        for y, other in enumerate(election.ids):
            if x != y:
                above = sum(row[x].replace("-", "~") < row[y].replace("-", "~") for row in sheet)
                assert result.condorcet["pairwise"][name][other] == above
    dropped = [row["option"] for row in result.details["dropped"]]
    assert dropped == ["Aigars Mahinovs", "Simon Richter"]
    assert result.ranking[-2:] == (("None Of The Above",), tuple(dropped))
    assert run(election, "ranked-pairs").winners == run(election, "minimax").winners
