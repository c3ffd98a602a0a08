"""Drawing up, freezing, counting once, cancelling, and the end of the key."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from consultations.models import Activity, Consultation, ConsultationState, Eligibility
from journeys.models import Journey, Status, Step
from kernel import clock, keys, worker
from kernel.audit import AuditLine
from kernel.db import begin_write, db, finish, write
from kernel.outbox import Errand
from kernel.rules import NOBODY
from notifications.models import Notice
from proposals.models import Proposal
from tests.make.consultations import make_consultation
from tests.make.places import make_municipality, make_neighbourhood, make_person, make_resident
from tests.make.voting import make_ballot_proposals, make_election, make_vote, options
from tests.moment import NOW
from tests.voting.test_casting import vote
from voting import queries, rules, services
from voting.counting import definition as counting
from voting.models import Election, ElectionNote, ElectionState, Rule
from web.tasks import TASKS

END = NOW + timedelta(days=14)
AFTER = END + timedelta(minutes=1)


def count(election: Election) -> Election:
    with clock.held(AFTER), write():
        services.count(election.id)
    return queries.get_election(election.id)


def run_worker() -> int:
    return worker.run_once(TASKS, lambda _message: None)


def result_of(election: Election) -> dict[str, object]:
    assert election.result is not None
    return election.result


# --- drawing up ---------------------------------------------------------------------------------


def test_a_draft_is_changed_until_it_is_published(app: Flask) -> None:
    consultation = make_consultation(activities=())
    first, second, third = make_ballot_proposals(consultation)
    place = make_vote(consultation=consultation)
    election = make_election(place, proposals=[first, second], frozen=False)
    assert list(options(election)) == ["Öneri A", "Öneri B"]
    again = make_election(place, proposals=[second, third], frozen=False, question="Hangi iş önce?")
    assert again.id == election.id
    assert list(options(again)) == ["Öneri B", "Öneri C"]
    assert again.question == "Hangi iş önce?"


def test_only_proposals_on_the_ballot_become_options(app: Flask) -> None:
    consultation = make_consultation(activities=())
    here = make_ballot_proposals(consultation, 2)
    elsewhere = make_ballot_proposals(make_consultation(activities=()), 1)
    election = make_election(
        make_vote(consultation=consultation), proposals=[*here, *elsewhere], frozen=False
    )
    assert list(options(election)) == ["Öneri A", "Öneri B"]


def test_a_single_choice_is_one_choice(app: Flask) -> None:
    assert make_election(rule=Rule.SINGLE, max_choices=3).max_choices == 1


# --- freezing -----------------------------------------------------------------------------------


def test_freezing_makes_definition_key_card_and_moment(app: Flask) -> None:
    place = make_vote()
    election = make_election(place)
    assert election.definition is not None
    assert election.definition_sha256 == counting.digest(election.definition)
    facts = json.loads(election.definition)
    assert facts["closes_at"] == "2026-12-06T12:42:00Z"
    assert [option["title"] for option in facts["options"]] == list(options(election))
    assert facts["tie"] == "council"
    read = rules.definition(election)
    assert (read.election, read.rule, read.seats) == (str(election.id), "approval", 1)
    assert read.ids == tuple(str(option.id) for option in options(election).values())
    assert (read.params["max_choices"], read.quorum) == (2, None)
    assert read.sha256 == election.definition_sha256
    assert keys.exists(election.key_name)
    activity = db.session.get_one(Activity, place.id)
    assert (activity.endpoint, activity.object_id) == ("voting.show", election.id)
    errand = db.session.scalars(select(Errand).where(Errand.task == "voting.count")).one()
    assert (errand.due_at, errand.body) == (END, {"election_id": election.id})


def test_costs_are_those_of_the_moment_of_freezing(app: Flask) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(
        make_vote(consultation=consultation), proposals=proposals, frozen=False
    )
    with write() as session:
        session.execute(update(Proposal).values(cost_kurus=777))
    with write():
        services.freeze(queries.get_election(election.id), by=NOBODY)
    with write() as session:
        session.execute(update(Proposal).values(cost_kurus=888))
    assert {option.cost_kurus for option in options(election).values()} == {777}


def test_a_key_left_by_a_publication_that_was_rolled_back(app: Flask) -> None:
    election = make_election(frozen=False)
    begin_write()
    services.freeze(queries.get_election(election.id), by=NOBODY)
    finish(commit=False)
    left = keys.read(election.key_name)
    with write():
        services.freeze(queries.get_election(election.id), by=NOBODY)
    assert keys.read(election.key_name) != left


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"titles": ["Rampa"]}, rules.TOO_FEW),
        ({"titles": ["Rampa", "Rampa"]}, rules.TWICE),
        ({"seats": 3}, rules.TOO_MANY_SEATS),
        ({"max_choices": 4}, rules.TOO_MANY_CHOICES),
        ({"consequence": " "}, rules.NO_CONSEQUENCE),
    ],
)
def test_what_is_missing_is_told(app: Flask, wrong: dict[str, object], problem: str) -> None:
    election = make_election(frozen=False, **wrong)  # type: ignore[arg-type]
    with pytest.raises(services.NotReady), write():
        services.freeze(queries.get_election(election.id), by=NOBODY)
    assert rules.missing(queries.get_election(election.id), []) == [problem]


def test_a_proposal_that_left_the_ballot_stops_the_publication(app: Flask) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(
        make_vote(consultation=consultation), proposals=proposals, frozen=False
    )
    with write() as session:
        session.execute(
            update(Journey)
            .where(Journey.id == proposals[0].journey_id)
            .values(status=Status.REFUSED)
        )
    with pytest.raises(services.NotReady), write():
        services.freeze(queries.get_election(election.id), by=NOBODY)


# --- counting -----------------------------------------------------------------------------------


def test_the_result_and_its_counts(app: Flask) -> None:
    election = make_election(quorum_percent=50, seats=1)
    people = [make_person() for _ in range(14)]
    for person in people[:12]:
        vote(election, person, "Engelsiz rampa")
    vote(election, people[0], "Mahalle bostanı", "Engelsiz rampa")
    vote(election, people[1])
    counted = count(election)
    ids = {title: option.id for title, option in options(election).items()}
    ramp, garden, birds = (
        str(ids[title]) for title in ("Engelsiz rampa", "Mahalle bostanı", "Kuş gözlem noktası")
    )
    votes = {ramp: 11, birds: 0, garden: 1}
    assert result_of(counted) == {
        "status": "decided",
        "rule": "approval",
        "seats": 1,
        "params": {"min_choices": 1, "max_choices": 2, "reserved": []},
        "winners": [ramp],
        "ranking": [[ramp], [garden], [birds]],
        "scores": votes,
        "support": votes,
        "rounds": [{"group": None, "option": ramp, "figure": 11, "how": "seated"}],
        "ties": [],
        "counts": {
            "received": 14,
            "superseded": 2,
            "void": 0,
            "invalid": 0,
            "blank": 1,
            "valid": 11,
        },
        "quorum": {"share": [50, 100], "of": 14, "got": 12, "needed": 7, "met": True},
        "approval_quorum": None,
        "condorcet": None,
        "details": {},
        "definition_sha256": counted.definition_sha256,
        "count_version": counting.VERSION,
        "margin": {"exact": True, "at_least": 5, "at_most": 5, "instead": garden},
        "eligible": 14,
        "voters": 12,
        "small": False,
    }
    assert rules.figures(counted) == rules.Figures(
        small=False,
        eligible=14,
        places=0,
        quorum={"percent": 50, "share": [50, 100], "of": 14, "got": 12, "needed": 7, "met": True},
        voters=12,
        ballots=12,
        blank=1,
        superseded=2,
        choices=12,
        scores=[
            rules.Score(ids["Engelsiz rampa"], 11, 1),
            rules.Score(ids["Mahalle bostanı"], 1, 2),
            rules.Score(ids["Kuş gözlem noktası"], 0, 3),
        ],
    )
    activity = queries.get_election(election.id).activity
    assert activity.done_note == "Seçilen: %(title)s"
    assert activity.done_facts == {"title": "Engelsiz rampa"}
    assert activity.contribution_count == 12


def test_the_worker_counts_and_then_destroys_the_key(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    assert run_worker() == 0
    with clock.held(AFTER):
        assert run_worker() == 1
        assert queries.get_election(election.id).state is ElectionState.COUNTED
        assert keys.exists(election.key_name)
        db.session.rollback()
        assert run_worker() == 1
    assert not keys.exists(election.key_name)
    notes = [note.message for note in db.session.scalars(select(ElectionNote))]
    assert notes == [
        "Oylar sayıldı. Sayım kuralı sürümü: %(version)s",
        "Oyları kişilerden ayıran anahtar yok edildi.",
    ]


def test_a_crash_after_the_count_leaves_the_key_to_the_next_round(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = make_election()
    count(election)
    with monkeypatch.context() as patch:
        patch.setattr(keys, "destroy", lambda _name: (_ for _ in ()).throw(OSError("disk")))
        with clock.held(AFTER):
            run_worker()
    assert keys.exists(election.key_name)
    with clock.held(AFTER + timedelta(minutes=2)):
        run_worker()
    assert not keys.exists(election.key_name)


def test_counting_twice_is_counting_once(app: Flask) -> None:
    election = make_election()
    first = count(election).result
    lines = len(db.session.scalars(select(AuditLine)).all())
    assert count(election).result == first
    assert len(db.session.scalars(select(AuditLine)).all()) == lines
    assert len(db.session.scalars(select(ElectionNote)).all()) == 1


def test_nobody_counts_before_the_end(app: Flask) -> None:
    election = make_election()
    with pytest.raises(services.StillOpen), write():
        services.count(election.id, by=1)
    with write():
        services.count(election.id)
    assert queries.get_election(election.id).result is None


def test_a_count_that_comes_too_early_waits_for_the_real_end(app: Flask) -> None:
    place = make_vote(closes_at=NOW + timedelta(days=1))
    election = make_election(place)
    with write() as session:
        session.execute(update(Activity).values(closes_at=END))
    with clock.held(NOW + timedelta(days=2)):
        run_worker()
        assert queries.get_election(election.id).state is ElectionState.FROZEN
        db.session.rollback()
    with clock.held(AFTER):
        run_worker()
    assert queries.get_election(election.id).state is ElectionState.COUNTED


def test_proposals_learn_whether_they_were_chosen(app: Flask) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(make_vote(consultation=consultation), proposals=proposals)
    vote(election, make_person(), "Öneri B")
    count(election)
    statuses = db.session.scalars(
        select(Journey.status)
        .join(Proposal, Proposal.journey_id == Journey.id)
        .order_by(Proposal.id)
    ).all()
    assert statuses == [Status.NOT_CHOSEN, Status.CHOSEN, Status.NOT_CHOSEN]
    steps = db.session.scalars(select(Step).where(Step.status == Status.CHOSEN)).all()
    assert [(s.endpoint, s.object_id, s.subject) for s in steps] == [
        ("voting.show", election.id, election.question)
    ]
    assert db.session.scalars(select(Notice.key)).all()


def test_equal_ones_wait_for_the_council(app: Flask) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(make_vote(consultation=consultation), proposals=proposals)
    vote(election, make_person(), "Öneri A", "Öneri C")
    counted = count(election)
    assert rules.outcome(counted) == "Eşitlik var: kararı belediye meclisi verecek."
    statuses = db.session.scalars(
        select(Journey.status)
        .join(Proposal, Proposal.journey_id == Journey.id)
        .order_by(Proposal.id)
    ).all()
    assert statuses == [Status.ON_BALLOT, Status.NOT_CHOSEN, Status.ON_BALLOT]


def test_without_the_quorum_nothing_is_chosen(app: Flask) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(
        make_vote(consultation=consultation), proposals=proposals, quorum_percent=100
    )
    vote(election, make_person(), "Öneri A")
    counted = count(election)
    assert rules.result(counted).chosen == frozenset()
    assert rules.outcome(counted) == "Yeterli katılım olmadı; hiçbir seçenek seçilmedi."
    steps = db.session.scalars(select(Step).where(Step.status == Status.NOT_CHOSEN)).all()
    assert {step.reason for step in steps} == {services.NO_QUORUM}
    assert [step.reason_facts for step in steps] == [{}, {}, {}]
    assert len(steps) == 3


def test_nine_ballots_leave_no_figures_and_ten_do(app: Flask) -> None:
    election = make_election(quorum_percent=10)
    for _number in range(9):
        vote(election, make_person(), "Engelsiz rampa")
    stored = result_of(count(election))
    assert stored["small"] is True
    assert {name for name, part in stored.items() if part is not None} == {
        *("status", "rule", "seats", "params", "winners", "ties", "quorum"),
        *("definition_sha256", "count_version", "eligible", "small"),
    }
    assert stored["quorum"] == {
        "share": [10, 100],
        "of": 9,
        "got": None,
        "needed": 1,
        "met": True,
    }
    assert rules.figures(queries.get_election(election.id)) == rules.Figures(
        small=True,
        eligible=9,
        places=0,
        quorum={"percent": 10, **stored["quorum"]},
    )
    assert queries.get_election(election.id).activity.contribution_count == 0
    larger = make_election()
    for _number in range(10):
        vote(larger, make_person(), "Engelsiz rampa")
    figures = rules.figures(count(larger))
    assert figures is not None
    assert (figures.small, figures.ballots) == (False, 10)


def test_eligible_are_the_residents_of_those_places_and_years(app: Flask) -> None:
    town = make_municipality()
    here, there = make_neighbourhood(town), make_neighbourhood(town, "Yeşilova")
    place = make_vote(
        town, eligibility=Eligibility.RESIDENT, neighbourhood_ids=[here.id], min_age=16
    )
    make_resident(here, birth_year=2010)
    make_resident(here, birth_year=2011)
    make_resident(here)
    make_resident(there, birth_year=1980)
    make_resident(here, birth_year=1980, verified=False)
    assert queries.count_eligible(queries.get_election(make_election(place).id).activity) == 1


def test_a_consultation_that_ended_first_has_no_result(app: Flask) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(make_vote(consultation=consultation), proposals=proposals)
    vote(election, make_person(), "Öneri A")
    with write() as session:
        session.execute(
            update(Consultation).values(state=ConsultationState.WITHDRAWN, ended_at=clock.now())
        )
    with clock.held(AFTER):
        run_worker()
        run_worker()
    cancelled = queries.get_election(election.id)
    assert (cancelled.state, cancelled.result) == (ElectionState.CANCELLED, None)
    assert not keys.exists(election.key_name)
    statuses = db.session.scalars(select(Journey.status).join(Proposal)).all()
    assert set(statuses) == {Status.PUBLISHED}
    assert cancelled.activity.done_note == "Bu oylama yapılmadı."


def test_an_end_after_the_closing_does_not_undo_the_vote(app: Flask) -> None:
    election = make_election()
    with write() as session:
        session.execute(update(Consultation).values(state=ConsultationState.ENDED, ended_at=AFTER))
    assert count(election).state is ElectionState.COUNTED


def tied_election() -> Election:
    """Two equal ones for one place, the third not chosen."""
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(make_vote(consultation=consultation), proposals=proposals)
    vote(election, make_person(), "Öneri A", "Öneri C")
    return count(election)


def test_the_council_settles_a_tie_in_public(app: Flask) -> None:
    election = tied_election()
    chosen = options(election)["Öneri C"].id
    before = result_of(queries.get_election(election.id))
    with write():
        services.settle(
            queries.get_election(election.id),
            by=NOBODY,
            option_ids=[chosen],
            office="Belediye Meclisi",
            reason="Okul yolunda olduğu için.",
        )
    settled = queries.get_election(election.id)
    assert settled.result == {**before, "settled": [str(chosen)]}
    assert rules.outcome(settled) == "Seçilen: Öneri C"
    assert settled.activity.done_facts == {"title": "Öneri C"}
    statuses = db.session.scalars(
        select(Journey.status)
        .join(Proposal, Proposal.journey_id == Journey.id)
        .order_by(Proposal.id)
    ).all()
    assert statuses == [Status.NOT_CHOSEN, Status.NOT_CHOSEN, Status.CHOSEN]
    note = db.session.scalars(select(ElectionNote).order_by(ElectionNote.id.desc())).first()
    assert note is not None
    assert note.facts["reason"] == "Okul yolunda olduğu için."


@pytest.mark.parametrize("titles", [[], ["Öneri A", "Öneri C"], ["Öneri B"]])
def test_a_tie_is_settled_for_the_places_left(app: Flask, titles: list[str]) -> None:
    election = tied_election()
    by_title = options(election)
    wanted = [by_title[title].id for title in titles]
    with pytest.raises(services.WrongNumber), write():
        services.settle(
            queries.get_election(election.id),
            by=NOBODY,
            option_ids=wanted,
            office="Meclis",
            reason="Gerekçe.",
        )


def test_a_web_process_does_without_numpy() -> None:
    """Only the count needs it, and imports it then."""
    code = "import sys; sys.path.insert(0, 'platform'); import web.app; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "voting.counting.definition" in run.stdout.split()
    assert "numpy" not in run.stdout.split()
