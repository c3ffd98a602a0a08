"""The unbroken trace: from every action of the demo to what it came from, and back."""

import html
from functools import cache

from flask import Flask
from sqlalchemy import select

from kernel import owners
from kernel.db import db
from places.models import Municipality
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
