"""Reads of the roadmap; every loader option lives here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from answers.models import Answer, AnswerState, Decision, Duty
from consultations.models import Consultation
from journeys.models import Journey, Status
from kernel import clock, keyset
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from places.models import Unit
from proposals.models import Proposal
from roadmap.models import Action, ActionState, Update
from roadmap.rules import Source, State

ACCEPTING = (Decision.ACCEPTED, Decision.PARTLY)
#: what a vote or an answer let through, and no action carries yet
CARRIABLE = (Status.CHOSEN, Status.ACCEPTED, Status.PARTLY, Status.CANCELLED)


def get_action(action_id: int, for_: Visitor = NOBODY) -> Action:
    """With everything its page and its rules read; the updates in a second query."""
    proposal = joinedload(Action.proposal)
    return db.session.scalars(
        select(Action)
        .where(Action.id == action_id)
        .options(
            joinedload(Action.unit),
            joinedload(Action.journey),
            joinedload(Action.answer),
            joinedload(Action.consultation),
            proposal,
            proposal.joinedload(Proposal.author),
            proposal.joinedload(Proposal.organisation),
            proposal.joinedload(Proposal.thread),
            proposal.joinedload(Proposal.journey),
            selectinload(Action.updates).joinedload(Update.evidence),
        )
    ).one()


def list_states(consultation_id: int) -> set[ActionState]:
    """Of the actions that grew from a consultation."""
    return set(
        db.session.scalars(
            select(Action.state).where(Action.consultation_id == consultation_id).distinct()
        )
    )


# --- the public list ----------------------------------------------------------------------------


def is_late(today: date) -> ColumnElement[bool]:
    """`rules.state(…) is LATE`, for the database; a test compares the two."""
    return and_(
        Action.state.in_((ActionState.PLANNED, ActionState.STARTED)),
        or_(Action.ends_on > Action.first_ends_on, Action.first_ends_on < today),
    )


def _has_state(state: State, today: date) -> ColumnElement[bool]:
    late = is_late(today)
    if state is State.LATE:
        return late
    if state in (State.COMPLETED, State.COMPLETED_LATE):
        return Action.state == ActionState.COMPLETED
    return and_(Action.state == ActionState(state.value), ~late)


@dataclass(frozen=True)
class Totals:
    """The finding of the roadmap; cancelled actions are not counted among `total`."""

    total: int
    planned: int
    started: int
    late: int
    completed: int
    cancelled: int
    budget_kurus: int
    spent_kurus: int


def count_all(municipality_id: int) -> Totals:
    today = clock.today()

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    living = Action.state != ActionState.CANCELLED
    row = db.session.execute(
        select(
            number(living),
            number(_has_state(State.PLANNED, today)),
            number(_has_state(State.STARTED, today)),
            number(is_late(today)),
            number(Action.state == ActionState.COMPLETED),
            number(Action.state == ActionState.CANCELLED),
            func.coalesce(func.sum(case((living, Action.budget_kurus), else_=0)), 0),
            func.coalesce(func.sum(Action.spent_kurus), 0),
        ).where(Action.municipality_id == municipality_id)
    ).one()
    return Totals(*(int(value) for value in row))


def _rows(municipality_id: int, today: date) -> Select[Any]:
    """What a row shows: origin, money, progress, and the last new end with its reason."""
    other = aliased(Update)
    last_delay = (
        select(func.max(other.id))
        .where(other.action_id == Action.id, other.new_ends_on.is_not(None))
        .correlate(Action)
        .scalar_subquery()
    )
    rank = case(
        (is_late(today), 0),
        (Action.state == ActionState.STARTED, 1),
        (Action.state == ActionState.PLANNED, 2),
        (Action.state == ActionState.COMPLETED, 3),
        else_=4,
    )
    columns: list[Any] = [
        Action.id,
        Action.number,
        Action.title,
        Action.state,
        Action.starts_on,
        Action.ends_on,
        Action.first_ends_on,
        Action.completed_on,
        Action.progress,
        Action.budget_kurus,
        Action.spent_kurus,
        Action.unit_id,
        Action.proposal_id,
        Action.consultation_id,
        rank.label("rank"),
        Unit.name.label("unit_name"),
        Proposal.title.label("proposal_title"),
        Proposal.support_count,
        Consultation.title.label("consultation_title"),
        Update.at.label("delayed_at"),
        Update.office.label("delay_office"),
        Update.delay_reason,
    ]
    statement = (
        select(*columns)
        .outerjoin(Unit, Unit.id == Action.unit_id)
        .outerjoin(Proposal, Proposal.id == Action.proposal_id)
        .outerjoin(Consultation, Consultation.id == Action.consultation_id)
        .outerjoin(Update, Update.id == last_delay)
        .where(Action.municipality_id == municipality_id)
    )
    return statement


def list_page(
    municipality_id: int, *, unit_id: int | None = None, state: State | None = None
) -> keyset.Page:
    """Late ones first, then what goes on, what is planned, what is done; the newest above."""
    today = clock.today()
    statement = _rows(municipality_id, today)
    if unit_id is not None:
        statement = statement.where(Action.unit_id == unit_id)
    if state is not None:
        statement = statement.where(_has_state(state, today))
    rank = statement.selected_columns["rank"]
    return keyset.page(
        statement,
        [
            keyset.Key(rank, read=keyset.whole),
            keyset.Key(Action.id, descending=True, read=keyset.whole),
        ],
    )


def list_units(municipality_id: int) -> list[tuple[int, str]]:
    """Those that run an action."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.id.in_(select(Action.unit_id).where(Action.municipality_id == municipality_id)))
        .order_by(Unit.sort_key, Unit.id)
    )
    return [(row.id, row.name) for row in rows]


