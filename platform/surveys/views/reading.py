"""Free text read and tagged by officers; the files of all responses."""

import random
from typing import Any

from flask import Response, flash, g, render_template, url_for

from kernel import audit, sheets
from kernel.http import Reply, allow, as_file, see_other
from kernel.i18n import _
from kernel.text import slug as slugged
from surveys import answering, forms, queries, rules, services
from surveys.forms import TagsForm
from surveys.models import QUESTION_LABELS, Question, QuestionKind, Survey
from surveys.queries import QuestionPart
from surveys.views import wording
from surveys.views.blueprint import bp
from surveys.views.desk import crumbs


def tag_page(question: QuestionPart, form: TagsForm) -> str:
    after = forms.after_asked()
    texts, more = queries.list_texts(question.row.id, after=after)
    here = url_for(".tag", question_id=question.row.id)
    return render_template(
        "surveys/texts.html",
        survey=question.survey,
        question=question.row,
        form=form,
        texts=texts,
        tags=queries.list_tags(question.row.id),
        may_tag=rules.tag(g.visitor, question) is None,
        more_href=f"{here}?sonra={more}" if more else "",
        first_href=here if after else "",
        crumbs=crumbs(question.survey),
    )


@bp.route("/<slug>/masa/anket-sorulari/<int:question_id>/metinler", methods=["GET", "POST"])
@allow(rules.tag, question=queries.get_question, form=forms.tags, page=tag_page)
def tag(question: QuestionPart, form: TagsForm) -> Reply:
    services.tag(question.survey, question.row, by=g.visitor, names=form.names())
    flash(_("Etiketler kaydedildi."), "good")
    after = forms.after_asked()
    return see_other(".tag", question_id=question.row.id, **({"sonra": after} if after else {}))


# --- files --------------------------------------------------------------------------------------

Table = list[list[sheets.Cell]]


@bp.post("/<slug>/masa/anketler/<int:survey_id>/yanitlar.csv")
@allow(rules.export, survey=queries.get_survey)
def export_csv(survey: Survey) -> Response:
    return _file(survey, sheets.to_csv(_rows(survey)), sheets.CSV, "csv")


@bp.post("/<slug>/masa/anketler/<int:survey_id>/yanitlar.xlsx")
@allow(rules.export, survey=queries.get_survey)
def export_xlsx(survey: Survey) -> Response:
    book = sheets.to_xlsx(
        [(_("Yanıtlar"), _rows(survey)), (_("Kod çizelgesi"), _code_book(survey))]
    )
    return _file(survey, book, sheets.XLSX, "xlsx")


@bp.post("/<slug>/masa/anketler/<int:survey_id>/kod-cizelgesi.csv")
@allow(rules.export, survey=queries.get_survey)
def export_code_book(survey: Survey) -> Response:
    return _file(survey, sheets.to_csv(_code_book(survey)), sheets.CSV, "csv")


def _file(survey: Survey, content: bytes, mime: str, ending: str) -> Response:
    """That somebody has taken the rows stands in the record."""
    audit.record("surveys.export", survey, by=g.visitor.id, after={"format": ending})
    name = f"{slugged(survey.activity.title) or 'anket'}.{ending}"
    return as_file(content, name, mime, private=True)


def _columns(question: Question, number: int) -> list[tuple[str, str, str]]:
    """(name of the column, key within the answer, what it says)."""
    name = f"s{number}"
    match question.kind:
        case QuestionKind.MATRIX:
            return [(f"{name}_{key}", key, label) for key, label in question.lines]
        case QuestionKind.SEVERAL | QuestionKind.RANKING:
            return [(f"{name}_{key}", key, label) for key, label in question.options]
    return [(name, "", "")]


def _cell(question: Question, key: str, value: Any, places: dict[str, str]) -> sheets.Cell:
    """Codes as the code book explains them; nothing where nothing was said."""
    if answering.is_empty(value):
        return None
    match question.kind:
        case QuestionKind.SEVERAL:
            return 1 if key in value else 0
        case QuestionKind.RANKING:
            return value.index(key) + 1 if key in value else None
        case QuestionKind.MATRIX | QuestionKind.SINGLE:
            return _whole(value.get(key) if question.kind is QuestionKind.MATRIX else value)
        case QuestionKind.SCALE | QuestionKind.NUMBER:
            return int(value)
    return ", ".join(wording.said(question, value, places))


def _whole(key: str | None) -> int | None:
    return None if key is None else int(key)


def _rows(survey: Survey) -> Table:
    """Shuffled: the order in which people answered would say who they are."""
    places = dict(forms.place_names(survey))
    questions = list(enumerate(queries.questions_of(survey), 1))
    columns = [(q, *column) for number, q in questions for column in _columns(q, number)]
    found = queries.list_rows(survey)
    random.SystemRandom().shuffle(found)
    return [
        ["kanal", *(name for _q, name, _key, _says in columns)],
        *(
            [channel, *(_cell(q, key, values.get(str(q.id)), places) for q, _n, key, _s in columns)]
            for channel, values in found
        ),
    ]


def _code_book(survey: Survey) -> Table:
    """Every column and every code of it."""
    rows: Table = [
        [_("Sütun"), _("Tür"), _("Soru"), _("Satır ya da seçenek"), _("Kod"), _("Anlamı")],
        ["kanal", "", _("Yanıt nasıl geldi?"), "", "web", _("Bu sitede")],
        ["kanal", "", _("Yanıt nasıl geldi?"), "", "paper", _("Kâğıt üzerinde")],
    ]
    conditions = wording.conditions(survey)
    for number, question in enumerate(queries.questions_of(survey), 1):
        for name, _key, says in _columns(question, number):
            head: list[sheets.Cell] = [
                name,
                _(QUESTION_LABELS[question.kind]),
                question.title,
                says,
            ]
            rows += [[*head, code, meaning] for code, meaning in _codes(question)]
            if question.id in conditions:
                rows.append([*head, None, conditions[question.id]])
    return rows


def _codes(question: Question) -> list[tuple[sheets.Cell, str]]:
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MATRIX:
            return [(int(key), label) for key, label in question.options]
        case QuestionKind.SEVERAL:
            return [(1, _("işaretlendi")), (0, _("işaretlenmedi"))]
        case QuestionKind.RANKING:
            return [(None, _("kaçıncı sıraya kondu"))]
        case QuestionKind.SCALE:
            ends = [(question.low, question.low_label), (question.high, question.high_label)]
            return [(end, word or "") for end, word in ends]
    return [(None, _("olduğu gibi"))]
