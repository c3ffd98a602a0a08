"""What goes with a deleted account, and what stays."""

from sqlalchemy import delete, update

from capacity.models import Certificate, ConsultancyEntry, FeedbackGiven
from kernel.db import db


def forget(person_id: int) -> None:
    """Certificates go: their codes are then unknown. The log stays, of nobody."""
    for table in (Certificate, FeedbackGiven):
        db.session.execute(delete(table).where(table.person_id == person_id))
    db.session.execute(
        update(ConsultancyEntry)
        .where(ConsultancyEntry.consultant_id == person_id)
        .values(consultant_id=None)
    )
