"""The command line: an instrument that the team wrote."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from capacity import queries, services
from capacity.instruments import CURRENT, DATA
from capacity.models import Point, TakenInstrument
from kernel.db import db, write
from kernel.rules import NOBODY
from programme.queries import get_participation
from tests.make.programme import make_participation

pytestmark = pytest.mark.database
CODE, VERSION = CURRENT
SHIPPED: dict[str, Any] = json.loads((DATA / f"{CODE}-{VERSION}.json").read_text("utf-8"))
NEXT = VERSION + 1


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What an earlier test took in was rolled back; instruments are kept for a whole process."""
    queries.get_instrument.cache_clear()


def run(app: Flask, folder: Path, told: Any, *words: str) -> tuple[int, str]:
    db.session.rollback()
    path = folder / "olcek.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    arguments = ["capacity", "instrument", "import", str(path), *words]
    done = app.test_cli_runner().invoke(args=arguments)
    return done.exit_code, done.output


def changed(**anything: Any) -> dict[str, Any]:
    return deepcopy(SHIPPED) | {"version": NEXT} | anything


def test_the_next_version_is_what_new_assessments_are_filled_in_with(
    app: Flask, tmp_path: Path
) -> None:
    begun, fresh = make_participation(), make_participation()
    with write():
        services.begin(get_participation(begun.id), Point.START, by=NOBODY)
    told = changed(title={"tr": "İkinci sürüm", "en": "Second version"})
    assert run(app, tmp_path, told, "--check") == (
        0,
        f"{CODE}, version {NEXT}, municipal: 41 items. Not taken in.\n",
    )
    assert db.session.scalars(select(TakenInstrument)).all() == []
    assert run(app, tmp_path, told)[0] == 0
    with write():
        start = services.begin(get_participation(fresh.id), Point.START, by=NOBODY)
        end = services.begin(get_participation(begun.id), Point.END, by=NOBODY)
    assert (start.version, end.version) == (NEXT, VERSION)
    assert str(queries.instrument_of(start).title) == "İkinci sürüm"
    code, output = run(app, tmp_path, told)
    assert (code, f"the next of {CODE} is {NEXT + 1}" in output) == (1, True)


def fault(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    told = changed()
    where: Any = told
    for step in path[:-1]:
        where = where[step]
    if value is None:
        del where[path[-1]]
    else:
        where[path[-1]] = value
    return told


ITEM = ("dimensions", 1, "items", 2)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        (changed(code="Büyük"), "code: 3 to 60"),
        (changed(version=True), "version: a whole number"),
        (changed(version=7), "version: the next of"),
        (changed(track="villages"), "track: one of municipality, civic"),
        (fault(("title", "en"), None), "title: words in tr and en"),
        (fault(("about", "tr"), " "), "about: nothing in tr"),
        (fault(("scale",), SHIPPED["scale"][:3]), "a scale has 5 steps"),
        (fault(("dimensions",), []), "dimensions: a list that is not empty"),
        (fault((*ITEM, "code"), None), "heading 2 (B), item 3: code is missing"),
        (fault((*ITEM, "kind"), "stars"), "heading 2 (B), item 3 (B3): kind is one of"),
        (fault((*ITEM, "weight"), 9), "heading 2 (B), item 3 (B3): a weight is 1, 2 or 3"),
        (fault((*ITEM, "code"), "A1"), "the code A1 stands twice"),
        (fault(("dimensions", 0, "code"), "Z"), "headings: those of version 1 are A, B"),
    ],
)
def test_a_fault_is_told_with_its_place(app: Flask, tmp_path: Path, told: Any, words: str) -> None:
    code, output = run(app, tmp_path, told)
    assert code == 1
    assert words in output
    assert db.session.scalars(select(TakenInstrument)).all() == []
