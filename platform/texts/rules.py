"""Who may prepare, read, comment, suggest and answer, and when."""

from typing import Protocol

from consultations import rules as consultations
from consultations.models import ActivityKind
from consultations.rules import STOPPED
from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Visitor, closed
from texts.models import SuggestionState, TextState


class Reason(rules.Reason):
    NOT_TEXT = N_("Bu adımda metin tartışılmıyor.")
    PUBLISHED = N_("Bu metin yayımlandı. Değişiklik, yeni bir sürüm olarak yayımlanır.")
    NOT_PUBLISHED = N_("Bu metin henüz yayımlanmadı.")
    STOPPED = N_("Danışma durduruldu. Bu metin artık değişmez.")
    GONE = N_("Bu paragraf yürürlükteki sürümde yok. Yorum ve öneri alınmıyor.")
    HEADING = N_("Başlıklar tartışılır; değişiklik, altındaki paragraflara önerilir.")
    ANSWERED = N_("Bu öneri yanıtlandı. Yanıt bir kez verilir.")
    WITHDRAWN = N_("Bu öneri yazarı tarafından geri çekildi.")
    NOTHING_WAITS = N_("Eşleştirilmeyi bekleyen bir sürüm yok.")


class Asking(consultations.Joinable, Protocol):
    @property
    def kind(self) -> ActivityKind: ...


class Judged(Protocol):
    @property
    def state(self) -> TextState: ...
    @property
    def activity(self) -> Asking: ...


class Placed(Protocol):
    """A paragraph: of which text, and whether the version that is read now has it."""

    @property
    def text(self) -> Judged: ...
    @property
    def is_current(self) -> bool: ...
    @property
    def is_heading(self) -> bool: ...


class Suggested(Protocol):
    @property
    def state(self) -> SuggestionState: ...
    @property
    def author_id(self) -> int: ...
    @property
    def text(self) -> Judged: ...


def draw_up(visitor: Visitor, activity: Asking) -> Denied | None:
    if activity.kind is not ActivityKind.TEXT:
        return closed(Reason.NOT_TEXT)
    return consultations.manage(visitor, activity.consultation)


def work(visitor: Visitor, text: Judged) -> Denied | None:
    return consultations.review(visitor, text.activity.consultation)


def manage(visitor: Visitor, text: Judged) -> Denied | None:
    return consultations.manage(visitor, text.activity.consultation)


def _running(text: Judged) -> Denied | None:
    stopped = text.activity.consultation.state in STOPPED
    return closed(Reason.STOPPED) if stopped else None


def edit(visitor: Visitor, text: Judged) -> Denied | None:
    """Freely, before the first version is published."""
    if text.state is not TextState.DRAFT:
        return closed(Reason.PUBLISHED)
    return _running(text) or manage(visitor, text)


publish = edit


def renew(visitor: Visitor, text: Judged) -> Denied | None:
    """A new version, at any time while the consultation stands."""
    if text.state is TextState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    return _running(text) or manage(visitor, text)


class Waiting(Protocol):
    @property
    def text(self) -> Judged: ...
    @property
    def waits(self) -> bool: ...


def match(visitor: Visitor, version: Waiting) -> Denied | None:
    if not version.waits:
        return closed(Reason.NOTHING_WAITS)
    return renew(visitor, version.text)


def see(visitor: Visitor, text: Judged) -> Denied | None:
    if text.state is TextState.DRAFT and work(visitor, text) is not None:
        return HIDDEN
    return consultations.see(visitor, text.activity.consultation)


def see_paragraph(visitor: Visitor, paragraph: Placed) -> Denied | None:
    """Those of old versions too: what was said there stays."""
    if paragraph.text.state is TextState.DRAFT:
        return HIDDEN
    return see(visitor, paragraph.text)


def comment(visitor: Visitor, paragraph: Placed) -> Denied | None:
    """On headings too, as long as the version that is read now has them."""
    if paragraph.text.state is TextState.DRAFT:
        return HIDDEN
    if not paragraph.is_current:
        return closed(Reason.GONE)
    activity = paragraph.text.activity
    return consultations.take_part(visitor, activity) or rules.may_write(
        visitor, activity.consultation.municipality_id
    )


def suggest(visitor: Visitor, paragraph: Placed) -> Denied | None:
    if paragraph.is_heading and paragraph.text.state is not TextState.DRAFT:
        return closed(Reason.HEADING)
    return comment(visitor, paragraph)


def withdraw(visitor: Visitor, suggestion: Suggested) -> Denied | None:
    """The author's own, until it is answered."""
    if suggestion.state is SuggestionState.WITHDRAWN:
        return closed(Reason.WITHDRAWN)
    if suggestion.state is not SuggestionState.OPEN:
        return closed(Reason.ANSWERED)
    if not visitor.signed_in:
        return LOGIN
    return None if suggestion.author_id == visitor.id else ROLE


def answer(visitor: Visitor, suggestion: Suggested) -> Denied | None:
    """Once; whoever runs the consultation, also after its steps are over."""
    if suggestion.state is SuggestionState.WITHDRAWN:
        return closed(Reason.WITHDRAWN)
    if suggestion.state is not SuggestionState.OPEN:
        return closed(Reason.ANSWERED)
    return manage(visitor, suggestion.text)


def say_done(visitor: Visitor, paragraph: Placed) -> Denied | None:
    if paragraph.text.state is TextState.DRAFT:
        return HIDDEN
    return manage(visitor, paragraph.text)
