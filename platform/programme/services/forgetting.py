"""What goes with a deleted account, and what stays."""

from sqlalchemy import delete, func, select, update

from accounts.models import Person
from kernel.db import db
from programme.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    Consulting,
    ParticipationContact,
    PartnerSeat,
    Review,
    ReviewScore,
    ReviewState,
    RoleHeld,
    TeamMember,
    Writer,
)


def forget(person_id: int) -> None:
    """What others write along is theirs from then on.

    Drafts go whole; of what was sent the person's own contact goes, the application stays.

    A given review stays: the ranking is made of it. Its author is by then a nameless row.
    """
    for table in (RoleHeld, Consulting, ParticipationContact, PartnerSeat):
        db.session.execute(delete(table).where(table.person_id == person_id))
    address = select(Person.email).where(Person.id == person_id).scalar_subquery()
    db.session.execute(
        delete(Writer).where((Writer.person_id == person_id) | (Writer.email == address))
    )
    _hand_on(person_id)
    mine = Application.owner_id == person_id
    drafts = select(Application.id).where(mine, Application.state == ApplicationState.DRAFT)
    numbers = list(db.session.scalars(drafts))
    for part in (TeamMember, ApplicationFile, Writer):
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


def _hand_on(person_id: int) -> None:
    """To the first of those who write along; the leaver's own contact is not handed on."""
    first = select(func.min(Writer.id)).where(Writer.person_id.is_not(None))
    rows = db.session.execute(
        select(Application, Writer)
        .join(Writer, Writer.application_id == Application.id)
        .where(
            Application.owner_id == person_id,
            Writer.id.in_(first.group_by(Writer.application_id)),
        )
        .order_by(Application.id)
    ).all()
    for application, writer in rows:
        application.owner_id = writer.person_id
        application.contact_name = application.contact_email = application.contact_phone = ""
        db.session.delete(writer)
    db.session.flush()
