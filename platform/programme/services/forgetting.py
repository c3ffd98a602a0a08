"""What goes with a deleted account, and what stays."""

from sqlalchemy import delete, select, update

from kernel.db import db
from programme.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    Consulting,
    ParticipationContact,
    Review,
    ReviewScore,
    ReviewState,
    RoleHeld,
    TeamMember,
)


def forget(person_id: int) -> None:
    """Drafts go whole; of what was sent the person's own contact goes, the application stays.

    A given review stays: the ranking is made of it. Its author is by then a nameless row.
    """
    for table in (RoleHeld, Consulting, ParticipationContact):
        db.session.execute(delete(table).where(table.person_id == person_id))
    mine = Application.owner_id == person_id
    drafts = select(Application.id).where(mine, Application.state == ApplicationState.DRAFT)
    numbers = list(db.session.scalars(drafts))
    for part in (TeamMember, ApplicationFile):
        db.session.execute(delete(part).where(part.application_id.in_(numbers)))
    db.session.execute(delete(Application).where(Application.id.in_(numbers)))
    empty = {"owner_id": None, "contact_name": "", "contact_email": "", "contact_phone": ""}
    db.session.execute(update(Application).where(mine).values(**empty))
    waiting = select(Review.id).where(
        Review.reviewer_id == person_id, Review.state == ReviewState.ASSIGNED
    )
    unread = list(db.session.scalars(waiting))
    db.session.execute(delete(ReviewScore).where(ReviewScore.review_id.in_(unread)))
    db.session.execute(delete(Review).where(Review.id.in_(unread)))
