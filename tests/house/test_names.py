"""Folder names become module names: none may hide a module of Python or of a dependency."""

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.name for path in (ROOT / "platform").iterdir() if path.is_dir())
PACKAGES = [name for name in FOLDERS if not name.startswith(("_", "."))]


def test_every_folder_is_a_package_with_a_sentence() -> None:
    for name in PACKAGES:
        source = (ROOT / "platform" / name / "__init__.py").read_text("utf-8")
        assert source.startswith('"""'), f"{name}/__init__.py says what this noun is"


def test_no_folder_hides_a_module_of_python() -> None:
    assert not set(PACKAGES) & sys.stdlib_module_names


def test_no_folder_hides_an_installed_package() -> None:
    assert not set(PACKAGES) & set(packages_distributions())


def test_nothing_lies_directly_under_the_source_root() -> None:
    files = [path.name for path in (ROOT / "platform").iterdir() if path.is_file()]
    assert files == [], "a module here would be importable from everywhere, without a floor"


def test_the_standard_platform_module_is_intact() -> None:
    # In a process of its own: pytest has imported the real one long before.
    done = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.system(), platform.__file__)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    system, _, file = done.stdout.strip().partition(" ")
    assert system
    assert not Path(file).is_relative_to(ROOT / "platform")


def test_no_test_lies_under_platform() -> None:
    # Under --import-mode=importlib it would replace the standard module of that name.
    assert not list((ROOT / "platform").rglob("test_*.py"))


def test_tests_are_no_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py")), "tests/x/__init__.py hides x itself"
