"""What an edit changed, word by word and paragraph by paragraph, as safe HTML."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from kernel.i18n import _

#: beyond this many words the comparison would cost seconds; both texts are shown whole
LARGEST = 3000
#: two paragraphs that share less than this are one gone and one come
ALIKE = 0.4


@dataclass(frozen=True)
class Paragraph:
    html: Markup
    changed: bool


@dataclass(frozen=True)
class Run:
    """Paragraphs to show, or unchanged ones between them, to be folded away."""

    paragraphs: list[Paragraph]
    changed: bool


def words(before: str, after: str) -> Markup:
    """<del> what went, <ins> what came; each says so to those who do not see the lines."""
    old, new = _tokens(before), _tokens(after)
    if before == after:
        return Markup(escape(after))
    if len(old) + len(new) > LARGEST:
        return _gone(before) + Markup("\n") + _come(after)
    pieces = []
    for kind, gone, come in _together(_opcodes(old, new)):
        between = " " if gone.strip() and come.strip() and not gone[-1].isspace() else ""
        new_words = [_gone(gone), Markup(between), _come(come)]
        pieces += [Markup(escape(come))] if kind == "equal" else new_words
    return Markup("").join(pieces)


def runs(before: str, after: str) -> list[Run]:
    """Paragraphs in the order of the new text, neighbours of one kind together."""
    found: list[Run] = []
    for paragraph in _paragraphs(before, after):
        if found and found[-1].changed is paragraph.changed:
            found[-1].paragraphs.append(paragraph)
        else:
            found.append(Run([paragraph], paragraph.changed))
    return found


def _paragraphs(before: str, after: str) -> list[Paragraph]:
    old, new = _split(before), _split(after)
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Paragraph(Markup(escape(text)), False) for text in new[c:d]]
        else:
            found += [Paragraph(html, True) for html in _rewritten(old[a:b], new[c:d])]
    return found


def _rewritten(old: list[str], new: list[str]) -> list[Markup]:
    """Paragraphs that are alike word by word, the others whole."""
    found, left = [], list(old)
    for text in new:
        twin = next((one for one in left if _alike(one, text)), None)
        if twin is None:
            found.append(_come(text))
            continue
        while left[0] != twin:
            found.append(_gone(left.pop(0)))
        found.append(words(left.pop(0), text))
    return found + [_gone(text) for text in left]


def _alike(one: str, other: str) -> bool:
    mine, theirs = one.split(), other.split()
    if len(mine) + len(theirs) > LARGEST:
        return True
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


Piece = tuple[str, str, str]


def _opcodes(old: list[str], new: list[str]) -> list[Piece]:
    return [
        (kind, "".join(old[a:b]), "".join(new[c:d]))
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]


def _together(pieces: list[Piece]) -> list[Piece]:
    """Changed words with nothing but a space between them are one change."""
    found: list[Piece] = []
    for position, (kind, gone, come) in enumerate(pieces):
        between = kind == "equal" and not come.strip() and 0 < position < len(pieces) - 1
        if found and found[-1][0] != "equal" and (between or kind != "equal"):
            _kind, before, after = found.pop()
            found.append(("replace", before + gone, after + come))
        else:
            found.append((kind, gone, come))
    return found


def _tokens(text: str) -> list[str]:
    """Words and the spaces between them."""
    return re.findall(r"\s+|\S+", text)


def _gone(text: str) -> Markup:
    return _marked("del", _("çıkarıldı:"), text)


def _come(text: str) -> Markup:
    return _marked("ins", _("eklendi:"), text)


def _marked(tag: str, said: str, text: str) -> Markup:
    if not text:
        return Markup("")
    return Markup('<{0}><span class="vh">[{1} </span>{2}<span class="vh">]</span></{0}>').format(
        Markup(tag), said, text
    )
