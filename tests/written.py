"""What a service left behind: the verbs of the audit, notices, mails."""

from sqlalchemy import select

from kernel.audit import AuditLine
from kernel.db import db
from kernel.outbox import Errand, Kind
from notifications.models import Notice


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditLine.verb).order_by(AuditLine.id)))


def messages(person_id: int) -> list[str]:
    statement = select(Notice.message).where(Notice.person_id == person_id).order_by(Notice.id)
    return list(db.session.scalars(statement))


def mails(person_id: int | None = None) -> list[Errand]:
    """Those of one person, or all."""
    found = select(Errand).where(Errand.kind == Kind.MAIL).order_by(Errand.id)
    if person_id is not None:
        found = found.where(Errand.person_id == person_id)
    return list(db.session.scalars(found))
