"""Sessions of the municipal council, the items of their agendas, decisions and papers."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from answers.models import Duty
from councils.models import Document, Item, Sitting, SittingChange
from councils.rules import Planned
from councils.words import Outcome
from discussion.models import Thread
from kernel import clock, keyset
from kernel.db import db
from kernel.feeds import ENTRIES
from kernel.files import StoredFile
from kernel.keyset import Key
from kernel.rules import NOBODY, Visitor
from places.models import Unit

#: calendars keep what was a while ago
CALENDAR_BACK = timedelta(days=90)
#: lists show so many
MOST = 200


def get_sitting(sitting_id: int, for_: Visitor = NOBODY) -> Sitting:
    return db.session.scalars(select(Sitting).where(Sitting.id == sitting_id)).one()


def get_item(item_id: int, for_: Visitor = NOBODY) -> Item:
    return db.session.scalars(
        select(Item)
        .where(Item.id == item_id)
        .options(
            joinedload(Item.sitting),
            joinedload(Item.thread),
            joinedload(Item.journey),
            joinedload(Item.duty),
            joinedload(Item.unit),
        )
    ).one()


def get_document(document_id: int, for_: Visitor = NOBODY) -> Document:
    return db.session.scalars(
        select(Document)
        .where(Document.id == document_id)
        .options(joinedload(Document.item).joinedload(Item.sitting), joinedload(Document.file))
    ).one()


def _of(municipality_id: int) -> Select[Sitting]:
    return select(Sitting).where(Sitting.municipality_id == municipality_id)


def calendar(municipality_id: int) -> list[Planned]:
    """Every session, as the rules want it; some dozens a year at the most."""
    rows = db.session.execute(
        select(Sitting.id, Sitting.starts_at, Sitting.cancelled_at, Sitting.extraordinary)
        .where(Sitting.municipality_id == municipality_id)
        .order_by(Sitting.starts_at, Sitting.id)
    )
    return [
        Planned(
            row.id,
            clock.local(row.starts_at).date(),
            row.cancelled_at is not None,
            row.extraordinary,
        )
        for row in rows
    ]


def list_coming(municipality_id: int) -> list[Sitting]:
    """Cancelled ones stand there until their day is over."""
    since = clock.at_local(clock.today())
    coming = _of(municipality_id).where(Sitting.starts_at >= since)
    return list(db.session.scalars(coming.order_by(Sitting.starts_at, Sitting.id).limit(MOST)))


def list_held(municipality_id: int, limit: int = 24) -> list[Sitting]:
    since = clock.at_local(clock.today())
    held = _of(municipality_id).where(Sitting.starts_at < since)
    ordered = held.order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    return list(db.session.scalars(ordered.limit(limit)))


def list_for_calendar(municipality_id: int) -> list[Sitting]:
    found = _of(municipality_id).where(Sitting.starts_at > clock.now() - CALENDAR_BACK)
    return list(db.session.scalars(found.order_by(Sitting.starts_at, Sitting.id).limit(MOST)))


def list_changes(sitting_id: int) -> list[SittingChange]:
    """Postponements and a cancellation, the first first."""
    changes = select(SittingChange).where(SittingChange.sitting_id == sitting_id)
    return list(db.session.scalars(changes.order_by(SittingChange.id)))


class Said(NamedTuple):
    """An item in a list, with what residents said about it."""

    id: int
    sitting_id: int
    number: int
    title: str
    summary: str
    unit: str | None
    committee: str
    referred_on: date | None
    decided_on: date | None
    decision_number: str
    outcome: Outcome | None
    opens_at: datetime | None
    closes_at: datetime | None
    comments: int
    for_count: int
    against_count: int
    information_count: int
    municipality_id: int
    sat_at: datetime
    returned_on: date | None
    final_on: date | None
    sent_on: date | None
    summary_on: date | None


def _items() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Item.id,
            Item.sitting_id,
            Item.number,
            Item.title,
            Item.summary,
            Unit.name,
            Item.committee,
            Item.referred_on,
            Item.decided_on,
            Item.decision_number,
            Item.outcome,
            Item.opens_at,
            Item.closes_at,
            func.coalesce(Thread.comment_count, 0),
            func.coalesce(Thread.for_count, 0),
            func.coalesce(Thread.against_count, 0),
            func.coalesce(Thread.information_count, 0),
            Item.municipality_id,
            Sitting.starts_at,
            Item.returned_on,
            Item.final_on,
            Item.sent_on,
            Item.summary_on,
        )
        .join(Sitting, Sitting.id == Item.sitting_id)
        .outerjoin(Unit, Unit.id == Item.unit_id)
        .outerjoin(Thread, Thread.id == Item.thread_id)
    )


def list_agenda(sitting_id: int) -> list[Said]:
    rows = _items().where(Item.sitting_id == sitting_id).order_by(Item.number)
    return [Said(*row) for row in db.session.execute(rows)]


def list_decided(municipality_id: int, limit: int = 20) -> list[Said]:
    """The latest decisions first."""
    rows = (
        _items()
        .where(Item.municipality_id == municipality_id, Item.decided_on.is_not(None))
        .order_by(Item.decided_on.desc(), Item.id.desc())
        .limit(limit)
    )
    return [Said(*row) for row in db.session.execute(rows)]


#: the order of decisions
LATEST = (Key(Item.decided_on, True, keyset.day), Key(Item.id, True, keyset.whole))


class Heard(NamedTuple):
    """A decision beside what residents said about it."""

    id: int
    title: str
    decided_on: date
    decision_number: str
    outcome: Outcome
    decision: str
    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None
    comments: int
    for_count: int
    against_count: int
    information_count: int
    #: published, to what was said
    answered_on: date | None
    answer_due_on: date | None


def heard(municipality_id: int) -> Select[*tuple[Any, ...]]:
    """Decisions on which residents spoke, for a page by page list."""
    return (
        select(
            Item.id,
            Item.title,
            Item.decided_on,
            Item.decision_number,
            Item.outcome,
            Item.decision,
            Item.votes_for,
            Item.votes_against,
            Item.votes_abstain,
            Thread.comment_count,
            Thread.for_count,
            Thread.against_count,
            Thread.information_count,
            Duty.answered_on,
            Duty.first_due_on,
        )
        .join(Thread, Thread.id == Item.thread_id)
        .outerjoin(Duty, Duty.id == Item.duty_id)
        .where(
            Item.municipality_id == municipality_id,
            Item.decided_on.is_not(None),
            Thread.comment_count > 0,
        )
    )


def list_unfinished(municipality_id: int) -> list[Said]:
    """Decisions that are not sent on or not announced; the oldest first, they are due first."""
    rows = (
        _items()
        .where(
            Item.municipality_id == municipality_id,
            Item.decided_on.is_not(None),
            Item.returned_on.is_(None),
            or_(Item.sent_on.is_(None), Item.summary_on.is_(None)),
        )
        .order_by(Item.decided_on, Item.id)
        .limit(MOST)
    )
    return [Said(*row) for row in db.session.execute(rows)]


def find_again(item_id: int) -> int | None:
    """The item on which the council discusses this one's decision again."""
    return db.session.scalar(select(Item.id).where(Item.again_of_id == item_id))


