"""Nothing of one municipality is written, or its desk read, by the staff of another."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from kernel.audit import AuditLine
from kernel.db import db
from kernel.rules import Role
from places import queries
from places.models import OrganisationState
from tests.client import Client
from tests.make.places import (
    make_feast_day,
    make_municipality,
    make_neighbourhood,
    make_organisation,
    make_own_day,
    make_person,
    make_resident,
    make_staff,
    make_unit,
)
from tests.make.residence import make_invitation, make_letter


def staff_routes(app: Flask) -> Iterator[tuple[str, str]]:
    """(method, address pattern) of every desk page of places, and the end of a role."""
    for route in app.url_map.iter_rules():
        if route.endpoint.startswith(("places.", "staff.")) and "/masa/" in route.rule:
            for method in sorted((route.methods or set()) & {"GET", "POST"}):
                yield method, route.rule


def test_every_desk_route_refuses_the_staff_of_the_neighbour(app: Flask, client: Client) -> None:
    ours, theirs = make_municipality(slug="bizim"), make_municipality(slug="komsu")
    place = make_neighbourhood(ours)
    resident = make_resident(place)
    values = {
        "unit_id": make_unit(ours).id,
        "neighbourhood_id": place.id,
        "organisation_id": make_organisation(ours, state=OrganisationState.APPLIED).id,
        "invitation_id": make_invitation(ours, "x@cinarli.example").id,
        "letter_id": make_letter(make_person(), place).id,
        "own_day_id": make_own_day(ours).id,
        "feast_day_id": make_feast_day(ours).id,
        "path": "aydinlatma-metni",
    }
    make_staff(ours, Role.ADMINISTRATOR)
    values["staff_id"] = queries.list_staff(ours.id)[0].id
    routes = list(staff_routes(app))
    assert len(routes) > 30
    for role in (Role.ADMINISTRATOR, Role.DESK_OFFICER, Role.AUDITOR):
        stranger = make_staff(theirs, role)
        values["resident_id"] = queries.resident_token(resident.id, ours.id, by=stranger.id)
        browser = Client(app).sign_in(stranger)
        for method, pattern in routes:
            for slug, expected in (("bizim", {403, 409}), ("komsu", {403, 404})):
                if slug == "komsu" and not names_ours(pattern):
                    continue  # the stranger's own desk
                address = fill(app, pattern, {**values, "slug": slug})
                answer = browser.get(address) if method == "GET" else browser.post(address)
                assert answer.status_code in expected, (role, method, address)
    assert db.session.scalars(select(AuditLine)).all() == []


def names_ours(pattern: str) -> bool:
    """The address names a row of ours, not only the municipality."""
    return "_id>" in pattern


def fill(app: Flask, pattern: str, values: dict[str, object]) -> str:
    route = next(r for r in app.url_map.iter_rules() if r.rule == pattern)
    built = route.build(values)
    assert built is not None
    return str(built[1]).partition("?")[0]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MODERATOR])
def test_an_auditor_reads_and_writes_nothing(app: Flask, role: Role) -> None:
    ours = make_municipality(slug="bizim")
    make_invitation(ours, "gizli@cinarli.example")
    made = make_organisation(ours, contact_email="dernek@cinarli.example")
    administrator = make_staff(ours, Role.ADMINISTRATOR)
    browser = Client(app).sign_in(make_staff(ours, role))
    for page in ("ayarlar", "birimler", "mahalleler", "metinler", "gorevliler", "kuruluslar"):
        answer = browser.get(f"/bizim/masa/{page}")
        assert answer.status_code == (200 if role is Role.AUDITOR else 403), page
        for secret in ("gizli@", "dernek@", administrator.email or ""):
            assert secret not in answer.text
    answer = browser.get(f"/bizim/masa/kuruluslar/{made.id}")
    assert "dernek@" not in answer.text
    for page in ("ayarlar", "birimler", "mahalleler", "gorevliler"):
        assert browser.post(f"/bizim/masa/{page}", {"name": "Yeni"}).status_code == 403
