"""Councils for tests: a kent konseyi with one body, a calendar, an opinion at any step."""

import itertools
from datetime import date, timedelta
from typing import Any

from councils import queries, services
from councils.models import Body, Gathering, Item, Member, Opinion, Sitting
from councils.words import BodyKind, Category, Office, Outcome, Quorum, Seat
from kernel import clock
from kernel.rules import Visitor
from meetings import services as meetings
from places.models import Municipality, Organisation, OrganisationKind
from tests.make.places import make_municipality, make_organisation, saving

_numbers = itertools.count(1)
DAY = timedelta(days=1)
BY = Visitor()


def make_council(town: Municipality | None = None) -> Organisation:
    place = town or make_municipality()
    name = f"Çınarlı Kent Konseyi {next(_numbers)}"
    return make_organisation(place, name=name, kind=OrganisationKind.CITY_COUNCIL)


def make_body(council: Organisation | None = None, **anything: Any) -> Body:
    values: Any = {
        "kind": BodyKind.GENERAL,
        "name": f"Genel kurul {next(_numbers)}",
        "about": "",
        "quorum": Quorum.MAJORITY,
        "quorum_value": 0,
    } | anything
    with saving():
        body = services.add_body(council or make_council(), by=BY, **values)
    return queries.get_body(body.id)


def make_member(body: Body, **anything: Any) -> Member:
    values: Any = {
        "category": Category.NGO,
        "name": "Hikmet Ergin",
        "represents": "Yeşilova Derneği",
        "seat": Seat.FULL,
        "office": None,
        "from_on": clock.today() - 100 * DAY,
        "until_on": None,
        "person_id": None,
    } | anything
    with saving():
        return services.add_member(body, by=BY, **values)


def make_chair(body: Body) -> Member:
    return make_member(body, name="Nuran Tekin", office=Office.PRESIDENT)


def make_gathering(body: Body | None = None, *, ago: int = 2, announced: bool = True) -> Gathering:
    starts_at = clock.now() - ago * DAY
    found = body or make_body()
    with saving():
        gathering = services.call(
            queries.get_body(found.id),
            by=BY,
            title="Olağan genel kurul",
            place="Meclis salonu",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
        )
        if announced:
            meetings.announce(queries.get_gathering(gathering.id).meeting, by=BY)
    return queries.get_gathering(gathering.id)


def make_sitting(town: Municipality, on: date | None = None, **anything: Any) -> Sitting:
    """In ten days, at an hour of its own."""
    number = next(_numbers)
    starts_at = clock.at_local(on or clock.today() + 10 * DAY) + timedelta(hours=14, seconds=number)
    values: Any = {"title": "Aralık birleşimi", "starts_at": starts_at} | anything
    with saving():
        return services.add_sitting(municipality_id=town.id, by=BY, **values)


def make_item(sitting: Sitting, **anything: Any) -> Item:
    values: Any = {
        "title": "Pazar yerinin taşınması",
        "summary": "Salı pazarı eski otogarın yerine taşınsın mı?",
    } | anything
    with saving():
        item = services.add_item(sitting, by=BY, **values)
    return queries.get_item(item.id)


def make_open_item(sitting: Sitting, days: int = 5) -> Item:
    item = make_item(sitting)
    with saving():
        services.open_window(queries.get_item(item.id), by=BY, closes_at=clock.now() + days * DAY)
    return queries.get_item(item.id)


def make_opinion(
    body: Body, *, adopted: int = 20, handed: int | None = None, **anything: Any
) -> Opinion:
    """`adopted`, `handed`: so many days ago."""
    values: Any = {
        "title": "Gece otobüsü cuma ve cumartesi sürsün",
        "text": "Gençlik meclisi gece otobüsünü istiyor.",
        "text_html": "<p>Gençlik meclisi gece otobüsünü istiyor.</p>",
        "adopted_on": clock.today() - adopted * DAY,
        "votes": (41, 3, 2),
    } | anything
    with saving():
        opinion = services.adopt(body, by=BY, **values)
        if handed is not None:
            hand_over(opinion.id, clock.today() - handed * DAY)
    return queries.get_opinion(opinion.id)


def hand_over(opinion_id: int, on: date) -> None:
    with saving():
        services.hand_over(
            queries.get_opinion(opinion_id), by=BY, on=on, number=f"KK-{next(_numbers)}"
        )


DECIDED = {
    "decision_number": "2026/41",
    "outcome": Outcome.PARTLY,
    "decision": "Cuma gecesi denensin. Üç ay sonra yeniden bakılsın.",
    "decision_html": "<p>Cuma gecesi denensin. Üç ay sonra yeniden bakılsın.</p>",
    "votes_for": 18,
    "votes_against": 7,
    "votes_abstain": 0,
}


def decide(item_id: int, on: date | None = None, **anything: Any) -> None:
    values: Any = DECIDED | {"decided_on": on or clock.today()} | anything
    with saving():
        services.decide(queries.get_item(item_id), by=BY, **values)


def samples(town: Municipality) -> dict[str, list[int]]:
    """For every address: bodies, a meeting, sessions, items and opinions in several states."""
    body = make_body(make_council(town))
    member = make_chair(body)
    gathering = make_gathering(body)
    drafted = make_gathering(body, ago=-20, announced=False)
    held = make_sitting(town, clock.today() - 5 * DAY)
    coming = make_sitting(town)
    item, decided = make_open_item(coming), make_item(held)
    decide(decided.id, clock.today() - 4 * DAY)
    opinions = [make_opinion(body), make_opinion(body, handed=8)]
    with saving():
        taken = make_opinion(body, handed=8)
        made = services.take_up(
            queries.get_opinion(taken.id), held, by=BY, summary="Gece otobüsü sürsün mü?"
        )
    decide(made.id)
    told = make_told(body, held)
    returned = make_item(held)
    decide(returned.id, decision_number="2026/43")
    with saving():
        services.give_back(
            queries.get_item(returned.id), coming, by=BY, on=clock.today(), reason="Ödeneği yok."
        )
    undecided = make_item(held)
    stored = make_paper(item)
    return {
        "body_id": [body.id],
        "member_id": [member.id],
        "gathering_id": [gathering.id, drafted.id],
        "sitting_id": [coming.id, held.id],
        "item_id": [item.id, decided.id, made.id, undecided.id, returned.id],
        "paper_id": [stored],
        "opinion_id": [*(row.id for row in opinions), taken.id, told],
    }


def make_told(body: Body, sitting: Sitting) -> int:
    """Decided, and the kent konseyi has its letter."""
    opinion = make_opinion(body, handed=8)
    with saving():
        item = services.take_up(
            queries.get_opinion(opinion.id), sitting, by=BY, summary="Gece otobüsü sürsün mü?"
        )
    decide(item.id, decision_number="2026/42")
    with saving():
        services.tell(queries.get_opinion(opinion.id), by=BY, number="E-1")
    return opinion.id


def make_paper(item: Item) -> int:
    with saving():
        row = services.add_document(
            queries.get_item(item.id),
            by=BY,
            title="Komisyon raporu",
            accepted=(b"%PDF-1.4", "application/pdf", "rapor.pdf"),
        )
        return row.id
