"""Which paragraph of the new version is which of the old one; an officer has the last word."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.text import fold
from texts.cutting import Block

#: below this share of common words it is another paragraph
ALIKE = 0.45


@dataclass(frozen=True)
class Old:
    """A paragraph as it is read now."""

    id: int
    source: str
    is_heading: bool


@dataclass(frozen=True)
class Match:
    """For one block of the new version."""

    paragraph_id: int | None
    #: 0–1: how much of the words is common
    alike: float


def match(before: Sequence[Old], after: Sequence[Block]) -> list[Match]:
    """Equal ones first, in order; then the most alike, of equally alike ones the nearer."""
    found: dict[int, Match] = {}
    taken: set[int] = set()
    for place, block in enumerate(after):
        same = next((o for o in before if o.source == block.source and o.id not in taken), None)
        if same is not None:
            found[place] = Match(same.id, 1.0)
            taken.add(same.id)
    for _unlike, _far, place, old_id, alike in sorted(_candidates(before, after, found, taken)):
        if place not in found and old_id not in taken:
            found[place] = Match(old_id, alike)
            taken.add(old_id)
    return [found.get(place, Match(None, 0.0)) for place in range(len(after))]


def _candidates(
    before: Sequence[Old], after: Sequence[Block], found: dict[int, Match], taken: set[int]
) -> list[tuple[float, int, int, int, float]]:
    old_words = [(place, old, _words(old.source)) for place, old in enumerate(before)]
    rows = []
    for place, block in enumerate(after):
        if place in found:
            continue
        words = _words(block.source)
        for old_place, old, mine in old_words:
            if old.id in taken or old.is_heading != block.is_heading:
                continue
            alike = _common(mine, words)
            if alike >= ALIKE:
                rows.append((-alike, abs(place - old_place), place, old.id, round(alike, 2)))
    return rows


def _words(source: str) -> Counter[str]:
    return Counter(fold(source).split())


def _common(one: Counter[str], other: Counter[str]) -> float:
    """Dice over words: twice the common ones by all."""
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0
