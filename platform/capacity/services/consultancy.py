"""Writes of the consultancy log: what was talked about, what was taken on, what is done."""

from collections.abc import Sequence
from datetime import date

from capacity.models import ConsultancyEntry, ConsultancyTask
from capacity.services.reminding import plan_task
from capacity.services.telling import tell_participant
from kernel import audit, clock
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from programme.models import Participation

TAKEN_ON = N_("Danışmanlık görüşmesi yazıldı: %(topic)s. Görevlere bakın.")


def log(
    participation: Participation,
    *,
    by: Visitor,
    held_on: date,
    minutes: int,
    topic: str,
    summary: str,
    private_note: str,
    tasks: Sequence[tuple[str, date]] = (),
) -> ConsultancyEntry:
    """The note enters neither the record nor a notice."""
    row = ConsultancyEntry(
        participation_id=participation.id,
        consultant_id=by.id,
        held_on=held_on,
        minutes=minutes,
        topic=topic,
        summary=summary,
        private_note=private_note,
    )
    db.session.add(row)
    db.session.flush()
    taken_on = [
        ConsultancyTask(
            participation_id=participation.id,
            entry_id=row.id,
            title=title,
            due_on=due_on,
            created_by_id=by.id,
        )
        for title, due_on in tasks
    ]
    db.session.add_all(taken_on)
    db.session.flush()
    for task in taken_on:
        plan_task(task)
    audit.record("capacity.log", row, by=by.id, after={"topic": topic, "tasks": len(tasks)})
    tell_participant(
        participation,
        key=f"capacity-entry:{row.id}",
        message=TAKEN_ON,
        facts={"topic": topic},
        waits=bool(tasks),
        but_not=by.id,
    )
    return row


def finish_task(task: ConsultancyTask, *, by: Visitor, done: bool) -> None:
    """Ticked, or opened again."""
    task.done_at = clock.now() if done else None
    task.done_by_id = by.id if done else None
    db.session.flush()
    audit.record("capacity.finish_task", task, by=by.id, after={"done": done})
