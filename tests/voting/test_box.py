"""The box: batches of twenty from forty, signed heads, a log that only grows."""

import itertools
import secrets
import threading
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update

from kernel import clock, keys, ledgers, worker
from kernel.db import db, write
from kernel.outbox import Errand
from tests.make.casting import ballots, heads, logged, vote, waiting
from tests.make.places import make_person
from tests.make.voting import close, make_election
from tests.moment import NOW
from tests.raw import bytes_of
from verify import merkle as verifier
from voting import box, merkle, queries, sealing, services
from voting.box import INBOX, LOG, batches
from voting.models import Election
from web.tasks import QUARTERLY, TASKS

HOUR = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIGNER = box.Signer(7, "ab" * 32, bytes(range(32)))
PUBLIC = sealing.log_public(SIGNER.seed)


def row(revision: int = 1, tag: str = "") -> box.Row:
    return box.Row(
        uuid.uuid4(),
        sealing.BALLOT,
        tag or secrets.token_hex(32),
        revision,
        secrets.token_bytes(90),
    )


def fill(number: int, election_id: int = 7) -> list[box.Row]:
    rows = [row() for _place in range(number)]
    for one in rows:
        box.put(election_id, one)
    return rows


def batch(*, everything: bool = False) -> int:
    with ledgers.write(ledgers.BOX) as connection:
        return box.batch(connection, SIGNER, hour=HOUR, everything=everything)


def waits(election_id: int = 7) -> set[uuid.UUID]:
    with ledgers.read(ledgers.BOX) as connection:
        rows = connection.execute(select(INBOX.c.id).where(INBOX.c.election_id == election_id))
        return set(rows.scalars())


def log() -> list[box.Row]:
    with ledgers.read(ledgers.BOX) as connection:
        return list(box.list_log(connection, 7))


def signed_heads() -> list[dict[str, Any]]:
    with ledgers.read(ledgers.BOX) as connection:
        return box.list_heads(connection, 7)


# --- batches ------------------------------------------------------------------------------------


def test_thirty_nine_wait(app: Flask) -> None:
    rows = fill(39)
    assert batch() == 0
    assert waits() == {one.id for one in rows}
    assert (log(), signed_heads()) == ([], [])


def test_of_forty_a_random_twenty_move(app: Flask) -> None:
    rows = fill(40)
    assert batch() == 20
    moved = {one.id for one in log()}
    assert len(moved) == 20
    assert waits() | moved == {one.id for one in rows}
    assert not waits() & moved
    assert batch() == 0  # twenty are left


@pytest.mark.parametrize(("number", "moved"), [(41, 20), (59, 20), (60, 40), (79, 40), (80, 60)])
def test_at_least_twenty_stay_behind(app: Flask, number: int, moved: int) -> None:
    fill(number)
    assert batch() == moved
    assert len(waits()) == number - moved
    assert [head["size"] for head in signed_heads()] == list(range(20, moved + 1, 20))


def test_which_move_and_in_which_order_is_drawn(app: Flask) -> None:
    """Neither the first that came, nor the last, nor by any column."""
    rows = fill(40)
    batch()
    places = [rows.index(one) for one in log()]
    assert places != sorted(places)
    assert set(places) not in (set(range(20)), set(range(20, 40)))
    for column in ("id", "tag"):
        inside = [getattr(one, column) for one in log()]
        everyone = sorted(getattr(one, column) for one in rows)
        assert inside != sorted(inside)
        assert set(inside) not in (set(everyone[:20]), set(everyone[20:]))


def test_at_the_end_everything_moves(app: Flask) -> None:
    rows = fill(57)
    assert batch() == 20
    assert batch(everything=True) == 37
    assert waits() == set()
    assert {one.id for one in log()} == {one.id for one in rows}
    assert batch(everything=True) == 0
    assert [head["size"] for head in signed_heads()] == [20, 57]


def test_an_empty_box_has_no_head(app: Flask) -> None:
    assert batch(everything=True) == 0
    assert signed_heads() == []


def test_other_elections_lie_still(app: Flask) -> None:
    others = fill(45, election_id=8)
    fill(40)
    batch()
    batch(everything=True)
    assert waits(8) == {one.id for one in others}
    with ledgers.read(ledgers.BOX) as connection:
        assert box.list_heads(connection, 8) == []
        kept = connection.execute(select(INBOX).where(INBOX.c.election_id == 8)).all()
    assert {bytes(one.sealed) for one in kept} == {one.sealed for one in others}


