"""Windows by the clock, and what a person is in the programme."""

from datetime import timedelta

import pytest
from flask import Flask

from kernel import clock
from kernel.db import write
from kernel.rules import Role
from programme import rules
from programme.models import Consulting, ParticipationContact, ProgrammeRole, TermState, Track
from programme.rules import Progress, Window
from tests.client import Client
from tests.make.places import make_municipality, make_person, make_staff
from tests.make.programme import known, make_participation, make_role, make_term, make_track

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def track(opens: int | None, closes: int | None, starts: int, ends: int) -> Track:
    now, today = clock.now(), clock.today()
    return Track(
        opens_at=None if opens is None else now + opens * DAY,
        closes_at=None if closes is None else now + closes * DAY,
        starts_on=today + starts * DAY,
        ends_on=today + ends * DAY,
    )


@pytest.mark.parametrize(
    ("given", "window", "progress"),
    [
        (track(None, None, 5, 9), Window.UNSCHEDULED, Progress.AHEAD),
        (track(1, 3, 5, 9), Window.UPCOMING, Progress.AHEAD),
        (track(-1, 3, 5, 9), Window.OPEN, Progress.AHEAD),
        (track(0, 3, 5, 9), Window.OPEN, Progress.AHEAD),
        (track(-3, -1, 5, 9), Window.CLOSED, Progress.AHEAD),
        (track(-3, 0, 0, 9), Window.CLOSED, Progress.RUNNING),
        # of an old term the days are not known
        (track(None, None, -9, 0), Window.CLOSED, Progress.RUNNING),
        (track(None, -20, -9, -1), Window.CLOSED, Progress.OVER),
    ],
)
def test_the_window_is_computed(given: Track, window: Window, progress: Progress) -> None:
    assert (rules.window(given), rules.progress(given)) == (window, progress)


def test_everybody_reads_published_terms_only(app: Flask, client: Client) -> None:
    shown, hidden = make_term(), make_term(state=TermState.DRAFT)
    make_track(shown), make_track(hidden)
    page = client.get("/program").get_data(as_text=True)
    assert shown.name in page
    assert hidden.name not in page
    assert "Başvuru açık" in page
    assert client.get(f"/program/donemler/{shown.id}").status_code == 200
    assert client.get(f"/program/donemler/{hidden.id}").status_code == 404


def test_what_a_person_is_comes_from_roles_contacts_and_the_town(app: Flask) -> None:
    town = make_municipality()
    here, there = make_participation(municipality_id=town.id), make_participation()
    numbers = here.id, there.id
    person, consultant = make_person(), make_role(ProgrammeRole.CONSULTANT)
    with write() as session:
        session.add(ParticipationContact(participation_id=numbers[1], person_id=person.id))
        session.add(Consulting(participation_id=numbers[1], person_id=consultant.id))
    assert known(person).programme == {("participant", numbers[1])}
    assert known(consultant).programme == {("consultant", 0), ("consulting", numbers[1])}
    assert known(make_staff(town, Role.OFFICER)).programme == {("participant", numbers[0])}
    assert known(make_staff(town, Role.AUDITOR)).programme == frozenset()
