"""The fields of questions, made for whichever questions stand on a page."""

from typing import Any, ClassVar

from kernel.forms import (
    BaseForm,
    Choice,
    Field,
    HiddenField,
    LongText,
    Number,
    Radio,
    Several,
    TextLine,
    Upload,
    options,
)
from kernel.i18n import N_, _
from places.queries import list_neighbourhoods
from surveys import answering
from surveys.answering import Values, Wrong
from surveys.models import (
    Question,
    QuestionKind,
    Survey,
)


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
    EXPIRED: ClassVar[bool] = False

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
