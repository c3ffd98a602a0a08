"""The page of a participant's work in the programme: what is done, what comes next."""

from flask import g, render_template

from capacity import queries, rules
from capacity.models import GRANT_LABELS, POINT_LABELS, PRACTICE_LABELS, Point
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_programme
from capacity.views.granting import KINDS
from kernel import clock
from kernel.http import Reply, allow
from programme.models import STAGE_LABELS, Participation
from programme.queries import get_participation
from programme.views.pages import roadmap_of


@bp.get("/program/katilimcilar/<int:participation_id>/calisma")
@allow(rules.work, participation=get_participation)
def work(participation: Participation) -> Reply:
    points = queries.list_points(participation.id)
    may_write = rules.write_practice(g.visitor, participation)
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
        tasks=[task for task in queries.list_tasks(participation.id) if task.done_at is None],
        late_from=clock.today(),
        sessions=queries.list_sessions(term_id=participation.track.term_id, past=False),
        grants=queries.list_grants(participation.id),
        grant_kinds=KINDS,
        roadmap=roadmap_of(participation, public=False),
        grant_labels=GRANT_LABELS,
        may_give=rules.give_grant(g.visitor, participation),
        practices=queries.list_own_practices(participation.id) if may_write is None else [],
        practice_labels=PRACTICE_LABELS,
        may_write=may_write,
        crumbs=of_programme(),
    )
