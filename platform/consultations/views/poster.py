"""A sheet of paper for the muhtar's window, and the short address that stands on it."""

from flask import Response, g, render_template

from consultations import queries, rules
from consultations.models import Consultation
from consultations.views import page
from consultations.views.blueprint import bp
from kernel import clock, links, qr
from kernel.http import allow, see_other


@bp.get("/<slug>/d/<int:consultation_id>")
@allow(rules.see, consultation=queries.get_consultation)
def short(consultation: Consultation) -> Response:
    """Short enough to be typed from paper."""
    return see_other(".show", consultation_id=consultation.id)


@bp.get("/<slug>/danismalar/<int:consultation_id>/afis")
@allow(rules.see, consultation=queries.get_consultation)
def poster(consultation: Consultation) -> str:
    now = clock.now()
    ends = [
        row.closes_at
        for row in queries.list_activities(consultation.id)
        if row.closes_at is not None and row.closes_at > now
    ]
    address = links.page("consultations.short", slug=g.slug, consultation_id=consultation.id)
    return render_template(
        "consultations/poster.html",
        consultation=consultation,
        asker=page.asker(consultation.asked_by, g.municipality),
        promise=queries.get_promise(consultation.id),
        last=clock.last_day(max(ends)) if ends else None,
        meetings=[row for row in queries.list_meetings(consultation.id) if row.starts_at > now],
        address=address,
        shown=address.partition("://")[2],
        code=qr.svg(address),
    )
