"""What the worker found and published, and what it has to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from consultations.models import Activity, Consultation
from consultations.rules import STOPPED
from kernel import clock
from kernel.db import db
from opinions.models import Analysis, Conversation, ConversationState, Snapshot, Voter
from opinions.queries.voters import own_answers


def find_analysis(conversation_id: int) -> Analysis | None:
    return db.session.get(Analysis, conversation_id)


@dataclass(frozen=True)
class Position:
    """Where one person stands: only for that person's eyes.

    `group`: index of the nearest one; None: not enough answers, or no clear groups.
    `doubt`: standard deviation along the two axes.
    """

    x: float
    y: float
    doubt: tuple[float, float]
    group: int | None
    #: answers that take a side, and how many are needed to be placed
    told: int
    needed: int


def statement_ids(analysis: Analysis) -> list[int]:
    """The columns of `known`."""
    return [int(one) for one in (analysis.known or {}).get("statements", [])]


def own_position(conversation_id: int, person_id: int | None) -> Position | None:
    """None: nothing has been analysed yet, or this person has not answered."""
    # A web process starts without NumPy.
    from opinions.queries.numbers import position  # noqa: PLC0415

    analysis = find_analysis(conversation_id)
    answers = own_answers(conversation_id, person_id)
    return position(analysis, answers) if analysis and answers else None


def snapshot(conversation_id: int) -> Snapshot | None:
    """The newest publication: `.result` is what `findings.publish` made, `.final` whether exact."""
    return db.session.scalars(
        select(Snapshot)
        .where(Snapshot.conversation_id == conversation_id)
        .order_by(Snapshot.final.desc(), Snapshot.at.desc(), Snapshot.id.desc())
        .limit(1)
    ).first()


def publication(conversation_id: int) -> dict[str, Any] | None:
    found = snapshot(conversation_id)
    return None if found is None else found.result


@dataclass(frozen=True)
class Point:
    at: datetime
    people: int
    answers: int


def history(conversation_id: int) -> list[Point]:
    """What was published hour by hour, oldest first."""
    rows = db.session.execute(
        select(Snapshot.at, Snapshot.people, Snapshot.answers)
        .where(Snapshot.conversation_id == conversation_id)
        .order_by(Snapshot.at, Snapshot.id)
    )
    return [Point(*row) for row in rows]


#: requests that were let in while it was open have ended by then
GRACE = timedelta(seconds=60)
#: between two publications, and people more than at the last
HOURLY, MORE = timedelta(hours=1), 10


def is_over(conversation: Conversation, now: datetime) -> bool:
    """Nobody can answer any more, not even whoever was let in at the last moment."""
    if conversation.imported:
        return True
    activity = conversation.activity
    if activity.consultation.state in STOPPED:
        return True
    return activity.closes_at is not None and now >= activity.closes_at + GRACE


def list_due(now: datetime | None = None) -> Sequence[int]:
    """Answered or changed since their last analysis, over and not yet final, or to be published."""
    moment = now or clock.now()
    newer = exists().where(Voter.conversation_id == Conversation.id, Voter.last_at > Analysis.at)
    rows = db.session.scalars(
        select(Conversation.id)
        .join(Analysis, Analysis.conversation_id == Conversation.id)
        .join(Activity, Activity.id == Conversation.activity_id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(
            Conversation.state == ConversationState.PUBLISHED,
            Analysis.due_at <= moment,
            Analysis.at.is_(None) | newer | _over(moment) | _unpublished(moment),
        )
        .order_by(Analysis.due_at, Conversation.id)
    )
    return rows.all()


def _over(moment: datetime) -> ColumnElement[bool]:
    ended = Activity.closes_at.is_not(None) & (Activity.closes_at <= moment - GRACE)
    return Consultation.state.in_(STOPPED) | Conversation.imported.is_(True) | ended


def _unpublished(moment: datetime) -> ColumnElement[bool]:
    """Enough people since the last publication, and its hour is over by now."""
    last = (
        select(func.max(Snapshot.at))
        .where(Snapshot.conversation_id == Conversation.id)
        .correlate(Conversation)
        .scalar_subquery()
    )
    people = (
        select(func.max(Snapshot.voters))
        .where(Snapshot.conversation_id == Conversation.id)
        .correlate(Conversation)
        .scalar_subquery()
    )
    return (Analysis.voters >= people + MORE) & (last <= moment - HOURLY)
