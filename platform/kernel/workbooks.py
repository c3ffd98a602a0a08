"""Tables that somebody uploads, CSV or XLSX, as rows of text; bounded before they are unpacked."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: unpacked: a workbook of honest text is far below
LARGEST = 30_000_000


class NotATable(ValueError):
    """Neither a workbook nor separated text."""


def read(
    data: bytes, mime: str, *, most_rows: int, most_columns: int = 40, largest: int = LARGEST
) -> list[list[str]]:
    """At most one row more than `most_rows`, so that the caller sees that there are too many.

    `largest`: bytes of a workbook when it is unpacked.
    """
    try:
        if mime == XLSX:
            rows = _workbook(data, most_rows, most_columns, largest)
        else:
            rows = _separated(data)
        found = []
        for row in rows:
            found.append(_without_tail([_text(cell) for cell in row[:most_columns]]))
            if len(found) > most_rows:
                break
    except NotATable:
        raise
    except Exception as error:
        # openpyxl has no error of its own for a broken workbook: KeyError, ValueError, ParseError…
        raise NotATable from error
    return found


def _workbook(
    data: bytes, most_rows: int, most_columns: int, largest: int
) -> Iterator[Sequence[Any]]:
    # Takes a while to load; few processes ever read a sheet.
    import openpyxl  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > largest:
            raise NotATable
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        yield from book.worksheets[0].iter_rows(
            max_row=most_rows + 1, max_col=most_columns, values_only=True
        )
    finally:
        book.close()


def _separated(data: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(data)
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _decoded(data: bytes) -> str:
    """UTF-8, or what a Turkish spreadsheet of old writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1254")


def _without_tail(cells: list[str]) -> list[str]:
    """A workbook pads its rows with empty cells."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
