"""Answers row by row, of those alone who consented to it."""

from sqlalchemy import select

from kernel.db import db
from opinions.models import Answer, Statement, StatementState, Vote, Voter

#: fewer consenting people: no rows at all
FEWEST = 10
VALUES = {Answer.AGREE: 1, Answer.PASS: 0, Answer.DISAGREE: -1}


def list_shared(conversation_id: int) -> list[dict[int, int]]:
    """A person: statement -> 1, 0, -1; without who it is and when."""
    rows = db.session.execute(
        select(Voter.id, Vote.statement_id, Vote.answer)
        .join(Vote, Vote.voter_id == Voter.id)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(
            Voter.conversation_id == conversation_id,
            Voter.shared_at.is_not(None),
            Voter.banned.is_(False),
            Vote.answer != Answer.UNCLEAR,
            Statement.state == StatementState.ACCEPTED,
        )
        .order_by(Voter.id, Vote.statement_id)
    )
    people: dict[int, dict[int, int]] = {}
    for voter_id, statement_id, answer in rows:
        people.setdefault(voter_id, {})[statement_id] = VALUES[answer]
    return list(people.values())
