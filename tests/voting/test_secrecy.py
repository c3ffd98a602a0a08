"""A name never stands beside a choice: not in a table, a log, a mail, a notice, a page."""

import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from accounts.models import Person
from kernel import clock, keys, worker
from kernel.db import Base, db
from tests.client import Client
from tests.make.places import make_municipality, make_person, visitor
from tests.make.voting import make_election, make_vote
from tests.moment import NOW
from voting import casting, queries
from voting.models import Ballot, Election, RollEntry
from web.tasks import TASKS

SLUG = "cinarli"
AFTER = NOW + timedelta(days=14)
#: the only things the box may hold, and the roll
BOX = {"id", "election_id", "tag", "revision", "choice"}
ROLL = {"id", "election_id", "email_proof_id", "residence_proof_id", "identity_tag"}
#: a mark that no other text of the house has
MARKED = "Yüzen iskele Ğ7"


@pytest.fixture
def election(app: Flask) -> Election:
    vote = make_vote(make_municipality(slug=SLUG), closes_at=AFTER - timedelta(hours=1))
    return make_election(vote, titles=(MARKED, "Mahalle bostanı", "Kuş gözlem noktası"))


def number_of(election: Election, title: str = MARKED) -> int:
    return next(o.id for o in queries.get_election(election.id).options if o.title == title)


def through_the_booth(app: Flask, election: Election, person: Person, choice: int) -> Client:
    """As a browser does it: mark, look over, confirm."""
    browser = Client(app).sign_in(person)
    path = f"/{SLUG}/oylamalar/{election.id}/oy"
    review = browser.post(path, {"choice": [str(choice)]})
    assert review.status_code == 200
    token = re.search(r'name="token"[^>]*value="([^"]+)"', review.text)
    assert token is not None
    answer = browser.post(f"{path}/ver", {"token": token[1]})
    assert answer.status_code == 303
    assert browser.get(answer.location).status_code == 200
    return browser


def ballots() -> list[Ballot]:
    db.session.rollback()
    return list(db.session.scalars(select(Ballot)))


# --- what is stored -----------------------------------------------------------------------------


def test_box_and_roll_hold_these_columns_and_no_other(app: Flask) -> None:
    tables = Base.metadata.tables
    assert {column.name for column in tables["ballot"].columns} == BOX
    assert {column.name for column in tables["roll_entry"].columns} == ROLL
    assert not [key for key in tables["ballot"].foreign_keys if key.column.table.name != "election"]
    pointing = [
        f"{table.name}.{key.parent.name}"
        for table in tables.values()
        for key in table.foreign_keys
        if key.column.table.name in ("ballot", "roll_entry")
    ]
    assert pointing == []


def test_the_box_keeps_no_order(app: Flask) -> None:
    """No rowid on SQLite: a growing number would tell who came when."""
    if db.engine.dialect.name == "sqlite":
        with pytest.raises(Exception, match="rowid"):
            db.session.execute(text("SELECT rowid FROM ballot"))
        db.session.rollback()


def test_numbers_of_box_and_roll_are_random(app: Flask, election: Election) -> None:
    for _ in range(6):
        casting.cast(election, by=visitor(make_person()), choice=[number_of(election)])
    numbers = [ballot.id for ballot in ballots()]
    entries = db.session.scalars(select(RollEntry.id)).all()
    assert len(numbers) == len(entries) == 6
    assert {number.version for number in (*numbers, *entries)} == {4}
    assert not set(numbers) & set(entries)


def test_no_other_table_holds_the_choice(app: Flask, election: Election) -> None:
    """Everything that casting writes, read back: audit, outbox, notices, drafts, sessions."""
    before = everything()
    choice = number_of(election)
    through_the_booth(app, election, make_person(), choice)
    after = everything()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"ballot", "roll_entry", "person", "email_proof", "sign_in", "data_version"}
    written = {name: after[name] - before[name] for name in changed - {"ballot"}}
    for name, rows in written.items():
        assert MARKED not in str(rows), name
        assert "choice" not in str(rows), name
    tags = {ballot.tag for ballot in ballots()}
    for name, rows in after.items():
        if name != "ballot":
            assert not [tag for tag in tags if tag in str(rows)], name


def everything() -> dict[str, set[str]]:
    db.session.rollback()
    return {
        table.name: {str(tuple(row)) for row in db.session.execute(select(table))}
        for table in Base.metadata.sorted_tables
    }


# --- what is said -------------------------------------------------------------------------------


