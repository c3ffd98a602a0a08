"""TRUSTED_HOSTS: names that are not ours get 400."""

import pytest
from flask import Flask

import config
from kernel.db import write
from places.models import Municipality
from tests.client import Client
from tests.make.places import make_municipality

OURS = ("katilim.ornek.bel.tr",)


@pytest.fixture
def guarded(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setitem(app.config, "HOSTS", OURS)
    return client


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("katilim.ornek.bel.tr", 200),
        ("KATILIM.ornek.bel.tr:443", 200),
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("katilim.ornek.bel.tr.evil.example", 400),
        ("evil.katilim.ornek.bel.tr", 400),
        ("evil.example:katilim.ornek.bel.tr", 400),
        ("[::1", 400),
    ],
)
def test_foreign_names_are_refused(guarded: Client, host: str, status: int) -> None:
    assert guarded.get("/", headers={"Host": host}).status_code == status
    assert guarded.post("/cikis", headers={"Host": host}).status_code == (
        303 if status == 200 else 400
    )


def test_a_municipalitys_own_name_is_known_at_once(guarded: Client) -> None:
    headers = {"Host": "katilim.cinarli.bel.tr"}
    town = make_municipality(slug="cinarli")
    assert guarded.get("/cinarli/", headers=headers).status_code == 400
    with write() as session:
        session.get_one(Municipality, town.id).host = headers["Host"]
    assert guarded.get("/cinarli/", headers=headers).status_code == 200


def test_without_the_setting_every_name_is_answered(client: Client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 200


@pytest.mark.parametrize(
    ("trusted", "base", "hosts"),
    [
        ("a.example, B.example", "https://c.example", ("a.example", "b.example")),
        ("", "https://c.example:8443/", ("c.example",)),
        ("", "http://127.0.0.1:8000", ()),
        ("", "", ()),
    ],
)
def test_the_setting(
    monkeypatch: pytest.MonkeyPatch, trusted: str, base: str, hosts: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    monkeypatch.setenv("TRUSTED_HOSTS", trusted)
    monkeypatch.setenv("BASE_URL", base)
    assert config.settings()["HOSTS"] == hosts


@pytest.mark.parametrize("bad", ["https://a.example", "a.example:443"])
def test_a_bad_name_is_told(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    monkeypatch.setenv("TRUSTED_HOSTS", bad)
    with pytest.raises(config.SettingError, match="TRUSTED_HOSTS"):
        config.settings()
