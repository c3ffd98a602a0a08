"""Real elections with their published outcome: winners, rounds, stages, pairs."""

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from voting.cli import tally
from voting.formats import files

DATA = Path(os.environ.get("KATILIYORUZ_DATA", Path(__file__).parents[4] / "shared" / "data"))
FOLDER = DATA / "elections"
#: 80,000 rows of a workbook are read once, by tests/voting/counting/test_elections_ranked.py
ELSEWHERE = "2013_minneapolis_mayor_cvr.xlsx"
FILES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.glob("*/*")
    if path.with_name(f"{path.name}.expected.json").exists() and path.name != ELSEWHERE
)
if not FILES:
    pytest.skip(f"the real elections are absent: {FOLDER}", allow_module_level=True)

#: what a file does not say itself
WORDS: dict[str, list[str]] = {
    "stv/albany_2022_city_council.csv": ["--seats", "2"],
    # RCTab breaks this record's ties by its list of candidates, the last one goes.
    "irv/2015_portland_mayor_cvr.xlsx": ["--param", "tie=council", "--param"],
}
SCHULZE = ["--rule", "schulze", "--param", "equal_ranks=true"]


def words_of(name: str) -> list[str]:
    if name.endswith(".soi"):
        return SCHULZE
    words = list(WORDS.get(name, []))
    if words[-1:] == ["--param"]:
        words.append("council=" + json.dumps(files.read(FOLDER / name).ids))
    return words


