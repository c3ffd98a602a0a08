"""The second process: does what is due, late ones in order; mail at most once."""

import logging
import os
import secrets
import signal
import smtplib
import socket
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage

from flask import current_app
from sqlalchemy import select, update

from kernel import clock, drafts, files, outbox, throttle
from kernel.db import begin_write, db, finish, write
from kernel.outbox import Errand, Kind, State, WorkerSeen

log = logging.getLogger("katiliyoruz.worker")
Task = Callable[..., None]
Send = Callable[[EmailMessage], None]


class Temporary(Exception):
    """The mail server said "later", or could not be reached before it took the message."""


class Refused(Exception):
    """The mail server said no for good."""


def run_once(tasks: Mapping[str, Task], send: Send, *, limit: int = 100) -> int:
    """Does up to `limit` due errands; returns how many were done."""
    _give_up_abandoned()
    done = 0
    for errand_id, kind in _due(limit):
        done += _mail(errand_id, send) if kind is Kind.MAIL else do_moment(errand_id, tasks)
    return done


def _due(limit: int) -> list[tuple[int, Kind]]:
    rows = db.session.execute(
        select(Errand.id, Errand.kind)
        .where(Errand.state == State.WAITING, Errand.due_at <= clock.now())
        .order_by(Errand.due_at, Errand.id)
        .limit(limit)
    ).all()
    db.session.rollback()
    found = [(row.id, row.kind) for row in rows]
    if len(found) < limit:
        return found
    # A long queue: two workers that began at the same errand would meet at every one of them.
    first = secrets.randbelow(limit)
    return found[first:] + found[:first]


