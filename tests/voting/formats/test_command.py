"""`flask tally`: what it prints, what it refuses, what it writes."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from tests.voting.formats.samples import (
    BLT,
    DEBIAN,
    PB,
    SOI,
    WARD,
    bundle_parts,
    write,
    zipped,
)
from voting import cli
from voting.cli import tally
from voting.counting.definition import canonical, digest
from voting.counting.ties import lot_order
from voting.formats import files


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        assert self.err == ""
        return json.loads(self.out)


def run(*words: str | Path) -> Said:
    done = CliRunner().invoke(tally, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


def refused(*words: str | Path) -> str:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    return said.err.rstrip("\n")


@pytest.fixture
def pb(tmp_path: Path) -> Path:
    return write(tmp_path, "park.pb", PB)


@pytest.fixture
def soi(tmp_path: Path) -> Path:
    return write(tmp_path, "kaptan.soi", SOI)


def test_it_is_a_command_of_the_application(app: Flask, soi: Path) -> None:
    done = app.test_cli_runner().invoke(args=["tally", str(soi), "--json"])
    assert json.loads(done.output)["winners"] == ["Ayşe"]


def test_the_text_of_a_count(pb: Path) -> None:
    said = run(pb, "--language", "en")
    assert said.err == ""
    lines = said.out.splitlines()
    assert lines[0] == "Parklar"
    assert lines[1] == "Rule: greedy, seats: 1"
    assert lines[2].startswith("Parameters: budget=1000.5, ballot=approval, min_choices=1, max_ch")
    assert lines[4] == "Status: decided"
    assert lines[6:9] == [
        "Winners: 2",
        "  a  Ağaç; gölge  400 TRY  (2)",
        "  b  Bank  500.5 TRY  (2)",
    ]
    assert "Ballots: 4 received, 0 superseded, 0 void, 0 invalid, 1 blank, 3 valid" in lines
    assert any("funded" in line and "option b" in line and "cost 500.5" in line for line in lines)


def test_the_explanation_speaks_the_language_asked_for(soi: Path) -> None:
    assert "Kazanan: Ayşe." in run(soi).out
    assert "Winner: Ayşe." in run(soi, "--language", "en").out


def test_the_closest_other_result_is_sought_unless_left_out(soi: Path) -> None:
    told = run(soi).out.splitlines()
    without = run(soi, "--no-margin").out.splitlines()
    assert len(told) == len(without) + 1
    assert set(without) < set(told)


def test_json_is_the_result_alone(pb: Path) -> None:
    found = run(pb, "--json").json
    assert found["winners"] == ["a", "b"]
    assert {"status", "ranking", "rounds", "ties", "counts", "definition_sha256"} <= set(found)
    assert found["rule"] == "greedy"
    assert found["definition_sha256"] in run(pb).out


DEFAULTS = [
    ("x.pb", PB, [], "greedy", 1),
    ("x.soi", SOI, [], "irv", 1),
    ("x.soi", SOI, ["--seats", "2"], "stv", 2),
    ("x.csv", WARD, [], "stv", 2),
    ("x.csv", WARD, ["--seats", "1"], "irv", 1),
    ("x.blt", BLT, [], "stv", 2),
    ("x.txt", DEBIAN, [], "schulze", 1),
    ("x.soi", SOI, ["--rule", "borda"], "borda", 1),
]


@pytest.mark.parametrize(("name", "text", "words", "rule", "seats"), DEFAULTS)
def test_the_rule_of_a_file(
    tmp_path: Path, name: str, text: str, words: list[str], rule: str, seats: int
) -> None:
    found = run(write(tmp_path, name, text), "--json", *words).json
    assert (found["rule"], found["seats"]) == (rule, seats)


def test_parameters_by_name(pb: Path) -> None:
    words = ["--rule", "equal-shares", "--param", "completion=add1", "--param", "utility=cost"]
    params = run(pb, "--json", *words, "--param", "stop_when_exhaustive=true").json["params"]
    assert params["completion"] == "add1"
    assert params["stop_when_exhaustive"] is True
    # Money is in the unit of the file: 901.5 are 9015 tenths.
    assert run(pb, "--json", "--param", "budget=901.5").json["params"]["budget"] == 9015


def test_pots_on_the_command_line(pb: Path) -> None:
    params = run(pb, "--json", "--param", "pots=Kuzey:12.5,Güney:3").json["params"]
    assert params["pots"] == [["Kuzey", 125], ["Güney", 30]]


def test_quorum_electorate_and_ballots_taken_out(soi: Path) -> None:
    words = ["electorate=100", "quorum=10%", "approval_quorum=1/50", "superseded=2", "void=1"]
    found = run(soi, "--json", *(part for word in words for part in ("--param", word))).json
    assert found["quorum"] == {
        "share": [10, 100], "of": 100, "got": 6, "needed": 10, "met": False
    }  # fmt: skip
    assert found["status"] == "no_quorum"
    assert found["approval_quorum"]["needed"] == 2
    assert (found["counts"]["superseded"], found["counts"]["received"]) == (2, 9)


TIED = SOI.replace("3: 1,2\n2: 3,2,1\n1: 2\n", "3: 1,2\n3: 3,2\n").replace("ORDERS: 3", "ORDERS: 2")


def test_ties_are_open_until_somebody_decides(tmp_path: Path) -> None:
    path = write(tmp_path, "esit.soi", TIED)
    found = run(path, "--json").json
    assert (found["status"], found["winners"]) == ("tied", [])
    order = lot_order("12", "esit", ["Ayşe", "Barış", "Can"])
    drawn = run(path, "--json", "--seed", "12").json
    first = next(name for name in order if name != "Barış")
    assert (drawn["winners"], drawn["ties"][-1]["how"]) == ([first], "lot")
    for text in ("Can,Barış,Ayşe", '["Can", "Barış", "Ayşe"]'):
        words = ["--param", "tie=council", "--param", f"council={text}"]
        assert run(path, "--json", *words).json["winners"] == ["Can"]


def test_the_id_of_the_lot_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path, "esit.soi", TIED)
    winners = set()
    for number in range(8):
        words = ["--seed", "12", "--param", f"election=oylama-{number}"]
        winners.update(run(path, "--json", *words).json["winners"])
    assert winners == {"Ayşe", "Can"}


def test_a_bundle_is_counted_as_published(tmp_path: Path) -> None:
    parts = bundle_parts() | {"count.json": '{"seed":"77","superseded":4}'}
    path = zipped(tmp_path, parts)
    found = run(path, "--json").json
    assert found["definition_sha256"] == digest(canonical(json.loads(parts["election.json"])))
    assert found["counts"] == {
        "received": 9, "superseded": 4, "void": 0, "invalid": 1, "blank": 1, "valid": 3
    }  # fmt: skip
    # Its tie is a lot already: another seed is another fact, not another definition.
    assert (
        run(path, "--json", "--seed", "1").json["definition_sha256"] == (found["definition_sha256"])
    )
    changed = run(path, "--json", "--param", "max_rank=2").json
    assert changed["definition_sha256"] != found["definition_sha256"]


def test_a_published_result_recounts_to_the_same_bytes(tmp_path: Path, soi: Path) -> None:
    words = ("--seed", "20481956300127745519", "--json")
    first = run(soi, *words, "--export", tmp_path / "vote.zip").out
    assert run(tmp_path / "vote.zip", "--json").out == first


REFUSED = [
    (["--rule", "approval"], "rule: approval counts marked options, the file holds ranked options"),
    (["--param", "max_rank"], "--param max_rank: KEY=VALUE"),
    (["--param", "foo=1"], "--param foo: irv knows max_rank, overvote"),
    (["--param", "max_rank=x"], "--param max_rank: a whole number from 1"),
    (["--param", "max_rank=0"], "--param max_rank: a whole number from 1"),
    (["--param", "overvote=maybe"], "--param overvote: one of exhaust, skip, invalid"),
    (["--param", "quorum=ten"], "--param quorum: a share such as 10/100 or 10%"),
    (["--param", "quorum=3/2"], "quorum: more than nothing and at most the whole"),
    (["--param", "quorum=10%"], "a quorum needs the number of those who may vote"),
    (["--param", "electorate=many"], "--param electorate: a whole number"),
    (["--param", "tie=dice"], "--param tie: one of declare, lot, council"),
    (["--param", "council=[1]"], "--param council: a list of ids"),
    (["--param", "council=[", "--param", "tie=council"], "--param council: "),
    (["--param", "tie=council", "--param", "council=A"], "council: an order names every option"),
    (["--seed", "1a"], "--seed: digits only"),
    (["--seed", "1", "--param", "tie=declare"], "--seed: goes with tie=lot"),
    (["--rule", "irv", "--seats", "2"], "seats: this rule elects one"),
    (["--rule", "stv", "--seats", "9"], "seats: no more than there are options"),
    (["--rule", "greedy"], "budget: the sum that is given out"),
]


@pytest.mark.parametrize(("words", "reason"), REFUSED)
def test_what_cannot_be_is_one_line_and_exit_2(soi: Path, words: list[str], reason: str) -> None:
    assert refused(soi, *words).startswith(reason)


@pytest.mark.parametrize("words", [["--rule", "best"], ["--seats", "0"], []])
def test_wrong_words_are_a_usage_error(soi: Path, words: list[str]) -> None:
    given: list[str | Path] = [soi, *words] if words else []
    said = run(*given)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: ")


def test_a_malformed_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    path = write(tmp_path, "x.pb", PB.replace("2;c;41", "2;d;41"))
    assert refused(path) == f"{path}: line 19: 'd' is not a project"
    assert refused(path, "--json") == f"{path}: line 19: 'd' is not a project"
    missing = tmp_path / "none.pb"
    assert refused(missing) == f"{missing}: cannot be opened (No such file or directory)"


def test_a_rule_only_the_city_knows(tmp_path: Path) -> None:
    path = write(tmp_path, "x.pb", PB.replace("rule;greedy", "rule;greedy-exclusive"))
    assert refused(path) == "--rule: the file's own rule 'greedy-exclusive' has no counterpart; " \
        "choose one"  # fmt: skip
    assert run(path, "--rule", "greedy", "--json").json["winners"] == ["a", "b"]


def test_names_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    path = write(tmp_path, "x.soi", SOI.replace("Ayşe", "Ay\x1b[31mşe").replace("Kaptan", "K\x07"))
    said = run(path)
    assert said.code == 0
    assert "\x1b" not in said.out
    assert "\x07" not in said.out


# --- export -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.blt", "out.soi", "out.toi", "out.zip", "out.json", "out"])
def test_the_election_is_written_again(soi: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    assert run(soi, "--json", "--export", out).json["winners"] == ["Ayşe"]
    assert dict(zip(files.read(out).ballots, files.read(out).weights, strict=True)) == {
        ("Ayşe", "Barış"): 3,
        ("Can", "Barış", "Ayşe"): 2,
        ("Barış",): 1,
    }


def test_a_pb_is_written_with_the_rule_of_the_count_and_its_winners(
    pb: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.pb"
    assert run(pb, "--param", "budget=450", "--export", out).code == 0
    text = out.read_text()
    assert "budget;450\n" in text
    assert 'a;400;2;"Ağaç; gölge";1\n' in text
    assert "b;500.5;2;Bank;0\n" in text


def test_nothing_is_written_over(soi: Path) -> None:
    before = soi.read_bytes()
    assert refused(soi, "--export", soi) == f"--export {soi}: is there already"
    assert soi.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x.pb", ".pb holds projects with costs"),
        ("x.doc", "x.doc: a name that ends with"),
        ("no/x.blt", "No such file or directory"),
    ],
)
def test_what_cannot_be_written(soi: Path, tmp_path: Path, name: str, reason: str) -> None:
    out = tmp_path / name
    assert refused(soi, "--export", out).startswith(f"--export {out}: {reason}")
    assert not out.exists()


# --- terminal -----------------------------------------------------------------------------------


def test_nothing_of_the_progress_reaches_a_file(soi: Path) -> None:
    assert run(soi).err == ""


def test_a_terminal_sees_how_far_it_is(pb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = ("--param", "completion=add1", "--param", "increment=50")
    asked: list[str | Path] = [pb, "--rule", "equal-shares", *more, "--margin", "--json"]
    plain = run(*asked)
    monkeypatch.setattr(cli, "sys", SimpleNamespace(stderr=SimpleNamespace(isatty=lambda: True)))
    monkeypatch.setattr(cli, "_PAUSE", 0)
    said = run(*asked)
    assert said.out == plain.out
    assert re.search(r"\rCounting  \[#+ *\]  1 runs", said.err)
    assert said.err.endswith("\r")  # the line is wiped
    text = run(*asked[:-1])
    assert re.search(r"Looking for the fewest ballots  \[#+ *\]  \d+ recounts", text.err)
    assert "recounts" not in text.out


def test_help_names_every_rule_and_ending() -> None:
    text = run("--help").out
    for word in ("proportional-split", ".soc .soi .toc .toi .cat", "--seed", "council=ID,ID"):
        assert word in text
