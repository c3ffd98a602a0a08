"""A Polis export becomes a conversation that is read and not answered; while it is a draft."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Integer, cast, delete, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from kernel import audit, clock, outbox
from kernel.db import DomainError, db, lock
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import fold
from opinions.models import (
    Answer,
    Conversation,
    ConversationState,
    Import,
    ImportState,
    Origin,
    Statement,
    StatementState,
    Vote,
    Voter,
)
from opinions.queries import find_import

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


class NothingChecked(DomainError):
    message = N_("Onaylanacak dosya yok. Dosyaları yeniden yükleyin.")


def keep_files(
    conversation: Conversation,
    export: Export,
    *,
    by: Visitor,
    language: str,
    file_hash: str,
    files: bytes,
) -> Import:
    """Read and judged, and not yet written: its officer looks at the figures first."""
    _without_own(conversation.id)
    row = find_import(conversation.id) or Import(conversation_id=conversation.id)
    row.state, row.language, row.file_hash = ImportState.CHECKED, language, file_hash
    row.people, row.answers = len(set(export.cells[:, 0].tolist())), len(export.cells)
    row.statements, row.rejected = len(export.statements), len(export.rejected)
    row.files, row.at, row.fault = files, clock.now(), ""
    db.session.add(row)
    db.session.flush()
    audit.record("opinions.keep_files", conversation, by=by.id, after={"sha256": file_hash})
    return row


def confirm_import(conversation: Conversation, *, by: Visitor) -> None:
    """The worker writes it: hundreds of thousands of rows are no work for a request."""
    row = find_import(conversation.id)
    if row is None or row.state is not ImportState.CHECKED:
        raise NothingChecked()
    row.state = ImportState.WAITING
    db.session.flush()
    outbox.moment(
        f"opinions.write_import:{row.id}:{row.file_hash[:16]}:{row.at.timestamp()}",
        "opinions.write_import",
        clock.now(),
        municipality_id=conversation.municipality_id,
        conversation_id=conversation.id,
        by=by.id,
    )


def write_import(conversation: Conversation, export: Export, *, by: Visitor) -> None:
    """What the worker does of it, once; `export`: of the kept files."""
    row = find_import(conversation.id)
    if row is None or row.state is not ImportState.WAITING:
        return
    row.state, row.files = ImportState.DONE, None
    if conversation.state is not ConversationState.DRAFT:
        row.state, row.fault = ImportState.FAILED, PUBLISHED_MEANWHILE
    else:
        try:
            import_answers(
                conversation, export, by=by, language=row.language, file_hash=row.file_hash
            )
        except NotEmpty:
            row.state, row.fault = ImportState.FAILED, NotEmpty.message
    db.session.flush()


PUBLISHED_MEANWHILE = N_("Görüş haritası bu arada yayımlandı; dosya aktarılmadı.")


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
    _votes(export, numbers, voters)
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
    _without_own(conversation_id)
    voters = select(Voter.id).where(Voter.conversation_id == conversation_id).scalar_subquery()
    db.session.execute(delete(Vote).where(Vote.voter_id.in_(voters)))
    db.session.execute(delete(Voter).where(Voter.conversation_id == conversation_id))
    db.session.execute(delete(Statement).where(Statement.conversation_id == conversation_id))


def _without_own(conversation_id: int) -> None:
    own = db.session.scalar(
        select(Statement.id)
        .where(Statement.conversation_id == conversation_id, Statement.origin != Origin.IMPORTED)
        .limit(1)
    )
    if own is not None:
        raise NotEmpty()


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
        db.session.execute(insert(Voter), list(part))
    found = db.session.execute(
        select(Voter.number, Voter.id).where(Voter.conversation_id == conversation_id)
    )
    return {number: voter_id for number, voter_id in found}


def _votes(export: Export, statements: dict[int, int], voters: dict[int, int]) -> None:
    """As JSON, which the database takes apart: ten times as fast as row by row."""
    columns = ("voter_id", "statement_id", "answer", "at")
    now = literal(clock.now(), Vote.__table__.c.at.type)
    cells = export.cells.tolist()
    for start in range(0, len(cells), BATCH):
        rows = [
            [voters[person], statements[statement], ANSWERS[answer].value]
            for person, statement, answer in cells[start : start + BATCH]
        ]
        parts = _parts(rows)
        db.session.execute(insert(Vote).from_select(columns, select(*parts, now)))


def _parts(rows: list[list[Any]]) -> tuple[ColumnElement[Any], ...]:
    """The three values of each row."""
    if db.engine.dialect.name == "sqlite":
        each = func.json_each(json.dumps(rows)).table_valued("value").c.value
        return tuple(func.json_extract(each, f"$[{place}]") for place in range(3))
    each = func.jsonb_array_elements(literal(rows, JSONB)).table_valued("value").c.value
    whole = [cast(each.op("->>")(place), Integer) for place in range(2)]
    return (*whole, each.op("->>")(2))


def _in_batches(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
