"""Tally sheets of Debian's votes: a drawn list of options, then `V: 2-13` and a receipt a line."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from voting.counting.definition import Option
from voting.counting.parameters import Ballot
from voting.formats.election import Election
from voting.formats.source import Malformed, bytes_of, ids_of, lines_of, shown, text_of

_OPTION = re.compile(r"[\s|/]*Option\s+([0-9A-Za-z]+)\s*-*>?\s*:\s*(.*)")
_VOTE = re.compile(r"V:\s*(\S+)(?:\s.*)?")
_DEFAULT = re.compile(r"none of the above|further discussion", re.IGNORECASE)
_RANKS = "123456789abcdefghijklmnopqrstuvwxyz"


def read(path: Path) -> Election:
    # The sheets of the first years are Latin-1, and names of developers are in them.
    text = text_of(bytes_of(path), otherwise="latin-1")
    names: list[str] = []
    counted: Counter[tuple[Any, ...]] = Counter()
    for line, row in enumerate(lines_of(text), start=1):
        option, vote = _OPTION.fullmatch(row.rstrip()), _VOTE.fullmatch(row.strip())
        if option:
            if option[1].lower() != _RANKS[len(names) : len(names) + 1]:
                raise Malformed(f"option {option[1]} out of its order", line)
            names.append(option[2].strip())
        elif vote:
            counted[_ballot(vote[1], len(names), line)] += 1
        elif row.startswith("V:"):
            raise Malformed("a vote is `V: 2-13 receipt`", line)
    if not names or not counted:
        raise Malformed("no line `Option 1---->: name`" if not names else "no line `V: …`", 1)
    ids = ids_of(names)
    default = [id_ for id_, name in zip(ids, names, strict=True) if _DEFAULT.fullmatch(name)]
    params: dict[str, Any] = {"equal_ranks": True}
    if len(default) == 1:
        params["default_option"] = default[0]
    return Election(
        id=path.stem,
        kind=Ballot.RANKS,
        options=tuple(map(Option, ids, names)),
        ballots=tuple(_named(ballot, ids) for ballot in counted),
        weights=tuple(counted.values()),
        rule="schulze",
        params=params,
    )


def _ballot(marks: str, options: int, line: int) -> tuple[tuple[int, ...], ...]:
    """Groups of positions; only the order of the numbers counts, so gaps close up."""
    if len(marks) != options:
        raise Malformed(f"{len(marks)} marks for {options} options", line)
    places: dict[int, list[int]] = {}
    for position, mark in enumerate(marks):
        if mark == "-":
            continue
        rank = _RANKS.find(mark.lower())
        if rank < 0:
            raise Malformed(f"{shown(mark)} is no rank", line)
        places.setdefault(rank, []).append(position)
    return tuple(tuple(places[rank]) for rank in sorted(places))


def _named(ballot: tuple[tuple[int, ...], ...], ids: list[str]) -> tuple[Any, ...]:
    return tuple(
        ids[group[0]] if len(group) == 1 else tuple(ids[position] for position in group)
        for group in ballot
    )
