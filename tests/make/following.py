"""Searches and followed places for tests."""

from typing import Any

from following.models import Radar, Seeks
from places.models import Municipality
from tests.make.places import make_person, saving


def make_radar(municipality: Municipality, **anything: Any) -> Radar:
    values: dict[str, Any] = {"slot": 1, "words": "çeşme", "folded": "cesme", "seeks": Seeks.BOTH}
    if "person_id" not in anything:
        values["person_id"] = make_person().id
    with saving() as session:
        row = Radar(municipality_id=municipality.id, **values | anything)
        session.add(row)
    return row
