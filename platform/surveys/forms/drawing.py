"""What the officer types: settings, sections, questions, codes, tags."""

from typing import Any, ClassVar

from flask import request
from wtforms.validators import ValidationError

from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    LongText,
    MarkdownText,
    Number,
    Radio,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.http import asked_id
from kernel.i18n import N_, _, lazy
from surveys import answering, queries
from surveys.models import (
    ACCESS_LABELS,
    Access,
    Question,
    QuestionKind,
    Survey,
)
from surveys.queries import QuestionPart, SectionPart
from surveys.services import QuestionFields


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
    return asked_id("sonra") or 0