def _claim(errand_id: int, state: State) -> Errand | None:
    """Takes a waiting errand; None when another worker was quicker. Inside a write transaction."""
    taken = db.session.execute(
        update(Errand)
        .where(Errand.id == errand_id, Errand.state == State.WAITING)
        .values(state=state, attempts=Errand.attempts + 1, changed_at=clock.now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return db.session.get(Errand, errand_id, populate_existing=True)


def do_moment(errand_id: int, tasks: Mapping[str, Task]) -> int:
    """The effect and the tick are one transaction: a crash leaves both undone."""
    begin_write()
    try:
        errand = _claim(errand_id, State.DONE)
        if errand is not None:
            late = clock.now() - errand.due_at
            if late.total_seconds() > 300:
                log.warning("late by %s: %s", late, errand.key)
            tasks[errand.task](**errand.body)
        finish(commit=True)
    except Exception as error:
        finish(commit=False)
        log.exception("failed: errand %s", errand_id)
        _put_off(errand_id, str(error))
        return 0
    return 1


def _mail(errand_id: int, send: Send) -> int:
    with write():
        errand = _claim(errand_id, State.SENDING)
        if errand is None:
            return 0
        message = compose(errand)
    # From here on a crash leaves "sending": nobody sends it again without a person's decision.
    try:
        send(message)
    except Temporary as error:
        _put_off(errand_id, str(error))
        return 0
    except Refused as error:
        _settle(errand_id, State.FAILED, str(error))
        return 0
    except Exception as error:
        log.exception("the fate of mail %s is unknown", errand_id)
        _settle(errand_id, State.UNKNOWN, str(error))
        return 0
    _settle(errand_id, State.DONE, None)
    return 1


def _settle(errand_id: int, state: State, error: str | None) -> None:
    with write() as session:
        errand = session.get_one(Errand, errand_id, populate_existing=True)
        errand.state, errand.last_error = state, error and error[:300]
        errand.body = outbox.lasting(errand.body, left=_leaves())
        errand.changed_at = clock.now()


def _leaves() -> bool:
    """Without a mail server, as in the demo, mails are only read here."""
    return bool(current_app.config["MAIL_SERVER"])


def _put_off(errand_id: int, error: str) -> None:
    with write() as session:
        errand = session.get_one(Errand, errand_id, populate_existing=True)
        step = min(max(errand.attempts, 1), len(outbox.BACK_OFF)) - 1
        gave_up = errand.attempts > len(outbox.BACK_OFF) and errand.kind is Kind.MAIL
        errand.state = State.FAILED if gave_up else State.WAITING
        if gave_up:
            errand.body = outbox.lasting(errand.body, left=_leaves())
        errand.attempts += 1 if errand.kind is Kind.MOMENT else 0
        errand.due_at = clock.now() + outbox.BACK_OFF[step]
        errand.last_error = error[:300]


def _give_up_abandoned() -> None:
    """A dialogue nobody finished becomes unknown, for the administrator."""
    stale = (
        Errand.state == State.SENDING,
        Errand.changed_at < clock.now() - outbox.ABANDONED,
    )
    if db.session.scalar(select(Errand.id).where(*stale).limit(1)) is not None:
        with write() as session:
            for errand in session.scalars(select(Errand).where(*stale).order_by(Errand.id)):
                errand.state, errand.changed_at = State.UNKNOWN, clock.now()
                errand.body = outbox.lasting(errand.body, left=_leaves())
    db.session.rollback()


def compose(errand: Errand) -> EmailMessage:
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = errand.body["to"]
    message["Subject"] = errand.body["subject"]
    message["Message-ID"] = errand.message_id
    message["Auto-Submitted"] = "auto-generated"
    for name, value in errand.body.get("headers", {}).items():
        message[name] = value
    message.set_content(errand.body["text"])
    return message


def smtp_sender() -> Send:
    """Speaks SMTP as MAIL_SERVER says; in the demo nothing leaves the machine."""
    if not current_app.config["MAIL_SERVER"]:
        return lambda _message: None
    host, _colon, port = current_app.config["MAIL_SERVER"].partition(":")
    settings = current_app.config

    def send(message: EmailMessage) -> None:
        try:
            server = smtplib.SMTP(host, int(port or 25), timeout=30)
            if settings["MAIL_STARTTLS"]:
                server.starttls()
            if settings["MAIL_USER"]:
                server.login(settings["MAIL_USER"], settings["MAIL_PASSWORD"])
        except (OSError, smtplib.SMTPException) as error:
            raise Temporary(str(error)) from error
        try:
            server.send_message(message)
        except smtplib.SMTPResponseException as error:
            kind = Temporary if error.smtp_code < 500 else Refused
            raise kind(f"{error.smtp_code}") from error
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as error:
            raise Refused(type(error).__name__) from error
        finally:
            server.close()

    return send


def sweep() -> None:
    """Once an hour: what is kept for a time goes when its time is over."""
    with write():
        drafts.expire()
        throttle.expire()
        outbox.empty_old_bodies()
        outbox.forget_workers()
        files.forget_unused()
    # Only now is it certain that their rows are gone.
    files.sweep()
    db.session.rollback()


def seen(name: str) -> None:
    with write() as session:
        session.merge(WorkerSeen(name=name, seen_at=clock.now()))


def _now_and_then(rounds: int, name: str, quarterly: Sequence[Task]) -> None:
    """Twice a minute, every quarter of an hour, once an hour, when there is little to do."""
    if rounds % 15 == 0:
        seen(name)
    if rounds % 450 == 0:
        for look in quarterly:
            look()
    if rounds % 1800 == 0:
        sweep()


def run(
    tasks: Mapping[str, Task],
    *,
    every: float = 2.0,
    quarterly: Sequence[Task] = (),
    always: Sequence[Task] = (),
) -> None:
    """Until SIGTERM or SIGINT. `quarterly`: about every 15 minutes, with transactions of their own.

    `always`: in every round, after what was due; each asks by itself whether there is anything.

    What has no moment of its own and must not have one: a row for each look would say when.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
    send = smtp_sender()
    rounds = 0
    while not stop.is_set():
        try:
            _now_and_then(rounds, name, quarterly)
            busy = run_once(tasks, send)
            for look in always:
                look()
        except Exception:
            log.exception("the worker goes on")
            busy = 0
        finally:
            db.session.remove()
        rounds += 1
        if not busy:
            stop.wait(every)
