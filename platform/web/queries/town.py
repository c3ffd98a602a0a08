"""Reads of a municipality's home: a dozen queries for everything on it."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import contains_eager

from accounts.models import EmailProof
from answers.models import Answer, AnswerState, Duty
from answers.queries import in_state
from answers.rules import DutyState
from consultations.models import Activity, Consultation, ConsultationState
from discussion.models import Comment, CommentState
from kernel import clock
from kernel.db import db
from notifications.models import Notice
from places.models import ResidenceProof
from proposals.models import Proposal, ProposalState
from roadmap.models import Action, ActionState
from voting.models import Election, ElectionState
from voting.queries import voted_with


def list_open(municipality_id: int, limit: int = 40) -> list[Activity]:
    """What one can do now, the next end first: `consultations.rules.window` for the database."""
    now = clock.now()
    statement = (
        select(Activity)
        .join(Activity.consultation)
        .where(
            Activity.municipality_id == municipality_id,
            Consultation.state == ConsultationState.PUBLISHED,
            Activity.opens_at <= now,
            or_(Activity.closes_at.is_(None), Activity.closes_at > now),
        )
        .options(contains_eager(Activity.consultation))
        .order_by(Activity.closes_at.is_(None), Activity.closes_at, Activity.id)
    )
    return list(db.session.scalars(statement.limit(limit)))


class Figures(NamedTuple):
    """This year, along the trace."""

    consultations: int
    proposals: int
    comments: int
    votes: int
    voters: int
    answers: int
    actions: int
    #: the next opening: until then the page stays as it is
    next_opening: datetime | None


def _number(column: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(func.count(column)).where(*conditions).scalar_subquery()


def _written(place: int, since: datetime) -> list[Any]:
    """What residents wrote: proposals and comments."""
    return [
        _number(
            Proposal.id,
            Proposal.municipality_id == place,
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.published_at >= since,
        ),
        _number(
            Comment.id,
            Comment.municipality_id == place,
            Comment.state == CommentState.VISIBLE,
            Comment.posted_at >= since,
        ),
    ]


def _decided(place: int, since: datetime) -> list[Any]:
    """Votes, voters, answers, actions."""
    counted = and_(
        Election.municipality_id == place,
        Election.state == ElectionState.COUNTED,
        Election.counted_at >= since,
    )
    return [
        _number(Election.id, counted),
        # A result of very few people keeps no number of voters: it could be told apart in a sum.
        select(func.coalesce(func.sum(Election.result["voters"].as_integer()), 0))
        .where(counted)
        .scalar_subquery(),
        _number(
            Answer.id,
            Answer.municipality_id == place,
            Answer.state == AnswerState.PUBLISHED,
            Answer.published_at >= since,
        ),
        _number(
            Action.id,
            Action.municipality_id == place,
            Action.state.not_in((ActionState.DRAFT, ActionState.CANCELLED)),
        ),
    ]


def figures(municipality_id: int) -> Figures:
    since = clock.at_local(date(clock.today().year, 1, 1))
    opened = _number(
        Consultation.id,
        Consultation.municipality_id == municipality_id,
        Consultation.published_at >= since,
    )
    opening = (
        select(func.min(Activity.opens_at))
        .join(Activity.consultation)
        .where(
            Activity.municipality_id == municipality_id,
            Consultation.state == ConsultationState.PUBLISHED,
            Activity.opens_at > clock.now(),
        )
        .scalar_subquery()
    )
    columns = [
        opened,
        *_written(municipality_id, since),
        *_decided(municipality_id, since),
        opening,
    ]
    return Figures(*db.session.execute(select(*columns)).one())


class Waiting(NamedTuple):
    """`what`: voted (an election's id), draft or overdue (a proposal), news (a notice)."""

    what: str
    id: int
    title: str
    at: datetime | None
    message: str
    facts: Any
    endpoint: str
    object_id: int | None


def list_waiting(municipality_id: int, person_id: int) -> list[Waiting]:
    """One query: my news, my drafts, my proposals whose answer is late, what I voted in."""
    nothing = literal(""), null()
    news = select(
        literal("news"),
        Notice.id,
        Notice.subject,
        Notice.at,
        Notice.message,
        Notice.facts,
        Notice.endpoint,
        Notice.object_id,
    ).where(
        Notice.person_id == person_id,
        Notice.municipality_id == municipality_id,
        Notice.read_at.is_(None),
    )
    running = select(
        literal("voted"), Election.id, Election.question, null(), *nothing, *nothing
    ).where(Election.municipality_id == municipality_id, Election.state == ElectionState.FROZEN)
    proofs = [
        select(literal(name), kind.id, literal(""), null(), *nothing, *nothing).where(
            kind.person_id == person_id
        )
        for name, kind in PROOFS.items()
    ]
    found: Any = db.session.execute(
        union_all(news, running, *proofs, *_my_proposals(municipality_id, person_id))
    )
    rows = [Waiting(*row) for row in found]
    # The roll is another database: it is asked with what this one has just said.
    mine = {name: [row.id for row in rows if row.what == name] for name in PROOFS}
    voted = set(voted_with(mine))
    return [
        row for row in rows if row.what not in PROOFS and (row.what != "voted" or row.id in voted)
    ]


#: by the columns of the roll
PROOFS: dict[str, Any] = {"email_proof_id": EmailProof, "residence_proof_id": ResidenceProof}


def _my_proposals(municipality_id: int, person_id: int) -> list[Select[Any]]:
    columns: list[Any] = [
        Proposal.id,
        Proposal.title,
        Proposal.changed_at,
        literal(""),
        null(),
        literal("proposals.show"),
        Proposal.id,
    ]
    own = Proposal.municipality_id == municipality_id, Proposal.author_id == person_id
    return [
        select(literal("draft"), *columns).where(*own, Proposal.state == ProposalState.DRAFT),
        select(literal("overdue"), *columns)
        .join(Duty, Duty.id == Proposal.duty_id)
        .where(*own, in_state(DutyState.OVERDUE, clock.today())),
    ]
