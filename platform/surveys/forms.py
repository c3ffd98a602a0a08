"""The shape of what is typed: the officer's questions, and everybody's answers to them."""

from datetime import timedelta
from typing import Any, ClassVar

from flask import request
from wtforms.validators import ValidationError

from kernel import tokens
from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    Field,
    HiddenField,
    LongText,
    MarkdownText,
    Number,
    Radio,
    Several,
    TextLine,
    Upload,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.http import Refused
from kernel.i18n import N_, _, lazy
from kernel.rules import Reason, closed
from places.queries import list_neighbourhoods
from surveys import answering, queries
from surveys.answering import Values, Wrong
from surveys.models import (
    ACCESS_LABELS,
    Access,
    Question,
    QuestionKind,
    Section,
    Survey,
)
from surveys.queries import QuestionPart, SectionPart
from surveys.services import QuestionFields

# --- the officer --------------------------------------------------------------------------------


class SurveyForm(BaseForm):
    access = Radio(lazy("Kimler yanıtlar?"), [required()])
    intro = MarkdownText(lazy("Giriş metni"), [optional, length(0, 4000)])
    results_public = BooleanField(lazy("Sonuçlar açıklanınca herkes okusun"))

    def values(self) -> dict[str, Any]:
        return {
            "access": Access(self.access.data),
            "intro": self.intro.data or "",
            "intro_html": self.intro.html,
            "results_public": bool(self.results_public.data),
        }


def _survey_form(survey: Survey | None) -> SurveyForm:
    form = SurveyForm(obj=survey)
    form.access.choices = options((a.value, lazy(label)) for a, label in ACCESS_LABELS.items())
    if not form.is_submitted():
        form.access.data = (survey.access if survey else Access.PERSON).value
        form.results_public.data = survey.results_public if survey else True
    return form


def create(_activity: Any) -> SurveyForm:
    return _survey_form(None)


def edit(survey: Survey) -> SurveyForm:
    return _survey_form(survey)


class SectionForm(BaseForm):
    title = TextLine(lazy("Bölümün başlığı"), [required(), length(2, 160)])
    text = LongText(lazy("Açıklama"), [optional, length(0, 1000)])


def add_section(_survey: Survey) -> SectionForm:
    return SectionForm()


def edit_section(section: SectionPart) -> SectionForm:
    return SectionForm(obj=section.row)


def one_a_line(least: int, most: int) -> Any:
    def check(_form: Any, field: Any) -> None:
        count = len(_lines(field.data))
        if not least <= count <= most:
            raise ValidationError(
                _(
                    N_("Her satıra bir seçenek: en az %(least)s, en çok %(most)s satır yazın."),
                    least=least,
                    most=most,
                )
            )
        if any(len(line) > 200 for line in _lines(field.data)):
            raise ValidationError(_(N_("Bir satır en çok 200 harf olabilir.")))

    return check


def _lines(typed: str | None) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in (typed or "").splitlines() if line.strip()))


def _pairs(typed: str | None) -> list[list[str]]:
    return [[str(number), label] for number, label in enumerate(_lines(typed), 1)]


class QuestionForm(BaseForm):
    """Subclasses hold what their kind asks for besides."""

    title = TextLine(lazy("Soru"), [required(), length(5, 300)])
    hint = TextLine(lazy("Yardım cümlesi"), [optional, length(0, 300)])
    required_ = BooleanField(lazy("Yanıtlanması zorunlu"), name="zorunlu")
    after = Choice(lazy("Yalnızca şu yanıt verildiyse sorulsun"), [optional])

    kind: QuestionKind

    def fields(self) -> QuestionFields:
        before, _colon, key = (self.after.data or "").partition(":")
        return QuestionFields(
            kind=self.kind,
            title=self.title.data or "",
            hint=self.hint.data or "",
            required=bool(self.required_.data),
            after_id=int(before) if before else None,
            after_key=key,
            **self._own(),
        )

    def _own(self) -> dict[str, Any]:
        own: dict[str, Any] = {}
        for name in ("options", "lines"):
            if name in self:
                own[name] = _pairs(self[name].data)
        for name in ("low", "high", "most"):
            if name in self:
                own[name] = self[name].data
        for name in ("low_label", "high_label"):
            if name in self:
                own[name] = self[name].data or ""
        return own

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        low, high = getattr(self, "low", None), getattr(self, "high", None)
        if not low or not high or low.data is None or high.data is None:
            return good
        if low.data >= high.data:
            high.errors = [_(N_("Bu sayı, alt sınırdan büyük olmalı."))]
            return False
        return good


