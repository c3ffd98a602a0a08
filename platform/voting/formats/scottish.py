"""Ranked ballots in `.csv`: the sheet of Scottish council wards, and VoteKit's RankProfile."""

import ast
import csv
import re
from collections.abc import Sequence
from pathlib import Path

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

VOTEKIT = "VoteKit RankProfile"
_CANDIDATE = re.compile(r"Candidate ([0-9]{1,6})")
_PREFIX = re.compile(r"\((.*?):([^:()]*)\)(?:,|$)")
_WEIGHT = re.compile(r"([0-9]{1,10})(?:\.0+|/1)?")

Place = str | tuple[str, ...] | None


def read(path: Path) -> Election:
    lines = lines_of(text_of(bytes_of(path)))
    if lines[0].strip().strip(",") == VOTEKIT:
        return _votekit(path, lines)
    return _ward(path, lines)


# --- Scotland: seats first, candidates last ------------------------------------------------------


def _ward(path: Path, lines: Sequence[str]) -> Election:
    number, seats = _first_line(lines[0])
    rows: list[tuple[int, list[str]]] = []
    names: list[str] = []
    parties: dict[str, str] = {}
    title = ""
    for line, text in enumerate(lines[1:], start=2):
        cells = _cells(text, line)
        candidate = _CANDIDATE.fullmatch(cells[0]) if cells else None
        if not cells:
            continue
        if title:
            raise Malformed("nothing follows the name of the ward", line)
        if candidate:
            _name(names, parties, cells, int(candidate[1]), line)
        elif cells[0].isdigit() and not names:
            rows.append((line, cells))
        elif len(cells) == 1 and names:
            title = cells[0]
        else:
            raise Malformed(f"{shown(text)} is no ballot and no candidate", line)
    if len(names) != number:
        raise Malformed(f"{number} candidates announced, {len(names)} named", len(lines))
    ids = ids_of(names)
    ballots, weights = _ballots(rows, ids)
    return Election(
        id=path.stem,
        kind=Ballot.RANKS,
        options=tuple(map(Option, ids, names)),
        ballots=ballots,
        weights=weights,
        seats=seats,
        title=title,
        meta=parties,
    )


def _first_line(text: str) -> tuple[int, int]:
    cells = _cells(text, 1)
    if len(cells) != 2:
        raise Malformed("the first line is `candidates,seats,`", 1)
    number = whole(cells[0], 1, "candidates", least=1, most=1000)
    return number, whole(cells[1], 1, "seats", least=1, most=number)


def _cells(text: str, line: int) -> list[str]:
    try:
        cells = [cell.strip() for row in csv.reader([text]) for cell in row]
    except csv.Error as error:
        raise Malformed(str(error), line) from None
    while cells and not cells[-1]:
        cells.pop()  # every line ends with a comma
    return cells


def _name(
    names: list[str], parties: dict[str, str], cells: list[str], number: int, line: int
) -> None:
    if number != len(names) + 1:
        raise Malformed(f"candidate {number} where {len(names) + 1} is expected", line)
    if len(cells) < 2:
        raise Malformed(f"candidate {number} has no name", line)
    names.append(cells[1])
    if len(cells) > 2:
        parties[cells[1]] = cells[2]


def _ballots(
    rows: list[tuple[int, list[str]]], ids: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    ballots, weights = [], []
    for line, cells in rows:
        weights.append(whole(cells[0], line, "count", least=1, most=MOST_BALLOTS))
        numbers = [whole(cell, line, "candidate", least=1, most=len(ids)) for cell in cells[1:]]
        if len(set(numbers)) != len(numbers):
            raise Malformed("a candidate stands twice", line)
        ballots.append(tuple(ids[number - 1] for number in numbers))
    return tuple(ballots), tuple(weights)


# --- VoteKit -------------------------------------------------------------------------------------


def _votekit(path: Path, lines: Sequence[str]) -> Election:
    names = _prefixes(lines)
    start = next((i for i, text in enumerate(lines) if text.startswith("Ranking_1,")), None)
    if start is None:
        raise Malformed("no line Ranking_1,…", len(lines))
    columns = lines[start].split(",")
    places = sum(1 for column in columns if column.startswith("Ranking_"))
    if "Weight" not in columns:
        raise Malformed("no column Weight", start + 1)
    ballots, weights = [], []
    for line, text in enumerate(lines[start + 1 :], start=start + 2):
        if not text.strip():
            continue
        ranks, weight = _profile_row(text, places, line)
        ballots.append(tuple(_place(rank, names, line) for rank in ranks))
        weights.append(weight)
    while_names = list(names.values())
    ids = ids_of(while_names)
    return Election(
        id=path.stem,
        kind=Ballot.RANKS,
        options=tuple(map(Option, ids, while_names)),
        ballots=tuple(map(_trimmed, ballots)),
        weights=tuple(weights),
    )


def _prefixes(lines: Sequence[str]) -> dict[str, str]:
    """Short name -> candidate, from the line after `Candidates`."""
    text = lines[2] if len(lines) > 2 and lines[1].strip(", ") == "Candidates" else ""
    found = _PREFIX.findall(text)
    names = {prefix.strip(): name.strip() for name, prefix in found}
    if not names or len(names) != len(found):
        raise Malformed("the third line is (NAME:PREFIX),(NAME:PREFIX),…", 3)
    if len(set(names.values())) != len(names):
        raise Malformed("two candidates have one name", 3)
    return names


def _profile_row(text: str, places: int, line: int) -> tuple[list[str], int]:
    """Ranks, `&`, weight, `&`: a rank is a set that holds commas when it has several names."""
    left, _, rest = text.partition(",&,")
    match = _WEIGHT.fullmatch(rest.split(",")[0].strip())
    if match is None:
        raise Malformed("after `&` stands a whole weight", line)
    ranks = re.findall(r"(\{[^{}]*\}|[^,{}]*)(?:,|$)", left + ",")[:-1]
    if len(ranks) != places:
        raise Malformed(f"{len(ranks)} ranks, the header has {places}", line)
    return ranks, whole(match[1], line, "weight", least=1, most=MOST_BALLOTS)


def _place(text: str, names: dict[str, str], line: int) -> Place:
    if not text.strip() or text.strip() in ("{}", "frozenset()"):
        return None
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        found = None
    if not isinstance(found, set) or not all(isinstance(name, str) for name in found):
        raise Malformed(f"{shown(text)} is no set of candidates", line)
    for name in sorted(found):
        if name not in names:
            raise Malformed(f"{shown(name)} is no candidate", line)
    chosen = tuple(names[name] for name in names if name in found)
    return chosen[0] if len(chosen) == 1 else chosen


def _trimmed(ballot: tuple[Place, ...]) -> tuple[Place, ...]:
    """Empty ranks at the end say nothing."""
    end = max((place for place, found in enumerate(ballot, start=1) if found), default=0)
    return ballot[:end]
