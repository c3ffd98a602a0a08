"""Sheets of paper typed by staff, and one-time codes to print."""

from typing import Any

from flask import Response, flash, g, make_response, render_template

from kernel import links
from kernel.http import Reply, allow, see_other
from kernel.i18n import _, ngettext
from surveys import answering, forms, queries, rules, services
from surveys.forms import AnswerForm, CodesForm, LinksForm
from surveys.models import Survey
from surveys.views import wording
from surveys.views.blueprint import bp
from surveys.views.desk import crumbs
from surveys.views.filling import _keep_files


def paper_page(survey: Survey, form: AnswerForm) -> str:
    return render_template(
        "surveys/paper.html",
        survey=survey,
        activity=survey.activity,
        form=form,
        conditions=wording.conditions(survey),
        crumbs=crumbs(survey),
    )


@bp.route("/<slug>/masa/anketler/<int:survey_id>/kagit", methods=["GET", "POST"])
@allow(rules.enter_paper, survey=queries.get_survey, form=forms.paper, page=paper_page)
def enter_paper(survey: Survey, form: AnswerForm) -> Reply:
    filled = answering.kept(queries.questions_of(survey), _keep_files(survey, form))
    services.enter_paper(survey, by=g.visitor, filled=filled)
    flash(_("Kâğıt yanıt kaydedildi. Sıradaki kâğıda geçebilirsiniz."), "good")
    return see_other(".enter_paper", survey_id=survey.id)


def codes_page(survey: Survey, form: CodesForm) -> str:
    return render_template(
        "surveys/codes.html",
        survey=survey,
        form=form,
        left=queries.count_codes(survey.id),
        crumbs=crumbs(survey),
    )


@bp.route("/<slug>/masa/anketler/<int:survey_id>/kodlar", methods=["GET", "POST"])
@allow(rules.make_codes, survey=queries.get_survey, form=forms.codes, page=codes_page)
def make_codes(survey: Survey, form: CodesForm) -> Response:
    """The answer is the only place where the codes ever stand."""
    codes = services.make_codes(survey, by=g.visitor, number=form.number.data)
    page = render_template(
        "surveys/print_codes.html",
        survey=survey,
        activity=survey.activity,
        codes=codes,
        address=links.page("surveys.enter", slug=g.municipality.slug, survey_id=survey.id),
        crumbs=crumbs(survey),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def links_page(survey: Survey, form: LinksForm) -> str:
    return render_template("surveys/links.html", survey=survey, form=form, crumbs=crumbs(survey))


@bp.route("/<slug>/masa/anketler/<int:survey_id>/baglantilar", methods=["GET", "POST"])
@allow(
    rules.send_links,
    survey=queries.get_survey,
    form=forms.links,
    page=links_page,
    limit="post",
)
def send_links(survey: Survey, form: LinksForm) -> Reply:
    sent, left = services.send_links(survey, by=g.visitor, recipients=form.recipients)
    flash(
        ngettext(
            "%(num)s adrese birer bağlantı gönderiliyor.",
            "%(num)s adrese birer bağlantı gönderiliyor.",
            sent,
        ),
        "good",
    )
    if left:
        flash(
            ngettext(
                "%(num)s adres sonraki gönderime kaldı. Aynı seçimle yeniden gönderin.",
                "%(num)s adres sonraki gönderime kaldı. Aynı seçimle yeniden gönderin.",
                left,
            )
        )
    return see_other(".work", survey_id=survey.id)


@bp.post("/<slug>/masa/anketler/<int:survey_id>/kodlari-iptal-et")
@allow(rules.make_codes, survey=queries.get_survey)
def void_codes(survey: Survey) -> Any:
    services.void_codes(survey, by=g.visitor)
    flash(_("Kullanılmamış bütün kodlar iptal edildi. Basılı kâğıtları imha edin."), "good")
    return see_other(".make_codes", survey_id=survey.id)
