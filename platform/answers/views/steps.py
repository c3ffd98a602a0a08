"""From the draft to publication: handed over, checked, sent back, signed, public."""

from flask import flash, g, render_template

from answers import forms, queries, rules, services
from answers.rules import DutyFile
from answers.views.blueprint import bp
from kernel.http import Reply, allow, see_other
from kernel.i18n import _


def _done(duty: DutyFile, said: str) -> Reply:
    flash(said, "good")
    return see_other(".duty", duty_id=duty.id)


@bp.post("/<slug>/masa/yanit/<int:duty_id>/kontrole-gonder")
@allow(rules.submit, duty=queries.get_duty)
def submit(duty: DutyFile) -> Reply:
    services.submit(duty.draft, by=g.visitor)
    return _done(duty, _("Taslak kontrole gönderildi."))


@bp.post("/<slug>/masa/yanit/<int:duty_id>/kontrol")
@allow(rules.check, duty=queries.get_duty)
def check(duty: DutyFile) -> Reply:
    services.check(duty.draft, by=g.visitor)
    return _done(duty, _("Taslağı kontrol ettiniz. Sırada imza makamının onayı var."))


def send_back_page(duty: DutyFile, form: forms.SendBackForm) -> Reply:
    return render_template("answers/send_back.html", duty=duty.duty, form=form)


@bp.route("/<slug>/masa/yanit/<int:duty_id>/geri-gonder", methods=["GET", "POST"])
@allow(rules.send_back, duty=queries.get_duty, form=forms.send_back, page=send_back_page)
def send_back(duty: DutyFile, form: forms.SendBackForm) -> Reply:
    services.send_back(duty.draft, by=g.visitor, note=form.note.data or "")
    return _done(duty, _("Taslak, notunuzla birlikte yazana döndü."))


@bp.post("/<slug>/masa/yanit/<int:duty_id>/onayla")
@allow(rules.approve, duty=queries.get_duty)
def approve(duty: DutyFile) -> Reply:
    services.approve(duty.draft, by=g.visitor)
    return _done(duty, _("Taslağı onayladınız. Artık yayımlanabilir."))


@bp.post("/<slug>/masa/yanit/<int:duty_id>/yayimla")
@allow(rules.publish, duty=queries.get_duty)
def publish(duty: DutyFile) -> Reply:
    services.publish(duty.draft, by=g.visitor)
    return _done(duty, _("Yanıt yayımlandı. Takip edenlere haber veriliyor."))
