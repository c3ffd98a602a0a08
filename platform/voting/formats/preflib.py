"""PrefLib `.soc .soi .toc .toi .cat`: `# KEY: value` lines, then `count: 1,{2,3},4`."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voting.counting.definition import Option
from voting.counting.parameters import Ballot
from voting.formats.election import Election
from voting.formats.source import (
    MOST_BALLOTS,
    Malformed,
    bytes_of,
    ids_of,
    lines_of,
    shown,
    text_of,
    whole,
)

ORDERS = ("soc", "soi", "toc", "toi")
TYPES = (*ORDERS, "cat")
_HEADER = re.compile(r"#\s*([^:]+?)\s*:(.*)")
_NAME = re.compile(r"ALTERNATIVE NAME ([0-9]{1,9})")
_PLACE = re.compile(r"\{([^{}]*)\}|([^{},\s]+)")
_PLACES = re.compile(r"\s*(?:(?:\{[^{}]*\}|[^{},\s]+)\s*(?:,\s*|$))*")

#: places of alternatives, best first
Places = list[tuple[str, ...]]


@dataclass
class _File:
    kind: str
    meta: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    #: number of the alternative -> its name
    names: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, int, Places]] = field(default_factory=list)

    def check(self, key: str, found: int, what: str) -> None:
        if key in self.meta:
            said = whole(self.meta[key], self.lines[key], key)
            if said != found:
                line = self.lines[key]
                raise Malformed(f"{key} says {said}, the file holds {found} {what}", line)


def read(path: Path) -> Election:
    file = _File(path.suffix.lower().removeprefix("."))
    for line, text in enumerate(lines_of(text_of(bytes_of(path))), start=1):
        if text.startswith("#"):
            _read_header(file, text, line)
        elif text.strip():
            _read_row(file, text, line)
    said = file.meta.get("DATA TYPE", file.kind)
    if said != file.kind:
        raise Malformed(
            f"DATA TYPE {said}, the name ends with .{file.kind}", file.lines["DATA TYPE"]
        )
    if not file.names:
        raise Malformed("no line # ALTERNATIVE NAME 1: …", 1)
    file.check("NUMBER ALTERNATIVES", len(file.names), "alternatives")
    file.check("NUMBER VOTERS", sum(weight for _line, weight, _places in file.rows), "ballots")
    for key in ("NUMBER UNIQUE ORDERS", "NUMBER UNIQUE PREFERENCES"):
        file.check(key, len(file.rows), "different ballots")
    return _categories(file, path) if file.kind == "cat" else _orders(file, path)


def _read_header(file: _File, text: str, line: int) -> None:
    match = _HEADER.fullmatch(text.strip())
    if match is None:
        return  # a remark
    key, value = match[1], match[2].strip()
    name = _NAME.fullmatch(key)
    if name is None:
        file.meta[key], file.lines[key] = value, line
        return
    if name[1] in file.names:
        raise Malformed(f"alternative {name[1]} is named twice", line)
    file.names[name[1]] = value


def _read_row(file: _File, text: str, line: int) -> None:
    weight, colon, order = text.partition(":")
    if not colon:
        raise Malformed("a ballot line is `count: 1,{2,3},4`", line)
    count = whole(weight, line, "count", least=1, most=MOST_BALLOTS)
    if not _PLACES.fullmatch(order) or order.rstrip().endswith(","):
        raise Malformed(f"{shown(order.strip())} is no order of alternatives", line)
    places: Places = [
        (one,) if one else tuple(part.strip() for part in group.split(",") if part.strip())
        for group, one in _PLACE.findall(order)
    ]
    named = [number for place in places for number in place]
    for number in named:
        if number not in file.names:
            raise Malformed(f"{shown(number)} is no alternative of this file", line)
    if len(set(named)) != len(named):
        raise Malformed("an alternative stands twice", line)
    if file.kind != "cat":
        _check_order(file, places, line)
    file.rows.append((line, count, places))


def _check_order(file: _File, places: Places, line: int) -> None:
    if any(not place for place in places):
        raise Malformed("an empty place", line)
    if file.kind in ("soc", "soi") and any(len(place) > 1 for place in places):
        raise Malformed(f"equal alternatives, but a .{file.kind} is strict", line)
    if file.kind in ("soc", "toc") and sum(map(len, places)) != len(file.names):
        raise Malformed(f"not every alternative, but a .{file.kind} is complete", line)


def _ids(file: _File) -> dict[str, str]:
    """Names as ids where they differ from each other, else the numbers of the file."""
    names = list(file.names.values())
    ids = names if ids_of(names) is names else list(file.names)
    return dict(zip(file.names, ids, strict=True))


def _election(file: _File, path: Path, kind: Ballot, ballots: list[Any], **more: Any) -> Election:
    ids = _ids(file)
    return Election(
        id=path.stem,
        kind=kind,
        options=tuple(Option(ids[number], name or number) for number, name in file.names.items()),
        ballots=tuple(ballots),
        weights=tuple(weight for _line, weight, _places in file.rows),
        title=file.meta.get("TITLE", ""),
        meta=file.meta,
        **more,
    )


def _orders(file: _File, path: Path) -> Election:
    ids = _ids(file)
    ballots = [
        tuple(
            ids[place[0]] if len(place) == 1 else tuple(ids[number] for number in place)
            for place in places
        )
        for _line, _weight, places in file.rows
    ]
    return _election(file, path, Ballot.RANKS, ballots)


def _categories(file: _File, path: Path) -> Election:
    """Two categories are yes and no; more are points, the best category the most."""
    ids = _ids(file)
    said = file.meta.get("NUMBER CATEGORIES")
    line = file.lines.get("NUMBER CATEGORIES", 1)
    most = max((len(places) for _line, _weight, places in file.rows), default=2)
    number = whole(said, line, "NUMBER CATEGORIES", least=1) if said else max(2, most)
    for row, _weight, places in file.rows:
        if len(places) > number:
            raise Malformed(f"{len(places)} categories, the file has {number}", row)
    if number <= 2:
        chosen = [
            tuple(ids[one] for one in (places[0] if places else ()))
            for _line, _weight, places in file.rows
        ]
        return _election(file, path, Ballot.CHOICES, chosen, rule="approval")
    scored = [
        {ids[one]: number - 1 - place for place, group in enumerate(places) for one in group}
        for _line, _weight, places in file.rows
    ]
    params = {"max_score": number - 1}
    return _election(file, path, Ballot.POINTS, scored, rule="score", params=params)
