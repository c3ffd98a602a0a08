"""Several open ties: one in each pot, decided one after the other, all of them shown."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from kernel.db import db
from kernel.outbox import Errand
from kernel.rules import NOBODY, Role
from places.queries import get_municipality
from tests.client import Client
from tests.make.places import make_staff, saving
from tests.make.results import make_result
from tests.make.voting import make_election, options
from voting import drafting, outcomes, queries, services
from voting.models import Election, ElectionNote

TITLES = ("Kıyıda çardak", "Kıyıda çeşme", "Tepede bank", "Tepede fidan", "Kentte pano")
POTS = dict(zip(TITLES, ("Kıyı", "Kıyı", "Tepe", "Tepe", ""), strict=True))
COST = 100_000_00


@pytest.fixture
def election(app: Flask) -> Election:
    """Two pots with money for one of two equal projects each; the city's own is certain."""
    return make_result(
        "greedy",
        [(20, list(TITLES[:4])), (9, [TITLES[4]])],
        TITLES,
        costs=dict.fromkeys(TITLES, COST),
        pots=POTS,
        params={"budget": 3 * COST, "pots": [["Kıyı", COST], ["Tepe", COST]]},
    )


def settle(election: Election, *titles: str) -> None:
    by_title = options(election)
    with saving():
        services.settle(
            queries.get_election(election.id),
            by=NOBODY,
            option_ids=[by_title[title].id for title in titles],
            office="Çınarlı Belediye Meclisi",
            reason="Okula yakın olduğu için.",
        )


def chosen(election: Election) -> set[str]:
    found = outcomes.result(queries.get_election(election.id)).chosen
    return {title for title, option in options(election).items() if option.id in found}


def waiting(election: Election) -> bool:
    db.session.rollback()
    one = select(Election.id).where(queries.has_open_tie(), Election.id == election.id)
    return db.session.scalar(one) is not None


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page_of(client: Client, election: Election) -> str:
    slug = get_municipality(election.municipality_id).slug
    return words(client.get(f"/{slug}/oylamalar/{election.id}").text)


def test_each_tie_waits_for_its_own_decision(election: Election) -> None:
    found = outcomes.result(election)
    assert len(found.open) == 4
    assert waiting(election)
    settle(election, TITLES[1])
    assert chosen(election) == {TITLES[4], TITLES[1]}
    assert len(outcomes.result(queries.get_election(election.id)).open) == 2
    assert waiting(election)
    settle(election, TITLES[2])
    assert chosen(election) == {TITLES[4], TITLES[1], TITLES[2]}
    assert not outcomes.result(queries.get_election(election.id)).open
    assert not waiting(election)
    stored = queries.get_election(election.id).result or {}
    assert "undecided" not in stored
    notes = db.session.scalars(select(ElectionNote).order_by(ElectionNote.id)).all()
    assert [note.facts["titles"] for note in notes] == [TITLES[1], TITLES[2]]


@pytest.mark.parametrize("titles", [[TITLES[2]], [TITLES[0], TITLES[1]], [TITLES[0], TITLES[2]]])
def test_one_decision_is_about_one_tie(election: Election, titles: list[str]) -> None:
    with pytest.raises(services.WrongNumber):
        settle(election, *titles)
    assert chosen(election) == {TITLES[4]}


def test_the_page_names_every_tie(client: Client, election: Election) -> None:
    page = page_of(client, election)
    assert "Kıyı · Kalan bir yer için eşit oy alanlar: Kıyıda çardak, Kıyıda çeşme." in page
    assert "Tepe · Kalan bir yer için eşit oy alanlar: Tepede bank, Tepede fidan." in page
    settle(election, TITLES[1])
    page = page_of(client, election)
    assert "Kıyı · Eşitliği meclis karara bağladı. Seçilen: Kıyıda çeşme." in page
    assert "Kalan bir yer için eşit oy alanlar: Kıyıda" not in page
    assert "Tepe · Kalan bir yer için eşit oy alanlar: Tepede bank, Tepede fidan." in page
    settle(election, TITLES[2])
    assert "Eşitliği meclis karara bağladı. Seçilen: Tepede bank." in page_of(client, election)


def test_the_officer_writes_one_after_the_other(client: Client, election: Election) -> None:
    town = get_municipality(election.municipality_id)
    client.sign_in(make_staff(town, Role.OFFICER))
    path = f"/{town.slug}/masa/oylamalar/{election.id}/esitlik"
    by_title = options(election)
    decision = {"office": "Belediye Meclisi", "reason": "Okula yakın olduğu için."}
    shown = words(client.get(path).text)
    assert "1. eşitlik, toplam 2" in shown
    assert "Tepede bank" not in shown
    first = client.post(path, {**decision, "options": str(by_title[TITLES[1]].id)})
    assert first.location == path
    # Somebody else's page still shows the first one.
    late = client.post(path, {**decision, "options": str(by_title[TITLES[0]].id)})
    assert late.status_code == 422
    assert "2. eşitlik, toplam 2" in words(late.text)
    last = client.post(path, {**decision, "options": str(by_title[TITLES[3]].id)})
    assert last.location == f"/{town.slug}/oylamalar/{election.id}"
    assert client.get(path).status_code == 409
    published = select(Errand.key).where(Errand.key.startswith(f"voting.publish:{election.id}:s"))
    assert len(db.session.scalars(published).all()) == 2


def test_where_a_tie_stops_the_count_only_the_lot_is_published(app: Flask) -> None:
    """A draft of before says so; as does one whose officer reserves places later."""
    draft = make_election(frozen=False, rule="irv", params={}, tie="council")
    assert drafting.BY_LOT in drafting.missing(draft, [])
    reserved = {"max_choices": 2, "reserved": [["Gençler", 1]]}
    draft = make_election(frozen=False, params=reserved, tie="declare")
    assert drafting.BY_LOT in drafting.missing(draft, [])
    for tie in ("", "lot"):
        draft = make_election(frozen=False, rule="irv", params={}, tie=tie)
        assert drafting.BY_LOT not in drafting.missing(draft, [])
