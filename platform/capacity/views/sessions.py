"""Sessions in public and for those who come: list, page, place, materials, form, certificate."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for

from capacity import forms, queries, rules, services
from capacity.models import SESSION_LABELS, CapacitySession, Material
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_programme
from kernel import clock, files
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import anyone
from meetings.models import MEETING_KIND_LABELS, RegistrationState
from meetings.queries import count_before, find_registration


def session_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return of_programme((_("Oturumlar"), url_for(".trainings")), *more)


def to_session(training: CapacitySession) -> tuple[str, str]:
    return training.meeting.title, url_for(".training", training_id=training.id)


@bp.get("/program/oturumlar")
@allow(anyone)
def trainings() -> Reply:
    return render_template(
        "capacity/trainings.html",
        coming=queries.list_sessions(past=False),
        past=queries.list_sessions(past=True),
        labels=SESSION_LABELS,
        certificates=queries.list_certificates(g.visitor.id) if g.visitor.signed_in else [],
        may_plan=rules.team(g.visitor) is None,
        crumbs=of_programme(),
    )


@bp.get("/program/oturumlar/<int:training_id>")
@allow(rules.see, training=queries.get_session)
def training(training: CapacitySession) -> Reply:
    meeting, person_id = training.meeting, g.visitor.id
    mine = find_registration(meeting.id, person_id) if g.visitor.signed_in else None
    waits = mine is not None and mine.state is RegistrationState.WAITING
    return render_template(
        "capacity/training.html",
        session=training,
        meeting=meeting,
        kind=_(SESSION_LABELS[training.kind]),
        where=_(MEETING_KIND_LABELS[meeting.kind]),
        over=meeting.ends_at <= clock.now(),
        mine=mine,
        before=count_before(mine) if mine is not None and waits else 0,
        free=None if meeting.capacity is None else meeting.capacity - meeting.taken,
        came=mine is not None and mine.came_at is not None,
        judged=queries.has_judged(training.id, person_id),
        certificate=queries.find_certificate(training.id, person_id) if person_id else None,
        may=_may(training),
        crumbs=session_crumbs(),
    )


def _may(training: CapacitySession) -> dict[str, Any]:
    return {
        name: getattr(rules, name)(g.visitor, training)
        for name in ("join", "leave", "read_materials", "change", "supply", "team")
    }


@bp.post("/program/oturumlar/<int:training_id>/kayit")
@allow(rules.join, training=queries.get_session, limit="support")
def join(training: CapacitySession) -> Reply:
    if services.join(training, by=g.visitor) is RegistrationState.REGISTERED:
        flash(_("Yeriniz ayrıldı. Oturumdan bir gün önce hatırlatacağız."), "good")
    else:
        flash(_("Şu an boş yer yok; bekleme sırasına yazıldınız. Yer açılınca haber vereceğiz."))
    return see_other(".training", training_id=training.id)


@bp.post("/program/oturumlar/<int:training_id>/kayit/sil")
@allow(rules.leave, training=queries.get_session, limit="support")
def leave(training: CapacitySession) -> Reply:
    if services.leave(training, by=g.visitor):
        flash(_("Kaydınız silindi. Yeriniz sıradaki kişiye geçer."))
    return see_other(".training", training_id=training.id)


@bp.get("/program/malzeme/<int:material_id>")
@allow(rules.read_material, material=queries.get_material)
def material(material: Material) -> Response | Any:
    if material.file is None:
        return redirect(material.link, 303)
    return files.hand_out(material.file)


def judge_page(training: CapacitySession, form: forms.FeedbackForm) -> Reply:
    return render_template(
        "capacity/judge.html",
        form=form,
        session=training,
        least=queries.LEAST_FORMS,
        crumbs=session_crumbs(to_session(training)),
    )


@bp.route("/program/oturumlar/<int:training_id>/degerlendirme", methods=["GET", "POST"])
@allow(rules.judge, training=queries.get_session, form=forms.judge, page=judge_page, limit="post")
def judge(training: CapacitySession, form: forms.FeedbackForm) -> Reply:
    services.judge(
        training,
        by=g.visitor,
        useful=int(form.useful.data),
        clear=int(form.clear.data),
        applicable=int(form.applicable.data),
        good=form.good.data or "",
        better=form.better.data or "",
    )
    flash(_("Teşekkür ederiz. Değerlendirmeniz adınız olmadan saklandı."), "good")
    return see_other(".training", training_id=training.id)
