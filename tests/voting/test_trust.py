"""From the frozen definition to the counted result, through roll, box, log and opening."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from kernel import clock
from tests.make.places import make_person, visitor
from tests.make.voting import count, make_election, options
from tests.moment import NOW
from verify import command
from voting import casting, queries, services


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
