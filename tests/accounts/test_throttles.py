"""How often somebody may try: per address and per account, in one count for all processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from accounts.forms import SignUpForm
from accounts.models import SignIn
from kernel import clock, throttle
from kernel.db import db
from kernel.throttle import LIMITS, Throttle, TooMany
from tests.client import Client
from tests.make.accounts import make_account
from tests.make.places import PASSWORD


@pytest.fixture(autouse=True)
def throttled(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "THROTTLE", True)


def test_guessing_one_account_ends_whether_it_exists_or_not(client: Client) -> None:
    make_account(email="ayse@cinarli.example")
    for email in ("ayse@cinarli.example", "yok@cinarli.example"):
        data = {"email": email, "password": "yanlış parola"}
        tries = [
            client.post("/giris", data).status_code
            for _number in range(LIMITS["sign_in"].per_account + 1)
        ]
        assert tries == [422] * LIMITS["sign_in"].per_account + [429]
    # Not even the right password helps until the window is over.
    right = {"email": "ayse@cinarli.example", "password": PASSWORD}
    answer = client.post("/giris", right)
    assert (answer.status_code, db.session.scalars(select(SignIn)).all()) == (429, [])
    wait = timedelta(seconds=int(answer.headers["Retry-After"]))
    with clock.held(clock.now() + wait):
        assert client.post("/giris", right).status_code == 303


def test_one_address_cannot_try_many_accounts(client: Client) -> None:
    answers = {
        client.post(
            "/giris",
            {"email": f"kisi{number}@cinarli.example", "password": "x"},
            environ_base={"REMOTE_ADDR": "192.0.2.1"},
        ).status_code
        for number in range(LIMITS["sign_in"].per_address)
    }
    assert answers == {422}
    data = {"email": "bir-daha@cinarli.example", "password": "x"}
    here = client.post("/giris", data, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    elsewhere = client.post("/giris", data, environ_base={"REMOTE_ADDR": "192.0.2.2"})
    assert (here.status_code, elsewhere.status_code) == (429, 422)


def test_resets_are_counted_by_the_typed_address(client: Client) -> None:
    answers = [client.post("/parola", {"email": "yok@cinarli.example"}).status_code for _ in "1234"]
    assert answers == [303, 303, 303, 429]
    assert client.post("/parola", {"email": "baska@cinarli.example"}).status_code == 303


def test_confirmations_cannot_fill_a_mailbox(client: Client) -> None:
    client.sign_in(make_account(confirmed=False))
    answers = [client.post("/hesap/dogrulama").status_code for _ in "1234"]
    assert answers == [303, 303, 303, 429]


def test_sign_ups_are_counted_before_anything_slow(app: Flask) -> None:
    typed = {"name": "Ayşe", "email": "ayse@cinarli.example", "password": "denizde-yedi-martı"}
    with app.test_request_context("/x", method="POST", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        for _number in range(LIMITS["sign_up"].per_account):
            throttle.count_account("sign_up", "ayse@cinarli.example")
        form = SignUpForm(formdata=MultiDict(typed))
        assert form.validate(), form.errors
        with pytest.raises(TooMany):
            form.prepare()
        assert form.password_hash == ""


def test_a_good_sign_up_is_hashed(app: Flask) -> None:
    typed = {"name": "Ayşe", "email": "Ayse@Cinarli.example", "password": "denizde-yedi-martı"}
    with app.test_request_context("/x", method="POST", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        form = SignUpForm(formdata=MultiDict(typed))
        assert form.validate(), form.errors
        form.prepare()
        assert form.password_hash.startswith("$argon2id$")
        assert form.email.data == "ayse@cinarli.example"
        assert "password" not in form.kept_fields()


def test_threads_share_one_count_and_no_address_is_stored(app: Flask) -> None:
    def attempt(_number: int) -> bool:
        with app.test_request_context("/giris", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
            try:
                throttle.count("sign_in")
                throttle.count_account("sign_in", "ayse@cinarli.example")
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        allowed = sum(pool.map(attempt, range(16)))
    assert allowed == LIMITS["sign_in"].per_account
    keys = db.session.scalars(select(Throttle.key)).all()
    assert len(keys) == 2
    assert not any("192.0.2.1" in key or "ayse" in key for key in keys)
