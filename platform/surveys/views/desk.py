"""The officer draws a survey up: sections, questions, order, preview, publication."""

from typing import Any

from flask import flash, g, render_template, request, url_for

from consultations import queries as consultations
from consultations import rules as consultation_rules
from consultations.models import Activity
from consultations.views.crumbs import crumbs as consultation_crumbs
from kernel.http import SAFE, Reply, allow, see_other
from kernel.i18n import _
from surveys import figures, forms, queries, rules, services
from surveys.forms import QuestionForm, SectionForm, SurveyForm
from surveys.models import ACCESS_LABELS, QUESTION_LABELS, QuestionKind, Survey
from surveys.queries import QuestionPart, SectionPart
from surveys.views import wording
from surveys.views.blueprint import bp

TEXTS = (QuestionKind.SHORT, QuestionKind.LONG, QuestionKind.FILE)


def crumbs(survey: Survey, *, inside: bool = True) -> list[tuple[str, str]]:
    found = consultation_crumbs(survey.activity.consultation)
    if inside:
        found.append((survey.activity.title, url_for("surveys.work", survey_id=survey.id)))
    return found


def draw_up_page(activity: Activity, form: SurveyForm) -> Any:
    """Leads to the survey, if there is one already."""
    survey = queries.find_survey(activity.id)
    if survey is not None and request.method in SAFE:
        return see_other(".work", survey_id=survey.id)
    return render_template(
        "surveys/settings.html",
        activity=activity,
        survey=None,
        form=form,
        crumbs=consultation_crumbs(activity.consultation),
    )


@bp.route("/<slug>/masa/anket/<int:activity_id>", methods=["GET", "POST"])
@allow(rules.draw_up, activity=consultations.get_activity, form=forms.create, page=draw_up_page)
def draw_up(activity: Activity, form: SurveyForm) -> Reply:
    survey = services.create(activity, by=g.visitor, **form.values())
    return see_other(".work", survey_id=survey.id)


@bp.get("/<slug>/masa/anketler/<int:survey_id>")
@allow(rules.work, survey=queries.get_survey)
def work(survey: Survey) -> str:
    may = {
        name: getattr(rules, name)(g.visitor, survey)
        for name in (
            "edit",
            "publish",
            "make_codes",
            "send_links",
            "enter_paper",
            "release",
            "export",
        )
    }
    return render_template(
        "surveys/work.html",
        survey=survey,
        activity=survey.activity,
        window=consultation_rules.window(survey.activity).value,
        may=may,
        manages=rules.manage(g.visitor, survey) is None,
        results_denied=rules.see_results(g.visitor, survey),
        kinds={kind: _(label) for kind, label in QUESTION_LABELS.items()},
        access=_(ACCESS_LABELS[survey.access]),
        conditions=wording.conditions(survey),
        texts=TEXTS,
        **_standing(survey),
        crumbs=crumbs(survey, inside=False),
    )


def _standing(survey: Survey) -> dict[str, Any]:
    """How many there are, in full tens: two looks must not differ by one person."""
    if survey.state != "published":
        return {"responses": 0, "few": False, "codes": 0}
    count = queries.count_responses(survey.id)
    return {
        "responses": figures.rounded(count),
        "few": 0 < count < figures.LEAST,
        "codes": figures.rounded(queries.count_codes(survey.id)),
    }


def edit_page(survey: Survey, form: SurveyForm) -> str:
    return render_template(
        "surveys/settings.html",
        activity=survey.activity,
        survey=survey,
        form=form,
        crumbs=crumbs(survey),
    )


@bp.route("/<slug>/masa/anketler/<int:survey_id>/duzenle", methods=["GET", "POST"])
@allow(rules.edit, survey=queries.get_survey, form=forms.edit, page=edit_page)
def edit(survey: Survey, form: SurveyForm) -> Reply:
    services.edit(survey, by=g.visitor, **form.values())
    flash(_("Anket kaydedildi."), "good")
    return see_other(".work", survey_id=survey.id)


@bp.get("/<slug>/masa/anketler/<int:survey_id>/onizleme")
@allow(rules.work, survey=queries.get_survey)
def preview(survey: Survey) -> str:
    """Every question as it will stand there; nothing can be sent."""
    questions = queries.questions_of(survey)
    return render_template(
        "surveys/preview.html",
        survey=survey,
        activity=survey.activity,
        form=forms.answers(survey, questions, {}, fresh=True),
        conditions=wording.conditions(survey),
        crumbs=crumbs(survey),
    )


@bp.post("/<slug>/masa/anketler/<int:survey_id>/yayimla")
@allow(rules.publish, survey=queries.get_survey)
def publish(survey: Survey) -> Reply:
    services.publish(survey, by=g.visitor)
    flash(_("Anket yayımlandı. Soruları artık değişmez."), "good")
    return see_other(".work", survey_id=survey.id)


# --- sections -----------------------------------------------------------------------------------


def _section_page(survey: Survey, form: SectionForm, section: Any = None) -> str:
    return render_template(
        "surveys/section.html", survey=survey, section=section, form=form, crumbs=crumbs(survey)
    )


def add_section_page(survey: Survey, form: SectionForm) -> str:
    return _section_page(survey, form)


@bp.route("/<slug>/masa/anketler/<int:survey_id>/bolum", methods=["GET", "POST"])
@allow(rules.edit, survey=queries.get_survey, form=forms.add_section, page=add_section_page)
def add_section(survey: Survey, form: SectionForm) -> Reply:
    services.add_section(survey, by=g.visitor, title=form.title.data, text=form.text.data or "")
    return see_other(".work", survey_id=survey.id)


