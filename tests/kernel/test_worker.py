"""The outbox and its worker: once is once, also when somebody pulls the plug."""

import signal
import smtplib
import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from kernel import clock, outbox, worker
from kernel.db import db, write
from kernel.outbox import Errand, State
from tests.moment import NOW

ROOT = Path(__file__).parents[2]


def queue(key: str = "dogrula:1", due_at: object = None) -> None:
    with write():
        outbox.mail(key, "ayse@cinarli.example", "Konu", "Metin", due_at=due_at)  # type: ignore[arg-type]


def only() -> Errand:
    db.session.rollback()
    return db.session.scalars(select(Errand)).one()


def test_a_mail_goes_out_once(app: Flask) -> None:
    sent: list[EmailMessage] = []
    queue()
    queue()
    assert worker.run_once({}, sent.append) == 1
    assert worker.run_once({}, sent.append) == 0
    assert [message["To"] for message in sent] == ["ayse@cinarli.example"]
    assert only().state is State.DONE


def test_the_claim_is_committed_before_the_dialogue(app: Flask) -> None:
    seen: list[State] = []

    def look(_message: EmailMessage) -> None:
        seen.append(only().state)

    queue()
    worker.run_once({}, look)
    assert seen == [State.SENDING]


def test_not_before_it_is_due(app: Flask) -> None:
    queue(due_at=NOW + timedelta(hours=1))
    assert worker.run_once({}, lambda _m: None) == 0
    with clock.held(NOW + timedelta(hours=1)):
        assert worker.run_once({}, lambda _m: None) == 1


def test_later_is_tried_again_with_a_growing_wait(app: Flask) -> None:
    def busy(_message: EmailMessage) -> None:
        raise worker.Temporary("421")

    queue()
    waits = []
    moment = NOW
    for _attempt in range(len(outbox.BACK_OFF)):
        with clock.held(moment):
            worker.run_once({}, busy)
        waits.append(only().due_at - moment)
        moment = only().due_at
    assert waits == outbox.BACK_OFF
    with clock.held(moment):
        worker.run_once({}, busy)
    assert only().state is State.FAILED


def test_a_refusal_is_final(app: Flask) -> None:
    def refuse(_message: EmailMessage) -> None:
        raise worker.Refused("550")

    queue()
    worker.run_once({}, refuse)
    assert only().state is State.FAILED
    assert [errand.key for errand in outbox.list_undelivered()] == ["dogrula:1"]


def test_an_odd_end_is_unknown_until_a_person_decides(app: Flask) -> None:
    def cut(_message: EmailMessage) -> None:
        raise ConnectionResetError

    queue()
    worker.run_once({}, cut)
    assert only().state is State.UNKNOWN
    assert worker.run_once({}, cut) == 0
    with write():
        outbox.resend(db.session.merge(only()))
    sent: list[EmailMessage] = []
    assert worker.run_once({}, sent.append) == 1


def test_an_abandoned_dialogue_becomes_unknown(app: Flask) -> None:
    queue()
    with write() as session:
        session.execute(update(Errand).values(state=State.SENDING, changed_at=NOW))
    with clock.held(NOW + timedelta(minutes=11)):
        assert worker.run_once({}, lambda _m: None) == 0
    assert only().state is State.UNKNOWN


def test_a_moment_and_its_effect_are_one_transaction(app: Flask) -> None:
    def half(**_facts: object) -> None:
        outbox.mail("yarim", "a@b.example", "x", "y")
        db.session.flush()
        raise RuntimeError

    with write():
        outbox.moment("an:1", "tests.half", NOW)
    assert worker.run_once({"tests.half": half}, lambda _m: None) == 0
    assert [errand.key for errand in db.session.scalars(select(Errand))] == ["an:1"]
    done: list[int] = []
    with clock.held(NOW + timedelta(minutes=1)):
        worker.run_once({"tests.half": lambda **_f: done.append(1)}, lambda _m: None)
    assert done == [1]


def test_a_moved_date_moves_the_moment(app: Flask) -> None:
    with write():
        outbox.moment("an:1", "tests.note", NOW + timedelta(days=1), number=1)
        outbox.moment("an:1", "tests.note", NOW + timedelta(days=3), number=2)
    errand = only()
    assert (errand.due_at, errand.body) == (NOW + timedelta(days=3), {"number": 2})
    with write():
        outbox.cancel("an:1")
    with clock.held(NOW + timedelta(days=4)):
        assert worker.run_once({}, lambda _m: None) == 0


def test_bodies_are_emptied_after_thirty_days(app: Flask) -> None:
    queue()
    worker.run_once({}, lambda _m: None)
    with clock.held(NOW + timedelta(days=29)):
        worker.sweep()
    assert only().body != {}
    with clock.held(NOW + timedelta(days=31)):
        worker.sweep()
    assert only().body == {}


SENDER = """
import os, sys, time
sys.path[:0] = [{root!r}, {platform!r}]
from kernel import clock, worker
from tests.bare import bare
from tests.moment import NOW
app = bare({settings!r})
mailbox = {mailbox!r}

def send(message):
    with open(mailbox, "a") as file:
        file.write(message["Message-ID"] + "\\n")
        file.flush()
        os.fsync(file.fileno())
    if {dies!r}:
        os.kill(os.getpid(), 9)

with clock.held(NOW), app.app_context():
    worker.run_once({{}}, send)
"""


def start(app: Flask, mailbox: Path, *, dies: bool) -> "subprocess.Popen[bytes]":
    settings = {
        key: value
        for key, value in app.config.items()
        if isinstance(value, (str, int, bool, type(None))) and key.isupper()
    }
    program = SENDER.format(
        root=str(ROOT),
        platform=str(ROOT / "platform"),
        settings=settings,
        mailbox=str(mailbox),
        dies=dies,
    )
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)


def test_two_workers_and_a_kill_send_nothing_twice(app: Flask, tmp_path: Path) -> None:
    """Eight mails, two workers, one killed with -9 in the middle of a dialogue, one more after."""
    mailbox = tmp_path / "mailbox"
    for number in range(8):
        queue(f"mail:{number}")
    db.session.remove()
    workers = [start(app, mailbox, dies=True), start(app, mailbox, dies=False)]
    ends = [process.wait(timeout=60) for process in workers]
    assert -signal.SIGKILL in ends or ends == [0, 0]
    assert start(app, mailbox, dies=False).wait(timeout=60) == 0
    arrived = mailbox.read_text().split()
    assert len(arrived) == len(set(arrived)) == 8
    states = list(db.session.scalars(select(Errand.state)))
    assert states.count(State.DONE) + states.count(State.SENDING) == 8
    assert states.count(State.SENDING) == ends.count(-signal.SIGKILL)


@pytest.mark.parametrize("code", [421, 550])
def test_the_servers_answer_decides(app: Flask, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    class Server:
        def __init__(self, *_args: object, **_options: object) -> None: ...

        def send_message(self, _message: EmailMessage) -> None:
            raise smtplib.SMTPDataError(code, b"no")

        def close(self) -> None: ...

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.cinarli.example:25")
    queue()
    worker.run_once({}, worker.smtp_sender())
    assert only().state is (State.WAITING if code == 421 else State.FAILED)
