"""Complaints about a result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consultations.models import Activity
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from voting.models import Complaint, Election


def get_complaint(complaint_id: int, for_: Visitor = NOBODY) -> Complaint:
    head = joinedload(Complaint.election)
    return db.session.scalars(
        select(Complaint)
        .where(Complaint.id == complaint_id)
        .options(head.joinedload(Election.activity).joinedload(Activity.consultation))
    ).one()


def list_complaints(election_id: int) -> list[Complaint]:
    """What waits for its answer first, then the latest."""
    return list(
        db.session.scalars(
            select(Complaint)
            .where(Complaint.election_id == election_id)
            .order_by(Complaint.answered_at.is_not(None), Complaint.id.desc())
        )
    )


def list_own_complaints(election_id: int, person_id: int | None) -> list[Complaint]:
    """In the order in which they were written; nobody has none."""
    mine = Complaint.election_id == election_id, Complaint.person_id == person_id
    if person_id is None:
        return []
    return list(db.session.scalars(select(Complaint).where(*mine).order_by(Complaint.id)))


@dataclass(frozen=True)
class Objections:
    """What everybody may know of the complaints about a result."""

    number: int
    answered: int
    #: (day, answer) of those that were made public
    answers: Sequence[tuple[datetime, str]]


def find_objections(election_id: int) -> Objections:
    about = Complaint.election_id == election_id
    number, answered = db.session.execute(
        select(func.count(), func.count(Complaint.answered_at)).where(about)
    ).one()
    shown = db.session.execute(
        select(Complaint.answered_at, Complaint.answer)
        .where(about, Complaint.public, Complaint.answered_at.is_not(None))
        .order_by(Complaint.answered_at, Complaint.id)
    )
    return Objections(number, answered, [(at, text) for at, text in shown if at is not None])
