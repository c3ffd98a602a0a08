"""What stands in a row of the list, by who reads it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consultations.models import Activity
from kernel import clock
from kernel.db import db
from places.models import Municipality
from proposals import queries
from proposals.queries import MOST, Filter, lists
from tests.client import Client
from tests.make.consultations import make_activity
from tests.make.places import make_neighbourhood, make_organisation, make_person
from tests.make.proposals import make_category, make_proposal, make_support


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


@pytest.fixture
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if a town of six proposals were a large one."""
    lists._places_statement.cache_clear()
    for name, value in (("MANY", 5), ("SAMPLE", 4), ("OFTEN", 2)):
        monkeypatch.setattr(lists, name, value)
    yield
    lists._places_statement.cache_clear()


@pytest.mark.usefixtures("small_bounds")
@pytest.mark.parametrize("words", ["ÇEŞME", "cesme golge", "Çeşme GÖLGE", "çeş"])
def test_a_common_word_is_read_in_the_texts_and_finds_the_same(app: Flask, words: str) -> None:
    activity = make_activity()
    for number in range(6):
        make_proposal(activity, title=f"Gölgeli çeşme {number}", support_count=number)
    other = make_proposal(activity, title="Yol", problem="Çukur var.", body="Asfalt dökülsün.")
    wanted = Filter(activity.municipality_id, words=words)
    assert lists.list_places(wanted)[1]
    with app.test_request_context():
        by_text, _ = queries.list_page(wanted, order=MOST, common=True)
        by_index, _ = queries.list_page(wanted, order=MOST)
    ids = [row.id for row in by_text.rows]
    assert ids == [row.id for row in by_index.rows]
    assert len(ids) == 6
    assert other.id not in ids
    assert {row.number for row in queries.count_by_category(wanted, common=True)} <= {None}


@pytest.mark.usefixtures("small_bounds")
def test_a_rare_word_and_a_small_town_are_counted(app: Flask) -> None:
    activity = make_activity()
    make_proposal(activity, title="Yüzde yüz %_ pamuk")
    for number in range(5):
        make_proposal(activity, title=f"Gölgeli çeşme {number}")
    rare = Filter(activity.municipality_id, words="pamuk %_")
    assert not lists.list_places(rare)[1]
    assert [row.number for row in queries.count_by_category(rare)] == [1]
    assert not lists.list_places(Filter(activity.municipality_id, words="  "))[1]
    elsewhere = make_proposal(title="Gölgeli çeşme")
    assert not lists.list_places(Filter(elsewhere.municipality_id, words="çeşme"))[1]


@pytest.mark.usefixtures("small_bounds")
def test_the_page_says_that_it_did_not_count(client: Client) -> None:
    activity = make_activity()
    town = db.session.get_one(Municipality, activity.municipality_id)
    category = make_category(town, "Su")
    for number in range(6):
        make_proposal(activity, title=f"Çeşme {number}", category_id=category.id)
    page = client.get(f"/{town.slug}/oneriler?q=cesme").text
    assert "“cesme” için çok sayıda öneri" in page
    assert ">Su</a>" in page
    assert "Çeşme 5" in page
