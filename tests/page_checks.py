"""What every page keeps, read from its HTML: one h1, labels, unique ids, valid nesting."""

from collections import Counter
from collections.abc import Mapping
from html import unescape

from tests.markup import Attributes, Markup

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: an element that may not stand inside itself, or inside the named ones
FORBIDDEN_INSIDE = {
    "a": {"a", "button"},
    "button": {"a", "button"},
    "form": {"form"},
    "label": {"label"},
    "h1": {"h1", "h2", "h3", "p"},
    "h2": {"h1", "h2", "h3", "p"},
    "h3": {"h1", "h2", "h3", "p"},
    "main": {"main"},
}
#: blocks that end an open <p>: the browser would build another tree than was written
NOT_IN_P = frozenset(
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 "
    "header hr main nav ol p pre section table ul".split()
)
NEEDS_LABEL = frozenset(["input", "select", "textarea"])
NO_LABEL_TYPES = frozenset(["hidden", "submit", "button", "image", "reset"])


class Page(Markup):
    """Collects what the checks ask for."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.headings: list[int] = []
        self.labelled: set[str] = set()
        self.described: set[str] = set()
        self.controls: list[tuple[str, Mapping[str, str]]] = []
        self.lang = ""
        self.title = ""
        self.main = 0
        self.h1 = ""

    def start(self, tag: str, known: Attributes, *, closed: bool) -> None:
        self._nesting(tag)
        if known.repeated:
            self.faults.append(f"<{tag}> repeats an attribute")
        self._collect(tag, known.values)
        if tag not in VOID and not closed:
            self.open.append(tag)

    def broken(self, text: str) -> None:
        self.faults.append(f"no tag and no text: {text[:60]!r}")

    def _nesting(self, tag: str) -> None:
        for outer in FORBIDDEN_INSIDE.get(tag, ()):
            if outer in self.open:
                self.faults.append(f"<{tag}> inside <{outer}>")
        if "p" in self.open and tag in NOT_IN_P and "svg" not in self.open:
            self.faults.append(f"<{tag}> inside <p>")
        if tag == "li" and (not self.open or self.open[-1] not in ("ul", "ol", "menu")):
            self.faults.append("<li> outside a list")
        if self.open and self.open[-1] in ("ul", "ol") and tag not in ("li", "script", "template"):
            self.faults.append(f"<{tag}> directly inside <{self.open[-1]}>")

    def _collect(self, tag: str, values: Mapping[str, str]) -> None:
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "html":
            self.lang = values.get("lang", "")
        if tag == "label" and "for" in values:
            self.labelled.add(values["for"])
        if tag == "main":
            self.main += 1
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        self._check_attributes(tag, values)

    def _check_attributes(self, tag: str, values: Mapping[str, str]) -> None:
        self.described.update(values.get("aria-describedby", "").split())
        self.described.update(values.get("aria-labelledby", "").split())
        if tag in NEEDS_LABEL and values.get("type") not in NO_LABEL_TYPES:
            self.controls.append(("label" if "label" in self.open else "", values))
        if "style" in values or any(name.startswith("on") for name in values):
            self.faults.append(f"<{tag}> carries style or script")
        if tag == "img" and "alt" not in values:
            self.faults.append("<img> without alt")

    def end(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
            if tag in self.open:
                while self.open and self.open.pop() != tag:
                    pass
            return
        self.open.pop()

    def text(self, data: str) -> None:
        if "title" in self.open and "svg" not in self.open:
            self.title += unescape(data)
        if "h1" in self.open:
            self.h1 += unescape(data)


def faults(html: str) -> list[str]:
    """Everything wrong with the page, in words."""
    page = Page()
    page.read(html)
    found = list(page.faults)
    if page.open:
        found.append(f"never closed: {page.open}")
    if page.headings.count(1) != 1:
        found.append(f"{page.headings.count(1)} h1")
    found += [f"id {name} stands {times} times" for name, times in page.ids.items() if times > 1]
    found += [f"nothing has the id {name}" for name in page.described if name not in page.ids]
    found += [
        f"no label: {v.get('name', v)}"
        for inside, v in page.controls
        if not _named(page, inside, v)
    ]
    return found + _frame_faults(page)


def _named(page: Page, inside: str, values: Mapping[str, str]) -> bool:
    own = values.get("aria-label") or values.get("aria-labelledby")
    return bool(inside or own or values.get("id") in page.labelled)


def _frame_faults(page: Page) -> list[str]:
    found = []
    if page.lang not in ("tr", "en"):
        found.append(f"lang is {page.lang!r}")
    if page.main != 1:
        found.append(f"{page.main} main")
    steps = zip(page.headings, page.headings[1:], strict=False)
    found += [f"h{one} is followed by h{two}" for one, two in steps if two > one + 1]
    if not page.title.strip():
        found.append("no title")
    if not page.h1.strip():
        found.append("the h1 is empty")
    return found


def check_page(html: str, path: str) -> None:
    """Raises AssertionError with the page's path and what is wrong."""
    if not html.lstrip().lower().startswith("<!doctype"):
        return  # a fragment for the script of a page
    assert not (found := faults(html)), f"{path}: {'; '.join(found[:8])}"
