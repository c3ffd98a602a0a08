"""The form that owners use: what it asks of whom, and what it hands to the service."""

from typing import Any

import pytest
from flask import Flask, g

from accounts.models import Person
from discussion import forms
from discussion.models import Stance, Thread
from discussion.services import ParentGone
from discussion.views.board import _parent, write_page
from kernel.rules import Role
from places.queries import get_municipality
from tests.make.discussion import make_comment, make_thread
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_person,
    make_staff,
    make_unit,
    visitor,
)


@pytest.fixture
def thread(app: Flask) -> Thread:
    return make_thread(make_municipality())


def filled(app: Flask, thread: Thread, person: Person, data: dict[str, Any]) -> Any:
    municipality = get_municipality(thread.municipality_id)
    who = visitor(person)
    with app.test_request_context(f"/{municipality.slug}/yorum", method="POST", data=data):
        g.visitor, g.language, g.slug = who, "tr", municipality.slug
        form = forms.comment(thread)
        good = form.validate()
        if good:
            form.prepare()
        return (form.values() if good else form.errors), form


def test_a_top_comment_takes_a_side(app: Flask, thread: Thread) -> None:
    person = make_person()
    errors, _form = filled(app, thread, person, {"body": "Söz."})
    assert errors == {"stance": ["Yorumunuzun türünü seçin."]}
    errors, _form = filled(app, thread, person, {"body": "Söz.", "stance": "maybe"})
    assert "stance" in errors
    values, _form = filled(app, thread, person, {"body": "*Söz.*", "stance": "against"})
    assert values == {
        "body": "*Söz.*",
        "html": "<p><em>Söz.</em></p>",
        "stance": Stance.AGAINST,
        "organisation_id": None,
        "office": "",
        "suspicion": None,
    }


def test_a_reply_takes_none(app: Flask, thread: Thread) -> None:
    person = make_person()
    values, _form = filled(app, thread, person, {"body": "Söz.", "parent_id": "7", "stance": "for"})
    assert values["stance"] is None


def test_one_chooses_among_ones_own_voices(app: Flask, thread: Thread) -> None:
    municipality = get_municipality(thread.municipality_id)
    unit = make_unit(municipality)
    person = make_staff(municipality, Role.UNIT_OFFICER, unit=unit)
    organisation = make_organisation(municipality, person)
    foreign = make_organisation(make_municipality(), person)
    data = {"body": "Söz.", "stance": "for"}
    values, form = filled(app, thread, person, {**data, "speaker": f"k:{organisation.id}"})
    assert values["organisation_id"] == organisation.id
    values, _form = filled(app, thread, person, {**data, "speaker": f"b:{unit.name}"})
    assert values["office"] == unit.name
    errors, _form = filled(app, thread, person, {**data, "speaker": f"k:{foreign.id}"})
    assert "speaker" in errors
    _values, form = filled(app, thread, make_person(), data)
    assert "speaker" not in form


@pytest.mark.parametrize("raw", ["0", "-1", "x", "99999999999", "2147483648", "²", "1e3"])
def test_a_parent_that_cannot_be_is_refused(app: Flask, thread: Thread, raw: str) -> None:
    _values, form = filled(app, thread, make_person(), {"body": "Söz.", "parent_id": raw})
    with app.app_context(), pytest.raises(ParentGone):
        _parent(thread, form)


def test_the_page_of_a_reply_shows_what_is_answered(app: Flask, thread: Thread) -> None:
    comment = make_comment(thread, body="Sorulan söz.")
    municipality = get_municipality(thread.municipality_id)
    who = visitor(make_person())
    with app.test_request_context(f"/{municipality.slug}/yorum?yanit={comment.id}"):
        g.visitor, g.language, g.slug, g.theme = who, "tr", municipality.slug, "auto"
        g.municipality = municipality
        html = write_page(thread, forms.comment(thread))
    assert "Sorulan söz." in html
    assert f'name="parent_id" type="hidden" value="{comment.id}"' in html
    assert 'name="stance"' not in html
