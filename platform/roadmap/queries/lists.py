"""Actions in rows, bars and cards; a page costs the same for 20 actions and for 2,000."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from consultations.models import Consultation
from kernel import clock, keyset
from kernel.db import db
from places.models import Unit
from proposals.models import Proposal
from roadmap.models import (
    Action,
    ActionState,
    Goal,
    Roadmap,
    Update,
)
from roadmap.queries.narrowing import Chosen, is_late
from roadmap.rules import State

#: rows of the table, bars of the timeline, cards of a column
ROWS, BARS, CARDS = 30, 30, 8


def _dressed(few: Any) -> Select[Any]:
    """What a row shows: origin, money, progress, and the last new end with its reason."""
    other = aliased(Update)
    last_delay = (
        select(func.max(other.id))
        .where(other.action_id == Action.id, other.new_ends_on.is_not(None))
        .correlate(Action)
        .scalar_subquery()
    )
    return (
        select(
            *few.c,
            Action.number,
            Action.code,
            Action.title,
            Action.state,
            Action.starts_on,
            Action.ends_on,
            Action.first_ends_on,
            Action.by_quarter,
            Action.completed_on,
            Action.progress,
            Action.budget_kurus,
            Action.spent_kurus,
            Action.unit_id,
            Action.proposal_id,
            Action.consultation_id,
            Unit.name.label("unit_name"),
            Proposal.title.label("proposal_title"),
            Proposal.support_count,
            Consultation.title.label("consultation_title"),
            Update.at.label("delayed_at"),
            Update.office.label("delay_office"),
            Update.delay_reason,
        )
        .join(Action, Action.id == few.c.id)
        .outerjoin(Unit, Unit.id == Action.unit_id)
        .outerjoin(Proposal, Proposal.id == Action.proposal_id)
        .outerjoin(Consultation, Consultation.id == Action.consultation_id)
        .outerjoin(Update, Update.id == last_delay)
    )


def list_page(
    municipality_id: int,
    *,
    unit_id: int | None = None,
    state: State | None = None,
    chosen: Chosen | None = None,
    size: int = keyset.SIZE,
) -> keyset.Page:
    """Late ones first, then what goes on, what is planned, what is done; the newest above."""
    today = clock.today()
    wanted = chosen or Chosen(unit_id=unit_id, state=state)
    rank: ColumnElement[int] = case(
        (is_late(today), 0),
        (Action.state == ActionState.STARTED, 1),
        (Action.state.in_((ActionState.PLANNED, ActionState.POSTPONED)), 2),
        (Action.state == ActionState.COMPLETED, 3),
        else_=4,
    )
    statement: Any = select(Action.id, rank.label("rank")).where(
        *wanted.conditions(municipality_id, today)
    )
    keys = [
        keyset.Key(statement.selected_columns["rank"], read=keyset.whole),
        keyset.Key(Action.id, descending=True, read=keyset.whole),
    ]
    return keyset.page(statement, keys, size=size, around=_dressed)


def list_for_sheet(municipality_id: int, chosen: Chosen, most: int) -> list[Any]:
    columns = (
        Action.number,
        Action.code,
        Action.title,
        Action.state,
        Action.progress,
        Action.starts_on,
        Action.ends_on,
        Action.first_ends_on,
        Action.completed_on,
        Action.budget_kurus,
        Action.spent_kurus,
        Action.plan_code,
        Action.sdg,
        Unit.name.label("unit_name"),
    )
    rows: Any = db.session.execute(
        select(*columns)
        .outerjoin(Unit, Unit.id == Action.unit_id)
        .where(*chosen.conditions(municipality_id, clock.today()))
        .order_by(Action.number, Action.id)
        .limit(most)
    )
    return list(rows)


def timeline(municipality_id: int, chosen: Chosen) -> keyset.Page:
    """From the last begun to the first."""
    today = clock.today()
    statement: Any = select(Action.id, Action.starts_on).where(
        *chosen.conditions(municipality_id, today)
    )

    def around(few: Any) -> Select[Any]:
        return select(
            *few.c,
            Action.number,
            Action.title,
            Action.state,
            Action.ends_on,
            Action.first_ends_on,
            Action.by_quarter,
            Action.completed_on,
            Action.progress,
        ).join(Action, Action.id == few.c.id)

    keys = [
        keyset.Key(Action.starts_on, descending=True, read=keyset.day),
        keyset.Key(Action.id, descending=True, read=keyset.whole),
    ]
    return keyset.page(statement, keys, size=BARS, around=around)


def board(municipality_id: int) -> Mapping[str, list[Any]]:
    """The first cards of each column, in one query."""
    today = clock.today()
    column = case(
        (is_late(today), State.LATE.value),
        (Action.state == ActionState.STARTED, State.STARTED.value),
        (Action.state == ActionState.COMPLETED, State.COMPLETED.value),
        (Action.state == ActionState.POSTPONED, State.POSTPONED.value),
        else_=State.PLANNED.value,
    )
    place = func.row_number().over(
        partition_by=column, order_by=(Action.ends_on.desc(), Action.id.desc())
    )
    cards = (
        select(Action.id, column.label("column"), place.label("place"))
        .where(
            *Chosen().conditions(municipality_id, today),
            Action.state != ActionState.CANCELLED,
        )
        .subquery()
    )
    rows = db.session.execute(
        select(
            cards.c.column,
            Action.id,
            Action.number,
            Action.title,
            Action.state,
            Action.starts_on,
            Action.ends_on,
            Action.first_ends_on,
            Action.completed_on,
            Action.progress,
            Unit.name.label("unit_name"),
        )
        .join(Action, Action.id == cards.c.id)
        .outerjoin(Unit, Unit.id == Action.unit_id)
        .where(cards.c.place <= CARDS)
        .order_by(cards.c.place)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.column, []).append(row)
    return found


# --- what the filters offer ---------------------------------------------------------------------


def list_units(municipality_id: int) -> list[tuple[int, str]]:
    """Those that run an action."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.id.in_(select(Action.unit_id).where(Action.municipality_id == municipality_id)))
        .order_by(Unit.sort_key, Unit.id)
    )
    return [(row.id, row.name) for row in rows]


def list_goals(municipality_id: int) -> list[tuple[int, str]]:
    """Of the roadmaps that were adopted, the newest first."""
    rows = db.session.execute(
        select(Goal.id, Goal.title)
        .join(Roadmap, Roadmap.id == Goal.roadmap_id)
        .where(Roadmap.municipality_id == municipality_id, Roadmap.decided_on.is_not(None))
        .order_by(Roadmap.id.desc(), Goal.position, Goal.id)
        .limit(60)
    )
    return [(row.id, row.title) for row in rows]
