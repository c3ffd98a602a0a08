"""What a list of actions is narrowed to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, or_, select

from roadmap.models import (
    Action,
    ActionState,
    Objective,
    Origin,
    OriginKind,
    action_neighbourhood,
)
from roadmap.rules import State

#: of a statement that is built once
TODAY: Any = bindparam("today", type_=Date)


def is_late(today: Any) -> ColumnElement[bool]:
    """`rules.state(…) is LATE`, for the database; a test compares the two."""
    going_on = or_(Action.state == ActionState.PLANNED, Action.state == ActionState.STARTED)
    return and_(going_on, slipped(today))


def slipped(today: Any) -> ColumnElement[bool]:
    """Past the first promise, or will be: of what is neither done nor given up."""
    return or_(Action.ends_on > Action.first_ends_on, Action.first_ends_on < today)


def has_state(state: State, today: Any) -> ColumnElement[bool]:
    if state is State.LATE:
        return is_late(today)
    if state in (State.COMPLETED, State.COMPLETED_LATE):
        return Action.state == ActionState.COMPLETED
    decided = Action.state == ActionState(state.value)
    if state in (State.PLANNED, State.STARTED):
        return and_(decided, ~slipped(today))
    return decided


def _among(column: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Action.id.in_(select(column).where(condition))


_places = action_neighbourhood.c
_of_goal = select(Objective.id).where(Objective.goal_id == bindparam("goal_id"))
CONDITIONS: dict[str, ColumnElement[bool]] = {
    "unit_id": Action.unit_id == bindparam("unit_id"),
    "roadmap_id": Action.roadmap_id == bindparam("roadmap_id"),
    "year": Action.first_ends_on.between(
        bindparam("first_day", type_=Date), bindparam("last_day", type_=Date)
    ),
    "neighbourhood_id": _among(
        _places.action_id, _places.neighbourhood_id == bindparam("neighbourhood_id")
    ),
    "origin": _among(
        Origin.action_id, Origin.kind == bindparam("origin", type_=Origin.__table__.c.kind.type)
    ),
    "goal_id": Action.objective_id.in_(_of_goal),
}
#: a state, and the names of the other conditions
Shape = tuple[State | None, tuple[str, ...]]


@dataclass(frozen=True)
class Chosen:
    """What a list is narrowed to. Statements are built once for each shape of it, because
    composing one costs more CPU than running it.
    """

    unit_id: int | None = None
    state: State | None = None
    neighbourhood_id: int | None = None
    origin: OriginKind | None = None
    goal_id: int | None = None
    roadmap_id: int | None = None
    year: int | None = None

    def shape(self) -> Shape:
        return self.state, tuple(name for name in CONDITIONS if getattr(self, name) is not None)

    def values(self, municipality_id: int, today: date) -> dict[str, Any]:
        """The bind parameters of `conditions(self.shape())`."""
        found: dict[str, Any] = {"municipality": municipality_id, "today": today}
        found |= {name: getattr(self, name) for name in self.shape()[1]}
        if self.year is not None:
            found["first_day"], found["last_day"] = date(self.year, 1, 1), date(self.year, 12, 31)
        return found


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    state, names = shape
    found = [
        Action.municipality_id == bindparam("municipality"),
        Action.state != ActionState.DRAFT,
    ]
    if state is not None:
        found.append(has_state(state, TODAY))
    return found + [CONDITIONS[name] for name in names]
