"""What `make run` fills in, and what it leaves alone."""

import stat
from pathlib import Path

import pytest

from scripts import run


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "with space" / "instance"
    folder.parent.mkdir()
    monkeypatch.setattr(run, "INSTANCE", folder)
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_without_settings_it_has_a_private_folder_and_the_demo(instance: Path) -> None:
    environment: dict[str, str] = {"PORT": "8123"}
    run.settle(environment)
    assert environment["DEMO"] == "1"
    assert environment["BASE_URL"] == "http://127.0.0.1:8123"
    modes = [mode(path) for path in (instance, instance / "keys", instance / "secret")]
    assert modes == [0o700, 0o700, 0o600]


def test_the_secret_stays_the_same(instance: Path) -> None:
    run.settle({})
    secret = (instance / "secret").read_text()
    run.settle({})
    assert len(secret) == 64
    assert (instance / "secret").read_text() == secret


def test_another_folder_can_be_named(instance: Path, tmp_path: Path) -> None:
    run.settle({"INSTANCE_DIR": str(tmp_path / "elsewhere")})
    assert (tmp_path / "elsewhere" / "secret").exists()
    assert not instance.exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL"])
def test_a_real_installation_has_no_demo_unless_asked(instance: Path, name: str) -> None:
    plain = {name: "given"}
    asked = {name: "given", "DEMO": "1"}
    run.settle(plain)
    run.settle(asked)
    assert (plain["DEMO"], asked["DEMO"]) == ("0", "1")
    assert plain[name] == "given"


def test_nothing_is_created_when_everything_is_given(instance: Path) -> None:
    run.settle({"SECRET_KEY": "x", "DATABASE_URL": "sqlite://", "KEY_DIR": "/keys"})
    assert not instance.exists()


def test_a_folder_left_open_is_closed(instance: Path) -> None:
    instance.mkdir(mode=0o755)
    run.settle({})
    assert mode(instance) == 0o700
