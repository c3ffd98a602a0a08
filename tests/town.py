"""The demo town, loaded once a run and copied to every test process."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, select

from accounts.models import Person
from consultations.models import Activity, ActivityKind
from consultations.queries import get_activity
from demo import loader
from kernel import clock, ledgers
from kernel.db import db, write
from kernel.rules import Role, Visitor
from places.models import Municipality
from places.services import staff
from proposals.models import Proposal
from tests import postgres, run
from tests.make.authorship import make_import
from tests.make.gates import make_bulk
from tests.make.voting_states import fill_with_votes
from tests.moment import NOW
from voting.plan import Plan
from voting.services import drawing
from web.app import create_app
from web.tasks import TASKS

OFFICER = "danisma@cinarli.example"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


FOLDERS = {"UPLOAD_DIR": "uploads", "KEY_DIR": "keys", "BUNDLE_DIR": "bundles"}


@contextmanager
def loaded(base: Flask, workplace: Path) -> Iterator[Flask]:
    """An application of its own on a copy of the demo as of NOW; the first process loads it."""
    settings = {**base.config, "DEMO": True, "PAGE_CACHE": False}
    with clock.held(NOW):
        shared = _shared(settings)
        for name in FOLDERS.values():
            if (shared / name).exists():
                shutil.copytree(shared / name, workplace / f"town-{name}")
        settings |= {key: str(workplace / f"town-{name}") for key, name in FOLDERS.items()}
        with _copied(settings["SQLALCHEMY_DATABASE_URI"], shared, workplace) as address:
            app = create_app(**settings | {"SQLALCHEMY_DATABASE_URI": address})
            yield run.compiled_once(app)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
                ledgers.dispose()


def _shared(settings: dict[str, Any]) -> Path:
    """The folder of the original; a second process waits until the first has loaded it."""
    shared = run.folder() / "town"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "ready").exists():
            address = settings["SQLALCHEMY_DATABASE_URI"]
            if address.startswith("sqlite"):
                address = f"sqlite:///{shared / 'town.sqlite'}"
            else:
                address = postgres.create(address, run.folder().name)
            folders = {key: str(shared / name) for key, name in FOLDERS.items()}
            _load(create_app(**settings | folders | {"SQLALCHEMY_DATABASE_URI": address}))
            (shared / "ready").touch()
    return shared


@contextmanager
def _copied(base: str, shared: Path, workplace: Path) -> Iterator[str]:
    """The address of this process's copy."""
    if base.startswith("sqlite"):
        for part in ("", "-roll", "-box"):
            shutil.copy(shared / f"town{part}.sqlite", workplace / f"town{part}.sqlite")
        yield f"sqlite:///{workplace / 'town.sqlite'}"
        return
    name = f"town_{os.getpid()}"
    with (shared / "lock").open("w") as lock:  # only one at a time may copy a database
        fcntl.flock(lock, fcntl.LOCK_EX)
        address = postgres.create(base, name, template=run.folder().name)
    yield address
    postgres.drop(base, name)


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
    """What the demo does not show but has pages: votes with desks and custodians, an invitation."""
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
    fill_with_votes(town)
    proposal = db.session.scalars(
        select(Proposal).where(Proposal.state == "published").order_by(Proposal.id)
    ).first()
    assert proposal is not None
    make_import(db.session.get_one(Activity, proposal.activity_id))
    make_bulk(town.id, proposal)


def engines(app: Flask) -> list[Engine]:
    """Of the three databases."""
    with app.app_context():
        return [db.engine, *map(ledgers.engine, ledgers.METADATA)]


@contextmanager
def writes_noted(app: Flask) -> Iterator[list[str]]:
    """Every writing statement that is sent to one of the three databases meanwhile."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            seen.append(statement)

    for engine in engines(app):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines(app):
            event.remove(engine, "before_cursor_execute", note)
