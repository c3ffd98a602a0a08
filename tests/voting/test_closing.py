"""From the end to the result: each step once, in its order, refused before the one before."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from answers import queries as answers
from answers.models import Duty, DutyKind
from consultations.models import Activity, Consultation, ConsultationState
from kernel import clock, keys, ledgers, worker
from kernel.audit import AuditLine
from kernel.db import begin_write, db, finish, write
from kernel.outbox import Errand, State
from kernel.rules import NOBODY
from tests.make.casting import ballots, cast_choice, entries, heads, logged, vote, waiting
from tests.make.places import make_person, visitor
from tests.make.voting import (
    SEED,
    close,
    count,
    halves_of,
    make_election,
    make_officer,
    make_vote,
    options,
)
from tests.moment import NOW
from voting import box, casting, custody, queries, roll, rules, services
from voting.models import Election, ElectionState
from voting.rules import Reason
from voting.services import opening
from web.tasks import TASKS

END = NOW + timedelta(days=14)
AFTER = END + timedelta(minutes=1)


def run_worker() -> int:
    return worker.run_once(TASKS, lambda _message: None)


def get(election: Election) -> Election:
    db.session.rollback()
    return queries.get_election(election.id)


def bring(election: Election, *numbers: int) -> None:
    for number in numbers:
        with write():
            custodian = queries.get_election(election.id).custodians[number - 1]
            services.bring(custodian, lines=custody.half_lines(halves_of(custodian)))


def open_box(election: Election) -> bool:
    with write():
        return services.open_box(election.id)


def denied(election: Election) -> Reason | None:
    found = rules.may_open(get(election))
    return found and found.reason  # type: ignore[return-value]


def refused(election: Election) -> Reason | None:
    """The rule's answer; both custodians have come, and none of their halves was taken."""
    for number in (1, 2):
        with pytest.raises(opening.NotYet):
            bring(election, number)
    brought = [custodian.brought for custodian in get(election).custodians]
    assert brought == [None, None, None]
    return denied(election)


def forced(election: Election, *numbers: int) -> None:
    """The halves lie in the database, whatever the service says."""
    with write():
        for custodian in queries.get_election(election.id).custodians:
            if custodian.number in numbers:
                found = halves_of(custodian).items()
                custodian.brought = {pair: half.hex() for pair, half in found}


