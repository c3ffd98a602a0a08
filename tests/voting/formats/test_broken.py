"""Files that cannot be read: the reason and its line, never another error."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.voting.formats.samples import (
    BLT,
    CAT,
    DEBIAN,
    DOCUMENT,
    PB,
    ROWS,
    SOI,
    TEXTS,
    bundle_parts,
    workbook,
    write,
    zipped,
)
from voting.formats import files, source
from voting.formats.source import Malformed


def reason(path: Path) -> str:
    with pytest.raises(Malformed) as caught:
        files.read(path)
    return str(caught.value)


PB_FAULTS = [
    ("META\n", "", "line 1: the file begins with META"),
    ("VOTES\n", "", "line 21: the section VOTES is missing"),
    ("rule;greedy\n", "rule;greedy\nMETA\n", "line 10: a second section META"),
    ("num_votes;4", "num_votes;5", "line 6: num_votes says 5, the file holds 4 votes"),
    ("num_projects;3", "num_projects;x", "line 5: num_projects: 'x' is no whole number"),
    ("num_projects;3", "num_projects;4", "line 5: num_projects says 4, the file holds 3"),
    ("budget;1000.50\n", "", "line 1: META has no budget"),
    ("budget;1000.50", "budget;-3", "line 7: budget: '-3' is no amount"),
    ("budget;1000.50", "budget;0", "line 7: budget: above 0"),
    ("budget;1000.50", "budget;1e9", "line 7: budget: '1e9' is no amount"),
    ("budget;1000.50", "budget;999999999999999", "line 7: budget: 999999999999999 is too large"),
    ("description;Parklar", "rule;greedy", "line 9: rule twice"),
    ("type;approval", "type;applause", "line 8: vote_type 'applause': one of approval, choose-1"),
    ("max_length;2", "max_length;2,5", "line 10: max_length: '2,5' is no whole number"),
    ("max_length;2", "increment;x\nrule2;", "no amount"),
    ("project_id;cost", "id;cost", "line 12: PROJECTS have no column project_id"),
    ("project_id;cost", "project_id;price", "line 12: PROJECTS have no column cost"),
    ("b;500.5", "b;-500.5", "line 14: cost: '-500.5' is no amount"),
    ("b;500.5", "b;0", "line 14: cost: above 0"),
    ("b;500.5", "b;x", "line 14: cost: 'x' is no amount"),
    ("b;500.5", "a;500.5", "line 14: project_id 'a' is there twice"),
    ("b;500.5", ";500.5", "line 14: project_id '' is empty"),
    ("b;500.5;Bank;1", "b;500.5;Bank", "line 14: 3 columns, the header has 4"),
    ("voter_id;vote", "voter_id;choice", "line 17: VOTES have no column vote"),
    ("2;c;41", "2;d;41", "line 19: 'd' is not a project"),
    ("2;c;41", "2;c", "line 19: 2 columns, the header has 3"),
    ("2;c;41", "2;c,;41", "line 19: '' is not a project"),
    ("4;;77\n", "4;;77\nVOTES\n", "line 22: a second section VOTES"),
    (PB[PB.index("PROJECTS") :], "", "line 11: the section PROJECTS is missing"),
    ("vote_type;approval", "vote_type;scoring", "line 17: VOTES have no column points"),
    ("1;a,b;30", '1;"' + "a," * 70_000 + '";30', "line 18: field larger than field limit"),
]


@pytest.mark.parametrize(("old", "new", "expected"), PB_FAULTS)
def test_faults_of_a_pb(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = PB.replace(old, new, 1)
    if "increment" in new:
        text = text.replace("rule;greedy", "rule;equalshares")
    assert expected in reason(write(tmp_path, "x.pb", text))


POINTS = [
    ("a,b", "1", "2 projects, 1 points"),
    ("a", "x", "points: 'x' is no whole number"),
    ("a,a", "1,2", "a project has points twice"),
    ("a", "1.5", "points: '1.5' is no whole number"),
]


@pytest.mark.parametrize(("vote", "points", "expected"), POINTS)
def test_faults_of_points(tmp_path: Path, vote: str, points: str, expected: str) -> None:
    text = (
        "META\nkey;value\nbudget;9\nvote_type;scoring\nrule;greedy\n"
        "PROJECTS\nproject_id;cost\na;1\nb;2\n"
        f"VOTES\nvoter_id;vote;points\n1;a;1\n2;{vote};{points}\n"
    )
    assert reason(write(tmp_path, "x.pb", text)) == f"line 13: {expected}"


def test_a_parameter_in_meta_that_cannot_be(tmp_path: Path) -> None:
    text = PB.replace("rule;greedy", "rule;equalshares").replace(
        "max_length;2", "stop_when_exhaustive;maybe"
    )
    assert reason(write(tmp_path, "x.pb", text)) == ("line 10: stop_when_exhaustive: true or false")


PREFLIB_FAULTS = [
    ("x.soi", "VOTERS: 6", "VOTERS: 7", "line 5: NUMBER VOTERS says 7, the file holds 6 ballots"),
    ("x.soi", "VOTERS: 6", "VOTERS: six", "line 5: NUMBER VOTERS: 'six' is no whole number"),
    ("x.soi", "ORDERS: 3", "ORDERS: 2", "line 6: NUMBER UNIQUE ORDERS says 2, the file holds 3"),
    ("x.soi", "ALTERNATIVES: 3", "ALTERNATIVES: 9", "line 4: NUMBER ALTERNATIVES says 9"),
    ("x.soi", "TYPE: soi", "TYPE: soc", "line 3: DATA TYPE soc, the name ends with .soi"),
    ("x.soi", "NAME 2:", "NAME 1:", "line 8: alternative 1 is named twice"),
    ("x.soi", "3: 1,2", "3: 1,4", "line 10: '4' is no alternative of this file"),
    ("x.soi", "3: 1,2", "3: 1,1", "line 10: an alternative stands twice"),
    ("x.soi", "3: 1,2", "3: {1,2}", "line 10: equal alternatives, but a .soi is strict"),
    ("x.soi", "3: 1,2", "3 1,2", "line 10: a ballot line is `count: 1,{2,3},4`"),
    ("x.soi", "3: 1,2", "0: 1,2", "line 10: count: 0 is not between 1 and 1000000000"),
    ("x.soi", "3: 1,2", "1_0: 1,2", "line 10: count: '1_0' is no whole number"),
    ("x.soi", "3: 1,2", "9999999999: 1", "line 10: count: 9999999999 is not between 1"),
    ("x.soi", "3: 1,2", "3: 1,,2", "line 10: '1,,2' is no order of alternatives"),
    ("x.soi", "3: 1,2", "3: 1,2,", "line 10: '1,2,' is no order of alternatives"),
    ("x.soi", "3: 1,2", "3: 1,{2", "line 10: '1,{2' is no order of alternatives"),
    ("x.soi", "3: 1,2", "3: 1 2", "line 10: '1 2' is no order of alternatives"),
    ("x.soi", SOI[: SOI.index("3: ")], "", "line 1: 'Can' is no alternative"),
    ("x.soc", "TYPE: soi", "TYPE: soc", "line 10: not every alternative, but a .soc is complete"),
    ("x.toi", "TYPE: soi\n", "TYPE: toi\n#\n", "line 13: an empty place"),
    ("x.cat", "CATEGORIES: 2", "CATEGORIES: 1", "line 12: 2 categories, the file has 1"),
    ("x.cat", "PREFERENCES: 3", "PREFERENCES: 2", "line 5: NUMBER UNIQUE PREFERENCES says 2"),
    ("x.cat", "2: 2,{1,3}", "2: 2,{1,2}", "line 13: an alternative stands twice"),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), PREFLIB_FAULTS)
def test_faults_of_preflib(tmp_path: Path, name: str, old: str, new: str, expected: str) -> None:
    text = (CAT if name == "x.cat" else SOI).replace(old, new, 1)
    if name == "x.toi":
        text = text.replace("1: 2", "1: {}")
    assert reason(write(tmp_path, name, text)).startswith(expected)


OTHER_FAULTS = [
    ("ward.csv", "3,2,", "3,4,", "line 1: seats: 4 is not between 1 and 3"),
    ("ward.csv", "3,2,", "3,", "line 1: the first line is `candidates,seats,`"),
    ("ward.csv", "3,2,", "4,2,", "line 8: 4 candidates announced, 3 named"),
    ("ward.csv", "4,1,2,", "4,1,4,", "line 2: candidate: 4 is not between 1 and 3"),
    ("ward.csv", "4,1,2,", "4,1,1,", "line 2: a candidate stands twice"),
    ("ward.csv", "4,1,2,", "x,1,2,", "line 2: 'x,1,2,' is no ballot and no candidate"),
    ("ward.csv", "4,1,2,", "0,1,2,", "line 2: count: 0 is not between"),
    ("ward.csv", "Candidate 2", "Candidate 3", "line 6: candidate 3 where 2 is expected"),
    ("ward.csv", '"Ann Bee","Green (Gr)"', "", "line 5: candidate 1 has no name"),
    ("ward.csv", '"Ward 1 - Test"', '"W"\n1,2,', "line 9: nothing follows the name of the ward"),
    ("kit.csv", "Candidates", "People", "line 3: the third line is (NAME:PREFIX)"),
    ("kit.csv", "EVE FOX:EVE", "EVE FOX:ANN", "line 3: the third line is (NAME:PREFIX)"),
    ("kit.csv", "EVE FOX", "ANN BEE", "line 3: two candidates have one name"),
    ("kit.csv", "Ranking_1,", "R1,", "line 13: no line Ranking_1,…"),
    ("kit.csv", "&,Weight", "&,W", "line 9: no column Weight"),
    ("kit.csv", "2.0", "2.5", "line 10: after `&` stands a whole weight"),
    ("kit.csv", "{'ANN'},{'CEM'}", "{'ANN'}", "line 10: 1 ranks, the header has 2"),
    ("kit.csv", "{'ANN'},{'CEM'}", "{'ANN'},{'X'}", "line 10: 'X' is no candidate"),
    ("kit.csv", "{'ANN'},", "{open('x')},", "line 10: \"{open('x')}\" is no set of candidates"),
    ("kit.csv", "{'ANN'},", "{[]},", "line 10: '{[]}' is no set of candidates"),
    ("kit.csv", "{'ANN'},", "{1},", "line 10: '{1}' is no set of candidates"),
    ("sheet.txt", "V: 1-2", "V: 1-", "line 7: 2 marks for 3 options"),
    ("sheet.txt", "V: 1-2", "V: 1?2", "line 7: '?' is no rank"),
    ("sheet.txt", "V: 1-2", "V:", "line 7: 4 marks for 3 options"),
    ("sheet.txt", "Option 2", "Option 3", "line 4: option 3 out of its order"),
    ("sheet.txt", DEBIAN[: DEBIAN.index("V:")], "", "line 1: 3 marks for 0 options"),
    ("sheet.txt", DEBIAN[DEBIAN.index("V:") :], "", "line 1: no line `V: …`"),
    ("x.blt", "4 2", "4 5", "line 1: seats: 5 is not between 1 and 4"),
    ("x.blt", "4 2", "four 2", "line 1: candidates: 'four' is no whole number"),
    ("x.blt", "-2", "-2 -3 -4", "line 1: 2 seats, 1 candidates that did not withdraw"),
    ("x.blt", "-2", "-5", "line 2: withdrawn: 5 is not between 1 and 4"),
    ("x.blt", "3 1 3 4 0", "3 1 5 4 0", "line 3: candidate: 5 is not between 1 and 4"),
    ("x.blt", "3 1 3 4 0", "3 1 3 1 0", "line 3: a candidate stands twice"),
    ("x.blt", "1=3", "1=1", "line 5: a candidate stands twice"),
    ("x.blt", "3 1 3 4 0", "2.5 1 3 4 0", "line 3: weight: '2.5' is no whole number"),
    ("x.blt", "1 0\n0\n", "1 0\n", "line 9: the ballots end with a line 0"),
    ("x.blt", "1 0\n0\n", "1 2\n", "line 9: a ballot ends with 0"),
    ("x.blt", '"Adam"', '"Adam', "line 10: a quotation mark is not closed"),
    ("x.blt", '"Kent konseyi"', "Kent konseyi", "line 14: 'konseyi' follows the title"),
    ("x.blt", BLT[BLT.index('"Donald') :], "", "line 12: the file ends where the name of"),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), OTHER_FAULTS)
def test_faults_of_the_other_texts(
    tmp_path: Path, name: str, old: str, new: str, expected: str
) -> None:
    assert reason(write(tmp_path, name, TEXTS[name].replace(old, new, 1))).startswith(expected)


# --- bundles ------------------------------------------------------------------------------------

BUNDLE_FAULTS = [
    ({"ballots.jsonl": None}, "no ballots.jsonl in it"),
    ({"election.json": None}, "no election.json in it"),
    ({"election.json": '{"rule":\n\n'}, "election.json, line 3: no JSON: Expecting value"),
    ({"election.json": "[]"}, "election.json, line 1: the definition is one object"),
    ({"election.json": "{}"}, "election.json: options: one option at least"),
    ({"election.json": '{"a":1,"a":2}'}, "election.json: a key stands twice"),
    ({"election.json": json.dumps(DOCUMENT | {"rule": "x"})}, "election.json: rule: one of"),
    ({"election.json": json.dumps(DOCUMENT | {"x": 1.5})}, "election.json: a definition holds no"),
    ({"election.json": json.dumps(DOCUMENT | {"params": 3})}, "election.json: "),
    ({"election.json": '"\\ud800"'}, "election.json: half of a surrogate pair"),
    ({"election.json": "[" * 200_000}, "election.json: "),
    ({"ballots.jsonl": '["a"]\n["x"]\n'}, "ballots.jsonl, line 2: 'x' is no option"),
    ({"ballots.jsonl": '["a"]\n\n'}, "ballots.jsonl, line 2: no JSON"),
    ({"ballots.jsonl": '["a"]\n{"a":1}\n'}, "ballots.jsonl, line 2: '{\"a\": 1}' is no ballot"),
    ({"ballots.jsonl": '["a",3]\n'}, "ballots.jsonl, line 1: '[\"a\", 3]' is no ballot"),
    ({"ballots.jsonl": '[["a",["b"]]]\n'}, "ballots.jsonl, line 1: "),
    ({"ballots.jsonl": "\0"}, "ballots.jsonl, line 1: a NUL character"),
    ({"count.json": "[]"}, "count.json, line 1: one object"),
    ({"count.json": '{"sead":"1"}'}, "count.json: 'sead': one of seed, council"),
    ({"count.json": '{"seed":12}'}, "count.json: seed: '12' cannot be"),
    ({"count.json": '{"electorate":-1}'}, "count.json: electorate: '-1' cannot be"),
]


@pytest.mark.parametrize(("changed", "expected"), BUNDLE_FAULTS)
def test_faults_of_a_bundle(tmp_path: Path, changed: dict[str, str | None], expected: str) -> None:
    parts = {k: v for k, v in (bundle_parts() | changed).items() if v is not None}
    assert reason(zipped(tmp_path, parts)).startswith(expected)


SCORES = ['{"a":1.5}', '{"a":true}', '{"a":"1"}', "[]", '{"x":1}', '{"a":1,"a":1}']


@pytest.mark.parametrize("line", SCORES)
def test_points_that_are_none(tmp_path: Path, line: str) -> None:
    parts = bundle_parts(rule="score", params={}) | {"ballots.jsonl": f"{line}\n"}
    assert reason(zipped(tmp_path, parts)).startswith("ballots.jsonl, line 1: ")


SINGLES: list[tuple[Any, str]] = [
    ([], 'line 1: one object with "election", "ballots" and "count"'),
    ({"election": DOCUMENT}, "line 1: one object"),
    ({"election": DOCUMENT, "ballots": {}}, "ballots: a list"),
    ({"election": DOCUMENT, "ballots": [["a"], ["z"]]}, "ballot 2: 'z' is no option"),
    ({"election": {}, "ballots": []}, "election: options: one option at least"),
    ({"election": DOCUMENT, "ballots": [], "count": 3}, "count, line 1: one object"),
]


@pytest.mark.parametrize(("document", "expected"), SINGLES)
def test_faults_of_a_bundle_in_one_file(tmp_path: Path, document: Any, expected: str) -> None:
    assert reason(write(tmp_path, "x.json", json.dumps(document))).startswith(expected)


def test_a_zip_that_would_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, bundle_parts() | {"ballots.jsonl": "[]\n" * 10_000})
    assert files.read(path).cast == 10_000
    monkeypatch.setattr(source, "MOST_BYTES", 20_000)
    assert "unpacks to" in reason(path)


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = zipped(tmp_path, bundle_parts())
    data = path.read_bytes()
    size = len(bundle_parts()["election.json"].encode()).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (7).to_bytes(4, "little")))
    assert reason(path) == "no readable .zip"


@pytest.mark.parametrize("keep", [0, 1, 30, -30])
def test_a_torn_zip(tmp_path: Path, keep: int) -> None:
    path = zipped(tmp_path, bundle_parts())
    path.write_bytes(path.read_bytes()[:keep])
    assert reason(path) == "no readable .zip"


@pytest.mark.parametrize("name", ["x.zip", "x.xlsx"])
def test_an_archive_altered_anywhere_is_refused_or_read(tmp_path: Path, name: str) -> None:
    made = zipped(tmp_path, bundle_parts()) if name == "x.zip" else workbook(tmp_path, ROWS)
    data = made.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 120)):
        for altered in (
            data[:place] + data[place + 3 :],
            data[:place] + b"\xff" + data[place + 1 :],
        ):
            with suppress(Malformed):
                files.read(write(tmp_path, name, altered))


def test_a_folder_that_is_no_bundle(tmp_path: Path) -> None:
    assert reason(tmp_path) == "no election.json in it"


# --- cast vote records --------------------------------------------------------------------------

SHEETS = [
    ([["Precinct", "Votes"], ["P", "A"]], "line 1: no column is called `1st choice …`"),
    ([["Rank 1", "Rank 3"], ["A", "B"]], "line 1: the columns of ranks are 1, 3: one contest"),
    ([["Rank 1", "Rank 1"], ["A", "B"]], "line 1: the columns of ranks are 1, 1: one contest"),
    ([["Rank 1", "COUNT"], ["A", 1], ["A", "x"]], "line 3: COUNT: 'x' is no whole number"),
    ([["Rank 1", "COUNT"], ["A", 1], ["A", -2]], "line 3: COUNT: '-2' is no whole number"),
    ([["Rank 1"], ["undervote"]], "line 2: no ballot names a candidate"),
    ([[]], "line 1: no column is called"),
]


@pytest.mark.parametrize(("rows", "expected"), SHEETS)
def test_faults_of_a_sheet(tmp_path: Path, rows: list[list[Any]], expected: str) -> None:
    assert reason(workbook(tmp_path, rows)).startswith(expected)


def test_no_workbook(tmp_path: Path) -> None:
    good = workbook(tmp_path, ROWS).read_bytes()
    torn = write(tmp_path, "torn.xlsx", good[: len(good) // 2])
    text = write(tmp_path, "text.xlsx", PB)
    other = zipped(tmp_path, bundle_parts(), "other.xlsx")
    assert reason(torn) == "cannot be opened (no .xlsx workbook)"
    assert reason(text) == "cannot be opened (no .xlsx workbook)"
    assert reason(other) == "not a readable workbook (KeyError)"
    assert reason(write(tmp_path, "empty.xlsx", "")) == "cannot be opened (no .xlsx workbook)"


def test_a_workbook_that_would_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path, ROWS)
    monkeypatch.setattr(source, "MOST_BYTES", 1000)
    assert "unpacks to" in reason(path)


# --- every format -------------------------------------------------------------------------------

NAMES = (*TEXTS, "x.zip", "x.json", "x.xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_missing_and_forbidden_files(tmp_path: Path, name: str) -> None:
    assert reason(tmp_path / name) == "cannot be opened (No such file or directory)"
    (tmp_path / name).mkdir()
    assert reason(tmp_path / name) == "no election.json in it"


@pytest.mark.parametrize("name", TEXTS)
def test_texts_that_are_none(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason(write(tmp_path, name, "")) == "line 1: the file is empty"
    assert reason(write(tmp_path, name, "\n \n")) == "line 1: the file is empty"
    lines = TEXTS[name].splitlines(keepends=True)
    nul = "".join([*lines[:4], "\0", *lines[4:]])
    assert reason(write(tmp_path, name, nul)) == "line 5: a NUL character: this is no text"
    if not name.startswith("sheet"):
        latin = "".join(lines[:4]).encode() + b"\xe9" + "".join(lines[4:]).encode()
        assert reason(write(tmp_path, name, latin)) == "line 5: not UTF-8 (byte 0xe9)"
    monkeypatch.setattr(source, "MOST_BYTES", 20)
    assert reason(write(tmp_path, name, TEXTS[name])) == "larger than 0 MB"


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_of_other_systems(
    tmp_path: Path, name: str, coding: str, end: str
) -> None:
    plain = files.read(write(tmp_path, name, TEXTS[name]))
    data = TEXTS[name].replace("\n", end).encode(coding)
    assert files.read(write(tmp_path, name, data)) == plain


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_torn_anywhere_is_refused_or_read(tmp_path: Path, name: str) -> None:
    """Whatever is left, it is an election or a reason: no other error reaches the operator."""
    data = TEXTS[name].encode()
    for end in range(1, len(data)):
        path = write(tmp_path, name, data[:end])
        with suppress(Malformed):
            files.read(path)
