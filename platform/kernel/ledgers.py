"""The roll (who voted) and the box (what was voted): two databases beside the main one.

Each has its own engine, its own transactions and, on SQLite, its own file and lock. Nothing but
`voting.casting` writes to both, in two commits, so that no row of one carries a number of the
other's transaction.
"""

import contextlib
import secrets
from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, MetaData, create_engine, make_url, text

from kernel.db import (
    NAMING,
    ask_the_rested,
    db,
    engine_options,
    listen_to_sqlite,
    write_alone,
)
from kernel.prepared import Prepared

ROLL, BOX = "roll", "box"
METADATA = {name: MetaData(naming_convention=NAMING) for name in (ROLL, BOX)}


def addresses(settings: dict[str, Any]) -> dict[str, str]:
    """Where they are: as set, or beside the main database (SQLite: files, PostgreSQL: schemas)."""
    return {
        name: settings.get(f"{name.upper()}_DATABASE_URL")
        or _beside(settings["SQLALCHEMY_DATABASE_URI"], name)
        for name in METADATA
    }


def _beside(main: str, name: str) -> str:
    if not main.startswith("sqlite:///") or main.endswith(":memory:"):
        return main
    path = main.removesuffix(".sqlite")
    return f"{path}-{name}.sqlite"


def init_app(app: Flask, settings: dict[str, Any] | None = None) -> None:
    app.extensions["ledgers"] = {
        name: _engine(name, url) for name, url in addresses(settings or app.config).items()
    }


def _engine(name: str, url: str) -> Engine:
    options = engine_options(url)
    if url.startswith("sqlite"):
        made = create_engine(url, **options)
        # What was deleted leaves no bytes behind.
        listen_to_sqlite(made, "secure_delete=ON")
        return made
    options["connect_args"] |= {"options": f"-csearch_path={name}"}
    made = create_engine(make_url(url), **options)
    ask_the_rested(made)
    return made


def engine(name: str) -> Engine:
    found: Engine = current_app.extensions["ledgers"][name]
    return found


def create() -> None:
    """Makes what is not there yet: schema and tables; run after the migrations.

    In the main database it is the main user's work: a role of its own may only read and write.
    """
    for name, metadata in METADATA.items():
        shared = _shared(name)
        with (db.engine if shared else engine(name)).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {name}"))
                connection.execute(text(f"SET LOCAL search_path TO {name}"))
            metadata.create_all(connection)
            if shared and engine(name).url.username != db.engine.url.username:
                _grant(connection, name, str(engine(name).url.username))


def _shared(name: str) -> bool:
    """Whether it is a schema of the main database, by whichever user."""
    own, main = engine(name).url, db.engine.url
    parts = ("host", "port", "database", "query")
    return own.get_backend_name() == "postgresql" and all(
        getattr(own, part) == getattr(main, part) for part in parts
    )


# --- two roles ----------------------------------------------------------------------------------


class CannotMakeRoles(Exception):
    """The message says why, for the command line."""


def make_roles() -> dict[str, tuple[str, bool]]:
    """PostgreSQL: a role for the roll and one for the box, with rights on their own schema alone.

    The addresses to set, and whether the role is new; of one that was there before the password
    is not known. Only a user that may make roles can do this.
    """
    main = db.engine.url
    if main.get_backend_name() != "postgresql":
        raise CannotMakeRoles("SQLite has no roles: the roll and the box are files of their own.")
    if not all(map(_shared, METADATA)):
        raise CannotMakeRoles("The roll or the box is a database of its own: make its role there.")
    found = {}
    with db.engine.begin() as connection:
        may = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        if not connection.scalar(text(may)):
            raise CannotMakeRoles(f"The user {main.username} may not make roles (CREATEROLE).")
        for name in METADATA:
            role, password = f"{main.database}_{name}", secrets.token_urlsafe(24)
            known = connection.scalar(
                text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
            )
            if not known:
                # A role's name and password cannot be bound; both are letters that need no escape.
                connection.execute(text(f"CREATE ROLE {_quoted(role)} LOGIN PASSWORD '{password}'"))
            _grant(connection, name, role)
            own = main.set(username=role, password=None if known else password)
            found[name] = (own.render_as_string(hide_password=False), not known)
    return found


def _grant(connection: Connection, name: str, role: str) -> None:
    """Nothing but its own schema, and there nothing that the application does not do."""
    to = _quoted(role)
    connection.execute(text(f"REVOKE ALL ON SCHEMA {name} FROM PUBLIC"))
    connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA {name} FROM PUBLIC, {to}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA {name} TO {to}"))
    for table in METADATA[name].tables.values():
        rights = "SELECT, INSERT"
        if not table.info.get("only_grows"):
            rights += ", UPDATE, DELETE"
        if table.info.get("emptied"):
            rights += ", TRUNCATE"
        connection.execute(text(f"GRANT {rights} ON {name}.{_quoted(table.name)} TO {to}"))


def _quoted(name: str) -> str:
    return db.engine.dialect.identifier_preparer.quote_identifier(name)


def dispose() -> None:
    for name in METADATA:
        engine(name).dispose()


@contextlib.contextmanager
def write(name: str) -> Iterator[Connection]:
    """One short transaction, beside the main one or inside it, never the other way round."""
    with engine(name).connect() as connection:
        ready = connection.execution_options(sqlite_begin="IMMEDIATE")
        with ready.begin():
            yield ready


@contextlib.contextmanager
def read(name: str) -> Iterator[Connection]:
    with engine(name).connect() as connection:
        yield connection


def commit(name: str, statement: Prepared, **values: Any) -> int:
    """One statement as a whole transaction; how many rows it has written, durable on return."""
    return write_alone(engine(name), statement, **values)
