"""Comments as ready HTML.

A page shows a hundred of them, and the same lines in a template cost ten times as much. Whatever a
person typed goes through `escape`; a comment's own HTML was made safe when it was written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import g
from markupsafe import Markup, escape

from discussion.models import CommentState
from discussion.queries import Row
from kernel import clock, formats, owners
from kernel.drawings import draw
from kernel.i18n import _, language, ngettext

if TYPE_CHECKING:
    from discussion.views.board import Board

#: stands for the comment's number in the form that is written once and used below each of them
PLACE = "\ue000"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said again and again, escaped, in one language."""

    nobody: str
    municipality: str
    organisation: str
    edited: str
    edit: str
    delete: str
    report: str
    moderate: str
    reply: str
    deleted: str
    useful: str
    useless: str
    ask: str
    source: str
    add_source: str
    remove_source: str
    pinned: str
    pin: str
    unpin: str
    held: str
    whole: str
    said: str


@lru_cache
def _words(_language: str) -> Words:
    return Words(
        nobody=str(escape(_("silinmiş hesap"))),
        municipality=str(escape(_("Belediye"))),
        organisation=str(escape(_("Kuruluş"))),
        edited=str(escape(_("düzenlendi"))),
        edit=str(escape(_("Düzenleyin"))),
        delete=str(escape(_("Silin"))),
        report=str(escape(_("Bildirin"))),
        moderate=str(escape(_("Denetleyin"))),
        reply=str(escape(_("Yanıtlayın"))),
        deleted=str(escape(_("Bu yorumu yazarı sildi."))),
        useful=str(escape(_("Yararlı"))),
        useless=str(escape(_("Yararlı değil"))),
        ask=str(escape(_("Kaynak istiyorum"))),
        source=str(escape(_("Kaynak"))),
        add_source=str(escape(_("Kaynak ekleyin"))),
        remove_source=str(escape(_("Kaynak kaldırın"))),
        pinned=str(escape(_("Sabitlendi"))),
        pin=str(escape(_("Sabitleyin"))),
        unpin=str(escape(_("Sabitlemeyi kaldırın"))),
        held=str(escape(_("İnceleniyor: henüz yayında değil."))),
        whole=str(escape(_("Yanıtın tamamı"))),
        said=str(escape(_("Buluşmada söylendi"))),
    )


def when(moment: datetime) -> str:
    """ "20 Kasım, 18.30" """
    local = clock.local(moment)
    sign = "." if language() == "tr" else ":"
    return f"{formats.short_day(local.date())}, {local.hour:02d}{sign}{local.minute:02d}"


def comments(board: "Board", rows: Iterable[Row], kind: str = "", form: str = "") -> Markup:
    """List items with their replies. `form`: the reply form, with PLACE for the number."""
    words = _words(language())
    return Markup("".join(_comment(board, row, words, kind, form) for row in rows))


def _comment(board: "Board", row: Row, words: Words, kind: str, form: str) -> str:
    look = f"comment {kind}" if kind else "comment"
    if row.office and row.visible:
        look += " official"
    about = _voice(row, words)
    parts = [f'<li class="{look}" id="y{row.id}">']
    if row.visible:
        parts += [_head(board, row, words, about)]
        parts += [_text(row, words), _sources(row, words)]
    else:
        parts += [f'<p class="hidden-text">{_gone(row, words)}</p>']
    parts += [_tools(board, row, words, about)]
    if form and board.may_reply(row):
        hidden = f'<span class="vh">: {about}</span>'
        parts += [f"<details><summary>{words.reply}{hidden}</summary>"]
        parts += [form.replace(PLACE, str(row.id)), "</details>"]
    parts += [_replies(board, row, words), "</li>\n"]
    return "".join(parts)


def _voice(row: Row, words: Words) -> str:
    """What was said at a meeting has no name, whoever typed it."""
    if row.origin_subject:
        return words.said
    speaker = row.office or row.organisation or row.name
    return str(escape(speaker)) if speaker else words.nobody


def _head(board: "Board", row: Row, words: Words, about: str) -> str:
    """Who speaks and when. A representative's own name is not shown: membership is private."""
    badge = ""
    if row.office or row.organisation:
        icon = draw("draw_icon", "org")
        word = words.municipality if row.office else words.organisation
        badge = f"<span>{icon}{word}</span>"
    elif row.origin_subject:
        address = owners.address(row.origin_endpoint, row.origin_id, g.slug)
        icon = draw("draw_icon", "meeting")
        badge = f'<a href="{escape(address)}">{icon}{escape(row.origin_subject)}</a>'
    edited = ""
    if row.edited_at:
        edited = f'<a href="{board.base}{row.id}/surumler">{words.edited}</a>'
    time = f'<time datetime="{row.posted_at.isoformat()}">{when(row.posted_at)}</time>'
    link = f'<a href="{board.base}{row.id}">{time}</a>'
    pinned = f"<span>{words.pinned}</span>" if row.pinned_at else ""
    return f'<p class="meta"><b>{about}</b>{badge}{pinned}{link}{edited}</p>'


