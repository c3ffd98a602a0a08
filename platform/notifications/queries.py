"""Reads of notices."""

from sqlalchemy import func, select

from kernel.db import db
from notifications.models import Notice


def count_unread(person_id: int | None) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
        )
        or 0
    )
