"""A name never stands beside a choice: not in a table, a log, a mail, a notice, a page."""

import base64
import contextlib
import json
import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from accounts.models import Person
from kernel import clock, keys, ledgers, worker
from kernel.db import Base, db
from kernel.ledgers import METADATA
from tests.client import Client
from tests.make.casting import ballots, entries, opened, vote
from tests.make.places import make_municipality, make_person
from tests.make.voting import count, make_election, make_vote
from tests.moment import NOW
from tests.raw import bytes_of
from voting import box, queries
from voting.models import Election
from web.tasks import TASKS

SLUG = "cinarli"
AFTER = NOW + timedelta(days=14)
#: the only things the box may hold, and the roll
INBOX = {"id", "election_id", "kind", "tag", "revision", "sealed"}
LOG = {*INBOX, "seq", "leaf"}
ENTRY = {
    *("id", "election_id", "email_proof_id", "residence_proof_id", "identity_tag"),
    *("channel", "neighbourhood_id", "hour", "desk_id"),
}
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
    cast_it(browser, election, reviewed(browser, election, choice))
    return browser


def booth_of(election: Election) -> str:
    return f"/{SLUG}/oylamalar/{election.id}/oy"


def reviewed(browser: Client, election: Election, choice: int) -> str:
    """The sealed choice of the review page."""
    review = browser.post(booth_of(election), {"choice": [str(choice)]})
    assert review.status_code == 200
    token = re.search(r'name="token"[^>]*value="([^"]+)"', review.text)
    assert token is not None
    return token[1]


def cast_it(browser: Client, election: Election, token: str) -> None:
    answer = browser.post(f"{booth_of(election)}/ver", {"token": token})
    assert answer.status_code == 303
    assert browser.get(answer.location).status_code == 200


# --- what is stored -----------------------------------------------------------------------------


def test_box_and_roll_hold_these_columns_and_no_other(app: Flask) -> None:
    """Each in a metadata of its own, where no key can lead from one to the other."""
    roll, urn = (
        {name: set(table.columns.keys()) for name, table in metadata.tables.items()}
        for metadata in (METADATA[ledgers.ROLL], METADATA[ledgers.BOX])
    )
    assert set(roll) == {"roll_entry", "roll_line", "roll_begun", "roll_replaced", "roll_void"}
    assert roll["roll_replaced"] == {"entry_id", "channel"}
    assert roll["roll_void"] == {"election_id", "identity_tag"}
    assert roll["roll_begun"] == {"election_id", "number"}
    assert roll["roll_entry"] == ENTRY
    assert roll["roll_line"] == {"election_id", "identity_tag", "neighbourhood_id"}
    assert set(urn) == {"box", "inbox", "log", "tree_head"}
    assert (urn["inbox"], urn["log"]) == (INBOX, LOG)
    everywhere = [*METADATA.values(), Base.metadata]
    assert not set(Base.metadata.tables) & {*roll, *urn}
    pointing = [
        f"{table.name}.{key.parent.name}"
        for metadata in everywhere
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if {table.name, key.target_fullname.split(".")[0]} & {*roll, *urn}
    ]
    assert pointing == []


def test_roll_and_box_are_not_one_database(app: Flask) -> None:
    """Two files on SQLite, two schemas on PostgreSQL; neither sees the other's tables."""
    for name, theirs in ((ledgers.ROLL, "inbox"), (ledgers.BOX, "roll_entry")):
        with pytest.raises(Exception, match=theirs), ledgers.read(name) as connection:
            connection.execute(text(f"SELECT * FROM {theirs}"))


@pytest.mark.parametrize(
    ("name", "table"), [(ledgers.ROLL, "roll_entry"), (ledgers.BOX, "inbox"), (ledgers.BOX, "log")]
)
def test_box_and_roll_keep_no_order(app: Flask, name: str, table: str) -> None:
    """No rowid on SQLite, no sequence anywhere: a growing number would tell who came when."""
    with ledgers.read(name) as connection:
        if connection.dialect.name == "sqlite":
            with pytest.raises(Exception, match="rowid"):
                connection.execute(text(f"SELECT rowid FROM {table}"))
        else:
            counted = text("SELECT count(*) FROM pg_sequences WHERE schemaname IN ('roll', 'box')")
            assert connection.scalar(counted) == 0


def test_no_other_table_holds_the_choice(app: Flask, election: Election) -> None:
    """Everything that casting writes, read back: audit, outbox, notices, drafts, sessions."""
    before = everything()
    choice = number_of(election)
    through_the_booth(app, election, make_person(), choice)
    after = everything()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"inbox", "roll_entry", "person", "email_proof", "sign_in"}
    assert {"inbox", "roll_entry"} < changed
    written = {name: after[name] - before[name] for name in changed}
    for name, rows in written.items():
        assert MARKED not in str(rows), name
        assert "choice" not in str(rows), name
    tags = {ballot.tag for ballot in ballots(election)}
    for name, rows in after.items():
        if name != "inbox":
            assert not [tag for tag in tags if tag in str(rows)], name
    assert opened(election) == [[str(choice)]]


def everything() -> dict[str, set[str]]:
    """Every row of the three databases."""
    db.session.rollback()
    found = {
        table.name: {str(tuple(row)) for row in db.session.execute(select(table))}
        for table in Base.metadata.sorted_tables
    }
    for name, metadata in METADATA.items():
        with ledgers.read(name) as connection:
            for table in metadata.sorted_tables:
                rows = connection.execute(select(table))
                found[table.name] = {str(tuple(row)) for row in rows}
    return found


