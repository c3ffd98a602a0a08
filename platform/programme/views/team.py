"""The team prepares terms: texts, dates, criteria, partners, history; and names people."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from places.queries import find_person_by_email
from programme import forms, queries, rules, services
from programme.forms.terms import LINE_LABELS, CallForm, LineForm, RoleForm, TermForm
from programme.models import (
    ROLE_LABELS,
    TRACK_LABELS,
    HistoryLine,
    LineKind,
    ProgrammeRole,
    RoleHeld,
    Term,
    TrackKind,
)
from programme.services.terms import lacks
from programme.views import pages
from programme.views.blueprint import bp
from programme.views.public import crumbs, words


def at_desk(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs((_("Program masam"), url_for("programme.desk")), *more)


def of_term(term: Term) -> list[tuple[str, str]]:
    return at_desk((term.name, url_for("programme.work", term_id=term.id)))


def _term_page(form: TermForm, title: str, cancel: str, trail: list[tuple[str, str]]) -> Reply:
    return pages.form_page(
        form, title=title, submit=_("Kaydedin"), cancel=cancel, rows={"summary": 3}, crumbs=trail
    )


def create_page(form: TermForm) -> Reply:
    return _term_page(form, _("Yeni dönem"), url_for(".desk"), at_desk())


@bp.route("/program/masa/donemler/yeni", methods=["GET", "POST"])
@allow(rules.team, form=forms.new_term, page=create_page)
def create_term(form: TermForm) -> Reply:
    fields = {name: form[name].data for name in ("name", "years", "summary")}
    term = services.create_term(by=g.visitor, **fields)
    return see_other(".work", term_id=term.id)


@bp.get("/program/masa/donemler/<int:term_id>")
@allow(rules.team, term=queries.get_term)
def work(term: Term) -> Reply:
    return render_template(
        "programme/work.html",
        term=term,
        kinds=TrackKind,
        lacks=lacks(term),
        denied=rules.publish(g.visitor, term),
        lines=queries.list_lines([term.id]),
        line_labels=LINE_LABELS,
        participants=queries.find_participants([term.id]).get(term.id, []),
        crumbs=at_desk(),
        **words(),
    )


def edit_page(term: Term, form: TermForm) -> Reply:
    cancel = url_for(".work", term_id=term.id)
    return _term_page(form, _("Dönemi düzenleyin"), cancel, of_term(term))


@bp.route("/program/masa/donemler/<int:term_id>/duzenle", methods=["GET", "POST"])
@allow(rules.team, term=queries.get_term, form=forms.edit_term, page=edit_page)
def edit_term(term: Term, form: TermForm) -> Reply:
    fields = {name: form[name].data for name in ("name", "years", "summary")}
    services.edit_term(term, by=g.visitor, **fields)
    return see_other(".work", term_id=term.id)


def _call_page(term: Term, form: CallForm, kind: TrackKind) -> Reply:
    return pages.form_page(
        form,
        title=_(TRACK_LABELS[kind]),
        kick=term.name,
        submit=_("Kaydedin"),
        cancel=url_for(".work", term_id=term.id),
        hints={
            "criteria": _("Her satır: ağırlık | ad | açıklama. Ağırlıklar toplamı 100 olmalı."),
            "partners": _("Her satır: ad | ne olarak | kaynak"),
            "closes_at": _("O an gelince başvuru kabul edilmez."),
        },
        rows={"call": 12, "awaits": 6, "criteria": 6, "partners": 5},
        crumbs=of_term(term),
    )


def municipal_page(term: Term, form: CallForm) -> Reply:
    return _call_page(term, form, TrackKind.MUNICIPAL)


def _edit_call(term: Term, form: CallForm, kind: TrackKind) -> Reply:
    services.edit_call(term, kind, by=g.visitor, fields=form.fields())
    flash(_("Kaydedildi."), "good")
    return see_other(".work", term_id=term.id)


@bp.route("/program/masa/donemler/<int:term_id>/yerel-yonetimler", methods=["GET", "POST"])
@allow(rules.team, term=queries.get_term, form=forms.call_municipal, page=municipal_page)
def edit_municipal(term: Term, form: CallForm) -> Reply:
    return _edit_call(term, form, TrackKind.MUNICIPAL)


def civic_page(term: Term, form: CallForm) -> Reply:
    return _call_page(term, form, TrackKind.CIVIC)


@bp.route("/program/masa/donemler/<int:term_id>/sivil-aktorler", methods=["GET", "POST"])
@allow(rules.team, term=queries.get_term, form=forms.call_civic, page=civic_page)
def edit_civic(term: Term, form: CallForm) -> Reply:
    return _edit_call(term, form, TrackKind.CIVIC)


@bp.post("/program/masa/donemler/<int:term_id>/yayimla")
@allow(rules.publish, term=queries.get_term)
def publish(term: Term) -> Reply:
    services.publish(term, by=g.visitor)
    flash(_("Dönem yayımlandı."), "good")
    return see_other(".work", term_id=term.id)


def line_page(term: Term, form: LineForm) -> Reply:
    return pages.form_page(
        form,
        title=_("Bu dönemde ne oldu?"),
        kick=term.name,
        lead=_("Kaynağı olmayan satır yazılmaz; bilinmeyen uydurulmaz."),
        submit=_("Ekleyin"),
        cancel=url_for(".work", term_id=term.id),
        crumbs=of_term(term),
    )


@bp.route("/program/masa/donemler/<int:term_id>/satirlar", methods=["GET", "POST"])
@allow(rules.team, term=queries.get_term, form=forms.line, page=line_page)
def add_line(term: Term, form: LineForm) -> Reply:
    services.add_line(
        term,
        by=g.visitor,
        kind=LineKind(form.kind.data),
        text=form.text.data,
        source=form.source.data,
    )
    return see_other(".work", term_id=term.id, _anchor="ne-oldu")


@bp.post("/program/masa/satirlar/<int:line_id>/sil")
@allow(rules.team, line=queries.get_line)
def remove_line(line: HistoryLine) -> Reply:
    term_id = line.term_id
    services.remove_line(line, by=g.visitor)
    return see_other(".work", term_id=term_id, _anchor="ne-oldu")


# --- people -------------------------------------------------------------------------------------


def roles_page(form: RoleForm) -> Reply:
    return render_template(
        "programme/roles.html",
        form=form,
        rows=queries.list_roles(),
        labels=ROLE_LABELS,
        crumbs=at_desk(),
    )


@bp.route("/program/masa/gorevler", methods=["GET", "POST"])
@allow(rules.team, form=forms.role, page=roles_page)
def roles(form: RoleForm) -> Reply:
    person: Any = find_person_by_email(form.email.data)
    if person is None:
        raise services.NoSuchPerson()
    services.give_role(person_id=person.id, role=ProgrammeRole(form.role.data), by=g.visitor)
    flash(_("Görev verildi."), "good")
    return see_other(".roles")


@bp.post("/program/masa/gorevler/<int:role_id>/bitir")
@allow(rules.team, role=queries.get_role)
def end_role(role: RoleHeld) -> Reply:
    services.end_role(role, by=g.visitor)
    flash(_("Görev sona erdi."))
    return see_other(".roles")
