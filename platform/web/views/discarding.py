"""A draft goes, or one activity of it, and with it the vote that was drawn up for it."""

from flask import Response, flash, g, render_template

from consultations import queries, rules, services
from consultations.models import Activity, Consultation
from consultations.views.crumbs import crumbs
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from opinions import services as opinions
from surveys import services as surveys
from texts import services as texts
from voting.services import drawing
from web.views.blueprint import bp


def discard_page(consultation: Consultation) -> Reply:
    return render_template(
        "web/discard.html",
        consultation=consultation,
        parts=queries.list_parts(consultation.id),
        crumbs=crumbs(consultation),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/at", methods=["GET", "POST"])
@allow(rules.discard, consultation=queries.get_consultation, page=discard_page)
def discard_consultation(consultation: Consultation) -> Response:
    drawing.discard(consultation, by=g.visitor)
    surveys.discard(consultation, by=g.visitor)
    opinions.discard(consultation, by=g.visitor)
    texts.discard(consultation, by=g.visitor)
    services.discard(consultation, by=g.visitor)
    flash(_("Taslak silindi."))
    return see_other("consultations.desk")


@bp.post("/<slug>/masa/adimlar/<int:activity_id>/sil")
@allow(rules.remove_activity, activity=queries.get_activity)
def remove_activity(activity: Activity) -> Response:
    drawing.discard_of(activity, by=g.visitor)
    surveys.discard_of(activity, by=g.visitor)
    opinions.discard_of(activity, by=g.visitor)
    texts.discard_of(activity, by=g.visitor)
    services.remove_activity(activity, by=g.visitor)
    flash(_("Adım silindi."))
    return see_other("consultations.work", consultation_id=activity.consultation_id)
