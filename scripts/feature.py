"""Scaffolds a package: the seven files, a page and their tests. make feature NAME=surveys"""

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FILES = {
    "platform/{name}/__init__.py": '"""{title}: one sentence that says what this noun is."""\n',
    "platform/{name}/models.py": '"""Tables, constraints and enums of {name}."""\n',
    "platform/{name}/rules.py": '''"""Who may do what with {name}, and when: pure functions."""

from typing import Any

from kernel.rules import Denied, Visitor, anyone


def index(visitor: Visitor, municipality: Any) -> Denied | None:
    return anyone(visitor, municipality)
''',
    "platform/{name}/queries.py": '"""Reads of {name}; every loader option lives here."""\n',
    "platform/{name}/services.py": '"""Writes of {name}: one verb, one function."""\n',
    "platform/{name}/forms.py": '"""The shape of what people type in {name}."""\n',
    "platform/{name}/views.py": '''"""The pages of {name}."""

from flask import Blueprint, render_template

from kernel.http import Reply, allow
from {name} import rules

bp = Blueprint("{name}", __name__, url_prefix="/<slug>/{name}", template_folder="templates")


@bp.get("")
@allow(rules.index)
def index(**_address: object) -> Reply:
    return render_template("{name}/index.html")
''',
    "platform/{name}/templates/{name}/index.html": """{{% extends "layout.html" %}}
{{% block title %}}{title}{{% endblock %}}
{{% block content %}}
<h1>{title}</h1>
{{% endblock %}}
""",
    "tests/{name}/test_rules.py": '''"""Who may do what with {name}."""

from kernel.rules import NOBODY
from {name} import rules


def test_everybody_reads_the_list() -> None:
    assert rules.index(NOBODY, None) is None
''',
    "tests/{name}/test_views.py": '''"""One walk per page of {name}."""

from {name} import rules, views


def test_the_list_asks_its_rule() -> None:
    assert views.index.rule is rules.index  # type: ignore[attr-defined]
''',
}

LEFT = """Made platform/{name} and tests/{name}. What is left for a person to decide:
  __init__.py       the sentence
  views.py          the Turkish address, Turkish texts in _()
  pyproject.toml    its floor (root_packages, floors, inside)
  platform/web      register the blueprint {name}.views.bp
  docs/glossary.md  the Turkish word"""


def objection(name: str, root: Path = ROOT) -> str | None:
    if not (name.isidentifier() and name.isascii() and name.islower()):
        return "give a plural noun in small ASCII letters: make feature NAME=surveys"
    if (root / "platform" / name).exists():
        return f"platform/{name} exists already"
    if name in sys.stdlib_module_names:
        return f"{name} is a module of Python's standard library"
    if name in packages_distributions():
        return f"{name} is the module of an installed package"
    return None


def scaffold(name: str, root: Path = ROOT) -> list[Path]:
    made = []
    for pattern, content in FILES.items():
        path = root / pattern.format(name=name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.format(name=name, title=name.capitalize()), "utf-8")
        made.append(path)
    return made


def main() -> int:
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if reason := objection(name):
        print(reason, file=sys.stderr)
        return 1
    scaffold(name)
    print(LEFT.format(name=name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
