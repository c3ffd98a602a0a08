"""What an officer types: question and settings, seeds."""

from typing import Any

from wtforms.validators import ValidationError

from kernel.forms import (
    BaseForm,
    BooleanField,
    LongText,
    MarkdownText,
    TextLine,
    length,
    optional,
    required,
)
from kernel.i18n import N_, _, lazy
from opinions.models import LONGEST, Conversation

SHORTEST, MOST_AT_ONCE = 10, 60


class ConversationForm(BaseForm):
    question = TextLine(lazy("Soru"), [required(), length(10, 300)])
    intro = MarkdownText(lazy("Giriş metni"), [optional, length(0, 4000)])
    own_statements = BooleanField(lazy("Katılanlar kendi ifadelerini de yazsın"))
    moderated = BooleanField(lazy("Yazılan ifadeler yayımlanmadan önce okunsun"))

    def values(self) -> dict[str, Any]:
        return {
            "question": self.question.data,
            "intro": self.intro.data or "",
            "intro_html": self.intro.html,
            "own_statements": bool(self.own_statements.data),
            "moderated": bool(self.moderated.data),
        }


def draw_up(_activity: Any) -> ConversationForm:
    form = ConversationForm()
    if not form.is_submitted():
        form.own_statements.data = form.moderated.data = True
    return form


def edit(conversation: Conversation) -> ConversationForm:
    return ConversationForm(obj=conversation)


def _lines(typed: str | None) -> list[str]:
    lines = (" ".join(line.split()) for line in (typed or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def short_lines(_form: Any, field: Any) -> None:
    lines = _lines(field.data)
    if len(lines) > MOST_AT_ONCE:
        raise ValidationError(
            _(N_("Bir seferde en çok %(most)s ifade ekleyin."), most=MOST_AT_ONCE)
        )
    wrong = [number for number, line in enumerate(lines, 1) if not SHORTEST <= len(line) <= LONGEST]
    if wrong:
        raise ValidationError(
            _(
                N_("%(line)s. satıra bakın: bir ifade %(low)s ile %(high)s karakter arasındadır."),
                line=wrong[0],
                low=SHORTEST,
                high=LONGEST,
            )
        )


class SeedsForm(BaseForm):
    text = LongText(lazy("İfadeler, her satıra bir tane"), [required(), short_lines])

    @property
    def lines(self) -> list[str]:
        return _lines(self.text.data)


def add_seeds(_conversation: Conversation) -> SeedsForm:
    return SeedsForm()
