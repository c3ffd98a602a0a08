"""Who answers: a voter of a conversation, what they answered, what an auditor sees of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from kernel.db import db
from kernel.rules import NOBODY, Visitor
from opinions.models import Answer, Conversation, Statement, Vote, Voter
from opinions.queries.conversations import get_conversation
from places.models import Residence, ResidenceProof


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
