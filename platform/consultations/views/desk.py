"""The officer's desk: drafts and running consultations, and the draft being written."""

from datetime import date
from typing import Any

from flask import Response, flash, g, render_template, url_for

from answers import queries as answers_queries
from answers import rules as duties
from answers.models import Duty
from consultations import forms, queries, rules, services
from consultations.models import (
    ASKED_BY_LABELS,
    Activity,
    AskedBy,
    Consultation,
    Template,
)
from consultations.views import page, steps
from consultations.views.blueprint import bp
from consultations.views.crumbs import crumbs
from kernel import clock, formats
from kernel.http import allow, see_other
from kernel.i18n import N_, _
from places.models import Municipality

TEMPLATE_HINTS = {
    Template.PARK: N_("Söz, öneriler, tartışma ve oylama. Bir park, meydan ya da kıyı için."),
    Template.MOBILITY: N_("Taslak planı tartışmaya açar, sokak sokak öneri toplar."),
    Template.BUDGET: N_("Öneriler toplanır, birimler inceler, uygun olanlar oylanır."),
    Template.DECISION: N_(
        "Bir karar taslağının metni, sade özeti ve yanında, karşısında, bilgi yorumları."
    ),
}


@bp.get("/<slug>/masa/danismalar")
@allow(rules.desk)
def desk() -> str:
    town: Municipality = g.municipality
    askers = rules.reviewed(g.visitor, town.id)
    return render_template(
        "consultations/desk.html",
        rows=[_row(row) for row in queries.list_desk(town.id, askers)],
        create_denied=rules.create(g.visitor, town),
        crumbs=crumbs()[:1],
    )


def _row(row: Any) -> dict[str, Any]:
    owed = None
    if row.first_due_on is not None:
        duty = Duty(
            first_due_on=row.first_due_on,
            due_on=row.due_on,
            answered_on=row.answered_on,
            released_at=row.released_at,
        )
        today = clock.today()
        owed = duties.state(duty, today).value, duties.days(duty, today)
    return {"row": row, "asker": _(ASKED_BY_LABELS[row.asked_by]), "clock": owed}


def create_page(form: forms.CreateForm) -> str:
    return render_template(
        "consultations/create.html",
        form=form,
        hints={t.value: _(hint) for t, hint in TEMPLATE_HINTS.items()},
        crumbs=crumbs(),
    )


@bp.route("/<slug>/masa/danismalar/yeni", methods=["GET", "POST"])
@allow(rules.create, form=forms.create, page=create_page)
def create(form: forms.CreateForm) -> Response:
    town: Municipality = g.municipality
    who = AskedBy(form.asked_by.data)
    made = services.create(
        municipality_id=town.id,
        by=g.visitor,
        template=Template(form.template.data),
        asked_by=who,
        title=form.title.data or "",
        decided_by=_("%(name)s Belediye Meclisi", name=town.name),
    )
    flash(_("Taslak hazır. Eksikler listesinden ilerleyin."), "good")
    return see_other(".work", consultation_id=made.id)


@bp.get("/<slug>/masa/danismalar/<int:consultation_id>")
@allow(rules.review, consultation=queries.get_consultation)
def work(consultation: Consultation) -> str:
    """Everything of one consultation, and what each part still lacks."""
    promise = queries.get_promise(consultation.id)
    activities = queries.list_activities(consultation.id)
    return render_template(
        "consultations/work.html",
        consultation=consultation,
        asker=page.asker(consultation.asked_by, g.municipality),
        promise=promise,
        level=page.level(promise.level) if promise.level else None,
        steps=[steps.make(row, consultation) for row in activities],
        parts=queries.list_parts(consultation.id),
        meetings=queries.list_meetings(consultation.id),
        gaps=_gaps(consultation) if rules.is_draft(consultation) else [],
        may=_may(consultation),
        crumbs=crumbs(),
    )


def _gaps(consultation: Consultation) -> list[dict[str, str]]:
    found = rules.gaps(
        consultation,
        queries.get_promise(consultation.id),
        queries.list_activities(consultation.id),
    )
    return [
        {
            "sentence": _(gap.missing.value),
            "href": url_for(gap.endpoint, consultation_id=consultation.id, _anchor=gap.anchor),
        }
        for gap in found
    ]


def _may(consultation: Consultation) -> dict[str, bool]:
    """Which buttons this person has; a page for auditors has none."""
    return {
        name: rule(g.visitor, consultation) is None
        for name, rule in (
            ("edit", rules.edit),
            ("complete", rules.complete),
            ("change", rules.change),
            ("promise", rules.change_promise),
            ("stop", rules.stop),
        )
    }


