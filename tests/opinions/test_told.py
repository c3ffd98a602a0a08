"""Sentences for every number, and drawings that need no colour."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from kernel import clock
from kernel.i18n import in_language
from opinions.views import drawn, told

ROUND = {"people": 180, "agree": 80, "disagree": 15, "passed": 5, "exact": False}
EXACT = {"people": 184, "agree": 151, "disagree": 21, "passed": 12, "exact": True}


def statement(*, exact: bool, agree: bool, floor: int | None = 70) -> dict[str, Any]:
    return {
        "id": 1,
        "everybody": EXACT if exact else ROUND,
        "groups": [],
        "agree": agree,
        "floor": floor,
        "sure": 65,
        "bridging": 0.4,
        "doubtful": True,
    }


@pytest.mark.parametrize(
    ("exact", "agree", "groups"), list(product([True, False], [True, False], [3, 1]))
)
def test_a_finding_names_its_numbers_in_both_languages(
    app: Flask, exact: bool, agree: bool, groups: int
) -> None:
    one = statement(exact=exact, agree=agree)
    people = "184" if exact else "180"
    side = ("151" if agree else "21") if exact else ("80" if agree else "15")
    with app.test_request_context("/"):
        for name in ("tr", "en"):
            with in_language(name):
                sentence = told.finding(one, groups)
                assert people in sentence
                assert side in sentence
                assert ("70" in sentence) is (groups > 1)
                assert "%(" not in sentence
                assert len(told.certainty(one, groups)) == 3


def test_the_sentence_of_the_task(app: Flask) -> None:
    with app.test_request_context("/"), in_language("tr"):
        assert told.finding(statement(exact=True, agree=True), 3) == (
            "Yanıt veren 184 kişiden 151 kişi katılıyor; 3 grubun her birinde katılanların payı "
            "en az %70."
        )


# --- drawings -----------------------------------------------------------------------------------


def publication(groups: int) -> dict[str, Any]:
    return {
        "clear": groups > 1,
        "groups": [{"people": 30, "exact": False} for _one in range(groups)],
        "map": {
            "unit": 10,
            "extent": 1.0,
            "groups": [
                {"marks": [[10 * one, 40], [10 * one, 60]], "ring": [10 * one, 50, 9, 5, 15]}
                for one in range(groups)
            ],
        },
    }


@pytest.mark.parametrize("groups", range(1, 7))
def test_the_map_is_well_formed_and_tells_groups_apart_without_colour(
    app: Flask, groups: int
) -> None:
    with app.test_request_context("/"):
        root = ET.fromstring(str(drawn.opinion_map(publication(groups), [50, 50])))
    assert root.attrib["role"] == "img"
    assert [child.tag for child in root][:2] == ["title", "desc"]
    assert all("style" not in node.attrib for node in root.iter())
    letters = [node.text for node in root.iter("text")]
    if groups == 1:
        assert letters == []
        return
    assert letters == list("ABCDEF"[:groups])
    rings = [node for node in root.iter("ellipse")]
    assert len({ring.attrib["fill"] for ring in rings}) == groups
    hatches = [next(iter(node)).attrib["d"] for node in root.iter("pattern")]
    assert len(set(hatches)) == groups
    shapes = {node.attrib["d"].partition("m")[2].partition("z")[0] for node in _marks(root)}
    assert len(shapes) == groups


def _marks(root: ET.Element) -> list[ET.Element]:
    return [child for group in root.iter("g") for child in group if child.tag == "path"]


def test_nobody_is_drawn_without_a_map(app: Flask) -> None:
    assert drawn.opinion_map({"map": None}) == ""


def test_growth_is_drawn_from_two_points_on_and_told_by_day(app: Flask) -> None:
    begin = datetime.fromisoformat("2026-11-20T08:00:00+00:00")
    points = [(begin + timedelta(hours=9 * n), 10 * n + 10, 100 * n) for n in range(6)]
    with app.test_request_context("/"):
        assert drawn.growth([(at, people) for at, people, _answers in points[:1]]) == ""
        root = ET.fromstring(str(drawn.growth([(at, people) for at, people, _n in points])))
    assert "60" in root.attrib["aria-label"]
    days = drawn.by_day(points)
    assert [clock.local(at).day for at, _people, _answers in days] == [20, 21, 22]
    assert days[-1] == points[-1]
