"""Options two by two: the matrix, the comparisons in their order, the strongest paths."""

from collections.abc import Iterator, Mapping
from typing import Any

from kernel import formats
from kernel.i18n import _
from voting.explaining.fates import fate, fate_column, option_row
from voting.explaining.grid import Cell, Chart, Column, Fate, Mark, Page, Row

#: the pairs decide
DECIDING = ("schulze", "ranked-pairs", "minimax")
#: worth a look, and no more: not for several places
BESIDE = ("irv", "borda", "star")
#: more comparisons than this are opened on demand
MOST = 15

Table = Mapping[str, Mapping[str, int]]


def worst(page: Page) -> Iterator[Chart]:
    found = page.result.details.get("worst")
    if page.result.definition.rule != "minimax" or found is None:
        return
    rows = []
    for name in page.order():
        beaten = found[name]
        by = page.words.titles(beaten["by"]) if beaten["votes"] else _("Yenilmedi")
        cells = [Cell(formats.number(beaten["votes"])), Cell(by)]
        rows.append(option_row(page, name, cells))
    yield Chart(
        key="sayim",
        title=_("En ağır yenilgiler"),
        caption=_("Her seçeneğin en ağır yenilgisi; en hafif olan kazanır"),
        columns=[
            Column(_("Seçenek"), "text"),
            Column(_("En ağır yenilgi"), short=_("Karşı oy")),
            Column(_("Kime karşı"), "text", _("Kime karşı")),
            fate_column(),
        ],
        rows=rows,
    )


def matrix(page: Page) -> Iterator[Chart]:
    """Row before column; a tick where the row has more ballots."""
    rule, found = page.result.definition.rule, page.result.condorcet
    if not found or rule not in (*DECIDING, *BESIDE) or not page.result.counts.valid:
        return
    yield _square(
        page,
        found["pairwise"],
        key="ikili",
        title=_("İkili karşılaştırma"),
        caption=_("Satırdaki seçeneği sütundakinin önüne koyan oylar"),
        folded=rule in BESIDE,
    )


def paths(page: Page) -> Iterator[Chart]:
    found = page.result.details.get("paths")
    if not found:
        return
    yield _square(
        page,
        found,
        key="yollar",
        title=_("En güçlü yollar"),
        caption=_("Satırdaki seçenekten sütundakine giden en güçlü yolun en zayıf adımındaki oy"),
        folded=True,
    )


def _square(page: Page, table: Table, *, key: str, title: str, caption: str, folded: bool) -> Chart:
    order = [name for name in page.order() if name in table]
    rows = []
    for one in order:
        cells = [_duel(table, one, other) for other in order]
        if key == "ikili":
            cells.append(Cell(fate=fate(page, one)))
        rows.append(Row(page.words.title(one), cells, one, page.tone(one)))
    last = [fate_column()] if key == "ikili" else []
    return Chart(
        key=key,
        title=title,
        caption=caption,
        columns=[
            Column(_("Seçenek"), "text"),
            *(Column(page.words.title(name)) for name in order),
            *last,
        ],
        rows=rows,
        marks={Mark.IN: _("satırdaki önde"), Mark.TIE: _("eşit")},
        flow=False,
        folded=folded,
    )


def _duel(table: Table, one: str, other: str) -> Cell:
    if one == other:
        return Cell("–")
    mine, theirs = table[one][other], table[other][one]
    if mine == theirs:
        return Cell(formats.number(mine), Mark.TIE)
    return Cell(formats.number(mine), Mark.IN if mine > theirs else Mark.NONE)


def locked(page: Page) -> Iterator[Chart]:
    """Ranked Pairs: the comparisons from the strongest one on."""
    rounds = page.result.rounds
    if page.result.definition.rule != "ranked-pairs" or not rounds:
        return
    yield Chart(
        key="sira",
        title=_("Karşılaştırmalar, en güçlüden başlayarak"),
        caption=_("Her karşılaştırma ve sıralamaya alınıp alınmadığı"),
        columns=[
            Column(_("Önde"), "text"),
            Column(_("Geride"), "text", _("Geride")),
            Column(_("Önde diyen oy")),
            Column(_("Geride diyen oy")),
            fate_column(),
        ],
        rows=[_pair(page, row) for row in rounds],
        folded=len(rounds) > MOST,
    )


def _pair(page: Page, row: Mapping[str, Any]) -> Row:
    words = {
        True: Fate("good", _("Sıralamaya alındı")),
        False: Fate("no", _("Döngü kurduğu için atlandı")),
        None: Fate("wait", _("Eşitlik çözülünce belli olur")),
    }
    cells = [
        Cell(page.words.title(row["under"])),
        Cell(formats.number(row["for"])),
        Cell(formats.number(row["against"])),
        Cell(fate=words[row["locked"]]),
    ]
    return Row(page.words.title(row["over"]), cells)
