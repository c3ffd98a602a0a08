"""Tables for downloading: CSV and XLSX whose cells no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from kernel import archives

Cell = str | int | float | None
Row = Sequence[Cell]
#: content types
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: a spreadsheet would run what begins so; a quotation mark before it makes it text
_FORMULA = re.compile(r"^[\s\u00a0\ufeff]*[=+\-@|%]|^[\t\r\n]")
#: not allowed in XML, whatever is written before them
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe(cell: Cell) -> Cell:
    """Text as text; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    clean = _CONTROL.sub("", cell)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def to_csv(rows: Sequence[Row]) -> bytes:
    """With the mark by which spreadsheets know UTF-8, and the semicolon they expect in Turkish."""
    output = io.StringIO(newline="")
    table = csv.writer(output, delimiter=";", lineterminator="\r\n")
    table.writerows(["" if cell is None else safe(cell) for cell in row] for row in rows)
    return output.getvalue().encode("utf-8-sig")


def to_xlsx(sheets: Sequence[tuple[str, Sequence[Row]]]) -> bytes:
    """A workbook of plain cells; text stands in the cell itself, so it is never computed."""
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _workbook([name for name, _rows in sheets]),
        "xl/_rels/workbook.xml.rels": _workbook_rels(len(sheets)),
    }
    for number, (_name, rows) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    return archives.pack(parts)


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_BOOK}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_BOOK}.sheet.main+xml"/>'
        f"{sheets}</Types>"
    )


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(_title(name), {chr(34): "&quot;"})}" sheetId="{number}" '
        f'r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    )


def _title(name: str) -> str:
    """At most 31 letters, none of those that a sheet's name may not have."""
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31] or "1"


def _workbook_rels(count: int) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, count + 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _sheet(rows: Sequence[Row]) -> str:
    lines = "".join(f"<row>{''.join(_cell(cell) for cell in row)}</row>" for row in rows)
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"<c><v>{cell}</v></c>"
    text = escape(str(safe(str(cell)))[:32_000])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
