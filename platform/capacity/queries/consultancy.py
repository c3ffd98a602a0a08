"""Reads of the consultancy log and its tasks."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from capacity.models import ConsultancyEntry, ConsultancyTask
from kernel.db import db
from kernel.rules import NOBODY, Visitor


def list_entries(participation_id: int) -> list[ConsultancyEntry]:
    """The latest first, with consultant and tasks. Who may read the note is the view's question."""
    return list(
        db.session.scalars(
            select(ConsultancyEntry)
            .where(ConsultancyEntry.participation_id == participation_id)
            .options(joinedload(ConsultancyEntry.consultant), selectinload(ConsultancyEntry.tasks))
            .order_by(ConsultancyEntry.held_on.desc(), ConsultancyEntry.id.desc())
        )
    )


def list_tasks(participation_id: int) -> list[ConsultancyTask]:
    """Open ones first, by their day."""
    return list(
        db.session.scalars(
            select(ConsultancyTask)
            .where(ConsultancyTask.participation_id == participation_id)
            .order_by(
                ConsultancyTask.done_at.is_not(None), ConsultancyTask.due_on, ConsultancyTask.id
            )
        )
    )


def get_task(work_task_id: int, for_: Visitor = NOBODY) -> ConsultancyTask:
    return db.session.scalars(
        select(ConsultancyTask)
        .where(ConsultancyTask.id == work_task_id)
        .options(joinedload(ConsultancyTask.participation))
    ).one()
