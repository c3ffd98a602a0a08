"""Writing the draft, choosing what it answers besides, and who works on it."""

from flask import flash, g, render_template

from answers import forms, queries, rules, services
from answers.models import Decision
from answers.rules import DutyFile
from answers.views.blueprint import bp
from kernel.http import Reply, allow, see_other
from kernel.i18n import _


def draft_page(duty: DutyFile, form: forms.AnswerForm) -> Reply:
    return render_template("answers/draft.html", file=duty, duty=duty.duty, form=form)


@bp.route("/<slug>/masa/yanit/<int:duty_id>/taslak", methods=["GET", "POST"])
@allow(rules.draft, duty=queries.get_duty, form=forms.draft, page=draft_page, limit="post")
def draft(duty: DutyFile, form: forms.AnswerForm) -> Reply:
    services.save_draft(
        duty.duty,
        by=g.visitor,
        decision=Decision(form.decision.data),
        summary=form.summary.data,
        reason=form.reason.data,
        reason_html=form.reason.html,
        office=form.office.data,
        unit_id=form.unit,
        document_number=form.document_number.data or "",
        legal_basis=form.legal_basis.data or "",
        remedies=form.remedies.data,
        change_reason=form.change_reason.data if "change_reason" in form else "",
    )
    flash(_("Taslak kaydedildi. Yayımlanınca aşağıdaki gibi görünecek."), "good")
    return see_other(".duty", duty_id=duty.id)


def assign_page(duty: DutyFile, form: forms.AssignForm) -> Reply:
    return render_template("answers/assign.html", duty=duty.duty, form=form)


@bp.route("/<slug>/masa/yanit/<int:duty_id>/gorev", methods=["GET", "POST"])
@allow(rules.assign, duty=queries.get_duty, form=forms.assign, page=assign_page)
def assign(duty: DutyFile, form: forms.AssignForm) -> Reply:
    unit, person = form.unit_id.data, form.person_id.data
    services.assign(
        duty.duty,
        by=g.visitor,
        unit_id=int(unit) if unit else None,
        person_id=int(person) if person else None,
    )
    return see_other(".duty", duty_id=duty.id)


def share_page(duty: DutyFile, form: forms.ShareForm) -> Reply:
    return render_template("answers/share.html", duty=duty.duty, form=form)


@bp.route("/<slug>/masa/yanit/<int:duty_id>/kapsam", methods=["GET", "POST"])
@allow(rules.share, duty=queries.get_duty, form=forms.share, page=share_page)
def share(duty: DutyFile, form: forms.ShareForm) -> Reply:
    services.share(
        duty.draft, by=g.visitor, duty_ids=[int(number) for number in form.duties.data or ()]
    )
    return see_other(".duty", duty_id=duty.id)
