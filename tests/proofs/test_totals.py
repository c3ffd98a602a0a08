"""Nobody reads a total early: outcomes of one size look the same everywhere while it is open.

The whole vote is held three times, on a database as empty as new: everybody for the first option,
for the two last ones, or for none. What differs by chance (keys, tags, tokens) is masked by its
length. Of the time that an answer takes the work behind it is compared: each statement it sends.
"""

import gzip
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from werkzeug.routing import Rule as Route

from kernel import clock, ledgers, worker
from kernel.db import db, write
from kernel.rules import Role
from tests.client import Client
from tests.make import consultations, places
from tests.make.casting import vote
from tests.make.places import make_municipality, make_person, make_staff
from tests.make.voting import TITLES, make_election, make_vote
from tests.moment import NOW
from tests.proofs.figures import told
from tests.town import engines
from voting import queries, services
from web.tasks import TASKS

SLUG, VOTES = "cinarli", 45
#: everything that is drawn or computed from what was drawn
CHANCE = re.compile(r"[0-9a-f]{16,}|\b[0-9a-f]{4}\b|[A-Za-z0-9_+/=.-]{40,}|(?<=nonce-)[\w-]+")
#: the receipt's own QR code
DRAWN = re.compile(r"(?<=\bd=\")M[^\"]+")


def masked(body: str) -> str:
    return CHANCE.sub(lambda found: f"<{len(found[0])}>", DRAWN.sub("", body))


def start_anew(emptied: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids begin at 1 again, so that nothing but the ballots differs."""
    db.session.remove()
    emptied()
    for module in (places, consultations):
        monkeypatch.setattr(module, "_numbers", itertools.count(1))
    if db.engine.dialect.name != "postgresql":
        return
    with db.engine.begin() as connection:
        connection.execute(
            text("SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) "
                 "FROM pg_sequences WHERE schemaname = 'public'")
        )  # fmt: skip


def held(app: Flask, *titles: str) -> dict[str, Any]:
    """Everything that can be seen of a vote in which everybody chooses `titles`."""
    town = make_municipality(slug=SLUG)
    election = make_election(make_vote(town))
    readers = {
        "anonymous": Client(app, checks=False),
        "voter": Client(app, checks=False).sign_in(voter := make_person()),
        "officer": Client(app, checks=False).sign_in(make_staff(town, Role.OFFICER)),
        "manager": Client(app, checks=False).sign_in(make_staff(town, Role.ADMINISTRATOR)),
    }
    vote(election, voter, *titles)
    for _number in range(VOTES - 1):
        vote(election, make_person(), *titles)
    with write():
        assert services.batch(election.id) == 20
    worker.run_once(TASKS, lambda _message: None)
    services.publish(election.id)
    found: dict[str, Any] = {}
    for route in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in (route.methods or ()) or route.endpoint == "static":
            continue
        for path in addresses(route, election.id):
            for who, browser in readers.items():
                with asked(app) as statements:
                    answer = browser.get(path)
                found[f"{who} {path}"] = (*seen(answer), len(statements), hash(tuple(statements)))
    found["files"] = files(election.id)
    found["export"] = queries.export(voter.id)
    return found


@contextmanager
def asked(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to one of the three databases meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    every = engines(app)
    for engine in every:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in every:
            event.remove(engine, "before_cursor_execute", note)


def addresses(route: Route, election_id: int) -> list[str]:
    """Of the municipality's pages, those that ask for no object but the vote; and its files."""
    values: dict[str, Any] = {"slug": SLUG, "election_id": election_id}
    if route.arguments == {"slug", "election_id", "name"}:
        names = ("election.json", "log.jsonl.gz", "heads.json", "manifest.json")
        return [url for name in names if (url := built(route, {**values, "name": name}))]
    extra = {name: 1 for name in route.arguments - set(values) if name.endswith("_id")}
    if route.arguments - set(values) - set(extra):
        return []
    url = built(route, {**values, **extra})
    return [url] if url else []


def built(route: Route, values: dict[str, Any]) -> str | None:
    wanted = {name: value for name, value in values.items() if name in route.arguments}
    made = route.build(wanted)
    return None if made is None else made[1]


def seen(answer: Any) -> tuple[int, str]:
    body = answer.get_data()
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    return answer.status_code, masked(body.decode("utf-8", "replace"))


def files(election_id: int) -> dict[str, Any]:
    """Sizes byte for byte, but where chance itself is compressed."""
    found: dict[str, Any] = {}
    for path in sorted(services.bundle_folder(election_id).iterdir()):
        whole = path.read_bytes()
        if path.suffix == ".gz":
            whole = gzip.decompress(whole)
        found[path.name] = (len(whole), masked(whole.decode()))
    return found


def box_sizes() -> list[tuple[int, int]]:
    with ledgers.read(ledgers.BOX) as connection:
        both = "SELECT sealed, revision FROM inbox UNION ALL SELECT sealed, revision FROM log"
        rows = connection.execute(text(both)).all()
    return sorted((len(bytes(sealed)), revision) for sealed, revision in rows)


OUTCOMES = [(TITLES[0],), (TITLES[-2], TITLES[-1]), ()]


def test_all_outcomes_look_the_same(
    app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Drawn anew for each anonymous page: the order of the options.
    monkeypatch.setattr("voting.forms.booth._seed", lambda election, sent: "0" * 32)
    emptied: Callable[[], None] = request.getfixturevalue("_emptied")
    every = []
    for titles in OUTCOMES:
        start_anew(emptied, monkeypatch)
        with clock.held(NOW):
            every.append((held(app, *titles), box_sizes()))
    one, sizes = every[0]
    assert len({size for size, _revision in sizes}) == 1
    assert len(one) > 100
    for other, other_sizes in every[1:]:
        assert sizes == other_sizes
        assert one.keys() == other.keys()
        assert [where for where in one if one[where] != other[where]] == []
    assert [where for where, answer in one.items() if tuple(answer)[:1] == (500,)] == []
    assert {answer[0] for where, answer in one.items() if where.endswith("log.jsonl.gz")} == {200}
    told(request, answers_compared=len(one), bytes=sum(len(str(answer)) for answer in one.values()))
