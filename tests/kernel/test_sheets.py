"""No cell of a downloaded table is a formula, and every spreadsheet reads it."""

import io
import zipfile

import openpyxl
import pytest

from kernel import sheets

FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%0A=1", "\ufeff=1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_become_text(cell: str) -> None:
    assert str(sheets.safe(cell)).startswith("'")
    assert sheets.to_csv([[cell]]).decode("utf-8-sig").lstrip('"').startswith("'")


def test_text_and_numbers_stay_what_they_are() -> None:
    assert [sheets.safe(cell) for cell in ("Çınar", -5, 2.5, None)] == ["Çınar", -5, 2.5, None]


def test_a_workbook_opens_with_its_letters() -> None:
    rows: list[list[sheets.Cell]] = [["Soru", "Ğ & <b> \x00"], [3, None], ["=1+1", "iki\nsatır"]]
    book = openpyxl.load_workbook(io.BytesIO(sheets.to_xlsx([("Yanıt/1", rows), ("Kod", [])])))
    assert book.sheetnames == ["Yanıt 1", "Kod"]
    read = [list(row) for row in book["Yanıt 1"].iter_rows(values_only=True)]
    assert read == [["Soru", "Ğ & <b> "], [3, None], ["'=1+1", "iki\nsatır"]]
    with zipfile.ZipFile(io.BytesIO(sheets.to_xlsx([("a", rows)]))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_the_same_rows_are_the_same_bytes_at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    first = sheets.to_xlsx([("a", [[1]])])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert sheets.to_xlsx([("a", [[1]])]) == first
