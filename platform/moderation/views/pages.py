"""The author's page of a decision, the public report and log, the settings of the desk."""

from typing import Any

from flask import flash, g, render_template, request, url_for

from kernel import clock, owners, page_cache
from kernel.http import allow, see_other
from kernel.i18n import N_, _
from kernel.rules import anyone
from moderation import forms, queries, rules, services
from moderation.models import (
    DECISION_LABELS,
    GROUND_LABELS,
    AppealState,
    Case,
    Cause,
    Decision,
)
from moderation.views.blueprint import bp
from moderation.views.judging import under_moderation

#: where a text is read, by the page where it is decided about
READING = {
    "discussion.moderate": "discussion.show",
    "opinions.moderate_statement": "opinions.statement",
    "proposals.moderate": "proposals.show",
    "proposals.moderate_amendment": "proposals.amendment",
}
#: what kind of text it was, in the public log
KINDS = {
    "discussion.moderate": N_("Yorum"),
    "opinions.moderate_statement": N_("Görüş haritası ifadesi"),
    "proposals.moderate": N_("Öneri"),
    "proposals.moderate_amendment": N_("Değişiklik önerisi"),
}

#: how it came, and what became of an appeal, in the public log
CAUSES = {
    Cause.REPORT: N_("Bildirim"),
    Cause.HOLD: N_("Yayın öncesi"),
    Cause.OWN: N_("Görevli gördü"),
}
OUTCOMES = {
    AppealState.WAITING: N_("Karar bekliyor"),
    AppealState.UPHELD: N_("Karar değişmedi"),
    AppealState.REVERSED: N_("Karar geri alındı"),
}


def decision_page(case: Case, form: forms.AppealForm | None = None) -> str:
    return render_template(
        "moderation/decision.html",
        case=case,
        appeal=case.appeal,
        suspension=case.suspension,
        decision=_(DECISION_LABELS[case.decision]) if case.decision else "",
        ground=_(GROUND_LABELS[case.ground]) if case.ground else "",
        text_href=owners.address(READING.get(case.endpoint, case.endpoint), case.object_id, g.slug),
        denied=rules.appeal(g.visitor, case),
        last_day=rules.last_day(case),
        late=case.appeal is not None
        and case.appeal.decided_at is None
        and case.appeal.due_on < clock.today(),
        running=case.suspension is not None
        and case.suspension.lifted_at is None
        and case.suspension.until > clock.now(),
        form=form or forms.appeal(case),
    )


@bp.get("/<slug>/kararlar/<int:case_id>")
@allow(rules.see_decision, case=queries.get_case)
def decision(case: Case) -> str:
    return decision_page(case)


@bp.route("/<slug>/kararlar/<int:case_id>/itiraz", methods=["GET", "POST"])
@allow(rules.appeal, case=queries.get_case, form=forms.appeal, page=decision_page, limit="post")
def appeal(case: Case, form: forms.AppealForm) -> Any:
    services.appeal(case, by=g.visitor, text=form.text.data or "")
    flash(_("İtirazınız alındı. Karar verilince size haber vereceğiz."), "good")
    return see_other(".decision", case_id=case.id)


# --- the public report --------------------------------------------------------------------------


@bp.get("/<slug>/moderasyon-raporu")
@allow(anyone, cached=True)
def transparency() -> str:
    page_cache.until(clock.next_midnight())
    years = queries.list_years(g.municipality.id)
    year = next((y for y in years if str(y) == request.args.get("yil")), years[0])
    return render_template(
        "moderation/transparency.html",
        year=year,
        years=years,
        found=queries.figures(g.municipality.id, year),
        grounds=GROUND_LABELS,
        decisions={one: DECISION_LABELS[one] for one in Decision},
        crumbs=[(g.municipality.name, g.municipality_home)],
    )


@bp.get("/<slug>/moderasyon-raporu/kararlar")
@allow(anyone, cached=True)
def log() -> str:
    return render_template(
        "moderation/log.html",
        page=queries.list_log(g.municipality.id),
        kinds=KINDS,
        grounds=GROUND_LABELS,
        decisions=DECISION_LABELS,
        causes=CAUSES,
        outcomes=OUTCOMES,
        crumbs=[
            (g.municipality.name, g.municipality_home),
            (_("Moderasyon raporu"), url_for(".transparency")),
        ],
    )


# --- settings -----------------------------------------------------------------------------------


def settings_page(form: forms.SettingsForm) -> str:
    return render_template(
        "moderation/settings.html",
        form=form,
        crumbs=under_moderation(),
    )


@bp.route("/<slug>/masa/denetim/ayarlar", methods=["GET", "POST"])
@allow(rules.change_settings, form=forms.settings, page=settings_page)
def settings(form: forms.SettingsForm) -> Any:
    services.change_settings(
        g.municipality.id,
        by=g.visitor,
        hold_new=form.hold_new.data,
        new_days=form.new_days.data,
        appeal_days=form.appeal_days.data,
    )
    flash(_("Denetim ayarları kaydedildi."), "good")
    return see_other("web.moderation")
