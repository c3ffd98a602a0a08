"""Uploaded outlines: what is refused, what is left out, how small the rest becomes."""

import json
import math
from typing import Any

import pytest

from kernel import geojson
from kernel.geojson import BadMap

TOWN = {7: "Çınaraltı", 8: "İstasyon"}
SQUARE = [[[29.0, 40.0], [29.1, 40.0], [29.1, 40.1], [29.0, 40.1], [29.0, 40.0]]]


def _file(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def _feature(name: object, coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"ADI": name}, "geometry": geometry}


@pytest.mark.parametrize("name", ["Çınaraltı", "ÇINARALTI MAHALLESİ", "cinaralti mah."])
def test_names_match_as_people_write_them(name: str) -> None:
    told = geojson.outlines(_file(_feature(name), _feature("Başka yer")), TOWN)
    assert [shape["properties"] for shape in told["features"]] == [{"id": 7, "name": "Çınaraltı"}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", geojson.NOT_JSON),
        (b"[]", geojson.NOT_JSON),
        (b"[" * 100_000, geojson.NOT_JSON),
        (b'{"features": [1]}', geojson.NOT_JSON),
        (b"\xff\xfe", geojson.NOT_JSON),
        (_file(), geojson.NOT_POLYGONS),
        (_file(_feature("Çınaraltı", [29, 40], "Point")), geojson.NOT_POLYGONS),
        (_file(_feature("Başka yer")), geojson.NO_NAMES),
        (_file(_feature("Çınaraltı", [[[4_200_000, 500_000]] * 4])), geojson.BAD_CORNER),
        (_file(_feature("Çınaraltı", [[["x", None]]])), geojson.BAD_CORNER),
        (_file(_feature("Çınaraltı", [[[float("nan"), 40]] * 4])), geojson.BAD_CORNER),
        (_file(_feature("Çınaraltı", 5)), geojson.BAD_CORNER),
        (b" " * (geojson.LARGEST + 1), geojson.TOO_LARGE),
        (
            _file(_feature("Çınaraltı", [[[29, 40]] * (geojson.MOST_CORNERS + 1)])),
            geojson.TOO_LARGE,
        ),
    ],
)
def test_what_is_no_map_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(BadMap) as refusal:
        geojson.outlines(data, TOWN)
    assert str(refusal.value) == message


def test_a_fine_line_becomes_few_corners_and_stays_near() -> None:
    ring = [
        [29 + math.cos(step / 2000 * math.tau) / 50, 40 + math.sin(step / 2000 * math.tau) / 50]
        for step in range(2001)
    ]
    (shape,) = geojson.outlines(_file(_feature("Çınaraltı", [ring])), TOWN)["features"]
    kept = shape["geometry"]["coordinates"][0][0]
    assert 20 < len(kept) < 200
    assert kept[0] == kept[-1]
    assert all(math.isclose(math.dist(c, (29, 40)), 0.02, rel_tol=0.01) for c in kept)