def test_what_is_left_lies_there_unchanged(app: Flask) -> None:
    rows = {one.id: one for one in fill(40)}
    batch()
    with ledgers.read(ledgers.BOX) as connection:
        for one in connection.execute(select(INBOX)):
            assert (
                box.Row(one.id, one.kind, one.tag, one.revision, bytes(one.sealed)) == rows[one.id]
            )


def test_after_a_batch_no_row_keeps_the_mark_of_its_own_transaction(app: Flask) -> None:
    """On PostgreSQL `xmin` and the place on the page, on SQLite the journal and free pages."""
    rows = fill(40)
    batch()
    with ledgers.read(ledgers.BOX) as connection:
        box.shake_out(connection)
    with ledgers.read(ledgers.BOX) as connection:
        if connection.dialect.name == "postgresql":
            for table in ("inbox", "log"):
                found = connection.execute(
                    text(f"SELECT xmin::text, id FROM {table} ORDER BY ctid")
                )
                marks, ids = zip(*found.all(), strict=True)
                assert len(set(marks)) == 1
                order = [next(n for n, one in enumerate(rows) if one.id == id_) for id_ in ids]
                assert order != sorted(order)
            return
    path = Path(str(ledgers.engine(ledgers.BOX).url.database))
    assert not (wal := path.with_name(f"{path.name}-wal")).exists() or wal.stat().st_size == 0
    whole = bytes_of(path)
    kept = waits()
    with ledgers.read(ledgers.BOX) as connection:
        for one in rows:
            assert one.sealed is not None
            assert whole.count(one.sealed) == 1, "an old copy of a ballot lies in the file"
    assert len(kept) == 20


# --- the log ------------------------------------------------------------------------------------


def test_heads_are_signed_and_consistent(app: Flask) -> None:
    for _round in range(4):
        fill(40)
        batch()
    fill(3)
    batch(everything=True)
    hashes = [merkle.leaf_hash(one.leaf("7", "ab" * 32)) for one in log()]
    tree = verifier.Tree(hashes)
    found = signed_heads()
    assert found[-1]["size"] == len(hashes) == 163
    for head in found:
        assert sealing.is_signed(PUBLIC, head)
        assert head["hour"] == "2026-11-22T12:00:00Z"
        assert head["root"] == merkle.root(hashes[: head["size"]]).hex()
    for early, late in itertools.pairwise(found):
        shown = tree.consistency(early["size"], late["size"])
        roots = bytes.fromhex(early["root"]), bytes.fromhex(late["root"])
        assert verifier.extends(early["size"], late["size"], *roots, shown)
    with ledgers.read(ledgers.BOX) as connection:
        assert box.list_hashes(connection, 7) == hashes
        assert box.newest_head(connection, 7) == found[-1]


def test_appended_leaves_go_on_where_the_batch_ended(app: Flask) -> None:
    voids = [row(tag=one.tag, revision=2) for one in fill(3)]
    batch(everything=True)
    with ledgers.write(ledgers.BOX) as connection:
        box.append(connection, SIGNER, voids, hour=HOUR)
        box.append(connection, SIGNER, [], hour=HOUR)
    assert [head["size"] for head in signed_heads()] == [3, 6]


@pytest.mark.parametrize("table", [LOG, box.HEAD])
@pytest.mark.parametrize("verb", ["update", "delete", "truncate"])
def test_the_log_refuses_every_change(app: Flask, table: Any, verb: str) -> None:
    fill(40)
    batch()
    before = log(), signed_heads()
    statements: dict[str, Any] = {
        "update": update(table).values(election_id=9),
        "delete": delete(table),
        "truncate": text(f"TRUNCATE {table.name}"),
    }
    with ledgers.engine(ledgers.BOX).connect() as connection:
        unknown = connection.dialect.name == "sqlite" and verb == "truncate"
        with pytest.raises(Exception, match="syntax" if unknown else "the log only grows"):
            connection.execute(statements[verb])
    assert (log(), signed_heads()) == before


def test_no_place_of_the_log_is_filled_twice(app: Flask) -> None:
    fill(40)
    batch()
    first = log()[0]
    with pytest.raises(Exception, match=r"(?i)unique"), ledgers.write(ledgers.BOX) as connection:
        connection.execute(
            insert(LOG).values(
                election_id=7, seq=0, leaf=bytes(32), **{**vars(row()), "tag": first.tag}
            )
        )


# --- putting in ---------------------------------------------------------------------------------


