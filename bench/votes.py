"""`make bench-votes`: what a cast costs, how many a second, and how long a recount takes.

One JSON line a figure; exit 1 when a bar is missed. *Raw* is the same two commits by the same
number of clients in the same run, without application. A cast is the POST that confirms; its
receipt page is measured beside it. Throttling is off: all clients have one address here.
"""

import http.client
import json
import multiprocessing
import os
import random
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert

from accounts.models import EmailProof, Person, SignIn
from accounts.queries import token_hash
from bench.servers import ROOT, Server, gunicorn
from kernel import clock, ledgers, tokens
from kernel.db import db, write
from tests import postgres
from tests.make import bundle
from tests.make.places import make_municipality
from tests.make.voting import make_election, make_vote, options
from voting import box, roll, sealing
from voting.counting import tally
from voting.counting.definition import define
from web import tables
from web.app import create_app

VOTERS = 12_000
CLIENTS = 16
#: seconds of the throughput runs
LONG = 10
RATE, RATE_SECONDS = 100, 60
missed: list[str] = []


def tell(figure: str, value: float, bar: float | None = None, *, least: bool = False) -> None:
    line: dict[str, Any] = {"figure": figure, "value": round(value, 2)}
    if bar is not None:
        met = value >= bar if least else value <= bar
        line |= {"bar": bar, "met": met}
        if not met:
            missed.append(figure)
    print(json.dumps(line, ensure_ascii=False), flush=True)


# --- an open vote with voters --------------------------------------------------------------------


def settings(folder: Path, url: str) -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(folder),
        "KEY_DIR": str(folder / "keys"),
        "DEMO": "0",
        "THROTTLE": "0",
    }


class Ballots:
    """Each takes a voter's turn: cookie and form of a reviewed ballot."""

    def __init__(self, environment: dict[str, str]) -> None:
        os.environ.update(environment)
        tables.load()
        self.app = create_app()
        with self.app.app_context():
            db.create_all()
            ledgers.create()
            now = clock.now()
            town = make_municipality()
            vote = make_vote(town, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(5))
            election = make_election(vote)
            self.election_id, self.slug = election.id, town.slug
            self.ids = [str(option.id) for option in options(election).values()]
            self.voters = self._voters()
            db.session.remove()

    def _voters(self) -> list[tuple[int, str]]:
        found = []
        people, proofs, sessions = [], [], []
        for number in range(10_000, 10_000 + VOTERS):
            email, token = f"kisi{number}@olcum.example", secrets.token_urlsafe(24)
            people.append({"id": number, "email": email, "name": f"Kişi {number}"})
            proofs.append({"person_id": number, "email": email})
            sessions.append(
                {"person_id": number, "token_hash": token_hash(token), "device": "Ölçüm"}
            )
            found.append((number, token))
        with write() as session:
            for model, rows in ((Person, people), (EmailProof, proofs), (SignIn, sessions)):
                session.execute(insert(model), rows)
        return found

    @property
    def path(self) -> str:
        return f"/{self.slug}/oylamalar/{self.election_id}/oy"

    def made(self, number: int, start: int = 0) -> list[tuple[str, str]]:
        """(cookie, body), voters in turn."""
        with self.app.app_context():
            serializer: Any = SecureCookieSessionInterface().get_signing_serializer(self.app)
            csrf = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
            return [self._one(serializer, csrf, start + place) for place in range(number)]

    def _one(self, serializer: Any, csrf: Any, place: int) -> tuple[str, str]:
        person, token = self.voters[place % len(self.voters)]
        raw = secrets.token_hex(20)
        cookie = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": raw})
        sealed = tokens.sign(
            "ballot",
            timedelta(hours=1),
            election=self.election_id,
            person=person,
            choice=[random.choice(self.ids)],
            nonce=secrets.token_hex(16),
        )
        body = urlencode({"csrf_token": csrf.dumps(raw), "token": sealed})
        return f"katiliyoruz={cookie}", body


# --- clients -------------------------------------------------------------------------------------


def _client(port: int, path: str, work: list[tuple[str, str]], starts: list[float],
            until: float, results: Any) -> None:  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for place, (cookie, body) in enumerate(work):
        if starts:
            time.sleep(max(0, starts[place] - time.monotonic()))
        elif time.monotonic() > until:
            break
        begun = starts[place] if starts else time.monotonic()
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"{path}/ver", body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303 or "alindi" not in (answer.getheader("Location") or ""):
            raise RuntimeError(f"{answer.status} {answer.getheader('Location')}")
        times.append(time.monotonic() - begun)
    results.put(times)


def _process(port: int, path: str, shares: list[Any], until: float, results: Any) -> None:
    threads = [
        threading.Thread(target=_client, args=(port, path, work, starts, until, results))
        for work, starts in shares
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fire(port: int, path: str, work: list[tuple[str, str]], *, seconds: float = 0,
         rate: float = 0) -> tuple[list[float], float]:  # fmt: skip
    """Latencies and how long it took; `rate` a second, or as fast as CLIENTS can for `seconds`."""
    begun = time.monotonic() + 0.5
    shares = []
    for number in range(CLIENTS):
        mine = work[number::CLIENTS]
        starts = []
        if rate:
            starts = [begun + (number + place * CLIENTS) / rate for place in range(len(mine))]
        shares.append((mine, starts))
    results: Any = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(
            target=_process, args=(port, path, shares[half::2], begun + seconds, results)
        )
        for half in range(2)
    ]
    for process in processes:
        process.start()
    times = [one for _share in shares for one in results.get(timeout=300)]
    took = time.monotonic() - begun
    for process in processes:
        process.join()
    return times, took


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] * 1000


