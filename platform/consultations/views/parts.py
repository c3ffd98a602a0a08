"""Phases, documents, people and meetings, each on a page with its list and its form."""

from typing import Any

from flask import Response, flash, g, render_template, url_for

from consultations import forms, queries, rules, services
from consultations.models import Consultation
from consultations.queries import Part
from consultations.views.blueprint import bp
from consultations.views.changing import reason_page
from consultations.views.crumbs import crumbs
from kernel import formats
from kernel.http import allow, see_other
from kernel.i18n import _
from meetings.forms import TopicForm


def phase_words(row: queries.PhaseRow) -> str:
    """Exact days where they are known, otherwise the approximate time."""
    if row.starts_on and row.ends_on and row.starts_on != row.ends_on:
        return f"{formats.short_day(row.starts_on)} – {formats.short_day(row.ends_on)}"
    day = row.starts_on or row.ends_on
    return formats.day(day) if day else row.approximate


bp.app_template_filter("phase_words")(phase_words)


def _page(consultation: Consultation, form: Any, **values: Any) -> str:
    return render_template(
        "consultations/parts.html",
        consultation=consultation,
        form=form,
        crumbs=crumbs(consultation),
        **values,
    )


def phases_page(consultation: Consultation, form: forms.PhaseForm) -> str:
    return _page(
        consultation,
        form,
        heading=_("Takvim"),
        lead=_(
            "Aşamalar yalnızca yol gösterir; katılımı açıp kapatmaz. Kesin tarihi bilmiyorsanız "
            "yaklaşık zamanı yazın: “2027 baharı”."
        ),
        rows=[
            {
                "title": row.label,
                "note": phase_words(row),
                "remove": url_for(".remove_phase", phase_id=row.id),
            }
            for row in queries.list_parts(consultation.id).phases
        ],
        verb=_("Aşamayı ekleyin"),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/takvim", methods=["GET", "POST"])
@allow(rules.complete, consultation=queries.get_consultation, form=forms.phase, page=phases_page)
def add_phase(consultation: Consultation, form: forms.PhaseForm) -> Response:
    services.add_phase(
        consultation,
        by=g.visitor,
        label=form.label.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        approximate=form.approximate.data or "",
    )
    flash(_("Aşama eklendi."), "good")
    return see_other(".add_phase", consultation_id=consultation.id)


@bp.post("/<slug>/masa/asamalar/<int:phase_id>/sil")
@allow(rules.complete_part, phase=queries.get_phase)
def remove_phase(phase: Part) -> Response:
    services.remove_phase(phase.consultation, phase.row, by=g.visitor)
    flash(_("Aşama silindi."))
    return see_other(".add_phase", consultation_id=phase.consultation.id)


def documents_page(consultation: Consultation, form: forms.DocumentForm) -> str:
    draft = rules.is_draft(consultation)
    return _page(
        consultation,
        form,
        heading=_("Belgeler"),
        lead=_("PDF, resim, Word, Excel, ODT ya da düz metin; bir dosya en çok 10 MB."),
        rows=[
            {
                "title": row.title,
                "note": formats.file_size(row.size),
                "href": url_for("web.download", file_id=row.file_id, name=row.file_name),
                "remove": url_for(".remove_document", document_id=row.id) if draft else "",
            }
            for row in queries.list_parts(consultation.id).documents
        ],
        verb=_("Belgeyi yükleyin"),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/belgeler", methods=["GET", "POST"])
@allow(
    rules.complete,
    consultation=queries.get_consultation,
    form=forms.document,
    page=documents_page,
    limit="upload",
)
def add_document(consultation: Consultation, form: forms.DocumentForm) -> Response:
    assert form.file.accepted is not None
    services.add_document(
        consultation,
        by=g.visitor,
        title=form.title.data or "",
        accepted=form.file.accepted,
        unit_name=form.unit_name.data or "",
    )
    flash(_("Belge yüklendi."), "good")
    return see_other(".add_document", consultation_id=consultation.id)


@bp.post("/<slug>/masa/belgeler/<int:document_id>/sil")
@allow(rules.edit_part, document=queries.get_document)
def remove_document(document: Part) -> Response:
    services.remove_document(document.consultation, document.row, by=g.visitor)
    flash(_("Belge silindi."))
    return see_other(".add_document", consultation_id=document.consultation.id)


def people_page(consultation: Consultation, form: forms.PersonForm) -> str:
    return _page(
        consultation,
        form,
        heading=_("Sorumlular"),
        lead=_(
            "Kişi adı değil, görev yazın: “Park ve Bahçeler Müdürü”. Nasıl ulaşılacağını ekleyin."
        ),
        rows=[
            {
                "title": row.title,
                "note": row.note,
                "remove": url_for(".remove_person", person_id=row.id),
            }
            for row in queries.list_parts(consultation.id).people
        ],
        verb=_("Sorumluyu ekleyin"),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/sorumlular", methods=["GET", "POST"])
@allow(rules.complete, consultation=queries.get_consultation, form=forms.person, page=people_page)
def add_person(consultation: Consultation, form: forms.PersonForm) -> Response:
    services.add_person(
        consultation, by=g.visitor, title=form.title.data or "", note=form.note.data or ""
    )
    flash(_("Sorumlu eklendi."), "good")
    return see_other(".add_person", consultation_id=consultation.id)


@bp.post("/<slug>/masa/sorumlular/<int:person_id>/sil")
@allow(rules.complete_part, person=queries.get_responsible)
def remove_person(person: Part) -> Response:
    services.remove_person(person.consultation, person.row, by=g.visitor)
    flash(_("Sorumlu silindi."))
    return see_other(".add_person", consultation_id=person.consultation.id)


# --- meetings -----------------------------------------------------------------------------------


def add_meeting_page(consultation: Consultation, form: TopicForm) -> str:
    return _meeting_page(consultation, form, _("Buluşma ekleyin"))


def _meeting_page(consultation: Consultation, form: TopicForm, heading: str) -> str:
    return render_template(
        "consultations/meeting.html",
        consultation=consultation,
        form=form,
        heading=heading,
        crumbs=crumbs(consultation),
    )


@bp.route("/<slug>/masa/danismalar/<int:consultation_id>/bulusma", methods=["GET", "POST"])
@allow(
    rules.complete,
    consultation=queries.get_consultation,
    form=forms.add_meeting,
    page=add_meeting_page,
)
def add_meeting(consultation: Consultation, form: TopicForm) -> Response:
    services.add_meeting(consultation, by=g.visitor, **form.details())
    flash(_("Buluşma eklendi."), "good")
    return see_other(".work", consultation_id=consultation.id)


def edit_meeting_page(meeting: Part, form: TopicForm) -> str:
    return _meeting_page(meeting.consultation, form, _("Buluşmayı düzenleyin"))


@bp.route("/<slug>/masa/bulusmalar/<int:meeting_id>", methods=["GET", "POST"])
@allow(
    rules.change_meeting,
    meeting=queries.get_meeting,
    form=forms.edit_meeting,
    page=edit_meeting_page,
)
def edit_meeting(meeting: Part, form: TopicForm) -> Response:
    services.edit_meeting(meeting.consultation, meeting.row, by=g.visitor, **form.details())
    flash(_("Buluşma kaydedildi."), "good")
    return see_other(".work", consultation_id=meeting.consultation.id)


def cancel_meeting_page(meeting: Part, form: forms.ReasonForm) -> str:
    return reason_page(
        meeting.consultation,
        form,
        _("Buluşmayı iptal edin"),
        _("Buluşma sayfada kalır, iptal gerekçesi yanında yazar. Takip edenlere haber verilir."),
        _("Buluşmayı iptal edin"),
    )


@bp.route("/<slug>/masa/bulusmalar/<int:meeting_id>/iptal", methods=["GET", "POST"])
@allow(
    rules.cancel_meeting,
    meeting=queries.get_meeting,
    form=forms.reason,
    page=cancel_meeting_page,
)
def cancel_meeting(meeting: Part, form: forms.ReasonForm) -> Response:
    services.cancel_meeting(meeting.consultation, meeting.row, by=g.visitor, **form.why())
    flash(_("Buluşma iptal edildi; takip edenlere haber verildi."), "good")
    return see_other(".work", consultation_id=meeting.consultation.id)


@bp.post("/<slug>/masa/bulusmalar/<int:meeting_id>/sil")
@allow(rules.edit_part, meeting=queries.get_meeting)
def remove_meeting(meeting: Part) -> Response:
    services.remove_meeting(meeting.consultation, meeting.row, by=g.visitor)
    flash(_("Buluşma silindi."))
    return see_other(".work", consultation_id=meeting.consultation.id)
