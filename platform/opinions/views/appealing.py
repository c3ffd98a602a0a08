"""The desk page of a refused statement, where another moderator decides its appeal."""

from flask import Response, flash, g, render_template, url_for

from kernel.http import allow, see_other
from kernel.i18n import _
from moderation import forms as moderation_forms
from moderation.forms import REVERSE, AppealDecisionForm
from moderation.views import judging
from opinions import queries, rules, services
from opinions.queries import StatementPart
from opinions.views.blueprint import bp
from opinions.views.public import label, why_ground


def appeal_page(statement: StatementPart, form: AppealDecisionForm | None = None) -> str:
    values = judging.of_case(statement.case, statement)
    values["appeal_denied"] = rules.judge_appeal(g.visitor, statement)
    if form is not None and values["appeal_form"] is not None:
        values["appeal_form"] = form
    row = statement.row
    return render_template(
        "opinions/appeal.html",
        statement=row,
        status_of=label(row.state),
        why=why_ground(row.ground),
        stays_away=not rules.comes_back(row.state, row.decided_at, statement.conversation),
        href=url_for(".judge_appeal", statement_id=row.id),
        crumbs=judging.under_moderation(),
        **values,
    )


@bp.get("/<slug>/masa/ifadeler/<int:statement_id>/itiraz")
@allow(rules.read_case, statement=queries.get_judged)
def moderate_statement(statement: StatementPart) -> str:
    return appeal_page(statement)


@bp.route("/<slug>/masa/ifadeler/<int:statement_id>/itiraz/karar", methods=["GET", "POST"])
@allow(
    rules.judge_appeal,
    statement=queries.get_judged,
    form=moderation_forms.appeal_decision,
    page=appeal_page,
)
def judge_appeal(statement: StatementPart, form: AppealDecisionForm) -> Response:
    case = statement.case
    assert case is not None
    services.judge_appeal(
        statement.row,
        case,
        statement.conversation,
        by=g.visitor,
        reverse=form.outcome.data == REVERSE,
        reason=form.reason.data or "",
    )
    flash(_("İtiraz karara bağlandı. İtiraz edene haber verildi."), "good")
    return see_other("web.moderation")
