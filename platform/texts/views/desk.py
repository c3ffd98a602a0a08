"""The officer pastes the text, publishes versions, says which paragraph is which, answers."""

from typing import Any

from flask import flash, g, render_template, request, url_for

from consultations import queries as consultations
from consultations.models import Activity
from consultations.views.crumbs import crumbs as consultation_crumbs
from kernel import diffs
from kernel.http import SAFE, Reply, allow, see_other
from kernel.i18n import _
from texts import forms, queries, rules, services
from texts.forms import AnswerForm, DoneForm, MatchForm, SourceForm
from texts.models import Document, SuggestionState
from texts.queries import Asked, Pending, Place
from texts.views.blueprint import bp
from texts.views.public import status


def crumbs(activity: Activity, text: Document | None = None) -> list[tuple[str, str]]:
    found = consultation_crumbs(activity.consultation)
    if text is not None:
        found.append((activity.title, url_for("texts.work", text_id=text.id)))
    return found


def _source_page(form: SourceForm, activity: Activity, text: Document | None, kind: str) -> str:
    return render_template(
        "texts/source.html",
        form=form,
        activity=activity,
        text=text,
        kind=kind,
        crumbs=crumbs(activity, text),
    )


def draw_up_page(activity: Activity, form: SourceForm) -> Any:
    """Leads to the text, if there is one already."""
    text = queries.find_text(activity.id)
    if text is not None and request.method in SAFE:
        return see_other(".work", text_id=text.id)
    return _source_page(form, activity, None, "first")


@bp.route("/<slug>/masa/metin/<int:activity_id>", methods=["GET", "POST"])
@allow(rules.draw_up, activity=consultations.get_activity, form=forms.draw_up, page=draw_up_page)
def draw_up(activity: Activity, form: SourceForm) -> Reply:
    text = services.draw_up(activity, by=g.visitor, source=form.source.data, blocks=form.blocks)
    return see_other(".work", text_id=text.id)


@bp.get("/<slug>/masa/metinler/<int:text_id>")
@allow(rules.work, text=queries.get_text)
def work(text: Document) -> str:
    return render_template(
        "texts/work.html",
        text=text,
        activity=text.activity,
        lines=queries.list_lines(text.id, text.current or 1),
        versions=queries.list_versions(text.id),
        waiting=queries.find_waiting(text.id) if text.current else None,
        suggestions=queries.list_suggestions(text_id=text.id),
        open_state=SuggestionState.OPEN,
        status=status,
        diff=diffs.words,
        may={name: getattr(rules, name)(g.visitor, text) for name in ("edit", "publish", "renew")},
        manages=rules.manage(g.visitor, text) is None,
        crumbs=crumbs(text.activity),
    )


def edit_page(text: Document, form: SourceForm) -> str:
    return _source_page(form, text.activity, text, "edit")


@bp.route("/<slug>/masa/metinler/<int:text_id>/duzenle", methods=["GET", "POST"])
@allow(rules.edit, text=queries.get_text, form=forms.edit, page=edit_page)
def edit(text: Document, form: SourceForm) -> Reply:
    number = text.id
    services.edit(text, by=g.visitor, source=form.source.data, blocks=form.blocks)
    return see_other(".work", text_id=number)


@bp.post("/<slug>/masa/metinler/<int:text_id>/yayimla")
@allow(rules.publish, text=queries.get_text)
def publish(text: Document) -> Reply:
    services.publish(text, by=g.visitor)
    flash(_("Metin yayımlandı. Değişiklikler bundan sonra yeni bir sürümle yapılır."), "good")
    return see_other(".work", text_id=text.id)


def renew_page(text: Document, form: SourceForm) -> str:
    return _source_page(form, text.activity, text, "renew")


@bp.route("/<slug>/masa/metinler/<int:text_id>/yeni-surum", methods=["GET", "POST"])
@allow(rules.renew, text=queries.get_text, form=forms.renew, page=renew_page)
def renew(text: Document, form: SourceForm) -> Reply:
    services.propose_version(text, by=g.visitor, source=form.source.data)
    return see_other(".match", text_id=text.id)


def match_page(text: Pending, form: MatchForm) -> str:
    return render_template(
        "texts/match.html",
        text=text.text,
        version=text.version,
        form=form,
        gone=[
            line
            for number, line in form.before.items()
            if number not in {one.paragraph_id for one in form.found}
        ],
        diff=diffs.words,
        crumbs=crumbs(text.text.activity, text.text),
    )


@bp.route("/<slug>/masa/metinler/<int:text_id>/esle", methods=["GET", "POST"])
@allow(rules.match, text=queries.get_pending, form=forms.matching, page=match_page)
def match(text: Pending, form: MatchForm) -> Reply:
    assert text.version is not None
    services.publish_version(
        text.text,
        text.version,
        by=g.visitor,
        blocks=form.blocks,
        same=form.same(),
        note=form.note.data,
    )
    flash(_("Yeni sürüm yayımlandı. Değişiklik önerenlere haber verildi."), "good")
    return see_other(".work", text_id=text.text.id)


@bp.post("/<slug>/masa/metinler/<int:text_id>/surumden-vazgec")
@allow(rules.match, text=queries.get_pending)
def drop_version(text: Pending) -> Reply:
    assert text.version is not None
    services.drop_version(text.text, text.version, by=g.visitor)
    flash(_("Bekleyen sürüm silindi."))
    return see_other(".work", text_id=text.text.id)


def answer_page(suggestion: Asked, form: AnswerForm) -> str:
    return render_template(
        "texts/answer.html",
        asked=suggestion,
        words=diffs.words(suggestion.row.wording.source, suggestion.row.words),
        form=form,
        crumbs=crumbs(suggestion.text.activity, suggestion.text),
    )


@bp.route("/<slug>/masa/metin-onerileri/<int:suggestion_id>/yanitla", methods=["GET", "POST"])
@allow(rules.answer, suggestion=queries.get_suggestion, form=forms.answer, page=answer_page)
def answer(suggestion: Asked, form: AnswerForm) -> Reply:
    services.answer(
        suggestion,
        by=g.visitor,
        state=SuggestionState(form.state.data),
        answer=form.answer.data,
        office=form.office.data,
    )
    flash(_("Yanıt yayımlandı; öneriyi yazana haber verildi."), "good")
    return see_other(".work", text_id=suggestion.text.id, _anchor="oneriler")


def done_page(paragraph: Place, form: DoneForm) -> str:
    return render_template(
        "texts/done.html",
        place=paragraph,
        form=form,
        crumbs=crumbs(paragraph.text.activity, paragraph.text),
    )


@bp.route("/<slug>/masa/paragraflar/<int:paragraph_id>/biz-yaptik", methods=["GET", "POST"])
@allow(rules.say_done, paragraph=queries.get_paragraph, form=forms.say_done, page=done_page)
def say_done(paragraph: Place, form: DoneForm) -> Reply:
    services.say_done(paragraph, by=g.visitor, we_did=form.we_did.data or "")
    flash(_("Kaydedildi."), "good")
    return see_other(".answers", text_id=paragraph.text.id, _anchor=f"p{paragraph.id}")
