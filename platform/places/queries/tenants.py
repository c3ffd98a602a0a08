"""Municipalities and what belongs to them: units, neighbourhoods, organisations, legal texts."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import bindparam, func, select

from kernel.db import db, fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor
from kernel.text import markdown
from places.models import (
    LegalKind,
    LegalText,
    Municipality,
    Neighbourhood,
    Organisation,
    OrganisationState,
    Representative,
    Unit,
)


@dataclass(frozen=True)
class LegalVersion:
    version: int
    published_at: datetime


def find_municipality(slug: str) -> Municipality | None:
    return db.session.scalar(select(Municipality).where(Municipality.slug == slug))


@dataclass(frozen=True, slots=True)
class Tenant:
    """What pages and rules read of a municipality; a GET needs no entity."""

    id: int
    slug: str
    name: str
    official_name: str
    brand_hue: int
    help_desk: str
    is_demo: bool
    logo_id: uuid.UUID | None
    logo_name: str
    logo_alt: str
    host: str | None
    registered_id: str | None

    @property
    def municipality_id(self) -> int:
        return self.id

    @property
    def logo_url(self) -> str:
        return f"/dosya/{self.logo_id}/{self.logo_name}" if self.logo_id else ""


_TENANT = Prepared(
    select(*(Municipality.__table__.c[field.name] for field in fields(Tenant))).where(
        Municipality.__table__.c.slug == bindparam("slug")
    )
)


def find_tenant(slug: str) -> Tenant | None:
    rows = fetch(_TENANT, slug=slug)
    return Tenant(*rows[0]) if rows else None


def find_municipality_by_host(host: str) -> Municipality | None:
    return db.session.scalar(select(Municipality).where(Municipality.host == host.lower()))


# --- one thing, or 404 --------------------------------------------------------------------------


def get_unit(unit_id: int, for_: Visitor = NOBODY) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.id == unit_id)).one()


def get_neighbourhood(neighbourhood_id: int, for_: Visitor = NOBODY) -> Neighbourhood:
    return db.session.scalars(
        select(Neighbourhood).where(Neighbourhood.id == neighbourhood_id)
    ).one()


def get_municipality(municipality_id: int, for_: Visitor = NOBODY) -> Municipality:
    return db.session.scalars(select(Municipality).where(Municipality.id == municipality_id)).one()


def get_organisation(organisation_id: int, for_: Visitor = NOBODY) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.id == organisation_id)).one()


# --- what others choose from --------------------------------------------------------------------


def list_municipalities() -> list[Municipality]:
    return list(db.session.scalars(select(Municipality).order_by(Municipality.name)))


def list_neighbourhoods(municipality_id: int) -> list[Neighbourhood]:
    return list(
        db.session.scalars(
            select(Neighbourhood)
            .where(Neighbourhood.municipality_id == municipality_id)
            .order_by(Neighbourhood.sort_key, Neighbourhood.id)
        )
    )


def list_units(municipality_id: int) -> list[Unit]:
    return list(
        db.session.scalars(
            select(Unit)
            .where(Unit.municipality_id == municipality_id)
            .order_by(Unit.sort_key, Unit.id)
        )
    )


def list_organisations(
    municipality_id: int, state: OrganisationState = OrganisationState.VERIFIED
) -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation)
            .where(Organisation.municipality_id == municipality_id, Organisation.state == state)
            .order_by(Organisation.sort_key, Organisation.id)
        )
    )


def list_represented(person_id: int, municipality_id: int) -> list[Organisation]:
    """What a person represents or has applied for here."""
    represented = select(Representative.organisation_id).where(
        Representative.person_id == person_id
    )
    waiting = (Organisation.applied_by_id == person_id) & (
        Organisation.state != OrganisationState.VERIFIED
    )
    return list(
        db.session.scalars(
            select(Organisation)
            .where(
                Organisation.municipality_id == municipality_id,
                Organisation.id.in_(represented) | waiting,
            )
            .order_by(Organisation.sort_key, Organisation.id)
        )
    )


def count_representatives(organisation_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Representative.organisation_id, func.count())
        .where(Representative.organisation_id.in_(organisation_ids))
        .group_by(Representative.organisation_id)
    )
    return {organisation_id: number for organisation_id, number in rows}


# --- legal texts --------------------------------------------------------------------------------


def find_legal_text(
    municipality_id: int, kind: LegalKind, version: int | None = None
) -> LegalText | None:
    """The version asked for, otherwise the one in force; None when there is none."""
    statement = select(LegalText).where(
        LegalText.municipality_id == municipality_id, LegalText.kind == kind
    )
    if version is not None:
        statement = statement.where(LegalText.version == version)
    return db.session.scalar(statement.order_by(LegalText.version.desc()).limit(1))


DATA = Path(__file__).parents[1] / "data"


@cache
def _usual(language: str) -> tuple[str, str]:
    """Our community rules in a language: as written, and as HTML."""
    path = DATA / ("kurallar.en.md" if language == "en" else "kurallar.md")
    body = path.read_text("utf-8")
    return body, markdown(body)


def usual_rules(body: str, language: str) -> str:
    """Our own rules, where a municipality has none or has taken ours and the reader's language
    is not the one they were stored in; "" where its own text is to be shown."""
    if body and (language == "tr" or body.strip() != _usual("tr")[0].strip()):
        return ""
    return _usual(language)[1]


def list_legal_versions(municipality_id: int, kind: LegalKind) -> list[LegalVersion]:
    rows = db.session.execute(
        select(LegalText.version, LegalText.published_at)
        .where(LegalText.municipality_id == municipality_id, LegalText.kind == kind)
        .order_by(LegalText.version.desc())
    )
    return [LegalVersion(version, published_at) for version, published_at in rows]


# --- residence ----------------------------------------------------------------------------------


# --- staff and invitations ----------------------------------------------------------------------
