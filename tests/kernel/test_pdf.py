"""Printed documents: tags, letters, and texts that stay texts."""

from datetime import UTC, datetime
from pathlib import Path

from kernel import pdf
from kernel.text import markdown

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
TEMPLATE = """
#cover(word.kind, sys.inputs.title, (data.town,))
#outline()
= #data.town
#facts(((word.kind, [₺ 12.500]),))
#sheet(("A", "B"), data.rows)
#prose(data.text)
"""
TEXT = """# Başlık

Bir **koyu** ve *eğik* satır, [adres](https://ornek.example/a?b=1).
ikinci satır

1. bir
2. iki
   - iç

| Yıl | Tutar |
|---|---|
| 2026 | 12 ₺ |

> #set page(fill: red) $x$ `#eval`
"""


def make(folder: Path, text: str) -> bytes:
    template = folder / "t.typ"
    template.write_text(TEMPLATE)
    data = {
        "words": {"kind": "Yol haritası"},
        "town": "Çınarlı #1 *ğüşıöç İ*",
        "rows": [["#panic()", "$1$"], ["a", "b"]],
        "text": pdf.prose(markdown(text)),
    }
    return pdf.make(template, data, title="Sivil Katılım", made_at=AT)


def test_a_document_is_tagged_and_the_same_twice(tmp_path: Path) -> None:
    made = make(tmp_path, TEXT)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part" in made
    assert b"/FontFile" in made
    assert make(tmp_path, TEXT) == made


def test_what_people_wrote_is_never_a_command(tmp_path: Path) -> None:
    # A panic in the data would stop the making; a page set red would show in the file's size.
    assert make(tmp_path, "#panic(1)\n\n\\ ] [ } { $ # @x <y>")


def test_stored_html_is_taken_apart() -> None:
    assert pdf.prose(markdown("a **b** [c](https://x.example)\n\n| d |\n|---|\n| e |")) == [
        ("p", "", ["a ", ("strong", "", ["b"]), " ", ("a", "https://x.example", ["c"])]),
        ("table", "", [("tr", "", [("th", "", ["d"])]), ("tr", "", [("td", "", ["e"])])]),
    ]
