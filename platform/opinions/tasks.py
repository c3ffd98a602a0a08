"""What the worker looks at: answers since the last analysis, windows that are over."""

import importlib
import logging
from typing import Any

from kernel import clock
from kernel.db import db, write
from opinions import queries

log = logging.getLogger("katiliyoruz.opinions")


def analyse_due() -> None:
    """Each conversation by itself: one that fails does not hold up the others."""
    due = queries.list_due()
    db.session.rollback()
    for conversation_id in due:
        try:
            analyse(conversation_id)
        except Exception:
            # Its claim stands: it is tried again in a quarter of an hour.
            log.exception("conversation %s was not counted", conversation_id)
            db.session.rollback()


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


def _analysing() -> Any:
    """With NumPy, which a web process starts without."""
    return importlib.import_module("opinions.services.analysing")
