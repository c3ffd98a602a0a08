"""Every page of the demo, as each role: no server error, no write, sound HTML."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from demo.people import SIGN_INS
from kernel.db import db
from tests.addresses import Address, addresses
from tests.client import Client
from tests.page_checks import faults
from tests.town import writes_noted

#: these open every address; the others one state of each page, each another one
THOROUGH = ["", "gulten@cinarli.example", "yonetici@cinarli.example"]
OTHERS = [email for _role, email in SIGN_INS if email not in THOROUGH]


@lru_cache
def _addresses(app: Flask, garbage: bool) -> tuple[Address, ...]:
    return tuple(addresses(app, garbage=garbage))


#: of no municipality: in a town they are anybody
PROGRAMME = "@katiliyoruz.example"


def _addresses_for(app: Flask, email: str) -> Iterator[Address]:
    if email.endswith(PROGRAMME):
        yield from (one for one in _addresses(app, False) if one.path.startswith("/program"))
        return
    if email in THOROUGH:
        yield from _addresses(app, False)
        return
    turn = OTHERS.index(email)
    for _endpoint, group in groupby(_addresses(app, False), key=lambda one: one.endpoint):
        states = list(group)
        yield states[turn % len(states)]


def client_for(app: Flask, email: str) -> Client:
    client = Client(app, checks=False)
    if email:
        with app.app_context():
            client.sign_in(db.session.scalars(select(Person).where(Person.email == email)).one())
            db.session.remove()
    return client


@pytest.mark.parametrize("email", THOROUGH + OTHERS)
def test_pages_are_sound_and_write_nothing(town: Flask, email: str) -> None:
    with town.app_context():
        client = client_for(town, email)
        wrong: list[str] = []
        with writes_noted(town) as writes:
            for address in _addresses_for(town, email):
                answer = client.get(address.path)
                if answer.status_code >= 500 and address.endpoint != "web.health":
                    wrong.append(f"{address.path}: {answer.status_code}")
                elif answer.mimetype == "text/html" and answer.status_code not in (302, 303):
                    html = answer.get_data(as_text=True)
                    if html.lstrip().lower().startswith("<!doctype"):
                        wrong += [f"{address.path}: {fault}" for fault in faults(html)[:3]]
                if writes:
                    wrong.append(f"{address.path} wrote: {writes.pop()[:80]}")
        db.session.remove()
    assert wrong == []


@pytest.mark.parametrize("email", ["", "yonetici@cinarli.example", "gulten@cinarli.example"])
def test_ids_that_are_nowhere_get_an_answer(town: Flask, email: str) -> None:
    with town.app_context():
        client = client_for(town, email)
        wrong = [
            f"{address.path}: {answer.status_code}"
            for address in _addresses(town, True)
            if (answer := client.get(address.path)).status_code >= 500
        ]
        db.session.remove()
    assert wrong == []


def test_letters_wait_to_be_printed(town: Flask) -> None:
    with town.app_context():
        client = client_for(town, "masa@cinarli.example")
        sheets = client.get("/cinarli/masa/ikamet/mektuplar/yazdir").text
        db.session.remove()
    assert len(re.findall(r'class="code">[A-Z0-9]{4}-[A-Z0-9]{4}<', sheets)) == 2
    assert "Değirmen Caddesi No 41" in sheets


#: files that nobody has handed in in the demo; tests/programme and tests/capacity open them
FILES = {"programme.download", "capacity.material"}


def test_every_page_is_visited(town: Flask) -> None:
    """An address without a sample in the demo would be a page nobody looked at."""
    visited = {address.endpoint for address in _addresses(town, False)}
    wanted = {
        rule.endpoint
        for rule in town.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    }
    assert wanted - visited == FILES
