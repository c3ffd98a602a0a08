"""Reads of conversations; every loader option lives here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import defer, joinedload

from accounts.models import Person
from consultations.models import Activity, Consultation
from consultations.rules import STOPPED
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.text import fold, similarity
from moderation.models import Case
from opinions.models import (
    Analysis,
    Answer,
    Conversation,
    ConversationState,
    Import,
    Origin,
    Snapshot,
    Statement,
    StatementGround,
    StatementState,
    Vote,
    Voter,
)
from places.models import Residence, ResidenceProof


def _whole() -> Select[Conversation]:
    head = joinedload(Conversation.activity).joinedload(Activity.consultation)
    return select(Conversation).options(head, head.joinedload(Consultation.unit))


def get_conversation(conversation_id: int, for_: Visitor = NOBODY) -> Conversation:
    """With its activity and the activity's consultation."""
    return db.session.scalars(_whole().where(Conversation.id == conversation_id)).one()


def find_conversation(activity_id: int) -> Conversation | None:
    return db.session.scalars(_whole().where(Conversation.activity_id == activity_id)).first()


# --- statements ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class StatementPart:
    """A statement and its conversation, whole."""

    row: Statement
    conversation: Conversation

    @property
    def municipality_id(self) -> int:
        return self.row.municipality_id

    @property
    def state(self) -> StatementState:
        return self.row.state

    @property
    def duty_id(self) -> int | None:
        return self.row.duty_id

    @property
    def case(self) -> Case | None:
        """For whoever came by `get_judged`."""
        return self.row.case


def get_statement(statement_id: int, for_: Visitor = NOBODY) -> StatementPart:
    row = db.session.scalars(select(Statement).where(Statement.id == statement_id)).one()
    return StatementPart(row, get_conversation(row.conversation_id))


def get_judged(statement_id: int, for_: Visitor = NOBODY) -> StatementPart:
    """With the case of its refusal and the appeal."""
    row = db.session.scalars(
        select(Statement)
        .where(Statement.id == statement_id)
        .options(
            joinedload(Statement.case).options(joinedload(Case.appeal), joinedload(Case.suspension))
        )
    ).one()
    return StatementPart(row, get_conversation(row.conversation_id))


@dataclass(frozen=True)
class StatementRow:
    id: int
    number: int
    text: str
    language: str
    origin: Origin
    state: StatementState
    ground: StatementGround | None
    reason: str
    created_at: datetime
    decided_at: datetime | None
    author_id: int | None
    #: for the desk alone
    author: str | None
    #: of its refusal, for its author alone
    case_id: int | None


def list_statements(
    conversation_id: int, *states: StatementState, author_id: int | None = None
) -> list[StatementRow]:
    """In the order of their numbers; without `states` those that are shown."""
    statement = (
        select(
            Statement.id,
            Statement.number,
            Statement.text,
            Statement.language,
            Statement.origin,
            Statement.state,
            Statement.ground,
            Statement.reason,
            Statement.created_at,
            Statement.decided_at,
            Statement.author_id,
            Person.name,
            Statement.case_id,
        )
        .outerjoin(Person, Person.id == Statement.author_id)
        .where(
            Statement.conversation_id == conversation_id,
            Statement.state.in_(states or (StatementState.ACCEPTED,)),
        )
        .order_by(Statement.number)
    )
    if author_id is not None:
        statement = statement.where(Statement.author_id == author_id)
    return [StatementRow(*tuple(row)) for row in db.session.execute(statement)]


def find_import(conversation_id: int) -> Import | None:
    """The newest files of a Polis conversation, wherever they are on their way."""
    found = select(Import).where(Import.conversation_id == conversation_id)
    return db.session.scalars(found.options(defer(Import.files))).first()


def count_statements(conversation_id: int) -> dict[StatementState, int]:
    rows = db.session.execute(
        select(Statement.state, func.count())
        .where(Statement.conversation_id == conversation_id)
        .group_by(Statement.state)
    )
    return {state: count for state, count in rows}


def count_own(conversation_id: int, author_id: int) -> int:
    """Statements of one person, whatever became of them."""
    found = db.session.scalar(
        select(func.count()).where(
            Statement.conversation_id == conversation_id, Statement.author_id == author_id
        )
    )
    return found or 0


def find_shown(conversation_id: int, folded: str) -> str | None:
    """The shown statement with these words, however they are spelt."""
    return db.session.scalar(
        select(Statement.text)
        .where(
            Statement.conversation_id == conversation_id,
            Statement.folded == folded,
            Statement.state == StatementState.ACCEPTED,
        )
        .order_by(Statement.number)
        .limit(1)
    )


@dataclass(frozen=True)
class Waiting:
    id: int
    text: str
    created_at: datetime
    conversation: str


def list_waiting(municipality_id: int, limit: int = 200) -> list[Waiting]:
    """Of every conversation, the oldest first."""
    rows = db.session.execute(
        select(Statement.id, Statement.text, Statement.created_at, Activity.title)
        .join(Conversation, Conversation.id == Statement.conversation_id)
        .join(Activity, Activity.id == Conversation.activity_id)
        .where(
            Statement.municipality_id == municipality_id,
            Statement.state == StatementState.PENDING,
            Conversation.state == ConversationState.PUBLISHED,
        )
        .order_by(Statement.created_at, Statement.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in rows]


def next_number(conversation_id: int) -> int:
    highest = db.session.scalar(
        select(func.max(Statement.number)).where(Statement.conversation_id == conversation_id)
    )
    return 1 if highest is None else highest + 1


#: likeness of trigrams from which two statements are shown beside each other
ALIKE = 0.3


def similar(
    conversation_id: int, text: str, *, limit: int = 5, but_not: int | None = None
) -> list[StatementRow]:
    """The shown ones, most alike first. A conversation has some hundreds at most."""
    words = fold(text)
    if len(words) < 8:
        return []
    shown = list_statements(conversation_id, StatementState.ACCEPTED)
    scored = [(similarity(words, row.text), row) for row in shown if row.id != but_not]
    found = sorted(
        (pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].number)
    )
    return [row for _score, row in found[:limit]]


