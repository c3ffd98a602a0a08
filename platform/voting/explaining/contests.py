"""Counts in rounds as tables: who was elected, who went out, and where those votes went."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kernel import formats
from kernel.i18n import _
from voting.explaining.fates import bar_column, fate_column, option_row
from voting.explaining.grid import Bar, Cell, Chart, Column, Mark, Page, Row

Figure = Callable[[int], str]


def star(page: Page) -> Iterator[Chart]:
    """Sums, and the final of the two best in one table."""
    rounds = page.result.rounds
    if page.result.definition.rule != "star" or not rounds:
        return
    sums, finalists = rounds[0]["sums"], rounds[0]["finalists"]
    final: Mapping[str, Any] = rounds[1] if len(rounds) > 1 else {"votes": {}, "winner": None}
    top = max(1, *sums.values())
    rows = []
    for name in page.order():
        mark = Mark.IN if name in finalists else Mark.NONE
        cells = [
            Cell(bar=Bar(sums[name], top, None, page.bar_tone(name))),
            Cell(formats.number(sums[name]), mark),
            _final(final, name),
        ]
        rows.append(option_row(page, name, cells))
    notes = []
    if "equal" in final:
        notes = [
            _(
                "İki finaliste eşit puan veren oy: %(number)s.",
                number=formats.number(final["equal"]),
            )
        ]
    yield Chart(
        key="sayim",
        title=_("Sayım"),
        caption=_("Seçenekler, toplam puanları, finalde aldıkları oy ve sonuç"),
        columns=[
            Column(_("Seçenek"), "text"),
            bar_column(),
            Column(_("Toplam puan")),
            Column(_("Finalde oy")),
            fate_column(),
        ],
        rows=rows,
        notes=notes,
        marks={Mark.IN: _("önde"), Mark.OUT: _("geride"), Mark.TIE: _("eşit")},
    )


def _final(final: Mapping[str, Any], name: str) -> Cell:
    votes = final["votes"].get(name)
    if votes is None:
        return Cell("–")
    level = len(set(final["votes"].values())) == 1
    beaten = Mark.TIE if level else Mark.OUT
    return Cell(formats.number(votes), Mark.IN if name == final["winner"] else beaten)


# --- rounds -------------------------------------------------------------------------------------


def instant_runoff(page: Page) -> Iterator[Chart]:
    rounds = page.result.rounds
    if page.result.definition.rule != "irv" or not rounds:
        return

    def moved(row: Mapping[str, Any]) -> dict[str | None, int]:
        if row["eliminated"] is None:
            return {}
        gone = {row["eliminated"]: -row["totals"][row["eliminated"]]}
        return {**row["transfers"], **gone, None: row["newly_exhausted"]}

    table = _Rounds(page, rounds, "round", formats.number, moved)
    rows = [table.row(name) for name in page.order()]
    rows.append(table.rest(_("Tercihi kalmayan"), "exhausted"))
    rows.append(table.sum())
    yield Chart(
        key="turlar",
        title=_("Turlar"),
        caption=_(
            "Her turda seçeneklerin oyu. En az oyu alan elenir, oyları sıradaki tercihe geçer."
        ),
        columns=table.columns(lambda number: _("%(number)s. tur", number=number)),
        rows=rows,
        notes=[_("Aktarılan: o turdan sonra yer değiştiren oylar.")],
        flow=False,
        marks=_marks(),
    )


def transferable(page: Page) -> Iterator[Chart]:
    rounds, details = page.result.rounds, page.result.details
    if page.result.definition.rule != "stv" or not rounds:
        return
    unit = details["units_per_vote"]

    def moved(row: Mapping[str, Any]) -> dict[str | None, int]:
        source = row["surplus_of"] or row["excluded"]
        if source is None:
            return {}
        gone = sum(row["transfers"].values()) + row["newly_exhausted"] + row["newly_lost"]
        return {**row["transfers"], source: -gone, None: row["newly_exhausted"]}

    table = _Rounds(page, rounds, "stage", lambda units: page.words.votes(units, unit), moved)
    rows = [table.row(name) for name in page.order()]
    rows.append(table.rest(_("Tercihi kalmayan"), "exhausted"))
    rows.append(table.rest(_("Kesirden artan"), "lost", moves=False))
    rows.append(table.sum())
    rows.append(table.rest(_("Kota"), "quota", moves=False))
    yield Chart(
        key="turlar",
        title=_("Aşamalar"),
        caption=_(
            "Her aşamada adayların oyu. Kotayı geçen seçilir, artan oyu sıradaki tercihe geçer; "
            "kimse geçmezse en az oyu olan elenir."
        ),
        columns=table.columns(lambda number: _("%(number)s. aşama", number=number)),
        rows=rows,
        notes=[_("Aktarılan: o aşamadan sonra yer değiştiren oylar.")],
        flow=False,
        marks=_marks(),
    )


def _marks() -> dict[str, str]:
    return {Mark.IN: _("seçildi"), Mark.OUT: _("elendi"), Mark.TIE: _("eşit")}


class _Rounds:
    """One column a round and, between two of them, what was transferred."""

    def __init__(
        self,
        page: Page,
        rounds: Sequence[Mapping[str, Any]],
        kind: str,
        figure: Figure,
        moved: Callable[[Mapping[str, Any]], dict[str | None, int]],
    ) -> None:
        self.page, self.rounds, self.kind, self.figure = page, rounds, kind, figure
        self.moves = [moved(row) for row in rounds]
        self.equal = {
            (tie.at, name)
            for tie in page.result.ties
            for name in tie.options
            if tie.at.startswith(kind)
        }

    def columns(self, head: Callable[[int], str]) -> list[Column]:
        found = [Column(_("Seçenek"), "text")]
        for row, moves in zip(self.rounds, self.moves, strict=True):
            found.append(Column(head(row[self.kind])))
            found += [Column(_("Aktarılan"))] if moves else []
        return [*found, fate_column()]

    def row(self, name: str) -> Row:
        cells = []
        for row, moves in zip(self.rounds, self.moves, strict=True):
            total = row["totals"].get(name)
            cells.append(
                Cell("–") if total is None else Cell(self.figure(total), self._mark(row, name))
            )
            cells += [self._moved(moves.get(name))] if moves else []
        return option_row(self.page, name, cells)

    def _mark(self, row: Mapping[str, Any], name: str) -> Mark:
        elected = row.get("elected", [row.get("winner")])
        if name in elected:
            return Mark.IN
        if name == row.get("eliminated", row.get("excluded")):
            return Mark.OUT
        return Mark.TIE if (f"{self.kind} {row[self.kind]}", name) in self.equal else Mark.NONE

    def _moved(self, votes: int | None) -> Cell:
        if not votes:
            return Cell("")
        sign = "+" if votes > 0 else "−"
        return Cell(sign + self.figure(abs(votes)))

    def rest(self, title: str, part: str, *, moves: bool = True) -> Row:
        """A figure of the round that is no option's."""
        cells = []
        for row, moved in zip(self.rounds, self.moves, strict=True):
            cells.append(Cell(self.figure(row[part])))
            if moved:
                cells.append(self._moved(moved.get(None)) if moves else Cell())
        return Row(title, [*cells, Cell()])

    def sum(self) -> Row:
        cells = []
        for row, moved in zip(self.rounds, self.moves, strict=True):
            total = sum(row["totals"].values()) + row["exhausted"] + row.get("lost", 0)
            cells.append(Cell(self.figure(total)))
            cells += [Cell()] if moved else []
        return Row(_("Toplam"), [*cells, Cell()], tone="sum")
