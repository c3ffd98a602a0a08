"""The door of a meeting, and its minutes."""

from flask import flash, g, render_template

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from meetings import forms, queries, rules, services
from meetings.models import Meeting, Registration
from meetings.views.blueprint import bp
from meetings.views.public import crumbs


def door_page(meeting: Meeting, form: forms.DoorForm) -> Reply:
    return render_template(
        "meetings/door.html",
        meeting=meeting,
        form=form,
        rows=queries.list_door(meeting.id),
        guests=queries.list_guests(meeting.id),
        attended=queries.count_attended(meeting),
        crumbs=crumbs(meeting),
    )


@bp.route("/<slug>/masa/bulusmalar/<int:meeting_id>/kapi", methods=["GET", "POST"])
@allow(rules.keep_door, meeting=queries.get_meeting, form=forms.door, page=door_page)
def keep_door(meeting: Meeting, form: forms.DoorForm) -> Reply:
    services.count_walk_ins(
        meeting, by=g.visitor, number=form.walk_ins.data or 0, name=form.guest.data or ""
    )
    flash(_("Kaydedildi."), "good")
    return see_other(".keep_door", meeting_id=meeting.id)


@bp.get("/<slug>/masa/bulusmalar/<int:meeting_id>/liste")
@allow(rules.keep_door, meeting=queries.get_meeting)
def print_list(meeting: Meeting) -> Reply:
    return render_template(
        "meetings/print_list.html",
        meeting=meeting,
        rows=queries.list_door(meeting.id),
        crumbs=crumbs(meeting),
    )


@bp.post("/<slug>/masa/bulusmalar/kayit/<int:registration_id>")
@allow(rules.tick, registration=queries.get_registration)
def tick(registration: Registration) -> Reply:
    services.tick(registration, came=registration.came_at is None)
    return see_other(".keep_door", meeting_id=registration.meeting_id, _anchor="liste")


# --- minutes ------------------------------------------------------------------------------------


def _minutes_form(meeting: Meeting) -> forms.MinutesForm:
    versions = queries.list_minutes(meeting.id)
    return forms.minutes(versions[0].body if versions else "")


def minutes_page(meeting: Meeting, form: forms.MinutesForm) -> Reply:
    return render_template(
        "meetings/minutes.html", meeting=meeting, form=form, crumbs=crumbs(meeting)
    )


@bp.route("/<slug>/masa/bulusmalar/<int:meeting_id>/tutanak", methods=["GET", "POST"])
@allow(
    rules.write_minutes,
    meeting=queries.get_meeting,
    form=_minutes_form,
    page=minutes_page,
    limit="post",
)
def write_minutes(meeting: Meeting, form: forms.MinutesForm) -> Reply:
    services.write_minutes(meeting, by=g.visitor, body=form.body.data or "", html=form.body.html)
    flash(_("Tutanak yayımlandı. Kaydolanlara ve takip edenlere haber verdik."), "good")
    return see_other(".show", meeting_id=meeting.id)
