"""The moderator's queue."""

from typing import Any

from flask import Blueprint, g, render_template, request

from kernel import clock
from kernel.http import allow
from moderation import queries, rules
from moderation.models import GROUND_LABELS, CaseState

bp = Blueprint("moderation", __name__, template_folder="templates")
DECIDED = "karar"


@bp.get("/<slug>/masa/denetim")
@allow(rules.read)
def queue() -> Any:
    decided = request.args.get("durum") == DECIDED
    return render_template(
        "moderation/queue.html",
        page=queries.list_cases(g.municipality.id, None if decided else CaseState.OPEN),
        decided=decided,
        open_count=queries.count_open(g.municipality.id),
        labels=GROUND_LABELS,
        days=lambda moment: (clock.today() - clock.local(moment).date()).days,
    )
