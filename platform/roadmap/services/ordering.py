"""The order of a draft: goals, objectives and actions go up and down; codes follow."""

import re
from typing import Any

from sqlalchemy import select

from kernel import audit
from kernel.db import db, lock, refusing
from kernel.rules import Visitor
from roadmap import queries
from roadmap.models import Action, ActionState, Goal, Objective
from roadmap.queries import Part, snapshots
from roadmap.services.drafting import CodeTaken, NotADraft, wrote

#: as `drafting` gives them; the last number stays with the action
COUNTED = re.compile(r"\d+\.\d+\.(\d+)")


def move_goal(goal: Goal, *, by: Visitor, up: bool) -> None:
    """At the edge nothing happens."""
    lock("roadmap", goal.roadmap_id)
    if _swap(Goal, Goal.roadmap_id == goal.roadmap_id, goal.id, up):
        _count_anew(goal.roadmap_id)
        audit.record("roadmap.move_goal", goal, by=by.id, after={"up": up})


def move_objective(part: Part, *, by: Visitor, up: bool) -> None:
    lock("roadmap", part.roadmap.id)
    if _swap(Objective, Objective.goal_id == part.goal.id, part.row.id, up):
        _count_anew(part.roadmap.id)
        wrote("roadmap.move_objective", part.row, part.goal, by=by)


def move_action(action: Action, *, by: Visitor, up: bool) -> None:
    """Among the drafts of its objective: two codes change places."""
    if action.state is not ActionState.DRAFT or action.objective is None:
        raise NotADraft()
    lock("roadmap", action.roadmap_id)
    siblings = db.session.scalars(
        select(Action)
        .where(Action.objective_id == action.objective_id, Action.state == ActionState.DRAFT)
        .order_by(Action.id)
    )
    order = snapshots.in_order(list(siblings))
    other = _neighbour(order, action, up)
    if other is not None:
        _give({action: other.code, other: action.code})
        wrote("roadmap.move_draft", action, action.objective.goal, by=by)


def _neighbour(order: list[Any], one: Any, up: bool) -> Any:
    place = order.index(one) + (-1 if up else 1)
    return order[place] if 0 <= place < len(order) else None


def _swap(kind: Any, among: Any, row_id: int, up: bool) -> bool:
    rows = list(db.session.scalars(select(kind).where(among).order_by(kind.position, kind.id)))
    one = next(row for row in rows if row.id == row_id)
    other = _neighbour(rows, one, up)
    if other is None:
        return False
    here, there = rows.index(one), rows.index(other)
    rows[here], rows[there] = other, one
    for place, row in enumerate(rows, 1):
        row.position = place
    db.session.flush()
    return True


def _count_anew(roadmap_id: int) -> None:
    """Codes that somebody chose stay."""
    found: dict[Action, str] = {}
    for place, goal in enumerate(queries.load_whole(roadmap_id).goals, 1):
        for number, objective in enumerate(goal.objectives, 1):
            for action in objective.actions:
                counted = COUNTED.fullmatch(action.code)
                if counted is not None and action.state is ActionState.DRAFT:
                    found[action] = f"{place}.{number}.{counted[1]}"
    _give({action: code for action, code in found.items() if action.code != code})


def _give(codes: dict[Action, str]) -> None:
    """Two steps: no code is there twice on the way."""
    for action in codes:
        action.code = f"~{action.id}"
    db.session.flush()
    with refusing(CodeTaken):
        for action, code in codes.items():
            action.code = code
