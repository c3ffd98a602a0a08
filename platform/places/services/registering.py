"""The register's rows, and a municipality that joins."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kernel import audit
from kernel.db import Base, DomainError, db, refusing
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.text import sort_key
from places import gazetteer
from places.models import (
    District,
    LegalKind,
    Municipality,
    Neighbourhood,
    Province,
    RegisteredMunicipality,
    RegisteredNeighbourhood,
)
from places.rules import slug_fault
from places.services.settings import publish_legal_text

#: SQLite binds at most 32,766 values in one statement.
BATCH = 1_000
TEMPLATES = Path(__file__).parents[1] / "data"
FIRST_TEXTS = {LegalKind.PRIVACY: "aydinlatma.md", LegalKind.COMMUNITY: "kurallar.md"}


class SlugTaken(DomainError):
    constraint = "uq_municipality_slug"
    message = N_("Bu kısa ad alınmış.")


class BadSlug(DomainError):
    message = N_("Kısa ad kullanılamaz.")


class NotRegistered(DomainError):
    message = N_("Böyle bir kayıt yok. Önce places import çalıştırın ya da numarayı düzeltin.")


def register_rows() -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    """Every shipped row, parents first, in batches."""
    yield from _batches(
        Province,
        ({"id": r.id, "name": r.name, "sort_key": sort_key(r.name)} for r in gazetteer.provinces()),
    )
    yield from _batches(
        District,
        (
            {
                "id": r.id,
                "province_id": r.province_id,
                "name": r.name,
                "sort_key": sort_key(r.name),
            }
            for r in gazetteer.districts()
        ),
    )
    yield from _batches(
        RegisteredMunicipality,
        (
            {
                "id": r.key,
                "province_id": r.province_id,
                "district_id": r.district_id,
                "name": r.name,
                "kind": r.kind.value,
                "sort_key": sort_key(r.name),
            }
            for r in gazetteer.municipalities()
        ),
    )
    yield from _batches(
        RegisteredNeighbourhood,
        (
            {
                "id": r.id,
                "district_id": r.district_id,
                "name": r.name,
                "sort_key": sort_key(r.name),
            }
            for r in gazetteer.neighbourhoods()
        ),
    )


def _batches(
    table: type[Base], rows: Iterable[dict[str, Any]]
) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield table, batch


def take_in(table: type[Base], rows: list[dict[str, Any]]) -> None:
    """New rows come in, known ones take the register's name; a second run changes nothing."""
    statement = insert_into(table)
    known = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    db.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=known), rows)


def add_municipality(
    *,
    slug: str,
    name: str,
    official_name: str,
    texts: Mapping[LegalKind, tuple[str, str]],
    registered_id: str | None = None,
) -> Municipality:
    """With the neighbourhoods of its district and first versions (Markdown, HTML) of its texts."""
    if slug_fault(slug):
        raise BadSlug()
    registered = None
    if registered_id is not None:
        registered = db.session.get(RegisteredMunicipality, registered_id)
        if registered is None:
            raise NotRegistered()
    municipality = Municipality(
        slug=slug, name=name, official_name=official_name, registered_id=registered_id
    )
    with refusing(SlugTaken):
        db.session.add(municipality)
    if registered is not None:
        db.session.add_all(_neighbourhoods(municipality.id, registered))
    for kind, (body, html) in texts.items():
        publish_legal_text(municipality, kind=kind, body=body, html=html, by=None)
    audit.record("places.add_municipality", municipality, by=None, after={"slug": slug})
    return municipality


def first_text(kind: LegalKind, official_name: str) -> str:
    text = (TEMPLATES / FIRST_TEXTS[kind]).read_text("utf-8")
    return text.replace("{belediye}", official_name)


def _neighbourhoods(
    municipality_id: int, registered: RegisteredMunicipality
) -> Iterator[Neighbourhood]:
    """A metropolitan municipality has those of every district, told apart by its name."""
    statement = select(RegisteredNeighbourhood, District.name).join(
        District, District.id == RegisteredNeighbourhood.district_id
    )
    whole_province = registered.district_id is None
    if whole_province:
        statement = statement.where(District.province_id == registered.province_id)
    else:
        statement = statement.where(District.id == registered.district_id)
    for row, district in db.session.execute(statement.order_by(RegisteredNeighbourhood.id)):
        name = f"{row.name} ({district})" if whole_province else row.name
        yield Neighbourhood(
            municipality_id=municipality_id,
            name=name[:120],
            sort_key=sort_key(name),
            registered_id=row.id,
        )
