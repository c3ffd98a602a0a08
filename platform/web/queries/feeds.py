"""What feeds and the calendar tell: the newest of each list, public to everybody, without names."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from answers.models import Answer, AnswerState, Duty
from consultations.models import Activity, ActivityKind, Consultation, ConsultationState
from journeys.models import Journey
from kernel import clock
from kernel.db import db
from kernel.feeds import ENTRIES
from opinions.models import Conversation, Snapshot
from roadmap.models import Action, ActionState
from surveys import queries as surveys
from surveys.models import Survey
from voting.models import Election, ElectionState

#: calendars keep what was a while ago
BACK = timedelta(days=90)
SHOWN = (ConsultationState.PUBLISHED, ConsultationState.ENDED, ConsultationState.WITHDRAWN)


def list_consultations(municipality_id: int) -> list[Any]:
    return _rows(
        select(
            Consultation.id,
            Consultation.title,
            Consultation.summary,
            Consultation.published_at.label("at"),
        )
        .where(Consultation.municipality_id == municipality_id, Consultation.state.in_(SHOWN))
        .order_by(Consultation.published_at.desc(), Consultation.id.desc())
    )


def list_votes(municipality_id: int) -> list[Any]:
    """Those whose booth has opened; the definition was public before."""
    return _rows(
        select(
            Election.id,
            Election.question.label("title"),
            Election.consequence.label("summary"),
            Activity.opens_at.label("at"),
            Activity.closes_at,
        )
        .join(Activity, Activity.id == Election.activity_id)
        .where(
            Election.municipality_id == municipality_id,
            Election.state.in_([ElectionState.FROZEN, ElectionState.COUNTED]),
            Activity.opens_at <= clock.now(),
        )
        .order_by(Activity.opens_at.desc(), Election.id.desc())
    )


def list_surveys(municipality_id: int) -> list[Any]:
    """As they opened."""
    rows = surveys.listed(municipality_id).add_columns(
        Activity.text.label("summary"), Activity.opens_at.label("at")
    )
    opened = rows.where(Activity.opens_at <= clock.now())
    return _rows(opened.order_by(Activity.opens_at.desc(), Survey.id.desc()))


def list_answers(municipality_id: int) -> list[Any]:
    return _rows(
        select(
            Answer.id,
            Duty.subject.label("title"),
            Answer.summary,
            Answer.office,
            Answer.published_at.label("at"),
        )
        .join(Duty, Duty.id == Answer.duty_id)
        .where(Answer.municipality_id == municipality_id, Answer.state == AnswerState.PUBLISHED)
        .order_by(Answer.published_at.desc(), Answer.id.desc())
    )


def list_actions(municipality_id: int) -> list[Any]:
    """By the day of their last step."""
    return _rows(
        select(Action.id, Action.title, Action.text.label("summary"), Journey.moved_at.label("at"))
        .join(Journey, Journey.id == Action.journey_id)
        .where(Action.municipality_id == municipality_id)
        .order_by(Journey.moved_at.desc(), Action.id.desc())
    )


def list_publications(municipality_id: int) -> list[Any]:
    """Of each opinion map the publication that holds now."""
    return _rows(
        select(
            Conversation.id,
            Activity.title,
            Consultation.title.label("question"),
            Snapshot.at,
            Snapshot.final,
            Snapshot.people,
        )
        .join(Conversation, Conversation.id == Snapshot.conversation_id)
        .join(Activity, Activity.id == Conversation.activity_id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(
            Conversation.municipality_id == municipality_id,
            Consultation.state.in_(SHOWN),
            Snapshot.result.is_not(None),
        )
        .order_by(Snapshot.at.desc(), Snapshot.id.desc())
    )


def _rows(statement: Any) -> list[Any]:
    return list(db.session.execute(statement.limit(ENTRIES)))


# --- the calendar -------------------------------------------------------------------------------


def list_windows(
    municipality_id: int,
    consultation_id: int | None = None,
    kind: ActivityKind | None = None,
) -> list[Any]:
    """Everything one can do that has an end: from its opening to its closing."""
    since = clock.now() - BACK
    chosen = [] if consultation_id is None else [Consultation.id == consultation_id]
    chosen += [] if kind is None else [Activity.kind == kind]
    return list(
        db.session.execute(
            select(
                Activity.id,
                Activity.title,
                Activity.opens_at,
                Activity.closes_at,
                Consultation.id.label("consultation_id"),
                Consultation.title.label("question"),
            )
            .join(Consultation, Consultation.id == Activity.consultation_id)
            .where(
                Activity.municipality_id == municipality_id,
                Consultation.state == ConsultationState.PUBLISHED,
                Activity.opens_at.is_not(None),
                Activity.closes_at > since,
                *chosen,
            )
            .order_by(Activity.closes_at, Activity.id)
            .limit(500)
        )
    )


def list_answer_days(municipality_id: int, consultation_id: int | None = None) -> list[Any]:
    """The day of the promise; also when it has passed."""
    chosen = [] if consultation_id is None else [Consultation.id == consultation_id]
    return list(
        db.session.execute(
            select(Consultation.id, Consultation.title, Duty.due_on)
            .join(Duty, Duty.id == Consultation.duty_id)
            .where(
                Consultation.municipality_id == municipality_id,
                Consultation.state.in_(SHOWN),
                Duty.due_on > clock.today() - BACK,
                *chosen,
            )
            .order_by(Duty.due_on, Consultation.id)
            .limit(500)
        )
    )


def list_action_ends(municipality_id: int) -> list[Any]:
    return list(
        db.session.execute(
            select(Action.id, Action.title, Action.ends_on)
            .where(
                Action.municipality_id == municipality_id,
                Action.state != ActionState.DRAFT,
                Action.ends_on > clock.today() - BACK,
            )
            .order_by(Action.ends_on, Action.id)
            .limit(500)
        )
    )
