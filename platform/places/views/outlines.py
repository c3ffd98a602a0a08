"""The outlines on the map: uploaded by an administrator, read by everybody."""

import json

from flask import Response, abort, flash, g, render_template, url_for

from kernel.crumbs import under_desk
from kernel.http import allow, see_other
from kernel.i18n import _
from kernel.rules import anyone
from places import forms, rules
from places.queries.outlines import find_town_map
from places.services import outlines
from places.views.blueprint import bp


@bp.get("/<slug>/mahalleler.geojson")
@allow(anyone)
def town_map() -> Response:
    row = find_town_map(g.municipality.id)
    if row is None:
        abort(404)
    return Response(row.geojson, mimetype="application/geo+json")


def draw_map_page(form: forms.MapForm) -> str:
    row = find_town_map(g.municipality.id)
    shapes = [] if row is None else json.loads(row.geojson)["features"]
    return render_template(
        "places/desk/map.html",
        form=form,
        names=[shape["properties"]["name"] for shape in shapes],
        changed_at=None if row is None else row.changed_at,
        crumbs=under_desk((_("Mahalleler"), url_for(".neighbourhoods"))),
    )


@bp.route("/<slug>/masa/harita", methods=["GET", "POST"])
@allow(rules.manage, form=forms.draw_map, page=draw_map_page)
def draw_map(form: forms.MapForm) -> Response:
    outlines.draw_map(g.municipality, by=g.visitor, outlines=form.outlines)
    flash(_("Mahalle sınırları kaydedildi."), "good")
    return see_other(".draw_map")


@bp.post("/<slug>/masa/harita/sil")
@allow(rules.manage)
def erase_map() -> Response:
    outlines.erase_map(g.municipality, by=g.visitor)
    flash(_("Mahalle sınırları silindi."))
    return see_other(".draw_map")
