"""One action with everything its page and its rules read."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from kernel.db import db
from kernel.rules import NOBODY, Visitor
from proposals.models import Proposal
from roadmap.models import (
    Action,
    ActionState,
    Goal,
    Indicator,
    IndicatorChange,
    Measurement,
    Objective,
    Partner,
    Picture,
    Update,
)
from roadmap.queries.documents import GOALS


def _whole() -> list[Any]:
    proposal = joinedload(Action.proposal)
    return [
        joinedload(Action.unit),
        joinedload(Action.journey),
        joinedload(Action.answer),
        joinedload(Action.consultation),
        joinedload(Action.thread),
        joinedload(Action.objective).joinedload(Objective.goal),
        joinedload(Action.roadmap),
        proposal,
        proposal.joinedload(Proposal.author),
        proposal.joinedload(Proposal.organisation),
        proposal.joinedload(Proposal.thread),
        proposal.joinedload(Proposal.journey),
        selectinload(Action.updates).options(
            joinedload(Update.evidence),
            selectinload(Update.pictures).joinedload(Picture.file),
        ),
        selectinload(Action.partners).joinedload(Partner.organisation),
        selectinload(Action.indicators).selectinload(Indicator.measurements),
        selectinload(Action.neighbourhoods),
        selectinload(Action.origins),
    ]


def get_action(action_id: int, for_: Visitor = NOBODY) -> Action:
    """With everything its page and its rules read."""
    return db.session.scalars(select(Action).where(Action.id == action_id).options(*_whole())).one()


def get_draft(action_id: int, for_: Visitor = NOBODY) -> Action:
    """As it is written: with its section and who may write there."""
    goal = joinedload(Action.objective).joinedload(Objective.goal)
    return db.session.scalars(
        select(Action)
        .where(Action.id == action_id, Action.objective_id.is_not(None))
        .options(
            goal.joinedload(Goal.roadmap),
            goal.selectinload(Goal.coauthors),
            joinedload(Action.unit),
            selectinload(Action.neighbourhoods),
            selectinload(Action.partners).joinedload(Partner.organisation),
            selectinload(Action.indicators),
            selectinload(Action.origins),
        )
    ).one()


def get_partner(partner_id: int, for_: Visitor = NOBODY) -> Partner:
    return db.session.scalars(
        select(Partner)
        .where(Partner.id == partner_id)
        .options(
            joinedload(Partner.action).joinedload(Action.unit),
            joinedload(Partner.action).joinedload(Action.roadmap).options(*GOALS),
            joinedload(Partner.organisation),
        )
    ).one()


def get_indicator(indicator_id: int, for_: Visitor = NOBODY) -> Indicator:
    return db.session.scalars(
        select(Indicator)
        .where(Indicator.id == indicator_id)
        .options(
            joinedload(Indicator.action).joinedload(Action.unit),
            selectinload(Indicator.measurements),
        )
    ).one()


def list_states(consultation_id: int) -> set[ActionState]:
    """Of the actions that grew from a consultation."""
    return set(
        db.session.scalars(
            select(Action.state)
            .where(Action.consultation_id == consultation_id, Action.state != ActionState.DRAFT)
            .distinct()
        )
    )


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What a member of staff or a representative did; actions name nobody."""
    updates = db.session.execute(
        select(Update.at, Update.text, Update.progress, Update.delay_reason, Action.number)
        .join(Action, Action.id == Update.action_id)
        .where(Update.by_id == person_id)
        .order_by(Update.id)
    )
    measured = db.session.execute(
        select(Measurement.on, Measurement.value, Measurement.note, Indicator.name)
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .where(Measurement.by_id == person_id)
        .order_by(Measurement.id)
    )
    changed = db.session.execute(
        select(IndicatorChange.at, IndicatorChange.reason, Indicator.name)
        .join(Indicator, Indicator.id == IndicatorChange.indicator_id)
        .where(IndicatorChange.by_id == person_id)
        .order_by(IndicatorChange.id)
    )
    answered = db.session.execute(
        select(Partner.answered_at, Partner.state, Action.number)
        .join(Action, Action.id == Partner.action_id)
        .where(Partner.answered_by_id == person_id)
        .order_by(Partner.id)
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
            for row in updates
        ],
        "action_measurements": [
            {"on": row.on.isoformat(), "name": row.name, "value": row.value, "note": row.note}
            for row in measured
        ],
        "action_indicators_changed": [
            {"at": row.at.isoformat(), "name": row.name, "reason": row.reason} for row in changed
        ],
        "action_partnerships_answered": [
            {
                "action": row.number,
                "answer": row.state.value,
                "at": None if row.answered_at is None else row.answered_at.isoformat(),
            }
            for row in answered
        ],
    }