# --- votes --------------------------------------------------------------------------------------


def find_voter(conversation_id: int, person_id: int | None) -> Voter | None:
    if person_id is None:
        return None
    return db.session.scalars(
        select(Voter).where(Voter.conversation_id == conversation_id, Voter.person_id == person_id)
    ).first()


@dataclass(frozen=True)
class VoterPart:
    row: Voter
    conversation: Conversation

    @property
    def municipality_id(self) -> int:
        return self.conversation.municipality_id

    @property
    def banned(self) -> bool:
        return self.row.banned


def get_voter(voter_id: int, for_: Visitor = NOBODY) -> VoterPart:
    row = db.session.scalars(select(Voter).where(Voter.id == voter_id)).one()
    return VoterPart(row, get_conversation(row.conversation_id))


def own_answers(conversation_id: int, person_id: int | None) -> dict[int, Answer]:
    """Statement -> answer, of one person; the last one given stands last."""
    if person_id is None:
        return {}
    rows = db.session.execute(
        select(Vote.statement_id, Vote.answer)
        .join(Voter, Voter.id == Vote.voter_id)
        .where(Voter.conversation_id == conversation_id, Voter.person_id == person_id)
        .order_by(Vote.at, Vote.statement_id)
    )
    return {statement_id: answer for statement_id, answer in rows}


def unclear_counts(conversation_id: int) -> dict[int, int]:
    """Statement -> people whose answers count and who do not understand it. Exact: never shown."""
    rows = db.session.execute(
        select(Vote.statement_id, func.count())
        .join(Voter, Voter.id == Vote.voter_id)
        .where(
            Voter.conversation_id == conversation_id,
            Vote.answer == Answer.UNCLEAR,
            Voter.banned.is_(False),
        )
        .group_by(Vote.statement_id)
        .order_by(Vote.statement_id)
    )
    return {statement_id: count for statement_id, count in rows}


@dataclass(frozen=True)
class Judged:
    """A voter as the auditor sees them: a number of this conversation, no account."""

    id: int
    number: int
    banned: bool
    reason: str
    banned_at: datetime | None


def _judged(*where: ColumnElement[bool]) -> list[Judged]:
    rows = db.session.execute(
        select(Voter.id, Voter.number, Voter.banned, Voter.banned_reason, Voter.banned_at)
        .where(*where)
        .order_by(Voter.id)
    )
    return [Judged(*row) for row in rows]


def find_by_number(conversation_id: int, numbers: Sequence[int]) -> dict[int, Judged]:
    found = _judged(Voter.conversation_id == conversation_id, Voter.number.in_(numbers))
    return {one.number: one for one in found}


def list_banned(conversation_id: int) -> list[Judged]:
    return _judged(Voter.conversation_id == conversation_id, Voter.banned.is_(True))


# --- what the worker found ----------------------------------------------------------------------


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


def count_places(conversation: Conversation) -> dict[int, int]:
    """Neighbourhood (0: not told) -> people whose answers count. Exact: never shown."""
    place = func.coalesce(ResidenceProof.neighbourhood_id, Residence.neighbourhood_id, 0)
    here = conversation.municipality_id
    rows = db.session.execute(
        select(place, func.count())
        .select_from(Voter)
        .outerjoin(
            ResidenceProof,
            and_(
                ResidenceProof.person_id == Voter.person_id,
                ResidenceProof.municipality_id == here,
                ResidenceProof.ended_at.is_(None),
            ),
        )
        .outerjoin(
            Residence,
            and_(Residence.person_id == Voter.person_id, Residence.municipality_id == here),
        )
        .where(
            Voter.conversation_id == conversation.id,
            Voter.banned.is_(False),
            exists().where(Vote.voter_id == Voter.id, Vote.answer != Answer.UNCLEAR),
        )
        .group_by(place)
        .order_by(place)
    )
    return {number: count for number, count in rows}


# --- one person's own data ----------------------------------------------------------------------


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    answers = db.session.execute(
        select(Voter.conversation_id, Statement.text, Vote.answer, Vote.at)
        .join(Vote, Vote.voter_id == Voter.id)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(Voter.person_id == person_id)
        .order_by(Voter.conversation_id, Statement.number)
    )
    statements = db.session.scalars(
        select(Statement).where(Statement.author_id == person_id).order_by(Statement.id)
    )
    return {
        "opinion_answers": [
            {
                "conversation": conversation,
                "statement": text,
                "answer": answer.value,
                "at": at.isoformat(),
            }
            for conversation, text, answer, at in answers
        ],
        "opinion_voters": [
            {
                "conversation": row.conversation_id,
                "first_at": row.first_at.isoformat(),
                "shared_at": row.shared_at and row.shared_at.isoformat(),
                "banned": "" if not row.banned else row.banned_reason,
            }
            for row in db.session.scalars(
                select(Voter).where(Voter.person_id == person_id).order_by(Voter.id)
            )
        ],
        "opinion_statements": [
            {
                "conversation": row.conversation_id,
                "text": row.text,
                "created_at": row.created_at.isoformat(),
                "state": row.state.value,
                "reason": row.reason,
            }
            for row in statements
        ],
    }
