"""The promise record: page, table and badge say what the lists say."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from answers import queries, services
from answers.models import Duty
from answers.queries import record
from answers.rules import DutyState
from kernel import clock
from kernel.db import db
from kernel.rules import Role
from places.models import Municipality
from tests.client import Client
from tests.make.answers import answered_on, make_answer, make_duty
from tests.make.places import make_municipality, make_staff, make_unit, saving, visitor


@pytest.fixture
def place(app: Flask) -> Municipality:
    return make_municipality()


def fill(place: Municipality) -> None:
    """Two years and two units: kept, late, overdue, waiting, and one that was withdrawn."""
    officer, unit = make_staff(place, Role.OFFICER), make_unit(place)
    today = clock.today()
    with clock.held(clock.now() - timedelta(days=400)):
        kept = make_duty(place, due=30, unit_id=unit.id)
        late = make_duty(place, due=30, unit_id=unit.id)
        for duty in (kept, late):
            make_answer(duty, by=officer)
        withdrawn = make_duty(place, due=20)
        with saving():
            services.release(db.session.get_one(Duty, withdrawn.id), by=visitor(officer))
    answered_on(late, today - timedelta(days=360))
    make_duty(place, due=-1)
    make_duty(place, due=5, unit_id=unit.id)


def test_every_count_comes_of_the_same_states(place: Municipality) -> None:
    fill(place)
    owed = record.list_owed(place.id)
    counts = record.summed(owed).counts
    assert counts == queries.count_by_state(place.id)
    assert counts == {
        DutyState.ANSWERED: 1,
        DutyState.ANSWERED_LATE: 1,
        DutyState.OVERDUE: 1,
        DutyState.WAITING: 1,
    }
    for lines in (record.by_year(owed), record.by_unit(owed), record.by_year_and_unit(owed)):
        assert sum(line.promised for line in lines.values()) == 4
    units = record.by_unit(owed)
    assert list(units)[-1] is None, "without a unit last"
    assert units["Fen İşleri Müdürlüğü"].median_days == 0
    assert units[None].median_days is None
    years = record.by_year(owed)
    assert list(years) == sorted(years, reverse=True)


def test_page_table_and_badge(client: Client, place: Municipality) -> None:
    fill(place)
    page = client.get(f"/{place.slug}/yanitlar/karne").get_data(as_text=True)
    assert "Fen İşleri Müdürlüğü" in page
    assert "Ortanca" in page
    sheet = client.get(f"/{place.slug}/yanitlar/karne.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert len(rows[0]) == 8
    sums = [sum(int(row[column]) for row in rows[1:]) for column in range(2, 7)]
    assert sums == [4, 1, 1, 1, 1]
    for language, words in (("", "1 / 3 gününde"), ("?dil=en", "1 of 3 on time")):
        badge = client.get(f"/{place.slug}/yanitlar/karne.svg{language}")
        assert badge.mimetype == "image/svg+xml"
        assert words in badge.get_data(as_text=True)
        assert badge.headers["Cache-Control"] == "public, max-age=3600"
        again = client.get(
            f"/{place.slug}/yanitlar/karne.svg{language}",
            headers={"If-None-Match": badge.headers["ETag"]},
        )
        assert again.status_code == 304


def test_a_town_without_promises_has_a_record_too(client: Client, place: Municipality) -> None:
    page = client.get(f"/{place.slug}/yanitlar/karne").get_data(as_text=True)
    assert "Belediye henüz yanıt sözü vermedi." in page
    badge = client.get(f"/{place.slug}/yanitlar/karne.svg").get_data(as_text=True)
    assert "henüz söz yok" in badge
