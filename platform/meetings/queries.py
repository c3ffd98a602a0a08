"""Reads of meetings."""

from sqlalchemy import select

from kernel.db import db
from kernel.rules import NOBODY, Visitor
from meetings.models import Meeting


def get_meeting(meeting_id: int, for_: Visitor = NOBODY) -> Meeting:
    return db.session.scalars(select(Meeting).where(Meeting.id == meeting_id)).one()
