"""The engines: roll-back, append-only record, constraints named alike on both databases."""

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, literal, not_, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kernel import audit, clock
from kernel.db import Base, constraint_name, db, fetch, write
from kernel.prepared import Prepared, among
from kernel.rules import Role
from places.models import Municipality, Staff
from tests.make.discussion import make_comment, make_thread
from tests.make.places import make_municipality, make_person, make_staff


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


def test_a_broken_primary_key_is_named(app: Flask) -> None:
    table = Base.metadata.tables["source_ask"]
    ours = make_comment(make_thread(make_municipality()))
    row = {"comment_id": ours.id, "person_id": ours.author_id, "at": clock.now()}
    with pytest.raises(IntegrityError) as caught, write() as session:
        session.execute(insert(table), [row, row])
    assert constraint_name(caught.value) == "pk_source_ask"


@pytest.mark.parametrize("change", ["UPDATE audit_line SET verb = 'x'", "DELETE FROM audit_line"])
def test_the_record_cannot_be_changed(app: Flask, change: str) -> None:
    with write():
        audit.record("tests.write", by=None)
    with pytest.raises(DBAPIError, match="append-only"), write() as session:
        session.execute(text(change))


def test_what_was_prepared_outlives_savepoints_and_rollbacks(app: Flask) -> None:
    seven = Prepared(select(literal(7).label("seven")))
    with db.engine.connect() as connection:
        for _time in range(8):
            connection.execute(text("SELECT 1"))
            assert seven.all(connection)[0].seven == 7
            savepoint = connection.begin_nested()
            connection.execute(text("SELECT 2"))
            savepoint.rollback()
            assert seven.all(connection)[0].seven == 7
            connection.rollback()


def test_one_statement_serves_lists_of_any_length(app: Flask) -> None:
    ids = [make_municipality().id for _one in range(3)]
    inside = select(Municipality.id).where(among(Municipality.id, "ids")).order_by(Municipality.id)
    outside = select(Municipality.id).where(not_(among(Municipality.id, "ids")))
    for wanted in ([], ids[:1], ids):
        assert [row.id for row in fetch(inside, ids=wanted)] == wanted
    assert [row.id for row in fetch(outside, ids=ids[1:])] == ids[:1]


def test_constants_in_a_kept_statement_are_written_as_the_column_keeps_them(app: Flask) -> None:
    place = make_municipality()
    staff = [make_staff(place, role) for role in (Role.OFFICER, Role.AUDITOR)]
    statement = select(Staff.person_id, Staff.role).where(
        Staff.municipality_id == bindparam("place"),
        Staff.role.in_((Role.AUDITOR, Role.MODERATOR)),
    )
    assert [tuple(row) for row in fetch(statement, place=place.id)] == [(staff[1].id, Role.AUDITOR)]
