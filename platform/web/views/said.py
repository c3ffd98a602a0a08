"""“Siz söylediniz, biz yaptık”: what became of all that was said in one consultation."""

from flask import render_template

from answers import rules as answers
from answers.rules import DutyState
from consultations import queries as consultations
from consultations import rules
from consultations.models import Consultation
from kernel import clock
from kernel.http import allow
from web.queries.said import list_said
from web.views.blueprint import bp


@bp.get("/<slug>/danismalar/<int:consultation_id>/siz-soylediniz")
@allow(rules.see, consultation=consultations.get_consultation, cached=True)
def said(consultation: Consultation) -> str:
    rows = list_said(consultation)
    today = clock.today()
    states = [answers.state(row, today) for row in rows]
    return render_template(
        "web/said.html",
        consultation=consultation,
        rows=rows,
        answered=sum(one in (DutyState.ANSWERED, DutyState.ANSWERED_LATE) for one in states),
        overdue=sum(one is DutyState.OVERDUE for one in states),
        acted=len({action.id for row in rows for action in row.actions}),
    )
