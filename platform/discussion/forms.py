"""Forms of comments: writing, sources, summaries. Those of decisions are moderation's."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import g, request
from markupsafe import Markup
from wtforms.validators import ValidationError

from discussion import queries, rules
from discussion.models import STANCE_LABELS, Comment, Stance, Thread
from kernel import text
from kernel.forms import (
    BaseForm,
    Choice,
    HiddenField,
    LongText,
    Radio,
    Several,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from kernel.ids import as_id
from kernel.rules import is_new
from moderation.forms import (
    REVERSE,
    AppealDecisionForm,
    Guarded,
    ReportForm,
    VerdictForm,
    appeal_decision,
    report,
    verdict,
)

#: one claim each; an office may need more words for an answer
LONGEST, LONGEST_OF_OFFICE = 800, 2000
MOST_LINKS, MOST_LINKS_OF_NEW = 5, 1
ORGANISATION, OFFICE = "k", "b"


class Words(LongText):
    """Markdown without headings and tables; its safe HTML stands in `.html` after `prepare()`."""

    html = ""


def few_links(_form: Any, field: Any) -> None:
    # Longer texts are refused anyway; rendering costs milliseconds.
    if len(field.data or "") > LONGEST_OF_OFFICE:
        return
    most = MOST_LINKS_OF_NEW if is_new(g.visitor) else MOST_LINKS
    if text.markdown(field.data or "", short=True).count("<a ") > most:
        raise ValidationError(_(N_("Bir yoruma en çok %(num)s bağlantı koyabilirsiniz."), num=most))


def one_claim(form: Any, field: Any) -> None:
    voice = form.speaker.data if "speaker" in form else ""
    official = form.of_office or (voice or "").startswith(f"{OFFICE}:")
    length(2, LONGEST_OF_OFFICE if official else LONGEST)(form, field)


class WordsForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    body = Words(lazy("Yorumunuz"), [required(), one_claim, few_links])
    of_office: bool = False

    def prepare(self) -> None:
        super().prepare()
        self.body.html = text.markdown(self.body.data or "", short=True)


def guarded(thread_id: int) -> str:
    """What a new account's browser works on: for this thread alone."""
    return f"thread:{thread_id}"


class CommentForm(WordsForm, Guarded):
    stance = Radio(lazy("Yorumunuzun türü"), [required(N_("Yorumunuzun türünü seçin."))])
    speaker = Choice(lazy("Kimin adına yazıyorsunuz?"), [optional])
    parent_id = HiddenField()

    @property
    def parent_number(self) -> int | None:
        """The comment that is answered; a number that cannot be is 0, which nothing has."""
        raw = (self.parent_id.data or "").strip()
        if not raw:
            return None
        return as_id(raw) or 0

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
            "suspicion": self.suspicion,
        }


#: in the first person, for the one who chooses
STANCE_CHOICES = [
    (Stance.FOR, lazy("Destekliyorum")),
    (Stance.AGAINST, lazy("Karşıyım")),
    (Stance.INFORMATION, lazy("Bilgi veriyorum ya da soruyorum")),
]


def comment(thread: Thread | None) -> CommentForm:
    """An owner without a thread takes no comments, as its rule says; the form keeps the words."""
    form = CommentForm()
    if thread is None:
        return form
    form.guards = guarded(thread.id)
    if request.method in ("GET", "HEAD"):
        form.parent_id.data = request.args.get("yanit", "")
    if form.parent_id.data:
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
    form = WordsForm(obj=comment)
    form.of_office = bool(comment.office)
    return form


class UnhideForm(BaseForm):
    reason = LongText(lazy("Gerekçe"), [required(), length(10, 500)])


def unhide(comment: Comment) -> UnhideForm:
    return UnhideForm()


def decide(comment: Comment) -> VerdictForm:
    return verdict(rules.decisions(comment))


class HeardForm(WordsForm):
    """Said at a meeting: no name, no voice but the meeting's."""

    body = Words(lazy("Söylenen"), [required(), one_claim, few_links])
    meeting = Choice(lazy("Hangi buluşmada söylendi?"), [required()])
    stance = Radio(lazy("Sözün türü"), [required(N_("Sözün türünü seçin."))])