def _options(least: int, most: int) -> LongText:
    return LongText(lazy("Seçenekler"), [required(), one_a_line(least, most)])


#: what each kind asks for besides the question itself
EXTRAS: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"options": _options(2, 30)},
    QuestionKind.SEVERAL: {
        "options": _options(2, 30),
        "most": Number(lazy("En çok kaç seçenek?"), [optional, between(1, 30)]),
    },
    QuestionKind.SCALE: {
        "low": Number(lazy("En düşük değer"), [required(), between(0, 1)], default=1),
        "high": Number(lazy("En yüksek değer"), [required(), between(2, 10)], default=5),
        "low_label": TextLine(lazy("En düşük değerin anlamı"), [optional, length(0, 80)]),
        "high_label": TextLine(lazy("En yüksek değerin anlamı"), [optional, length(0, 80)]),
    },
    QuestionKind.MATRIX: {
        "lines": LongText(lazy("Satırlar"), [required(), one_a_line(1, 12)]),
        "options": LongText(lazy("Sütunlar"), [required(), one_a_line(2, 7)]),
    },
    QuestionKind.NUMBER: {
        "low": Number(lazy("En küçük sayı"), [optional, between(-(10**9), 10**9)]),
        "high": Number(lazy("En büyük sayı"), [optional, between(-(10**9), 10**9)]),
    },
    QuestionKind.RANKING: {"options": _options(2, 12)},
}


def _kind_asked() -> QuestionKind:
    """?tur= of the address chooses the form."""
    wanted = request.args.get("tur", "")
    return QuestionKind(wanted) if wanted in {kind.value for kind in QuestionKind} else SINGLE


SINGLE = QuestionKind.SINGLE


def _question_form(survey: Survey, kind: QuestionKind, question: Question | None) -> QuestionForm:
    made = type("AnyQuestionForm", (QuestionForm,), {**EXTRAS.get(kind, {}), "kind": kind})
    form: QuestionForm = made()
    form.after.choices = options(
        [("", _(N_("Her zaman sorulsun"))), *_conditions(survey, question)]
    )
    if question is not None and not form.is_submitted():
        _fill(form, question)
    return form


def _conditions(survey: Survey, question: Question | None) -> list[tuple[str, str]]:
    """Every option of an earlier question that decides."""
    found = []
    for earlier in queries.questions_of(survey):
        if question is not None and earlier.id == question.id:
            break
        if earlier.kind in answering.DECIDING:
            found += [
                (f"{earlier.id}:{key}", f"{earlier.title[:80]} → {label[:60]}")
                for key, label in earlier.options
            ]
    return found


def _fill(form: QuestionForm, question: Question) -> None:
    form.title.data, form.hint.data = question.title, question.hint
    form.required_.data = question.required
    if question.after_id is not None:
        form.after.data = f"{question.after_id}:{question.after_key}"
    for name in ("options", "lines"):
        if name in form:
            form[name].data = "\n".join(label for _key, label in getattr(question, name))
    for name in ("low", "high", "most", "low_label", "high_label"):
        if name in form:
            form[name].data = getattr(question, name)


def add_question(section: SectionPart) -> QuestionForm:
    return _question_form(section.survey, _kind_asked(), None)


def edit_question(question: QuestionPart) -> QuestionForm:
    """The kind stays: whoever wants another one writes another question."""
    return _question_form(question.survey, question.kind, question.row)


class CodesForm(BaseForm):
    KEEP: ClassVar[bool] = False

    number = Number(lazy("Kaç kod?"), [required(), between(1, 2000)])


def codes(_survey: Survey) -> CodesForm:
    return CodesForm()


# --- answers ------------------------------------------------------------------------------------


class Unreadable(Reason):
    STATE = N_("Bu sayfanın süresi doldu. Kodunuzu yeniden yazın; kod hâlâ geçerli.")


