"""Statements in one call of PostgreSQL's library: transactions, errors, how many are kept."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import Integer, bindparam, func, literal, select, text
from sqlalchemy.exc import DBAPIError

from accounts.models import Person
from kernel import libpq
from kernel.db import db
from kernel.prepared import Prepared
from tests.make.places import make_person


@pytest.fixture
def driver(app: Flask) -> Iterator[Any]:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL's own library")
    db.engine.dispose()  # a connection that knows no statement yet
    proxy = db.engine.raw_connection()
    yield proxy.dbapi_connection
    proxy.invalidate()
    proxy.close()


def kept(driver: Any) -> list[str]:
    rows, _count = libpq.run(driver, "SELECT name FROM pg_prepared_statements ORDER BY 1", [])
    return [name for (name,) in rows if name.startswith("kept_")]


def test_it_begins_a_transaction_that_is_rolled_back(driver: Any) -> None:
    libpq.run(driver, "CREATE TEMP TABLE paper (id integer)", [])
    driver.commit()
    assert libpq.run(driver, "INSERT INTO paper VALUES ($1), ($2)", [1, 2])[1] == 2
    libpq.roll_back(driver)
    assert libpq.run(driver, "SELECT count(*) FROM paper", [])[0] == [(0,)]


def test_alone_it_stays(driver: Any) -> None:
    libpq.run(driver, "CREATE TEMP TABLE paper (id integer)", [], alone=True)
    assert libpq.run(driver, "INSERT INTO paper VALUES ($1)", [1], alone=True)[1] == 1
    driver.rollback()
    assert libpq.run(driver, "SELECT id FROM paper", [])[0] == [(1,)]


def test_an_error_is_psycopgs_own(driver: Any) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        libpq.run(driver, "SELECT 1 / $1::integer", [0])
    libpq.roll_back(driver)
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        libpq.run(driver, "SELECT 1", [])


def test_a_lost_server_is_an_operational_error(driver: Any) -> None:
    with pytest.raises(psycopg.OperationalError):
        libpq.run(driver, "SELECT pg_terminate_backend(pg_backend_pid())", [])
    assert driver.broken


def test_the_oldest_of_too_many_is_let_go(driver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libpq, "MOST", 3)
    for number in (1, 2, 3, 1, 4):
        assert libpq.run(driver, f"SELECT {number}", [])[0] == [(number,)]
    assert len(kept(driver)) == 3


def test_a_statement_whose_values_change_their_kind_is_another(driver: Any) -> None:
    for value in (1, "iki", None, 2**40):
        assert libpq.run(driver, "SELECT $1::text", [value])[0] == [
            (None if value is None else str(value),)
        ]


def test_a_lost_connection_is_not_handed_out_again(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("a file does not go away")
    wanted = make_person(name="Gülten")
    named = Prepared(select(Person.name).where(Person.id == bindparam("person")))
    connection = db.engine.connect()
    connection.execute(text("SELECT 1"))
    with db.engine.connect() as other:
        number = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
        other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    with pytest.raises(DBAPIError):
        named.all(connection, person=wanted.id)
    assert connection.invalidated
    connection.close()
    with db.engine.connect() as again:
        assert named.all(again, person=wanted.id)[0].name == "Gülten"


def test_what_only_reads_begins_no_transaction(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite's readings stand in a transaction")
    named = select(Person.name).where(Person.id == bindparam("person"))
    wanted = make_person(name="Gülten")
    for statement, begun in ((named, False), (named.with_for_update(), True)):
        with db.engine.connect() as connection:
            rows = Prepared(statement).all(connection, person=wanted.id)
            assert [row.name for row in rows] == ["Gülten"]
            driver: Any = connection.connection.dbapi_connection
            assert (driver.info.transaction_status == TransactionStatus.INTRANS) == begun


def test_inside_a_snapshot_reading_stays_inside(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite's readings stand in a transaction")
    count = Prepared(select(func.count()).select_from(Person))
    with db.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
        before = count.plain(connection)
        make_person()
        assert count.plain(connection) == before


def test_constants_stand_in_the_statement(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL plans anew for values it does not know")
    statement: Any = select(
        literal("o'clock"), literal("word"), literal(-3), bindparam("given")
    ).where(bindparam("given", type_=Integer).in_([7, 8]))
    form = Prepared(statement).form(db.engine.dialect)
    assert "'word'" in form.sql
    assert "(-3)" in form.sql
    assert "o'clock" not in form.sql
    assert len(form.values({"given": 7})) == 2
    with db.engine.connect() as connection:
        assert Prepared(statement).plain(connection, given=7) == [("o'clock", "word", -3, 7)]
        assert Prepared(statement).plain(connection, given=9) == []
