"""Telling people: one row a person and event, and the day's mail that is to be written."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from accounts.models import Digest, Person
from kernel import clock, outbox
from kernel.db import db
from kernel.rules import Visitor
from notifications import rules
from notifications.models import Notice


def tell(
    person_ids: Iterable[int],
    *,
    key: str,
    message: str,
    facts: dict[str, Any],
    subject: str,
    endpoint: str,
    object_id: int | None,
    municipality_id: int | None,
    but_not: int | None = None,
) -> None:
    """Tells each person once about the event `key`; again under the same key is silence.

    `message` is a msgid, `facts` its placeholders: text, numbers, `rules.day(…)`, `rules.word(…)`,
    and `rules.counted(…)` where one and many are said differently.
    A fact named `reason` is shown below the message as its own paragraph.
    """
    people = sorted({person for person in person_ids if person != but_not})
    if not people:
        return
    now = clock.now()
    common = {
        "municipality_id": municipality_id,
        "key": key,
        "message": message,
        "facts": facts,
        "subject": subject,
        "endpoint": endpoint,
        "object_id": object_id,
        "at": now,
    }
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Notice).on_conflict_do_nothing(index_elements=["person_id", "key"])
    db.session.execute(statement, [{"person_id": person, **common} for person in people])
    wanting = db.session.scalars(
        select(Person.id).where(Person.id.in_(people), Person.digest == Digest.DAILY)
    )
    mailing = rules.next_mailing(now)
    day = clock.local(mailing).date().isoformat()
    outbox.moments(
        "notifications.digest",
        mailing,
        {f"digest:{person}:{day}": {"person_id": person, "day": day} for person in wanting},
    )


def read_all(*, by: Visitor) -> None:
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == by.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )


def mark_digested(person_id: int) -> None:
    """Everything up to now is in a mail, or was not wanted as one."""
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.digested_at.is_(None))
        .values(digested_at=clock.now())
    )


def stop_digest(person_id: int | None) -> None:
    db.session.execute(update(Person).where(Person.id == person_id).values(digest=Digest.NONE))


def forget(person_id: int) -> None:
    """Notices belong to the person alone: they go."""
    db.session.execute(delete(Notice).where(Notice.person_id == person_id))
