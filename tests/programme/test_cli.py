"""The command line: who is of the programme's team first."""

import pytest
from flask import Flask

from kernel.db import db
from programme.models import ProgrammeRole, RoleHeld
from tests.make.accounts import make_account


def run(app: Flask, *words: str) -> tuple[int, str]:
    db.session.rollback()
    done = app.test_cli_runner().invoke(args=["programme", "add", *words])
    return done.exit_code, done.output


def test_the_first_of_the_team(app: Flask) -> None:
    person = make_account()
    email = person.email or ""
    assert run(app, email)[0] == 0
    held = db.session.query(RoleHeld).one()
    assert (held.person_id, held.role, held.given_by_id) == (person.id, ProgrammeRole.TEAM, None)
    code, told = run(app, email)
    assert (code, email in told) == (1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [(["yok@ornek.example"], "no account"), (["a@b.example", "--role", "chief"], "unknown")],
)
def test_what_cannot_be_given_is_told(app: Flask, words: list[str], told: str) -> None:
    code, output = run(app, *words)
    assert code == 1
    assert told in output
    assert db.session.query(RoleHeld).all() == []
