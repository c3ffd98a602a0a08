"""What everybody reads: the survey's page and its results."""

from typing import Any

from flask import g, render_template, url_for

from consultations import rules as consultations
from kernel import clock, keyset, page_cache
from kernel.http import allow
from kernel.i18n import _
from kernel.keyset import Page
from kernel.rules import anyone
from surveys import forms, queries, rules
from surveys.models import Access, Survey
from surveys.views import figures
from surveys.views.blueprint import bp


def crumbs(survey: Survey) -> list[tuple[str, str]]:
    consultation = survey.activity.consultation
    href = url_for("consultations.show", consultation_id=consultation.id)
    return [(_("Danışmalar"), url_for("consultations.list_all")), (consultation.title, href)]


def own_crumbs(survey: Survey) -> list[tuple[str, str]]:
    return [*crumbs(survey), (survey.activity.title, url_for("surveys.show", survey_id=survey.id))]


@bp.get("/<slug>/anketler")
@allow(anyone, cached=True)
def list_all() -> str:
    found = keyset.page(queries.listed(g.municipality.id), queries.LATEST)
    rows = [queries.SurveyRow(*row) for row in found.rows]
    for row in rows:
        for moment in (row.opens_at, row.closes_at):
            if moment is not None:
                page_cache.until(moment)
    return render_template(
        "surveys/list.html",
        rows=[(row, _window(row), row.closes_at and clock.last_day(row.closes_at)) for row in rows],
        page=Page((), found.previous_href, found.next_href),
    )


def _window(row: queries.SurveyRow) -> str:
    state = row.consultation_state
    return consultations.window_of(state, row.opens_at, row.closes_at, clock.now()).value


@bp.get("/<slug>/anketler/<int:survey_id>")
@allow(rules.see, survey=queries.get_survey, cached=True)
def show(survey: Survey) -> str:
    activity = survey.activity
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)
    person_id = g.visitor.id
    sent = queries.find_response(survey.id, person_id)
    draft = queries.find_draft(survey.id, person_id) if person_id else None
    by_code = survey.access is Access.CODE
    return render_template(
        "surveys/show.html",
        survey=survey,
        activity=activity,
        window=consultations.window(activity).value,
        last_day=activity.closes_at and clock.last_day(activity.closes_at),
        questions=len(queries.questions_of(survey)),
        by_code=by_code,
        who="" if by_code else _who(survey),
        sent=sent,
        draft=draft,
        denied=(rules.enter if by_code else rules.answer)(g.visitor, survey),
        results_denied=rules.see_results(g.visitor, survey),
        work_href=url_for(".work", survey_id=survey.id)
        if rules.work(g.visitor, survey) is None
        else "",
        crumbs=crumbs(survey),
    )


def _who(survey: Survey) -> str:
    ids = survey.activity.neighbourhood_ids or []
    known = dict((int(number), name) for number, name in forms.place_names(survey))
    names = [known[number] for number in ids if number in known]
    return consultations.eligibility_sentence(survey.activity, names)


@bp.get("/<slug>/anketler/<int:survey_id>/sonuc")
@allow(rules.see_results, survey=queries.get_survey, cached=True)
def see_results(survey: Survey) -> Any:
    places = dict(forms.place_names(survey))
    return render_template(
        "surveys/results.html",
        survey=survey,
        activity=survey.activity,
        told=survey.figures or {},
        sections=figures.sections(survey, places),
        channels=figures.channels(survey),
        may_export=rules.export(g.visitor, survey) is None,
        crumbs=own_crumbs(survey),
    )
