"""Reads a page's tags. Every page of every test passes here; html.parser takes four times as long.

Stricter than a browser: what is not plainly a tag, a comment or text is reported, not guessed.
"""

import re
from functools import lru_cache
from html import unescape
from types import MappingProxyType
from typing import NamedTuple

PIECE = re.compile(
    r"""<(?:(/?)([a-z][a-z0-9-]*)((?:[^<>"'a-z0-9-](?:[^<>"']++|"[^"]*+"|'[^']*+')*+)?)>"""
    r"""|!--.*?-->|!doctype\s[^<>]*>)""",
    re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(
    r"""\s+([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`/]+)))?""", re.DOTALL
)
#: elements whose content is no markup
RAW = frozenset(["script", "style"])


class Attributes(NamedTuple):
    values: MappingProxyType[str, str]
    repeated: bool
    broken: bool


@lru_cache(maxsize=20_000)
def attributes(text: str) -> Attributes:
    """Of the text between the element's name and `>`; the same few thousand come on all pages."""
    values: dict[str, str] = {}
    at = count = 0
    while found := ATTRIBUTE.match(text, at):
        name, *written = found.groups()
        values[name.lower()] = unescape(next((value for value in written if value), ""))
        at, count = found.end(), count + 1
    broken = text[at:].strip() not in ("", "/")
    return Attributes(MappingProxyType(values), count != len(values), broken)


class Markup:
    """Calls start(), end() and text() in the page's order, and broken() for anything else."""

    def read(self, html: str) -> None:
        at = 0
        while found := PIECE.search(html, at):
            if found.start() > at:
                self._between(html[at : found.start()])
            at = found.end()
            slash, name, rest = found.groups()
            if name is None:
                continue
            name = name.lower()
            if slash:
                self.end(name)
                continue
            known = attributes(rest)
            if known.broken:
                self.broken(found[0])
            self.start(name, known, closed=rest.endswith("/"))
            if name in RAW:
                at = self._after_raw(html, at, name)
        self._between(html[at:])

    def _after_raw(self, html: str, at: int, name: str) -> int:
        found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, at)
        if found is None:
            return at
        self.end(name)
        return found.end()

    def _between(self, text: str) -> None:
        if "<" in text:
            self.broken(text)
        self.text(text)

    def start(self, tag: str, known: Attributes, *, closed: bool) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, data: str) -> None:
        """Still escaped."""

    def broken(self, text: str) -> None: ...
