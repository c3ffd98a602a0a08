"""A Polis export becomes a conversation that is read and not answered; while it is a draft."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import delete, insert, select

from kernel import audit, clock
from kernel.db import DomainError, db, lock
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import fold
from opinions.models import (
    Answer,
    Conversation,
    Origin,
    Statement,
    StatementState,
    Vote,
    Voter,
)

#: rows of one statement
BATCH = 20_000
LONGEST_IMPORTED = 1000
ANSWERS = {1: Answer.AGREE, 0: Answer.PASS, -1: Answer.DISAGREE}


class Text(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...


class Export(Protocol):
    """`opinions.formats.Export`, without the NumPy that reading it needs."""

    @property
    def statements(self) -> Sequence[int]: ...
    @property
    def texts(self) -> Sequence[Text]: ...
    @property
    def rejected(self) -> Sequence[int]: ...
    @property
    def cells(self) -> Any: ...


class NotEmpty(DomainError):
    message = N_("Bu görüş haritasında ifadeler var. Aktarım boş bir haritaya yapılır.")


def import_answers(
    conversation: Conversation, export: Export, *, by: Visitor, language: str, file_hash: str
) -> None:
    """The same file again, or another one, takes the place of what was imported before."""
    lock("opinion_statements", conversation.id)
    _clear(conversation.id)
    conversation.imported = True
    conversation.own_statements = False
    numbers = _statements(conversation, export, language)
    voters = _voters(conversation.id, export)
    for rows in _in_batches(_votes(export, numbers, voters)):
        db.session.execute(insert(Vote), rows)
    db.session.flush()
    audit.record(
        "opinions.import_answers",
        conversation,
        by=by.id,
        after={
            "sha256": file_hash,
            "statements": len(numbers),
            "people": len(voters),
            "answers": len(export.cells),
        },
    )


def _clear(conversation_id: int) -> None:
    own = db.session.scalar(
        select(Statement.id)
        .where(Statement.conversation_id == conversation_id, Statement.origin != Origin.IMPORTED)
        .limit(1)
    )
    if own is not None:
        raise NotEmpty()
    voters = select(Voter.id).where(Voter.conversation_id == conversation_id).scalar_subquery()
    db.session.execute(delete(Vote).where(Vote.voter_id.in_(voters)))
    db.session.execute(delete(Voter).where(Voter.conversation_id == conversation_id))
    db.session.execute(delete(Statement).where(Statement.conversation_id == conversation_id))


def _statements(conversation: Conversation, export: Export, language: str) -> dict[int, int]:
    """The file's number -> our id. What was rejected there takes no part here."""
    texts = {one.number: one.text.strip() for one in export.texts}
    rejected = set(export.rejected)
    now = clock.now()
    rows = [
        {
            "municipality_id": conversation.municipality_id,
            "conversation_id": conversation.id,
            "number": number,
            "text": texts[number][:LONGEST_IMPORTED],
            "folded": fold(texts[number][:LONGEST_IMPORTED])[:1200],
            "language": language,
            "origin": Origin.IMPORTED,
            # It was shown there, and its answers count no more.
            "state": StatementState.BANNED if number in rejected else StatementState.ACCEPTED,
            "reason": "",
            "created_at": now,
            "decided_at": now,
        }
        for number in sorted(export.statements)
    ]
    db.session.execute(insert(Statement), rows)
    found = db.session.execute(
        select(Statement.number, Statement.id).where(Statement.conversation_id == conversation.id)
    )
    return {number: statement_id for number, statement_id in found}


def _voters(conversation_id: int, export: Export) -> dict[int, int]:
    now = clock.now()
    rows = [
        {
            "conversation_id": conversation_id,
            "number": number,
            "first_at": now,
            "last_at": now,
            "banned": False,
            "banned_reason": "",
        }
        for number in sorted(set(export.cells[:, 0].tolist()))
    ]
    for part in _in_batches(rows):
        db.session.execute(insert(Voter), part)
    found = db.session.execute(
        select(Voter.number, Voter.id).where(Voter.conversation_id == conversation_id)
    )
    return {number: voter_id for number, voter_id in found}


def _votes(
    export: Export, statements: dict[int, int], voters: dict[int, int]
) -> Iterator[dict[str, Any]]:
    now = clock.now()
    for person, statement, answer in export.cells.tolist():
        yield {
            "voter_id": voters[person],
            "statement_id": statements[statement],
            "answer": ANSWERS[answer],
            "at": now,
        }


def _in_batches(
    rows: Iterator[dict[str, Any]] | Sequence[dict[str, Any]],
) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
