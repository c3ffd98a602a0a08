"""The moderator's desk: reports, what waits for publication, appeals, decisions."""

from flask import g, render_template, request

from discussion import queries as discussion
from kernel import clock
from kernel.http import Reply, allow
from moderation import queries, rules
from moderation.models import DECISION_LABELS, GROUND_LABELS, HOLD_LABELS
from moderation.queries import Tab
from web.views.blueprint import bp

COMMENTS = "discussion.moderate"


@bp.get("/<slug>/masa/denetim")
@allow(rules.read)
def moderation() -> Reply:
    chosen = request.args.get("durum")
    tab = next((one for one in Tab if one.value == chosen), Tab.REPORTED)
    page = queries.list_cases(g.municipality.id, tab)
    comments = [case.object_id for case in page.rows if case.endpoint == COMMENTS]
    return render_template(
        "web/moderation.html",
        page=page,
        tab=tab,
        excerpts=discussion.list_excerpts(comments),
        clusters=queries.find_clusters([case.id for case in page.rows if case.reports > 2]),
        waiting=queries.count_waiting(g.municipality.id),
        labels=GROUND_LABELS,
        decisions=DECISION_LABELS,
        holds=HOLD_LABELS,
        comments=COMMENTS,
        may_change=rules.change_settings(g.visitor, g.municipality) is None,
        days=lambda moment: (clock.today() - clock.local(moment).date()).days,
    )
