"""What a service left behind: the verbs of the audit, the notices of a person."""

from sqlalchemy import select

from kernel.audit import AuditLine
from kernel.db import db
from notifications.models import Notice


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditLine.verb).order_by(AuditLine.id)))


def messages(person_id: int) -> list[str]:
    statement = select(Notice.message).where(Notice.person_id == person_id).order_by(Notice.id)
    return list(db.session.scalars(statement))
