"""The consultancy log: read by those around a participant, written by its consultants."""

from typing import Any

from flask import flash, g, render_template

from capacity import forms, queries, rules, services
from capacity.models import ConsultancyTask
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_work
from kernel import clock
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from programme.models import Participation
from programme.queries import get_participation


def _consultancy_page(participation: Participation) -> Reply:
    return render_template(
        "capacity/consultancy.html",
        participation=participation,
        entries=queries.list_entries(participation.id),
        tasks=queries.list_tasks(participation.id),
        late_from=clock.today(),
        notes=rules.read_notes(g.visitor, participation) is None,
        may_log=rules.log(g.visitor, participation),
        may_tick=rules.finish_task(g.visitor, ConsultancyTask(participation=participation)),
        crumbs=of_work(participation),
    )


@bp.get("/program/katilimcilar/<int:participation_id>/danismanlik")
@allow(rules.work, participation=get_participation)
def consultancy(participation: Participation) -> Reply:
    return _consultancy_page(participation)


def log_page(participation: Participation, form: forms.LogForm) -> Reply:
    return render_template(
        "capacity/log.html", participation=participation, form=form, crumbs=of_work(participation)
    )


@bp.route("/program/katilimcilar/<int:participation_id>/danismanlik/yaz", methods=["GET", "POST"])
@allow(rules.log, participation=get_participation, form=forms.log, page=log_page, limit="post")
def log(participation: Participation, form: forms.LogForm) -> Reply:
    services.log(
        participation,
        by=g.visitor,
        held_on=form.held_on.data,
        minutes=form.minutes.data,
        topic=form.topic.data,
        summary=form.summary.data or "",
        private_note=form.private_note.data or "",
        tasks=form.tasks(),
    )
    flash(_("Görüşme yazıldı; katılımcıya haber verildi."), "good")
    return see_other(".consultancy", participation_id=participation.id)


@bp.post("/program/gorev/<int:work_task_id>")
@allow(rules.finish_task, work_task=queries.get_task)
def finish_task(work_task: ConsultancyTask) -> Any:
    """Ticks it, or opens it again."""
    services.finish_task(work_task, by=g.visitor, done=work_task.done_at is None)
    return see_other(".consultancy", participation_id=work_task.participation_id)
