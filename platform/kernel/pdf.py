"""Printed documents: tagged PDF (PDF/UA-1), fonts embedded, from Typst templates of the house.

A template lies beside the package's pages (`templates/roadmap/document.typ`). Before it stands
`kernel/templates/pdf/house.typ`: page, type, `data`, `word`, `cover`, `facts`, `sheet`, `prose`.
What people wrote travels as JSON and is never read as Typst, so nothing in it is a command.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from kernel import clock
from kernel.i18n import language

MIME = "application/pdf"
_HOUSE = Path(__file__).parent / "templates" / "pdf" / "house.typ"
#: a string, or (tag, address of a link, parts)
Node = str | tuple[str, str, list[Any]]
_EMPTY = frozenset({"br", "hr"})
#: their rows stand in the table itself
_TRANSPARENT = frozenset({"thead", "tbody"})


def make(
    template: Path,
    data: Mapping[str, Any],
    *,
    title: str,
    footer: str = "",
    made_at: datetime | None = None,
) -> bytes:
    """The document in the reader's language; some hundredths of a second a page.

    `data` is anything JSON holds; `data["words"]` are the template's words, translated. The same
    data at the same `made_at` (now) give the same bytes. A fault in the template raises
    `typst.TypstError`.
    """
    # 80 MB of program: only who prints loads it.
    import typst  # noqa: PLC0415

    made = typst.compile(
        (_HOUSE.read_text() + template.read_text()).encode(),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=int((made_at or clock.now()).timestamp()),
        sys_inputs={
            "data": json.dumps(data, ensure_ascii=False),
            "title": title,
            "footer": footer or title,
            "language": language(),
        },
    )
    assert isinstance(made, bytes)
    return made


def prose(html: str) -> list[Node]:
    """Stored HTML of `kernel.text.markdown` for `prose()` of a template."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    """Sanitized HTML is well-formed: every tag that opens is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root: list[Node] = []
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _TRANSPARENT:
            return
        parts: list[Node] = []
        self._open[-1].append((tag, dict(attrs).get("href") or "", parts))
        if tag not in _EMPTY:
            self._open.append(parts)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _TRANSPARENT and tag not in _EMPTY and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        # Line ends between blocks; within a paragraph a <br> stands before them.
        if data.strip() or "\n" not in data:
            self._open[-1].append(data.removeprefix("\n"))
