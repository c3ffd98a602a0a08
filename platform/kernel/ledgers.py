"""The roll (who voted) and the box (what was voted): two databases beside the main one.

Each has its own engine, its own transactions and, on SQLite, its own file and lock. Nothing but
`voting.casting` writes to both, in two commits, so that no row of one carries a number of the
other's transaction.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, MetaData, create_engine, make_url, text

from kernel.db import NAMING, engine_options, listen_to_sqlite

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


def init_app(app: Flask) -> None:
    app.extensions["ledgers"] = {
        name: _engine(name, url) for name, url in addresses(app.config).items()
    }


def _engine(name: str, url: str) -> Engine:
    options = engine_options(url)
    if url.startswith("sqlite"):
        made = create_engine(url, **options)
        # What was deleted leaves no bytes behind.
        listen_to_sqlite(made, "secure_delete=ON")
        return made
    options["connect_args"] = {"options": f"-csearch_path={name}"}
    return create_engine(make_url(url), **options)


def engine(name: str) -> Engine:
    found: Engine = current_app.extensions["ledgers"][name]
    return found


def create() -> None:
    """Makes what is not there yet: schema and tables; run after the migrations."""
    for name, metadata in METADATA.items():
        with engine(name).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {name}"))
            metadata.create_all(connection)


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
