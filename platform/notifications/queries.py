"""Reads of notices, of a digest's reader, and of the link that ends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from accounts.models import Digest, EmailProof, Person
from kernel import tokens
from kernel.db import db, fetch
from kernel.rules import NOBODY, Visitor
from notifications import rules
from notifications.models import Notice
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
        )
        .outerjoin(Municipality, Municipality.id == Notice.municipality_id)
        .where(Notice.person_id == person_id)
    )


def list_undigested(person_id: int) -> list[NoticeRow]:
    """What no mail has told yet and the person has not read here either; oldest first."""
    statement = rows(person_id).where(Notice.digested_at.is_(None), Notice.read_at.is_(None))
    return [NoticeRow(*row) for row in db.session.execute(statement.order_by(Notice.id))]


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


def get_subscription(subscription_id: str, for_: Visitor = NOBODY) -> Subscription:
    facts = tokens.read("digest", subscription_id)
    if facts is None:
        return Subscription()
    person_id = int(facts["person"])
    language = db.session.scalar(select(Person.language).where(Person.id == person_id))
    return Subscription(person_id, subscription_id, language or "tr")


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
        ]
    }
