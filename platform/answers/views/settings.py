"""The administrator's settings for answers."""

from flask import flash, g, render_template

from answers import forms, rules, services
from answers.models import Counting, DayOff
from answers.views.blueprint import bp
from kernel.http import Reply, allow, see_other
from kernel.i18n import _


def settings_page(form: forms.SettingsForm) -> Reply:
    return render_template("answers/settings.html", form=form)


@bp.route("/<slug>/masa/yanitlar/ayarlar", methods=["GET", "POST"])
@allow(rules.change_settings, form=forms.settings, page=settings_page)
def settings(form: forms.SettingsForm) -> Reply:
    services.change_settings(
        g.municipality.id,
        by=g.visitor,
        days=form.days.data or 0,
        counting=Counting(form.counting.data),
        day_off=DayOff(form.day_off.data),
        least_reason=form.least_reason.data or 0,
        alone=bool(form.alone.data),
    )
    flash(_("Yanıt ayarları kaydedildi."), "good")
    return see_other(".desk")
