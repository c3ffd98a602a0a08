"""What goes with a deleted account, and what stays."""

from sqlalchemy import delete, or_, select, update

from accounts.models import Person
from kernel import clock
from kernel.db import db
from places.models import (
    Invitation,
    LetterRequest,
    NoticeShown,
    Organisation,
    Representative,
    Residence,
    ResidenceProof,
    Staff,
)


def forget(person_id: int) -> None:
    """Before `accounts` empties the person: invitations are found by the address.

    A proof stays as an empty, ended row, because the roll of a vote hangs on it. Who verified,
    posted, decided or published stays: an official act keeps its author, by then a nameless row.
    """
    for table in (Residence, LetterRequest, NoticeShown, Staff, Representative):
        db.session.execute(delete(table).where(table.person_id == person_id))
    mine = ResidenceProof.person_id == person_id
    db.session.execute(
        update(ResidenceProof)
        .where(mine, ResidenceProof.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    db.session.execute(
        update(ResidenceProof)
        .where(mine)
        .values(neighbourhood_id=None, birth_year=None, end_reason="")
    )
    address = select(Person.email).where(Person.id == person_id).scalar_subquery()
    db.session.execute(
        delete(Invitation).where(
            or_(Invitation.accepted_by_id == person_id, Invitation.email == address)
        )
    )
    db.session.execute(
        update(Organisation)
        .where(Organisation.applied_by_id == person_id)
        .values(applied_by_id=None)
    )
