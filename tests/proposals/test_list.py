"""What stands in a row of the list, by who reads it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consultations.models import Activity
from kernel import clock
from kernel.db import db
from places.models import Municipality
from tests.client import Client
from tests.make.consultations import make_activity
from tests.make.places import make_neighbourhood, make_organisation, make_person
from tests.make.proposals import make_proposal, make_support


def _page(client: Client, municipality: Municipality) -> str:
    return str(client.get(f"/{municipality.slug}/oneriler").get_data(as_text=True))


@pytest.fixture
def activity(app: Flask) -> Activity:
    return make_activity()


@pytest.fixture
def town(activity: Activity) -> Municipality:
    return db.session.get_one(Municipality, activity.municipality_id)


def test_whatever_people_typed_is_text(
    client: Client, town: Municipality, activity: Activity
) -> None:
    place = make_neighbourhood(town, "Kavak<i>lı")
    speakers = make_organisation(town, name="Kıyı <s>Derneği")
    author = make_person("Ayşe <b>Yılmaz")
    make_proposal(activity, author=author, organisation_id=speakers.id)
    given: dict[str, Any] = {"title": 'Parka <a href="x">çeşme', "excerpt": "Su <em>yok"}
    make_proposal(activity, author=author, neighbourhood_id=place.id, **given)
    page = _page(client, town)
    for raw in ("<i>lı", "<b>Yılmaz", "<s>Derneği", '<a href="x">', "<em>yok"):
        assert raw not in page
    for safe in (
        "Kavak&lt;i&gt;lı",
        "Ayşe &lt;b&gt;Yılmaz",
        "Kıyı &lt;s&gt;Derneği",
        "Su &lt;em&gt;yok",
    ):
        assert safe in page
    assert page.count("Parka &lt;a href=&#34;x&#34;&gt;çeşme") == 2  # heading and button


def test_the_button_follows_the_reader(
    client: Client, town: Municipality, activity: Activity
) -> None:
    proposal = make_proposal(activity, title="Salı pazarına gölgelik")
    reader = make_person("Zeynep Kaya")
    href = f"/{town.slug}/oneriler/{proposal.id}"
    stranger = _page(client, town)
    assert "/giris?next=" in stranger
    assert "/destek" not in stranger
    assert "csrf_token" not in stranger
    client.sign_in(reader)
    assert f'action="{href}/destek"' in _page(client, town)
    make_support(proposal, reader)
    page = _page(client, town)
    assert f'action="{href}/destek/geri-al"' in page
    assert 'aria-pressed="true"' in page
    with clock.held(clock.now() + timedelta(days=60)):
        over = _page(client, town)
    assert f"{href}/destek" not in over
    assert "Desteklediniz" in over


def test_a_point_is_in_the_list_for_the_map_that_waits_for_its_button(
    client: Client, town: Municipality, activity: Activity
) -> None:
    assert "data-map" not in _page(client, town)
    make_proposal(activity, title="Kıyıya bank", latitude=40.7654321, longitude=29.9)
    make_proposal(activity, title="Nerede olduğu yazılmamış")
    page = _page(client, town)
    assert page.count("<li data-point") == 1
    assert 'data-point="40.76543, 29.90000"' in page
    # Named for later, loaded by nobody yet.
    assert "leaflet.js" in page
    assert '<script src="/static/leaflet' not in page
