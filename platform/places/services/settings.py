"""A municipality's own settings: name, colour, logo, units, neighbourhoods, legal texts."""

from sqlalchemy import func, select

from kernel import audit, clock, files
from kernel.db import DomainError, db, lock, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import fold, sort_key
from places.models import LegalKind, LegalText, Municipality, Neighbourhood, Unit


class UnitExists(DomainError):
    constraint = "uq_unit_municipality_id_name"
    message = N_("Bu adla bir birim zaten var.")
    field = "name"


class NeighbourhoodExists(DomainError):
    message = N_("Bu adla bir mahalle zaten var.")
    field = "name"


class VersionExists(DomainError):
    constraint = "uq_legal_text_municipality_id_kind_version"
    message = N_("Az önce başka bir sürüm yayımlandı. Sayfayı yenileyip ona bakın.")


def change_settings(
    municipality: Municipality,
    *,
    by: Visitor,
    name: str,
    official_name: str,
    brand_hue: int,
    help_desk: str,
    logo_alt: str,
) -> None:
    new = {
        "name": name,
        "official_name": official_name,
        "brand_hue": brand_hue,
        "help_desk": help_desk,
        "logo_alt": logo_alt,
    }
    before = {key: getattr(municipality, key) for key in new}
    for key, value in new.items():
        setattr(municipality, key, value)
    audit.record("places.change_settings", municipality, by=by.id, before=before, after=dict(new))


def set_logo(municipality: Municipality, *, by: Visitor, accepted: tuple[bytes, str, str]) -> None:
    """The former file stays: a page kept by a browser may still show it."""
    stored = files.store(accepted, municipality_id=municipality.id)
    municipality.logo_id, municipality.logo_name = stored.id, stored.name
    audit.record("places.set_logo", municipality, by=by.id)


def remove_logo(municipality: Municipality, *, by: Visitor) -> None:
    municipality.logo_id, municipality.logo_name, municipality.logo_alt = None, "", ""
    audit.record("places.remove_logo", municipality, by=by.id)


def add_unit(municipality: Municipality, *, by: Visitor, name: str) -> Unit:
    unit = Unit(municipality_id=municipality.id, name=name, sort_key=sort_key(name))
    with refusing(UnitExists):
        db.session.add(unit)
    audit.record("places.add_unit", unit, by=by.id, after={"name": name})
    return unit


def rename_unit(unit: Unit, *, by: Visitor, name: str) -> None:
    before = unit.name
    with refusing(UnitExists):
        unit.name, unit.sort_key = name, sort_key(name)
    audit.record(
        "places.rename_unit", unit, by=by.id, before={"name": before}, after={"name": name}
    )


def add_neighbourhood(municipality: Municipality, *, by: Visitor, name: str) -> Neighbourhood:
    _refuse_same_name(municipality.id, name, but_not=None)
    row = Neighbourhood(municipality_id=municipality.id, name=name, sort_key=sort_key(name))
    db.session.add(row)
    db.session.flush()
    audit.record("places.add_neighbourhood", row, by=by.id, after={"name": name})
    return row


def rename_neighbourhood(neighbourhood: Neighbourhood, *, by: Visitor, name: str) -> None:
    _refuse_same_name(neighbourhood.municipality_id, name, but_not=neighbourhood.id)
    before = neighbourhood.name
    neighbourhood.name, neighbourhood.sort_key = name, sort_key(name)
    audit.record(
        "places.rename_neighbourhood",
        neighbourhood,
        by=by.id,
        before={"name": before},
        after={"name": name},
    )


def _refuse_same_name(municipality_id: int, name: str, *, but_not: int | None) -> None:
    """No constraint: the register itself has two neighbourhoods of one name in some districts."""
    lock("neighbourhoods", municipality_id)
    rows = db.session.execute(
        select(Neighbourhood.id, Neighbourhood.name).where(
            Neighbourhood.municipality_id == municipality_id
        )
    )
    if any(fold(row.name) == fold(name) and row.id != but_not for row in rows):
        raise NeighbourhoodExists()


def publish_legal_text(
    municipality: Municipality, *, kind: LegalKind, body: str, html: str, by: int | None
) -> LegalText:
    """A new version in force from now; the former ones stay readable."""
    last = db.session.scalar(
        select(func.max(LegalText.version)).where(
            LegalText.municipality_id == municipality.id, LegalText.kind == kind
        )
    )
    text = LegalText(
        municipality_id=municipality.id,
        kind=kind,
        version=(last or 0) + 1,
        body=body,
        html=html,
        published_at=clock.now(),
        published_by_id=by,
    )
    with refusing(VersionExists):
        db.session.add(text)
    audit.record(
        "places.publish_legal_text", text, by=by, after={"kind": kind, "version": text.version}
    )
    return text
