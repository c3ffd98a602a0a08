"""What an edit changed, word by word, as safe HTML."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

#: beyond this many words the comparison would cost seconds; both texts are shown whole
LARGEST = 3000


def words(before: str, after: str) -> Markup:
    """<del> what went, <ins> what came."""
    old, new = _tokens(before), _tokens(after)
    if before == after:
        return Markup(escape(after))
    if len(old) + len(new) > LARGEST:
        return _marked("del", before) + Markup("\n") + _marked("ins", after)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            pieces.append(Markup(escape(come)))
        else:
            pieces += [_marked("del", gone), _marked("ins", come)]
    return Markup("").join(pieces)


def _tokens(text: str) -> list[str]:
    """Words with the space after them, so that a changed word is one change."""
    return re.findall(r"\s+|\S+", text)


def _marked(tag: str, text: str) -> Markup:
    return Markup(f"<{tag}>{{}}</{tag}>").format(text) if text else Markup("")