def test_a_cast_writes_no_moment_and_no_growing_number(
    app: Flask, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing finer than the hour: at whichever minute somebody votes, the rows are the same."""
    monkeypatch.setitem(app.config, "THROTTLE", True)
    person = make_person()
    browser = Client(app).sign_in(person)
    before = everything()
    with clock.held(NOW.replace(minute=17, second=23, microsecond=4711)):
        token = reviewed(browser, election, number_of(election))
        before["throttle"] = everything()["throttle"]
        cast_it(browser, election, token)
    after = everything()
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert set(changed) == {"roll_entry", "inbox", "throttle"}
    rows = str(changed)
    assert "17, 23" not in rows
    assert ":17:23" not in rows
    assert "4711" not in rows
    with db.engine.connect() as connection:
        ends = connection.execute(select(Base.metadata.tables["throttle"].c.expires_at)).scalars()
        assert {(end.minute, end.second, end.microsecond) for end in ends} == {(0, 0, 0)}
    (entry,) = entries(election)
    assert entry.hour == NOW.replace(minute=0)


# --- what is said -------------------------------------------------------------------------------


def test_logs_name_no_choice(
    app: Flask, election: Election, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    through_the_booth(app, election, make_person(), number_of(election))
    with clock.held(AFTER):
        count(election)
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
        if statement.startswith("INSERT INTO inbox"):
            marks.append(parameters)
            raise disk_full()

    browser = Client(app).sign_in(person)
    token = reviewed(browser, election, choice)
    urn = ledgers.engine(ledgers.BOX)
    event.listen(urn, "before_cursor_execute", full)
    try:
        answer = browser.post(f"{booth_of(election)}/ver", {"token": token})
    finally:
        event.remove(urn, "before_cursor_execute", full)
    assert marks, "the ballot was not even tried"
    sealed = re.findall(r"[0-9a-f]{64}", str(marks))
    assert answer.status_code in (500, 507)
    assert MARKED not in answer.text
    assert token not in answer.text
    assert token not in caplog.text
    assert f'["{choice}"]' not in caplog.text
    assert sealed
    assert not [tag for tag in sealed if tag in caplog.text]
    assert ballots(election) == []
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
    assert ballots(election) == []
    again = other.post(path, {"back": "y", "token": token[1]}).text
    assert not re.search(r'<input[^>]*name="choice"[^>]*\bchecked\b', again)
    own = first.post(path, {"back": "y", "token": token[1]}).text
    assert re.search(r"<input[^>]*\bchecked\b", own)


# --- after the count ----------------------------------------------------------------------------


def test_after_the_count_roll_and_box_meet_no_more(app: Flask, election: Election) -> None:
    for _number in range(3):
        vote(election, make_person(), MARKED)
    tags = {ballot.tag for ballot in ballots(election)}
    numbers = [str(entry.id) for entry in entries(election)]
    assert {keys.tag(election.key_name, f"entry:{number}") for number in numbers} == tags
    with clock.held(AFTER):
        count(election)
        worker.run_once(TASKS, lambda _m: None)
    assert not keys.exists(election.key_name)
    assert tags == {ballot.tag for ballot in ballots(election)}
    stored = str(everything()) + str(app.config)
    for number in numbers:
        for name in (election.key_name, election.log_key_name, "ballot-order", "SECRET"):
            for asked in (number, f"entry:{number}"):
                assert keys.derived(name, asked, length=64)[:32] not in stored
    with pytest.raises(keys.KeyMissing):
        keys.tag(election.key_name, f"entry:{numbers[0]}")
    # No key that is left makes a tag of an entry.
    folder = [path for path in Path(app.config["KEY_DIR"]).iterdir() if path.is_file()]
    assert not [path for path in folder if path.stem == election.key_name]
    for path in folder:
        made = {keys.tag(path.stem, f"entry:{number}") for number in numbers}
        assert not made & tags


def test_the_key_lies_nowhere_once_it_is_destroyed(app: Flask, election: Election) -> None:
    """Neither moved nor copied: every file of the installation is read, the databases' too."""
    vote(election, make_person(), MARKED)
    key = keys.read(election.key_name)
    shapes = (key, key.hex().encode(), base64.b64encode(key)[:42], base64.urlsafe_b64encode(key))
    places = [Path(app.config[name]) for name in ("INSTANCE_DIR", "KEY_DIR", "BUNDLE_DIR")]
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            places.append(Path(str(connection.scalar(text("SHOW data_directory")))))
    assert holding(places, shapes) == {f"{election.key_name}.key"}
    with clock.held(AFTER):
        count(election)
        worker.run_once(TASKS, lambda _m: None)
    assert holding(places, shapes) == set()


def holding(places: list[Path], shapes: Sequence[bytes]) -> set[str]:
    """Files in which the key stands in some shape."""
    found = set()
    for place in places:
        for path in place.rglob("*"):
            with contextlib.suppress(OSError):
                whole = bytes_of(path) if path.is_file() else b""
                if any(shape in whole for shape in shapes):
                    found.add(path.name)
    return found


def test_receipts_end_with_the_key(app: Flask, election: Election) -> None:
    """What the server could show after the count would join person and ballot."""
    person = make_person()
    browser = through_the_booth(app, election, person, number_of(election))
    with clock.held(AFTER):
        count(election)
    leaf = box_leaf(election)
    page = browser.get(f"{booth_of(election)}/alindi").text
    assert leaf not in page
    assert " ".join(leaf[at : at + 4] for at in range(0, 64, 4)) not in page


def box_leaf(election: Election) -> str:
    with ledgers.read(ledgers.BOX) as connection:
        (leaf,) = box.list_hashes(connection, election.id)
    return leaf.hex()