#: a reply of more letters than this is folded
LONG, SHOWN = 600, 160


def _text(row: Row, words: Words) -> str:
    prose = f'<div class="prose" dir="auto">{row.html}</div>'
    if row.parent_id is None or len(row.html) < LONG:
        return prose
    first = Markup(row.html).striptags()[:SHOWN].rpartition(" ")[0]
    return (
        f'<details class="long"><summary><span dir="auto">{escape(first)}…</span> '
        f"<b>{words.whole}</b></summary>{prose}</details>"
    )


def _sources(row: Row, words: Words) -> str:
    html = ""
    if row.sources:
        links = "".join(
            f'<li>{words.source}: <a href="{escape(source["url"])}" rel="nofollow noopener ugc">'
            f"{escape(source['title'])}</a></li>"
            for source in row.sources
        )
        html = f'<ul class="sources note">{links}</ul>'
    elif row.source_asks:
        count = row.source_asks
        asked = ngettext("%(num)s kişi kaynak istedi.", "%(num)s kişi kaynak istedi.", count)
        html = f'<p class="note">{escape(asked)}</p>'
    return html


def _gone(row: Row, words: Words) -> str:
    """What stands in the place of words: nothing of them, and why."""
    if row.state in (CommentState.HELD, CommentState.DECLINED):
        return words.held
    if not row.hidden:
        return words.deleted
    text = _(
        "Bu yorum topluluk kurallarına uymadığı için gizlendi. Gerekçe: %(reason)s",
        reason=row.hidden_reason,
    )
    return str(escape(text))


def _tools(board: "Board", row: Row, words: Words, about: str) -> str:
    address, links = f"{board.base}{row.id}", ""
    hidden = f'<span class="vh">: {about}</span>'
    if board.may_change(row):
        links += f'<a href="{address}/duzenle">{words.edit}</a>'
        links += f'<a href="{address}/kaynak">{words.add_source}</a>'
        if row.sources:
            links += f'<a href="{address}/kaynak/kaldir">{words.remove_source}</a>'
        links += f'<a href="{address}/sil">{words.delete}</a>'
    if board.may_report(row):
        links += f'<a href="{address}/bildir">{words.report}{hidden}</a>'
    if board.may_moderate(row):
        links += f'<a href="{address}/denetle">{words.moderate}{hidden}</a>'
    answers = _answers(board, row, words, hidden) if row.visible else ""
    return f'<div class="row tools-row">{answers}{links}</div>' if answers or links else ""


def _answers(board: "Board", row: Row, words: Words, hidden: str) -> str:
    """One small form with a button for each answer; only the yes is a number."""
    address, count = f"{board.base}{row.id}", row.yes_count
    rates, asks, pins = board.may_rate(row), board.may_ask(row), board.may_pin(row)
    if not (rates or asks or pins):
        if not count:
            return ""
        found = ngettext("%(num)s kişi yararlı buldu", "%(num)s kişi yararlı buldu", count)
        return f'<span class="note">{escape(found)}</span>'
    own = board.ratings.get(row.id)
    number = f' <span class="num">{count}</span>' if count else ""
    buttons = ""
    if rates:
        buttons += _button(address, "yararli", f"{words.useful}{number}{hidden}", own is True)
        buttons += _button(address, "yararsiz", f"{words.useless}{hidden}", own is False)
    if asks:
        buttons += _button(address, "kaynak-iste", f"{words.ask}{hidden}", look="link")
    if pins:
        path, word = ("sabitleme", words.unpin) if row.pinned_at else ("sabitle", words.pin)
        buttons += _button(address, path, f"{word}{hidden}", look="link")
    form = f'<form class="one answers" method="post" action="{address}/yararli">'
    return f"{form}{board.csrf}{buttons}</form>"


def _button(
    address: str, path: str, label: str, pressed: bool | None = None, look: str = "btn quiet small"
) -> str:
    """Pressed once more, an answer is taken back."""
    state = "" if pressed is None else f' aria-pressed="{"true" if pressed else "false"}"'
    path = "yararli/geri-al" if pressed else path
    return f'<button class="{look}" formaction="{address}/{path}"{state}>{label}</button>'


def _replies(board: "Board", row: Row, words: Words) -> str:
    html = ""
    if row.replies:
        below = "".join(_comment(board, reply, words, "", "") for reply in row.replies)
        html = f'<ol class="comments replies">{below}</ol>'
    if row.reply_count > len(row.replies) and row.parent_id is None and not board.whole:
        count = row.reply_count
        text = ngettext("%(num)s yanıtın hepsini okuyun", "%(num)s yanıtın hepsini okuyun", count)
        html += f'<p><a href="{board.base}{row.id}">{escape(text)}</a></p>'
    return html
