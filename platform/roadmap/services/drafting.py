"""The working copy of a roadmap: its head, sections, objectives and draft actions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from places.models import Neighbourhood
from places.services import next_number
from roadmap.models import (
    RHYTHM,
    Action,
    ActionState,
    Coauthor,
    Goal,
    Indicator,
    Objective,
    Origin,
    Partner,
    Roadmap,
    action_neighbourhood,
)
from roadmap.queries import Part, count_actions
from roadmap.rules.documents import writes_as
from roadmap.services.making import unit_of


class CodeTaken(DomainError):
    constraint = "uq_action_roadmap_id_code"
    message = N_("Bu kodla bir eylem var. Başka bir kod yazın.")
    field = "code"


class NotEmpty(DomainError):
    message = N_("Önce içindeki eylemleri çıkarın.")


class NotADraft(DomainError):
    message = N_("Bu eylem yürürlükte. Değişiklik, gelişme yazarak bildirilir.")


@dataclass(frozen=True)
class Head:
    title: str
    text: str
    html: str
    starts_on: date
    ends_on: date
    report_months: int


@dataclass(frozen=True)
class Words:
    """Of a goal or an objective."""

    title: str
    text: str
    html: str


@dataclass(frozen=True)
class Draft:
    """What an action of a draft will promise. `code` "": the next one of its objective."""

    title: str
    text: str
    html: str
    unit_id: int
    starts_on: date
    ends_on: date
    code: str = ""
    by_quarter: bool = False
    budget_kurus: int | None = None
    plan_code: str = ""
    sdg: str = ""
    rhythm_days: int = RHYTHM
    neighbourhood_ids: tuple[int, ...] = ()


def create(municipality_id: int, *, by: Visitor, head: Head) -> Roadmap:
    roadmap = Roadmap(municipality_id=municipality_id, created_by_id=by.id, **vars(head))
    db.session.add(roadmap)
    db.session.flush()
    audit.record("roadmap.draft", roadmap, by=by.id)
    return roadmap


def edit(roadmap: Roadmap, *, by: Visitor, head: Head) -> None:
    _assign(roadmap, head)
    db.session.flush()
    audit.record("roadmap.edit", roadmap, by=by.id)


def _assign(row: Any, values: Any) -> None:
    for name, value in vars(values).items():
        setattr(row, name, value)


# --- sections -----------------------------------------------------------------------------------


def add_goal(roadmap: Roadmap, *, by: Visitor, words: Words) -> Goal:
    goal = Goal(
        municipality_id=roadmap.municipality_id,
        roadmap_id=roadmap.id,
        position=_next(Goal, Goal.roadmap_id == roadmap.id),
        **vars(words),
    )
    db.session.add(goal)
    db.session.flush()
    audit.record("roadmap.add_goal", goal, by=by.id)
    return goal


def _next(kind: Any, among: Any) -> int:
    return (db.session.scalar(select(func.max(kind.position)).where(among)) or 0) + 1


def edit_goal(goal: Goal, *, by: Visitor, words: Words) -> None:
    _assign(goal, words)
    db.session.flush()
    wrote("roadmap.edit_goal", goal, goal, by=by)


def wrote(verb: str, thing: Any, goal: Goal, *, by: Visitor) -> None:
    """In whose name: the record says which organisation changed its section."""
    coauthor = writes_as(by, goal)
    after: dict[str, Any] = {}
    if coauthor is not None:
        coauthor.wrote_at = clock.now()
        after = {"organisation": coauthor.organisation_id}
    _take_words_back(goal)
    audit.record(verb, thing, by=by.id, municipality_id=goal.municipality_id, after=after)


def _take_words_back(goal: Goal) -> None:
    """ "Ready" was said of other words; the audit keeps who said it."""
    for one in goal.coauthors:
        if one.word is not None:
            one.word = one.word_at = one.word_by_id = None
            one.word_reason = ""


def drop_goal(goal: Goal, *, by: Visitor) -> None:
    if goal.objectives:
        raise NotEmpty()
    audit.record("roadmap.drop_goal", goal, by=by.id, before={"title": goal.title})
    db.session.execute(delete(Coauthor).where(Coauthor.goal_id == goal.id))
    db.session.execute(delete(Goal).where(Goal.id == goal.id))


def add_objective(goal: Goal, *, by: Visitor, words: Words) -> Objective:
    objective = Objective(
        municipality_id=goal.municipality_id,
        goal_id=goal.id,
        position=_next(Objective, Objective.goal_id == goal.id),
        **vars(words),
    )
    db.session.add(objective)
    db.session.flush()
    wrote("roadmap.add_objective", objective, goal, by=by)
    return objective


def edit_objective(part: Part, *, by: Visitor, words: Words) -> None:
    _assign(part.row, words)
    db.session.flush()
    wrote("roadmap.edit_objective", part.row, part.goal, by=by)


def drop_objective(part: Part, *, by: Visitor) -> None:
    if count_actions(part.row.id):
        raise NotEmpty()
    wrote("roadmap.drop_objective", part.row, part.goal, by=by)
    db.session.execute(delete(Objective).where(Objective.id == part.row.id))


# --- actions of a draft -------------------------------------------------------------------------


def add_action(part: Part, *, by: Visitor, draft: Draft) -> Action:
    """Nobody is held to it before the roadmap, or its change, is adopted."""
    unit = unit_of(draft.unit_id, part.municipality_id)
    action = Action(
        municipality_id=part.municipality_id,
        number=next_number(part.municipality_id, "E"),
        state=ActionState.DRAFT,
        objective_id=part.row.id,
        roadmap_id=part.roadmap.id,
        unit_id=unit.id,
    )
    code = draft.code or _next_code(part)
    with refusing(CodeTaken):
        _assign_draft(action, draft, code)
        db.session.add(action)
    _place(action, draft.neighbourhood_ids)
    wrote("roadmap.add_draft", action, part.goal, by=by)
    return action


def _assign_draft(action: Action, draft: Draft, code: str) -> None:
    for name, value in vars(draft).items():
        if name not in ("code", "neighbourhood_ids"):
            setattr(action, name, value)
    action.code = code
    action.first_ends_on = draft.ends_on


def _next_code(part: Part) -> str:
    """ "1.2.3": the first that is free."""
    goals = _ranks(Goal, Goal.roadmap_id == part.roadmap.id)
    parts = _ranks(Objective, Objective.goal_id == part.goal.id)
    stem = f"{goals.index(part.goal.id) + 1}.{parts.index(part.row.id) + 1}."
    taken = set(db.session.scalars(select(Action.code).where(Action.roadmap_id == part.roadmap.id)))
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _ranks(kind: Any, among: Any) -> list[int]:
    return list(db.session.scalars(select(kind.id).where(among).order_by(kind.position, kind.id)))


def _place(action: Action, neighbourhood_ids: tuple[int, ...]) -> None:
    places = action_neighbourhood
    db.session.execute(delete(places).where(places.c.action_id == action.id))
    known = db.session.scalars(
        select(Neighbourhood.id)
        .where(
            Neighbourhood.id.in_(neighbourhood_ids),
            Neighbourhood.municipality_id == action.municipality_id,
        )
        .order_by(Neighbourhood.id)
    ).all()
    if known:
        rows = [{"action_id": action.id, "neighbourhood_id": place} for place in known]
        db.session.execute(places.insert(), rows)
    db.session.expire(action, ["neighbourhoods"])


def edit_action(action: Action, *, by: Visitor, draft: Draft) -> None:
    if action.state is not ActionState.DRAFT or action.objective is None:
        raise NotADraft()
    unit_of(draft.unit_id, action.municipality_id)
    with refusing(CodeTaken):
        _assign_draft(action, draft, draft.code or action.code)
    _place(action, draft.neighbourhood_ids)
    wrote("roadmap.edit_draft", action, action.objective.goal, by=by)


def drop_action(action: Action, *, by: Visitor) -> None:
    """What was never published goes; what was keeps its page and what was said there."""
    if action.state is not ActionState.DRAFT or action.objective is None:
        raise NotADraft()
    wrote("roadmap.drop_draft", action, action.objective.goal, by=by)
    if action.thread_id is not None:
        action.objective_id = None
        action.code = f"-{action.id}"
        db.session.flush()
        return
    for kind in (Partner, Indicator, Origin):
        db.session.execute(delete(kind).where(kind.action_id == action.id))
    places = action_neighbourhood
    db.session.execute(delete(places).where(places.c.action_id == action.id))
    db.session.execute(delete(Action).where(Action.id == action.id))
