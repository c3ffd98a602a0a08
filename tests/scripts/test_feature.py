"""The scaffold is valid Python and refuses names that would hide something."""

import ast
from pathlib import Path

import pytest

from scripts import feature


def test_it_makes_the_seven_files_that_parse(tmp_path: Path) -> None:
    made = feature.scaffold("surveys", tmp_path)
    for path in made:
        if path.suffix == ".py":
            ast.parse(path.read_text("utf-8"))
    files = {path.name for path in (tmp_path / "platform" / "surveys").glob("*.py")}
    assert files == {
        f"{name}.py"
        for name in ("__init__", "models", "rules", "queries", "services", "forms", "views")
    }


@pytest.mark.parametrize("name", ["", "Surveys", "my surveys", "anket-ı", "calendar", "flask"])
def test_names_that_would_hide_something_are_refused(tmp_path: Path, name: str) -> None:
    assert feature.objection(name, tmp_path)


def test_an_existing_package_is_not_overwritten(tmp_path: Path) -> None:
    feature.scaffold("surveys", tmp_path)
    assert feature.objection("surveys", tmp_path)