def test_a_closed_box_takes_nothing(app: Flask) -> None:
    with ledgers.write(ledgers.BOX) as connection:
        box.close(connection, 7)
    with pytest.raises(box.Closed):
        fill(1)
    assert waits() == set()
    fill(1, election_id=8)


def test_a_revision_that_went_into_the_log_is_taken(app: Flask) -> None:
    """The inbox has forgotten it, the log has not."""
    (one,) = fill(1)
    batch(everything=True)
    for again in (row(tag=one.tag), box.Row(one.id, one.kind, row().tag, 1, b"x")):
        with pytest.raises(box.Taken):
            box.put(7, again)
    assert waits() == set()


def test_the_newest_revision_is_found_in_both_places(app: Flask) -> None:
    (one,) = fill(1)
    batch(everything=True)
    with ledgers.read(ledgers.BOX) as connection:
        found = box.last(connection, 7, one.tag)
    assert found == one
    later = row(tag=one.tag, revision=2)
    box.put(7, later)
    with ledgers.read(ledgers.BOX) as connection:
        assert box.last(connection, 7, one.tag) == later
        assert box.last(connection, 8, one.tag) is None
        assert box.tags(connection, 7) == {one.tag}


@pytest.mark.parametrize(("act", "told"), [("batch", box.Taken), ("close", box.Closed)])
@pytest.mark.parametrize("practised", [0, 16])
def test_a_ballot_that_waited_sees_what_it_waited_for(
    app: Flask, act: str, told: type[Exception], practised: int
) -> None:
    """One statement judges and inserts; PostgreSQL's driver prepares it when it comes often."""
    (one,) = fill(1)
    with ledgers.read(ledgers.BOX):
        fill(practised, election_id=9)
    with ledgers.read(ledgers.BOX):
        pass  # the pool takes turns: the writer below gets the other connection
    found: list[type[Exception] | None] = []

    def late() -> None:
        with app.app_context():
            try:
                box.put(7, row(tag=one.tag))
                found.append(None)
            except (box.Taken, box.Closed) as error:
                found.append(type(error))

    thread = threading.Thread(target=late)
    with ledgers.write(ledgers.BOX) as connection:
        if act == "batch":
            box.batch(connection, SIGNER, hour=HOUR, everything=True)
        else:
            box.close(connection, 7)
        thread.start()
        blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while connection.dialect.name == "postgresql" and not connection.scalar(blocked):
            assert found == []
    thread.join(30)
    assert found == [told]


# --- by the worker ------------------------------------------------------------------------------


def test_the_worker_looks_by_its_own_clock(app: Flask, monkeypatch: Any) -> None:
    """Whoever votes when, without a row for each look; the head names the hour alone."""
    monkeypatch.setattr(batches, "WAITING", 4)
    monkeypatch.setattr(batches, "MOVED", 2)
    election = make_election()
    for _number in range(5):
        vote(election, make_person(), "Engelsiz rampa")
    with clock.held(NOW + timedelta(minutes=14)):
        worker.run_once(TASKS, lambda _message: None)
    db.session.rollback()
    assert (len(waiting(election)), len(logged(election))) == (5, 0)
    errands = db.session.scalar(select(func.count()).select_from(Errand))
    for minutes in (15, 30):
        with clock.held(NOW + timedelta(minutes=minutes)):
            for look in QUARTERLY:
                look()
        assert (len(waiting(election)), len(logged(election))) == (3, 2)
    assert db.session.scalar(select(func.count()).select_from(Errand)) == errands
    assert [head["hour"] for head in heads(election)] == ["2026-11-22T12:00:00Z"]


def test_after_the_end_no_batch_is_planned(app: Flask) -> None:
    election = make_election()
    vote(election, make_person(), "Engelsiz rampa")
    with clock.held(NOW + timedelta(days=15)):
        close(election)
        with write():
            assert services.batch(election.id) == 0
    assert len(logged(election)) == len(ballots(election)) == 1


def test_every_ballot_of_an_election_has_one_size(app: Flask) -> None:
    election: Election = make_election()
    for titles in ([], ["Engelsiz rampa"], ["Mahalle bostanı", "Kuş gözlem noktası"]):
        vote(election, make_person(), *titles)
    assert len({len(one.sealed or b"") for one in ballots(election)}) == 1
    public = sealing.log_public(keys.read(election.log_key_name))
    with clock.held(NOW + timedelta(days=15)):
        close(election)
    assert all(sealing.is_signed(public, head) for head in heads(election))
    assert queries.list_heads(election.id) == heads(election)
