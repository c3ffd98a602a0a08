"""Everybody who follows a consultation gets one summary, while workers are killed.

Nobody gets two. Whoever gets none is the receiver of a mail that was in flight at the kill, and
stands on the administrator's list.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import func, insert, select

from accounts.models import EmailProof, Person
from journeys import services as journeys
from journeys.models import Follower, Kind, Status, Why
from journeys.queries import get_journey
from kernel import clock, ledgers, outbox, worker
from kernel.db import db, write
from kernel.outbox import Errand, State
from kernel.outbox import Kind as ErrandKind
from scripts import run
from tests import postgres
from tests.make.places import make_municipality
from tests.proofs import servers
from tests.proofs.figures import told
from tests.proofs.mailbox import Mailbox
from web import tables
from web.app import create_app
from web.tasks import TASKS

Request = pytest.FixtureRequest
FIRST = 10_000
MAIL = ErrandKind.MAIL
FOLLOWERS = pytest.mark.parametrize("number", [500, pytest.param(50_000, marks=pytest.mark.proof)])
#: where the second worker dies: before its mail was given away, and after
PLACES = pytest.mark.parametrize(("database", "stage"), [("sqlite", "."), ("postgresql", "DATA")])


@contextmanager
def town(folder: Path, url: str, mailbox: Mailbox) -> Iterator[dict[str, str]]:
    environment = servers.settings(folder, url) | {
        "MAIL_SERVER": mailbox.address,
        # Processes are killed here, not the machine.
        "SQLITE_SYNCHRONOUS": "OFF",
    }
    with patch.dict(os.environ, environment):
        tables.load()
        app = create_app()
        with app.app_context():
            db.create_all()
            ledgers.create()
            yield environment
            db.session.remove()
            db.engine.dispose()
            ledgers.dispose()


@contextmanager
def mails() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        thread = threading.Thread(target=mailbox.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield mailbox
        finally:
            mailbox.shutdown()
            thread.join()


@contextmanager
def working(environment: dict[str, str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker as an operator runs it; what dies is not started again."""
    paths = os.pathsep.join([str(servers.ROOT), str(servers.ROOT / "platform")])
    with (folder / "worker.txt").open("ab") as said:
        process = subprocess.Popen(
            run.worker_command(),
            cwd=servers.ROOT,
            env={**os.environ, **environment, "PYTHONPATH": paths},
            stdout=said,
            stderr=said,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def follow(number: int) -> int:
    """So many people with a confirmed address follow one consultation."""
    ids = range(FIRST, FIRST + number)
    place = make_municipality()
    with write() as session:
        journey = journeys.start(
            Kind.CONSULTATION,
            Status.OPEN,
            municipality_id=place.id,
            subject="Dere boyu",
            endpoint="consultations.list_all",
            object_id=1,
            by=None,
        )
        common = {"journey_id": journey.id, "why": Why.FOLLOWER}
        rows = {
            Person: [{"id": one, "email": address(one), "name": f"Kişi {one}"} for one in ids],
            EmailProof: [{"person_id": one, "email": address(one)} for one in ids],
            Follower: [{"person_id": one, **common} for one in ids],
        }
        for model, facts in rows.items():
            session.execute(insert(model), facts)
        return journey.id


def address(person_id: int) -> str:
    return f"kisi{person_id}@kanit.example"


def tell(journey_id: int) -> float:
    """The seconds for which the one request holds the writer."""
    began = time.perf_counter()
    with write():
        journey = get_journey(journey_id)
        journeys.tell_followers(journey, key="haber:1", message="Yeni.", facts={}, by=None)
    return time.perf_counter() - began


def counted(*where: Any) -> int:
    found = db.session.scalar(select(func.count()).select_from(Errand).where(*where)) or 0
    db.session.rollback()
    return found


def until_done(
    environment: dict[str, str], folder: Path, mailbox: Mailbox, number: int, stage: str
) -> None:
    """One of two workers dies while it writes summaries; another takes its place and dies in a
    dialogue. The one that nobody touched does the rest."""
    with working(environment, folder) as steady:
        with working(environment, folder) as first:
            while counted(Errand.kind == MAIL) < number // 4:
                assert steady.poll() is first.poll() is None, said(folder)
                time.sleep(0.02)
            os.kill(first.pid, signal.SIGKILL)
        with working(environment, folder) as second:
            mailbox.aim(second.pid, stage, number // 3)
            while counted(Errand.state == State.WAITING, Errand.due_at <= clock.now()):
                assert steady.poll() is None, said(folder)
                time.sleep(0.1)
            assert mailbox.killed.is_set()
            assert second.wait(30) == -signal.SIGKILL


def said(folder: Path) -> str:
    return (folder / "worker.txt").read_text()[-2000:]


@FOLLOWERS
@PLACES
def test_two_workers_one_killed_and_nobody_gets_two_summaries(
    tmp_path: Path, request: Request, database: str, stage: str, number: int
) -> None:
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'kanit.sqlite'}"
        if database == "postgresql":
            url = stack.enter_context(postgres.server())
        mailbox = stack.enter_context(mails())
        environment = stack.enter_context(town(tmp_path, url, mailbox))
        # Yesterday's eight o'clock has passed for the workers, whose clock is the machine's.
        with clock.held(clock.now() - timedelta(days=2)):
            telling = tell(follow(number))
            began = time.perf_counter()
            while worker.run_once(TASKS, lambda _message: None):
                pass
        spreading = time.perf_counter() - began
        began = time.perf_counter()
        until_done(environment, tmp_path, mailbox, number, stage)
        seconds = time.perf_counter() - began
        in_flight = check(mailbox, number, stage)
    told(
        request,
        database=database,
        followers=number,
        seconds_of_the_request=round(telling, 2),
        seconds_of_telling=round(spreading, 1),
        seconds_of_mailing=round(seconds, 1),
        mails_in_flight_at_the_kill=in_flight,
    )


def check(mailbox: Mailbox, number: int, stage: str) -> int:
    """How many were in flight."""
    in_flight = counted(Errand.state == State.SENDING)
    # The first may have died in a dialogue, too.
    assert 1 <= in_flight <= 2
    assert counted(Errand.state == State.DONE, Errand.kind == MAIL) == number - in_flight
    # Nobody knows what became of them; the administrator is told when their time is over.
    with clock.held(clock.now() + outbox.ABANDONED + timedelta(minutes=1)):
        worker.run_once({}, lambda _message: None)
        listed = {str(row.body["to"]) for row in outbox.list_undelivered()}
    db.session.rollback()
    assert len(listed) == in_flight
    assert set(mailbox.taken.values()) == {1}, "somebody got two"
    everybody = {address(one) for one in range(FIRST, FIRST + number)}
    without = everybody - set(mailbox.taken)
    assert without <= listed
    if stage == "DATA":
        assert without, "the one that died before it gave its mail away"
    return in_flight
