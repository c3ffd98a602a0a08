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
from kernel.db import begin_write, db, finish, write
from kernel.outbox import Errand
from kernel.rules import NOBODY, Role
from notifications.models import Notice
from proposals import queries as proposal_queries
from proposals import services as proposal_services
from proposals.models import Proposal
from tests.make import voting as make
from tests.make.casting import vote
from tests.make.consultations import make_activity, make_consultation
from tests.make.judged import judge
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_person,
    make_resident,
    make_staff,
    visitor,
)
from tests.make.proposals import make_proposal
from tests.make.voting import (
    CUSTODIANS,
    give_keys,
    make_ballot_proposals,
    make_election,
    make_vote,
    options,
)
from tests.moment import NOW
from voting import definitions, drafting, outcomes, queries, sealing, services
from voting.counting import definition as counting
from voting.models import Custodian, Election, ElectionNote, ElectionState
from web.tasks import TASKS

END = NOW + timedelta(days=14)
AFTER = END + timedelta(minutes=1)


def count(election: Election) -> Election:
    """The whole way from the end to the result."""
    with clock.held(AFTER):
        return make.count(election)


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
    read = definitions.definition(election)
    assert (read.election, read.rule, read.seats) == (str(election.id), "approval", 1)
    assert read.ids == tuple(str(option.id) for option in options(election).values())
    assert (read.params["max_choices"], read.quorum) == (2, None)
    assert read.sha256 == election.definition_sha256
    assert keys.exists(election.key_name)
    activity = db.session.get_one(Activity, place.id)
    assert (activity.endpoint, activity.object_id) == ("voting.show", election.id)
    due = {
        row.task: row.due_at
        for row in db.session.scalars(select(Errand).where(Errand.task.startswith("voting.")))
        if row.body == {"election_id": election.id}
    }
    assert due["voting.close"] == END


def test_the_definition_says_how_it_is_kept_secret(app: Flask) -> None:
    election = make_election()
    facts = json.loads(election.definition or "{}")
    assert (facts["secrecy"], facts["open_ballots"], facts["roll"], facts["paper"]) == (
        *("secret", True),
        *("proofs", "none"),
    )
    assert facts["sealing_key"] == election.sealing_key
    assert facts["ballot_bytes"] % sealing.BLOCK == 0
    assert facts["log_key"] == sealing.log_public(keys.read(election.log_key_name)).hex()
    assert [one["key"] for one in facts["custodians"]] == [
        sealing.public_of(CUSTODIANS[number]).hex() for number in (1, 2, 3)
    ]
    assert [set(one) for one in facts["custodians"]] == [{"name", "body", "key"}] * 3


def test_costs_are_those_of_the_moment_of_freezing(app: Flask) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation)
    election = make_election(
        make_vote(consultation=consultation), proposals=proposals, frozen=False
    )
    with write() as session:
        session.execute(update(Proposal).values(cost_kurus=777))
    with write():
        give_keys(queries.get_election(election.id))
        services.freeze(queries.get_election(election.id), by=NOBODY)
    with write() as session:
        session.execute(update(Proposal).values(cost_kurus=888))
    assert {option.cost_kurus for option in options(election).values()} == {777}


def test_a_key_left_by_a_publication_that_was_rolled_back(app: Flask) -> None:
    election = make_election(frozen=False)
    with write():
        give_keys(queries.get_election(election.id))
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
        ({"titles": ["Rampa"]}, drafting.TOO_FEW),
        ({"titles": ["Rampa", "Rampa"]}, drafting.TWICE),
        ({"seats": 3}, drafting.TOO_MANY_SEATS),
        ({"params": {"max_choices": 4}}, drafting.TOO_MANY_CHOICES),
        ({"consequence": " "}, drafting.NO_CONSEQUENCE),
    ],
)
def test_what_is_missing_is_told(app: Flask, wrong: dict[str, object], problem: str) -> None:
    election = make_election(frozen=False, **wrong)  # type: ignore[arg-type]
    with write():
        give_keys(queries.get_election(election.id))
    with pytest.raises(services.NotReady), write():
        services.freeze(queries.get_election(election.id), by=NOBODY)
    assert drafting.missing(queries.get_election(election.id), []) == [problem]


