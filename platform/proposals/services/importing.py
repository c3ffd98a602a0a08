"""Proposals from a file: read, looked over, then published row by row, each row once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from consultations.models import Activity
from kernel import audit, clock, outbox
from kernel.db import db
from kernel.rules import Visitor
from proposals.entering import IMPORT_KEPT
from proposals.entries import Behalf, Consent, ProposalImport
from proposals.models import Origin
from proposals.services.entering import enter

#: what a row gives to the proposal as it is
CONTENT = ("title", "problem", "body", "body_html", "neighbourhood_id", "category_id")
PERSON = ("name", "email", "phone", "consent_note")


def keep_import(
    activity: Activity,
    *,
    by: Visitor,
    file_hash: str,
    file_name: str,
    rows: Sequence[dict[str, Any]],
) -> ProposalImport:
    """Nothing is published yet. The same file again is the same import, read anew."""
    assert by.id is not None
    found = db.session.scalars(
        select(ProposalImport)
        .where(ProposalImport.activity_id == activity.id, ProposalImport.file_hash == file_hash)
        .with_for_update()
    ).first()
    if found is not None and found.confirmed_at is not None:
        return found
    batch = found or ProposalImport(
        municipality_id=activity.municipality_id, activity_id=activity.id, file_hash=file_hash
    )
    batch.file_name, batch.rows = file_name[:120], list(rows)
    batch.good = sum(not row["faults"] for row in rows)
    batch.bad = len(rows) - batch.good
    batch.uploaded_by_id, batch.uploaded_at = by.id, clock.now()
    db.session.add(batch)
    db.session.flush()
    outbox.moment(
        f"proposals.drop_import:{batch.id}",
        "proposals.drop_import",
        clock.now() + IMPORT_KEPT,
        municipality_id=batch.municipality_id,
        import_id=batch.id,
    )
    audit.record("proposals.keep_import", batch, by=by.id, after={"rows": len(rows)})
    return batch


def confirm_import(batch: ProposalImport, *, by: Visitor) -> int:
    """Publishes the good rows; how many. A row that is there already is left alone."""
    db.session.refresh(batch, ["confirmed_at", "rows"], with_for_update=True)
    done = set(db.session.scalars(select(Behalf.import_row).where(Behalf.import_id == batch.id)))
    fresh = [row for row in batch.rows if not row["faults"] and row["row"] not in done]
    for row in fresh:
        enter(
            batch.activity,
            by=by,
            origin=Origin.IMPORTED,
            consent=Consent(row["consent"]),
            consent_on=date.fromisoformat(row["consent_on"]),
            import_id=batch.id,
            import_row=row["row"],
            **{part: row[part] for part in (*CONTENT, *PERSON)},
        )
    batch.confirmed_at = clock.now()
    # Names and addresses stand where they belong by now.
    batch.rows = [{"row": row["row"], "faults": row["faults"]} for row in batch.rows]
    outbox.cancel(f"proposals.drop_import:{batch.id}")
    audit.record("proposals.confirm_import", batch, by=by.id, after={"rows": len(fresh)})
    db.session.flush()
    return len(fresh)


def drop_import(import_id: int) -> None:
    """Nobody has confirmed it: what it says of people goes."""
    batch = db.session.get(ProposalImport, import_id)
    if batch is not None and batch.confirmed_at is None:
        batch.rows = []
