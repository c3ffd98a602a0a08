"""The desk of meetings that belong to no consultation."""

from flask import flash, g, render_template, url_for

from kernel.crumbs import under_desk
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from meetings import forms, queries, rules, services
from meetings.models import MEETING_KIND_LABELS, Meeting
from meetings.views.blueprint import bp
from places.models import Municipality


def _crumbs(*, inside: bool = True) -> list[tuple[str, str]]:
    return under_desk((_("Açık buluşmalar"), url_for(".desk"))) if inside else under_desk()


@bp.get("/<slug>/masa/acik-bulusmalar")
@allow(rules.plan)
def desk() -> Reply:
    rows = queries.list_standalone(g.municipality.id)
    return render_template(
        "meetings/desk.html", rows=rows, kinds=MEETING_KIND_LABELS, crumbs=_crumbs(inside=False)
    )


def plan_page(form: forms.OpenMeetingForm) -> Reply:
    return _page(form, _("Açık buluşma planlayın"))


def _page(form: forms.OpenMeetingForm, heading: str, meeting: Meeting | None = None) -> Reply:
    return render_template(
        "meetings/plan.html", form=form, heading=heading, meeting=meeting, crumbs=_crumbs()
    )


def plan_form(municipality: Municipality) -> forms.OpenMeetingForm:
    return forms.plan(municipality)


@bp.route("/<slug>/masa/acik-bulusmalar/yeni", methods=["GET", "POST"])
@allow(rules.plan, form=plan_form, page=plan_page)
def plan(form: forms.OpenMeetingForm) -> Reply:
    meeting = services.create(
        municipality_id=g.municipality.id, by=g.visitor, standalone=True, **form.details()
    )
    flash(_("Buluşma kaydedildi. Duyurulana kadar yalnız görevliler görür."), "good")
    return see_other(".change_own", meeting_id=meeting.id)


def change_page(meeting: Meeting, form: forms.OpenMeetingForm) -> Reply:
    return _page(form, _("Buluşmayı düzenleyin"), meeting)


@bp.route("/<slug>/masa/acik-bulusmalar/<int:meeting_id>", methods=["GET", "POST"])
@allow(rules.change_own, meeting=queries.get_meeting, form=forms.change_own, page=change_page)
def change_own(meeting: Meeting, form: forms.OpenMeetingForm) -> Reply:
    services.edit(meeting, by=g.visitor, **form.details())
    flash(_("Buluşma kaydedildi."), "good")
    return see_other(".desk" if meeting.published_at else ".change_own", **_of(meeting))


def _of(meeting: Meeting) -> dict[str, int]:
    return {} if meeting.published_at else {"meeting_id": meeting.id}


@bp.post("/<slug>/masa/acik-bulusmalar/<int:meeting_id>/duyur")
@allow(rules.announce, meeting=queries.get_meeting)
def announce(meeting: Meeting) -> Reply:
    services.announce(meeting, by=g.visitor)
    flash(_("Buluşma duyuruldu. Bir gün önce kaydolanlara hatırlatacağız."), "good")
    return see_other(".show", meeting_id=meeting.id)


@bp.post("/<slug>/masa/acik-bulusmalar/<int:meeting_id>/sil")
@allow(rules.remove, meeting=queries.get_meeting)
def remove(meeting: Meeting) -> Reply:
    services.remove(meeting, by=g.visitor)
    flash(_("Taslak silindi."))
    return see_other(".desk")


def cancel_page(meeting: Meeting, form: forms.ReasonForm) -> Reply:
    return render_template("meetings/cancel.html", meeting=meeting, form=form, crumbs=_crumbs())


@bp.route("/<slug>/masa/acik-bulusmalar/<int:meeting_id>/iptal", methods=["GET", "POST"])
@allow(rules.cancel, meeting=queries.get_meeting, form=forms.cancel, page=cancel_page)
def cancel(meeting: Meeting, form: forms.ReasonForm) -> Reply:
    services.cancel(meeting, by=g.visitor, reason=form.reason.data)
    flash(_("Buluşma iptal edildi. Kaydolanlara gerekçesiyle haber verildi."), "good")
    return see_other(".show", meeting_id=meeting.id)