def heard(thread: Thread, meetings: Sequence[tuple[int, str]]) -> HeardForm:
    """`meetings`: number and name of those that were held, which this package does not know."""
    form = HeardForm()
    form.meeting.choices = options(meetings)
    form.stance.choices = options((one.value, _(label)) for one, label in STANCE_LABELS.items())
    return form


# --- sources ------------------------------------------------------------------------------------


def web_address(_form: Any, field: Any) -> None:
    try:
        parts = urlsplit(field.data or "")
    except ValueError:
        parts = urlsplit("")
    odd = any(sign in (field.data or "") for sign in ' "<>\\')
    if (
        parts.scheme not in ("http", "https")
        or "." not in parts.netloc
        or "@" in parts.netloc
        or odd
    ):
        raise ValidationError(_(N_("Bağlantıyı https://… biçiminde yazın.")))


class SourceForm(BaseForm):
    url = TextLine(lazy("Bağlantı"), [required(), length(8, 500), web_address])
    title = TextLine(lazy("Kaynağın adı"), [required(), length(3, 200)])


def source(comment: Comment) -> SourceForm:
    return SourceForm()


class SourceGoneForm(BaseForm):
    url = Radio(lazy("Hangi kaynak kaldırılsın?"), [required()])


class SourceTakenForm(SourceGoneForm):
    """A moderator says why."""

    reason = LongText(lazy("Gerekçe"), [required(), length(10, 500)])


def remove_source(comment: Comment) -> SourceGoneForm:
    own = g.visitor.id == comment.author_id
    form = SourceGoneForm() if own else SourceTakenForm()
    form.url.choices = options((source["url"], source["title"]) for source in comment.sources)
    if not form.is_submitted():
        form.url.data = comment.sources[0]["url"] if len(comment.sources) == 1 else None
    return form


# --- summaries ----------------------------------------------------------------------------------


class SummaryForm(BaseForm):
    """A synthesis; "#12" in it links to comment 12 where that is among the chosen ones."""

    WARN_PRIVATE: ClassVar[bool] = True

    body = LongText(lazy("Özet"), [required(), length(40, 5000)])
    comments = Several(lazy("Dayandığı yorumlar"), [required(N_("En az bir yorum seçin."))])
    office = Choice(lazy("Kimin adına?"), [required()])
    html = ""

    def prepare(self) -> None:
        super().prepare()
        self.html = text.markdown(self.body.data or "", short=True)

    @property
    def numbers(self) -> list[int]:
        return [int(value) for value in self.comments.data or []]


def excerpt(html: str, longest: int = 160) -> str:
    """The beginning of stored HTML as plain words."""
    words = Markup(html).striptags()
    return words if len(words) <= longest else words[:longest].rpartition(" ")[0] + "…"


def summary(thread: Thread) -> SummaryForm:
    latest = queries.list_summaries(thread.id)
    before = latest[0] if latest else None
    form = SummaryForm(
        body=before.body if before else "",
        comments=[str(number) for number in before.comment_ids] if before else [],
    )
    rows = queries.list_citable(thread.id)
    form.comments.choices = options((row.id, f"#{row.id} {excerpt(row.html)}") for row in rows)
    names = [*queries.list_offices(g.visitor, thread.municipality_id)] or [g.municipality.name]
    form.office.choices = options((name, name) for name in names)
    return form


__all__ = [
    "LONGEST",
    "LONGEST_OF_OFFICE",
    "REVERSE",
    "AppealDecisionForm",
    "CommentForm",
    "HeardForm",
    "ReportForm",
    "SourceForm",
    "SourceGoneForm",
    "SummaryForm",
    "UnhideForm",
    "VerdictForm",
    "WordsForm",
    "appeal_decision",
    "comment",
    "decide",
    "edit",
    "guarded",
    "heard",
    "remove_source",
    "report",
    "source",
    "speakers",
    "summary",
    "unhide",
    "verdict",
]
