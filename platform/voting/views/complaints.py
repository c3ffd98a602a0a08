"""Complaints about a result: written by anybody, answered by the officers of the vote."""

from typing import Any

from flask import flash, g, render_template

from answers import queries as answers
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from voting import complaining as rules
from voting import queries
from voting.forms import complaints as forms
from voting.models import Complaint, Election
from voting.services import complaints as services
from voting.views.blueprint import bp, facts


def shown(election: Election) -> dict[str, Any]:
    """What the result page says of complaints, and what the reader has written."""
    assert election.counted_at is not None
    return {
        "complain_denied": rules.complain(g.visitor, election),
        "complaints_denied": rules.read_all(g.visitor, election),
        "complaints_until": rules.last_day(election.counted_at),
        "complaints_over": rules.is_over(election),
        "objections": queries.find_objections(election.id),
        "own_complaints": queries.list_own_complaints(election.id, g.visitor.id),
        "remedies": _remedies(election),
        "fates": forms.FATES,
    }


def _remedies(election: Election) -> str:
    """Where else one may turn, as the municipality has written it under its answer."""
    found = answers.find_shown(election.activity.consultation.duty_id)
    return "" if found is None else found.remedies


def complain_page(election: Election, form: forms.ComplaintForm) -> str:
    return render_template(
        "voting/complaints/write.html",
        **facts(election),
        **shown(election),
        most=services.MOST,
        form=form,
    )


@bp.route("/<slug>/oylamalar/<int:election_id>/itiraz", methods=["GET", "POST"])
@allow(
    rules.complain,
    election=queries.get_election,
    form=forms.complaint,
    page=complain_page,
    limit="post",
)
def complain(election: Election, form: forms.ComplaintForm) -> Reply:
    services.complain(election, by=g.visitor, text=form.text.data or "", receipt=form.checked)
    flash(_("İtirazınız alındı. Yanıtlanınca size bildirilecek."), "good")
    return see_other(".show", election_id=election.id, _anchor="itiraz")


@bp.get("/<slug>/masa/oylamalar/<int:election_id>/itirazlar")
@allow(rules.read_all, election=queries.get_election)
def complaints(election: Election) -> Reply:
    rows = queries.list_complaints(election.id)
    return render_template(
        "voting/complaints/list.html",
        **facts(election),
        complaints_until=rules.last_day(election.counted_at) if election.counted_at else None,
        rows=[(row, rules.answer(g.visitor, row)) for row in rows],
        fates=forms.FATES,
    )


def answer_page(complaint: Complaint, form: forms.ComplaintAnswerForm) -> str:
    return render_template(
        "voting/complaints/answer.html",
        complaint=complaint,
        election=complaint.election,
        fates=forms.FATES,
        form=form,
    )


@bp.route("/<slug>/masa/itirazlar/<int:complaint_id>/yanit", methods=["GET", "POST"])
@allow(rules.answer, complaint=queries.get_complaint, form=forms.complaint_answer, page=answer_page)
def answer_complaint(complaint: Complaint, form: forms.ComplaintAnswerForm) -> Reply:
    services.answer(
        complaint, by=g.visitor, text=form.answer.data or "", public=bool(form.public.data)
    )
    flash(_("Yanıt kaydedildi; itiraz edene bildirildi."), "good")
    return see_other(".complaints", election_id=complaint.election_id)
