"""A draft read from a workbook: goals and objectives by their names, actions by their codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kernel import audit, files
from kernel.db import db
from kernel.files import StoredFile
from kernel.rules import Visitor
from roadmap import queries
from roadmap.models import Action, ActionState, Goal, Objective, Roadmap
from roadmap.services import drafting
from roadmap.services.drafting import Draft, NotADraft, Words


@dataclass(frozen=True)
class Line:
    """One action, and where it stands."""

    goal: str
    objective: str
    draft: Draft


def keep_upload(roadmap: Roadmap, *, accepted: tuple[bytes, str, str]) -> StoredFile:
    """For the preview; nothing refers to it, so that it goes after a week."""
    return files.store(accepted, municipality_id=roadmap.municipality_id)


def take_in(roadmap: Roadmap, *, by: Visitor, lines: Sequence[Line]) -> int:
    """Writes all of them or, when one is refused, none."""
    known = _codes(roadmap.id)
    for line in lines:
        objective = _objective(roadmap, line, by=by)
        number = known.get(line.draft.code)
        if number is None:
            drafting.add_action(queries.get_objective(objective), by=by, draft=line.draft)
            continue
        action = queries.get_draft(number)
        if action.state is not ActionState.DRAFT:
            raise NotADraft()
        action.objective_id = objective
        drafting.edit_action(action, by=by, draft=line.draft)
    audit.record("roadmap.take_in", roadmap, by=by.id, after={"actions": len(lines)})
    return len(lines)


def _codes(roadmap_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Action.code, Action.id).where(
            Action.roadmap_id == roadmap_id, Action.objective_id.is_not(None)
        )
    )
    return {row.code: row.id for row in rows}


def _objective(roadmap: Roadmap, line: Line, *, by: Visitor) -> int:
    """The one of that name under the goal of that name; new where there is none."""
    goal_id = db.session.scalar(
        select(Goal.id).where(Goal.roadmap_id == roadmap.id, Goal.title == line.goal)
    )
    if goal_id is None:
        goal_id = drafting.add_goal(roadmap, by=by, words=_words(line.goal)).id
    found = db.session.scalar(
        select(Objective.id).where(Objective.goal_id == goal_id, Objective.title == line.objective)
    )
    if found is not None:
        return found
    goal = queries.get_goal(goal_id)
    return drafting.add_objective(goal, by=by, words=_words(line.objective)).id


def _words(title: str) -> Words:
    return Words(title=title, text="", html="")
