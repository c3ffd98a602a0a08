"""Answers: one a person and statement. An answer writes its own two rows and nothing else."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from kernel import audit, clock, tokens
from kernel.db import DomainError, connection, db, fetch
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.prepared import Prepared
from kernel.rules import Visitor
from opinions.models import (
    Answer,
    Conversation,
    ConversationState,
    Statement,
    StatementState,
    Vote,
    Voter,
)
from opinions.services.again import again

NUMBER = "opinions.voter"


class Gone(DomainError):
    """Taken out, or the conversation ended, while it stood on somebody's screen."""

    message = N_("Bu ifade artık yayında değil. Yanıtınız kaydedilmedi.")


class NothingToUndo(DomainError):
    message = N_("Geri alınacak bir yanıt yok.")


_SHOWN = Prepared(
    select(Statement.id)
    .join(Conversation, Conversation.id == Statement.conversation_id)
    .where(
        Statement.id == bindparam("statement_id"),
        Statement.conversation_id == bindparam("conversation_id"),
        Statement.state == StatementState.ACCEPTED,
        Conversation.state == ConversationState.PUBLISHED,
    )
)


@cache
def _voter(dialect: str) -> Any:
    """Made at the first answer, met again at every other. Built once: a request is short."""
    made = insert_into(Voter, dialect)
    return made.on_conflict_do_update(
        index_elements=["conversation_id", "person_id"],
        set_={"last_at": made.excluded.last_at},
    ).returning(Voter.id)


@cache
def _vote(dialect: str) -> Any:
    made = insert_into(Vote, dialect)
    return made.on_conflict_do_update(
        index_elements=["voter_id", "statement_id"],
        set_={"former": Vote.answer, "answer": made.excluded.answer, "at": made.excluded.at},
        where=Vote.answer != made.excluded.answer,
    )


def number_of(conversation_id: int, person_id: int) -> int:
    """The same for the same person, in 52 bits; says nothing to whoever lacks our key."""
    return int(tokens.mark(NUMBER, f"{conversation_id}:{person_id}")[:13], 16)


def answer(
    conversation_id: int,
    statement_id: int,
    *,
    by: Visitor,
    answer: Answer,
    propensity: float | None = None,
) -> None:
    """The last one counts. Whoever sends it twice has sent it once."""
    assert by.id is not None
    if not fetch(_SHOWN, statement_id=statement_id, conversation_id=conversation_id):
        raise Gone()
    now, dialect = clock.now(), db.engine.dialect.name
    voter = {
        "conversation_id": conversation_id,
        "person_id": by.id,
        "number": number_of(conversation_id, by.id),
        "first_at": now,
        "last_at": now,
        "banned": False,
        "banned_reason": "",
    }
    voter_id = connection().execute(_voter(dialect), voter).scalar_one()
    vote = {
        "voter_id": voter_id,
        "statement_id": statement_id,
        "answer": answer,
        "former": None,
        "at": now,
        "propensity": propensity,
    }
    connection().execute(_vote(dialect), vote)


def undo(conversation_id: int, statement_id: int, *, by: Visitor) -> None:
    """What was answered before, or nothing."""
    voter_id = db.session.scalar(
        select(Voter.id).where(Voter.conversation_id == conversation_id, Voter.person_id == by.id)
    )
    own = (Vote.voter_id == voter_id, Vote.statement_id == statement_id)
    former = db.session.execute(select(Vote.former).where(*own).with_for_update()).first()
    if voter_id is None or former is None:
        raise NothingToUndo()
    if former.former is None:
        db.session.execute(delete(Vote).where(*own))
    else:
        db.session.execute(
            update(Vote).where(*own).values(answer=Answer(former.former), former=None)
        )
    db.session.execute(update(Voter).where(Voter.id == voter_id).values(last_at=clock.now()))


def answer_many(
    conversation_id: int,
    answers: Mapping[int, Mapping[int, Answer]],
    *,
    at: Mapping[int, datetime] | None = None,
) -> None:
    """Person -> statement -> answer, of people who have not answered here: the demo, an import.

    `at`: when each of them began.
    """
    now = clock.now()
    when = at or {}
    if not answers:
        return
    db.session.execute(
        insert_into(Voter),
        [
            {
                "conversation_id": conversation_id,
                "person_id": person,
                "number": number_of(conversation_id, person),
                "first_at": when.get(person, now),
                "last_at": when.get(person, now),
                "banned": False,
                "banned_reason": "",
            }
            for person in answers
        ],
    )
    rows = db.session.execute(
        select(Voter.person_id, Voter.id).where(
            Voter.conversation_id == conversation_id, Voter.person_id.is_not(None)
        )
    )
    ids = {person: voter for person, voter in rows}
    write_votes(
        (ids[person], statement, one, when.get(person, now))
        for person, given in answers.items()
        for statement, one in given.items()
    )


def write_votes(rows: Iterable[tuple[int, int, Answer, datetime]]) -> None:
    """(voter, statement, answer, when), none of which is there yet."""
    found = [
        {
            "voter_id": voter,
            "statement_id": statement,
            "answer": one,
            "former": None,
            "at": at,
            "propensity": None,
        }
        for voter, statement, one, at in rows
    ]
    if found:
        db.session.execute(insert_into(Vote), found)


def share_row(conversation: Conversation, *, by: Visitor, shares: bool) -> None:
    """Consent to being one nameless row of the exported answers, or taken back."""
    done = db.session.execute(
        update(Voter)
        .where(Voter.conversation_id == conversation.id, Voter.person_id == by.id)
        .values(shared_at=clock.now() if shares else None)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise NothingToUndo()
    audit.record("opinions.share_row", conversation, by=by.id, after={"shares": shares})


def forget(person_id: int) -> None:
    """Answers go; published figures and statements stay, of nobody."""
    voters = db.session.execute(
        select(Voter.id, Voter.conversation_id).where(Voter.person_id == person_id)
    ).all()
    ids = [row.id for row in voters]
    if ids:
        db.session.execute(delete(Vote).where(Vote.voter_id.in_(ids)))
        db.session.execute(delete(Voter).where(Voter.id.in_(ids)))
    for row in voters:
        again(row.conversation_id)
    db.session.execute(
        update(Statement).where(Statement.author_id == person_id).values(author_id=None)
    )
