"""PostgreSQL with a role for the roll and one for the box: neither sees the other or the names."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import ProgrammingError

from kernel import clock, ledgers
from kernel.db import db, write
from kernel.ledgers import BOX, METADATA, ROLL
from tests.make.casting import entries, logged, vote, waiting
from tests.make.places import make_person
from tests.make.voting import count, make_election
from tests.moment import NOW
from voting import services
from voting.models import ElectionState


@pytest.fixture
def two_roles(app: Flask) -> Iterator[None]:
    """The application with the addresses that the command prints."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    usual = app.extensions["ledgers"]
    done = app.test_cli_runner().invoke(args=["voting", "roles"])
    assert done.exit_code == 0, done.output
    found = dict(line.split("=", 1) for line in done.output.splitlines())
    settings = {**app.config, **found}
    assert set(found) == {"ROLL_DATABASE_URL", "BOX_DATABASE_URL"}
    with app.app_context():
        ledgers.init_app(app, settings)
        yield
        ledgers.dispose()
    app.extensions["ledgers"] = usual
    _take_away([str(make_url(address).username) for address in found.values()])


def _take_away(roles: list[str]) -> None:
    """Roles belong to the whole server; what was written through them is the test's to empty."""
    for name in METADATA:
        with ledgers.write(name) as connection:
            connection.exec_driver_sql(f"DELETE FROM {'inbox' if name == BOX else 'roll_line'}")
    with db.engine.begin() as connection:
        for role in roles:
            connection.execute(text(f'DROP OWNED BY "{role}"'))
            connection.execute(text(f'DROP ROLE "{role}"'))


def refused(connection: Connection, statement: str) -> bool:
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error.orig) or "must be owner" in str(error.orig)
    return False


def test_a_vote_from_the_first_ballot_to_the_count(two_roles: None) -> None:
    """Whatever the application does it may do with these rights."""
    election = make_election()
    for _number in range(45):
        vote(election, make_person(), "Engelsiz rampa")
    with write():
        assert services.batch(election.id) == 20
    assert (len(entries(election)), len(waiting(election)), len(logged(election))) == (45, 25, 20)
    with clock.held(NOW + timedelta(days=30)):
        assert count(election).state is ElectionState.COUNTED
    assert len(logged(election)) == 45


SEEN = ("roll.roll_entry", "roll.roll_line", "box.inbox", "box.log", "public.person",
        "public.email_proof", "public.audit_line")  # fmt: skip


@pytest.mark.parametrize("name", [ROLL, BOX])
def test_each_role_sees_its_own_alone(two_roles: None, name: str) -> None:
    with ledgers.read(name) as connection:
        assert connection.scalar(text("SELECT current_user")) != db.engine.url.username
        for table in SEEN:
            own = table.startswith(f"{name}.")
            assert refused(connection, f"SELECT * FROM {table}") is not own, table
        for statement in (
            "CREATE TABLE anything (one int)",
            f"CREATE TABLE {name}.anything (one int)",
            f"SET ROLE {db.engine.url.username}",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT pg_read_file('PG_VERSION')",
        ):
            assert refused(connection, statement), statement


@pytest.mark.parametrize("table", ["log", "tree_head"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET election_id = 0",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TABLE {table}",
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        "SET session_replication_role = replica",
    ],
)
def test_the_log_only_grows_for_the_box(two_roles: None, table: str, statement: str) -> None:
    """Refused by the rights, before any trigger is asked."""
    with ledgers.write(BOX) as connection:
        assert refused(connection, statement.format(table=table))


def test_tables_of_a_later_version_are_made_by_the_main_user(two_roles: None) -> None:
    """After an update `flask db upgrade` makes what is missing, and both roles may use it."""
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE roll.roll_begun"))
    ledgers.create()
    with ledgers.write(ROLL) as connection:
        connection.exec_driver_sql("INSERT INTO roll_begun VALUES (1, 2)")
        connection.exec_driver_sql("DELETE FROM roll_begun")


def test_once_more_leaves_the_passwords(two_roles: None, app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["voting", "roles"])
    assert done.exit_code == 0
    assert done.output.count("# The role of the") == 2
    for line in done.output.splitlines():
        if not line.startswith("#"):
            assert make_url(line.partition("=")[2]).password is None


def test_without_postgresql_there_is_nothing_to_make(app: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        pytest.skip("SQLite")
    done = app.test_cli_runner().invoke(args=["voting", "roles"])
    assert done.exit_code == 2
    assert "SQLite has no roles" in done.output
