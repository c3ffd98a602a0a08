"""What goes with an account."""

from sqlalchemy import delete, or_, select, update

from accounts.models import Person
from kernel import clock
from kernel.db import db
from proposals.entries import Behalf
from proposals.models import Amendment, AmendmentState, Cosponsor, CosponsorState
from proposals.services.assigning import forget_assessor
from proposals.services.writing import forget_drafts


def forget(person_id: int) -> None:
    """Published words stay; what waits for an answer, and whom it was asked of, goes."""
    forget_drafts(person_id)
    forget_assessor(person_id)
    db.session.execute(
        update(Amendment)
        .where(Amendment.author_id == person_id, Amendment.state == AmendmentState.PROPOSED)
        .values(state=AmendmentState.WITHDRAWN, decided_at=clock.now())
    )
    address = db.session.scalar(select(Person.email).where(Person.id == person_id))
    mine = Cosponsor.person_id == person_id
    if address is not None:
        mine = or_(mine, Cosponsor.email == address)
    db.session.execute(delete(Cosponsor).where(mine))
    if address is not None:
        db.session.execute(
            update(Behalf).where(Behalf.email == address).values(email=None, phone=None)
        )
    # An invitation of somebody who left stands for nobody.
    sent = Cosponsor.invited_by_id == person_id
    db.session.execute(
        update(Cosponsor)
        .where(sent, Cosponsor.state == CosponsorState.INVITED)
        .values(state=CosponsorState.REVOKED, email=None)
    )
    db.session.execute(update(Cosponsor).where(sent).values(invited_by_id=None))
