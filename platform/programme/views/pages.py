"""What several views of the programme share: the page of a form, words for states."""

from typing import Any

from flask import render_template

from kernel.forms import BaseForm
from kernel.i18n import _
from programme.models import STATE_LABELS, ApplicationState, PlanState

#: kind of the macro status()
STATE_KINDS: dict[ApplicationState, str] = {
    ApplicationState.DRAFT: "draft",
    ApplicationState.SUBMITTED: "open",
    ApplicationState.MISSING: "late",
    ApplicationState.INTERVIEW: "soon",
    ApplicationState.ACCEPTED: "good",
    ApplicationState.RESERVE: "wait",
    ApplicationState.REFUSED: "no",
    ApplicationState.WITHDRAWN: "draft",
}
PLAN_KINDS: dict[PlanState, str] = {
    PlanState.IDEA: "draft",
    PlanState.SEEKING: "wait",
    PlanState.AGREED: "good",
    PlanState.RUNNING: "open",
    PlanState.REPORTED: "good",
    PlanState.CLOSED: "lock",
}
#: never shown as a field of their own
ASIDE = ("csrf_token", "draft", "private_ok")


def state_of(state: ApplicationState) -> tuple[str, str]:
    return STATE_KINDS[state], _(STATE_LABELS[state])


def form_page(
    form: BaseForm,
    *,
    title: str,
    submit: str,
    cancel: str,
    crumbs: list[tuple[str, str]],
    lead: str = "",
    kick: str = "",
    hints: dict[str, str] | None = None,
    rows: dict[str, int] | None = None,
    **more: Any,
) -> str:
    """A page that is one form; its fields in the order in which the form names them."""
    return render_template(
        "programme/form.html",
        form=form,
        fields=[field for field in form if field.name not in ASIDE],
        title=title,
        lead=lead,
        kick=kick,
        submit=submit,
        cancel=cancel,
        hints=hints or {},
        rows=rows or {},
        crumbs=crumbs,
        **more,
    )
