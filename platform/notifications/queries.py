"""Reads of notices, of a digest's reader, and of the link that ends it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from accounts.models import Digest, EmailProof, Person
from kernel import tokens
from kernel.db import db, fetch
from kernel.rules import NOBODY, Visitor
from notifications import rules
from notifications.models import DEFAULTS, How, Notice, NoticeKind, NoticePreference
from places.models import Municipality

_UNREAD = select(func.count()).where(
    Notice.__table__.c.person_id == bindparam("person"), Notice.__table__.c.read_at.is_(None)
)


def count_unread(person_id: int | None) -> int:
    return int(fetch(_UNREAD, person=person_id)[0][0])


@dataclass(frozen=True)
class NoticeRow:
    id: int
    at: datetime
    message: str
    facts: Mapping[str, Any]
    subject: str
    endpoint: str
    object_id: int | None
    read_at: datetime | None
    slug: str | None
    municipality: str | None
    kind: NoticeKind
    waits: bool
    ends_at: datetime | None

    @property
    def waiting(self) -> bool:
        return rules.is_waiting(self.kind, self.waits, self.ends_at)

    @property
    def sentence(self) -> str:
        return rules.sentence(self.message, self.facts)

    @property
    def reason(self) -> str:
        return str(rules.shown(self.facts.get("reason", "")))


def rows(person_id: int | None) -> Select[*tuple[Any, ...]]:
    """The statement behind page and mail; the page adds the order."""
    return (
        select(
            Notice.id,
            Notice.at,
            Notice.message,
            Notice.facts,
            Notice.subject,
            Notice.endpoint,
            Notice.object_id,
            Notice.read_at,
            Municipality.slug,
            Municipality.name.label("municipality"),
            Notice.kind,
            Notice.waits,
            Notice.ends_at,
        )
        .outerjoin(Municipality, Municipality.id == Notice.municipality_id)
        .where(Notice.person_id == person_id)
    )


def list_undigested(person_id: int) -> list[NoticeRow]:
    """What no mail has told yet and the person has not read here either; oldest first."""
    statement = rows(person_id).where(Notice.digested_at.is_(None), Notice.read_at.is_(None))
    return [NoticeRow(*row) for row in db.session.execute(statement.order_by(Notice.id))]


def find_unmailed(person_id: int, key: str) -> NoticeRow | None:
    found = db.session.execute(
        rows(person_id).where(
            Notice.key == key, Notice.digested_at.is_(None), Notice.read_at.is_(None)
        )
    ).first()
    return None if found is None else NoticeRow(*found)


def hows(person_id: int | None) -> dict[NoticeKind, How]:
    """When each kind comes by mail, in the order of the page."""
    chosen = db.session.execute(
        select(NoticePreference.kind, NoticePreference.how).where(
            NoticePreference.person_id == person_id
        )
    )
    return DEFAULTS | {kind: how for kind, how in chosen}


def list_hows(people: Collection[int], kind: NoticeKind) -> dict[int, How]:
    """Of whoever gets mail at all."""
    chosen = (NoticePreference.person_id == Person.id) & (NoticePreference.kind == kind)
    found = db.session.execute(
        select(Person.id, NoticePreference.how)
        .outerjoin(NoticePreference, chosen)
        .where(Person.id.in_(people), Person.digest == Digest.DAILY)
    )
    return {person: how or DEFAULTS[kind] for person, how in found}


def wants_mail(person_id: int | None) -> bool:
    """The one switch over all kinds."""
    digest = db.session.scalar(select(Person.digest).where(Person.id == person_id))
    return digest is Digest.DAILY


def find_reader(person_id: int) -> Person | None:
    """Somebody who wants the digest and whose address is confirmed."""
    return db.session.scalar(
        select(Person)
        .join(EmailProof, (EmailProof.person_id == Person.id) & EmailProof.ended_at.is_(None))
        .where(
            Person.id == person_id,
            Person.deleted_at.is_(None),
            Person.digest == Digest.DAILY,
            Person.email.is_not(None),
        )
    )


@dataclass(frozen=True)
class Subscription:
    """What the link at the foot of a digest names; without a person it is forged or old."""

    person_id: int | None = None
    token: str = ""
    #: the mail's, which is the reader's own
    language: str = ""
    #: of a mail about one kind; the summary's link ends all
    kind: NoticeKind | None = None


def get_subscription(subscription_id: str, for_: Visitor = NOBODY) -> Subscription:
    facts = tokens.read("digest", subscription_id)
    if facts is None:
        return Subscription()
    person_id = int(facts["person"])
    language = db.session.scalar(select(Person.language).where(Person.id == person_id))
    kind = NoticeKind(facts["kind"]) if "kind" in facts else None
    return Subscription(person_id, subscription_id, language or "tr", kind)


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(Notice.at, Notice.subject, Notice.message, Notice.facts, Notice.read_at)
        .where(Notice.person_id == person_id)
        .order_by(Notice.id)
    )
    return {
        "notices": [
            {
                "at": row.at.isoformat(),
                "subject": row.subject,
                "message": row.message,
                "facts": row.facts,
                "read_at": row.read_at.isoformat() if row.read_at else None,
            }
            for row in rows
        ],
        "notice_preferences": _export_preferences(person_id),
    }


def _export_preferences(person_id: int) -> list[dict[str, Any]]:
    chosen = db.session.scalars(
        select(NoticePreference).where(NoticePreference.person_id == person_id)
    )
    return [{"kind": row.kind.value, "how": row.how.value} for row in chosen]
