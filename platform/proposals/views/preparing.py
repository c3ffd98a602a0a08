"""Decisions that wait for their moment: the list, one moment for many, taking one back."""

from flask import Response, flash, g, render_template

from consultations import rules as consultations
from journeys.models import STATUS_KIND, STATUS_LABELS
from kernel.http import allow, see_other
from kernel.i18n import _, ngettext
from proposals import evaluating
from proposals.evaluating import Prepared
from proposals.evaluation_forms import preparing as forms
from proposals.evaluation_forms.preparing import MoveForm
from proposals.queries import prepared as queries
from proposals.services import preparing
from proposals.views.blueprint import bp
from proposals.views.crumbs import under_screening


def prepared_page(form: MoveForm) -> str:
    askers = consultations.askers(g.visitor, g.municipality.id)
    return render_template(
        "proposals/prepared.html",
        form=form,
        lines=queries.list_prepared(g.municipality.id, askers),
        kinds=STATUS_KIND,
        labels=STATUS_LABELS,
        crumbs=under_screening(),
    )


@bp.route("/<slug>/masa/hazir-kararlar", methods=["GET", "POST"])
@allow(evaluating.prepared, form=forms.move, page=prepared_page)
def prepared(form: MoveForm) -> Response:
    number = preparing.move_prepared(
        form.ids, by=g.visitor, municipality_id=g.municipality.id, at=form.publish_at.data
    )
    flash(ngettext("%(num)s kararın anı değişti.", "%(num)s kararın anı değişti.", number), "good")
    return see_other(".prepared")


@bp.post("/<slug>/masa/hazir-kararlar/<int:prepared_id>/geri-al")
@allow(evaluating.take_back_prepared, prepared=queries.get_prepared)
def take_back_prepared(prepared: Prepared) -> Response:
    preparing.take_back_prepared(prepared, by=g.visitor)
    flash(_("Hazır karar geri alındı; hiç kimseye haber gitmedi."))
    return see_other(".evaluation", proposal_id=prepared.case.id)
