"""A roadmap as it stands on a day: what a monitoring report says and freezes."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

from kernel import clock
from kernel.db import db
from places.models import Unit
from roadmap.models import Action, ActionState, Indicator, Report, Roadmap, Update
from roadmap.queries import snapshots
from roadmap.queries.documents import get_version
from roadmap.queries.versions import read
from roadmap.rules import delay, state


def standing(roadmap: Roadmap, report: Report, today: date) -> dict[str, Any]:
    """In the order of the version in force."""
    rows = _actions(roadmap.id)
    heard = _heard(roadmap.id, report)
    measured = _measured(roadmap.id, report.ends_on)
    version = read(get_version(roadmap.id, roadmap.current))
    goals = [
        {
            "code": goal["code"],
            "title": goal["title"],
            "actions": [
                _line(rows[one["id"]], one["code"], heard, measured, today)
                for objective in goal["objectives"]
                for one in objective["actions"]
                if one["id"] in rows
            ],
        }
        for goal in version["goals"]
    ]
    return {
        "format": snapshots.FORMAT,
        "version": roadmap.current,
        "starts_on": report.starts_on.isoformat(),
        "ends_on": report.ends_on.isoformat(),
        "as_of": today.isoformat(),
        "text": report.text,
        "html": report.html,
        "goals": goals,
    }


def _line(row: Any, code: str, heard: Any, measured: Any, today: date) -> dict[str, Any]:
    action = row.Action
    return {
        "id": action.id,
        "code": code,
        "number": action.number,
        "title": action.title,
        "unit": row.unit or "",
        "state": state(action, today).value,
        "delay": delay(action, today),
        "progress": action.progress,
        "ends_on": (action.completed_on or action.ends_on).isoformat(),
        "first_ends_on": action.first_ends_on.isoformat(),
        "reason": row.delay_reason or "",
        "budget_kurus": action.budget_kurus,
        "spent_kurus": action.spent_kurus,
        "updates": heard.get(action.id, 0),
        "indicators": measured.get(action.id, []),
    }


def _actions(roadmap_id: int) -> dict[int, Any]:
    other = aliased(Update)
    last = (
        select(func.max(other.id))
        .where(other.action_id == Action.id, other.delay_reason != "")
        .correlate(Action)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Action, Unit.name.label("unit"), Update.delay_reason)
        .outerjoin(Unit, Unit.id == Action.unit_id)
        .outerjoin(Update, Update.id == last)
        .where(Action.roadmap_id == roadmap_id, Action.state != ActionState.DRAFT)
        .order_by(Action.id)
    )
    return {row.Action.id: row for row in rows}


def _heard(roadmap_id: int, report: Report) -> dict[int, int]:
    """Updates in the period."""
    rows = db.session.execute(
        select(Update.action_id, func.count())
        .join(Action, Action.id == Update.action_id)
        .where(
            Action.roadmap_id == roadmap_id,
            Update.at >= clock.at_local(report.starts_on),
            Update.at < clock.end_of(report.ends_on),
        )
        .group_by(Update.action_id)
    )
    return {row[0]: row[1] for row in rows}


def _measured(roadmap_id: int, until: date) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for one in db.session.scalars(
        select(Indicator)
        .join(Action, Action.id == Indicator.action_id)
        .where(Action.roadmap_id == roadmap_id, Indicator.withdrawn_at.is_(None))
        .options(selectinload(Indicator.measurements))
        .order_by(Indicator.id)
    ):
        values = [row.value for row in one.measurements if row.on <= until]
        found.setdefault(one.action_id, []).append(
            {
                "name": one.name,
                "unit": one.unit,
                "baseline": one.baseline,
                "target": one.target,
                "value": values[-1] if values else None,
            }
        )
    return found
