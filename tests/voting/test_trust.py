"""From the frozen definition to the counted result, through roll, box, log and opening."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from kernel import clock, ledgers
from kernel.db import db
from tests.make.places import make_person, visitor
from tests.make.voting import count, make_election, options
from tests.moment import NOW
from verify import command
from voting import box, casting, drafting, queries, roll, services
from voting.models import Paper, Secrecy


def test_walk(app: Flask) -> None:
    election = make_election()
    ids = {title: str(option.id) for title, option in options(election).items()}
    for number in range(12):
        title = "Engelsiz rampa" if number < 7 else "Mahalle bostanı"
        by = visitor(make_person())
        fresh = queries.get_election(election.id)
        receipt = casting.cast(fresh, by=by, choice=[ids[title]])
        assert receipt["type"] == "receipt"
    with clock.held(NOW + timedelta(days=30)):
        counted = count(election)
    assert counted.result is not None
    assert counted.result["winners"] == [ids["Engelsiz rampa"]]
    assert counted.result["scores"] == {
        ids["Engelsiz rampa"]: 7,
        ids["Mahalle bostanı"]: 5,
        ids["Kuş gözlem noktası"]: 0,
    }


def test_bundle_verifies(app: Flask, tmp_path: Path) -> None:
    election = make_election()
    ids = [str(option.id) for option in options(election).values()]
    for number in range(60):
        by = visitor(make_person())
        fresh = queries.get_election(election.id)
        casting.cast(fresh, by=by, choice=[ids[number % 3]])
        if number % 7 == 0:
            casting.cast(queries.get_election(election.id), by=by, choice=[])
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        services.publish(election.id, tmp_path)
    assert command.main([str(tmp_path)]) == 0


def test_the_command_writes_the_same_files(app: Flask, tmp_path: Path) -> None:
    election, draft = make_election(), make_election(frozen=False)
    db.session.rollback()
    runner = app.test_cli_runner()
    done = runner.invoke(args=["voting", "publish", str(election.id), str(tmp_path / "oy")])
    assert done.exit_code == 0, done.output
    assert {"election.json", "log.jsonl.gz", "heads.json", "manifest.json"} <= {
        path.name for path in (tmp_path / "oy").iterdir()
    }
    for unknown in (draft.id, 999_999):
        done = runner.invoke(args=["voting", "publish", str(unknown), str(tmp_path / "yok")])
        assert done.exit_code == 2
        assert not (tmp_path / "yok").exists()


def test_a_vote_by_name_takes_no_paper(app: Flask) -> None:
    election = make_election(frozen=False, secrecy=Secrecy.NAMED, paper=Paper.PAPER_WINS)
    assert drafting.NAMED_PAPER in drafting.missing(election, [])
    assert drafting.NAMED_PAPER not in drafting.missing(make_election(frozen=False), [])


def test_a_mark_made_after_the_end_goes_again(app: Flask) -> None:
    """On the roll before the box closes, at the box after it: told, and not counted as a voter."""
    election, person = make_election(), make_person()
    ids = [str(option.id) for option in options(election).values()]
    by = visitor(person)
    fresh = queries.get_election(election.id)
    with ledgers.write(ledgers.BOX) as connection:
        box.close(connection, election.id)
    with pytest.raises(casting.TooLate):
        casting.cast(fresh, by=by, choice=[ids[0]])
    with ledgers.read(ledgers.ROLL) as connection:
        assert roll.list_entries(connection, election.id) == []
