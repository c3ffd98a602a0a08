"""The append-only record: who did what to which object, when."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, String, event
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, Json, db, stamp


class AuditLine(Base):
    """Never changed or deleted: the database refuses it. Values of private columns never enter."""

    __tablename__ = "audit_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=stamp, index=True)
    #: plain numbers: the record outlives what it names
    municipality_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None]
    #: English verb of the service: "proposals.refuse"
    verb: Mapped[str] = mapped_column(String(80))
    object_kind: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[str | None] = mapped_column(String(40))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)


def record(
    verb: str,
    thing: Any = None,
    *,
    by: int | None,
    municipality_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """One line in the running transaction. `thing` is a row with `id` (flush it first)."""
    owner = (
        municipality_id if municipality_id is not None else getattr(thing, "municipality_id", None)
    )
    db.session.add(
        AuditLine(
            municipality_id=owner,
            person_id=by,
            verb=verb,
            object_kind=None if thing is None else thing.__tablename__,
            object_id=None if thing is None else str(thing.id),
            before=before,
            after=after,
        )
    )


SQLITE_GUARDS = [
    f"CREATE TRIGGER audit_line_no_{verb.lower()} BEFORE {verb} ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'audit_line is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL_GUARDS = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE ON audit_line "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
]
for _statement in SQLITE_GUARDS:
    event.listen(AuditLine.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
for _statement in POSTGRESQL_GUARDS:
    event.listen(
        AuditLine.__table__,
        "after_create",
        DDL(_statement.replace("%", "%%")).execute_if(dialect="postgresql"),
    )
