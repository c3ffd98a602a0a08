"""Whoever owns an action is asked for news of it when the last are older than its rhythm."""

from datetime import timedelta

from sqlalchemy import select

from kernel import clock, outbox
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Role
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day
from places.models import Staff
from roadmap.models import UNFINISHED, Action

TASK = "roadmap.ask_for_news"


def plan_reminder(action: Action) -> None:
    """The moment when the news that are there now have become old."""
    heard = action.heard_at or clock.now()
    due_at = heard + timedelta(days=action.rhythm_days)
    outbox.moment(
        f"{TASK}:{action.id}:{clock.local(due_at).date().isoformat()}",
        TASK,
        due_at,
        municipality_id=action.municipality_id,
        action_id=action.id,
    )


def ask_for_news(action_id: int) -> None:
    """Does nothing when there were news since; asks again after another rhythm."""
    action = db.session.get(Action, action_id)
    if action is None or action.state not in UNFINISHED:
        return
    rhythm = timedelta(days=action.rhythm_days)
    heard = action.heard_at or action.created_at
    now = clock.now()
    if now < heard + rhythm:
        return
    today = clock.today()
    notifications.tell(
        _owners(action),
        key=f"action-news:{action.id}:{today.isoformat()}",
        message=N_("Bu eylemden %(day)s gününden beri gelişme yazılmadı. Nerede olduğunu yazın."),
        facts={"day": day(clock.local(heard).date())},
        subject=f"{action.number} {action.title}"[:300],
        endpoint="roadmap.show",
        object_id=action.id,
        municipality_id=action.municipality_id,
        kind=NoticeKind.WORK,
        waits=True,
    )
    outbox.moment(
        f"{TASK}:{action.id}:{(today + rhythm).isoformat()}",
        TASK,
        now + rhythm,
        municipality_id=action.municipality_id,
        action_id=action.id,
    )


def _owners(action: Action) -> list[int]:
    """The unit's officers; where it has none, those of the municipality."""
    here = select(Staff.person_id).where(Staff.municipality_id == action.municipality_id)
    of_unit = here.where(Staff.role == Role.UNIT_OFFICER, Staff.unit_id == action.unit_id)
    found = db.session.scalars(of_unit.order_by(Staff.person_id)).all()
    if not found:
        officers = here.where(Staff.role == Role.OFFICER)
        found = db.session.scalars(officers.order_by(Staff.person_id)).all()
    return list(found)
