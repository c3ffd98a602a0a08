"""How often is too often: shared by processes, told with the time to wait, the text kept."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from kernel import clock, throttle
from kernel.db import db, write
from kernel.drafts import Draft
from kernel.throttle import LIMITS, Limit, Throttle, TooMany
from proposals.models import Proposal
from tests.client import Client
from tests.make.accounts import make_account
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import PASSWORD, make_municipality, make_person
from tests.moment import NOW

ROOT = Path(__file__).parents[2]
SLUG = "cinarli"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def counting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "THROTTLE", True)


def rows() -> list[Throttle]:
    db.session.rollback()
    return list(db.session.scalars(select(Throttle)))


def press(app: Flask, times: int, *, address: str = "10.0.0.1", name: str = "reset") -> None:
    for _ in range(times):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            throttle.count(name)


def test_as_many_as_allowed_and_not_one_more(app: Flask) -> None:
    press(app, LIMITS["reset"].per_address)
    with pytest.raises(TooMany) as told:
        press(app, 1)
    assert 0 < told.value.seconds <= 3600
    press(app, 1, address="10.0.0.2")


def test_a_new_window_begins_anew(app: Flask) -> None:
    press(app, LIMITS["reset"].per_address)
    with pytest.raises(TooMany) as told:
        press(app, 1)
    with clock.held(NOW + timedelta(seconds=told.value.seconds - 1)), pytest.raises(TooMany):
        press(app, 1)
    with clock.held(NOW + timedelta(seconds=told.value.seconds)):
        press(app, 1)


def test_no_address_is_stored(app: Flask) -> None:
    press(app, 1, address="203.0.113.77")
    (row,) = rows()
    assert "203" not in row.key
    assert len(row.key) == 64


def test_old_counts_are_swept_away(app: Flask) -> None:
    press(app, 1)
    with clock.held(NOW + 2 * HOUR), write():
        throttle.expire()
    assert rows() == []


CHILD = """
import sys
sys.path[:0] = [{root!r}, {platform!r}]
from kernel import clock, throttle
from tests.bare import bare
from tests.moment import NOW
app = bare({settings!r})
with clock.held(NOW), app.app_context():
    for _ in range({times}):
        throttle._hit("reset:a:10.0.0.9", 10_000, throttle.HOUR)
"""


def test_two_processes_count_together(app: Flask) -> None:
    """Every count of either arrives: nothing is lost between reading and writing."""
    times = 40
    settings = {k: v for k, v in app.config.items() if isinstance(v, str | int | bool | None)}
    child = CHILD.format(
        root=str(ROOT), platform=str(ROOT / "platform"), settings=settings, times=times
    )
    running = [subprocess.Popen([sys.executable, "-c", child]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    (row,) = rows()
    assert row.count == 2 * times


def test_the_page_says_when_and_keeps_the_text(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "post", Limit(100, 1, HOUR))
    activity = make_activity(make_consultation(make_municipality(slug=SLUG), activities=[]))
    client.sign_in(make_person())
    words = {
        "title": "Salı pazarına gölgelik ve çeşme",
        "problem": "Salı günleri pazarda ne gölge var ne su.",
        "body": "Gölgelik sökülüp takılabilsin.",
    }
    path = f"/{SLUG}/oneriler/yaz/{activity.id}"
    assert client.post(path, {**words, "title": ""}).status_code == 422
    answer = client.post(path, words)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "Biraz bekleyin" in answer.text
    assert db.session.scalars(select(Proposal)).all() == []
    draft = db.session.scalars(select(Draft)).one()
    assert f"{path}?taslak={draft.id}" in answer.text
    assert words["problem"] in client.get(f"{path}?taslak={draft.id}").text


def test_one_account_is_not_guessed_from_many_addresses(app: Flask, client: Client) -> None:
    person = make_account()
    wrong = {"email": person.email, "password": "yanlis-bir-parola"}
    seen = [
        client.post("/giris", wrong, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code
        for n in range(LIMITS["sign_in"].per_account + 1)
    ]
    assert seen[:-1] == [422] * LIMITS["sign_in"].per_account
    assert seen[-1] == 429
    right = {"email": person.email, "password": PASSWORD}
    assert client.post("/giris", right).status_code == 429


def test_an_unknown_address_is_counted_like_a_known_one(app: Flask, client: Client) -> None:
    wrong = {"email": "kimse@cinarli.example", "password": "yanlis-bir-parola"}
    seen = [
        client.post("/giris", wrong).status_code for _ in range(LIMITS["sign_in"].per_account + 1)
    ]
    assert seen[-1] == 429


def test_a_forwarded_address_is_not_believed_without_a_proxy(app: Flask, client: Client) -> None:
    for number in range(3):
        client.post("/parola", {}, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert [row.count for row in rows()] == [3]


class FakeRedis:
    """As much of Redis as the throttle uses."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.queue: list[Any] = []

    def pipeline(self) -> "FakeRedis":
        self.queue = []
        return self

    def incr(self, key: str) -> None:
        self.counts[key] = self.counts.get(key, 0) + 1
        self.queue.append(self.counts[key])

    def expire(self, key: str, seconds: int) -> None:
        self.ends[key] = seconds
        self.queue.append(True)

    def execute(self) -> list[Any]:
        return self.queue


def test_redis_counts_when_there_is_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeRedis()
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://nirgends.example")
    monkeypatch.setattr(throttle, "_redis", lambda _url: fake)
    press(app, LIMITS["reset"].per_address)
    with pytest.raises(TooMany):
        press(app, 1)
    assert rows() == []
    assert set(fake.ends.values()) == {3600}
    assert list(fake.counts.values()) == [LIMITS["reset"].per_address + 1]


def test_a_redis_that_is_down_stops_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table counts instead: neither is everything let through nor everybody shut out."""

    def down(_url: str) -> Any:
        raise OSError("connection refused")

    monkeypatch.setitem(app.config, "REDIS_URL", "redis://nirgends.example")
    monkeypatch.setattr(throttle, "_redis", down)
    press(app, LIMITS["reset"].per_address)
    with pytest.raises(TooMany):
        press(app, 1)
    assert [row.count for row in rows()] == [LIMITS["reset"].per_address + 1]
