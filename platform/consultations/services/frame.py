"""The draft: made from a template, edited freely until it is published."""

import secrets
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from consultations import queries
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    Document,
    Eligibility,
    Level,
    Phase,
    Promise,
    Responsible,
    Template,
)
from consultations.services.fields import PromiseFields
from consultations.services.parts import remove_meeting
from kernel import audit
from kernel.db import db
from kernel.files import StoredFile
from kernel.rules import Visitor
from kernel.text import fold

_TEMPLATES = Path(__file__).parents[1] / "data" / "templates.toml"


@lru_cache
def _templates() -> dict[str, Any]:
    return tomllib.loads(_TEMPLATES.read_text(encoding="utf-8"))


def create(
    *,
    municipality_id: int,
    by: Visitor,
    template: Template,
    asked_by: AskedBy,
    title: str,
    decided_by: str = "",
) -> Consultation:
    """A draft with the template's promise, activities and phases, without any date."""
    start = _templates()[template.value]
    consultation = Consultation(
        municipality_id=municipality_id,
        template=template,
        asked_by=asked_by,
        title=title,
        body=start["body"].strip(),
        preview_token=secrets.token_urlsafe(24),
        created_by_id=by.id,
        folded=fold(title),
    )
    db.session.add(consultation)
    db.session.flush()
    db.session.add(
        Promise(
            consultation_id=consultation.id,
            can_change="\n".join(start["can_change"]),
            cannot_change="\n".join(start["cannot_change"]),
            level=Level(start["level"]),
            decided_by=decided_by,
            made_by_id=by.id,
        )
    )
    _add_parts(consultation, start)
    db.session.flush()
    audit.record("consultations.create", consultation, by=by.id, after={"title": title})
    return consultation


def _add_parts(consultation: Consultation, start: dict[str, Any]) -> None:
    for position, row in enumerate(start["activities"]):
        db.session.add(
            Activity(
                municipality_id=consultation.municipality_id,
                consultation_id=consultation.id,
                position=position,
                kind=ActivityKind(row["kind"]),
                title=row["title"],
                text=row["text"],
                eligibility=Eligibility(row["eligibility"]),
                minutes=row["minutes"],
            )
        )
    for position, label in enumerate(start["phases"]):
        db.session.add(Phase(consultation_id=consultation.id, label=label, position=position))


def edit(
    consultation: Consultation,
    *,
    by: Visitor,
    title: str,
    summary: str,
    body: str,
    body_html: str,
    area: str,
    unit_id: int | None,
) -> None:
    consultation.title = title
    consultation.summary = summary
    consultation.body = body
    consultation.body_html = body_html
    consultation.area = area
    consultation.unit_id = unit_id
    consultation.folded = fold(f"{title} {summary} {area}")
    db.session.flush()
    audit.record("consultations.edit", consultation, by=by.id, after={"title": title})


def discard(consultation: Consultation, *, by: Visitor) -> None:
    """A draft goes with everything in it; that it was there stays in the record."""
    audit.record(
        "consultations.discard", consultation, by=by.id, before={"title": consultation.title}
    )
    for meeting in queries.list_meetings(consultation.id):
        remove_meeting(consultation, meeting, by=by)
    file_ids = [row.file_id for row in queries.list_parts(consultation.id).documents]
    for table in (Document, Phase, Responsible, Activity, Promise):
        db.session.execute(delete(table).where(table.consultation_id == consultation.id))
    db.session.execute(delete(Consultation).where(Consultation.id == consultation.id))
    db.session.execute(delete(StoredFile).where(StoredFile.id.in_(file_ids)))


def edit_promise(
    consultation: Consultation, promise: Promise, *, by: Visitor, fields: PromiseFields
) -> None:
    """Of a draft; nobody has been promised anything yet."""
    write_promise(promise, fields)
    promise.made_by_id = by.id
    db.session.flush()
    audit.record("consultations.edit_promise", consultation, by=by.id)


def write_promise(promise: Promise, fields: PromiseFields) -> None:
    promise.can_change = fields.can_change
    promise.cannot_change = fields.cannot_change
    promise.level = fields.level
    promise.decided_by = fields.decided_by
    promise.answer_by = fields.answer_by
    promise.office = fields.office
    promise.document_number = fields.document_number