class AnswerForm(BaseForm):
    """Fields `q<question>` or `q<question>_<line or option>`; made for the questions of a page."""

    questions: tuple[Question, ...] = ()
    #: what other pages hold
    before: Values
    places: frozenset[int] = frozenset()
    #: missing answers are no mistake: a draft, a sheet of paper
    lenient: bool = False
    #: which page of the survey this is, from 1
    page: int = 1
    code: str = ""

    def parts(self, question: Question) -> list[Field]:
        """The fields of one question."""
        name = f"q{question.id}"
        if question.kind is QuestionKind.MATRIX:
            return [self[f"{name}_{key}"] for key, _label in question.lines]
        if question.kind is QuestionKind.RANKING:
            return [self[f"{name}_{key}"] for key, _label in question.options]
        return [self[name]]

    def value(self, question: Question) -> Any:
        """As `answering` wants it; None where nothing was said."""
        fields = self.parts(question)
        match question.kind:
            case QuestionKind.MATRIX:
                keys = [key for key, _label in question.lines]
                return {k: f.data for k, f in zip(keys, fields, strict=True) if f.data} or None
            case QuestionKind.RANKING:
                keys = [key for key, _label in question.options]
                placed = [(int(f.data), k) for k, f in zip(keys, fields, strict=True) if f.data]
                return [key for _place, key in sorted(placed)] or None
            case QuestionKind.SCALE | QuestionKind.PLACE:
                return int(fields[0].data) if fields[0].data else None
            case QuestionKind.FILE:
                return self.before.get(str(question.id))
        return fields[0].data or None if question.kind is not NUMBER else fields[0].data

    @property
    def filled(self) -> Values:
        """This page's answers beside those of the others."""
        mine = {str(q.id): self.value(q) for q in self.questions}
        return {**self.before, **mine}

    def uploads(self) -> list[tuple[Question, tuple[bytes, str, str]]]:
        return [
            (question, field.accepted)
            for question in self.questions
            if question.kind is QuestionKind.FILE
            for field in self.parts(question)
            if field.accepted is not None
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self._readable():
            return not self.errors
        filled = self.filled
        arriving = {question.id for question, _file in self.uploads()}
        for question in self.questions:
            fields = self.parts(question)
            if not answering.is_asked(question, filled):
                for field in fields:
                    field.errors = []
                continue
            wrong = answering.problem(question, filled[str(question.id)], self.places)
            if question.id in arriving or (self.lenient and wrong is Wrong.EMPTY):
                wrong = None
            if wrong is not None and not any(field.errors for field in fields):
                fields[0].errors = [_(wrong.value)]
        return not self.errors

    def _readable(self) -> bool:
        """Ranks that are not numbers, twice the same rank: said before anything is read."""
        for question in self.questions:
            if question.kind is not QuestionKind.RANKING:
                continue
            fields = self.parts(question)
            typed = [field.data for field in fields if field.data and not field.errors]
            if len(set(typed)) != len(typed):
                fields[0].errors = [_(N_("Aynı sıra iki kez verildi."))]
        return not any(
            field.errors and q.kind in STRICT for q in self.questions for field in self.parts(q)
        )


NUMBER = QuestionKind.NUMBER
#: their text must be a number before it can be read
STRICT = (QuestionKind.RANKING, QuestionKind.SCALE, QuestionKind.PLACE, QuestionKind.MATRIX)


class CodeAnswerForm(AnswerForm):
    """Without an account: the code and the other pages travel in `state`, signed."""

    KEEP: ClassVar[bool] = False

    state = HiddenField()


def _fields(question: Question, places: list[tuple[str, str]]) -> dict[str, Field]:
    name = f"q{question.id}"
    flags = [_marked_required] if question.required else []
    match question.kind:
        case QuestionKind.SINGLE:
            return {name: Radio(question.title, flags, choices=_open(question, question.options))}
        case QuestionKind.SEVERAL:
            return {
                name: Several(question.title, flags, choices=options(_choices(question.options)))
            }
        case QuestionKind.SCALE:
            return {name: Radio(question.title, flags, choices=_open(question, _steps(question)))}
        case QuestionKind.MATRIX:
            return {
                f"{name}_{key}": Radio(label, flags, choices=options(_choices(question.options)))
                for key, label in question.lines
            }
        case QuestionKind.RANKING:
            ranks = [("", "–"), *((n, f"{n}.") for n in range(1, len(question.options) + 1))]
            return {
                f"{name}_{key}": Choice(label, choices=options(ranks))
                for key, label in question.options
            }
        case QuestionKind.PLACE:
            return {name: Choice(question.title, flags, choices=options([("", "–"), *places]))}
    return {name: PLAIN[question.kind](question.title, flags)}


PLAIN: dict[QuestionKind, type[Any]] = {
    QuestionKind.NUMBER: Number,
    QuestionKind.SHORT: TextLine,
    QuestionKind.LONG: LongText,
    QuestionKind.FILE: Upload,
}


def _marked_required(_form: Any, _field: Any) -> None:
    """Only for the label: whether the question is asked at all is known to the whole form."""


_marked_required.field_flags = {"required": True}  # type: ignore[attr-defined]


def _open(question: Question, pairs: list[list[str]]) -> list[Any]:
    """A radio button cannot be taken back, so saying nothing is a choice."""
    nothing = [] if question.required else [("", _(N_("Yanıt vermek istemiyorum")))]
    return options([*_choices(pairs), *nothing])


def _choices(pairs: list[list[str]]) -> list[tuple[str, str]]:
    return [(key, label) for key, label in pairs]


def _steps(question: Question) -> list[list[str]]:
    low, high = question.low or 0, question.high or 0
    words = {low: question.low_label, high: question.high_label}
    return [[str(n), f"{n} – {words[n]}" if words.get(n) else str(n)] for n in range(low, high + 1)]


def answers(
    survey: Survey,
    questions: list[Question],
    before: Values,
    *,
    kind: type[AnswerForm] = AnswerForm,
    fresh: bool = False,
) -> AnswerForm:
    """A form for these questions, filled from what is known; `fresh`: not from this request."""
    places = place_names(survey)
    fields: dict[str, Any] = {}
    for question in questions:
        fields |= _fields(question, places)
    made = type("PageForm", (kind,), {"questions": tuple(questions), **fields})
    form: AnswerForm = made(formdata=None) if fresh else made()
    form.before = before
    form.places = frozenset(int(number) for number, _name in places)
    if fresh or not form.is_submitted():
        refill(form, before)
    return form


def refill(form: AnswerForm, values: Values) -> None:
    for question in form.questions:
        value = values.get(str(question.id))
        if not answering.is_empty(value):
            _refill(form, question, value)


def _refill(form: AnswerForm, question: Question, value: Any) -> None:
    fields = form.parts(question)
    match question.kind:
        case QuestionKind.MATRIX:
            for (key, _label), field in zip(question.lines, fields, strict=True):
                field.data = value.get(key)
        case QuestionKind.RANKING:
            for (key, _label), field in zip(question.options, fields, strict=True):
                field.data = str(value.index(key) + 1) if key in value else ""
        case QuestionKind.SCALE | QuestionKind.PLACE:
            fields[0].data = str(value)
        case QuestionKind.FILE:
            pass
        case _:
            fields[0].data = value


def place_names(survey: Survey) -> list[tuple[str, str]]:
    return [(str(row.id), row.name) for row in list_neighbourhoods(survey.municipality_id)]


# --- the pages of a survey ----------------------------------------------------------------------


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


# --- by code ------------------------------------------------------------------------------------


class EnterForm(BaseForm):
    KEEP: ClassVar[bool] = False

    code = TextLine(lazy("Kodunuz"), [required(), length(12, 40)])


def enter(_survey: Survey) -> EnterForm:
    return EnterForm()


PURPOSE = "surveys.fill"
VALID = timedelta(hours=12)


def sign_state(survey: Survey, code: str, values: Values, page: int) -> str:
    return tokens.sign(PURPOSE, VALID, survey=survey.id, code=code, filled=values, page=page)


def read_state(survey: Survey) -> dict[str, Any]:
    state = tokens.read(PURPOSE, request.form.get("state", ""))
    if state is None or state.get("survey") != survey.id:
        raise Refused(closed(Unreadable.STATE))
    return state


def by_code(survey: Survey) -> AnswerForm:
    """The page that was sent, as its signed state says."""
    state = read_state(survey)
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


# --- free text ----------------------------------------------------------------------------------


class TagsForm(BaseForm):
    """One line a text: tags between commas."""

    numbers: tuple[int, ...] = ()

    def names(self) -> dict[int, list[str]]:
        return {
            number: [
                name.strip()[:60]
                for name in (self[f"t{number}"].data or "").split(",")
                if name.strip()
            ]
            for number in self.numbers
        }


def tags(question: QuestionPart) -> TagsForm:
    texts, _next = queries.list_texts(question.row.id, after=after_asked())
    fields = {
        f"t{text.id}": TextLine(
            lazy("Etiketler"), [optional, length(0, 300)], default=", ".join(text.tags)
        )
        for text in texts
    }
    made = type("PageOfTagsForm", (TagsForm,), {"numbers": tuple(t.id for t in texts), **fields})
    form: TagsForm = made()
    return form


def after_asked() -> int:
    typed = request.args.get("sonra", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
