"""The small lists of a consultation (phases, documents, people), in one query built once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    String,
    Uuid,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)

from consultations.models import Document, Phase, Responsible
from kernel.db import fetch
from kernel.files import StoredFile
from kernel.prepared import among
from places.models import Neighbourhood

_HERE = bindparam("consultation_id", type_=Integer)


class PhaseRow(NamedTuple):
    id: int
    label: str
    approximate: str
    starts_on: date | None
    ends_on: date | None


class DocumentRow(NamedTuple):
    id: int
    title: str
    unit_name: str
    added_at: datetime
    file_id: uuid.UUID
    file_name: str
    mime: str
    size: int


class PersonRow(NamedTuple):
    id: int
    title: str
    note: str


@dataclass
class Parts:
    phases: list[PhaseRow] = field(default_factory=list)
    documents: list[DocumentRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    #: names of the neighbourhoods that some activity is limited to
    neighbourhoods: dict[int, str] = field(default_factory=dict)


def list_parts(consultation_id: int, neighbourhood_ids: Iterable[int] = ()) -> Parts:
    """Phases, documents, people and neighbourhood names: small lists, one round trip."""
    parts = Parts()
    for row in fetch(
        _PARTS, consultation_id=consultation_id, neighbourhood_ids=list(neighbourhood_ids)
    ):
        kind, row_id, one, other, starts, ends, at, file_id, name, mime, size, _order = row
        if kind == "phase":
            parts.phases.append(PhaseRow(row_id, one, other, starts, ends))
        elif kind == "document":
            parts.documents.append(DocumentRow(row_id, one, other, at, file_id, name, mime, size))
        elif kind == "person":
            parts.people.append(PersonRow(row_id, one, other))
        else:
            parts.neighbourhoods[row_id] = one
    return parts


def _nothing(kind: Any) -> ColumnElement[Any]:
    return cast(null(), kind)


def _parts_statement() -> Any:
    moment = Document.added_at.type
    no_file = (_nothing(Uuid()), _nothing(String()), _nothing(String()), _nothing(Integer()))
    no_days = (_nothing(Date()), _nothing(Date()))
    no_moment = cast(null(), DateTime(timezone=True))
    phases = select(
        literal("phase"),
        Phase.id,
        Phase.label,
        Phase.approximate,
        Phase.starts_on,
        Phase.ends_on,
        # The first select gives the columns their types.
        cast(null(), moment),
        *no_file,
        Phase.position,
    ).where(Phase.consultation_id == _HERE)
    documents = (
        select(
            literal("document"),
            Document.id,
            Document.title,
            Document.unit_name,
            *no_days,
            Document.added_at,
            StoredFile.id,
            StoredFile.name,
            StoredFile.mime,
            StoredFile.size,
            literal(0),
        )
        .join(StoredFile, StoredFile.id == Document.file_id)
        .where(Document.consultation_id == _HERE)
    )
    people = select(
        literal("person"),
        Responsible.id,
        Responsible.title,
        Responsible.note,
        *no_days,
        no_moment,
        *no_file,
        literal(0),
    ).where(Responsible.consultation_id == _HERE)
    places = select(
        literal("place"),
        Neighbourhood.id,
        Neighbourhood.name,
        literal(""),
        *no_days,
        no_moment,
        *no_file,
        literal(0),
    ).where(among(Neighbourhood.id, "neighbourhood_ids"))
    together = union_all(phases, documents, people, places)
    columns = list(together.selected_columns)
    return together.order_by(columns[-1], columns[1])


_PARTS = _parts_statement()
