"""A named vote's ballots in words."""

from typing import Any

import pytest
from flask import Flask

from voting.explaining.names import named_ballots

TITLES = {"1": "Rampa", "2": "Bostan", "3": "Köprü"}
TABLE: list[tuple[Any, list[str]]] = [
    (["2", "1"], ["Bostan", "Rampa"]),
    (["3", ["1", "2"]], ["Köprü", "Rampa = Bostan"]),
    ({"1": 2, "3": 5}, ["Köprü: 5", "Rampa: 2"]),
    ([], ["Boş oy"]),
    ({}, ["Boş oy"]),
    (None, ["Boş oy"]),
]


@pytest.mark.parametrize(("choice", "words"), TABLE)
def test_what_somebody_chose(app: Flask, choice: Any, words: list[str]) -> None:
    with app.test_request_context():
        assert named_ballots([("Ayşe", choice)], TITLES) == [("Ayşe", words)]


def test_names_are_in_the_alphabets_order(app: Flask) -> None:
    with app.test_request_context():
        found = named_ballots([(name, ["1"]) for name in ("Zehra", "Ümit", "Çağla", "Can")], TITLES)
    assert [name for name, _words in found] == ["Can", "Çağla", "Ümit", "Zehra"]
