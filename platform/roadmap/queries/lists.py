"""Actions in rows, bars and cards; a page costs the same for 20 actions and for 2,000."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from consultations.models import Consultation
from kernel import clock, keyset
from kernel.db import db, fetch
from kernel.prepared import Prepared
from places.models import Unit
from proposals.models import Proposal
from roadmap.models import (
    Action,
    ActionState,
    Goal,
    Roadmap,
    Update,
)
from roadmap.queries.narrowing import TODAY, Chosen, Shape, conditions, is_late
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


@lru_cache(maxsize=64)
def _page_statement(shape: Shape) -> tuple[Select[Any], tuple[keyset.Key, ...]]:
    rank: ColumnElement[int] = case(
        (is_late(TODAY), 0),
        (Action.state == ActionState.STARTED, 1),
        (Action.state == ActionState.COMPLETED, 3),
        (Action.state == ActionState.CANCELLED, 4),
        else_=2,
    )
    statement: Any = select(Action.id, rank.label("rank")).where(*conditions(shape))
    keys = (
        keyset.Key(statement.selected_columns["rank"], read=keyset.whole),
        keyset.Key(Action.id, descending=True, read=keyset.whole),
    )
    return statement, keys


def list_page(
    municipality_id: int,
    *,
    unit_id: int | None = None,
    state: State | None = None,
    chosen: Chosen | None = None,
    size: int = keyset.SIZE,
) -> keyset.Page:
    """Late ones first, then what goes on, what is planned, what is done; the newest above."""
    wanted = chosen or Chosen(unit_id=unit_id, state=state)
    statement, keys = _page_statement(wanted.shape())
    values = wanted.values(municipality_id, clock.today())
    return keyset.page(statement, keys, size=size, values=values, around=_dressed)


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
        .where(*conditions(chosen.shape()))
        .order_by(Action.number, Action.id)
        .limit(most),
        chosen.values(municipality_id, clock.today()),
    )
    return list(rows)


@lru_cache(maxsize=64)
def _timeline_statement(shape: Shape) -> Any:
    statement: Any = select(Action.id, Action.starts_on).where(*conditions(shape))
    return statement


def _bars(few: Any) -> Select[Any]:
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


_TIMELINE = (
    keyset.Key(Action.starts_on, descending=True, read=keyset.day),
    keyset.Key(Action.id, descending=True, read=keyset.whole),
)


def timeline(municipality_id: int, chosen: Chosen) -> keyset.Page:
    """From the last begun to the first."""
    values = chosen.values(municipality_id, clock.today())
    statement = _timeline_statement(chosen.shape())
    return keyset.page(statement, _TIMELINE, size=BARS, values=values, around=_bars)


def _column(state: State) -> Select[Any]:
    """Of one column, from the index of its state."""
    first = (
        select(Action.id, literal(state.value).label("column"))
        .where(*conditions((state, ())))
        .order_by(Action.ends_on.desc(), Action.id.desc())
        .limit(literal_column(str(CARDS), Integer))
    )
    return select(first.subquery())


def _board_statement() -> Prepared:
    shown = (State.PLANNED, State.STARTED, State.LATE, State.POSTPONED, State.COMPLETED)
    cards = union_all(*map(_column, shown)).subquery()
    return Prepared(
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
        .order_by(Action.ends_on.desc(), Action.id.desc())
    )


_BOARD = _board_statement()


def board(municipality_id: int) -> Mapping[str, list[Any]]:
    """The first cards of each column, in one query."""
    found: dict[str, list[Any]] = {}
    for row in fetch(_BOARD, municipality=municipality_id, today=clock.today()):
        found.setdefault(row.column, []).append(row)
    return found


# --- what the filters offer ---------------------------------------------------------------------

_UNITS = Prepared(
    select(Unit.id, Unit.name)
    .where(
        Unit.municipality_id == bindparam("municipality"),
        select(Action.id).where(Action.unit_id == Unit.id).exists(),
    )
    .order_by(Unit.sort_key, Unit.id)
)


def list_units(municipality_id: int) -> list[tuple[int, str]]:
    """Those that run an action."""
    return [(row.id, row.name) for row in fetch(_UNITS, municipality=municipality_id)]


_GOALS = Prepared(
    select(Goal.id, Goal.title)
    .join(Roadmap, Roadmap.id == Goal.roadmap_id)
    .where(Roadmap.municipality_id == bindparam("municipality"), Roadmap.decided_on.is_not(None))
    .order_by(Roadmap.id.desc(), Goal.position, Goal.id)
    .limit(literal_column("60", Integer))
)


def list_goals(municipality_id: int) -> list[tuple[int, str]]:
    """Of the roadmaps that were adopted, the newest first."""
    return [(row.id, row.title) for row in fetch(_GOALS, municipality=municipality_id)]