def test_custodians_are_missing_until_each_has_opened_the_envelope(app: Flask) -> None:
    election = make_election(frozen=False)

    def missing() -> list[str]:
        with pytest.raises(services.NotReady), write():
            services.freeze(queries.get_election(election.id), by=NOBODY)
        return drafting.missing(queries.get_election(election.id), [])

    assert missing() == [drafting.NO_CUSTODIANS]
    with write():
        give_keys(queries.get_election(election.id))
    with write() as session:
        session.execute(update(Custodian).where(Custodian.number == 2).values(tried_at=None))
    assert missing() == [drafting.NOT_TRIED]
    with write() as session:
        session.execute(update(Election).values(sealing_key=None))
    assert missing() == [drafting.NO_KEYS]


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
    with write():
        give_keys(queries.get_election(election.id))
    with pytest.raises(services.NotReady), write():
        services.freeze(queries.get_election(election.id), by=NOBODY)
    statuses = queries.list_statuses(election.id)
    assert drafting.missing(queries.get_election(election.id), statuses) == [drafting.LEFT]


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
        "channels": {"web": 12},
        "small": False,
    }
    assert outcomes.figures(counted) == outcomes.Figures(
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
            outcomes.Score(ids["Engelsiz rampa"], 11, 1),
            outcomes.Score(ids["Mahalle bostanı"], 1, 2),
            outcomes.Score(ids["Kuş gözlem noktası"], 0, 3),
        ],
    )
    activity = queries.get_election(election.id).activity
    assert activity.done_note == "Seçilen: %(title)s"
    assert activity.done_facts == {"title": "Engelsiz rampa"}
    assert activity.contribution_count == 12


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
    assert outcomes.outcome(counted) == "Eşitlik var: kararı belediye meclisi verecek."
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
    assert outcomes.result(counted).chosen == frozenset()
    assert outcomes.outcome(counted) == "Yeterli katılım olmadı; hiçbir seçenek seçilmedi."
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
    assert outcomes.figures(queries.get_election(election.id)) == outcomes.Figures(
        small=True,
        eligible=9,
        places=0,
        quorum={"percent": 10, **stored["quorum"]},
    )
    assert queries.get_election(election.id).activity.contribution_count == 0
    larger = make_election()
    for _number in range(10):
        vote(larger, make_person(), "Engelsiz rampa")
    figures = outcomes.figures(count(larger))
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
    assert queries.count_eligible(make_election(place)) == 1


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
    assert outcomes.outcome(settled) == "Seçilen: Öneri C"
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


def test_a_hidden_proposal_loses_its_name_in_a_draft_and_not_in_what_is_frozen(app: Flask) -> None:
    place = make_municipality()
    moderator = make_staff(place, Role.MODERATOR)
    consultation = make_consultation(place, activities=[])
    activity = make_activity(consultation)
    proposals = [
        make_proposal(activity, title=title, status=Status.ON_BALLOT)
        for title in ("Komşum Hüsnü’nün dükkânı", "Meydana çeşme")
    ]
    drafted = make.make_election(
        make.make_vote(consultation=consultation), proposals=proposals, frozen=False
    )
    hidden = proposals[0]
    judge(hidden, moderator)
    assert worker.run_once(TASKS, lambda _message: None) > 0
    election = queries.get_election(drafted.id)
    assert [option.title for option in election.options] == [hidden.number, "Meydana çeşme"]
    assert drafting.LEFT in drafting.missing(election, queries.list_statuses(election.id))
    with write():
        proposal_services.unhide(
            proposal_queries.get_judged(hidden.id), by=visitor(moderator), reason="Yanlış karardı."
        )
    assert worker.run_once(TASKS, lambda _message: None) > 0
    db.session.expire_all()
    assert queries.get_election(drafted.id).options[0].title == "Komşum Hüsnü’nün dükkânı"
