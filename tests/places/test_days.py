"""The municipality's own working days: entered, shown with the holidays, deleted."""

from datetime import date

import pytest
from flask import Flask

from kernel import workdays
from kernel.db import db, write
from kernel.rules import Role
from kernel.workdays import DayKind
from places import queries
from places.models import Municipality, OwnDay
from places.services.days import DayEntered, add_own_day
from tests.client import Client
from tests.make.places import make_municipality, make_own_day, make_staff, visitor

FRIDAY = date(2026, 10, 30)


def test_a_bridge_day_is_entered_and_deleted(app: Flask, client: Client) -> None:
    place = make_municipality()
    client.sign_in(make_staff(place, Role.ADMINISTRATOR))
    address = f"/{place.slug}/masa/gunler"
    typed = {"day": FRIDAY.isoformat(), "kind": "off", "name": "Köprü, idari izin"}
    assert client.post(f"{address}?yil=2026", typed).status_code == 303
    assert client.post(f"{address}?yil=2026", typed).status_code == 422
    page = client.get(f"{address}?yil=2026").get_data(as_text=True)
    assert "Köprü, idari izin" in page
    assert "Kurban Bayramı" in page
    own = queries.own_days(place.id)
    assert workdays.next_working_day(date(2026, 10, 29), own) == date(2026, 11, 2)
    number = db.session.query(OwnDay.id).scalar()
    assert client.post(f"{address}/{number}/sil").status_code == 303
    assert queries.own_days(place.id) == {}


def test_a_year_without_feasts_says_so(app: Flask, client: Client) -> None:
    place = make_municipality()
    client.sign_in(make_staff(place, Role.AUDITOR))
    beyond = workdays.LAST_YEAR + 1
    page = client.get(f"/{place.slug}/masa/gunler?yil={beyond}").get_data(as_text=True)
    assert "Bu yılın bayram günleri bilinmiyor" in page
    assert client.get(f"/{place.slug}/masa/gunler?yil=abc").status_code == 200


def test_feasts_that_are_entered_make_a_year_known(app: Flask, client: Client) -> None:
    """2033 has Ramazan Bayramı twice, on 2 January and 23 December."""
    place = make_municipality()
    client.sign_in(make_staff(place, Role.ADMINISTRATOR))
    address = f"/{place.slug}/masa/gunler"
    christmas = date(2033, 12, 22)
    with pytest.raises(workdays.YearUnknown):
        workdays.next_working_day(christmas, queries.own_days(place.id))
    for feast, first in (("ramazan", "01-02"), ("kurban", "03-11"), ("ramazan", "12-23")):
        typed = {"feast": feast, "first_on": f"2033-{first}"}
        assert client.post(f"{address}/bayram", typed).status_code == 303
    assert client.post(f"{address}/bayram", typed).status_code == 422, "once"
    known = {"feast": "kurban", "first_on": f"{workdays.LAST_YEAR}-03-01"}
    assert client.post(f"{address}/bayram", known).status_code == 422, "the house knows it"
    page = client.get(f"{address}?yil=2033").get_data(as_text=True)
    assert "Bu yılın bayram günleri bilinmiyor" not in page
    assert "Zafer Bayramı" in page
    own = queries.own_days(place.id)
    # The eve is half a day; the feast lasts until Sunday; Monday works again.
    assert workdays.day_kind(christmas, own) is DayKind.HALF
    assert workdays.next_working_day(date(2033, 12, 23), own) == date(2033, 12, 26)
    assert workdays.day_kind(date(2033, 1, 4), own) is DayKind.OFF
    kurban = next(one for one in queries.list_feast_days(place.id, 2033) if one.feast == "kurban")
    assert client.post(f"{address}/bayram/{kurban.id}/sil").status_code == 303
    with pytest.raises(workdays.YearUnknown):
        workdays.next_working_day(christmas, queries.own_days(place.id))


def test_a_day_is_entered_once(app: Flask) -> None:
    place = make_municipality()
    officer = visitor(make_staff(place, Role.ADMINISTRATOR))
    make_own_day(place, day=FRIDAY)
    with write(), pytest.raises(DayEntered):
        add_own_day(
            db.session.get_one(Municipality, place.id),
            by=officer,
            day=FRIDAY,
            kind=DayKind.HALF,
            name="Yarım gün",
        )
