"""Telling people: one row a person and event, and the mail that is to be written of it."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from accounts.models import Digest, Person
from kernel import audit, clock, outbox
from kernel.db import db
from kernel.dialects import insert_into
from kernel.rules import Visitor
from notifications import queries, rules
from notifications.models import DEFAULTS, How, Notice, NoticeKind, NoticePreference

#: more people than this are told by the worker, so many in a transaction
PART = 1000


@dataclass(frozen=True)
class News:
    """One event, without the people. Every field can be written as JSON."""

    key: str
    kind: str
    message: str
    facts: dict[str, Any]
    subject: str
    endpoint: str
    object_id: int | None
    municipality_id: int | None
    at: str
    waits: bool
    ends_at: str | None

    def row(self) -> dict[str, Any]:
        ends_at = None if self.ends_at is None else datetime.fromisoformat(self.ends_at)
        at = datetime.fromisoformat(self.at)
        return {**asdict(self), "kind": NoticeKind(self.kind), "at": at, "ends_at": ends_at}


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
    kind: NoticeKind,
    but_not: int | None = None,
    waits: bool = False,
    ends_at: datetime | None = None,
) -> None:
    """Tells each person once about the event `key`; again under the same key is silence.

    `message` is a msgid, `facts` its placeholders: text, numbers, `rules.day(…)`, `rules.word(…)`,
    and `rules.counted(…)` where one and many are said differently.
    A fact named `reason` is shown below the message as its own paragraph.
    `waits`: something is asked of the reader (an invitation, a vote that closes at `ends_at`); the
    mail says it first.
    """
    people = sorted({person for person in person_ids if person != but_not})
    ends = None if ends_at is None else ends_at.isoformat()
    news = News(
        key=key,
        kind=kind.value,
        message=message,
        facts=facts,
        subject=subject,
        endpoint=endpoint,
        object_id=object_id,
        municipality_id=municipality_id,
        at=clock.now().isoformat(),
        waits=waits,
        ends_at=ends,
    )
    if len(people) <= PART:
        tell_part(people=people, news=asdict(news))
        return
    # 50,000 rows at once would hold SQLite's only writer for seconds.
    event = secrets.token_hex(6)
    outbox.schedule(
        outbox.Moment(
            f"tell:{event}:{first}",
            "notifications.tell_part",
            clock.now(),
            {"people": people[first : first + PART], "news": asdict(news)},
            municipality_id,
        )
        for first in range(0, len(people), PART)
    )


def tell_part(*, people: list[int], news: Mapping[str, Any]) -> None:
    if not people:
        return
    told = News(**news)
    common = told.row()
    statement = insert_into(Notice).on_conflict_do_nothing(index_elements=["person_id", "key"])
    db.session.execute(statement, [{"person_id": person, **common} for person in people])
    _queue_mails(people, told.key, NoticeKind(told.kind))


def _queue_mails(people: list[int], key: str, kind: NoticeKind) -> None:
    """One mail a person and morning, or one a person and event for whoever wants it at once."""
    hows = queries.list_hows(people, kind)
    now = clock.now()
    first = [person for person, how in hows.items() if how is How.AT_ONCE]
    outbox.moments(
        "notifications.at_once",
        now,
        {f"at-once:{person}:{key}": {"person_id": person, "key": key} for person in first},
    )
    for how, mailing in (
        (How.DAILY, rules.next_mailing(now)),
        (How.WEEKLY, rules.next_weekly(now)),
    ):
        day = clock.local(mailing).date().isoformat()
        wanting = [person for person, wanted in hows.items() if wanted is how]
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


def mark_digested(person_id: int, notice_ids: Iterable[int] | None = None) -> None:
    """These, or everything up to now: they are in a mail, or not wanted as one."""
    statement = update(Notice).where(Notice.person_id == person_id, Notice.digested_at.is_(None))
    if notice_ids is not None:
        statement = statement.where(Notice.id.in_(list(notice_ids)))
    db.session.execute(statement.values(digested_at=clock.now()))


def choose(*, by: Visitor, mail: bool, hows: Mapping[NoticeKind, How]) -> None:
    """What is as by default needs no row: a better default reaches whoever never chose."""
    assert by.id is not None
    chosen = Digest.DAILY if mail else Digest.NONE
    db.session.execute(update(Person).where(Person.id == by.id).values(digest=chosen))
    for kind, how in hows.items():
        _choose(by.id, kind, how)
    audit.record("notifications.choose", by=by.id)


def _choose(person_id: int, kind: NoticeKind, how: How) -> None:
    mine = {"person_id": person_id, "kind": kind}
    if how is DEFAULTS[kind]:
        db.session.execute(delete(NoticePreference).filter_by(**mine))
        return
    statement = insert_into(NoticePreference).values(**mine, how=how)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=list(mine), set_={"how": how})
    )


def stop_digest(person_id: int | None, kind: NoticeKind | None = None) -> None:
    """By the link of a mail: of its kind, or of the summary, which holds every kind."""
    if kind is not None and person_id is not None:
        _choose(person_id, kind, How.NEVER)
        return
    db.session.execute(update(Person).where(Person.id == person_id).values(digest=Digest.NONE))


def forget(person_id: int) -> None:
    """Notices belong to the person alone: they go, and what was chosen about them."""
    db.session.execute(delete(Notice).where(Notice.person_id == person_id))
    db.session.execute(delete(NoticePreference).where(NoticePreference.person_id == person_id))
