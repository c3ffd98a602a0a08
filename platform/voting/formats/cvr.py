"""Cast vote records in `.xlsx`: a row a ballot, a column a rank, as RCTab reads them."""

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from voting.counting.definition import Option
from voting.counting.parameters import Ballot
from voting.formats.election import Election
from voting.formats.source import BROKEN_ZIP, MOST_BALLOTS, Malformed, checked_zip, shown, whole

#: done, of all rows (0 when the sheet does not say)
Progress = Callable[[int, int], None]

OVERVOTE, SKIPPED = "overvote", ("undervote", "skipped", "")
#: "2nd choice mayor", "For Mayor Choice 2 (50)", "Rank 2"
_RANK = (
    re.compile(r"\b([0-9]{1,3})(?:st|nd|rd|th)\s+(?:choice|rank)"),
    re.compile(r"\b(?:choice|rank)\s+([0-9]{1,3})\b"),
)
_TICK = 2000

Row = tuple[Any, ...]
Cells = tuple[str, ...]


def read(path: Path, progress: Progress | None = None) -> Election:
    counted: Counter[Cells] = Counter()
    for cells, weight in _records(path, progress):
        counted[cells] += weight
    marks = {cell for cells in counted for cell in cells}
    names = sorted(mark for mark in marks if mark.lower() not in (OVERVOTE, *SKIPPED))
    if not names:
        raise Malformed("no ballot names a candidate", 2)
    return Election(
        id=path.stem,
        kind=Ballot.RANKS,
        options=tuple(map(Option, names, names)),
        ballots=tuple(_ballot(cells, names) for cells in counted),
        weights=tuple(counted.values()),
        # What the records' own rules say: a second skipped rank in a row ends the ballot.
        params={"max_skipped": 1, "overvote": "exhaust", "repeated": "first"},
    )


def _ballot(cells: Cells, names: Sequence[str]) -> Row:
    """Which candidates an overvote marked is not recorded: it stands for all those not named."""
    named = set(cells)
    unnamed = tuple(name for name in names if name not in named)
    doubled = unnamed if len(unnamed) > 1 else tuple(names)
    places = [
        doubled if cell.lower() == OVERVOTE else None if cell.lower() in SKIPPED else cell
        for cell in cells
    ]
    while places and places[-1] is None:
        places.pop()
    return tuple(places)


def _records(path: Path, progress: Progress | None) -> Iterator[tuple[Cells, int]]:
    rows = _rows(path, progress)
    header = [_text(cell) for cell in next(rows, ())]
    ranks = _rank_columns(header)
    count = next((place for place, text in enumerate(header) if text.lower() == "count"), None)
    for line, row in enumerate(rows, start=2):
        if not any(cell is not None for cell in row):
            continue
        cells = tuple(_text(row[place]) if place < len(row) else "" for place in ranks)
        weight = 1
        if count is not None:
            found = _text(row[count]) if count < len(row) else ""
            weight = whole(found, line, "COUNT", least=1, most=MOST_BALLOTS)
        yield cells, weight


def _rank_columns(header: Sequence[str]) -> list[int]:
    found: list[tuple[int, int]] = []
    for place, text in enumerate(header):
        match = next((m for pattern in _RANK if (m := pattern.search(text.lower()))), None)
        if match:
            found.append((int(match[1]), place))
    ranks = [rank for rank, _place in found]
    if not ranks:
        raise Malformed("no column is called `1st choice …` or `… choice 1`", 1)
    if ranks != list(range(1, len(ranks) + 1)):
        said = ", ".join(map(str, ranks[:20]))
        raise Malformed(f"the columns of ranks are {said}: one contest a file, ranks from 1", 1)
    return [place for _rank, place in found]


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _rows(path: Path, progress: Progress | None) -> Iterator[Row]:
    _check(path)
    try:
        yield from _sheet(path, progress)
    except Malformed:
        raise
    except Exception as error:
        # openpyxl has no error of its own for a broken workbook: KeyError, ValueError, ParseError…
        raise Malformed(f"not a readable workbook ({type(error).__name__})") from None


def _sheet(path: Path, progress: Progress | None) -> Iterator[Row]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that no count needs
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            total = sheet.max_row or 0
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                if progress is not None and number % _TICK == 0:
                    progress(number, total)
                yield row
        finally:
            book.close()


def _check(path: Path) -> None:
    try:
        if path.is_dir():
            raise Malformed("is a folder, not a file")
        with zipfile.ZipFile(path) as archive:
            checked_zip(archive)
    except Malformed:
        raise
    except BROKEN_ZIP as error:
        reason = getattr(error, "strerror", None) or "no .xlsx workbook"
        raise Malformed(f"cannot be opened ({shown(reason)[1:-1]})") from None
