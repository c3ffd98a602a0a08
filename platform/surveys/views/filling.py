"""Filling in: page by page with an account, kept on the server, or by code, kept in the form."""

from dataclasses import dataclass
from typing import Any

from flask import flash, g, render_template, request, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from surveys import answering, forms, queries, rules, services
from surveys.answering import Values
from surveys.forms import AnswerForm, EnterForm
from surveys.models import Question, Survey
from surveys.views import wording
from surveys.views.blueprint import bp
from surveys.views.public import own_crumbs


def _shown(survey: Survey, form: AnswerForm, page: int, **more: Any) -> str:
    pages = forms.pages_of(survey, form.before)
    return render_template(
        "surveys/page.html",
        survey=survey,
        activity=survey.activity,
        section=pages[page - 1],
        form=form,
        page=page,
        pages=len(pages),
        conditions=wording.conditions(survey),
        **{"action": "", "second": "", "crumbs": own_crumbs(survey), **more},
    )


def _keep_files(survey: Survey, form: AnswerForm) -> Values:
    filled = form.filled
    for question, accepted in form.uploads():
        filled[str(question.id)] = services.store_file(survey, accepted)
    return filled


# --- with an account ----------------------------------------------------------------------------


def answer_form(survey: Survey) -> AnswerForm:
    before = forms.known(survey, g.visitor.id)
    page = forms.page_number(survey, before)
    section = forms.pages_of(survey, before)[page - 1]
    form = forms.answers(survey, forms.on_page(section, before), before)
    form.page, form.lenient = page, "birak" in request.form
    return form


def answer_page(survey: Survey, form: AnswerForm) -> str:
    return _shown(survey, form, form.page, second=_("Kaydedin, sonra devam edin"))


@bp.route("/<slug>/anketler/<int:survey_id>/yanit", methods=["GET", "POST"])
@allow(rules.answer, survey=queries.get_survey, form=answer_form, page=answer_page, limit="post")
def answer(survey: Survey, form: AnswerForm) -> Any:
    """One page; its answers are kept, nothing is sent yet."""
    filled = answering.kept(queries.questions_of(survey), _keep_files(survey, form))
    services.keep_draft(survey, by=g.visitor, filled=filled)
    if form.lenient:
        flash(_("Yanıtlarınız saklandı. Henüz göndermediniz; son güne kadar sürdürebilirsiniz."))
        return see_other(".show", survey_id=survey.id)
    if form.page < len(forms.pages_of(survey, filled)):
        return see_other(".answer", survey_id=survey.id, sayfa=form.page + 1)
    return see_other(".send", survey_id=survey.id)


def review_page(survey: Survey) -> str:
    values = forms.known(survey, g.visitor.id)
    return render_template(
        "surveys/review.html",
        survey=survey,
        activity=survey.activity,
        rows=_read_back(survey, values),
        missing=_missing(survey, values),
        sent=queries.find_response(survey.id, g.visitor.id),
        pages=len(forms.pages_of(survey, values)),
        crumbs=own_crumbs(survey),
    )


@dataclass(frozen=True)
class Line:
    question: Question
    words: list[str]
    #: the page to change it on
    page: int
    wrong: str = ""


def _read_back(survey: Survey, values: Values) -> list[Line]:
    places = dict(forms.place_names(survey))
    wrong = answering.problems(
        queries.questions_of(survey), values, frozenset(int(number) for number in places)
    )
    return [
        Line(
            question,
            wording.said(question, values.get(str(question.id)), places),
            number,
            _(wrong[question.id].value) if question.id in wrong else "",
        )
        for number, section in enumerate(forms.pages_of(survey, values), 1)
        for question in forms.on_page(section, values)
        if answering.is_asked(question, values)
    ]


def _missing(survey: Survey, values: Values) -> int:
    return sum(1 for line in _read_back(survey, values) if line.wrong)


@bp.route("/<slug>/anketler/<int:survey_id>/gonder", methods=["GET", "POST"])
@allow(rules.answer, survey=queries.get_survey, page=review_page, limit="post")
def send(survey: Survey) -> Reply:
    services.send(survey, by=g.visitor, filled=forms.known(survey, g.visitor.id))
    flash(_("Yanıtlarınız alındı. Son güne kadar değiştirebilirsiniz. Teşekkür ederiz."), "good")
    return see_other(".show", survey_id=survey.id)


@bp.post("/<slug>/anketler/<int:survey_id>/taslagi-at")
@allow(rules.answer, survey=queries.get_survey)
def drop_draft(survey: Survey) -> Reply:
    services.drop_draft(survey, by=g.visitor)
    flash(_("Göndermediğiniz yanıtlar silindi."))
    return see_other(".show", survey_id=survey.id)


# --- by code ------------------------------------------------------------------------------------


def enter_page(survey: Survey, form: EnterForm) -> str:
    return render_template(
        "surveys/enter.html",
        survey=survey,
        activity=survey.activity,
        form=form,
        crumbs=own_crumbs(survey),
    )


@bp.route("/<slug>/anketler/<int:survey_id>/kod", methods=["GET", "POST"])
@allow(rules.enter, survey=queries.get_survey, form=forms.enter, page=enter_page, limit="code")
def enter(survey: Survey, form: EnterForm) -> Any:
    """The first page at once: a code in an address would stand in logs and histories."""
    if not queries.has_code(survey.id, form.code.data):
        raise services.CodeUsed()
    return _code_shown(survey, forms.code_page(survey, form.code.data, {}, 1))


def _code_shown(survey: Survey, form: AnswerForm) -> str:
    return _shown(
        survey,
        form,
        form.page,
        action=url_for(".fill", survey_id=survey.id),
        second=_("Önceki sayfa") if form.page > 1 else "",
    )


def fill_page(survey: Survey, form: AnswerForm) -> str:
    if getattr(form, "EXPIRED", False):
        again = forms.enter(survey)
        again.form_errors.extend(form.form_errors)
        return enter_page(survey, again)
    form["state"].data = forms.sign_state(survey, form.code, form.before, form.page)
    return _code_shown(survey, form)


@bp.post("/<slug>/anketler/<int:survey_id>/doldur")
@allow(rules.enter, survey=queries.get_survey, form=forms.by_code, page=fill_page, limit="vote")
def fill(survey: Survey, form: AnswerForm) -> Any:
    """A page, then the next; the last one sends and uses the code up."""
    filled = answering.kept(queries.questions_of(survey), _keep_files(survey, form))
    if "birak" in request.form:
        return _code_shown(survey, forms.code_page(survey, form.code, filled, form.page - 1))
    if form.page < len(forms.pages_of(survey, filled)):
        return _code_shown(survey, forms.code_page(survey, form.code, filled, form.page + 1))
    services.send_by_code(survey, code=form.code, filled=filled)
    flash(_("Yanıtlarınız alındı; kodunuz kullanıldı. Teşekkür ederiz."), "good")
    return see_other(".show", survey_id=survey.id)
