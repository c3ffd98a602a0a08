"""Who voted for what, where the names are part of the vote."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kernel.formats import number
from kernel.i18n import _
from kernel.text import sort_key


def named_ballots(
    rows: Iterable[Sequence[Any]], titles: Mapping[str, str]
) -> list[tuple[str, list[str]]]:
    """(name, what was chosen, best first) in the alphabet's order; `titles` by option."""
    found = [(name, _chosen(choice, titles)) for name, choice in rows]
    return sorted(found, key=lambda row: sort_key(row[0]))


def _chosen(choice: Any, titles: Mapping[str, str]) -> list[str]:
    if isinstance(choice, Mapping):
        order = sorted(choice.items(), key=lambda row: (-row[1], titles[row[0]]))
        found = [f"{titles[name]}: {number(points)}" for name, points in order]
    else:
        groups = [[one] if isinstance(one, str) else one for one in choice or ()]
        found = [" = ".join(titles[name] for name in group) for group in groups]
    return found or [_("Boş oy")]
