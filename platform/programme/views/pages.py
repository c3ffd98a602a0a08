"""What several views of the programme share: the page of a form, words for states."""

from typing import Any

from flask import render_template, url_for

from kernel.forms import BaseForm
from kernel.i18n import _
from programme.models import STATE_LABELS, ApplicationState, Participation, PlanState

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
#: sent and not decided
WAITING = (ApplicationState.SUBMITTED, ApplicationState.MISSING, ApplicationState.INTERVIEW)
#: never shown as a field of their own
ASIDE = ("draft", "private_ok")


def is_waiting(state: ApplicationState) -> bool:
    """Sent and not decided."""
    return state in WAITING


def roadmap_of(one: Participation, *, public: bool = True) -> tuple[str, str] | None:
    """Name and address ("": none) of its roadmap. A draft of the town is nobody else's business."""
    kept = one.roadmap
    if kept is None or one.municipality is None:
        return (one.roadmap_title, one.roadmap_href) if one.roadmap_title else None
    if not kept.current:
        return None if public else (kept.title, "")
    slug = one.municipality.slug
    return kept.title, url_for("roadmap.document", slug=slug, roadmap_id=kept.id)


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
