"""Good folders of every rule are accepted; what is checked is said, also in Turkish."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.make import bundle
from verify import recount
from verify.command import main
from verify.differences import Difference
from verify.messages import MESSAGES, say

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("rule", bundle.KINDS)
def test_a_good_folder_is_counted_again(rule: str, tmp_path: Path, capsys: Capture) -> None:
    blank: Any = {} if bundle.KINDS[rule][1].__name__ == "choose" else []
    bundle.example(tmp_path, rule, paper=[None, blank], revised=3, voided=2, eligible=90)
    assert main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "37 opened, 32 count, 3 were replaced, 2 are void" in said
    assert f"recount: {rule}" in said
    assert said.endswith("Everything agrees.\n")


@pytest.mark.parametrize(
    "more",
    [
        {"seed": "20261122", "tie": "lot"},
        {"secrecy": "named"},
        {"eligible": 40, "quorum": [1, 2]},
        {"eligible": 40, "approval_quorum": [1, 2]},
        {"batch": 1},
        {"batch": 1000},
        {"voters": 0},
        {"voters": 1},
    ],
    ids=str,
)
def test_elections_of_many_kinds(more: dict[str, object], tmp_path: Path) -> None:
    bundle.example(tmp_path, "approval", **more)  # type: ignore[arg-type]
    assert main([str(tmp_path)]) == 0


def test_a_tie_by_lot_is_drawn_again(tmp_path: Path, capsys: Capture) -> None:
    bundle.write(tmp_path, [["a"], ["b"]], options=["a", "b"], tie="lot", seed="4711")
    assert main([str(tmp_path)]) == 0
    bundle.write(tmp_path, [["a"], ["b"]], options=["a", "b"], tie="lot")
    assert main([str(tmp_path)]) == 1
    assert "count.json: seed" in capsys.readouterr().out


def test_what_a_page_adds_is_compared_with_the_roll(tmp_path: Path, capsys: Capture) -> None:
    made = bundle.example(tmp_path, "approval", eligible=70)
    assert main([str(tmp_path)]) == 0
    result = bundle.read_json(tmp_path / "result.json")
    for name, value in (
        ("voters", 31),
        ("eligible", 71),
        ("eligible", None),
        ("small", True),
        ("channels", {}),
        ("extra", 1),
    ):
        made.save("result.json", {**result, name: value})
        capsys.readouterr()
        assert main([str(tmp_path)]) == 1
        assert f"result.json: {name}" in capsys.readouterr().out


def test_a_margin_is_computed_again(tmp_path: Path, capsys: Capture) -> None:
    choices = [["a"]] * 6 + [["b"]] * 2
    made = bundle.write(tmp_path, choices, options=["a", "b"])
    result = bundle.read_json(tmp_path / "result.json")
    margin = {"exact": True, "at_least": 2, "at_most": 2, "instead": "b"}
    made.save("result.json", {**result, "margin": margin})
    made.save_manifest()
    assert main([str(tmp_path)]) == 0
    made.save("result.json", {**result, "margin": None})
    assert main([str(tmp_path)]) == 1
    made.save("result.json", {**result, "margin": {**margin, "at_least": 1}})
    assert main([str(tmp_path)]) == 1
    assert "margin.at_least: counted 2, published 1" in capsys.readouterr().out


def test_what_the_council_settled_is_said_to_be_without_proof(
    tmp_path: Path, capsys: Capture
) -> None:
    made = bundle.write(tmp_path, [["a"], ["b"]], options=["a", "b", "c"])
    result = bundle.read_json(tmp_path / "result.json")
    made.save("result.json", {**result, "settled": ["b"]})
    made.save_manifest()
    assert main([str(tmp_path)]) == 0
    assert "the council chose b" in capsys.readouterr().out
    for settled in (["c"], ["a", "b"], ["b", "b"], "b", [], None):
        made.save("result.json", {**result, "settled": settled})
        assert main([str(tmp_path)]) == 1


def test_of_several_ties_each_is_settled_whole_or_not_at_all() -> None:
    """One in each pot, decided one after the other."""

    def tie(chosen: Any, places: int, *options: str) -> dict[str, Any]:
        return {"at": "result", "options": options, "places": places, "chosen": chosen}

    ties = [
        {**tie(None, 1), "options": ["a", "b"]},
        {**tie(["c"], 1), "options": ["c", "d"]},
        {**tie(None, 2), "options": ["e", "f", "g"]},
    ]
    for settled in (["a"], ["b", "e", "g"], ["f", "e"]):
        assert recount._settled({"ties": ties, "settled": settled}) == settled
    for wrong in (["a", "b"], ["e"], ["a", "e"], ["c"], ["e", "f", "g"], ["a", "x"], ["a", "a"]):
        with pytest.raises(Difference):
            recount._settled({"ties": ties, "settled": wrong})


# --- totals only --------------------------------------------------------------------------------


def test_totals_only_is_said_first_and_accepted_only_when_asked_for(
    tmp_path: Path, capsys: Capture
) -> None:
    bundle.example(tmp_path, "approval", totals_only=True, revised=2, voided=1, eligible=60)
    assert main([str(tmp_path), "--totals-only"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Totals only: no ballot was opened and nothing was recounted.")
    assert "Everything agrees" not in said
    assert main([str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Totals only: no ballot was opened and nothing was recounted.")
    assert "--totals-only" in lines[-1]


def test_a_vote_that_is_not_counted_says_what_can_be_checked(
    tmp_path: Path, capsys: Capture
) -> None:
    bundle.example(tmp_path, "approval")
    (tmp_path / "result.json").unlink()
    assert main([str(tmp_path)]) == 1
    assert "python -m verify receipt" in capsys.readouterr().out.splitlines()[-1]


def test_totals_only_still_compares_the_numbers(tmp_path: Path, capsys: Capture) -> None:
    made = bundle.example(tmp_path, "approval", totals_only=True)
    result = bundle.read_json(tmp_path / "result.json")
    bend: dict[str, Callable[[dict[str, int]], dict[str, int]]] = {
        "counts.received": lambda counts: {**counts, "received": 31, "valid": counts["valid"] + 1},
        "counts: valid": lambda counts: {**counts, "valid": counts["valid"] - 1},
        "counts.superseded": lambda counts: {**counts, "superseded": 1},
        "counts.blank": lambda counts: {**counts, "blank": -1},
    }
    for name, change in bend.items():
        made.save("result.json", {**result, "counts": change(result["counts"])})
        capsys.readouterr()
        assert main([str(tmp_path), "--totals-only"]) == 1
        assert f"result.json: {name}" in capsys.readouterr().out


def test_few_ballots_may_be_published_without_figures(tmp_path: Path) -> None:
    made = bundle.example(tmp_path, "approval", voters=8, totals_only=True)
    result = bundle.read_json(tmp_path / "result.json")
    kept = ("status", "rule", "seats", "params", "winners", "ties", "quorum", "definition_sha256")
    small = {name: result[name] if name in (*kept, "count_version") else None for name in result}
    made.save("result.json", {**small, "small": True, "channels": None})
    made.save_manifest()
    assert main([str(tmp_path), "--totals-only"]) == 0


def test_the_flag_does_not_spare_a_folder_that_has_its_key(tmp_path: Path, capsys: Capture) -> None:
    made = bundle.example(tmp_path, "approval")
    assert main([str(tmp_path), "--totals-only"]) == 0
    assert "recount" in capsys.readouterr().out
    (tmp_path / "ballots.jsonl").unlink()
    assert main([str(tmp_path), "--totals-only"]) == 1
    made = bundle.example(tmp_path, "approval", open_ballots=False)
    assert main([str(made.folder), "--totals-only"]) == 1
    assert "promises totals only" in capsys.readouterr().out


# --- the program --------------------------------------------------------------------------------


def test_it_runs_by_itself_and_loads_nothing_of_the_application(tmp_path: Path) -> None:
    bundle.example(tmp_path, "approval")
    program = (
        "import runpy, sys\n"
        f"sys.argv = ['verify', {str(tmp_path)!r}]\n"
        "try:\n    runpy.run_module('verify', run_name='__main__')\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        "else:\n    raise SystemExit('no end')\n"
        "known = ('kernel', 'web', 'flask', 'sqlalchemy', 'voting.formats', 'voting.models')\n"
        "loaded = [name for name in sys.modules if name.startswith(known)]\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, env={}
    )
    assert done.returncode == 0, done.stderr
    assert "Everything agrees." in done.stdout


def test_a_folder_that_is_none(tmp_path: Path, capsys: Capture) -> None:
    assert main([str(tmp_path / "nowhere")]) == 1
    assert main([str(tmp_path)]) == 1
    assert "election.json: the file is missing" in capsys.readouterr().out


def test_turkish(tmp_path: Path, capsys: Capture) -> None:
    bundle.example(tmp_path, "approval")
    assert main([str(tmp_path), "--language", "tr"]) == 0
    assert capsys.readouterr().out.endswith("Hepsi uyuyor.\n")
    (tmp_path / "roll.json").write_bytes(b"{")
    assert main([str(tmp_path), "--language", "tr"]) == 1
    assert "UYUŞMAZLIK  roll.json, satır 1:" in capsys.readouterr().out


@pytest.mark.parametrize("key", MESSAGES)
def test_both_languages_say_the_same_facts(key: str) -> None:
    class Facts(dict[str, object]):
        def __missing__(self, name: str) -> str:
            self[name] = name
            return name

    used = []
    for text in MESSAGES[key]:
        facts = Facts()
        text.format_map(facts)
        used.append(set(facts))
    assert used[0] == used[1]


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert "1,234 of 5 agree" in say("en", "summary", good=1234, all=5)
    assert "1.234 tanesi" in say("tr", "summary", good=1234, all=5)
