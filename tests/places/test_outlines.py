"""The outlines of the neighbourhoods: uploaded by the administrator, handed out as they are."""

import io
import json

from flask import Flask

from kernel.rules import Role
from tests.client import Client
from tests.make.places import make_municipality, make_neighbourhood, make_staff
from tests.written import verbs

SQUARE = [[[29.0, 40.0], [29.1, 40.0], [29.1, 40.1], [29.0, 40.1], [29.0, 40.0]]]


def _file(name: str) -> io.BytesIO:
    shape = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": {"ad": name}, "geometry": shape}
    return io.BytesIO(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())


def test_an_administrator_uploads_and_erases_the_outlines(app: Flask, client: Client) -> None:
    town = make_municipality()
    place = make_neighbourhood(town, "Çınaraltı")
    desk, public = f"/{town.slug}/masa/harita", f"/{town.slug}/mahalleler.geojson"
    number = place.id
    assert client.get(public).status_code == 404
    client.sign_in(make_staff(town, Role.ADMINISTRATOR))
    wrong = client.post(desk, data={"file": (_file("Başka yer"), "a.geojson")})
    assert wrong.status_code == 422
    assert "eşleşmiyor" in wrong.get_data(as_text=True)
    assert client.post(desk, data={"file": (_file("Çınaraltı"), "a.geojson")}).status_code == 303
    assert "Çınaraltı" in client.get(desk).get_data(as_text=True)
    (shape,) = json.loads(client.get(public).data)["features"]
    assert shape["properties"] == {"id": number, "name": "Çınaraltı"}
    assert client.post(f"{desk}/sil").status_code == 303
    assert client.get(public).status_code == 404
    assert verbs() == ["places.draw_map", "places.erase_map"]
