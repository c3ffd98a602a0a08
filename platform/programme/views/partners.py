"""Partners of a term: who acts for them, and the results they read."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from places.queries import find_person_by_email
from programme import forms, queries, rules, services
from programme.forms.terms import PartnerForm
from programme.models import DECIDED, PartnerSeat, Term
from programme.views import pages
from programme.views.blueprint import bp
from programme.views.public import crumbs, words
from programme.views.team import of_term


def partners_page(term: Term, form: PartnerForm) -> Reply:
    return render_template(
        "programme/partners.html",
        term=term,
        form=form,
        rows=queries.list_partners(term.id),
        crumbs=of_term(term),
    )


@bp.route("/program/masa/donemler/<int:term_id>/ortaklar", methods=["GET", "POST"])
@allow(rules.team, term=queries.get_term, form=forms.partner_seat, page=partners_page)
def partners(term: Term, form: PartnerForm) -> Reply:
    person: Any = find_person_by_email(form.email.data)
    if person is None:
        raise services.NoSuchPerson()
    services.add_partner(term, by=g.visitor, person_id=person.id, name=form.partner.data)
    flash(_("Görev verildi."), "good")
    return see_other(".partners", term_id=term.id)


@bp.post("/program/masa/ortaklar/<int:seat_id>/bitir")
@allow(rules.team, seat=queries.get_seat)
def end_partner(seat: PartnerSeat) -> Reply:
    services.end_partner(seat, by=g.visitor)
    flash(_("Görev sona erdi."))
    return see_other(".partners", term_id=seat.term_id)


@bp.get("/program/donemler/<int:term_id>/sonuclar")
@allow(rules.oversee, term=queries.get_term)
def results(term: Term) -> Reply:
    """Who was accepted, is a reserve or was refused; no text, no points, no name of a reviewer."""
    sent = queries.list_sent([track.id for track in term.tracks])
    return render_template(
        "programme/results.html",
        term=term,
        decided=[one for one in sent if one.state in DECIDED],
        waiting=[one for one in sent if pages.is_waiting(one.state)],
        state_of=pages.state_of,
        crumbs=crumbs((term.name, url_for(".term", term_id=term.id))),
        **words(),
    )
