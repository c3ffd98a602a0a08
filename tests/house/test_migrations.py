"""Migrations run up and down on both databases and make what the models say."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, create_engine, inspect, make_url, text

from kernel.db import Base, db
from web.app import create_app


@pytest.fixture
def empty(app: Flask, workplace: Path) -> Iterator[Flask]:
    """An application on a database without a single table."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    name = f"goc_{os.getpid()}"
    if url.get_backend_name() == "sqlite":
        target = url.set(database=str(workplace / f"{name}.sqlite"))
        yield _application(app, target.render_as_string(hide_password=False))
        (workplace / f"{name}.sqlite").unlink(missing_ok=True)
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    other = _application(app, url.set(database=name).render_as_string(hide_password=False))
    yield other
    with other.app_context():
        db.engine.dispose()
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


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
