"""The roadmap in figures: as a whole, by unit, neighbourhood, origin, goal and year.

Counted first, named afterwards; each statement is built once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    extract,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased

from consultations.models import Consultation
from kernel import clock
from kernel.db import fetch
from kernel.prepared import Prepared
from places.models import Neighbourhood, Unit
from roadmap.models import (
    Action,
    ActionState,
    Goal,
    Objective,
    Origin,
    action_neighbourhood,
)
from roadmap.queries.narrowing import TODAY, Chosen, Shape, conditions, slipped

#: consultations that led to actions, in the table by origin
CONSULTATIONS = 30


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


def _sums() -> list[Any]:
    """What `_totals` reads, in its order; a condition is looked at only where its state is."""

    def number(name: str, *wanted: ColumnElement[bool]) -> Any:
        return func.count().filter(and_(*wanted)).label(name)

    planned = Action.state == ActionState.PLANNED
    started = Action.state == ActionState.STARTED
    completed = Action.state == ActionState.COMPLETED
    living = Action.state != ActionState.CANCELLED
    return [
        number("planned", planned),
        number("planned_late", planned, slipped(TODAY)),
        number("started", started),
        number("started_late", started, slipped(TODAY)),
        number("postponed", Action.state == ActionState.POSTPONED),
        number("completed", completed),
        number("completed_late", completed, Action.completed_on > Action.first_ends_on),
        number("cancelled", Action.state == ActionState.CANCELLED),
        func.sum(Action.progress).filter(living).label("progress"),
        func.sum(Action.budget_kurus).filter(living).label("budget_kurus"),
        func.sum(Action.spent_kurus).label("spent_kurus"),
    ]


def _totals(sums: Iterable[Any]) -> Totals:
    counted = [int(value or 0) for value in sums]
    planned, planned_late, started, started_late, postponed, completed, *rest = counted
    return Totals(
        planned + started + postponed + completed,
        planned - planned_late,
        started - started_late,
        planned_late + started_late,
        postponed,
        completed,
        *rest,
    )


@lru_cache(maxsize=64)
def _whole(shape: Shape) -> Prepared:
    return Prepared(select(*_sums()).where(*conditions(shape)))


def count_all(municipality_id: int, chosen: Chosen | None = None) -> Totals:
    wanted = chosen or Chosen()
    values = wanted.values(municipality_id, clock.today())
    return _totals(fetch(_whole(wanted.shape()), **values)[0])


class Group(NamedTuple):
    """A unit, neighbourhood, goal, kind of origin or year, and its actions."""

    key: Any
    name: str
    totals: Totals


def add_up(groups: Iterable[Group]) -> Totals:
    """Of groups in which every action counts once."""
    rows = [vars(group.totals) for group in groups]
    return Totals(**{name: sum(row[name] for row in rows) for name in Totals.__annotations__})


def _summed(key: Any) -> Select[Any]:
    return (
        select(key.label("key"), *_sums())
        .select_from(Action)
        .where(*conditions(Chosen().shape()))
        .group_by(key)
    )


def _named(counted: Select[Any], model: Any, *order: Any) -> Prepared:
    few: Any = counted.subquery()
    key, *sums = few.c
    name = getattr(model, "name", None) or model.title
    named = select(key, name.label("name"), *sums).join(model, model.id == key)
    return Prepared(named.order_by(*order))


def _grouped(statement: Prepared, municipality_id: int, **values: Any) -> list[Group]:
    rows = fetch(statement, municipality=municipality_id, today=clock.today(), **values)
    return [Group(key, name, _totals(sums)) for key, name, *sums in rows]


_BY_UNIT = _named(_summed(Action.unit_id), Unit, Unit.sort_key, Unit.id)


def by_unit(municipality_id: int) -> list[Group]:
    return _grouped(_BY_UNIT, municipality_id)


_BY_NEIGHBOURHOOD = _named(
    _summed(action_neighbourhood.c.neighbourhood_id).join(
        action_neighbourhood, action_neighbourhood.c.action_id == Action.id
    ),
    Neighbourhood,
    Neighbourhood.sort_key,
    Neighbourhood.id,
)


def by_neighbourhood(municipality_id: int) -> list[Group]:
    """An action in two neighbourhoods counts in both."""
    return _grouped(_BY_NEIGHBOURHOOD, municipality_id)


def _once(same: Any) -> ColumnElement[bool]:
    """Of an action's origins of one sort the first."""
    earlier = aliased(Origin)
    before = select(earlier.id).where(
        earlier.action_id == Origin.action_id,
        getattr(earlier, same.key) == same,
        earlier.id < Origin.id,
    )
    return and_(Origin.municipality_id == bindparam("municipality"), ~before.exists())


def _by_kind() -> Prepared:
    counted = _summed(Origin.kind).join(Origin, Origin.action_id == Action.id)
    few: Any = counted.where(_once(Origin.kind)).subquery()
    key, *sums = few.c
    return Prepared(select(key, key.label("name"), *sums).order_by(key))


_BY_ORIGIN = _by_kind()


def by_origin(municipality_id: int) -> list[Group]:
    """By kind; an action with two origins of a kind counts once there."""
    return _grouped(_BY_ORIGIN, municipality_id)


_BY_CONSULTATION = _named(
    _summed(Origin.consultation_id)
    .join(Origin, Origin.action_id == Action.id)
    .where(Origin.consultation_id.is_not(None), _once(Origin.consultation_id))
    .order_by(Origin.consultation_id.desc())
    .limit(literal_column(str(CONSULTATIONS))),
    Consultation,
    Consultation.id.desc(),
)


def by_consultation(municipality_id: int) -> list[Group]:
    """Of the consultations that led to actions, the newest."""
    return _grouped(_BY_CONSULTATION, municipality_id)


_BY_GOAL = _named(
    _summed(Objective.goal_id)
    .join(Objective, Objective.id == Action.objective_id)
    .where(
        Objective.goal_id.in_(select(Goal.id).where(Goal.roadmap_id == bindparam("roadmap_id")))
    ),
    Goal,
    Goal.position,
    Goal.id,
)


def by_goal(roadmap_id: int, municipality_id: int) -> list[Group]:
    return _grouped(_BY_GOAL, municipality_id, roadmap_id=roadmap_id)


def _by_year() -> Prepared:
    few: Any = _summed(extract("year", Action.first_ends_on)).subquery()
    key, *sums = few.c
    return Prepared(select(key, key.label("name"), *sums).order_by(key))


_BY_YEAR = _by_year()


def by_year(municipality_id: int) -> list[Group]:
    """By the year of the first promise."""
    return _grouped(_BY_YEAR, municipality_id)
