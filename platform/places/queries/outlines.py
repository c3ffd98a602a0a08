"""The outlines of a municipality's neighbourhoods."""

from kernel.db import db
from places.models import TownMap


def find_town_map(municipality_id: int) -> TownMap | None:
    return db.session.get(TownMap, municipality_id)
