"""One application and one database a process; every test starts with an empty one."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from bleach.sanitizer import Cleaner
from flask import Flask
from hypothesis import settings
from PIL import Image
from sqlalchemy import Engine, event

from kernel import clock, ledgers, page_cache
from kernel.db import Base, db, in_write
from tests import no_network, postgres, raw, run
from tests.client import Client
from tests.emptying import emptying
from tests.moment import NOW
from web import tables
from web.app import create_app

# As in wsgi.py: what the run makes once stays, so that looking for what can go is rarely worth it.
gc.set_threshold(100_000, 50, 100)

no_network.refuse_strangers()
raw.refuse_to_open()


@event.listens_for(Engine, "connect")
def _promise_no_order(connection: Any, _record: Any) -> None:
    """Rows nobody asked to be sorted come backwards on SQLite, so that no test lives by luck."""
    if type(connection).__module__.partition(".")[0] == "pysqlite3":
        connection.execute("PRAGMA reverse_unordered_selects = ON")


# A busy machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.addoption("--all-pages", action="store_true", help="the pages on PostgreSQL, too")


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts one PostgreSQL server for all, unless one is given."""
    if hasattr(config, "workerinput"):
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    stack.enter_context(run.begun())
    if config.getoption("--database") == "postgresql":
        if not os.environ.get("TEST_POSTGRES_URL"):
            os.environ["TEST_POSTGRES_URL"] = stack.enter_context(postgres.server())
        stack.callback(postgres.drop, os.environ["TEST_POSTGRES_URL"], run.folder().name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    postgresql = config.getoption("--database") == "postgresql"
    if postgresql and not config.getoption("--all-pages"):
        left_out = [item for item in items if _is_of_pages(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _is_of_pages(item)]
    for item in items:
        if {"app", "town"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


#: on PostgreSQL again only with --all-pages: what hangs on files, forms and words alone
BY_FILE = ("test_tenants.py", "test_tampered.py", "test_ballots_fuzz.py", "test_totals.py")
READER = "[yonetici@"


def _is_of_pages(item: pytest.Item) -> bool:
    """Forms, words and refusals do not differ by database.

    There one reader opens every page, and every form gets its bad input.
    """
    if item.path.name in BY_FILE:
        return True
    if item.name.startswith("test_pages_are_sound_and_write_nothing"):
        return READER not in item.name
    by_pages = "client" in getattr(item, "fixturenames", ())
    return by_pages and item.path.parent.name not in ("house", "kernel")


@pytest.fixture(scope="session")
def workplace() -> Iterator[Path]:
    """A folder for database, keys and uploads; in memory where the machine has such a place."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="katiliyoruz-", dir=base))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, workplace: Path) -> Iterator[str]:
    if request.config.getoption("--database") == "sqlite":
        os.environ["SQLITE_SYNCHRONOUS"] = "OFF"  # a crash of the machine is not under test
        yield f"sqlite:///{workplace / 'test.sqlite'}"
        return
    yield from _own_database(os.environ["TEST_POSTGRES_URL"])


def _own_database(url: str) -> Iterator[str]:
    """A database of this process on a given server (TEST_POSTGRES_URL), dropped at the end."""
    name = f"katiliyoruz_test_{os.getpid()}"
    yield postgres.create(url, name)
    postgres.drop(url, name)


@pytest.fixture(scope="session")
def application(database_url: str, workplace: Path) -> Iterator[Flask]:
    tables.load()
    app = create_app(
        TESTING=True,
        PROPAGATE_EXCEPTIONS=False,
        SECRET_KEY="test " * 8,
        SQLALCHEMY_DATABASE_URI=database_url,
        KEY_DIR=str(workplace / "keys"),
        UPLOAD_DIR=str(workplace / "uploads"),
        BUNDLE_DIR=str(workplace / "bundles"),
        INSTANCE_DIR=str(workplace),
        DEMO=False,
        BEHIND_TLS=False,
        PROXIES=0,
        REDIS_URL=None,
        MAIL_SERVER="",
        MAIL_STARTTLS=False,
        MAIL_USER="",
        MAIL_PASSWORD="",
        MAIL_FROM="Katılıyoruz <katiliyoruz@cinarli.example>",
        BASE_URL="http://localhost",
        HOSTS=(),
        THROTTLE=False,
        PAGE_CACHE=False,
        WTF_CSRF_ENABLED=False,
        SERVER_NAME=None,
    )
    with app.app_context():
        db.create_all()
        ledgers.create()
        db.session.remove()
    gc.freeze()
    yield run.compiled_once(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        ledgers.dispose()


@pytest.fixture(scope="session")
def _emptied(application: Flask, workplace: Path) -> Any:
    """A function that makes the database as empty as new."""
    with application.app_context():
        main = emptying(db.engine, Base.metadata, workplace / "empty.sqlite")
        beside = [
            (
                _written(ledgers.engine(name)),
                emptying(ledgers.engine(name), metadata, workplace / f"empty-{name}.sqlite"),
            )
            for name, metadata in ledgers.METADATA.items()
        ]

    def empty() -> None:
        main()
        for written, emptied in beside:
            if written:
                emptied()
                written.clear()

    return empty


def _written(engine: Engine) -> list[str]:
    """Fills with the writing statements of the test: most tests touch neither roll nor box."""
    seen: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    return seen


@pytest.fixture
def app(application: Flask, _emptied: Any) -> Iterator[Flask]:
    """The application inside its context, with an empty database and the clock standing still."""
    with clock.held(NOW), application.app_context():
        yield application
        assert not in_write(), "the test left the write transaction open"
        db.session.remove()
    page_cache.forget_all()
    _emptied()


@pytest.fixture(autouse=True)
def nobody_outside_was_called() -> Iterator[None]:
    no_network.tried.clear()
    yield
    assert no_network.tried == []


@pytest.fixture(autouse=True)
def nothing_slow_under_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2, bleach and Pillow never run while the write lock is held."""

    def guarded(original: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            assert not in_write(), f"{original} ran while the write lock was held"
            return original(*args, **kwargs)

        return run

    for owner, name in (
        (PasswordHasher, "hash"),
        (PasswordHasher, "verify"),
        (Cleaner, "clean"),
        (Image, "open"),
    ):
        monkeypatch.setattr(owner, name, guarded(getattr(owner, name)))


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser; `client.sign_in(person)` signs it in."""
    return Client(app)


@pytest.fixture(scope="session")
def town(application: Flask, workplace: Path) -> Iterator[Flask]:
    """The demo town as an application of its own; tests must not change it."""
    from tests.town import loaded  # noqa: PLC0415  most runs need no demo

    with loaded(application, workplace) as app:
        yield app
