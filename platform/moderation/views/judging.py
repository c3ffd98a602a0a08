"""For owners of texts: what their desk page shows of a case. The owner keeps the routes."""

from typing import Any

from flask import g, url_for

from kernel import clock
from kernel.crumbs import Crumb, under_desk
from kernel.i18n import _
from moderation import forms, queries, rules
from moderation.models import (
    DECISION_LABELS,
    GROUND_LABELS,
    HOLD_LABELS,
    AppealState,
    Case,
)

#: of a text that nobody has reported
NOTHING: dict[str, Any] = {
    "case": None,
    "reports": [],
    "named": False,
    "cluster": None,
    "earlier": 0,
    "decision": "",
    "ground": "",
    "hold": "",
    "appeal": None,
    "appeal_waits": False,
    "appeal_late": False,
    "appeal_denied": None,
    "appeal_form": None,
}


def under_moderation(*more: Crumb) -> list[Crumb]:
    return under_desk((_("Denetim"), url_for("web.moderation")), *more)


def author_href(case: Case | None) -> str | None:
    """The page of a decision, for whose text it was."""
    if case is None or case.decided_at is None or case.decision is None:
        return None
    return url_for("moderation.decision", case_id=case.id)


def of_case(case: Case | None, thing: Any) -> dict[str, Any]:
    """The values of `moderation/_case.html`; `thing` has a `municipality_id`."""
    if case is None:
        return NOTHING
    full = queries.get_case(case.id)
    appeal = full.appeal
    waiting = appeal is not None and appeal.state is AppealState.WAITING
    return {
        "case": full,
        "reports": queries.list_reports(case.id),
        "named": rules.decide(g.visitor, thing) is None,
        "cluster": queries.find_clusters([case.id]).get(case.id),
        "earlier": queries.count_decisions_against(full.author_id, full.municipality_id)
        if full.author_id
        else 0,
        "decision": _(DECISION_LABELS[full.decision]) if full.decision else "",
        "ground": _(GROUND_LABELS[full.ground]) if full.ground else "",
        "hold": _(HOLD_LABELS[full.hold]) if full.hold else "",
        "appeal": appeal,
        "appeal_waits": waiting,
        "appeal_late": waiting and appeal is not None and appeal.due_on < clock.today(),
        "appeal_denied": rules.decide_appeal(g.visitor, full),
        "appeal_form": forms.appeal_decision(full) if waiting else None,
    }
