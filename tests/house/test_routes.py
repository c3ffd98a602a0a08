"""Every route is guarded, lives in its place, and is reachable by the names that are stored."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from kernel.owners import ARGUMENTS
from places.rules import RESERVED

#: pages without any object: nothing to judge. Each has a reason to be here.
PUBLIC = {
    "web.design_page": "the design system",
    "web.health": "the operator's monitor",
    "web.choose_language": "sets a cookie",
    "web.choose_theme": "sets a cookie",
    "web.download": "an unguessable address",
    "web.home": "the installation's home",
    "voting.methods": "how votes are counted, the same for everybody",
    "voting.ask": "answers to a receipt, which names its vote",
    "voting.check": "a form for a receipt",
    "voting.sources": "addresses of public files, by the number in a receipt",
    "voting.verifier": "programs to download",
    "web.accessibility": "our own statement",
    "web.robots": "for crawlers",
    "demo.mailbox": "answers 404 outside the demo",
}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def view(app: Flask, rule: Rule) -> Any:
    return app.view_functions[rule.endpoint]


def test_every_route_has_a_rule_or_is_on_the_short_list(app: Flask) -> None:
    bare = {r.endpoint for r in rules(app) if not hasattr(view(app, r), "rule")}
    assert bare == set()
    public = {r.endpoint for r in rules(app) if view(app, r).rule == "public"}
    assert public - set(PUBLIC) == set()


def test_every_loader_names_its_own_id(app: Flask) -> None:
    """The argument of the address is the object the door loads: no parent to disagree with."""
    for rule in rules(app):
        door = getattr(view(app, rule), "door", None)
        if door is not None and door.name is not None:
            assert any(name.startswith(door.name) for name in rule.arguments), rule


def test_writes_are_never_reached_by_get(app: Flask) -> None:
    """A view that answers GET and POST has a page for the GET."""
    for rule in rules(app):
        methods = rule.methods or set()
        door = getattr(view(app, rule), "door", None)
        if "POST" in methods and "GET" in methods:
            assert door is not None, rule
            assert door.page is not None, f"{rule}: GET would run the writing view"


def test_first_segments_of_our_own_pages_are_reserved(app: Flask) -> None:
    first = {str(r).split("/")[1].split("<")[0] for r in rules(app)} - {""}
    assert first | {"static"} <= set(RESERVED), f"not reserved: {first - set(RESERVED)}"


@pytest.mark.parametrize("endpoint", sorted(ARGUMENTS))
def test_stored_endpoints_exist(app: Flask, endpoint: str) -> None:
    found = [rule for rule in rules(app) if rule.endpoint == endpoint]
    assert found, endpoint
    assert ARGUMENTS[endpoint] in found[0].arguments
