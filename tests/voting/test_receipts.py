"""The receipt on paper and screen, what the server says about it, and the public files."""

import gzip
import json
from datetime import timedelta

import pytest
from flask import Flask

from accounts.models import Person
from kernel import clock, keys
from kernel.db import db
from tests.client import Client
from tests.make.places import make_person, visitor
from tests.make.voting import count, make_election, options
from tests.moment import NOW
from voting import casting, checking, queries, sealing, services
from voting.checking import Fate
from voting.models import Election


def cast(election: Election, person: Person | None = None, *titles: str) -> dict[str, object]:
    by = visitor(person or make_person())
    ids = [str(options(election)[title].id) for title in titles]
    fresh = queries.get_election(election.id)
    found = casting.cast(fresh, by=by, choice=ids)
    db.session.rollback()
    return found


def fate(text: object) -> Fate:
    found = checking.check(text if isinstance(text, str) else json.dumps(text))
    db.session.rollback()
    return found.fate


def test_fates_before_the_end(app: Flask) -> None:
    election, person = make_election(), make_person()
    first = cast(election, person, "Engelsiz rampa")
    assert fate(first) is Fate.RECEIVED
    assert fate(sealing.short_receipt(first)) is Fate.RECEIVED
    assert fate(f"http://localhost/makbuz#{sealing.short_receipt(first)}") is Fate.RECEIVED
    for _number in range(40):
        cast(election, None, "Mahalle bostanı")
    services.batch(election.id)
    db.session.rollback()
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        assert fate(first) is Fate.COUNTED


def test_a_replaced_ballot_says_so(app: Flask) -> None:
    election, person = make_election(), make_person()
    first = cast(election, person, "Engelsiz rampa")
    second = cast(election, person, "Mahalle bostanı")
    with clock.held(NOW + timedelta(days=30)):
        count(election)
    assert (fate(first), fate(second)) == (Fate.REPLACED, Fate.COUNTED)


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        ("signature", "00" * 64, Fate.FORGED),
        ("signature", "x", Fate.FORGED),
        ("leaf", "00" * 32, Fate.FORGED),
        ("leaf", "kısa", Fate.UNREADABLE),
        ("included_by", "2100-01-01T00:00:00Z", Fate.FORGED),
        ("definition", "00" * 32, Fate.FORGED),
        ("definition", "", Fate.FORGED),
        ("election", "999999", Fate.UNKNOWN),
        ("election", "1'; --", Fate.UNKNOWN),
        ("type", "tree-head", Fate.UNREADABLE),
    ],
)
def test_a_changed_receipt(app: Flask, part: str, value: str, expected: Fate) -> None:
    receipt = cast(make_election(), None, "Engelsiz rampa")
    assert fate(receipt) is Fate.RECEIVED
    assert fate({**receipt, part: value}) is expected


@pytest.mark.parametrize("text", ["", "KM1", "KM1.1.2.3.4.5", "{", "{}", "[" * 3000, "\x00" * 20])
def test_what_is_no_receipt(app: Flask, text: str) -> None:
    assert fate(text) is Fate.UNREADABLE


def test_a_promise_that_was_broken_is_named(app: Flask) -> None:
    """Signed by the right key, and nowhere to be found."""
    election = make_election()
    lost = make_election()
    receipt = cast(election, None, "Engelsiz rampa")
    fresh = queries.get_election(lost.id)
    forged = sealing.receipt(
        keys.read(fresh.log_key_name),
        election=str(lost.id),
        definition=fresh.definition_sha256 or "",
        leaf_hash=str(receipt["leaf"]),
        included_by=str(receipt["included_by"]),
    )
    db.session.rollback()
    assert fate(forged) is Fate.MISSING


# --- pages --------------------------------------------------------------------------------------


def slug(election: Election) -> str:
    from places.queries import get_municipality  # noqa: PLC0415

    return get_municipality(election.municipality_id).slug


def test_the_receipt_is_shown_and_downloaded(client: Client) -> None:
    election, person = make_election(), make_person()
    receipt = cast(election, person, "Engelsiz rampa")
    place = f"/{slug(election)}/oylamalar/{election.id}"
    client.sign_in(person)
    page = client.get(f"{place}/oy/alindi")
    assert page.status_code == 200
    assert str(receipt["leaf"])[:4] in page.text
    assert "<svg" in page.text
    assert "Engelsiz rampa" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    answer = client.get(f"{place}/oy/makbuz.json")
    assert json.loads(answer.text) == receipt
    client.sign_in(make_person())
    assert client.get(f"{place}/oy/makbuz.json").status_code == 409


def test_the_server_checks_without_javascript(client: Client) -> None:
    election = make_election()
    ids = options(election)
    for number in range(60):
        title = "Engelsiz rampa" if number else "Mahalle bostanı"
        receipt = cast(election, None, title)
    with clock.held(NOW + timedelta(days=30)):
        count(election)
    assert ids
    page = client.post("/makbuz", data={"makbuz": sealing.short_receipt(receipt)})
    assert page.status_code == 200
    assert "Oyunuz sayıldı." in page.text
    assert "Engelsiz rampa" in page.text
    assert "Bu yanıtı sunucu verdi." in page.text
    assert "Bu bir makbuz değil" in client.post("/makbuz", data={"makbuz": "merhaba"}).text


def test_the_files_are_for_everybody(client: Client) -> None:
    election = make_election()
    place = f"/{slug(election)}/oylamalar/{election.id}/dosyalar"
    for _number in range(60):
        cast(election, None, "Engelsiz rampa")
    services.publish(election.id)
    assert "log.jsonl.gz" in client.get(place).text
    assert "key.json" not in client.get(place).text
    with clock.held(NOW + timedelta(days=30)):
        count(election)
        services.publish(election.id)
    page = client.get(place).text
    assert all(name in page for name in ("key.json", "ballots.jsonl", "result.json", "manifest"))
    log = gzip.decompress(client.get(f"{place}/log.jsonl.gz").data).splitlines()
    assert len(log) == 60
    assert client.get(f"{place}/../../../config.py").status_code == 404
    assert client.get(f"{place}/.new-x").status_code == 404
    assert client.get(f"{place}/yok.json").status_code == 404


@pytest.mark.parametrize(("voters", "published"), [(49, False), (50, True)])
def test_few_ballots_are_never_opened_for_all(app: Flask, voters: int, published: bool) -> None:
    election = make_election()
    for _number in range(voters):
        cast(election, None, "Engelsiz rampa")
    with clock.held(NOW + timedelta(days=30)):
        count(election)
    where = services.publish(election.id)
    assert (where / "key.json").exists() is published
    assert (where / "ballots.jsonl").exists() is published
    fresh = queries.get_election(election.id)
    assert (fresh.opened_key is not None) is published
    assert [one.brought for one in fresh.custodians] == [None, None, None]
