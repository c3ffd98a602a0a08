"""Turkish sentences are the message ids; the reader's language is chosen per request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from markupsafe import escape

LANGUAGES = ("tr", "en")
LANGUAGE_NAMES = {"tr": "Türkçe", "en": "English"}
_CATALOGUES = Path(__file__).parents[2] / "translations"


def N_(message: str) -> str:
    """Marks a sentence for the catalogues without translating it yet."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:
    """Marks both forms of a sentence that `ngettext` will show later."""
    return one, many


@lru_cache
def catalogue(language: str) -> NullTranslations:
    path = _CATALOGUES / language / "LC_MESSAGES" / "messages.mo"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)


#: cheaper than Flask's `g`: a page asks some hundred times
_spoken: ContextVar[str] = ContextVar("language", default="tr")


def language() -> str:
    """The reader's language; Turkish outside a request."""
    return _spoken.get()


def speak(chosen: str) -> None:
    """At the beginning of every request: threads serve many readers."""
    _spoken.set(chosen)


def _(message: str, **facts: Any) -> str:
    # Turkish is its own message id: the default language pays for no look-up.
    chosen = language()
    text = message if chosen == "tr" else catalogue(chosen).gettext(message)
    return text % facts  # always: a literal percent sign is written %% in every message


def ngettext(one: str, many: str, number: int, **facts: Any) -> str:
    """The noun after a number stays singular in Turkish; English differs."""
    chosen = language()
    if chosen == "tr":
        text = one if number == 1 else many
    else:
        text = catalogue(chosen).ngettext(one, many, number)
    return text % {"num": number, **facts}


class Lazy:
    """A sentence translated when it is shown, for class-level labels."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _(self.message)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __mod__(self, facts: Any) -> str:
        return str(str(self) % facts)


def lazy(message: str) -> Any:
    return Lazy(message)


@contextmanager
def in_language(chosen: str) -> Iterator[None]:
    """Texts for somebody else than the present reader (mails)."""
    before = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(before)
