"""The page of a participant's work in the programme: what is done, what comes next."""

from flask import g, render_template

from capacity import queries, rules
from capacity.models import POINT_LABELS, Point
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_programme
from kernel.http import Reply, allow
from programme.models import STAGE_LABELS, Participation
from programme.queries import get_participation


@bp.get("/program/katilim/<int:participation_id>/calisma")
@allow(rules.work, participation=get_participation)
def work(participation: Participation) -> Reply:
    points = queries.list_points(participation.id)
    return render_template(
        "capacity/work.html",
        participation=participation,
        stage=STAGE_LABELS[participation.stage],
        points=points,
        results={point: queries.result(row).result for point, row in points.items()},
        readable={point for point, row in points.items() if rules.read(g.visitor, row) is None},
        all_points=list(Point),
        point_labels=POINT_LABELS,
        pair=queries.find_pair(participation.id),
        may_begin=rules.begin(g.visitor, participation),
        crumbs=of_programme(),
    )
