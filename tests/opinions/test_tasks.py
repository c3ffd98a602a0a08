"""When the worker counts, what it publishes, and that nothing hangs on who came first."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from kernel import clock, outbox, worker
from kernel.db import db, write
from kernel.rules import Visitor
from opinions import findings, queries, services, tasks
from opinions.analysis import ours
from opinions.models import (
    Analysis,
    Answer,
    Conversation,
    ConversationState,
    Snapshot,
    StatementGround,
    Vote,
    Voter,
)
from opinions.services import analysing
from tests.make.opinions import (
    answered,
    camps,
    close,
    fresh,
    make_conversation,
    statement_ids,
    vote,
)
from tests.make.places import make_person, visitor


def kept(conversation: Conversation) -> Analysis:
    db.session.rollback()
    found = queries.find_analysis(conversation.id)
    assert found is not None
    return found


def published(conversation: Conversation) -> dict[str, Any]:
    db.session.rollback()
    found = queries.publication(conversation.id)
    assert found is not None
    return found


def snapshots() -> int:
    return db.session.scalar(select(func.count()).select_from(Snapshot)) or 0


# --- the same bytes -----------------------------------------------------------------------------


def bytes_of(conversation: Conversation) -> str:
    found = analysing.look(fresh(conversation))
    told = findings.publish(
        found.result,
        findings.World(True, "2026-11-23", found.unclear, found.places),
    )
    db.session.rollback()
    return json.dumps([told, ours.as_data(found.result)], sort_keys=True)


def test_answers_in_any_order_give_the_same_bytes(app: Flask) -> None:
    """Two runs, each with its own order of people and of answers, one by one."""
    made = make_conversation()
    given = camps(made, (14, 12, 11))
    runs = []
    for run in (1, 2):
        draw = random.Random(run)
        cells = [(p, s, a) for p, own in given.items() for s, a in own.items()]
        draw.shuffle(cells)
        with write() as session:
            session.execute(delete(Vote))
            session.execute(delete(Voter))
            for person, statement, answer in cells:
                services.answer(made.id, statement, by=Visitor(id=person), answer=answer)
        runs.append(bytes_of(made))
    assert runs[0] == runs[1]
    assert '"input_sha256"' in runs[0]


# --- when it counts -----------------------------------------------------------------------------


def test_nothing_is_due_without_a_new_answer(app: Flask) -> None:
    made = make_conversation()
    tasks.analyse_due()
    now = clock.now()
    with clock.held(now + timedelta(minutes=1)):
        assert not queries.list_due()
        vote(made, make_person(), statement_ids(made)[0], Answer.AGREE)
        assert list(queries.list_due()) == [made.id]


def test_not_again_within_ten_seconds_or_twenty_times_its_work(app: Flask) -> None:
    made = make_conversation()
    answered(made, camps(made, (12, 12)))
    tasks.analyse_due()
    now = kept(made).at
    assert now is not None
    for cpu, seconds in ((0.1, 10), (3.0, 60)):
        with write() as session:
            session.execute(
                update(Analysis).values(
                    at=now, due_at=now + max(analysing.LEAST, timedelta(seconds=20 * cpu))
                )
            )
        with clock.held(now + timedelta(seconds=1)):
            vote(made, make_person(), statement_ids(made)[0], Answer.AGREE)
        for later, due in ((seconds - 1, []), (seconds, [made.id])):
            with clock.held(now + timedelta(seconds=later)):
                assert list(queries.list_due()) == due


def test_what_it_took_is_what_it_waits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_conversation()
    answered(made, camps(made, (12, 12)))
    ticks = iter([1.0, 4.0])
    monkeypatch.setattr(time, "process_time", lambda: next(ticks))
    now = clock.now()
    with clock.held(now):
        tasks.analyse(made.id)
    row = kept(made)
    assert (row.cpu_seconds, row.due_at) == (3.0, now + timedelta(seconds=60))


def test_of_two_workers_one_counts(app: Flask) -> None:
    made = make_conversation()
    with write():
        assert analysing.claim(made.id, clock.now())
    with write():
        assert not analysing.claim(made.id, clock.now())
    assert not tasks.analyse(made.id)
    with clock.held(clock.now() + analysing.ABANDONED):
        assert tasks.analyse(made.id)


# --- what it publishes --------------------------------------------------------------------------


def test_no_figure_of_nine_people(app: Flask) -> None:
    made = make_conversation()
    answered(made, camps(made, (5, 4)))
    tasks.analyse(made.id)
    assert not snapshots()


def test_a_new_snapshot_needs_an_hour_and_ten_more_people(app: Flask) -> None:
    made = make_conversation()
    given = camps(made, (14, 12, 9))
    people = list(given)
    now = clock.now()

    def at(minutes: int, some: list[int]) -> int:
        with clock.held(now + timedelta(minutes=minutes)):
            answered(made, {person: given[person] for person in some})
            tasks.analyse_due()
            db.session.rollback()
        return snapshots()

    assert at(0, people[:12]) == 1
    assert published(made)["people"] == 10
    assert at(30, people[12:24]) == 1  # no hour yet
    assert at(61, []) == 2  # nobody new since, but twelve more than then
    assert at(200, people[24:33]) == 2  # nine more
    assert at(300, people[33:35]) == 3
    points = [(point.people, point.answers % 100) for point in queries.history(made.id)]
    assert points == [(10, 0), (20, 0), (30, 0)]
    results = db.session.scalars(select(Snapshot).order_by(Snapshot.id)).all()
    assert [row.result is None for row in results] == [True, True, False]


def test_while_open_everything_is_rounded_at_the_end_once_exact(app: Flask) -> None:
    made = make_conversation()
    answered(made, camps(made, (17, 16), missing=0))
    tasks.analyse(made.id)
    told = published(made)
    assert (told["final"], told["people"]) == (False, 30)
    over = close(made)
    assert list(queries.list_due()) == []  # not within ten seconds
    with clock.held(clock.now() + timedelta(seconds=11)):
        tasks.analyse_due()
    told = published(made)
    assert (told["final"], told["people"]) == (True, 33)
    over = fresh(made)
    assert over.state is ConversationState.FINAL
    assert over.activity.done_facts == {"people": 33}
    assert not queries.list_due(clock.now() + timedelta(days=1))


def test_a_conversation_of_nobody_ends_too(app: Flask) -> None:
    made = close(make_conversation())
    tasks.analyse_due()
    assert fresh(made).state is ConversationState.FINAL
    assert published(made)["statements"] == []


def test_whoever_is_let_in_at_the_last_moment_is_waited_for(app: Flask) -> None:
    made = make_conversation()
    closes = fresh(made).activity.closes_at
    assert closes is not None
    tasks.analyse(made.id)
    with clock.held(closes + timedelta(seconds=30)):
        assert not queries.list_due()
    with clock.held(closes + timedelta(seconds=60)):
        assert list(queries.list_due()) == [made.id]


# --- bans and flags -----------------------------------------------------------------------------


def straight(conversation: Conversation, people: int) -> dict[int, dict[int, Answer]]:
    ids = statement_ids(conversation)
    return {
        make_person(f"Hep evet {n}").id: dict.fromkeys(ids, Answer.AGREE) for n in range(people)
    }


def test_flagged_answers_are_shown_to_the_auditor_with_and_without(app: Flask) -> None:
    made = make_conversation(seeds=24)
    answered(made, camps(made, (20, 20), missing=0))
    made_up = straight(made, 4)
    answered(made, made_up)
    tasks.analyse(made.id)
    told = kept(made).audit
    assert told is not None
    wanted = {services.number_of(made.id, person) for person in made_up}
    assert wanted <= {one["number"] for one in told["flagged"]}
    assert (told["with"]["people"], told["without"]["people"]) == (40, 40)
    # A flag alone changes nothing of what counts.
    assert kept(made).voters == 44


def test_a_ban_acts_on_the_mathematics(app: Flask) -> None:
    made = make_conversation()
    given = camps(made, (15, 12))
    answered(made, given)
    tasks.analyse(made.id)
    before = kept(made).input_sha256
    voter = queries.find_voter(made.id, next(iter(given)))
    assert voter is not None
    number = voter.id
    for change in (services.ban_voter, services.unban_voter):
        with clock.held(clock.now() + timedelta(seconds=30)):
            part = queries.get_voter(number)
            with write():
                part = queries.get_voter(number)
                more = {"reason": "Kopya."} if change is services.ban_voter else {}
                change(part.conversation, part.row, by=visitor(make_person()), **more)
            with write() as session:
                session.execute(update(Analysis).values(due_at=clock.now()))
            assert list(queries.list_due()) == [made.id]
            tasks.analyse_due()
        row = kept(made)
        banned = change is services.ban_voter
        assert row.voters == (26 if banned else 27)
        assert (row.input_sha256 == before) is not banned


def test_a_statement_taken_out_counts_no_more(app: Flask) -> None:
    made = make_conversation()
    answered(made, camps(made, (15, 12)))
    one = statement_ids(made)[0]
    with write():
        services.ban_statement(
            queries.get_statement(one).row,
            by=visitor(make_person()),
            ground=StatementGround.REPEATED,
            reason="",
        )
    tasks.analyse(made.id)
    assert one not in [row["id"] for row in published(made)["statements"]]


# --- the next statement -------------------------------------------------------------------------


def test_the_next_statement_is_drawn_with_a_chance_that_is_told(app: Flask) -> None:
    from opinions.queries import numbers  # noqa: PLC0415

    made = make_conversation()
    ids = statement_ids(made)
    first = numbers.draw(None, ids, {}, 0.0)
    assert first is not None
    assert (first.statement_id, first.propensity) == (ids[0], round(1 / len(ids), 6))
    answered(made, camps(made, (30, 30)))
    tasks.analyse(made.id)
    with write():
        new = services.add_seed(fresh(made), by=Visitor(), text="Pazarda gölgelik olsun.").id
    row = kept(made)
    drawn = [numbers.draw(row, [*ids, new], {}, n / 200) for n in range(200)]
    shares: dict[int, int] = {}
    for one in drawn:
        assert one is not None
        shares[one.statement_id] = shares.get(one.statement_id, 0) + 1
    # Nobody has had the new one before them: it stands below its floor, the others do not.
    assert shares[new] >= 50
    for one in drawn:
        assert one is not None
        assert abs(shares[one.statement_id] / 200 - one.propensity) < 0.02
    assert numbers.draw(row, [], {}, 0.5) is None


def test_one_stands_where_ones_camp_stands(app: Flask) -> None:
    made = make_conversation(seeds=16)
    given = camps(made, (40, 40), missing=0)
    answered(made, given)
    tasks.analyse(made.id)
    db.session.rollback()
    people = list(given)
    one, friend, other = (
        queries.own_position(made.id, person) for person in (people[0], people[1], people[50])
    )
    assert one is not None
    assert friend is not None
    assert other is not None
    assert one.group == friend.group != other.group
    assert queries.own_position(made.id, make_person().id) is None


def test_one_that_fails_does_not_hold_up_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [make_conversation(), make_conversation()]
    look = analysing.look

    def failing(conversation: Conversation) -> analysing.Found:
        if conversation.id == made[0].id:
            raise RuntimeError("out of memory")
        return look(conversation)

    monkeypatch.setattr(analysing, "look", failing)
    tasks.analyse_due()
    assert [kept(one).at is None for one in made] == [True, False]
    assert not queries.list_due()
    assert list(queries.list_due(clock.now() + analysing.ABANDONED)) == [made[0].id]


# --- the process of its own ---------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[tasks._Counter]:
    """In place of the process that counts, one that never ends by itself."""
    held = tasks._Counter()
    forever = (sys.executable, "-S", "-c", "import signal; signal.pause()")
    monkeypatch.setattr(tasks, "counter", held)
    monkeypatch.setattr(tasks, "COMMAND", forever)
    yield held
    held.end()


def test_the_worker_does_other_work_while_an_analysis_runs(
    app: Flask, slow: tasks._Counter
) -> None:
    made = make_conversation()
    vote(made, make_person(), statement_ids(made)[0], Answer.AGREE)
    tasks.keep_counting()
    first = slow.process
    assert first is not None
    sent: list[str] = []
    with write():
        outbox.mail("meanwhile", "a@ev.example", "Bu arada", "Merhaba")
    worker.run_once({}, lambda message: sent.append(message["Subject"]))
    tasks.keep_counting()
    assert sent == ["Bu arada"]
    assert slow.process is first, "one process, however often it is asked for"
    assert first.poll() is None
    slow.end()
    assert first.returncode == -signal.SIGTERM


def test_a_process_that_ended_is_started_again_after_a_while(
    app: Flask, slow: tasks._Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.keep_counting()
    assert slow.process is None, "nothing is due"
    make_conversation()
    tasks.keep_counting()
    assert slow.process is not None
    slow.process.send_signal(signal.SIGALRM)
    slow.process.wait(timeout=10)
    tasks.keep_counting()
    assert not slow.runs()
    monkeypatch.setattr(tasks, "AGAIN", timedelta(0))
    tasks.keep_counting()
    assert slow.runs()


def test_an_analysis_over_its_time_ends_its_process(app: Flask) -> None:
    """In a child: the alarm ends whoever counts."""
    code = (
        "import signal; from datetime import timedelta; from types import SimpleNamespace as Made;"
        "from opinions import tasks; tasks.db = Made(session=Made(rollback=lambda: None));"
        "tasks.queries = Made(list_due=lambda: [1]);"
        "tasks.analyse = lambda _id: signal.pause(); tasks.analyse_due(timedelta(seconds=0.05))"
    )
    paths = os.pathsep.join(["platform", "."])
    environment = {**os.environ, "PYTHONPATH": paths}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, check=False, timeout=60)
    assert ended.returncode == -signal.SIGALRM


def test_the_process_ends_without_work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_conversation()
    answered(made, camps(made, (12, 12)))
    monkeypatch.setattr(tasks, "IDLE", timedelta(0))
    monkeypatch.setattr(tasks, "EVERY", timedelta(seconds=0.01))
    monkeypatch.setattr("os.nice", lambda _by: 0)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    tasks.count()
    assert db.session.scalars(select(Analysis.votes)).one() > 0
