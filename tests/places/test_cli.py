"""The command line: the register, a municipality that joins, its first administrator."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from kernel import outbox
from kernel.db import db
from kernel.rules import Role
from places import gazetteer, queries
from places.models import (
    District,
    LegalKind,
    Province,
    RegisteredMunicipality,
    RegisteredNeighbourhood,
)
from tests.make.places import make_municipality, make_person, make_unit

#: Bayburt: few rows, a whole province
PROVINCE = 69


@pytest.fixture
def small_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """One province: the whole register is proved by its own tests."""
    districts = [row for row in gazetteer.districts() if row.province_id == PROVINCE]
    inside = {row.id for row in districts}
    kept: dict[str, list[Any]] = {
        "provinces": [row for row in gazetteer.provinces() if row.id == PROVINCE],
        "districts": districts,
        "municipalities": [r for r in gazetteer.municipalities() if r.province_id == PROVINCE],
        "neighbourhoods": [r for r in gazetteer.neighbourhoods() if r.district_id in inside],
    }
    for name, rows in kept.items():
        monkeypatch.setattr(gazetteer, name, lambda rows=rows: iter(rows))


def run(app: Flask, *words: str) -> Any:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["places", *words])


def counts() -> list[int]:
    tables = (Province, District, RegisteredMunicipality, RegisteredNeighbourhood)
    return [db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables]


def test_the_register_comes_in_once(app: Flask, small_register: None) -> None:
    assert run(app, "import").exit_code == 0
    first = counts()
    assert first[0] == 1
    assert min(first) > 0
    db.session.execute(update(Province).values(name="Eski ad"))
    db.session.commit()
    assert run(app, "import").exit_code == 0
    assert counts() == first
    assert db.session.scalars(select(Province.name)).one() == "Bayburt"


def test_a_municipality_joins_with_its_neighbourhoods_and_texts(
    app: Flask, small_register: None
) -> None:
    run(app, "import")
    key = db.session.scalars(
        select(RegisteredMunicipality.id).where(RegisteredMunicipality.name == "Bayburt")
    ).one()
    done = run(
        app, "municipality", "add", "--slug", "bayburt", "--name", "Bayburt", "--registered", key
    )
    assert done.exit_code == 0, done.output
    town = queries.find_municipality("bayburt")
    assert town is not None
    assert town.official_name == "Bayburt Belediyesi"
    assert len(queries.list_neighbourhoods(town.id)) > 5
    notice = queries.find_legal_text(town.id, LegalKind.PRIVACY)
    assert notice is not None
    assert "Bayburt Belediyesi" in notice.html
    assert "{" not in notice.body


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--slug", "giris", "--name", "X"], "--slug giris"),
        (["--slug", "Çınarlı", "--name", "X"], "--slug Çınarlı"),
        (["--slug", "cinarli", "--name", "X"], "taken"),
        (["--slug", "yeni", "--name", "X", "--registered", "town:0"], "--registered town:0"),
    ],
)
def test_what_is_wrong_with_a_municipality_is_named(
    app: Flask, words: list[str], named: str
) -> None:
    make_municipality(slug="cinarli")
    done = run(app, "municipality", "add", *words)
    assert done.exit_code == 1
    assert named in done.output
    assert queries.find_municipality("yeni") is None


def test_a_role_for_an_account_and_an_invitation_for_a_stranger(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    unit = make_unit(town)
    person, unproved = make_person(), make_person(confirmed=False)
    words = ["--municipality", "cinarli", "--role", "administrator"]
    assert "is now administrator" in run(app, "staff", "add", person.email or "", *words).output
    again = run(app, "staff", "add", person.email or "", *words)
    assert again.exit_code == 1
    for email in ("yeni@cinarli.example", unproved.email or ""):
        assert "invitation" in run(app, "staff", "add", email, *words).output
    assert [row.role for row in queries.list_staff(town.id)] == [Role.ADMINISTRATOR]
    assert len(db.session.scalars(select(outbox.Errand)).all()) == 2
    words = [
        "--municipality",
        "cinarli",
        "--role",
        "unit_officer",
        "--unit",
        "fen işleri müdürlüğü",
    ]
    assert run(app, "staff", "add", person.email or "", *words).exit_code == 0
    assert unit.id in {row.unit_id for row in queries.list_staff(town.id)}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["x", "--municipality", "cinarli", "--role", "auditor"], "not an e-mail address"),
        (["a@b.example", "--municipality", "yok", "--role", "auditor"], "known: cinarli"),
        (["a@b.example", "--municipality", "cinarli", "--role", "king"], "--role king"),
        (["a@b.example", "--municipality", "cinarli", "--role", "unit_officer"], "--unit"),
        (
            ["a@b.example", "--municipality", "cinarli", "--role", "auditor", "--unit", "Yok"],
            "--unit Yok",
        ),
    ],
)
def test_what_is_wrong_with_staff_is_named(app: Flask, words: list[str], named: str) -> None:
    make_municipality(slug="cinarli")
    done = run(app, "staff", "add", *words)
    assert done.exit_code == 1
    assert named in done.output
    assert db.session.scalars(select(outbox.Errand)).all() == []
