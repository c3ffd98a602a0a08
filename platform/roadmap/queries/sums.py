"""The roadmap in figures: as a whole, by unit, neighbourhood, origin, goal and year."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, extract, func, select

from consultations.models import Consultation
from kernel import clock
from kernel.db import db
from places.models import Neighbourhood, Unit
from roadmap.models import (
    Action,
    ActionState,
    Goal,
    Objective,
    Origin,
    action_neighbourhood,
)
from roadmap.queries.narrowing import Chosen, has_state, is_late
from roadmap.rules import State


@dataclass(frozen=True)
class Totals:
    """The finding of the roadmap; cancelled actions are not counted among `total`."""

    total: int
    planned: int
    started: int
    late: int
    postponed: int
    completed: int
    completed_late: int
    cancelled: int
    progress: int
    budget_kurus: int
    spent_kurus: int


def _sums(today: date) -> list[ColumnElement[int]]:
    def number(condition: ColumnElement[bool], value: Any = 1) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, value), else_=0)), 0)

    living = Action.state != ActionState.CANCELLED
    completed = Action.state == ActionState.COMPLETED
    return [
        number(living),
        number(has_state(State.PLANNED, today)),
        number(has_state(State.STARTED, today)),
        number(is_late(today)),
        number(Action.state == ActionState.POSTPONED),
        number(completed),
        number(and_(completed, Action.completed_on > Action.first_ends_on)),
        number(Action.state == ActionState.CANCELLED),
        number(living, Action.progress),
        number(living, Action.budget_kurus),
        func.coalesce(func.sum(Action.spent_kurus), 0),
    ]


def count_all(municipality_id: int, chosen: Chosen | None = None) -> Totals:
    today = clock.today()
    conditions = (chosen or Chosen()).conditions(municipality_id, today)
    row = db.session.execute(select(*_sums(today)).where(*conditions)).one()
    return Totals(*(int(value) for value in row))


class Group(NamedTuple):
    """A unit, neighbourhood, goal, kind of origin or year, and its actions."""

    key: Any
    name: str
    totals: Totals


def _grouped(statement: Any) -> list[Group]:
    return [
        Group(row[0], row[1], Totals(*(int(value) for value in row[2:])))
        for row in db.session.execute(statement)
    ]


def by_unit(municipality_id: int) -> list[Group]:
    today = clock.today()
    return _grouped(
        select(Action.unit_id, Unit.name, *_sums(today))
        .join(Unit, Unit.id == Action.unit_id)
        .where(*Chosen().conditions(municipality_id, today))
        .group_by(Action.unit_id, Unit.name, Unit.sort_key)
        .order_by(Unit.sort_key, Action.unit_id)
    )


def by_neighbourhood(municipality_id: int) -> list[Group]:
    """An action in two neighbourhoods counts in both."""
    today = clock.today()
    place = action_neighbourhood.c
    return _grouped(
        select(Neighbourhood.id, Neighbourhood.name, *_sums(today))
        .select_from(Action)
        .join(action_neighbourhood, place.action_id == Action.id)
        .join(Neighbourhood, Neighbourhood.id == place.neighbourhood_id)
        .where(*Chosen().conditions(municipality_id, today))
        .group_by(Neighbourhood.id, Neighbourhood.name, Neighbourhood.sort_key)
        .order_by(Neighbourhood.sort_key, Neighbourhood.id)
    )


def by_origin(municipality_id: int) -> list[Group]:
    """By kind; an action with two origins of a kind counts once there."""
    today = clock.today()
    pairs = (
        select(Origin.action_id, Origin.kind)
        .where(Origin.municipality_id == municipality_id)
        .distinct()
        .subquery()
    )
    return _grouped(
        select(pairs.c.kind, pairs.c.kind, *_sums(today))
        .select_from(Action)
        .join(pairs, pairs.c.action_id == Action.id)
        .where(*Chosen().conditions(municipality_id, today))
        .group_by(pairs.c.kind)
        .order_by(pairs.c.kind)
    )


def by_consultation(municipality_id: int, limit: int = 30) -> list[Group]:
    """Of the consultations that led to actions, the newest."""
    today = clock.today()
    pairs = (
        select(Origin.action_id, Origin.consultation_id)
        .where(Origin.municipality_id == municipality_id, Origin.consultation_id.is_not(None))
        .distinct()
        .subquery()
    )
    return _grouped(
        select(Consultation.id, Consultation.title, *_sums(today))
        .select_from(Action)
        .join(pairs, pairs.c.action_id == Action.id)
        .join(Consultation, Consultation.id == pairs.c.consultation_id)
        .where(*Chosen().conditions(municipality_id, today))
        .group_by(Consultation.id, Consultation.title)
        .order_by(Consultation.id.desc())
        .limit(limit)
    )


def by_goal(roadmap_id: int, municipality_id: int) -> list[Group]:
    today = clock.today()
    return _grouped(
        select(Goal.id, Goal.title, *_sums(today))
        .select_from(Action)
        .join(Objective, Objective.id == Action.objective_id)
        .join(Goal, Goal.id == Objective.goal_id)
        .where(Goal.roadmap_id == roadmap_id, *Chosen().conditions(municipality_id, today))
        .group_by(Goal.id, Goal.title, Goal.position)
        .order_by(Goal.position, Goal.id)
    )


def by_year(municipality_id: int) -> list[Group]:
    """By the year of the first promise."""
    today = clock.today()
    year = extract("year", Action.first_ends_on)
    return _grouped(
        select(year, year, *_sums(today))
        .where(*Chosen().conditions(municipality_id, today))
        .group_by(year)
        .order_by(year)
    )
