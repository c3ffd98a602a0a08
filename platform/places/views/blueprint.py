"""The one blueprint, and the crumbs of its pages."""

from typing import Any

from flask import Blueprint, g, request, url_for

from kernel.crumbs import under_desk
from kernel.i18n import _
from places import rules

bp = Blueprint("places", __name__, template_folder="../templates")


def home_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(g.municipality.name, g.municipality_home), *more]


def desk_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return home_crumbs(*under_desk(*more))


def desk_links() -> list[dict[str, Any]]:
    """The desk pages of this package that this reader may open."""
    administrator, desk = (
        rule(g.visitor, g.municipality) is None for rule in (rules.read_desk, rules.check_residence)
    )
    pages = []
    if administrator:
        pages += [
            (_("Ayarlar"), "places.settings"),
            (_("Birimler"), "places.units"),
            (_("Mahalleler"), "places.neighbourhoods"),
            (_("Çalışma günleri"), "places.days"),
            (_("Metinler"), "places.legal_texts"),
            (_("Görevliler"), "places.staff"),
            (_("Kuruluş başvuruları"), "places.applications"),
        ]
    if desk:
        pages += [
            (_("İkamet doğrulama"), "places.find"),
            (_("Doğrulama mektupları"), "places.letters"),
        ]
    return [
        {"label": label, "href": url_for(endpoint), "current": request.endpoint == endpoint}
        for label, endpoint in pages
    ]


@bp.context_processor
def _for_templates() -> dict[str, Any]:
    return {"desk_links": desk_links}