def test_logs_name_no_choice(
    app: Flask, election: Election, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    through_the_booth(app, election, make_person(), number_of(election))
    with clock.held(AFTER):
        worker.run_once(TASKS, lambda _m: None)
    said = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert MARKED not in said
    assert "choice" not in said


def test_a_ballot_that_cannot_be_stored_is_not_logged(
    app: Flask, election: Election, caplog: pytest.LogCaptureFixture
) -> None:
    choice = number_of(election)
    person, marks = make_person(), []

    def full(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO ballot"):
            marks.append(parameters)
            raise disk_full()

    browser = Client(app).sign_in(person)
    path = f"/{SLUG}/oylamalar/{election.id}/oy"
    token = re.search(
        r'name="token"[^>]*value="([^"]+)"', browser.post(path, {"choice": [str(choice)]}).text
    )
    assert token is not None
    event.listen(db.engine, "before_cursor_execute", full)
    try:
        answer = browser.post(f"{path}/ver", {"token": token[1]})
    finally:
        event.remove(db.engine, "before_cursor_execute", full)
    assert marks, "the ballot was not even tried"
    assert answer.status_code in (500, 507)
    assert MARKED not in answer.text
    assert token[1] not in answer.text
    assert token[1] not in caplog.text
    assert f"[{choice}]" not in caplog.text
    assert ballots() == []
    db.session.rollback()
    assert "draft" not in {t for t, rows in everything().items() if t == "draft" and rows}


def disk_full() -> Exception:
    if db.engine.dialect.name == "sqlite":
        from pysqlite3 import dbapi2  # noqa: PLC0415

        return dbapi2.OperationalError("database or disk is full")  # type: ignore[no-any-return]
    from psycopg.errors import DiskFull  # noqa: PLC0415

    return DiskFull("No space left on device")


def test_no_page_shows_a_choice_again(app: Flask, election: Election) -> None:
    """After the vote the server cannot tell the voter's own choice, and no cache keeps it."""
    browser = through_the_booth(app, election, make_person(), number_of(election))
    path = f"/{SLUG}/oylamalar/{election.id}"
    assert MARKED not in browser.get(f"{path}/oy/alindi").text
    booth = browser.get(f"{path}/oy").text
    assert "checked" not in re.sub(r"<[^>]*\b(theme|tema)\b[^>]*>", "", booth)
    data = browser.get("/hesap/verilerim/indir")
    assert MARKED not in data.text
    assert "choice" not in json.dumps(data.get_json())


def test_pages_with_a_choice_are_kept_nowhere(app: Flask, election: Election) -> None:
    browser = Client(app).sign_in(make_person())
    path = f"/{SLUG}/oylamalar/{election.id}/oy"
    for answer in (
        browser.get(path),
        browser.post(path, {"choice": [str(number_of(election))]}),
        browser.post(path, {"choice": []}),
    ):
        assert "no-store" in answer.headers["Cache-Control"], answer.status


def test_the_choice_is_in_no_address(app: Flask, election: Election) -> None:
    """Addresses stand in logs and histories."""
    person = make_person()
    browser = Client(app).sign_in(person)
    path = f"/{SLUG}/oylamalar/{election.id}/oy"
    page = browser.post(path, {"choice": [str(number_of(election))]}).text
    forms = re.findall(r"<form[^>]*>", page)
    assert forms
    assert not [form for form in forms if "/oy" in form and 'method="post"' not in form.lower()]
    links = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert not [link for link in links if "choice" in link or "token" in link]


def test_a_sealed_choice_of_somebody_else_casts_nothing(app: Flask, election: Election) -> None:
    """Neither does it show that person's choice."""
    path = f"/{SLUG}/oylamalar/{election.id}/oy"
    first = Client(app).sign_in(make_person())
    page = first.post(path, {"choice": [str(number_of(election))]}).text
    token = re.search(r'name="token"[^>]*value="([^"]+)"', page)
    assert token is not None
    other = Client(app).sign_in(make_person())
    assert other.post(f"{path}/ver", {"token": token[1]}).status_code == 422
    assert ballots() == []
    again = other.post(path, {"back": "y", "token": token[1]}).text
    assert not re.search(r'<input[^>]*name="choice"[^>]*\bchecked\b', again)
    own = first.post(path, {"back": "y", "token": token[1]}).text
    assert re.search(r"<input[^>]*\bchecked\b", own)


# --- after the count ----------------------------------------------------------------------------


def test_after_the_count_roll_and_box_meet_no_more(app: Flask, election: Election) -> None:
    people = [make_person() for _ in range(3)]
    for person in people:
        casting.cast(election, by=visitor(person), choice=[number_of(election)])
    tags = {ballot.tag for ballot in ballots()}
    entries = [str(number) for number in db.session.scalars(select(RollEntry.id))]
    assert {keys.tag(election.key_name, entry) for entry in entries} == tags
    for moment in (AFTER, AFTER + timedelta(minutes=5)):
        with clock.held(moment):
            worker.run_once(TASKS, lambda _m: None)
    assert not keys.exists(election.key_name)
    stored = str(everything()) + str(app.config)
    assert tags <= {ballot.tag for ballot in ballots()}
    for entry in entries:
        for name in (election.key_name, "ballot-order", "SECRET"):
            assert keys.derived(name, entry, length=64)[:32] not in stored
    with pytest.raises(Exception, match=r".+"):
        keys.tag(election.key_name, entries[0])
    folder = keys_folder(app)
    assert [path for path in folder if election.key_name in path.name] == []


def keys_folder(app: Flask) -> list[Any]:
    return list(Path(app.config["KEY_DIR"]).rglob("*"))
