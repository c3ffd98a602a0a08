"""Entering what was said at a meeting into a discussion, one claim at a time."""

from flask import flash, g, redirect, render_template, request, url_for

from consultations import forms, services
from consultations.views.blueprint import bp
from discussion import queries as discussion
from discussion import rules
from discussion.forms import HeardForm
from discussion.models import Stance, Thread
from discussion.views.board import owner_href
from kernel.http import Reply, allow
from kernel.i18n import _
from meetings import queries as meetings


def take_down_page(thread: Thread, form: HeardForm) -> str:
    chosen = request.args.get("bulusma", "")
    if not form.is_submitted() and chosen in {str(value) for value, *_ in form.meeting.choices}:
        form.meeting.data = chosen
    return render_template(
        "consultations/take_down.html",
        thread=thread,
        form=form,
        back=owner_href(thread),
        crumbs=[(thread.subject, owner_href(thread))],
    )


@bp.route("/<slug>/masa/tartismalar/<int:thread_id>/bulusma-sozu", methods=["GET", "POST"])
@allow(
    rules.take_down,
    thread=discussion.get_thread,
    form=forms.take_down,
    page=take_down_page,
    limit="post",
)
def take_down(thread: Thread, form: HeardForm) -> Reply:
    meeting = meetings.get_meeting(int(form.meeting.data))
    services.take_down(
        thread,
        meeting,
        by=g.visitor,
        stance=Stance(form.stance.data),
        body=form.body.data or "",
        html=form.body.html,
    )
    flash(_("Söz tartışmaya girildi. Yanında buluşmanın adı duruyor."), "good")
    if "bir_daha" in request.form:
        again = url_for(".take_down", thread_id=thread.id, bulusma=meeting.id)
        return redirect(again, 303)
    return redirect(owner_href(thread), 303)
