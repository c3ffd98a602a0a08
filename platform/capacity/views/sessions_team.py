"""The team's side of sessions: planning, announcing, supplying, the door, settling."""

from typing import Any

from flask import flash, g, render_template, url_for

from capacity import forms, queries, rules, services
from capacity.models import CapacitySession, Material
from capacity.queries import Attendance
from capacity.views.blueprint import bp
from capacity.views.sessions import session_crumbs, to_session
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from meetings import services as meetings
from meetings.forms import DoorForm
from meetings.queries import list_door
from programme.models import Term
from programme.queries import get_term, list_terms


def plan_page(term: Term, form: forms.SessionForm) -> Reply:
    return render_template(
        "capacity/plan.html",
        form=form,
        session=None,
        heading=_("Yeni oturum"),
        term=term,
        back=url_for(".session_desk"),
        crumbs=session_crumbs(),
    )


@bp.get("/program/masa/oturumlar")
@allow(rules.team)
def session_desk() -> Reply:
    return render_template(
        "capacity/session_desk.html",
        coming=queries.list_sessions(drafts=True, past=False),
        past=queries.list_sessions(drafts=True, past=True),
        terms=list_terms(drafts=True),
        crumbs=session_crumbs(),
    )


@bp.route("/program/masa/donem/<int:term_id>/oturum", methods=["GET", "POST"])
@allow(rules.team, term=get_term, form=forms.plan, page=plan_page, limit="post")
def plan_session(term: Term, form: forms.SessionForm) -> Reply:
    row = services.plan(
        term, by=g.visitor, host_id=int(form.host.data), shape=form.shape(), **form.meeting()
    )
    flash(_("Oturum kaydedildi. Duyurunca katılımcılar görür ve kaydolur."), "good")
    return see_other(".training", training_id=row.id)


def change_page(training: CapacitySession, form: forms.SessionForm) -> Reply:
    return render_template(
        "capacity/plan.html",
        form=form,
        session=training,
        heading=_("Oturumu düzenleyin"),
        term=training.term,
        back=url_for(".training", training_id=training.id),
        crumbs=session_crumbs(to_session(training)),
    )


@bp.route("/program/oturumlar/<int:training_id>/duzenle", methods=["GET", "POST"])
@allow(rules.change, training=queries.get_session, form=forms.change, page=change_page)
def change_session(training: CapacitySession, form: forms.SessionForm) -> Reply:
    services.change(training, by=g.visitor, shape=form.shape(), **form.meeting())
    flash(_("Kaydedildi."), "good")
    return see_other(".training", training_id=training.id)


@bp.post("/program/oturumlar/<int:training_id>/duyur")
@allow(rules.announce, training=queries.get_session)
def announce(training: CapacitySession) -> Reply:
    services.announce(training, by=g.visitor)
    flash(_("Oturum duyuruldu; katılımcılara haber verildi."), "good")
    return see_other(".training", training_id=training.id)


def cancel_page(training: CapacitySession, form: forms.CancelForm) -> Reply:
    return render_template(
        "capacity/cancel.html",
        form=form,
        session=training,
        crumbs=session_crumbs(to_session(training)),
    )


@bp.route("/program/oturumlar/<int:training_id>/iptal", methods=["GET", "POST"])
@allow(rules.change, training=queries.get_session, form=forms.cancel, page=cancel_page)
def cancel_session(training: CapacitySession, form: forms.CancelForm) -> Reply:
    services.cancel(training, by=g.visitor, reason=form.reason.data)
    flash(_("Oturum iptal edildi; kaydolanlara haber verildi."))
    return see_other(".training", training_id=training.id)


# --- materials ----------------------------------------------------------------------------------


def material_page(training: CapacitySession, form: forms.MaterialForm) -> Reply:
    return render_template(
        "capacity/materials.html",
        form=form,
        session=training,
        crumbs=session_crumbs(to_session(training)),
    )


@bp.route("/program/oturumlar/<int:training_id>/malzeme", methods=["GET", "POST"])
@allow(rules.supply, training=queries.get_session, form=forms.material, page=material_page)
def add_material(training: CapacitySession, form: forms.MaterialForm) -> Reply:
    services.add_material(
        training,
        by=g.visitor,
        title=form.title.data,
        link=form.link.data or "",
        file=form.file.accepted,
    )
    flash(_("Eklendi."), "good")
    return see_other(".add_material", training_id=training.id)


@bp.post("/program/malzeme/<int:material_id>/sil")
@allow(rules.drop_material, material=queries.get_material)
def remove_material(material: Material) -> Reply:
    services.remove_material(material, by=g.visitor)
    flash(_("Kaldırıldı."))
    return see_other(".add_material", training_id=material.session_id)


# --- the door -----------------------------------------------------------------------------------


def door_form(training: CapacitySession) -> DoorForm:
    form = DoorForm(walk_ins=training.meeting.walk_ins)
    del form.guest, form.consent
    return form


def door_page(training: CapacitySession, form: DoorForm) -> Reply:
    rows = list_door(training.meeting_id)
    return render_template(
        "capacity/door.html",
        form=form,
        session=training,
        meeting=training.meeting,
        rows=rows,
        there=sum(1 for row in rows if row.came_at is not None),
        may_settle=rules.settle(g.visitor, training),
        crumbs=session_crumbs(to_session(training)),
    )


@bp.route("/program/oturumlar/<int:training_id>/kapi", methods=["GET", "POST"])
@allow(rules.keep_door, training=queries.get_session, form=door_form, page=door_page)
def door(training: CapacitySession, form: DoorForm) -> Reply:
    meetings.count_walk_ins(training.meeting, by=g.visitor, number=form.walk_ins.data or 0, name="")
    flash(_("Kaydedildi."), "good")
    return see_other(".door", training_id=training.id)


@bp.post("/program/oturumlar/katilim/<int:attendance_id>")
@allow(rules.tick, attendance=queries.get_attendance)
def tick(attendance: Attendance) -> Any:
    row = attendance.registration
    meetings.tick(row, came=row.came_at is None)
    return see_other(".door", training_id=attendance.session.id)


@bp.post("/program/oturumlar/<int:training_id>/kesinlestir")
@allow(rules.settle, training=queries.get_session)
def settle(training: CapacitySession) -> Reply:
    written = services.settle(training, by=g.visitor)
    if training.certifies:
        flash(_("Liste kesinleşti; %(num)s katılım belgesi yazıldı.", num=written), "good")
    else:
        flash(_("Liste kesinleşti."), "good")
    return see_other(".outcome", training_id=training.id)


@bp.get("/program/oturumlar/<int:training_id>/sonuc")
@allow(rules.supply, training=queries.get_session)
def outcome(training: CapacitySession) -> Reply:
    """Who was there, by participant; what the forms say."""
    return render_template(
        "capacity/outcome.html",
        session=training,
        presences=queries.list_presences(training.id),
        issued=queries.list_issued(training.id),
        opinion=queries.find_opinion(training.id),
        forms=queries.count_forms(training.id),
        least=queries.LEAST_FORMS,
        crumbs=session_crumbs(to_session(training)),
    )
