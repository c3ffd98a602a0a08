"""A sheet for the muhtar's window: the question, the last day, a short address that leads there."""

from datetime import timedelta

from flask import Flask

from kernel import clock
from tests.client import Client
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_municipality


def test_the_sheet_and_its_short_address(app: Flask, client: Client) -> None:
    town = make_municipality(slug="cinarli")
    consultation = make_consultation(town, activities=[])
    make_activity(consultation, closes_at=clock.now() + timedelta(days=9))
    sheet = client.get(f"/cinarli/danismalar/{consultation.id}/afis").text
    assert consultation.title in sheet
    assert f"localhost/cinarli/d/{consultation.id}" in sheet
    assert '<path class="qr' in sheet or 'class="qr"' in sheet
    short = client.get(f"/cinarli/d/{consultation.id}")
    assert short.headers["Location"] == f"/cinarli/danismalar/{consultation.id}"


def test_a_draft_has_no_sheet(app: Flask, client: Client) -> None:
    draft = make_consultation(make_municipality(slug="cinarli"), published=False, activities=[])
    for path in (f"d/{draft.id}", f"danismalar/{draft.id}/afis"):
        assert client.get(f"/cinarli/{path}").status_code == 404
