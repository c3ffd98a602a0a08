"""Two hundred casts at once on twenty proofs: twenty entries, no lost receipt, one ballot each."""

import contextvars
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from kernel import clock, ledgers
from kernel.db import db
from kernel.rules import Visitor
from tests.make.casting import entries
from tests.make.places import make_person, visitor
from tests.make.voting import count, make_election, options
from tests.moment import NOW
from tests.proofs.figures import told
from voting import box, casting, queries
from voting.models import ElectionState

PROOFS, CASTS = 20, 200


def test_two_hundred_casts_on_twenty_proofs(app: Flask, request: pytest.FixtureRequest) -> None:
    election = make_election()
    ids = [str(option.id) for option in options(election).values()]
    people = [visitor(make_person()) for _number in range(PROOFS)]
    db.session.rollback()
    receipts: list[dict[str, Any]] = []
    refused: list[str] = []
    barrier = threading.Barrier(CASTS)

    def cast(by: Visitor, choice: list[str], election_id: int) -> None:
        with app.app_context():
            barrier.wait(60)
            try:
                fresh = queries.get_election(election_id)
                receipts.append(casting.cast(fresh, by=by, choice=choice))
            except Exception as error:
                refused.append(repr(error))
            finally:
                db.session.remove()

    threads = [
        threading.Thread(
            target=contextvars.Context().run,
            args=(cast, people[number % PROOFS], [ids[number % 3]], election.id),
        )
        for number in range(CASTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    # Busy and a pool that was empty for half a minute may refuse; nothing else may, and no receipt.
    assert [text for text in refused if "Busy" not in text and "QueuePool" not in text] == []
    assert len(receipts) + len(refused) == CASTS
    assert len(entries(election)) == PROOFS
    with clock.held(NOW + timedelta(days=30)):
        counted = count(election)
    assert counted.state is ElectionState.COUNTED
    assert counted.turnout is not None
    assert counted.result is not None
    assert (counted.turnout["voters"], counted.turnout["not_completed"]) == ({"web": PROOFS}, 0)
    with ledgers.read(ledgers.BOX) as connection:
        rows = list(box.list_log(connection, election.id))
        hashes = {leaf.hex() for leaf in box.list_hashes(connection, election.id)}
    assert {receipt["leaf"] for receipt in receipts} <= hashes
    assert len({receipt["leaf"] for receipt in receipts}) == len(receipts)
    # No ballot without a receipt either: each of them is a revision that somebody was told of.
    assert len(rows) == len(receipts)
    of_tag: dict[str, list[int]] = {}
    for row in rows:
        of_tag.setdefault(row.tag, []).append(row.revision)
    assert len(of_tag) == PROOFS
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in of_tag.values())
    told(request, casts=CASTS, receipts=len(receipts), refused=len(refused), counted=len(of_tag))
