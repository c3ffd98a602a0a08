"""What somebody's own data say of votes."""

from typing import Any

from sqlalchemy import select

from kernel.db import db
from voting.models import Complaint, Election, HeadWatcher
from voting.queries.voters import voted_in


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """In which votes somebody took part; what they voted is known to nobody."""
    rows = db.session.execute(
        select(Election.id, Election.question)
        .where(Election.id.in_(voted_in(person_id)))
        .order_by(Election.id)
    )
    return {
        "votes": [{"election": row.id, "question": row.question} for row in rows],
        "complaints": _own_complaints(person_id),
        "tree_heads": _watched(person_id),
    }


def _watched(person_id: int) -> list[dict[str, Any]]:
    """Of which votes somebody gets tree heads by mail."""
    own = select(HeadWatcher.election_id).where(HeadWatcher.person_id == person_id)
    return [{"election": number} for number in db.session.scalars(own.order_by("election_id"))]


def _own_complaints(person_id: int) -> list[dict[str, Any]]:
    own = select(Complaint).where(Complaint.person_id == person_id).order_by(Complaint.id)
    return [
        {
            "election": row.election_id,
            "at": row.at.isoformat(),
            "text": row.text,
            "receipt": row.receipt,
            "check": row.fate,
            "answer": row.answer,
            "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        }
        for row in db.session.scalars(own)
    ]
