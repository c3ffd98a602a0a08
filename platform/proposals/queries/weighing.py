"""Criteria as an officer writes them: one a line, "3 x" in front for what weighs three times."""

import re
from collections.abc import Iterable
from typing import Protocol

from kernel.i18n import N_

MOST = 12
LONGEST = 120
_LINE = re.compile(r"^(\d{1,2})\s*[x×]\s+(.+)$")


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def weight(self) -> int: ...


def read(text: str) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for line in text.splitlines():
        words = " ".join(line.split())
        if not words:
            continue
        weighed = _LINE.match(words)
        found.append((weighed[2], int(weighed[1])) if weighed else (words, 1))
    return tuple(found)


def write(criteria: Iterable[Named]) -> str:
    return "\n".join(
        one.name if one.weight == 1 else f"{one.weight} x {one.name}" for one in criteria
    )


def problem(wanted: tuple[tuple[str, int], ...]) -> str:
    """A msgid, or nothing."""
    names = [name for name, _weight in wanted]
    if not 1 <= len(names) <= MOST:
        return N_("En az 1, en çok 12 ölçüt yazın.")
    if len(set(names)) < len(names):
        return N_("Aynı ölçüt iki kez yazılmış.")
    if any(len(name) > LONGEST for name in names):
        return N_("Bir ölçüt en çok 120 harf olabilir.")
    if any(not 1 <= weight <= 10 for _name, weight in wanted):
        return N_("Ağırlık 1 ile 10 arasında olmalı.")
    return ""