# --- where actions come from --------------------------------------------------------------------


def get_source(answer_id: int, for_: Visitor = NOBODY) -> Source:
    row = db.session.execute(
        select(
            Answer.municipality_id,
            Answer.state,
            Answer.decision,
            Answer.summary,
            Answer.unit_id,
            Duty.unit_id.label("duty_unit_id"),
            Duty.subject,
            Proposal.id.label("proposal_id"),
            Proposal.cost_kurus,
            Proposal.consultation_id.label("proposals_consultation_id"),
            Journey.status,
            Consultation.id.label("consultation_id"),
        )
        .join(Duty, Duty.id == Answer.duty_id)
        .outerjoin(Proposal, Proposal.duty_id == Duty.id)
        .outerjoin(Journey, Journey.id == Proposal.journey_id)
        .outerjoin(Consultation, Consultation.duty_id == Duty.id)
        .where(Answer.id == answer_id)
    ).one()
    return Source(
        answer_id=answer_id,
        municipality_id=row.municipality_id,
        answer_state=row.state,
        decision=row.decision,
        unit_id=row.unit_id or row.duty_unit_id,
        title=row.subject[:200],
        text=row.summary,
        cost_kurus=row.cost_kurus,
        consultation_id=row.consultation_id or row.proposals_consultation_id,
        proposal_id=row.proposal_id,
        status=row.status,
    )


class Promised(NamedTuple):
    """An accepting answer from which an action can be made."""

    answer_id: int
    subject: str
    summary: str
    published_at: Any
    unit_id: int | None
    unit_name: str | None
    #: actions that the same answer has already led to (a consultation may lead to many)
    actions: int


def list_sources(municipality_id: int, unit_ids: Collection[int] | None = None) -> list[Promised]:
    """Accepted, published, and not yet on the roadmap; consultations stay in the list."""
    made = (
        select(func.count(Action.id))
        .where(Action.answer_id == Answer.id, Action.state != ActionState.CANCELLED)
        .correlate(Answer)
        .scalar_subquery()
    )
    unit_id = func.coalesce(Answer.unit_id, Duty.unit_id)
    statement = (
        select(
            Answer.id,
            Duty.subject,
            Answer.summary,
            Answer.published_at,
            Unit.id,
            Unit.name,
            made,
        )
        .join(Duty, Duty.id == Answer.duty_id)
        .outerjoin(Unit, Unit.id == unit_id)
        .outerjoin(Proposal, Proposal.duty_id == Duty.id)
        .outerjoin(Journey, Journey.id == Proposal.journey_id)
        .where(
            Answer.municipality_id == municipality_id,
            Answer.state == AnswerState.PUBLISHED,
            Answer.decision.in_(ACCEPTING),
            or_(Proposal.id.is_(None), Journey.status.in_(CARRIABLE)),
        )
        .order_by(made, Answer.published_at.desc(), Answer.id.desc())
        .limit(50)
    )
    if unit_ids is not None:
        statement = statement.where(unit_id.in_(unit_ids))
    return [Promised(*row) for row in db.session.execute(statement)]


def list_carriable(consultation_id: int | None) -> list[tuple[int, str]]:
    """Proposals of an answered consultation that an action can carry out."""
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(Proposal.consultation_id == consultation_id, Journey.status.in_(CARRIABLE))
        .order_by(Proposal.number, Proposal.id)
        .limit(200)
    )
    return [(row.id, f"{row.number} {row.title}") for row in rows]


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Updates that a member of staff wrote; actions name nobody."""
    rows = db.session.execute(
        select(Update.at, Update.text, Update.progress, Update.delay_reason, Action.number)
        .join(Action, Action.id == Update.action_id)
        .where(Update.by_id == person_id)
        .order_by(Update.id)
    )
    return {
        "action_updates": [
            {
                "action": row.number,
                "at": row.at.isoformat(),
                "progress": row.progress,
                "text": row.text,
                "delay_reason": row.delay_reason,
            }
            for row in rows
        ]
    }
