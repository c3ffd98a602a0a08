"""Each format by its small right file: options, ballots, what it asks for."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.voting.formats import samples
from tests.voting.formats.samples import (
    BALLOTS,
    BLT,
    CAT,
    DEBIAN,
    DOCUMENT,
    PB,
    ROWS,
    SOI,
    VOTEKIT,
    WARD,
    bundle_parts,
    workbook,
    write,
    zipped,
)
from voting.counting.definition import BadDefinition, Option, canonical, digest
from voting.counting.parameters import Ballot
from voting.formats import files
from voting.formats.election import UNREADABLE, Election, definition_of, rule_for
from voting.formats.source import Malformed


def read(folder: Path, name: str, text: str | bytes) -> Election:
    return files.read(write(folder, name, text))


def counted(election: Election) -> dict[Any, int]:
    ballots = (
        tuple(ballot.items()) if isinstance(ballot, dict) else ballot for ballot in election.ballots
    )
    return dict(zip(ballots, election.weights, strict=True))


# --- Pabulib ------------------------------------------------------------------------------------


def test_a_pb_file_with_decimals_is_whole_in_tenths(tmp_path: Path) -> None:
    election = read(tmp_path, "x.pb", PB)
    assert (election.id, election.title, election.kind) == ("x", "Parklar", Ballot.CHOICES)
    assert (election.scale, election.currency) == (10, "TRY")
    assert election.options == (
        Option("a", "Ağaç; gölge", 4000),
        Option("b", "Bank", 5005),
        Option("c", "Çeşme", 7000),
    )
    assert counted(election) == {("a", "b"): 2, ("c",): 1, (): 1}
    assert election.rule == "greedy"
    assert election.params == {"ballot": "approval", "budget": 10005, "max_choices": 2}
    definition = definition_of(election)
    assert definition.document["currency"] == {"code": "TRY", "scale": 10}
    assert definition.params["max_choices"] == 2


VOTE_TYPES = [
    ("ordinal", "a,b", "", Ballot.RANKS, {("a", "b"): 1}),
    ("choose-1", "b", "", Ballot.CHOICES, {("b",): 1}),
    ("cumulative", "b,a", "3,1", Ballot.POINTS, {(("b", 3), ("a", 1)): 1}),
    ("scoring", "a", "-2", Ballot.POINTS, {(("a", -2),): 1}),
    ("scoring", "", "", Ballot.POINTS, {(): 1}),
]


@pytest.mark.parametrize(("kind", "vote", "points", "ballot", "found"), VOTE_TYPES)
def test_every_vote_type_of_pabulib(
    tmp_path: Path, kind: str, vote: str, points: str, ballot: Ballot, found: Any
) -> None:
    text = (
        f"META\nkey;value\nbudget;9\nvote_type;{kind}\nrule;greedy\n"
        "PROJECTS\nproject_id;cost\na;1\nb;2\n"
        f"VOTES\nvoter_id;vote;points\n1;{vote};{points}\n"
    )
    election = read(tmp_path, "x.pb", text)
    assert election.kind is ballot
    assert counted(election) == found
    assert definition_of(election).params["ballot"] == kind


def test_a_default_score_fills_what_a_voter_left_out(tmp_path: Path) -> None:
    text = (
        "META\nkey;value\nbudget;9\nvote_type;scoring\nrule;greedy\ndefault_score;2\n"
        "PROJECTS\nproject_id;cost\na;1\nb;2\nVOTES\nvoter_id;vote;points\n1;a;5\n"
    )
    assert read(tmp_path, "x.pb", text).ballots == ({"a": 5, "b": 2},)


EQUAL_SHARES = [
    ("equalshares", {}),
    ("equalshares/add1", {"completion": "add1"}),
    ("equalshares/add1u", {"completion": "add1u"}),
    ("equalshares/add1-utilitarian", {"completion": "add1u"}),
    ("equalshares/add1-comparison", {"completion": "add1", "comparison": True}),
]


@pytest.mark.parametrize(("name", "asked"), EQUAL_SHARES)
def test_the_names_of_equal_shares(tmp_path: Path, name: str, asked: dict[str, Any]) -> None:
    election = read(tmp_path, "x.pb", PB.replace("rule;greedy", f"rule;{name}"))
    assert election.rule == "equal-shares"
    # One whole unit of the currency is ten of ours here.
    expected = {"utility": "cost", "increment": 10, "completion": "none", "comparison": False}
    found = definition_of(election).params
    assert {key: found[key] for key in expected} == expected | asked


LIMITS = [
    ("min_length;2", "min_choices", 2),
    ("max_sum_cost;900,5", "max_cost", 9005),
    ("max_points;3", "max_points", 3),
    ("max_sum_points;10.0", "max_sum", 10),
]


@pytest.mark.parametrize(("line", "name", "value"), LIMITS)
def test_limits_of_the_ballot(tmp_path: Path, line: str, name: str, value: int) -> None:
    election = read(tmp_path, "x.pb", PB.replace("max_length;2", line))
    assert definition_of(election).params[name] == value


def test_a_least_score_makes_greedy_the_rule_with_a_threshold(tmp_path: Path) -> None:
    text = PB.replace("max_length;2", "min_project_score_threshold;2")
    election = read(tmp_path, "x.pb", text)
    assert (election.rule, election.params["min_score"]) == ("greedy-threshold", 2)


@pytest.mark.parametrize("rule", ["greedy-exclusive", "unknown", "equalshares/other", ""])
def test_a_rule_that_only_the_city_knows_must_be_named(tmp_path: Path, rule: str) -> None:
    election = read(tmp_path, "x.pb", PB.replace("rule;greedy", f"rule;{rule}"))
    assert election.rule is None
    with pytest.raises(BadDefinition, match="has no counterpart"):
        definition_of(election)
    assert definition_of(election, rule="greedy").rule == "greedy"


# --- PrefLib ------------------------------------------------------------------------------------


def test_strict_orders_with_names_as_ids(tmp_path: Path) -> None:
    election = read(tmp_path, "x.soi", SOI)
    assert election.ids == ["Ayşe", "Barış", "Can"]
    assert counted(election) == {("Ayşe", "Barış"): 3, ("Can", "Barış", "Ayşe"): 2, ("Barış",): 1}
    assert (election.title, election.rule) == ("Kaptan", None)
    assert rule_for(election, 1) == "irv"
    assert rule_for(election, 2) == "stv"


def test_equal_names_leave_the_numbers_as_ids(tmp_path: Path) -> None:
    election = read(tmp_path, "x.soi", SOI.replace("Barış", "Ayşe"))
    assert election.options == (Option("1", "Ayşe"), Option("2", "Ayşe"), Option("3", "Can"))
    assert ("1", "2") in election.ballots


def test_orders_with_ties(tmp_path: Path) -> None:
    text = SOI.replace("TYPE: soi", "TYPE: toi").replace("3: 1,2", "3: {1,2} , {3}")
    assert read(tmp_path, "x.toi", text).ballots[0] == (("Ayşe", "Barış"), "Can")


def test_two_categories_are_approval(tmp_path: Path) -> None:
    election = read(tmp_path, "x.cat", CAT)
    assert (election.kind, election.rule) == (Ballot.CHOICES, "approval")
    assert counted(election) == {("Ayşe", "Can"): 2, ("Barış",): 2, (): 1}


def test_more_categories_are_points(tmp_path: Path) -> None:
    text = CAT.replace("CATEGORIES: 2", "CATEGORIES: 3").replace("{},{1,2,3}", "2,{},{1,3}")
    election = read(tmp_path, "x.cat", text)
    assert (election.kind, election.rule) == (Ballot.POINTS, "score")
    assert election.ballots[2] == {"Barış": 2, "Ayşe": 0, "Can": 0}
    assert election.ballots[0] == {"Ayşe": 2, "Can": 2, "Barış": 1}
    assert definition_of(election).params["max_score"] == 2


# --- sheets -------------------------------------------------------------------------------------


def test_a_scottish_ward(tmp_path: Path) -> None:
    election = read(tmp_path, "ward.csv", WARD)
    assert election.ids == ["Ann Bee", "Cem Dağ", "Eve Fox"]
    assert (election.seats, rule_for(election, election.seats)) == (2, "stv")
    assert election.title == "Ward 1 - Test"
    assert election.meta["Eve Fox"] == "Labour (Lab)"
    assert counted(election) == {
        ("Ann Bee", "Cem Dağ"): 4,
        ("Cem Dağ",): 3,
        ("Eve Fox", "Ann Bee", "Cem Dağ"): 1,
    }


def test_a_rank_profile_of_votekit(tmp_path: Path) -> None:
    election = read(tmp_path, "kit.csv", VOTEKIT)
    assert election.ids == ["ANN BEE", "CEM DAĞ", "EVE FOX"]
    assert (election.seats, election.rule) == (1, None)
    assert counted(election) == {
        ("ANN BEE", "CEM DAĞ"): 2,
        ("EVE FOX",): 1,
        (None, "CEM DAĞ"): 1,
        (("ANN BEE", "EVE FOX"), "CEM DAĞ"): 3,
    }


@pytest.mark.parametrize("coding", ["utf-8", "iso8859-9"])
def test_a_debian_sheet_with_its_default_option(tmp_path: Path, coding: str) -> None:
    election = read(tmp_path, "sheet.txt", DEBIAN.encode(coding))
    last = "None Of The Above"
    second = "Cem Dağ" if coding == "utf-8" else "Cem Dað"  # read as Latin-1, as those sheets are
    assert election.rule == "schulze"
    assert election.params == {"equal_ranks": True, "default_option": last}
    assert counted(election) == {
        ("Ann Bee", last): 2,  # a gap between ranks says nothing
        (second, ("Ann Bee", last)): 1,
        (): 1,
    }


def test_blt_with_withdrawn_equal_and_skipped(tmp_path: Path) -> None:
    election = read(tmp_path, "x.blt", BLT)
    assert election.ids == ["Adam", "Charlotte", "Donald"]
    assert (election.seats, election.title) == (2, "Kent konseyi")
    assert election.meta == {"withdrawn": "Basil"}
    assert list(zip(election.ballots, election.weights, strict=True)) == [
        (("Adam", "Charlotte", "Donald"), 3),
        (("Adam", "Charlotte"), 4),
        (("Donald", ("Adam", "Charlotte")), 2),
        ((), 1),
        ((None, "Charlotte"), 1),
        ((), 1),
    ]


def test_blt_on_one_line(tmp_path: Path) -> None:
    election = read(tmp_path, "x.blt", '2 1 5 1 2 0 3 2 0 0 "A b" C')
    assert counted(election) == {("A b", "C"): 5, ("C",): 3}
    assert election.title == ""


# --- cast vote records --------------------------------------------------------------------------


def test_cast_vote_records(tmp_path: Path) -> None:
    election = files.read(workbook(tmp_path, ROWS))
    assert election.ids == ["ANN", "CEM", "EVE", "UWI"]
    assert counted(election) == {
        ("ANN", "CEM"): 2,
        (None, ("ANN", "CEM", "UWI"), "EVE"): 1,  # an overvote hides who was marked
        ("UWI", "UWI", "ANN"): 1,
        (): 3,
    }
    assert definition_of(election).params == {
        "max_rank": None,
        "overvote": "exhaust",
        "max_skipped": 1,
        "repeated": "first",
    }


@pytest.mark.parametrize("header", ["For Mayor Choice {} (45)", "Rank {}", "{}th choice"])
def test_columns_of_ranks_by_their_names(tmp_path: Path, header: str) -> None:
    rows: list[list[Any]] = [
        ["Cast Vote Record", header.format(1), header.format(2)],
        [1, "A", "B"],
        [2, "B"],
    ]
    assert counted(files.read(workbook(tmp_path, rows))) == {("A", "B"): 1, ("B",): 1}


def test_progress_is_told_row_by_row(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows: list[list[Any]] = [["Rank 1"]] + [["A"]] * 4500
    files.read(workbook(tmp_path, rows), lambda done, total: told.append((done, total)))
    assert told == [(2000, 4501), (4000, 4501)]


# --- our own bundle -----------------------------------------------------------------------------

EXPECTED = {("a", "b"): 2, (("b", "c"), None, "a"): 1, (): 1, UNREADABLE: 1}
FACTS = {"seed": "0123", "electorate": 50, "superseded": 2, "void": 1}


def test_a_bundle_in_three_shapes(tmp_path: Path) -> None:
    parts = bundle_parts() | {"count.json": json.dumps(FACTS)}
    folder = tmp_path / "vote"
    folder.mkdir()
    for name, text in parts.items():
        write(folder, name, text)
    single = {
        "election": DOCUMENT,
        "count": FACTS,
        "ballots": [json.loads(line) for line in BALLOTS.splitlines()],
    }
    inside = {f"vote/{name}": text for name, text in parts.items()}
    for path in (
        folder,
        zipped(tmp_path, parts),
        zipped(tmp_path, inside),
        write(tmp_path, "vote.json", json.dumps(single)),
    ):
        election = files.read(path)
        assert counted(election) == EXPECTED
        assert election.facts == FACTS
        assert (election.id, election.rule, election.title) == ("vote", "irv", "Hangi park?")
        # The hash is that of the published document, whatever its spelling in the file.
        assert definition_of(election).sha256 == digest(canonical(DOCUMENT))


def test_a_bundle_counted_otherwise_has_another_hash(tmp_path: Path) -> None:
    election = files.read(zipped(tmp_path, bundle_parts()))
    changed = definition_of(election, rule="borda")
    assert (changed.rule, changed.election, changed.tie) == ("borda", "park", "lot")
    assert changed.params["max_rank"] == 3
    assert changed.sha256 != definition_of(election).sha256


def test_points_of_a_bundle(tmp_path: Path) -> None:
    parts = bundle_parts(rule="score", params={}) | {"ballots.jsonl": '{"a":3,"b":0}\n{}\nnull\n'}
    election = files.read(zipped(tmp_path, parts))
    assert election.ballots == ({"a": 3, "b": 0}, {}, {"": 0})


def test_a_bundle_without_ballots(tmp_path: Path) -> None:
    assert files.read(zipped(tmp_path, bundle_parts() | {"ballots.jsonl": ""})).cast == 0


# --- what follows from the file and from the wish -----------------------------------------------


def test_a_rule_for_other_ballots_is_refused(tmp_path: Path) -> None:
    election = read(tmp_path, "x.soi", SOI)
    with pytest.raises(BadDefinition, match="approval counts marked options, the file holds rank"):
        definition_of(election, rule="approval")


def test_a_budget_rule_takes_the_ballots_as_they_are(tmp_path: Path) -> None:
    election = read(tmp_path, "x.soi", SOI)
    priced = replace(election, options=tuple(Option(id_, cost=5) for id_ in election.ids))
    definition = definition_of(priced, rule="greedy", params={"budget": 10})
    assert definition.params["ballot"] == "ordinal"


def test_names_of_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"a name that ends with one of \.pb"):
        files.read(write(tmp_path, "x.doc", "META"))


def test_the_samples_cover_every_text_format() -> None:
    assert {Path(name).suffix for name in samples.TEXTS} == {
        suffix
        for suffix in files.READERS
        if suffix not in (".zip", ".json", ".soc", ".toc", ".toi")
    }
