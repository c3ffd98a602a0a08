"""What a cast leaves beside roll and box: nothing finer than the hour, no number that grows.

The same ballots cast at other minutes must leave the same rows, lines and cookies.
"""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Integer, select, text
from sqlalchemy.exc import OperationalError

from accounts.models import Person
from kernel import clock, ledgers
from kernel.db import Base, db
from kernel.ledgers import METADATA
from kernel.throttle import LIMITS
from scripts import run
from tests.client import Client
from tests.make.places import make_municipality, make_person
from tests.make.voting import make_election, make_vote, options
from tests.moment import NOW
from voting.models import Election

SLUG = "cinarli"
MOMENTS = [NOW.replace(minute=m, second=s, microsecond=u) for m, s, u in ((7, 13, 9), (52, 41, 77))]
Rows = dict[str, list[dict[str, Any]]]


def rows() -> Rows:
    db.session.rollback()
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        found[table.name] = [dict(row._mapping) for row in db.session.execute(select(table))]
    for name, metadata in METADATA.items():
        with ledgers.read(name) as connection:
            for table in metadata.sorted_tables:
                result = connection.execute(select(table))
                found[table.name] = [dict(row._mapping) for row in result]
    return found


def fresh(before: Rows, after: Rows) -> Rows:
    return {
        name: [row for row in after[name] if row not in before[name]]
        for name in after
        if after[name] != before[name]
    }


def election() -> Election:
    return make_election(make_vote(make_municipality(slug=SLUG)))


def cast(app: Flask, place: Election, browser: Client, at: datetime) -> list[str]:
    """Through review and receipt at this moment; the cookies that came."""
    path = f"/{SLUG}/oylamalar/{place.id}/oy"
    first = min(str(option.id) for option in options(place).values())
    with clock.held(at):
        review = browser.post(path, {"choice": [first]})
        token = re.search(r'name="token"[^>]*value="([^"]+)"', review.text)
        assert token is not None
        answer = browser.post(f"{path}/ver", {"token": token[1]})
        assert answer.status_code == 303
        browser.get(answer.location)
        return answer.headers.getlist("Set-Cookie")


@pytest.fixture
def throttled(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in life."""
    for name in ("THROTTLE", "PAGE_CACHE"):
        monkeypatch.setitem(app.config, name, True)


def moments_in(found: Rows) -> list[tuple[str, str, datetime]]:
    return [
        (table, column, value)
        for table, added in found.items()
        for row in added
        for column, value in row.items()
        if isinstance(value, datetime)
    ]


@pytest.mark.parametrize("at", MOMENTS)
def test_no_row_is_finer_than_the_hour(app: Flask, throttled: None, at: datetime) -> None:
    place, browser = election(), Client(app).sign_in(make_person())
    before = rows()
    cookies = cast(app, place, browser, at)
    found = fresh(before, rows())
    assert set(found) == {"roll_entry", "inbox", "throttle"}
    told = moments_in(found)
    assert {(table, column) for table, column, _moment in told} == {
        ("roll_entry", "hour"),
        ("throttle", "expires_at"),
    }
    assert [
        one for one in told if one[2] != one[2].replace(minute=0, second=0, microsecond=0)
    ] == []
    assert cookies == []
    assert not re.search(rf"{at.minute:02d}[:.]{at.second:02d}", str(found))


def test_no_number_grows_with_the_casts(app: Flask, throttled: None) -> None:
    """Whole numbers of the rows that casts add: the same for the first and for the last."""
    place = election()
    people: list[Person] = [make_person() for _number in range(6)]
    browsers = [Client(app).sign_in(person) for person in people]
    before = rows()
    for number, browser in enumerate(browsers):
        cast(app, place, browser, NOW + timedelta(minutes=number))
    found = fresh(before, rows())
    tables = {**Base.metadata.tables, **METADATA["roll"].tables, **METADATA["box"].tables}
    #: known before the vote: which vote, which proof, how often an address has come
    known = {"election_id", "email_proof_id", "revision", "count"}
    for name, added in found.items():
        numbers = {c.name for c in tables[name].columns if isinstance(c.type, Integer)} - known
        for column in numbers:
            assert len({row[column] for row in added}) == 1, f"{name}.{column}"
    assert set(found) == {"roll_entry", "inbox", "throttle"}


def test_no_hidden_number_grows_with_the_casts(app: Flask, throttled: None) -> None:
    """SQLite numbers rows by itself, PostgreSQL by sequences: neither counts who came."""
    place = election()
    browsers = [Client(app).sign_in(make_person()) for _number in range(6)]
    before = rows()
    for browser in browsers:
        cast(app, place, browser, NOW)
    found = fresh(before, rows())
    assert "throttle" in found
    for name in found:
        numbers = hidden(name)
        assert numbers == [] or min(numbers) > len(found["throttle"]) * 1000, name


def hidden(name: str) -> list[int]:
    """Numbers that the database itself gave the rows of a table."""
    home = next((one for one in METADATA if name in METADATA[one].tables), None)
    engine = db.engine if home is None else ledgers.engine(home)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            try:
                return list(connection.scalars(text(f"SELECT rowid FROM {name}")))
            except OperationalError:
                return []
        counting = text(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = :name "
            "AND (column_default LIKE 'nextval%' OR is_identity = 'YES')"
        )
        return [1] if connection.scalar(counting, {"name": name}) else []


def test_a_cast_says_nothing_in_the_logs(
    app: Flask, throttled: None, caplog: pytest.LogCaptureFixture
) -> None:
    place, browser = election(), Client(app).sign_in(make_person())
    caplog.set_level(logging.DEBUG)
    cast(app, place, browser, MOMENTS[0])
    assert [record.getMessage() for record in caplog.records if record.name != "sqlalchemy"] == []


def test_no_access_log_is_kept() -> None:
    """gunicorn writes one only when it is told to; a proxy's is the operator's (docs/trust.md)."""
    command = run.web_command(8000)
    assert [word for word in command if "access" in word] == []
    assert command[command.index("--log-level") + 1] == "warning"


def test_the_throttle_of_casts_counts_whole_hours() -> None:
    for name in ("vote", "code"):
        assert LIMITS[name].window % timedelta(hours=1) == timedelta(0)
