"""Reads of notices."""

from typing import Any

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
