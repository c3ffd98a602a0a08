"""One byte of any published file, of a vote the application itself held, counted and published.

Every name of a folder, every region of every file; then files gone, added, swapped and shortened.
"""

import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kernel import clock
from tests.make.casting import cast_choice
from tests.make.places import make_person, visitor
from tests.make.voting import count, make_election, options
from tests.moment import NOW
from tests.proofs.figures import told
from verify import command
from voting import services
from voting.services.publishing import EXPORTS

Request = pytest.FixtureRequest
REGIONS = pytest.mark.parametrize("regions", [12, pytest.param(400, marks=pytest.mark.proof)])
VOTERS = 52
#: every kind of file that the application publishes, all together
VOTES: list[dict[str, Any]] = [
    {"rule": "approval", "params": {"max_choices": 2}, "exports": ["ballots.cat"]},
    {"rule": "stv", "params": {}, "exports": ["ballots.blt", "ballots.soi", "ballots.toi"]},
    {
        "rule": "greedy",
        "params": {"budget": 3_000_000},
        "costs": (1_000_000, 2_000_000, 500_000),
        "exports": ["ballots.cat", "ballots.pb"],
    },
    {"rule": "plurality", "params": {}, "open_ballots": False, "exports": []},
]
ALWAYS = {"election.json", "log.jsonl.gz", "heads.json", "manifest.json", "roll.json",
          "count.json", "result.json"}  # fmt: skip
OPENED = {"key.json", "ballots.jsonl"}


def published(folder: Path, vote: dict[str, Any]) -> Path:
    """Somebody has changed a ballot, somebody has cast a blank one."""
    with clock.held(NOW):
        plan = {name: part for name, part in vote.items() if name != "exports"}
        election = make_election(**plan)
        ids = sorted(str(option.id) for option in options(election).values())
        for number in range(VOTERS):
            by, choice = visitor(make_person()), [ids[number % 3]]
            cast_choice(election, by, choice if number % 11 else [])
            if number % 13 == 0:
                cast_choice(election, by, [ids[0]])
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        services.publish(election.id, folder)
    return folder


def verified(folder: Path, vote: dict[str, Any]) -> bool:
    totals = [] if vote.get("open_ballots", True) else ["--totals-only"]
    return command.main([*totals, str(folder)]) == 0


def changes(good: bytes, regions: int, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """One byte in each region, whichever, to whatever else."""
    step = max(1, len(good) // regions)
    for start in range(0, len(good), step):
        place = rng.randrange(start, min(start + step, len(good)))
        bent = bytearray(good)
        bent[place] ^= rng.randrange(1, 256)
        yield f"byte {place}", bytes(bent)
    yield "one more", good + bytes([rng.randrange(256)])
    yield "one less", good[:-1]
    yield "nothing", b""


@REGIONS
@pytest.mark.parametrize("vote", VOTES, ids=lambda vote: vote["rule"])
def test_one_byte_of_any_file(
    app: Flask, tmp_path: Path, request: Request, vote: dict[str, Any], regions: int
) -> None:
    folder = published(tmp_path / "oy", vote)
    assert verified(folder, vote)
    names = {path.name for path in folder.iterdir()}
    opened = OPENED if vote.get("open_ballots", True) else set()
    assert names == ALWAYS | opened | set(vote["exports"])
    rng, asked, accepted = random.Random(regions), 0, []
    for path in sorted(folder.iterdir()):
        good = path.read_bytes()
        for what, bent in changes(good, regions, rng):
            path.write_bytes(bent)
            asked += 1
            if verified(folder, vote):
                accepted.append(f"{path.name}: {what}")
        path.write_bytes(good)
    assert verified(folder, vote)
    assert accepted == []
    told(request, files=len(names), tampered=asked, accepted=0)


@pytest.mark.parametrize("vote", [VOTES[0], VOTES[3]], ids=lambda vote: vote["rule"])
def test_whole_files(app: Flask, tmp_path: Path, vote: dict[str, Any]) -> None:
    """Gone, twice, swapped with each other, one too many, or another election's."""
    folder = published(tmp_path / "oy", vote)
    other = published(tmp_path / "başka", vote)
    names, accepted = sorted(path.name for path in folder.iterdir()), []
    for name in names:
        for what in ("gone", "swapped", "another's"):
            bent, good = tmp_path / "bükülmüş", (folder / name).read_bytes()
            shutil.copytree(folder, bent)
            if what == "gone":
                (bent / name).unlink()
            elif what == "swapped":
                neighbour = names[names.index(name) - 1]
                (bent / name).write_bytes((folder / neighbour).read_bytes())
                (bent / neighbour).write_bytes((folder / name).read_bytes())
            else:
                shutil.copy(other / name, bent / name)
            other_bytes = what != "another's" or (bent / name).read_bytes() != good
            if verified(bent, vote) and other_bytes:
                accepted.append(f"{name}: {what}")
            shutil.rmtree(bent)
    (folder / "okuyun.txt").write_text("Sonuç değişti.")
    if verified(folder, vote):
        accepted.append("one too many")
    assert accepted == []


def test_no_name_of_a_bundle_is_left_out() -> None:
    """A file published later on does not escape the two tests above."""
    assert {name for vote in VOTES for name in vote["exports"]} == set(EXPORTS)
