"""Forms of comments: writing, reporting, deciding."""

from typing import Any, ClassVar

from flask import g, request
from wtforms.validators import ValidationError

from discussion import queries
from discussion.models import Comment, Stance, Thread
from kernel import text
from kernel.forms import (
    BaseForm,
    Choice,
    HiddenField,
    LongText,
    Radio,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from moderation.models import GROUND_LABELS

LONGEST = 2000
MOST_LINKS = 5
ORGANISATION, OFFICE = "k", "b"


class Words(LongText):
    """Markdown without headings and tables; its safe HTML stands in `.html` after `prepare()`."""

    html = ""


def few_links(_form: Any, field: Any) -> None:
    # Longer texts are refused anyway; rendering costs milliseconds.
    if len(field.data or "") > LONGEST:
        return
    if text.markdown(field.data or "", short=True).count("<a ") > MOST_LINKS:
        raise ValidationError(
            _(N_("Bir yoruma en çok %(num)s bağlantı koyabilirsiniz."), num=MOST_LINKS)
        )


class WordsForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    body = Words(lazy("Yorumunuz"), [required(), length(2, LONGEST), few_links])

    def prepare(self) -> None:
        super().prepare()
        self.body.html = text.markdown(self.body.data or "", short=True)


class CommentForm(WordsForm):
    stance = Radio(lazy("Yorumunuzun türü"), [required(N_("Yorumunuzun türünü seçin."))])
    speaker = Choice(lazy("Kimin adına yazıyorsunuz?"), [optional])
    parent_id = HiddenField()

    @property
    def parent_number(self) -> int | None:
        """The comment that is answered; a number that cannot be is 0, which nothing has."""
        raw = (self.parent_id.data or "").strip()
        if not raw:
            return None
        sound = raw.isascii() and raw.isdigit() and len(raw) < 11
        return int(raw) if sound and int(raw) <= queries.LARGEST else 0

    def values(self) -> dict[str, Any]:
        """What `services.post` takes, but for the parent."""
        voice = self.speaker.data if "speaker" in self else ""
        kind, _colon, rest = (voice or "").partition(":")
        stance = self.stance.data if "stance" in self else None
        return {
            "body": self.body.data,
            "html": self.body.html,
            "stance": Stance(stance) if stance else None,
            "organisation_id": int(rest) if kind == ORGANISATION else None,
            "office": rest if kind == OFFICE else "",
        }


#: in the first person, for the one who chooses
STANCE_CHOICES = [
    (Stance.FOR, lazy("Destekliyorum")),
    (Stance.AGAINST, lazy("Karşıyım")),
    (Stance.INFORMATION, lazy("Bilgi veriyorum ya da soruyorum")),
]


def comment(thread: Thread, *, stances: bool = True) -> CommentForm:
    """`stances`: whether comments of this thread are for, against or information."""
    form = CommentForm()
    if request.method in ("GET", "HEAD"):
        form.parent_id.data = request.args.get("yanit", "")
    if form.parent_id.data or not stances:
        # A reply has no stance of its own.
        del form.stance
    else:
        form.stance.choices = options(STANCE_CHOICES)
    voices = speakers(thread)
    if len(voices) > 1:
        form.speaker.choices = options(voices)
    else:
        del form.speaker
    return form


def speakers(thread: Thread | queries.ShownThread) -> list[tuple[str, Any]]:
    """In whose name this person may write here; the first is their own."""
    found: list[tuple[str, Any]] = [("", lazy("Kendi adıma"))]
    found += [
        (f"{ORGANISATION}:{number}", name)
        for number, (place, name) in g.visitor.organisations.items()
        if place == thread.municipality_id
    ]
    found += [
        (f"{OFFICE}:{name}", name)
        for name in queries.list_offices(g.visitor, thread.municipality_id)
    ]
    return found


def edit(comment: Comment) -> WordsForm:
    return WordsForm(obj=comment)


class ReportForm(BaseForm):
    ground = Radio(lazy("Bu yorumda sorun nedir?"), [required(N_("Bir neden seçin."))])
    note = LongText(lazy("Açıklama"), [optional, length(0, 1000)])


def report(comment: Comment) -> ReportForm:
    form = ReportForm()
    form.ground.choices = grounds()
    return form


class HideForm(BaseForm):
    ground = Radio(lazy("Hangi kurala uymuyor?"), [required(N_("Bir neden seçin."))])
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 500)])


def hide(comment: Comment) -> HideForm:
    form = HideForm()
    form.ground.choices = grounds()
    return form


class UnhideForm(BaseForm):
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 500)])


def unhide(comment: Comment) -> UnhideForm:
    return UnhideForm()


def grounds() -> list[Any]:
    return options((ground, lazy(label)) for ground, label in GROUND_LABELS.items())
