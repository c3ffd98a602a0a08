"""Which questions a page holds, and what is known from other pages: draft or signed state."""

from datetime import timedelta
from typing import Any, ClassVar

from flask import request

from kernel import tokens
from kernel.forms import (
    BaseForm,
    TextLine,
    length,
    required,
)
from kernel.i18n import N_, _, lazy
from surveys import answering, queries
from surveys.answering import Values
from surveys.forms.answers import AnswerForm, CodeAnswerForm, answers
from surveys.models import (
    Question,
    Section,
    Survey,
)


def pages_of(survey: Survey, values: Values) -> list[Section]:
    """The sections that hold a question to be asked, as far as is known now."""
    found = []
    for section in survey.sections:
        own = {question.id for question in section.questions}
        # A question of the same page may still be answered so that the condition holds.
        if any(q.after_id is None or q.after_id in own for q in section.questions) or any(
            answering.is_asked(q, values) for q in section.questions
        ):
            found.append(section)
    return found


def on_page(section: Section, values: Values) -> list[Question]:
    """What a page shows: a condition on an earlier page is known, one on the same page is not."""
    own = {question.id for question in section.questions}
    return [
        question
        for question in section.questions
        if question.after_id in own or answering.is_asked(question, values)
    ]


def page_number(survey: Survey, values: Values) -> int:
    """?sayfa= of the address, from 1."""
    typed = request.args.get("sayfa", "1")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1
    return max(1, min(number, len(pages_of(survey, values))))


def known(survey: Survey, person_id: int | None) -> Values:
    """The draft, or else what was sent."""
    if (draft := queries.find_draft(survey.id, person_id)) is not None:
        return dict(draft.filled)
    response = queries.find_response(survey.id, person_id)
    return {} if response is None else queries.values_of(survey, response)


def paper(survey: Survey) -> AnswerForm:
    """Everything on one page, as on the sheet."""
    form = answers(survey, queries.questions_of(survey), {})
    form.lenient = True
    return form


class EnterForm(BaseForm):
    KEEP: ClassVar[bool] = False

    code = TextLine(lazy("Kodunuz"), [required(), length(12, 40)])


def enter(_survey: Survey) -> EnterForm:
    return EnterForm()


class ExpiredForm(CodeAnswerForm):
    """Of a page whose state is forged, cut off or older than half a day."""

    EXPIRED: ClassVar[bool] = True

    def validate(self, extra_validators: Any = None) -> bool:
        self.form_errors.append(
            _(N_("Bu sayfanın süresi doldu. Kodunuzu yeniden yazın; kod hâlâ geçerli."))
        )
        return False


PURPOSE = "surveys.fill"
VALID = timedelta(hours=12)


def sign_state(survey: Survey, code: str, values: Values, page: int) -> str:
    return tokens.sign(PURPOSE, VALID, survey=survey.id, code=code, filled=values, page=page)


def by_code(survey: Survey) -> AnswerForm:
    """The page that was sent, as its signed state says."""
    state = tokens.read(PURPOSE, request.form.get("state", ""))
    if state is None or state.get("survey") != survey.id:
        return ExpiredForm()
    pages = pages_of(survey, state["filled"])
    number = min(state["page"], len(pages))
    questions = on_page(pages[number - 1], state["filled"])
    form = answers(survey, questions, state["filled"], kind=CodeAnswerForm)
    form.code, form.page = state["code"], number
    form.lenient = "birak" in request.form
    return form


def code_page(survey: Survey, code: str, values: Values, number: int) -> AnswerForm:
    """Another page, with everything that was filled in so far in its hidden field."""
    pages = pages_of(survey, values)
    page = max(1, min(number, len(pages)))
    questions = on_page(pages[page - 1], values)
    form = answers(survey, questions, values, kind=CodeAnswerForm, fresh=True)
    form["state"].data = sign_state(survey, code, values, page)
    form.code, form.page = code, page
    return form
