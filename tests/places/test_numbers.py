"""Public numbers count by municipality, letter and year."""

from datetime import UTC, datetime

from flask import Flask

from kernel import clock
from kernel.db import write
from places.services import next_number
from tests.make.places import make_municipality


def test_numbers_count_apart(app: Flask) -> None:
    ours, theirs = make_municipality(), make_municipality()
    with write():
        assert next_number(ours.id, "Ö") == "Ö-2026-0001"
        assert next_number(ours.id, "Ö") == "Ö-2026-0002"
        assert next_number(ours.id, "D") == "D-2026-0001"
        assert next_number(theirs.id, "Ö") == "Ö-2026-0001"


def test_a_new_year_in_istanbul_starts_at_one(app: Flask) -> None:
    ours = make_municipality()
    with write():
        next_number(ours.id, "Ö")
    with clock.held(datetime(2026, 12, 31, 21, 30, tzinfo=UTC)), write():
        assert next_number(ours.id, "Ö") == "Ö-2027-0001"
