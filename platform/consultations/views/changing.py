"""After publication: everything in public, with a reason and the office that signs it."""

from flask import Response, flash, g, render_template

from consultations import forms, queries, rules, services
from consultations.models import Consultation
from consultations.views.blueprint import bp
from consultations.views.crumbs import crumbs
from consultations.views.desk import edit_promise_page, warn_of_closed_day
from kernel.http import allow, see_other
from kernel.i18n import _


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/soz-degistir", methods=["GET", "POST"])
@allow(
    rules.change_promise,
    consultation=queries.get_consultation,
    form=forms.change_promise,
    page=edit_promise_page,
)
def change_promise(consultation: Consultation, form: forms.ChangePromiseForm) -> Response:
    services.change_promise(
        consultation, by=g.visitor, fields=form.fields(), reason=form.reason.data or ""
    )
    flash(_("Yeni sürüm yayımlandı; takip edenlere haber verildi."), "good")
    warn_of_closed_day(form.answer_by.data)
    return see_other(".show", consultation_id=consultation.id)


def reason_page(
    consultation: Consultation, form: forms.ReasonForm, heading: str, lead: str, verb: str
) -> str:
    return render_template(
        "consultations/reason.html",
        consultation=consultation,
        form=form,
        heading=heading,
        lead=lead,
        verb=verb,
        crumbs=crumbs(consultation),
    )


def end_early_page(consultation: Consultation, form: forms.ReasonForm) -> str:
    return reason_page(
        consultation,
        form,
        _("Danışmayı erken bitirin"),
        _(
            "Katılım hemen kapanır, açık oylamalar da. Gerekçe herkese görünür ve geri alınmaz. "
            "Yanıt borcu sürer: o güne kadar yazılanlara yanıt verilir."
        ),
        _("Erken bitirin"),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/bitir", methods=["GET", "POST"])
@allow(rules.stop, consultation=queries.get_consultation, form=forms.reason, page=end_early_page)
def end_early(consultation: Consultation, form: forms.ReasonForm) -> Response:
    services.end_early(consultation, by=g.visitor, **form.why())
    flash(_("Danışma erken bitirildi; takip edenlere haber verildi."), "good")
    return see_other(".show", consultation_id=consultation.id)


def withdraw_page(consultation: Consultation, form: forms.ReasonForm) -> str:
    return reason_page(
        consultation,
        form,
        _("Danışmayı geri çekin"),
        _(
            "Soru geri alınır, katılım hemen kapanır. Gerekçe herkese görünür ve geri alınmaz. "
            "Yanıt borcu sürer: yazılanların ne olacağı yanıtta anlatılır."
        ),
        _("Geri çekin"),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/geri-cek", methods=["GET", "POST"])
@allow(rules.stop, consultation=queries.get_consultation, form=forms.reason, page=withdraw_page)
def withdraw(consultation: Consultation, form: forms.ReasonForm) -> Response:
    services.withdraw(consultation, by=g.visitor, **form.why())
    flash(_("Danışma geri çekildi; takip edenlere haber verildi."), "good")
    return see_other(".show", consultation_id=consultation.id)


def explain_page(consultation: Consultation, form: forms.ReasonForm) -> str:
    return reason_page(
        consultation,
        form,
        _("Açıklama yayımlayın"),
        _("Neyin beklendiğini, işin neden uzadığını yazın. Gecikme yine ilk günden sayılır."),
        _("Yayımla"),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/aciklama", methods=["GET", "POST"])
@allow(
    rules.change, consultation=queries.get_consultation, form=forms.explanation, page=explain_page
)
def explain(consultation: Consultation, form: forms.ReasonForm) -> Response:
    services.explain(
        consultation,
        by=g.visitor,
        text=form.reason.data or "",
        office=form.office.data or "",
    )
    flash(_("Açıklama yayımlandı; takip edenlere haber verildi."), "good")
    return see_other(".show", consultation_id=consultation.id)
