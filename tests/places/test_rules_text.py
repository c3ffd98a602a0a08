"""The community rules in the reader's language, until a municipality has its own."""

from flask import Flask

from places.models import LegalKind
from places.queries import usual_rules
from places.queries.tenants import DATA
from tests.client import Client
from tests.make.places import make_municipality, make_person
from tests.make.residence import make_legal_text


def test_without_a_text_of_its_own_ours_hold(client: Client, app: Flask) -> None:
    town = make_municipality()
    path = f"/{town.slug}/topluluk-kurallari"
    assert "Kişiye saldırmayın." in client.get(path).text
    client.sign_in(make_person(language="en"))
    assert "Do not attack people." in client.get(path).text


def test_its_own_text_is_read_as_it_is(client: Client, app: Flask) -> None:
    town = make_municipality()
    make_legal_text(town, kind=LegalKind.COMMUNITY)
    for language in ("tr", "en"):
        client.sign_in(make_person(language=language))
        page = client.get(f"/{town.slug}/topluluk-kurallari").text
        assert "Kişiye saldırmayın." not in page
        assert "Do not attack people." not in page


def test_ours_taken_over_is_read_in_english() -> None:
    ours = (DATA / "kurallar.md").read_text("utf-8")
    assert "Do not attack people." in usual_rules(ours, "en")
    assert usual_rules(ours, "tr") == ""
    assert usual_rules(f"{ours}\nEk madde.", "en") == ""