def begun(election: Election, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark on the roll whose ballot never came."""
    person = make_person()

    def killed(*_values: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(casting, "_drop_into_box", killed)
        with pytest.raises(SystemExit):
            vote(election, person, "Engelsiz rampa")


# --- the order ----------------------------------------------------------------------------------


def test_the_box_opens_only_after_key_seed_and_two_custodians(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    with clock.held(AFTER):
        # Nobody takes a half, and nothing opens, as long as a tag can be computed …
        assert (refused(election), open_box(election)) == (Reason.KEY_THERE, False)
        with write():
            services.close(election.id)
        assert (refused(election), open_box(election)) == (Reason.KEY_THERE, False)
        with write():
            services.destroy_key(election.id)
        # … nor before the seed is drawn.
        assert (refused(election), open_box(election)) == (Reason.NO_SEED, False)
        with write():
            services.enter_seed(get(election), by=NOBODY, seed=SEED, how="Zarla.")
        assert denied(election) is None
        bring(election, 1, 2)
        assert get(election).result is None
        assert open_box(election)
    assert get(election).state is ElectionState.COUNTED
    assert denied(election) is Reason.COUNTED


def test_halves_in_the_database_open_nothing_early(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    with clock.held(AFTER):
        forced(election, 1, 2)
        assert not open_box(election)
        with write():
            services.close(election.id)
        assert not open_box(election)
        with write():
            services.destroy_key(election.id)
        assert not open_box(election)
        assert services.prepared(election.id) is None
    assert get(election).result is None


def test_a_custodian_comes_once(app: Flask) -> None:
    election = make_election()
    with clock.held(AFTER):
        close(election)
        bring(election, 2)
        with pytest.raises(opening.NotYet):
            bring(election, 2)


def test_a_key_that_came_back_stops_the_opening(app: Flask) -> None:
    """A file restored from somewhere: whoever opens the box could compute tags."""
    election = make_election()
    with clock.held(AFTER):
        close(election)
        bring(election, 2, 3)
        keys.create(election.key_name)
        assert (denied(election), open_box(election)) == (Reason.KEY_THERE, False)
        keys.destroy(election.key_name)
        assert open_box(election)


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 3), (3, 1)])
def test_any_two_custodians_open_the_box(app: Flask, pair: tuple[int, int]) -> None:
    election = make_election()
    vote(election, make_person(), "Mahalle bostanı")
    with clock.held(AFTER):
        close(election)
        bring(election, pair[0])
        assert not open_box(election)
        bring(election, pair[1])
        assert open_box(election)
    counted = get(election)
    assert counted.result is not None
    assert counted.result["winners"] == [str(options(election)["Mahalle bostanı"].id)]
    assert [custodian.brought for custodian in counted.custodians] == [None, None, None]


def test_one_custodian_does_not_bring_anothers_half(app: Flask) -> None:
    election, other = make_election(), make_election()
    with clock.held(AFTER):
        close(election)
        lines = [
            custody.half_lines(halves_of(get(election).custodians[1])),
            custody.half_lines(halves_of(get(other).custodians[0])),
            "",
            "KH1.12.zz",
        ]
        for line in lines:
            with pytest.raises(services.opening.NotTheHalf), write():
                services.bring(get(election).custodians[0], lines=line)
    assert get(election).custodians[0].brought is None


@pytest.mark.parametrize(
    "seed", ["", "12345", "1" * 81, "12345a", "１２３４５６", "-123456", "1.23456"]
)
def test_a_seed_is_digits(app: Flask, seed: str) -> None:
    election = make_election()
    with pytest.raises(services.closing.BadSeed), write():
        services.enter_seed(get(election), by=NOBODY, seed=seed, how="Zarla.")


def test_the_public_record_tells_every_step(app: Flask) -> None:
    election = make_election()
    with clock.held(AFTER):
        count(election)
    assert [note.message for note in queries.list_notes(election.id)] == [
        "Sandık kapandı; son oylar herkese açık günlüğe yazıldı.",
        "Oyları kişilerden ayıran anahtar yok edildi.",
        "Kura sayısı çekildi: %(seed)s. %(how)s",
        *["%(name)s (%(body)s) sandığın açılması için anahtar yarısını getirdi."] * 2,
        "Oylar sayıldı. Sayım kuralı sürümü: %(version)s",
    ]


# --- the worker ---------------------------------------------------------------------------------


def test_the_worker_closes_and_then_destroys_the_key(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    run_worker()
    assert get(election).closed_at is None
    with clock.held(AFTER):
        run_worker()
        closed = get(election)
        assert (closed.closed_at, closed.settled_at) == (AFTER, AFTER)
        assert len(logged(election)) == 1
        assert closed.state is ElectionState.FROZEN
        run_worker()
    assert not keys.exists(election.key_name)
    assert get(election).key_ended_at == AFTER
    assert denied(election) is Reason.NO_SEED


def test_the_worker_opens_when_the_second_custodians_request_died(app: Flask) -> None:
    election = make_election()
    with clock.held(AFTER):
        close(election)
        bring(election, 1, 2)
    with clock.held(AFTER + timedelta(minutes=11)):
        run_worker()
    assert get(election).state is ElectionState.COUNTED


def test_no_moment_of_a_vote_is_left_undone(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    with clock.held(AFTER):
        count(election)
    for hours in (1, 2, 3):
        with clock.held(AFTER + timedelta(hours=hours)):
            run_worker()
    db.session.rollback()
    left = select(Errand.task, Errand.state).where(Errand.task.startswith("voting."))
    assert {state for _task, state in db.session.execute(left)} <= {State.DONE, State.CANCELLED}


def test_a_crash_after_the_closing_leaves_the_key_to_the_next_round(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = make_election()
    with clock.held(AFTER):
        with write():
            services.close(election.id)
        with monkeypatch.context() as patch:
            patch.setattr(keys, "destroy", lambda _name: (_ for _ in ()).throw(OSError("disk")))
            run_worker()
        assert keys.exists(election.key_name)
    with clock.held(AFTER + timedelta(minutes=2)):
        run_worker()
    assert not keys.exists(election.key_name)


def test_a_crash_within_the_closing_loses_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Box and roll have committed, the main database has not: the next round ends the same."""
    election = make_election()
    for _number in range(3):
        vote(election, make_person(), "Engelsiz rampa")
    begun(election, monkeypatch)
    with clock.held(AFTER):
        begin_write()
        services.close(election.id)
        finish(commit=False)
        assert get(election).closed_at is None
        with pytest.raises(casting.TooLate):
            vote(election, make_person(), "Engelsiz rampa")
        with write():
            services.close(election.id)
    turnout = get(election).turnout or {}
    assert (turnout["voters"], turnout["not_completed"]) == ({"web": 3}, 1)
    assert len(logged(election)) == 3
    assert [head["size"] for head in heads(election)] == [3]


def test_a_second_close_changes_nothing(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    with clock.held(AFTER), write():
        services.close(election.id)
    first = get(election)
    kept = (first.closed_at, first.settled_at, dict(first.turnout or {}))
    lines = len(db.session.scalars(select(AuditLine)).all())
    leaves = (logged(election), heads(election))
    with clock.held(AFTER + timedelta(hours=3)), write():
        services.close(election.id)
    again = get(election)
    assert (again.closed_at, again.settled_at, dict(again.turnout or {})) == kept
    assert (logged(election), heads(election)) == leaves
    assert len(db.session.scalars(select(AuditLine)).all()) == lines
    assert len(queries.list_notes(election.id)) == 1


def test_a_result_is_owed_an_answer(app: Flask) -> None:
    """By the day its voters were promised; the result page shows the clock."""
    election = make_election()
    with clock.held(AFTER):
        election = count(election)
    duty = db.session.get_one(Duty, election.duty_id)
    assert (duty.kind, duty.object_id) == (DutyKind.VOTE, election.id)
    promised = election.activity.consultation.duty
    if promised is None:
        with clock.held(AFTER):
            assert duty.first_due_on == answers.due_day(election.municipality_id).day
    else:
        assert (duty.first_due_on, duty.under_id) == (promised.due_on, promised.id)


def test_counting_twice_is_counting_once(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    with clock.held(AFTER):
        first = count(election).result
        lines = len(db.session.scalars(select(AuditLine)).all())
        assert not open_box(election)
        with write():
            services.store(election.id, {"winners": []}, bytes(32))
    assert get(election).result == first
    assert len(db.session.scalars(select(AuditLine)).all()) == lines


def test_nobody_closes_before_the_end(app: Flask) -> None:
    election, person = make_election(), make_person()
    with write():
        services.close(election.id)
    assert get(election).closed_at is None
    vote(election, person, "Engelsiz rampa")
    assert len(waiting(election)) == 1


def test_a_closing_that_comes_too_early_waits_for_the_real_end(app: Flask) -> None:
    election = make_election(make_vote(closes_at=NOW + timedelta(days=1)))
    with write() as session:
        session.execute(update(Activity).values(closes_at=END))
    with clock.held(NOW + timedelta(days=2)):
        run_worker()
        assert get(election).closed_at is None
        db.session.rollback()
    with clock.held(AFTER):
        run_worker()
    assert get(election).closed_at == AFTER


# --- the reconciler -----------------------------------------------------------------------------


def test_begun_votes_are_removed_before_the_count_and_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = make_election()
    for _number in range(2):
        vote(election, make_person(), "Engelsiz rampa")
    for _number in range(3):
        begun(election, monkeypatch)
    assert len(entries(election)) == 5
    with clock.held(AFTER), write():
        services.close(election.id)
    turnout = get(election).turnout or {}
    assert (turnout["voters"], turnout["not_completed"]) == ({"web": 2}, 3)
    assert len(entries(election)) == 2
    with clock.held(AFTER):
        assert (count(election).result or {})["counts"] is None  # fewer than ten: not told
    assert (get(election).turnout or {})["voters"] == {"web": 2}


def test_whoever_signs_the_roll_while_it_is_settled_is_no_voter(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In time by their own clock; the box was closed before the ballot came."""
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    usual = box.append

    def late(*values: Any, **named: Any) -> None:
        with ledgers.write(ledgers.ROLL) as connection:
            roll.insert(
                connection,
                id=uuid.uuid4(),
                election_id=election_id,
                channel=roll.WEB,
                hour=roll.hour_of(clock.now()),
                identity_tag="geç",
            )
        usual(*values, **named)

    election_id = election.id
    monkeypatch.setattr(box, "append", late)
    with clock.held(AFTER), write():
        services.close(election_id)
    turnout = get(election).turnout or {}
    assert (turnout["voters"], turnout["not_completed"]) == ({"web": 1}, 0)


# --- cancelled ----------------------------------------------------------------------------------


def test_a_cancelled_vote_takes_nothing_more_and_is_never_opened(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    with write() as session:
        session.execute(
            update(Consultation).values(state=ConsultationState.WITHDRAWN, ended_at=clock.now())
        )
    with write():
        services.close(election.id)
    with write():
        services.destroy_key(election.id)
    cancelled = get(election)
    assert (cancelled.state, cancelled.result) == (ElectionState.CANCELLED, None)
    assert not keys.exists(election.key_name)
    with pytest.raises(casting.TooLate):
        cast_choice(election, visitor(person), [])
    with pytest.raises(box.Closed):
        box.put(election.id, ballots(election)[0])
    assert refused(election) is Reason.CANCELLED
    forced(election, 1, 2)
    officer = make_officer(cancelled.municipality_id)
    for rule in (rules.settle_roll, rules.enter_seed):
        found = rule(officer, get(election))
        assert found is not None
        assert found.reason is Reason.CANCELLED
    with write():
        queries.get_election(election.id).seed = SEED
    assert not open_box(election)
    assert get(election).state is ElectionState.CANCELLED