def raw(ballots: Ballots, seconds: float) -> float:
    """The same two commits a second, by as many clients, without application."""
    done = [0] * CLIENTS

    def client(number: int) -> None:
        with ballots.app.app_context():
            while time.monotonic() < end:
                _two_commits(ballots.election_id)
                done[number] += 1

    end = time.monotonic() + seconds
    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def _two_commits(election_id: int) -> None:
    with ledgers.write(ledgers.ROLL) as connection:
        roll.insert(
            connection,
            id=uuid.uuid4(),
            election_id=election_id + 1000,
            identity_tag=secrets.token_hex(32),
            channel=roll.WEB,
            hour=roll.hour_of(clock.now()),
        )
    with ledgers.write(ledgers.BOX) as connection:
        row = box.Row(uuid.uuid4(), sealing.BALLOT, secrets.token_hex(32), 1, bytes(200))
        values = {"election_id": election_id + 1000, **vars(row)}
        connection.execute(insert(box.INBOX), values)


# --- figures -------------------------------------------------------------------------------------


def measure(name: str, folder: Path, url: str, share: float,
            database_cpu: Callable[[], float]) -> None:  # fmt: skip
    environment = settings(folder, url)
    ballots = Ballots(environment)
    with gunicorn("wsgi:app", environment) as server:
        # Every thread of both workers has opened its connections and prepared its statements.
        fire(server.port, ballots.path, ballots.made(800), rate=60)
        _cost(name, server, ballots, database_cpu)
        alone = raw(ballots, LONG)
        fast, took = fire(server.port, ballots.path, ballots.made(8000, 3000), seconds=LONG)
        rate = len(fast) / took
        alone = (alone + raw(ballots, LONG)) / 2
        tell(f"{name}: raw, two commits a second", alone)
        tell(f"{name}: casts a second", rate)
        tell(f"{name}: casts, % of raw", 100 * rate / alone, 100 * share, least=True)
        tell(f"{name}: p99 at the highest rate, ms", p99(fast), 2000)
        steady, _took = fire(
            server.port, ballots.path, ballots.made(RATE * RATE_SECONDS, 4000), rate=RATE
        )
        tell(f"{name}: p99 at {RATE} casts a second for {RATE_SECONDS} s, ms", p99(steady), 300)


def _cost(name: str, server: Server, ballots: Ballots, database_cpu: Callable[[], float]) -> None:
    """CPU of application and database, one voter after the other."""
    work = ballots.made(600, 1000)
    before = server.cpu_seconds() + database_cpu()
    times, _took = fire(server.port, ballots.path, work, rate=60)
    cost = (server.cpu_seconds() + database_cpu() - before) * 1000 / len(times)
    tell(f"{name}: CPU ms a cast", cost, 8)
    before = server.cpu_seconds() + database_cpu()
    for cookie, _body in work[:200]:
        server.get(f"{ballots.path}/alindi", cookie)
    tell(
        f"{name}: CPU ms a receipt page",
        (server.cpu_seconds() + database_cpu() - before) * 1000 / 200,
    )


@contextmanager
def postgresql() -> Iterator[tuple[str, Callable[[], float]]]:
    """A server of our own, with its durability switched on; and its CPU seconds."""
    with postgres.server(durable=True) as url:
        home = Path(url.partition("host=")[2])
        server = int((home / "postmaster.pid").read_text().split()[0])
        yield url, lambda: _cpu_of_postgres(server)


def _cpu_of_postgres(server: int) -> float:
    """Of this server and its processes, living and ended, by the system's own count."""
    total = 0.0
    tick = os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == server or int(fields[1]) == server:
            total += sum(map(int, fields[11:15])) / tick
    return total


def recounts(folder: Path) -> None:
    generator = random.Random(4)
    names = [f"p{number}" for number in range(10)]
    choices = [generator.sample(names, 3) for _number in range(100_000)]
    bundle.write(folder / "bundle", [[one] for one, *_rest in choices], options=names)
    begun = time.monotonic()
    command = [sys.executable, "-m", "verify", str(folder / "bundle")]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    tell("verify, 100,000 ballots, s", time.monotonic() - begun, 30)
    definition = define("irv", names)
    ranked = choices * 10
    begun = time.process_time()
    tally.count(definition, ranked)
    tell("recount of 1,000,000 opened ranked ballots, CPU s", time.process_time() - begun, 5)


def main() -> int:
    multiprocessing.set_start_method("fork")
    wanted = sys.argv[1:] or ["sqlite", "postgresql", "recount"]
    with tempfile.TemporaryDirectory(prefix="bench-votes-") as name:
        folder = Path(name)
        for database in [one for one in wanted if one != "recount"]:
            # Each in a process of its own: an application belongs to one database.
            child = multiprocessing.Process(target=_database, args=(database, folder / database))
            child.start()
            child.join()
            if child.exitcode:
                missed.append(database)
        if "recount" in wanted:
            recounts(folder)
    if missed:
        print(f"missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def _database(name: str, folder: Path) -> None:
    folder.mkdir()
    if name == "sqlite":
        measure(name, folder, f"sqlite:///{folder / 'bench.sqlite'}", 0.35, lambda: 0.0)
    else:
        with postgresql() as (url, cpu):
            measure(name, folder, url, 0.25, cpu)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    sys.exit(main())
