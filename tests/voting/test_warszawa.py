"""Zielony Ursynów 2017: its twelve projects, its 743 real ballots, its published votes."""

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from accounts.models import EmailProof, Person
from consultations.models import ActivityKind
from journeys.models import Journey, Status
from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from tests.make.consultations import make_activity, make_consultation
from tests.make.proposals import make_proposal
from tests.make.voting import count, make_election, make_vote
from tests.moment import NOW
from voting import casting, outcomes, queries
from voting.models import Election, ElectionState

DATA = Path(os.environ.get("KATILIYORUZ_DATA", Path(__file__).parents[3] / "shared" / "data"))
FILE = DATA / "elections" / "pb" / "Poland_Warszawa_2017_Zielony_Ursynow.pb"


@dataclass(frozen=True)
class Project:
    number: str
    name: str
    cost: int
    votes: int


@dataclass(frozen=True)
class File:
    projects: list[Project]
    #: project numbers, one list a voter
    ballots: list[list[str]]


def read() -> File:
    sections: dict[str, list[str]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line in ("META", "PROJECTS", "VOTES"):
            lines = sections.setdefault(line, [])
        else:
            lines.append(line)
    projects = [
        Project(row["project_id"], row["name"], int(row["cost"]) * 100, int(row["votes"]))
        for row in _table(sections["PROJECTS"])
    ]
    return File(projects, [row["vote"].split(",") for row in _table(sections["VOTES"])])


def _table(lines: list[str]) -> Iterator[dict[str, str]]:
    return csv.DictReader(lines, delimiter=";")


def make_voters(number: int) -> list[Visitor]:
    """People with confirmed addresses, in two statements."""
    with write() as session:
        people = [
            Person(email=f"secmen{place}@ursynow.example", name=f"Seçmen {place}")
            for place in range(number)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(
            EmailProof(person_id=person.id, email=person.email or "") for person in people
        )
        return [
            Visitor(id=person.id, email=person.email or "", email_confirmed=True)
            for person in people
        ]


@pytest.mark.skipif(not FILE.exists(), reason=f"the real election is absent: {FILE.name}")
def test_its_743_ballots_give_the_published_votes(app: Flask) -> None:
    given = read()
    election, numbers = _election(given)
    assert len(given.ballots) == 743
    election_id = election.id
    option_of = {numbers[o.proposal_id]: o.id for o in election.options if o.proposal_id}
    voters = make_voters(743)
    election = queries.get_election(election_id)
    for voter, ballot in zip(voters, given.ballots, strict=True):
        casting.cast(election, by=voter, choice=[str(option_of[number]) for number in ballot])
    with clock.held(NOW + timedelta(days=15)):
        count(election)
    _compare(queries.get_election(election_id), given, option_of)


def _election(given: File) -> tuple[Election, dict[int, str]]:
    consultation = make_consultation(activities=())
    place = make_activity(consultation, ActivityKind.PROPOSALS)
    with write():
        proposals = [
            make_proposal(
                place, title=project.name, cost_kurus=project.cost, status=Status.ON_BALLOT
            )
            for project in given.projects
        ]
    numbers = {p.id: project.number for p, project in zip(proposals, given.projects, strict=True)}
    expected = json.loads(FILE.with_name(f"{FILE.name}.expected.json").read_text())
    assert expected["num_votes"] == len(given.ballots)
    election = make_election(
        make_vote(consultation=consultation),
        proposals=proposals,
        params={"max_choices": len(proposals)},
        seats=len(expected["selected"]),
    )
    return election, numbers


def _compare(counted: Election, given: File, option_of: dict[str, int]) -> None:
    assert counted.state is ElectionState.COUNTED
    figures = outcomes.figures(counted)
    assert figures is not None
    votes = {score.option: score.votes for score in figures.scores}
    assert {p.number: votes[option_of[p.number]] for p in given.projects} == {
        p.number: p.votes for p in given.projects
    }
    assert (figures.voters, figures.ballots, figures.blank) == (743, 743, 0)
    assert figures.choices == sum(len(ballot) for ballot in given.ballots)
    # The city let the cheaper ones through; ours is the plain rule "most votes".
    best = sorted(given.projects, key=lambda project: -project.votes)[: counted.seats]
    assert outcomes.result(counted).chosen == {option_of[project.number] for project in best}
    chosen = db.session.query(Journey).filter_by(status=Status.CHOSEN).count()
    assert chosen == counted.seats
