"""The insert that minds a clash: both databases know it, SQLAlchemy writes it for each apart."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from kernel.db import db

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
#: for statements that are built once for each of them
DIALECTS = tuple(_INSERT)


def insert_into(table: Any, dialect: str = "") -> Any:
    """With `on_conflict_do_nothing` and `on_conflict_do_update`; by default the main database's."""
    return _INSERT[dialect or db.engine.dialect.name](table)
