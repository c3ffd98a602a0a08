"""What a list of actions is narrowed to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from roadmap.models import (
    Action,
    ActionState,
    Objective,
    Origin,
    OriginKind,
    action_neighbourhood,
)
from roadmap.rules import State


def is_late(today: date) -> ColumnElement[bool]:
    """`rules.state(…) is LATE`, for the database; a test compares the two."""
    return and_(
        Action.state.in_((ActionState.PLANNED, ActionState.STARTED)),
        or_(Action.ends_on > Action.first_ends_on, Action.first_ends_on < today),
    )


def has_state(state: State, today: date) -> ColumnElement[bool]:
    late = is_late(today)
    if state is State.LATE:
        return late
    if state in (State.COMPLETED, State.COMPLETED_LATE):
        return Action.state == ActionState.COMPLETED
    return and_(Action.state == ActionState(state.value), ~late)


@dataclass(frozen=True)
class Chosen:
    """What a list is narrowed to."""

    unit_id: int | None = None
    state: State | None = None
    neighbourhood_id: int | None = None
    origin: OriginKind | None = None
    goal_id: int | None = None
    roadmap_id: int | None = None
    year: int | None = None

    def conditions(self, municipality_id: int, today: date) -> list[ColumnElement[bool]]:
        found = [Action.municipality_id == municipality_id, Action.state != ActionState.DRAFT]
        if self.unit_id is not None:
            found.append(Action.unit_id == self.unit_id)
        if self.state is not None:
            found.append(has_state(self.state, today))
        if self.roadmap_id is not None:
            found.append(Action.roadmap_id == self.roadmap_id)
        if self.year is not None:
            first, last = date(self.year, 1, 1), date(self.year, 12, 31)
            found.append(Action.first_ends_on.between(first, last))
        return found + self._among()

    def _among(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.neighbourhood_id is not None:
            places = select(action_neighbourhood.c.action_id).where(
                action_neighbourhood.c.neighbourhood_id == self.neighbourhood_id
            )
            found.append(Action.id.in_(places))
        if self.origin is not None:
            come = select(Origin.action_id).where(Origin.kind == self.origin)
            found.append(Action.id.in_(come))
        if self.goal_id is not None:
            of_goal = select(Objective.id).where(Objective.goal_id == self.goal_id)
            found.append(Action.objective_id.in_(of_goal))
        return found
