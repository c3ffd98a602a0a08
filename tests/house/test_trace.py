"""The unbroken trace: from every action of the demo to what it came from, and back."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import select, union

from accounts.models import Person
from journeys.models import Follower
from kernel import owners
from kernel.db import db
from places.models import Municipality
from proposals.models import Proposal, Support
from roadmap.models import Action, ActionState, Origin
from tests.client import Client

#: these say on their own page, or one link further, what grew from them
BY_WAY = {"consultations.show": "/siz-soylediniz"}


def origins() -> list[tuple[str, str, str]]:
    """(page of an action, endpoint and page of one of its origins)."""
    rows = db.session.execute(
        select(Municipality.slug, Action.id, Origin.endpoint, Origin.object_id)
        .join(Origin, Origin.action_id == Action.id)
        .join(Municipality, Municipality.id == Action.municipality_id)
        .where(Action.state != ActionState.DRAFT, Origin.endpoint != "")
        .order_by(Action.id, Origin.id)
    ).all()
    return [
        (owners.address("roadmap.show", action, slug), place, owners.address(place, number, slug))
        for slug, action, place, number in rows
    ]


def test_from_every_action_to_its_origins_and_back(town: Flask) -> None:
    browser = Client(town, checks=False)

    @cache
    def links(path: str) -> frozenset[str]:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        text = html.unescape(answer.get_data(as_text=True))
        return frozenset(part.partition('"')[0] for part in text.split('href="')[1:])

    wrong = []
    with town.test_request_context():
        found = origins()
    with town.app_context():
        for action, endpoint, page in found:
            if page not in links(action):
                wrong.append(f"{action} does not lead to {page}")
            others = {other for mine, _place, other in found if mine == action}
            back = {page, page + BY_WAY.get(endpoint, ""), *(links(page) & others)}
            if not any(action in links(place) for place in back):
                wrong.append(f"{page} does not lead back to {action}")
        db.session.remove()
    assert len(found) > 20
    assert {endpoint for _a, endpoint, _p in found} >= {"proposals.show", "voting.show"}
    assert not wrong, "\n".join(wrong)


def people() -> list[tuple[str, set[int], set[int]]]:
    """(number of an action, who wrote and supported what it came from, who follows it)."""
    proposed = select(Origin.action_id, Proposal.author_id.label("person_id")).join(Proposal)
    supported = select(Origin.action_id, Support.person_id).join(
        Support, Support.proposal_id == Origin.proposal_id
    )
    behind = _by_action(union(proposed, supported))
    follows = _by_action(
        select(Action.id, Follower.person_id).join(
            Follower, Follower.journey_id == Action.journey_id
        )
    )
    numbers = db.session.execute(select(Action.id, Action.number)).all()
    return [(number, behind[row], follows[row]) for row, number in numbers if behind[row]]


def _by_action(rows: Any) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for action, person in db.session.execute(rows):
        if person is not None:
            found[action].add(person)
    return found


def followed(browser: Client) -> Iterator[str]:
    """The reader's list, page by page."""
    address = "/hesap/takip"
    while address:
        page = browser.get(address).text
        yield page
        more = re.search(r'href="([^"]*sonra=[^"]*)"', page)
        address = html.unescape(more[1]) if more else ""


def test_from_every_action_to_the_people_behind_it_and_back(town: Flask) -> None:
    """Whoever wrote or supported what led to an action is told of it, and finds it on a list."""
    with town.app_context():
        found = people()
        wrong = [number for number, behind, following in found if behind - following]
        reader = db.session.scalars(select(Person).filter_by(email="gulten@cinarli.example")).one()
        own = [number for number, behind, _following in found if reader.id in behind]
        pages = "".join(followed(Client(town, checks=False).sign_in(reader)))
        titles = dict(db.session.execute(select(Action.number, Action.title)).all())
        missing = [number for number in own if html.escape(titles[number]) not in pages]
        db.session.remove()
    assert len(found) > 10
    assert own
    assert not wrong
    assert not missing
