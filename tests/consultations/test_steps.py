"""The officer's way from a step of the consultation to its vote, in every state."""

from datetime import timedelta

import pytest
from flask import Flask

from consultations.models import ActivityKind, Consultation, ConsultationState
from kernel import clock
from kernel.db import write
from kernel.rules import Role
from places.models import Municipality
from tests.client import Client
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_municipality, make_staff
from tests.make.voting import make_election, make_vote

DAY = timedelta(days=1)
DRAW_UP = "Oylamayı hazırlayın"


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


def work(client: Client, made: Consultation) -> str:
    return client.get(f"/cinarli/masa/danismalar/{made.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("published", "days", "words"),
    [
        (False, 3, "Oylamayı şimdiden hazırlayabilirsiniz."),
        (True, 3, "Oylama henüz yayımlanmadı."),
        (True, -3, "Süre, oylama yayımlanmadan doldu."),
    ],
)
def test_an_unpublished_vote_can_be_drawn_up(
    town: Municipality, client: Client, published: bool, days: int, words: str
) -> None:
    made = make_consultation(town, published=published, activities=())
    end = clock.now() + days * DAY
    activity = make_activity(made, ActivityKind.VOTE, opens_at=end - DAY, closes_at=end)
    client.sign_in(make_staff(town, Role.OFFICER))
    page = work(client, made)
    assert words in page
    assert f'href="/cinarli/masa/oylama/{activity.id}"' in page
    assert client.get(f"/cinarli/masa/oylama/{activity.id}").status_code == 200


def test_a_published_vote_links_to_its_page(town: Municipality, client: Client) -> None:
    made = make_consultation(town, activities=())
    election = make_election(make_vote(consultation=made))
    client.sign_in(make_staff(town, Role.OFFICER))
    page = work(client, made)
    assert f'href="/cinarli/oylamalar/{election.id}"' in page
    assert "Soru, seçenekler ve kurallar artık değişmez." in page
    assert DRAW_UP not in page


def test_a_stopped_consultation_says_that_there_is_no_vote(
    town: Municipality, client: Client
) -> None:
    made = make_consultation(town, activities=())
    make_activity(made, ActivityKind.VOTE)
    with write() as session:
        row = session.get_one(Consultation, made.id)
        row.state, row.ended_at = ConsultationState.ENDED, clock.now()
    client.sign_in(make_staff(town, Role.OFFICER))
    page = work(client, made)
    assert "Danışma durduruldu; bu oylama yapılmayacak." in page
    assert DRAW_UP not in page


def test_an_auditor_reads_the_state_without_a_link(town: Municipality, client: Client) -> None:
    made = make_consultation(town, activities=())
    make_activity(made, ActivityKind.VOTE)
    client.sign_in(make_staff(town, Role.AUDITOR))
    page = work(client, made)
    assert "Oylama henüz yayımlanmadı." in page
    assert DRAW_UP not in page


def test_the_end_of_a_day_is_written_as_its_last_minute(town: Municipality, client: Client) -> None:
    made = make_consultation(town, published=False, activities=())
    end = clock.end_of(clock.today() + 3 * DAY)
    activity = make_activity(made, ActivityKind.DISCUSSION, closes_at=end)
    client.sign_in(make_staff(town, Role.OFFICER))
    path = f"/cinarli/masa/adimlar/{activity.id}"
    shown = f"{clock.last_day(end).isoformat()}T23:59"
    assert f'value="{shown}"' in client.get(path).get_data(as_text=True)
    fields = {
        "title": "Kıyıyı konuşalım",
        "opens_at": clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": shown,
        "eligibility": "email",
    }
    assert client.post(path, fields).status_code == 303
    with write() as session:
        assert session.get_one(type(activity), activity.id).closes_at == end
