"""Alembic's entry: runs migrations on the application's own engine."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text

from kernel import ledgers
from kernel.db import Base, Moment
from web import tables

tables.load()

#: made by hand in the migrations, invisible to the models
OWN = ("proposal_search",)


def include(thing: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """FTS shadow tables and trigram indexes are tested by use, not compared."""
    if kind == "table" and reflected and name is not None:
        return not name.startswith(OWN)
    return not (kind == "index" and reflected and name is not None and name.endswith("_trgm"))


def render(kind: str, thing: Any, _autogen: Any) -> Any:
    """Migrations name plain types: they must run when the models have moved on."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # A migration waits for nobody for long; it fails and is run again.
            connection.execute(text("SET lock_timeout = '10s'"))
            connection.execute(text("SET statement_timeout = '15min'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include,
            render_item=render,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()

    # Who voted and what was voted lie in databases of their own; their tables never change.
    ledgers.create()


run()
