"""The outlines of the neighbourhoods on the map."""

import json
from typing import Any

from kernel import audit
from kernel.db import db
from kernel.rules import Visitor
from places.models import Municipality, TownMap


def draw_map(municipality: Municipality, *, by: Visitor, outlines: dict[str, Any]) -> None:
    """Replaces what was there; checked and simplified before (`kernel.geojson`)."""
    row = db.session.get(TownMap, municipality.id) or TownMap(municipality_id=municipality.id)
    row.geojson = json.dumps(outlines, ensure_ascii=False, separators=(",", ":"))
    db.session.add(row)
    db.session.flush()
    shapes = len(outlines["features"])
    audit.record("places.draw_map", municipality, by=by.id, after={"shapes": shapes})


def erase_map(municipality: Municipality, *, by: Visitor) -> None:
    row = db.session.get(TownMap, municipality.id)
    if row is not None:
        db.session.delete(row)
        audit.record("places.erase_map", municipality, by=by.id)