def edit_page(consultation: Consultation, form: forms.FrameForm) -> str:
    return render_template(
        "consultations/edit.html",
        consultation=consultation,
        form=form,
        crumbs=crumbs(consultation),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/duzenle", methods=["GET", "POST"])
@allow(rules.edit, consultation=queries.get_consultation, form=forms.edit, page=edit_page)
def edit(consultation: Consultation, form: forms.FrameForm) -> Response:
    services.edit(
        consultation,
        by=g.visitor,
        title=form.title.data or "",
        summary=form.summary.data or "",
        body=form.body.data or "",
        body_html=form.body.html,
        area=form.area.data or "",
        unit_id=int(form.unit_id.data) if form.unit_id.data else None,
    )
    flash(_("Kaydedildi."), "good")
    return see_other(".work", consultation_id=consultation.id)


def edit_promise_page(consultation: Consultation, form: forms.PromiseForm) -> str:
    return render_template(
        "consultations/edit_promise.html",
        consultation=consultation,
        form=form,
        level_hints=level_hints(),
        crumbs=crumbs(consultation),
    )


def warn_of_closed_day(day: date | None) -> None:
    """A promise may name any day; whoever names one on which offices are closed should know."""
    opens = None if day is None else answers_queries.next_open_day(g.municipality.id, day)
    if day is not None and opens is not None:
        flash(
            _(
                "Yanıt günü tatile denk geliyor: %(day)s. Sonraki iş günü: %(next)s.",
                day=formats.long_day(day),
                next=formats.long_day(opens),
            )
        )


def level_hints() -> dict[str, str]:
    return {
        "inform": _("Karar verildi ya da verilecek; ne olduğunu anlatıyorsunuz."),
        "consult": _("Görüşleri alır, kararınızda nasıl kullandığınızı yazarsınız."),
        "involve": _("Seçenekleri birlikte hazırlarsınız; kararı siz verirsiniz."),
        "collaborate": _("Sonuca uyarsınız; ayrılırsanız gerekçesini yayımlarsınız."),
        "empower": _("Katılanların kararı uygulanır."),
    }


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/soz", methods=["GET", "POST"])
@allow(
    rules.edit,
    consultation=queries.get_consultation,
    form=forms.edit_promise,
    page=edit_promise_page,
)
def edit_promise(consultation: Consultation, form: forms.PromiseForm) -> Response:
    promise = queries.get_promise(consultation.id)
    services.edit_promise(consultation, promise, by=g.visitor, fields=form.fields())
    flash(_("Söz kaydedildi."), "good")
    warn_of_closed_day(form.answer_by.data)
    return see_other(".work", consultation_id=consultation.id)


def publish_page(consultation: Consultation, form: forms.PublishForm) -> str:
    return render_template(
        "consultations/publish.html",
        consultation=consultation,
        form=form,
        gaps=_gaps(consultation),
        page=page.gather(queries.get_shown(consultation.id)),
        crumbs=crumbs(consultation),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/yayimla", methods=["GET", "POST"])
@allow(rules.publish, consultation=queries.get_consultation, form=forms.publish, page=publish_page)
def publish(consultation: Consultation, form: forms.PublishForm) -> Response:
    services.publish(consultation, by=g.visitor)
    flash(_("Danışma yayımlandı. Söz bugünden başlayarak işliyor."), "good")
    return see_other(".show", consultation_id=consultation.id)


# --- activities ---------------------------------------------------------------------------------


def add_activity_page(consultation: Consultation, form: forms.ActivityForm) -> str:
    return _activity_page(consultation, form, _("Katılım adımı ekleyin"))


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/adim", methods=["GET", "POST"])
@allow(
    rules.complete,
    consultation=queries.get_consultation,
    form=forms.add_activity,
    page=add_activity_page,
)
def add_activity(consultation: Consultation, form: Any) -> Response:
    services.add_activity(
        consultation, by=g.visitor, fields=form.fields(), **_why(consultation, form)
    )
    flash(_("Adım eklendi."), "good")
    return see_other(".work", consultation_id=consultation.id)


def _why(consultation: Consultation, form: Any) -> dict[str, str]:
    if rules.is_draft(consultation):
        return {}
    return {"reason": form.reason.data or "", "office": form.office.data or ""}


def edit_activity_page(activity: Activity, form: forms.ActivityForm) -> str:
    return _activity_page(activity.consultation, form, _("Adımı düzenleyin"), activity)


def _activity_page(
    consultation: Consultation, form: Any, heading: str, activity: Activity | None = None
) -> str:
    return render_template(
        "consultations/activity.html",
        consultation=consultation,
        activity=activity,
        form=form,
        heading=heading,
        crumbs=crumbs(consultation),
    )


@bp.route("/<slug>/masa/adimlar/<int:activity_id>", methods=["GET", "POST"])
@allow(
    rules.edit_activity,
    activity=queries.get_activity,
    form=forms.edit_activity,
    page=edit_activity_page,
)
def edit_activity(activity: Activity, form: Any) -> Response:
    fields = form.fields(activity.kind)
    if rules.is_draft(activity.consultation):
        services.edit_activity(activity, by=g.visitor, fields=fields)
        flash(_("Adım kaydedildi."), "good")
    else:
        why = _why(activity.consultation, form)
        services.change_activity(activity, by=g.visitor, fields=fields, **why)
        flash(_("Değişiklik yayımlandı; takip edenlere haber verildi."), "good")
    return see_other(".work", consultation_id=activity.consultation_id)