@cache
def counted(name: str) -> Any:
    done = CliRunner().invoke(tally, [str(FOLDER / name), "--json", *words_of(name)])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def expected(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.expected.json").read_text(encoding="utf-8"))


def published_winners(name: str) -> set[str] | None:
    said = expected(name)
    if "results" in said:
        final = said["results"][-1]["tallyResults"]
        return {row["elected"] for row in final if "elected" in row}
    found = said.get("selected") or said.get("elected") or said.get("winner")
    return {found} if isinstance(found, str) else set(found) if found else None


@pytest.mark.parametrize("name", FILES)
def test_the_published_outcome(name: str) -> None:
    found, winners = counted(name), published_winners(name)
    assert found["status"] == "decided"
    assert set(found["winners"]) == (winners or set(found["winners"][:1]))
    assert found["counts"]["invalid"] == 0
    CHECKS[name.partition("/")[0]](name, found, expected(name))


# --- rounds -------------------------------------------------------------------------------------


def _folded(totals: dict[str, Any]) -> dict[str, int]:
    """Reports spell names in their own way: quotation marks, capitals, hyphens."""
    return {re.sub(r"[\W_]+", "", name).lower(): int(votes) for name, votes in totals.items()}


def check_runoff(name: str, found: Any, said: Any) -> None:
    ours = [_folded(row["totals"]) for row in found["rounds"]]
    if "results" in said:
        check_records(ours, said["results"])
    elif said.get("exact_counts"):
        assert _folded(said["final_round"]) in ours
        for row in said.get("rounds_reported", []):
            assert _folded({k: v for k, v in row.items() if k != "X"}) in ours


def check_records(ours: list[dict[str, int]], results: list[Any]) -> None:
    """RCTab takes out undeclared write-ins first and several of the last ones at once: every round
    of ours with the same candidates has the same totals, and the last one is there."""
    by_names = {frozenset(totals): totals for totals in ours}
    alike = 0
    for row in results:
        theirs = _folded(row["tally"])
        if "undeclaredwriteins" in theirs:
            theirs["uwi"] = theirs.pop("undeclaredwriteins")
        theirs = {name: votes for name, votes in theirs.items() if votes or name != "uwi"}
        if frozenset(theirs) in by_names:
            assert by_names[frozenset(theirs)] == theirs
            alike += 1
    assert frozenset(theirs) in by_names
    assert alike >= 10


def check_stages(name: str, found: Any, said: Any) -> None:
    unit = 100_000
    rounds = found["rounds"]
    for option, stages in said.get("our_stage_totals", {}).items():
        ours = [row["totals"].get(option, 0) for row in rounds[: len(stages)]]
        assert ours == [round(votes * unit) for votes in stages]
    for stage, option in zip(said.get("stage_elected", []), said["elected"], strict=False):
        assert option in rounds[stage - 1]["elected"]
    if "quota" in said:
        assert found["details"]["quota"] == said["quota"] * unit
    for row, totals in zip(rounds, said.get("rounds", []), strict=False):
        if all(isinstance(votes, int) for votes in totals.values()):
            assert {name: row["totals"][name] for name in totals} == {
                name: votes * unit for name, votes in totals.items()
            }


# --- pairs, points, money -----------------------------------------------------------------------


def check_pairs(name: str, found: Any, said: Any) -> None:
    ours = found["condorcet"]["pairwise"]
    for option, row in said.get("pairwise", {}).items():
        assert {other: ours[option][other] for other in row} == row


def check_totals(name: str, found: Any, said: Any) -> None:
    """Counted once more from the text, in the plainest way."""
    names: list[str] = []
    votes: Counter[str] = Counter()
    for line in (FOLDER / name).read_text().splitlines():
        if match := re.match(r"# ALTERNATIVE NAME \d+: (.*)", line):
            names.append(match[1])
        elif match := re.match(r"(\d+): (?:\{([\d,]*)\}|(\d+))", line):
            for number in (match[2] or match[3] or "").split(","):
                if number:
                    votes[names[int(number) - 1]] += int(match[1])
    assert found["scores"] == {option: votes[option] for option in names}


def check_money(name: str, found: Any, said: Any) -> None:
    rows = list(_projects(FOLDER / name))
    assert found["rule"].startswith(said["rule"].partition("/")[0].replace("equalshares", "equal"))
    assert found["counts"]["received"] == said["num_votes"]
    votes = {row["project_id"]: int(row["votes"]) for row in rows}
    # Three voters of 2026 named one project twice, and the city counted them twice.
    assert sum(abs(found["support"][key] - number) for key, number in votes.items()) <= 2
    if "score" in rows[0]:
        assert found["scores"] == {row["project_id"]: int(row["score"]) for row in rows}


def _projects(path: Path) -> Iterator[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    start, end = lines.index("PROJECTS"), lines.index("VOTES")
    return csv.DictReader(lines[start + 1 : end], delimiter=";")


CHECKS: dict[str, Callable[[str, Any, Any], None]] = {
    "irv": check_runoff,
    "stv": check_stages,
    "condorcet": check_pairs,
    "approval_score": check_totals,
    "pb": check_money,
}


def test_every_folder_of_real_elections_is_checked() -> None:
    assert {name.partition("/")[0] for name in FILES} == set(CHECKS)


def test_exports_of_real_files_are_the_same_elections(tmp_path: Path) -> None:
    """One of each kind, written in each format that holds it, counted to the same bytes."""
    trips = [
        ("irv/00005-00000002.toi", ".toi"),
        ("irv/00005-00000002.toi", ".blt"),
        ("stv/stirling_2017_ward1.csv", ".blt"),
        ("pb/Poland_Krakow_2023_Zwierzyniec.pb", ".pb"),
        ("pb/Poland_Katowice_2020_Dabrowka_Mala.pb", ".pb"),
        ("condorcet/debian_leader2007_tally.txt", ".zip"),
        ("approval_score/00026-00000001.cat", ".cat"),
    ]
    for name, suffix in trips:
        out = tmp_path / Path(name).with_suffix(suffix).name
        first = CliRunner().invoke(tally, [str(FOLDER / name), "--json", "--export", str(out)])
        assert first.exit_code == 0, first.stderr
        again = json.loads(CliRunner().invoke(tally, [str(out), "--json"]).stdout)
        before = json.loads(first.stdout)
        for key in ("winners", "ranking", "rounds", "counts", "scores", "params"):
            assert again[key] == before[key], (name, suffix, key)
        out.unlink()


def test_names_of_files_are_distinct() -> None:
    """Their stems are the ids of the lot."""
    stems = sorted(Path(name).stem for name in FILES)
    assert all(first != second for first, second in pairwise(stems))
