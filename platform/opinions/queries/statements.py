"""Statements: one with its conversation, those that are shown, those that wait, those alike."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from accounts.models import Person
from consultations.models import Activity, AskedBy, Consultation
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.text import fold, similarity
from moderation.models import Case
from opinions.models import (
    Conversation,
    ConversationState,
    Import,
    Origin,
    Statement,
    StatementGround,
    StatementState,
)
from opinions.queries.conversations import get_conversation


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


def list_waiting(
    municipality_id: int, askers: Collection[AskedBy], limit: int = 200
) -> list[Waiting]:
    """Of the conversations that `askers` hold, the oldest first."""
    rows = db.session.execute(
        select(Statement.id, Statement.text, Statement.created_at, Activity.title)
        .join(Conversation, Conversation.id == Statement.conversation_id)
        .join(Activity, Activity.id == Conversation.activity_id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(
            Statement.municipality_id == municipality_id,
            Consultation.asked_by.in_(askers),
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