class News(NamedTuple):
    """An entry of the feed: an item put on an agenda, or decided."""

    id: int
    title: str
    summary: str
    at: datetime
    outcome: Outcome | None


def list_newest(municipality_id: int) -> list[News]:
    """Each decision once; what is not decided yet, as it came onto an agenda."""
    rows = db.session.execute(
        select(Item.id, Item.title, Item.summary, Item.added_at, Item.decided_on, Item.outcome)
        .where(Item.municipality_id == municipality_id)
        .order_by(func.coalesce(Item.decided_on, func.date(Item.added_at)).desc(), Item.id.desc())
        .limit(ENTRIES)
    )
    return [
        News(
            row.id,
            row.title,
            row.summary,
            row.added_at if row.decided_on is None else clock.at_local(row.decided_on),
            row.outcome,
        )
        for row in rows
    ]


def next_number(sitting_id: int) -> int:
    last = select(func.max(Item.number)).where(Item.sitting_id == sitting_id)
    return (db.session.scalar(last) or 0) + 1


class Paper(NamedTuple):
    id: int
    title: str
    file_id: Any
    file_name: str
    size: int


def list_documents(item_id: int) -> list[Paper]:
    rows = db.session.execute(
        select(Document.id, Document.title, StoredFile.id, StoredFile.name, StoredFile.size)
        .join(StoredFile, StoredFile.id == Document.file_id)
        .where(Document.item_id == item_id)
        .order_by(Document.id)
    )
    return [Paper(*row) for row in rows]
