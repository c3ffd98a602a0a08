"""The team's pages about one application and about the ranking of a track."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from programme import counting, forms, queries, rules, services
from programme.models import Application, ApplicationState, Track
from programme.views import pages
from programme.views.applying import of_application, of_track
from programme.views.blueprint import bp


def _page(application: Application, form: Any, title: str, lead: str, submit: str) -> Reply:
    return pages.form_page(
        form,
        title=title,
        kick=application.name,
        lead=lead,
        submit=submit,
        cancel=url_for(".application", application_id=application.id),
        crumbs=of_application(application),
    )


def assign_page(application: Application, form: Any) -> Reply:
    lead = _("En az iki kişi seçin. Herkes kendi puanını vermeden ötekilerinkini göremez.")
    return _page(application, form, _("Değerlendirenleri seçin"), lead, _("Kaydedin"))


@bp.route("/program/masa/basvurular/<int:application_id>/degerlendirenler", methods=["GET", "POST"])
@allow(rules.assign, application=queries.get_application, form=forms.assign, page=assign_page)
def assign(application: Application, form: Any) -> Reply:
    numbers = {int(one) for one in form.reviewers.data}
    services.assign(application, by=g.visitor, reviewers=numbers)
    return see_other(".application", application_id=application.id)


def missing_page(application: Application, form: Any) -> Reply:
    lead = _("Başvuru sahibine geri döner; son ana kadar tamamlayıp yeniden gönderir.")
    return _page(application, form, _("Eksik belge isteyin"), lead, _("Geri gönderin"))


@bp.route("/program/masa/basvurular/<int:application_id>/eksik-belge", methods=["GET", "POST"])
@allow(
    rules.ask_missing, application=queries.get_application, form=forms.missing, page=missing_page
)
def ask_missing(application: Application, form: Any) -> Reply:
    services.ask_missing(
        application, by=g.visitor, reason=form.reason.data, due_at=form.due_at.data
    )
    flash(_("Başvuru sahibine yazıldı."), "good")
    return see_other(".application", application_id=application.id)


def interview_page(application: Application, form: Any) -> Reply:
    lead = _("Gün, saat ve yer başvuru sahibine e-postayla yazılır.")
    return _page(application, form, _("Görüşmeye çağırın"), lead, _("Çağırın"))


@bp.route("/program/masa/basvurular/<int:application_id>/gorusme", methods=["GET", "POST"])
@allow(
    rules.interview, application=queries.get_application, form=forms.interview, page=interview_page
)
def interview(application: Application, form: Any) -> Reply:
    services.invite(application, by=g.visitor, reason=form.reason.data, at=form.at.data)
    flash(_("Başvuru sahibine yazıldı."), "good")
    return see_other(".application", application_id=application.id)


def decide_page(application: Application, form: Any) -> Reply:
    lead = _("Sonuç ve gerekçe başvuru sahibine e-postayla ve PDF yazıyla gider.")
    return _page(application, form, _("Karar verin"), lead, _("Kararı gönderin"))


@bp.route("/program/masa/basvurular/<int:application_id>/karar", methods=["GET", "POST"])
@allow(rules.decide, application=queries.get_application, form=forms.decide, page=decide_page)
def decide(application: Application, form: Any) -> Reply:
    state = ApplicationState(form.state.data)
    services.decide(application, by=g.visitor, state=state, reason=form.reason.data)
    flash(_("Sonuç gönderildi."), "good")
    return see_other(".application", application_id=application.id)


@bp.get("/program/masa/siralama/<int:track_id>")
@allow(rules.rank, track=queries.get_ranked)
def rank(track: Any) -> Reply:
    """Of applications in which this reader has a conflict, the name only."""
    whole: Track = track.track
    rows = {one.id: one for one in queries.list_sent([whole.id])}
    conflicts = {n for n, one in rows.items() if rules.in_conflict(g.visitor, one)}
    return render_template(
        "programme/ranking.html",
        track=whole,
        places=queries.rank(whole),
        rows=rows,
        conflicts=conflicts,
        state_of=pages.state_of,
        most=counting.MOST,
        crumbs=of_track(whole),
    )
