"""How many queries a page costs."""

from typing import Any

from sqlalchemy import event

from kernel.db import db
from tests.client import Client


def count_queries(client: Client, path: str) -> int:
    """SELECTs of one successful GET, signing in and layout included."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
