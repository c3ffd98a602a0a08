"""Suggesting another wording, taking it back, commenting."""

from typing import Any

from flask import flash, g, render_template, url_for

from discussion import forms as discussion_forms
from discussion.forms import CommentForm
from discussion.views import board
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from texts import forms, queries, rules, services
from texts.forms import SuggestForm
from texts.queries import Asked, Place
from texts.views.blueprint import bp
from texts.views.public import crumbs


def suggest_page(paragraph: Place, form: SuggestForm) -> str:
    return render_template(
        "texts/suggest.html",
        place=paragraph,
        text=paragraph.text,
        form=form,
        back=url_for(".paragraph", paragraph_id=paragraph.id),
        crumbs=crumbs(paragraph.text),
    )


@bp.route("/<slug>/paragraflar/<int:paragraph_id>/oner", methods=["GET", "POST"])
@allow(
    rules.suggest,
    paragraph=queries.get_paragraph,
    form=forms.suggest,
    page=suggest_page,
    limit="post",
)
def suggest(paragraph: Place, form: SuggestForm) -> Reply:
    made = services.suggest(
        paragraph, by=g.visitor, words=form.words.data or "", reason=form.reason.data
    )
    flash(_("Öneriniz yayımlandı. Yanıtlanınca size haber vereceğiz."), "good")
    return see_other(".paragraph", paragraph_id=paragraph.id, _anchor=f"oneri-{made.id}")


@bp.post("/<slug>/metin-onerileri/<int:suggestion_id>/geri-cek")
@allow(rules.withdraw, suggestion=queries.get_suggestion)
def withdraw(suggestion: Asked) -> Reply:
    services.withdraw(suggestion, by=g.visitor)
    flash(_("Öneriniz geri çekildi."))
    return see_other(".paragraph", paragraph_id=suggestion.place.id)


def comment_form(paragraph: Place) -> CommentForm:
    return discussion_forms.comment(paragraph.thread)


def comment_page(paragraph: Place, form: CommentForm) -> str:
    return board.write_page(paragraph.thread, form)


@bp.route("/<slug>/paragraflar/<int:paragraph_id>/yorum", methods=["GET", "POST"])
@allow(
    rules.comment,
    paragraph=queries.get_paragraph,
    form=comment_form,
    page=comment_page,
    limit="post",
)
def comment(paragraph: Place, form: CommentForm) -> Any:
    return board.answer(paragraph.thread, form)
