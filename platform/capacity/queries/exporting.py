"""What is kept about one person in the capacity work."""

from typing import Any

from sqlalchemy import select

from capacity.models import CapacitySession, Certificate, ConsultancyEntry, FeedbackGiven
from kernel.db import db
from meetings.models import Meeting


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What was said in a form has no author and is in nobody's export."""
    judged = db.session.scalars(
        select(Meeting.title)
        .join(CapacitySession, CapacitySession.meeting_id == Meeting.id)
        .join(FeedbackGiven, FeedbackGiven.session_id == CapacitySession.id)
        .where(FeedbackGiven.person_id == person_id)
        .order_by(CapacitySession.id)
    )
    return {
        "programme_certificates": [
            {
                "code": row.code,
                "name": row.name,
                "training": row.title,
                "held_on": row.held_on.isoformat(),
                "hours": row.hours,
            }
            for row in db.session.scalars(
                select(Certificate)
                .where(Certificate.person_id == person_id)
                .order_by(Certificate.id)
            )
        ],
        "programme_sessions_judged": [{"session": title} for title in judged],
        "programme_consultancy": [
            {
                "held_on": row.held_on.isoformat(),
                "topic": row.topic,
                "summary": row.summary,
                "private_note": row.private_note,
            }
            for row in db.session.scalars(
                select(ConsultancyEntry)
                .where(ConsultancyEntry.consultant_id == person_id)
                .order_by(ConsultancyEntry.id)
            )
        ],
    }
