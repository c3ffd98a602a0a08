"""The engines: roll-back, append-only record, constraints named alike on both databases."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kernel import audit
from kernel.db import constraint_name, db, write
from tests.make.places import make_municipality, make_person


def test_what_raises_leaves_nothing(app: Flask) -> None:
    def fail_after_writing() -> None:
        with write():
            make_municipality(slug="kaybolan")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()
    assert db.session.scalar(text("SELECT count(*) FROM municipality")) == 0


def test_a_unique_constraint_has_its_name_on_both_databases(app: Flask) -> None:
    make_person(email="ayse@cinarli.example", confirmed=False)
    with pytest.raises(IntegrityError) as caught:
        make_person(email="ayse@cinarli.example", confirmed=False)
    assert constraint_name(caught.value) == "uq_person_email"


def test_a_check_constraint_has_its_name_on_both_databases(app: Flask) -> None:
    with pytest.raises(IntegrityError) as caught:
        make_municipality(brand_hue=999)
    assert constraint_name(caught.value) == "ck_municipality_brand_hue"


@pytest.mark.parametrize("change", ["UPDATE audit_line SET verb = 'x'", "DELETE FROM audit_line"])
def test_the_record_cannot_be_changed(app: Flask, change: str) -> None:
    with write():
        audit.record("tests.write", by=None)
    with pytest.raises(DBAPIError, match="append-only"), write() as session:
        session.execute(text(change))


def test_a_reading_that_ends_keeps_what_was_prepared(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("psycopg prepares by itself")
    with db.engine.connect() as connection:
        for _time in range(8):
            connection.execute(text("SELECT 7 AS kept"))
            connection.rollback()
        kept = connection.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert "SELECT 7 AS kept" in kept