def edit_section_page(section: SectionPart, form: SectionForm) -> str:
    return _section_page(section.survey, form, section.row)


@bp.route("/<slug>/masa/anket-bolumleri/<int:section_id>/duzenle", methods=["GET", "POST"])
@allow(
    rules.edit_section,
    section=queries.get_section,
    form=forms.edit_section,
    page=edit_section_page,
)
def edit_section(section: SectionPart, form: SectionForm) -> Reply:
    services.edit_section(
        section.survey,
        section.row,
        by=g.visitor,
        title=form.title.data,
        text=form.text.data or "",
    )
    return _to_section(section)


def _to_section(section: SectionPart) -> Reply:
    return see_other(".work", survey_id=section.survey.id, _anchor=f"bolum-{section.row.id}")


@bp.post("/<slug>/masa/anket-bolumleri/<int:section_id>/yukari")
@allow(rules.edit_section, section=queries.get_section)
def raise_section(section: SectionPart) -> Reply:
    services.move_section(section.survey, section.row, by=g.visitor, up=True)
    return _to_section(section)


@bp.post("/<slug>/masa/anket-bolumleri/<int:section_id>/asagi")
@allow(rules.edit_section, section=queries.get_section)
def lower_section(section: SectionPart) -> Reply:
    services.move_section(section.survey, section.row, by=g.visitor, up=False)
    return _to_section(section)


@bp.post("/<slug>/masa/anket-bolumleri/<int:section_id>/sil")
@allow(rules.edit_section, section=queries.get_section)
def remove_section(section: SectionPart) -> Reply:
    survey_id = section.survey.id
    services.remove_section(section.survey, _own(section), by=g.visitor)
    flash(_("Bölüm silindi."))
    return see_other(".work", survey_id=survey_id)


def _own(section: SectionPart) -> Any:
    """The same row with its questions."""
    return next(one for one in section.survey.sections if one.id == section.row.id)


# --- questions ----------------------------------------------------------------------------------


def _question_page(
    survey: Survey, form: QuestionForm, *, section: Any = None, question: Any = None
) -> str:
    kinds = []
    if question is None:
        kinds = [
            {
                "label": _(label),
                "href": url_for(".add_question", section_id=section.id, tur=kind.value),
                "current": kind is form.kind,
            }
            for kind, label in QUESTION_LABELS.items()
        ]
    return render_template(
        "surveys/question.html",
        survey=survey,
        question=question,
        form=form,
        kind=_(QUESTION_LABELS[form.kind]),
        kinds=kinds,
        can_depend=len(form.after.choices) > 1,
        crumbs=crumbs(survey),
    )


def add_question_page(section: SectionPart, form: QuestionForm) -> str:
    return _question_page(section.survey, form, section=section.row)


@bp.route("/<slug>/masa/anket-bolumleri/<int:section_id>/soru", methods=["GET", "POST"])
@allow(
    rules.edit_section,
    section=queries.get_section,
    form=forms.add_question,
    page=add_question_page,
)
def add_question(section: SectionPart, form: QuestionForm) -> Reply:
    question = services.add_question(
        section.survey, section.row, by=g.visitor, fields=form.fields()
    )
    flash(_("Soru eklendi."), "good")
    if "bir_daha" in request.form:
        return see_other(".add_question", section_id=question.section_id, tur=question.kind.value)
    return see_other(".work", survey_id=section.survey.id, _anchor=f"soru-{question.id}")


def edit_question_page(question: QuestionPart, form: QuestionForm) -> str:
    return _question_page(question.survey, form, question=question.row)


@bp.route("/<slug>/masa/anket-sorulari/<int:question_id>/duzenle", methods=["GET", "POST"])
@allow(
    rules.edit_question,
    question=queries.get_question,
    form=forms.edit_question,
    page=edit_question_page,
)
def edit_question(question: QuestionPart, form: QuestionForm) -> Reply:
    services.edit_question(question.survey, question.row, by=g.visitor, fields=form.fields())
    flash(_("Soru kaydedildi."), "good")
    return _to_question(question)


def _to_question(question: QuestionPart) -> Reply:
    return see_other(".work", survey_id=question.survey.id, _anchor=f"soru-{question.row.id}")


@bp.post("/<slug>/masa/anket-sorulari/<int:question_id>/yukari")
@allow(rules.edit_question, question=queries.get_question)
def raise_question(question: QuestionPart) -> Reply:
    services.move_question(question.survey, question.row, by=g.visitor, up=True)
    return _to_question(question)


@bp.post("/<slug>/masa/anket-sorulari/<int:question_id>/asagi")
@allow(rules.edit_question, question=queries.get_question)
def lower_question(question: QuestionPart) -> Reply:
    services.move_question(question.survey, question.row, by=g.visitor, up=False)
    return _to_question(question)


@bp.post("/<slug>/masa/anket-sorulari/<int:question_id>/sil")
@allow(rules.edit_question, question=queries.get_question)
def remove_question(question: QuestionPart) -> Reply:
    survey_id = question.survey.id
    services.remove_question(question.survey, question.row, by=g.visitor)
    flash(_("Soru silindi."))
    return see_other(".work", survey_id=survey_id)


# --- the end ------------------------------------------------------------------------------------


@bp.post("/<slug>/masa/anketler/<int:survey_id>/acikla")
@allow(rules.release, survey=queries.get_survey)
def release(survey: Survey) -> Reply:
    services.release(survey, by=g.visitor)
    flash(_("Sonuçlar sayıldı ve açıklandı. Yanıtlar artık kimsenin hesabına bağlı değil."), "good")
    return see_other(".see_results", survey_id=survey.id)
