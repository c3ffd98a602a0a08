"""Several presses in the same moment, each in its own transaction."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from kernel.db import DomainError, db, write


def at_once(app: Flask, *work: Callable[[], Any]) -> list[Any]:
    """Runs each in a thread with its own context; the domain error it raised is its result.

    What the tasks use must be plain values: an entity of the test belongs to another session.
    """
    db.session.rollback()
    results: list[Any] = [None] * len(work)
    start = threading.Barrier(len(work))

    def run(place: int, task: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait(30)
            try:
                with write():
                    results[place] = task()
            except DomainError as error:
                results[place] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    db.session.expire_all()
    return results
