"""Processes die while fifty clients vote: every acknowledged ballot counts, none counts twice."""

import contextlib
import json
from pathlib import Path

import pytest

from tests.make.casting import ballots, entries
from tests.proofs import servers
from tests.proofs.figures import told
from tests.proofs.servers import Told, Town
from voting.models import ElectionState

Request = pytest.FixtureRequest
#: how often, and how many voters the fifty clients have
KILLS = pytest.mark.parametrize(
    ("kills", "voters"), [(5, 50), pytest.param(100, 300, marks=pytest.mark.proof)]
)
CRASHES = pytest.mark.parametrize(
    ("crashes", "voters"), [(2, 50), pytest.param(10, 300, marks=pytest.mark.proof)]
)


def check(place: Town, heard: Told, folder: Path, request: Request, **figures: int) -> None:
    voters = len(place.voters)
    assert heard.refused == []
    assert len(heard.receipts) == voters
    found = ballots(place.election())
    got = [receipt for own in heard.receipts.values() for receipt in own]
    assert heard.acknowledged == len(got)
    assert len(entries(place.election())) == len({row.tag for row in found}) == voters
    # A ballot more than receipts would be one that nobody was told of: each token is one ballot.
    assert len(found) == len({receipt["leaf"] for receipt in got}) == heard.acknowledged
    bundle, kept = folder / "bundle", folder / "receipts"
    counted = servers.closed(place, bundle)
    assert counted.state is ElectionState.COUNTED
    assert counted.turnout is not None
    assert counted.turnout["voters"] == {"web": voters}
    assert counted.turnout["not_completed"] == 0
    assert counted.result is not None
    assert counted.result["counts"]["valid"] == voters
    assert counted.result["counts"]["superseded"] == heard.acknowledged - voters
    assert servers.verify(bundle)[0] == 0
    kept.mkdir()
    files = []
    for number, receipt in enumerate(got):
        files.append(kept / f"{number}.json")
        files[-1].write_text(json.dumps(receipt))
    code, said = servers.verify("receipt", bundle, *files)
    assert code == 0, said[-2000:]
    # Whoever voted several times: the last one counts, and only that one.
    last = {own[-1]["leaf"] for own in heard.receipts.values()}
    counting = [line for line in said.splitlines() if "it is the ballot that counts" in line]
    assert len(counting) == len(last) == voters
    told(
        request,
        **figures,
        acknowledged=heard.acknowledged,
        voters_counted=voters,
        receipts_verified=len(got),
        answers_lost=heard.lost,
        errors_500=heard.errors,
    )


@KILLS
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_workers_are_killed(
    tmp_path: Path, request: Request, database: str, kills: int, voters: int
) -> None:
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'kanit.sqlite'}"
        if database == "postgresql":
            url = stack.enter_context(servers.postgresql()).url
        place = stack.enter_context(servers.town(tmp_path, url, voters))
        with servers.deployed(place.environment) as server:
            heard = servers.vote_while(place, server, server.kill_one, kills, 0.4)
        check(place, heard, tmp_path, request, kills=kills)


@CRASHES
def test_postgresql_is_stopped_without_a_good_bye(
    tmp_path: Path, request: Request, crashes: int, voters: int
) -> None:
    with servers.postgresql() as database, servers.town(tmp_path, database.url, voters) as place:
        with servers.deployed(place.environment) as server:
            heard = servers.vote_while(place, server, database.crash, crashes, 1.0)
        check(place, heard, tmp_path, request, crashes=crashes)
