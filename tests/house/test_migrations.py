"""Migrations run up and down on both databases and make what the models say."""

import json
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Integer,
    MetaData,
    Numeric,
    Table,
    create_engine,
    inspect,
    make_url,
    text,
)

from kernel import ledgers
from kernel.db import Base, db
from web.app import create_app


@pytest.fixture
def empty(app: Flask, workplace: Path) -> Iterator[Flask]:
    """An application on a database without a single table."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    name = f"goc_{os.getpid()}"
    if url.get_backend_name() == "sqlite":
        target = url.set(database=str(workplace / f"{name}.sqlite"))
        made = _application(app, target.render_as_string(hide_password=False))
        yield made
        _dispose(made)
        for left in workplace.glob(f"{name}*"):
            left.unlink()
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    other = _application(app, url.set(database=name).render_as_string(hide_password=False))
    yield other
    _dispose(other)
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        ledgers.dispose()


def _application(app: Flask, url: str) -> Flask:
    return create_app(**{**app.config, "SQLALCHEMY_DATABASE_URI": url})


def test_up_equals_the_models_and_down_leaves_nothing(empty: Flask) -> None:
    with empty.app_context():
        upgrade()
        with db.engine.connect() as connection:
            options = {"compare_type": True, "include_object": _ours}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, Base.metadata) == []
            assert _checks(connection) == _wanted_checks()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        db.session.remove()
        db.engine.dispose()


def _insert(connection: Connection, table: str, **values: Any) -> None:
    """With whatever the table of that day asks for and the test does not care about."""
    reflected = Table(table, MetaData(), autoload_with=connection)
    for column in reflected.columns:
        if column.name not in values and not column.nullable and column.server_default is None:
            values[column.name] = _plain(table, column)
    connection.execute(reflected.insert().values(**values))


def _plain(table: str, column: Column[Any]) -> Any:
    known = Base.metadata.tables.get(table)
    today = None if known is None else known.columns.get(column.name)
    if today is not None and isinstance(today.type, Enum):
        return today.type.enums[0]
    if isinstance(column.type, DateTime):
        return datetime(2026, 11, 1, 9, tzinfo=UTC)
    samples: tuple[tuple[type, Any], ...] = (
        (Boolean, False),
        (Integer, 0),
        (Numeric, 0),
        (JSON, {}),
        (Date, date(2026, 11, 1)),
    )
    return next((value for kind, value in samples if isinstance(column.type, kind)), "")


def test_sealed_votes_keep_elections_and_their_results(empty: Flask) -> None:
    """0004 with votes of before: the counted one stays, the open one is a draft again."""
    with empty.app_context():
        upgrade(revision="0003")
        with db.engine.begin() as connection:
            _old_votes(connection)
        upgrade(revision="0004")
        with db.engine.begin() as connection:
            rows = connection.execute(text("SELECT * FROM election ORDER BY id")).mappings().all()
            kept = [(r["id"], r["state"], r["rule"], _json(r["params"]), r["seats"]) for r in rows]
            assert kept == [
                (1, "counted", "approval", {"max_choices": 3}, 2),
                (2, "draft", "plurality", {"max_choices": 1}, 1),
            ]
            assert _json(rows[0]["result"]) == {"winners": ["1"]}
            assert rows[0]["definition_sha256"] == "ab" * 32
            assert (rows[1]["definition"], rows[1]["frozen_at"]) == (None, None)
            assert {r["tie"] for r in rows} == {"council"}
            ends = connection.execute(text("SELECT id, endpoint FROM activity ORDER BY id")).all()
            assert [tuple(row) for row in ends] == [(1, "voting.show"), (2, "")]
            options = text("SELECT id, election_id, title, pot FROM election_option ORDER BY id")
            assert [tuple(row) for row in connection.execute(options)] == [
                (1, 1, "Rampa", ""),
                (2, 2, "Bostan", ""),
            ]
            assert connection.scalar(text("SELECT message FROM election_note")) == "Sayıldı."
            left = set(inspect(connection).get_table_names())
            assert not {name for name in left if name.startswith("old_")}
            assert not left & {"ballot", "roll_entry"}
            # Numbers go on where they were.
            _insert(connection, "activity", id=3, municipality_id=1, consultation_id=1, kind="vote")
            new = text(
                "INSERT INTO election (municipality_id, consultation_id, activity_id, state,"
                " question, consequence, rule, params, seats, tie, secrecy, open_ballots, roll,"
                " paper, seed_how) VALUES (1, 1, 3, 'draft', '?', '', 'irv', '{}', 1, 'council',"
                " 'secret', true, 'proofs', 'none', '') RETURNING id"
            )
            assert connection.scalar(new) == 3
        downgrade(revision="0003")
        with db.engine.begin() as connection:
            old = connection.execute(
                text("SELECT id, rule, max_choices, seats FROM election ORDER BY id")
            )
            assert [tuple(row) for row in old][:2] == [(1, "approval", 3, 2), (2, "single", 1, 1)]
            assert connection.scalar(text("SELECT count(*) FROM ballot")) == 0
            assert connection.scalar(text("SELECT count(*) FROM election_option")) == 2
        upgrade()
        db.session.remove()
        db.engine.dispose()


def _number(connection: Connection) -> Any:
    found = uuid.uuid4()
    return found.hex if connection.dialect.name == "sqlite" else found


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _old_votes(connection: Connection) -> None:
    """A counted vote and an open one with a ballot, as 0003 knew them."""
    _insert(connection, "municipality", id=1, slug="cinarli", name="Çınarlı")
    person = {"id": 1, "email": "a@b.example", "name": "Ayşe"}
    _insert(connection, "person", **person)
    _insert(connection, "email_proof", id=1, person_id=1, email="a@b.example")
    _insert(connection, "consultation", id=1, municipality_id=1, state="published",
            asked_by="municipality", created_by_id=1)  # fmt: skip
    for number, state, rule, most, seats in (
        (1, "counted", "approval", 3, 2),
        (2, "frozen", "single", 1, 1),
    ):
        both = {"municipality_id": 1, "consultation_id": 1}
        _insert(
            connection,
            "activity",
            **{**both, "id": number, "kind": "vote", "eligibility": "email"},
            **{"endpoint": "voting.show", "object_id": number},
        )
        counted = state == "counted"
        _insert(
            connection,
            "election",
            **{**both, "id": number, "activity_id": number, "state": state, "rule": rule},
            **{"max_choices": most, "seats": seats, "question": "Hangisi?"},
            **{"definition": "{}", "definition_sha256": "ab" * 32},
            result={"winners": ["1"]} if counted else None,
        )
        title = "Rampa" if counted else "Bostan"
        _insert(connection, "election_option", id=number, election_id=number, title=title)
    _insert(connection, "election_note", id=1, election_id=1, message="Sayıldı.", facts={})
    _insert(connection, "roll_entry", id=_number(connection), election_id=2, email_proof_id=1,
            identity_tag="ab")  # fmt: skip
    _insert(
        connection,
        "ballot",
        id=_number(connection),
        election_id=2,
        tag="cd",
        revision=1,
        choice=[2],
    )


def _ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Search tables and trigram indexes are tested by use."""
    if not reflected or name is None:
        return True
    return not (name.startswith("proposal_search") or name.endswith("_trgm"))


def _checks(connection: object) -> set[str]:
    inspector = inspect(connection)
    return {
        str(check["name"])
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
        if check["name"]
    }


def _wanted_checks() -> set[str]:
    return {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
