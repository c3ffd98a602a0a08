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
    environment: dict[str, str] = {}
    run.settle(environment)
    assert environment["DEMO"] == "1"
    assert environment["DATABASE_URL"] == f"sqlite:///{instance}/katiliyoruz.sqlite3"
    assert Path(environment["KEY_DIR"]) == instance / "keys"
    assert (mode(instance), mode(instance / "keys"), mode(instance / "secret")) == (
        0o700,
        0o700,
        0o600,
    )


def test_the_secret_stays_the_same(instance: Path) -> None:
    first: dict[str, str] = {}
    second: dict[str, str] = {}
    run.settle(first)
    run.settle(second)
    assert len(first["SECRET_KEY"]) == 64
    assert first == second


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
