"""Reads of consultations; every loader option lives here."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consultations.models import Activity, Consultation
from kernel.db import db
from kernel.rules import NOBODY, Visitor


def get_consultation(consultation_id: int, for_: Visitor = NOBODY) -> Consultation:
    """With the unit that owes the answer, the duty and the journey."""
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.id == consultation_id)
        .options(
            joinedload(Consultation.unit),
            joinedload(Consultation.duty),
            joinedload(Consultation.journey),
        )
    ).one()


def get_activity(activity_id: int, for_: Visitor = NOBODY) -> Activity:
    """With its thread and its consultation (unit, duty and journey loaded)."""
    head = joinedload(Activity.consultation)
    return db.session.scalars(
        select(Activity)
        .where(Activity.id == activity_id)
        .options(
            joinedload(Activity.thread),
            head,
            head.joinedload(Consultation.unit),
            head.joinedload(Consultation.duty),
            head.joinedload(Consultation.journey),
        )
    ).one()
