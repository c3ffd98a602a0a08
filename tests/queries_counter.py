"""Counts the statements that a block of code sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from kernel.db import db
from tests.client import Client


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """`with count_queries() as statements: client.get(…)`; len(statements) is the number."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):  # SQLite's, sent by our listeners
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def cost(client: Client, path: str) -> int:
    """Statements of one successful GET, signing in and layout included."""
    with count_queries() as statements:
        assert client.get(path).status_code == 200
    return len(statements)
