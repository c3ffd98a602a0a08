"""The demo town, loaded once a run and copied to every test process."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, make_url, select, text

from accounts.models import Person
from consultations.models import Activity, ActivityKind
from consultations.queries import get_activity
from demo import loader
from kernel import clock, ledgers
from kernel.db import db, write
from kernel.rules import Role, Visitor
from places.models import Municipality
from places.services import staff
from tests.moment import NOW
from voting.plan import Plan
from voting.services import drawing
from web.app import create_app
from web.tasks import TASKS

OFFICER = "danisma@cinarli.example"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@contextmanager
def loaded(base: Flask, workplace: Path, run: str) -> Iterator[Flask]:
    """An application of its own on a database that holds the demo as of NOW."""
    url = make_url(base.config["SQLALCHEMY_DATABASE_URI"])
    settings = {**base.config, "DEMO": True, "PAGE_CACHE": False}
    settings["UPLOAD_DIR"] = str(workplace / "town-uploads")
    settings["KEY_DIR"] = str(workplace / "town-keys")
    settings["BUNDLE_DIR"] = str(workplace / "town-bundles")
    with clock.held(NOW):
        if url.get_backend_name() == "sqlite":
            yield from _on_sqlite(settings, workplace, run)
        else:
            yield from _on_postgresql(settings, url)


def _on_sqlite(settings: dict[str, Any], workplace: Path, run: str) -> Iterator[Flask]:
    """The first process loads it, the others copy its files."""
    shared = Path(tempfile.gettempdir()) / f"katiliyoruz-town-{os.getuid()}-{run}"
    shared.mkdir(mode=0o700, exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "ready").exists():
            app = create_app(
                **settings
                | {
                    "SQLALCHEMY_DATABASE_URI": f"sqlite:///{shared / 'town.sqlite'}",
                    "UPLOAD_DIR": str(shared / "uploads"),
                    "KEY_DIR": str(shared / "keys"),
                    "BUNDLE_DIR": str(shared / "bundles"),
                }
            )
            _load(app)
            (shared / "ready").touch()
    for name in ("uploads", "keys", "bundles"):
        if (shared / name).exists():
            shutil.copytree(shared / name, workplace / f"town-{name}", dirs_exist_ok=True)
    for part in ("", "-roll", "-box"):
        shutil.copy(shared / f"town{part}.sqlite", workplace / f"town{part}.sqlite")
    settings["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{workplace / 'town.sqlite'}"
    app = create_app(**settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        ledgers.dispose()


def _on_postgresql(settings: dict[str, Any], url: Any) -> Iterator[Flask]:
    name = f"town_{os.getpid()}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    address = url.set(database=name).render_as_string(hide_password=False)
    app = create_app(**settings | {"SQLALCHEMY_DATABASE_URI": address})
    _load(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        ledgers.dispose()
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def _load(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        ledgers.create()
        loader.load(TASKS)
        _add_unfinished()
        db.session.remove()
        for engine in (db.engine, *map(ledgers.engine, ledgers.METADATA)):
            if engine.dialect.name == "sqlite":
                with engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()


def _add_unfinished() -> None:
    """What the demo does not show but has pages: a vote in preparation, an open invitation."""
    person = db.session.scalars(select(Person).where(Person.email == OFFICER)).one()
    officer = Visitor(id=person.id)
    vote = db.session.scalars(
        select(Activity.id)
        .where(Activity.kind == ActivityKind.VOTE, Activity.opens_at > clock.now())
        .order_by(Activity.opens_at)
    ).first()
    assert vote is not None
    with write():
        election = drawing.draw_up(
            get_activity(vote),
            by=officer,
            plan=Plan(
                question="Mahallede önce hangisi yapılsın?",
                consequence="Kazanan öneri 2027 programına girer.",
                rule="plurality",
            ),
            proposal_ids=[],
        )
        drawing.add_option(election, by=officer, title="Bank", text="", cost_kurus=None)
        town = db.session.scalars(select(Municipality)).one()
        staff.invite(
            town, email="yeni@cinarli.example", role=Role.OFFICER, unit_id=None, by=person.id
        )


@contextmanager
def writes_noted(app: Flask) -> Iterator[list[str]]:
    """Every writing statement that is sent to the database meanwhile."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
