"""A box in which voters may replace their ballots: only the last one of each counts."""

from collections.abc import Iterable, Sequence
from typing import Any

#: tag of the voter's entry, number of the revision, ballot
Revision = tuple[str, int, Sequence[Any]]


def latest(revisions: Iterable[Revision]) -> tuple[list[Sequence[Any]], int]:
    """The last revision under each tag, and how many earlier ones it replaced."""
    last: dict[str, tuple[int, Sequence[Any]]] = {}
    seen = 0
    for tag, revision, ballot in revisions:
        seen += 1
        if tag not in last or revision > last[tag][0]:
            last[tag] = (revision, ballot)
    return [ballot for _revision, ballot in last.values()], seen - len(last)
