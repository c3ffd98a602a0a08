"""The officer's part: what waits for screening, the decision, the categories."""

from flask import Response, flash, g, render_template, request, url_for

from consultations import rules as consultations
from journeys.models import STATUS_KIND, STATUS_LABELS
from kernel.http import allow, see_other
from kernel.i18n import _
from proposals import forms, queries, rules, services
from proposals.forms import REFUSE, CategoryForm, ScreenForm
from proposals.models import Proposal
from proposals.views.blueprint import bp


@bp.get("/<slug>/masa/oneriler")
@allow(rules.screening_list)
def screening() -> str:
    everything = request.args.get("durum") == "tumu"
    town, reviewed = g.municipality.id, consultations.reviewed(g.visitor, g.municipality.id)
    return render_template(
        "proposals/screening.html",
        page=queries.list_for_screening(town, unscreened=not everything, askers=reviewed),
        everything=everything,
        waiting=queries.count_unscreened(town, reviewed),
        kinds=STATUS_KIND,
        labels=STATUS_LABELS,
        base=url_for(".list_all"),
        askers=consultations.askers(g.visitor, town),
        crumbs=[(_("Masam"), url_for("web.desk"))],
    )


def screen_page(proposal: Proposal, form: ScreenForm) -> str:
    return render_template(
        "proposals/screen.html",
        form=form,
        proposal=proposal,
        consultation=proposal.activity.consultation,
        reason_links=[
            {
                "label": _(label),
                "href": url_for(".screen", proposal_id=proposal.id, gerekce=key, _anchor="reason"),
                "current": key == request.args.get("gerekce"),
            }
            for key, (label, _text) in rules.REASONS.items()
        ],
        similar=queries.similar(proposal.municipality_id, proposal.folded, but_not=proposal.id),
        crumbs=[
            (_("Masam"), url_for("web.desk")),
            (_("Öneri eleme"), url_for(".screening")),
        ],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/ele", methods=["GET", "POST"])
@allow(rules.screen, proposal=queries.get_proposal, form=forms.screen, page=screen_page)
def screen(proposal: Proposal, form: ScreenForm) -> Response:
    if form.decision.data == REFUSE:
        services.refuse(
            proposal,
            by=g.visitor,
            office=form.office,
            unit_id=form.unit_id,
            reason=form.reason.data or "",
            reason_html=form.reason.html,
            summary=form.summary,
        )
        flash(_("Karar yayımlandı; yazana gerekçesiyle e-posta gidiyor."), "good")
    else:
        services.put_on_ballot(proposal, by=g.visitor, office=form.office)
        flash(_("Öneri oylamaya alındı; takip edenlere haber veriliyor."), "good")
    return see_other(".screening")


def categories_page(form: CategoryForm) -> str:
    return render_template(
        "proposals/categories.html",
        form=form,
        categories=queries.list_categories(g.municipality.id),
        crumbs=[(_("Masam"), url_for("web.desk"))],
    )


@bp.route("/<slug>/masa/konular", methods=["GET", "POST"])
@allow(rules.manage_categories, form=forms.category, page=categories_page)
def categories(form: CategoryForm) -> Response:
    """The subjects that authors choose from and readers filter by."""
    services.add_category(g.municipality.id, by=g.visitor.id, name=form.name.data or "")
    flash(_("Konu eklendi."), "good")
    return see_other(".categories")
