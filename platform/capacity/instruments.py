"""Instruments of self-assessment: data with versions, read once and never changed.

A new wording is a new version: a shipped file (`data/<code>-<version>.json`), or one that the
programme's team took in (`flask capacity instrument`). Assessments keep theirs.
"""

import enum
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kernel.i18n import language

DATA = Path(__file__).parent / "data"
#: what a new assessment is filled in with, unless the team took in another
CURRENT = ("sivil-katilim", 1)
#: the highest step of a scale
TOP = 4


class ItemKind(enum.StrEnum):
    YES_NO = "yes_no"  # 0 or 1
    SCALE = "scale"  # 0 to TOP


@dataclass(frozen=True)
class Words:
    """The same in both languages; `str()` is the reader's."""

    tr: str
    en: str

    def __str__(self) -> str:
        return self.en if language() == "en" else self.tr


@dataclass(frozen=True)
class Item:
    #: "C4": stays the same from version to version while the question does
    code: str
    kind: ItemKind
    #: 1, or 2 for what the rest of its dimension leans on
    weight: int
    text: Words
    #: what would show it
    evidence: Words

    @property
    def most(self) -> int:
        """The value of the best answer; the least is 0."""
        return 1 if self.kind is ItemKind.YES_NO else TOP


@dataclass(frozen=True)
class Dimension:
    code: str
    title: Words
    about: Words
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Instrument:
    code: str
    version: int
    title: Words
    about: Words
    #: names of the steps 0 … TOP
    scale: tuple[Words, ...]
    dimensions: tuple[Dimension, ...]

    @property
    def items(self) -> Iterator[Item]:
        for dimension in self.dimensions:
            yield from dimension.items

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)


class Fault(ValueError):
    """What is wrong with a file, and where."""


@lru_cache(maxsize=8)
def get_instrument(code: str, version: int) -> Instrument:
    """A shipped one. Raises FileNotFoundError where there is none."""
    return from_data(json.loads((DATA / f"{code}-{version}.json").read_text("utf-8")))


def read(text: str) -> dict[str, Any]:
    """A file of the team's, looked at from end to end. Raises Fault."""
    try:
        told = json.loads(text)
    except ValueError as error:
        raise Fault(f"not JSON: {error}") from None
    if not isinstance(told, dict):
        raise Fault("not an object with code, version, track, title, about, scale, dimensions")
    if not re.fullmatch(r"[a-z0-9-]{3,60}", _text(told, "code", "code")):
        raise Fault("code: 3 to 60 of a–z, 0–9 and -")
    version = told.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Fault("version: a whole number from 1 on")
    _text(told, "track", "track")
    _words(told, "title", "title")
    _words(told, "about", "about")
    for number, step in enumerate(_several(told, "scale", "scale")):
        _words({"step": step}, "step", f"scale, step {number}")
    for number, one in enumerate(_several(told, "dimensions", "dimensions"), 1):
        _look_at_dimension(one, f"heading {number}")
    try:
        from_data(told)
    except ValueError as error:
        raise Fault(str(error)) from None
    return told


def _look_at_dimension(told: Any, where: str) -> None:
    where = f"{where} ({_text(told, 'code', where)})"
    _words(told, "title", f"{where}: title")
    _words(told, "about", f"{where}: about")
    for number, item in enumerate(_several(told, "items", f"{where}: items"), 1):
        place = f"{where}, item {number}"
        place = f"{place} ({_text(item, 'code', place)})"
        if item.get("kind") not in set(ItemKind):
            raise Fault(f"{place}: kind is one of {', '.join(ItemKind)}")
        if item.get("weight") not in (1, 2, 3):
            raise Fault(f"{place}: a weight is 1, 2 or 3")
        _words(item, "text", f"{place}: text")
        _words(item, "evidence", f"{place}: evidence")


def _text(told: Any, name: str, where: str) -> str:
    found = told.get(name) if isinstance(told, dict) else None
    if not isinstance(found, str) or not found.strip():
        raise Fault(f"{where}: {name} is missing")
    return found


def _several(told: Any, name: str, where: str) -> list[Any]:
    found = told.get(name)
    if not isinstance(found, list) or not found:
        raise Fault(f"{where}: a list that is not empty")
    return found


def _words(told: Any, name: str, where: str) -> None:
    """The same in both languages."""
    found = told.get(name)
    if not isinstance(found, dict) or set(found) != {"tr", "en"}:
        raise Fault(f"{where}: words in tr and en, nothing else")
    for language_, text in found.items():
        if not isinstance(text, str) or not text.strip():
            raise Fault(f"{where}: nothing in {language_}")


def from_data(told: Mapping[str, Any]) -> Instrument:
    """Raises ValueError where a code stands twice, a weight is no weight, a scale has gaps."""
    dimensions = tuple(
        Dimension(
            one["code"],
            Words(**one["title"]),
            Words(**one["about"]),
            tuple(_item(item) for item in one["items"]),
        )
        for one in told["dimensions"]
    )
    made = Instrument(
        told["code"],
        told["version"],
        Words(**told["title"]),
        Words(**told["about"]),
        tuple(Words(**step) for step in told["scale"]),
        dimensions,
    )
    for codes in ([item.code for item in made.items], [one.code for one in dimensions]):
        if len(set(codes)) != len(codes):
            twice = next(code for code in codes if codes.count(code) > 1)
            raise ValueError(f"{made.code} {made.version}: the code {twice} stands twice")
    if len(made.scale) != TOP + 1:
        raise ValueError(f"{made.code} {made.version}: a scale has {TOP + 1} steps")
    return made


def _item(told: Mapping[str, Any]) -> Item:
    if told["weight"] not in (1, 2, 3):
        raise ValueError(f"{told['code']}: a weight is 1, 2 or 3")
    return Item(
        told["code"],
        ItemKind(told["kind"]),
        told["weight"],
        Words(**told["text"]),
        Words(**told["evidence"]),
    )
