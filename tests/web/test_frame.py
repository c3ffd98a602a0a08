"""Addresses and the page's frame are remembered: never for another reader, host or way back."""

import pytest
from flask import Flask, g, url_for

from accounts.models import Person
from kernel.db import write
from tests.client import Client
from tests.make.places import make_municipality, make_person
from web.lean import Application


def test_a_remembered_address_is_that_of_flask(app: Flask) -> None:
    assert isinstance(app, Application)
    town = make_municipality()
    for _again in range(2):
        for slug in (town.slug, "baska"):
            with app.test_request_context(f"/{slug}/"):
                g.slug = slug
                here = url_for("proposals.show", proposal_id=7, slug=slug)
                assert here == Flask.url_for(app, "proposals.show", proposal_id=7, slug=slug)
                assert here == f"/{slug}/oneriler/7"


def test_a_prefix_and_another_host_have_addresses_of_their_own(app: Flask) -> None:
    for root in ("", "/katilim"):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert url_for("web.home") == f"{root}/"
    for host in ("a.example", "b.example"):
        with app.test_request_context("/", base_url=f"http://{host}"):
            assert url_for("web.home", _external=True) == f"http://{host}/"


def test_texts_are_never_remembered(app: Flask) -> None:
    with app.test_request_context("/"):
        before = app._address.cache_info().currsize  # type: ignore[attr-defined]
        url_for("accounts.confirm", confirmation_id=1, token="geheim")
        assert app._address.cache_info().currsize == before  # type: ignore[attr-defined]


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person(name="Nermin Ak")


def test_the_frame_is_the_reader_s_own(app: Flask, client: Client, person: Person) -> None:
    town = make_municipality(name="Kavaklı")
    address = f"/{town.slug}/oneriler"
    nobody = client.get(address).text
    assert "Giriş yapın" in nobody
    client.sign_in(person)
    signed_in = client.get(address).text
    assert "Nermin Ak" in signed_in
    assert "Giriş yapın" not in signed_in
    assert "Nermin Ak" not in Client(app).get(address).text


def test_the_way_back_is_that_of_the_page_and_quoted(client: Client) -> None:
    town = make_municipality()
    for asked in ("ağaç", '"><b>'):
        page = client.get(f"/{town.slug}/oneriler", query_string={"q": asked}).text
        assert f"/dil/en?next=/{town.slug}/oneriler%3Fq%3D" in page
        assert '"><b>' not in page
        assert "{here}" not in page


def test_a_renamed_municipality_is_renamed_in_the_frame(client: Client) -> None:
    town = make_municipality(name="Eski Ad")
    address = f"/{town.slug}/oneriler"
    assert "Eski Ad" in client.get(address).text
    with write():
        town.name = "Yeni Ad"
    page = client.get(address).text
    assert "Yeni Ad" in page
    assert "Eski Ad" not in page
