"""Outlines of neighbourhoods out of an uploaded GeoJSON file: checked, simplified, small."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kernel.i18n import N_
from kernel.text import fold

#: bytes of the file; corners in it; bytes of what is kept
LARGEST, MOST_CORNERS, KEPT = 5_000_000, 100_000, 400_000
#: degrees that a corner may be away from the simplified line: eleven metres
TOLERANCE = 0.0001
#: names of the property that says which neighbourhood a shape is
NAMES = ("ad", "adi", "name", "mahalle", "mahalle_adi", "mahalleadi")
#: rings of a polygon deeper than this are no map
Ring = list[list[float]]


class BadMap(ValueError):
    """Its argument is a msgid."""


NOT_JSON = N_("Bu dosya GeoJSON değil.")
NOT_POLYGONS = N_("Dosyada alan (Polygon ya da MultiPolygon) yok.")
TOO_LARGE = N_("Dosya çok büyük: en çok 5 MB ve 100.000 köşe.")
BAD_CORNER = N_("Koordinatlar enlem ve boylam (WGS 84) olmalı.")
NO_NAMES = N_("Hiçbir alanın adı bu belediyenin bir mahallesiyle eşleşmiyor.")


def outlines(data: bytes, neighbourhoods: Mapping[int, str]) -> dict[str, Any]:
    """A FeatureCollection with one feature a neighbourhood; what matches no name is left out."""
    if len(data) > LARGEST:
        raise BadMap(TOO_LARGE)
    by_name = {fold(name): number for number, name in neighbourhoods.items()}
    shapes: dict[int, list[list[Ring]]] = {}
    corners = 0
    for feature in _features(data):
        polygons = _polygons(feature.get("geometry"))
        corners += sum(len(ring) for polygon in polygons for ring in polygon)
        if corners > MOST_CORNERS:
            raise BadMap(TOO_LARGE)
        number = _named(feature.get("properties"), by_name)
        if number is not None:
            shapes.setdefault(number, []).extend(polygons)
    if not corners:
        raise BadMap(NOT_POLYGONS)
    if not shapes:
        raise BadMap(NO_NAMES)
    return _small_enough(shapes, neighbourhoods)


def _features(data: bytes) -> Iterable[Mapping[str, Any]]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise BadMap(NOT_JSON) from None
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise BadMap(NOT_JSON)
    return features


def _polygons(geometry: object) -> list[list[Ring]]:
    if not isinstance(geometry, dict):
        return []
    found = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        found = [found]
    elif geometry.get("type") != "MultiPolygon":
        return []
    try:
        return [[[_corner(c) for c in ring] for ring in polygon] for polygon in found or []]
    except (TypeError, ValueError, IndexError, OverflowError):
        raise BadMap(BAD_CORNER) from None


def _corner(raw: Any) -> list[float]:
    longitude, latitude = float(raw[0]), float(raw[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(raw)
    return [longitude, latitude]


def _named(properties: object, by_name: Mapping[str, int]) -> int | None:
    if not isinstance(properties, dict):
        return None
    for key, value in properties.items():
        if fold(str(key)) in NAMES and isinstance(value, str):
            name = fold(value)
            short = name.removesuffix(" mahallesi").removesuffix(" mah.").strip()
            if (number := by_name.get(name, by_name.get(short))) is not None:
                return number
    return None


def _small_enough(
    shapes: Mapping[int, list[list[Ring]]], names: Mapping[int, str]
) -> dict[str, Any]:
    tolerance = TOLERANCE
    while True:
        told = {
            "type": "FeatureCollection",
            "features": [
                _feature(number, names[number], polygons, tolerance)
                for number, polygons in sorted(shapes.items())
            ],
        }
        if len(json.dumps(told)) <= KEPT or tolerance > 1:
            return told
        tolerance *= 2


def _feature(number: int, name: str, polygons: list[list[Ring]], tolerance: float) -> Any:
    rings = [[simplified(ring, tolerance) for ring in polygon] for polygon in polygons]
    whole = [[ring for ring in polygon if len(ring) > 3] for polygon in rings]
    return {
        "type": "Feature",
        "properties": {"id": number, "name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": [one for one in whole if one]},
    }


def simplified(ring: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker's line, without recursion; five decimals are a metre."""
    if len(ring) < 4:
        return ring
    kept = {0, len(ring) - 1}
    # A ring ends where it began: the farthest corner cuts it into two lines.
    middle = max(range(len(ring)), key=lambda i: _far(ring[i], ring[0], ring[0]))
    kept.add(middle)
    waiting = [(0, middle), (middle, len(ring) - 1)]
    while waiting:
        first, last = waiting.pop()
        between = range(first + 1, last)
        if not between:
            continue
        far = max(between, key=lambda i: _far(ring[i], ring[first], ring[last]))
        if _far(ring[far], ring[first], ring[last]) > tolerance**2:
            kept.add(far)
            waiting += [(first, far), (far, last)]
    return [[round(value, 5) for value in ring[i]] for i in sorted(kept)]


def _far(point: list[float], start: list[float], end: list[float]) -> float:
    """The squared distance from a piece of line."""
    x, y = start
    dx, dy = end[0] - x, end[1] - y
    if dx or dy:
        along = ((point[0] - x) * dx + (point[1] - y) * dy) / (dx * dx + dy * dy)
        along = max(0.0, min(1.0, along))
        x, y = x + along * dx, y + along * dy
    return (point[0] - x) ** 2 + (point[1] - y) ** 2
