"""The moderator's desk: reports, what waits for publication, appeals, decisions."""

from flask import g, render_template, request

from discussion import queries as discussion
from kernel import clock
from kernel.http import Reply, allow
from moderation import queries, rules
from moderation.models import DECISION_LABELS, GROUND_LABELS, HOLD_LABELS
from moderation.queries import Tab
from proposals import queries as proposals
from web.views.blueprint import bp

COMMENTS, PROPOSALS = "discussion.moderate", "proposals.moderate"
AMENDMENTS = "proposals.moderate_amendment"


@bp.get("/<slug>/masa/denetim")
@allow(rules.read)
def moderation() -> Reply:
    chosen = request.args.get("durum")
    tab = next((one for one in Tab if one.value == chosen), Tab.REPORTED)
    page = queries.list_cases(g.municipality.id, tab)
    numbers: dict[str, list[int]] = {}
    for case in page.rows:
        numbers.setdefault(case.endpoint, []).append(case.object_id)
    of_proposals, of_amendments = proposals.list_excerpts(
        numbers.get(PROPOSALS, []), numbers.get(AMENDMENTS, [])
    )
    return render_template(
        "web/moderation.html",
        page=page,
        tab=tab,
        excerpts={
            COMMENTS: discussion.list_excerpts(numbers.get(COMMENTS, [])),
            PROPOSALS: of_proposals,
            AMENDMENTS: of_amendments,
        },
        clusters=queries.find_clusters([case.id for case in page.rows if case.reports > 2]),
        waiting=queries.count_waiting(g.municipality.id),
        labels=GROUND_LABELS,
        decisions=DECISION_LABELS,
        holds=HOLD_LABELS,
        comments=COMMENTS,
        amendments=AMENDMENTS,
        may_change=rules.change_settings(g.visitor, g.municipality) is None,
        days=lambda moment: (clock.today() - clock.local(moment).date()).days,
    )
