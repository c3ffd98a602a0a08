"""Counting: what is due, and the process of its own in which it is done.

An analysis takes seconds of a processor. The worker only sees to it that the process runs, so mails
and moments never wait for it; the process is nice, and one analysis may take ten minutes at most.
"""

import atexit
import importlib
import io
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from opinions import queries
from opinions.services import importing

log = logging.getLogger("katiliyoruz.opinions")

#: `web.commands` has it
COMMAND = (sys.executable, "-m", "flask", "--app", "wsgi", "opinions", "count")
#: of one analysis; below a claim's quarter of an hour
LONGEST = timedelta(minutes=10)
#: without work the process ends: its memory is free again
IDLE = timedelta(minutes=5)
EVERY = timedelta(seconds=2)
#: one that cannot start is not tried with every round
AGAIN = timedelta(seconds=30)
NICE = 10


class _Counter:
    """The worker's hold on the process that counts."""

    process: "subprocess.Popen[bytes] | None" = None
    began = -AGAIN.total_seconds()

    def runs(self) -> bool:
        if self.process is None:
            return False
        code = self.process.poll()
        if code is None:
            return True
        if code == -signal.SIGALRM:
            log.error("an opinion map took longer than %s and was given up", LONGEST)
        elif code:
            log.error("the process that counts opinion maps ended with %s", code)
        self.process = None
        return False

    def start(self) -> None:
        if time.monotonic() - self.began < AGAIN.total_seconds():
            return
        self.began = time.monotonic()
        self.process = subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL)

    def end(self) -> None:
        if self.runs() and self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=10)
            self.process = None


counter = _Counter()
atexit.register(counter.end)


def keep_counting() -> None:
    """For the worker's every round: takes no time, whatever there is to count."""
    if counter.runs():
        return
    due = queries.list_due()
    db.session.rollback()
    if due:
        counter.start()


def count() -> None:
    """The process itself: counts what is due, until there was nothing for a while or the worker
    that started it is gone."""
    os.nice(NICE)
    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    parent, idle = os.getppid(), 0.0
    while idle <= IDLE.total_seconds() and os.getppid() == parent:
        if analyse_due(LONGEST):
            idle = 0.0
            continue
        db.session.remove()
        idle += EVERY.total_seconds()
        time.sleep(EVERY.total_seconds())


def analyse_due(limit: timedelta | None = None) -> int:
    """Each conversation by itself: one that fails does not hold up the others. How many were due.

    `limit`: an analysis that takes longer ends the process; the worker starts it again.
    """
    due = queries.list_due()
    db.session.rollback()
    for conversation_id in due:
        if limit is not None:
            signal.setitimer(signal.ITIMER_REAL, limit.total_seconds())
        try:
            analyse(conversation_id)
        except Exception:
            # Its claim stands: it is tried again in a quarter of an hour.
            log.exception("conversation %s was not counted", conversation_id)
            db.session.rollback()
    if limit is not None:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return len(due)


def analyse(conversation_id: int) -> bool:
    """Counts outside any transaction; False: another worker is at it, or it is not time."""
    work = _analysing()
    with write():
        if not work.claim(conversation_id, clock.now()):
            return False
    found = work.look(queries.get_conversation(conversation_id))
    db.session.rollback()
    with write():
        conversation = queries.get_conversation(conversation_id)
        work.keep(conversation, found, final=queries.is_over(conversation, found.at))
    return True


def write_import(conversation_id: int, by: int | None) -> None:
    """A Polis export that its officer has confirmed."""
    conversation = queries.get_conversation(conversation_id)
    row = queries.find_import(conversation_id)
    if row is None or row.files is None:
        return
    formats = importlib.import_module("opinions.formats")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(row.files)) as archive:
            archive.extractall(folder)
        export = formats.read(Path(folder))
    importing.write_import(conversation, export, by=Visitor(id=by))


def _analysing() -> Any:
    """With NumPy, which a web process starts without."""
    return importlib.import_module("opinions.services.analysing")
