"""The officer's roll: a list uploaded, codes printed once."""

from flask import Response, flash, g, make_response, render_template

from kernel import links
from kernel.http import Reply, allow, see_other
from kernel.i18n import _, ngettext
from places import queries as places
from voting import polling as rules
from voting import queries
from voting.forms import polling as forms
from voting.models import Election
from voting.services import rolls as services
from voting.views.blueprint import bp, facts


def _names(election: Election) -> dict[int | None, str]:
    known = places.list_neighbourhoods(election.municipality_id)
    return {None: _("Belirtilmemiş"), **{place.id: place.name for place in known}}


def roll_page(election: Election, form: forms.RollForm) -> str:
    total, by_place = services.count(election)
    return render_template(
        "voting/polling/roll.html",
        **facts(election),
        form=form,
        total=total,
        by_place=by_place,
        names=_names(election),
    )


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/liste", methods=["GET", "POST"])
@allow(
    rules.upload, election=queries.get_election, form=forms.roll_of, page=roll_page, limit="upload"
)
def upload_roll(election: Election, form: forms.RollForm) -> Reply:
    number = services.upload(election, by=g.visitor, lines=form.lines)
    flash(ngettext("Listede %(num)s satır var.", "Listede %(num)s satır var.", number), "good")
    if form.doubles:
        rows = ", ".join(str(row) for row in form.doubles[: forms.SHOWN])
        flash(_("Daha önce geçen satırlar bir kez sayıldı: %(rows)s", rows=rows), "soon")
    return see_other(".upload_roll", election_id=election.id)


def codes_page(election: Election, form: forms.CodesForm) -> str:
    total, by_place = services.count(election)
    return render_template(
        "voting/polling/codes.html",
        **facts(election),
        form=form,
        total=total,
        by_place=by_place,
        names=_names(election),
    )


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/kodlar", methods=["GET", "POST"])
@allow(rules.make_codes, election=queries.get_election, form=forms.codes, page=codes_page)
def make_codes(election: Election, form: forms.CodesForm) -> Response:
    """The answer is the only place where the codes ever stand."""
    place = form.neighbourhood.data
    codes = services.make_codes(
        election,
        by=g.visitor,
        number=form.number.data,
        neighbourhood_id=int(place) if place else None,
    )
    page = render_template(
        "voting/polling/print_codes.html",
        **facts(election),
        codes=[(code, services.serial(election, code)) for code in codes],
        place=_names(election)[int(place)] if place else "",
        address=links.page("voting.code", slug=g.municipality.slug, election_id=election.id),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def void_page(election: Election, form: forms.VoidForm) -> str:
    return render_template("voting/polling/void.html", **facts(election), form=form)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/kod-iptal", methods=["GET", "POST"])
@allow(
    rules.void_code, election=queries.get_election, form=forms.void, page=void_page, limit="vote"
)
def void_code(election: Election, form: forms.VoidForm) -> Reply:
    """Lost or stolen paper; what has been voted with it stays."""
    used = services.void_code(
        election, by=g.visitor, typed=form.typed.data or "", reason=form.reason.data or ""
    )
    if used:
        flash(
            _("Kod iptal edildi. Bu kodla daha önce oy verilmişti; o oy geri alınamaz, sayılacak."),
            "soon",
        )
    else:
        flash(_("Kod iptal edildi; onunla artık oy verilemez."), "good")
    return see_other(".void_code", election_id=election.id)


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/kodlar/iptal")
@allow(rules.make_codes, election=queries.get_election)
def drop_codes(election: Election) -> Reply:
    services.drop(election, by=g.visitor)
    flash(_("Bütün kodlar iptal edildi. Basılmış kâğıtları imha edin."), "good")
    return see_other(".make_codes", election_id=election.id)
