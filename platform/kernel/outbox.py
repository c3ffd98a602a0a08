"""What must happen later is a row: mails and moments, written with the change that causes them."""

import enum
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint, cast, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kernel import clock
from kernel.db import Base, Json, db, enum_column, stamp
from kernel.dialects import insert_into


class Kind(enum.StrEnum):
    MAIL = "mail"
    MOMENT = "moment"


class State(enum.StrEnum):
    WAITING = "waiting"
    SENDING = "sending"  # claimed and committed before the SMTP dialogue
    DONE = "done"
    FAILED = "failed"  # refused for good
    UNKNOWN = "unknown"  # the worker died in the dialogue: a person decides
    CANCELLED = "cancelled"


class Errand(Base):
    """One thing to do once. `key` is unique: writing it twice changes its date, not its number."""

    __tablename__ = "errand"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_errand_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    state: Mapped[State] = mapped_column(enum_column(State), default=State.WAITING)
    #: the task's name for a moment ("consultations.open"); empty for a mail
    task: Mapped[str] = mapped_column(String(80), default="")
    #: facts of the moment, or {"to", "subject", "text"} of the mail (emptied after 30 days)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str | None] = mapped_column(String(200))
    #: whose mail it is; plain numbers, the floors above own them
    person_id: Mapped[int | None] = mapped_column(index=True)
    municipality_id: Mapped[int | None] = mapped_column(index=True)
    last_error: Mapped[str | None] = mapped_column(String(300))
    changed_at: Mapped[datetime] = mapped_column(default=stamp, onupdate=stamp)


class WorkerSeen(Base):
    """One row a worker: when it last looked."""

    __tablename__ = "worker_seen"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    seen_at: Mapped[datetime]


MAIL_BODY_KEPT = timedelta(days=30)
#: waits after a temporary refusal
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]
#: a dialogue longer than this belongs to a dead worker
ABANDONED = timedelta(minutes=10)


def mail(
    key: str,
    to: str,
    subject: str,
    text: str,
    *,
    person_id: int | None = None,
    municipality_id: int | None = None,
    due_at: datetime | None = None,
    headers: dict[str, str] | None = None,
    fleeting: bool = False,
) -> None:
    """Queues one mail; the same key a second time is the same mail.

    `fleeting`: address and text go as soon as its fate is settled; nobody can send it again.
    """
    values = {
        "key": key,
        "kind": Kind.MAIL,
        "state": State.WAITING,
        "task": "",
        "body": {"to": to, "subject": subject, "text": text, "headers": headers or {}}
        | ({"fleeting": True} if fleeting else {}),
        "due_at": due_at or clock.now(),
        "attempts": 0,
        "message_id": f"<{uuid.uuid4().hex}@katiliyoruz>",
        "person_id": person_id,
        "municipality_id": municipality_id,
        "changed_at": clock.now(),
    }
    db.session.execute(
        insert_into(Errand).values(**values).on_conflict_do_nothing(index_elements=["key"])
    )


@dataclass(frozen=True)
class Moment:
    """Something the worker does at `due_at`; `facts` are the keywords of the task."""

    key: str
    task: str
    due_at: datetime
    facts: Mapping[str, Any]
    municipality_id: int | None = None

    def row(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "kind": Kind.MOMENT,
            "state": State.WAITING,
            "task": self.task,
            "body": dict(self.facts),
            "due_at": self.due_at,
            "attempts": 0,
            "municipality_id": self.municipality_id,
            "changed_at": clock.now(),
        }


def moment(
    key: str, task: str, due_at: datetime, *, municipality_id: int | None = None, **facts: Any
) -> None:
    """Something the worker does at `due_at`; a second call moves the date of what still waits."""
    schedule([Moment(key, task, due_at, facts, municipality_id)])


def schedule(moments: Iterable[Moment]) -> None:
    """Many at once; what waits already under a key, or was cancelled, has a new date."""
    rows = [moment.row() for moment in moments]
    if not rows:
        return
    statement = insert_into(Errand)
    new = statement.excluded
    moved = {name: getattr(new, name) for name in ("due_at", "body", "state", "attempts")}
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_=moved,
            where=or_(Errand.state == State.WAITING, Errand.state == State.CANCELLED),
        ),
        rows,
    )


def moments(task: str, due_at: datetime, facts_by_key: Mapping[str, dict[str, Any]]) -> None:
    """Many moments of one kind at once; what waits already under a key stays as it is."""
    rows = [Moment(key, task, due_at, facts).row() for key, facts in sorted(facts_by_key.items())]
    if rows:
        db.session.execute(insert_into(Errand).on_conflict_do_nothing(index_elements=["key"]), rows)


#: keys in one statement; PostgreSQL and SQLite both take more
BATCH = 1000


def cancel(*keys: str) -> None:
    for some in _batched(keys):
        db.session.execute(
            update(Errand)
            .where(Errand.key.in_(some), Errand.state == State.WAITING)
            .values(state=State.CANCELLED)
        )


def reword(before: str, after: str) -> int:
    """Words that nobody is to read any more, in mails that still wait; how many were changed."""
    told = json.dumps(before)[1:-1]
    whole = re.compile(rf"(?<!\w){re.escape(before)}(?!\w)")
    waiting = select(Errand).where(
        Errand.kind == Kind.MAIL,
        Errand.state == State.WAITING,
        cast(Errand.body, Text).contains(told, autoescape=True),
    )
    changed = 0
    for errand in db.session.scalars(waiting.order_by(Errand.id)):
        parts = {k: errand.body[k] for k in ("subject", "text")}
        new = {k: whole.sub(lambda _found: after, v) for k, v in parts.items()}
        errand.body = {**errand.body, **new}
        changed += new != parts
    db.session.flush()
    return changed


def _batched(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def lasting(body: dict[str, Any], *, left: bool) -> dict[str, Any]:
    """What is kept of a mail that was settled. `left`: it can have left this machine."""
    return {} if left and body.get("fleeting") else body


def list_undelivered(limit: int = 100) -> list[Errand]:
    """For the administrator: mails whose fate is unknown or that were refused."""
    return list(
        db.session.scalars(
            select(Errand)
            .where(Errand.kind == Kind.MAIL, Errand.state.in_([State.UNKNOWN, State.FAILED]))
            .order_by(Errand.id.desc())
            .limit(limit)
        )
    )


def resend(errand: Errand) -> None:
    """A person's decision: the mail may arrive a second time."""
    errand.state = State.WAITING
    errand.due_at = clock.now()
    errand.attempts = 0


def empty_old_bodies() -> None:
    db.session.execute(
        update(Errand)
        .where(
            Errand.kind == Kind.MAIL,
            Errand.state.in_([State.DONE, State.FAILED, State.CANCELLED]),
            Errand.changed_at < clock.now() - MAIL_BODY_KEPT,
        )
        .values(body={}, changed_at=Errand.changed_at)
    )


def forget(person_id: int) -> None:
    """Unsent mails of a deleted account stay unsent; sent bodies are emptied."""
    mine = Errand.person_id == person_id
    db.session.execute(
        update(Errand).where(mine, Errand.state == State.WAITING).values(state=State.CANCELLED)
    )
    db.session.execute(update(Errand).where(mine).values(body={}, person_id=None))


def last_seen() -> datetime | None:
    return db.session.scalar(
        select(WorkerSeen.seen_at).order_by(WorkerSeen.seen_at.desc()).limit(1)
    )


def forget_workers() -> None:
    db.session.execute(
        delete(WorkerSeen).where(WorkerSeen.seen_at < clock.now() - timedelta(days=7))
    )
