"""What goes with a deleted account, and what stays."""

from sqlalchemy import delete, select, update

from capacity.models import Certificate, ConsultancyEntry, FeedbackGiven, OldCode
from kernel.db import db


def forget(person_id: int) -> None:
    """Certificates go: their codes are then unknown. The log stays, of nobody."""
    mine = select(Certificate.id).where(Certificate.person_id == person_id)
    db.session.execute(delete(OldCode).where(OldCode.certificate_id.in_(mine)))
    for table in (Certificate, FeedbackGiven):
        db.session.execute(delete(table).where(table.person_id == person_id))
    db.session.execute(
        update(ConsultancyEntry)
        .where(ConsultancyEntry.consultant_id == person_id)
        .values(consultant_id=None)
    )
