"""Instruments of self-assessment: data files with versions, read once and never changed.

A new wording is a new version (`data/<code>-<version>.json`); assessments keep theirs.
"""

import enum
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kernel.i18n import language

DATA = Path(__file__).parent / "data"
#: what a new assessment is filled in with
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


@lru_cache(maxsize=8)
def get_instrument(code: str, version: int) -> Instrument:
    """Raises FileNotFoundError for one that does not exist."""
    return from_data(json.loads((DATA / f"{code}-{version}.json").read_text("utf-8")))


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
    codes = [item.code for item in made.items]
    if len(set(codes)) != len(codes) or len(made.scale) != TOP + 1:
        raise ValueError(f"{made.code} {made.version}: codes or scale")
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
