"""Letters with codes: the list, the sheet to print, posted one by one."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel import links
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from places import queries, rules
from places.models import LetterRequest
from places.rules import LETTER_VALID
from places.services import residence as services
from places.views.blueprint import bp, desk_crumbs


@bp.get("/<slug>/masa/ikamet/mektuplar")
@allow(rules.check_residence)
def letters() -> Reply:
    return render_template(
        "places/desk/letters.html",
        letters=queries.list_letters_to_post(g.municipality.id),
        names=_names(),
        crumbs=desk_crumbs((_("İkamet"), url_for(".find"))),
    )


@bp.get("/<slug>/masa/ikamet/mektuplar/yazdir")
@allow(rules.check_residence)
def print_letters() -> Reply:
    sheets: list[dict[str, Any]] = [
        {
            "letter": letter,
            "code": services.letter_code(letter),
            "ends": letter.requested_at + LETTER_VALID,
        }
        for letter in queries.list_letters_to_post(g.municipality.id)
    ]
    return render_template(
        "places/desk/print_letters.html",
        sheets=sheets,
        names=_names(),
        address=links.page("places.residence", slug=g.municipality.slug),
    )


def _names() -> dict[int, str]:
    return {row.id: row.name for row in queries.list_neighbourhoods(g.municipality.id)}


@bp.post("/<slug>/masa/ikamet/mektuplar/<int:letter_id>/postaya-verildi")
@allow(rules.post_letter, letter=queries.get_letter)
def post_letter(letter: LetterRequest) -> Reply:
    services.post_letter(letter, by=g.visitor)
    flash(_("Mektup postaya verildi olarak işaretlendi. Ad ve adres silindi."), "good")
    return see_other(".letters")
