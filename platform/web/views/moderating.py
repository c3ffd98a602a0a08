"""The moderator's queue: the cases, with the beginning of what was reported."""

from flask import g, render_template, request

from discussion import queries as discussion
from kernel import clock
from kernel.http import Reply, allow
from moderation import queries, rules
from moderation.models import GROUND_LABELS, CaseState
from web.views.blueprint import bp

DECIDED = "karar"


@bp.get("/<slug>/masa/denetim")
@allow(rules.read)
def moderation() -> Reply:
    decided = request.args.get("durum") == DECIDED
    page = queries.list_cases(g.municipality.id, None if decided else CaseState.OPEN)
    return render_template(
        "web/moderation.html",
        page=page,
        excerpts=discussion.list_excerpts([case.object_id for case in page.rows]),
        decided=decided,
        open_count=queries.count_open(g.municipality.id),
        labels=GROUND_LABELS,
        days=lambda moment: (clock.today() - clock.local(moment).date()).days,
    )
