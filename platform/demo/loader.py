"""Loads the demo town by living it: every event through the services, at its own hour."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from demo import happenings
from demo.people import PASSWORD
from demo.settling import OPENED, settle
from demo.town import at, read_town
from kernel import clock, ledgers, page_cache, worker
from kernel.db import db, write
from kernel.outbox import Errand, Kind, State
from kernel.passwords import hash_password
from kernel.worker import Task
from notifications.models import Notice
from places.models import Municipality

DIGEST = "notifications.digest"
#: looks at the box every quarter of an hour; the story says when there is something to find
BATCH = "voting.batch"


class NotADemo(RuntimeError):
    """The database holds a real municipality; the demo keeps out."""


def is_loaded() -> bool:
    """Raises NotADemo when a municipality that is no demo lives here."""
    if db.session.scalar(select(func.count()).where(Municipality.is_demo.is_(False))):
        raise NotADemo
    return bool(db.session.scalar(select(func.count()).select_from(Municipality)))


def load(tasks: Mapping[str, Task]) -> bool:
    """Loads the town once, as of today; False when it is there already."""
    loaded = is_loaded()
    db.session.rollback()
    if loaded:
        return False
    town = read_town(clock.today())
    password_hash = hash_password(PASSWORD)
    now = clock.now()
    with _quickly():
        with clock.held(at(town.today, OPENED)), write():
            places = settle(town, password_hash)
        events = sorted(happenings.tell(town, places), key=lambda event: event[:2])
        for moment, _order, happen in events:
            if moment > now:
                continue
            _catch_up(tasks, moment)
            with clock.held(moment):
                happen()
        _catch_up(tasks, now)
        _look_into_boxes(tasks, now)
        _settle_mails(now)
    page_cache.forget_all()
    return True


@contextmanager
def _quickly() -> Iterator[None]:
    """Without waiting for the disk at each of a thousand commits: a half demo is loaded anew."""
    before = os.environ.get("SQLITE_SYNCHRONOUS")
    os.environ["SQLITE_SYNCHRONOUS"] = "OFF"
    _close_connections()
    try:
        yield
    finally:
        if before is None:
            del os.environ["SQLITE_SYNCHRONOUS"]
        else:
            os.environ["SQLITE_SYNCHRONOUS"] = before
        _close_connections()


def _close_connections() -> None:
    """Each asks how careful to be when it is made."""
    db.session.remove()
    db.engine.dispose()
    ledgers.dispose()


def _catch_up(tasks: Mapping[str, Task], until: datetime) -> None:
    """What the worker would have done by then, each at its moment."""
    while True:
        row = db.session.execute(
            select(Errand.id, Errand.due_at)
            .where(
                Errand.kind == Kind.MOMENT,
                Errand.state == State.WAITING,
                Errand.due_at <= until,
                Errand.task.not_in((DIGEST, BATCH)),
            )
            .order_by(Errand.due_at, Errand.id)
            .limit(1)
        ).first()
        db.session.rollback()
        if row is None:
            return
        with clock.held(row.due_at):
            if not worker.do_moment(row.id, tasks):
                raise RuntimeError(f"the demo's moment {row.id} failed")


def _look_into_boxes(tasks: Mapping[str, Task], now: datetime) -> None:
    """Once for all the quarters of an hour that have passed; an open vote has its next moment."""
    waiting = (Errand.task == BATCH, Errand.state == State.WAITING, Errand.due_at <= now)
    with write() as session:
        moments = session.scalars(select(Errand.id).where(*waiting).order_by(Errand.id)).all()
        session.execute(update(Errand).where(*waiting).values(due_at=now))
    with clock.held(now):
        for moment in moments:
            worker.do_moment(moment, tasks)


def _settle_mails(now: datetime) -> None:
    """Old mails are sent, old notices read or digested; what is fresh stays for /demo/posta."""
    with write() as session:
        session.execute(
            update(Errand)
            .where(Errand.due_at <= now, Errand.state == State.WAITING)
            .values(state=State.DONE, changed_at=Errand.due_at)
        )
        session.execute(update(Notice).where(Notice.at <= now).values(digested_at=Notice.at))
        session.execute(
            update(Notice).where(Notice.at <= now - timedelta(days=20)).values(read_at=Notice.at)
        )
