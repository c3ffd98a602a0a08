"""Mini grants: given and moved by the team, reported by whoever receives them."""

from typing import Any

from flask import Response, abort, flash, g, render_template, url_for

from capacity import forms, queries, rules, services
from capacity.models import GRANT_LABELS, Grant, GrantState
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_work
from kernel import files
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from programme.models import Participation
from programme.queries import get_participation

#: kind of the macro status()
KINDS = {
    GrantState.PLANNED: "draft",
    GrantState.AGREED: "open",
    GrantState.PAID: "open",
    GrantState.REPORTED: "wait",
    GrantState.CLOSED: "good",
    GrantState.CANCELLED: "no",
}


def give_page(participation: Participation, form: forms.GrantForm) -> Reply:
    return render_template(
        "capacity/give_grant.html",
        participation=participation,
        form=form,
        crumbs=of_work(participation),
    )


@bp.route("/program/katilimcilar/<int:participation_id>/hibe", methods=["GET", "POST"])
@allow(rules.give_grant, participation=get_participation, form=forms.give_grant, page=give_page)
def give_grant(participation: Participation, form: forms.GrantForm) -> Reply:
    row = services.give_grant(
        participation,
        by=g.visitor,
        purpose=form.purpose.data,
        amount_kurus=form.amount.data,
        report_due_on=form.report_due_on.data,
        plan_id=int(form.plan.data) if form.plan.data else None,
    )
    return see_other(".grant", grant_id=row.id)


@bp.get("/program/hibeler/<int:grant_id>")
@allow(rules.see_grant, grant=queries.get_grant)
def grant(grant: Grant) -> Reply:
    return render_template(
        "capacity/grant.html",
        grant=grant,
        kinds=KINDS,
        labels=GRANT_LABELS,
        may_move=rules.move_grant(g.visitor, grant),
        may_report=rules.report_grant(g.visitor, grant),
        reportable=grant.state in (GrantState.PAID, GrantState.REPORTED),
        crumbs=_crumbs(grant),
    )


def _crumbs(grant: Grant, *more: tuple[str, str]) -> list[tuple[str, str]]:
    if rules.work(g.visitor, grant.participation) is None:
        return of_work(grant.participation, *more)
    return [(_("Program"), url_for("programme.index")), *more]


def _to_grant(grant: Grant) -> tuple[str, str]:
    return _("Hibe"), url_for(".grant", grant_id=grant.id)


def move_page(grant: Grant, form: forms.MoveForm) -> Reply:
    return render_template(
        "capacity/move_grant.html", grant=grant, form=form, crumbs=_crumbs(grant, _to_grant(grant))
    )


@bp.route("/program/hibeler/<int:grant_id>/durum", methods=["GET", "POST"])
@allow(rules.move_grant, grant=queries.get_grant, form=forms.move_grant, page=move_page)
def move_grant(grant: Grant, form: forms.MoveForm) -> Reply:
    services.move_grant(
        grant,
        by=g.visitor,
        to=GrantState(form.state.data),
        on=form.on.data,
        note=form.note.data or "",
        agreement=form.file.accepted,
    )
    flash(_("Kaydedildi."), "good")
    return see_other(".grant", grant_id=grant.id)


def report_page(grant: Grant, form: forms.ReportForm) -> Reply:
    return render_template(
        "capacity/report_grant.html",
        grant=grant,
        form=form,
        crumbs=_crumbs(grant, _to_grant(grant)),
    )


@bp.route("/program/hibeler/<int:grant_id>/rapor", methods=["GET", "POST"])
@allow(rules.report_grant, grant=queries.get_grant, form=forms.report_grant, page=report_page)
def report_grant(grant: Grant, form: forms.ReportForm) -> Reply:
    services.report_grant(grant, by=g.visitor, report=form.report.data, file=form.file.accepted)
    flash(_("Raporunuz gönderildi."), "good")
    return see_other(".grant", grant_id=grant.id)


@bp.get("/program/hibeler/<int:grant_id>/<which>.dosya")
@allow(rules.see_grant, grant=queries.get_grant)
def grant_file(grant: Grant, which: str) -> Response | Any:
    file = {"sozlesme": grant.agreement, "rapor": grant.report_file}.get(which)
    if file is None:
        abort(404)
    return files.hand_out(file)
