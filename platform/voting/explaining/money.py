"""Budgets and divided sums as charts: what was funded, what is left, who got nothing."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from kernel import formats
from kernel.i18n import _
from voting.explaining.fates import (
    NO_MONEY,
    STOPPED,
    SUPPORTERS,
    bar_column,
    fate_column,
    option_row,
)
from voting.explaining.grid import Bar, Cell, Chart, Column, Page, Purse, Row

Rows = Sequence[Mapping[str, Any]]


def split(page: Page) -> Iterator[Chart]:
    """Lira, not points: each heading's votes and its part of the sum."""
    amounts, scores = page.result.details.get("amounts"), page.result.scores
    if amounts is None or scores is None:
        return
    money, left = page.words.money, page.result.details["left"]
    budget, votes = page.result.definition.params["budget"], sum(scores.values())
    top = max(1, *amounts.values())
    rows = [
        option_row(
            page,
            name,
            [
                Cell(bar=Bar(amounts[name], top, None, page.bar_tone(name))),
                Cell(formats.number(scores[name])),
                Cell(formats.percent(scores[name], votes)),
                Cell(money(amounts[name])),
            ],
        )
        for name in page.order()
    ]
    if left:
        rows.append(Row(_("Dağıtılmayan"), [Cell(), Cell(), Cell(), Cell(money(left)), Cell()]))
    total = [Cell(), Cell(formats.number(votes)), Cell(), Cell(money(budget)), Cell()]
    yield Chart(
        key="para",
        title=_("Para nasıl bölündü?"),
        caption=_("Başlıklar, aldıkları oy ve para. Çubuklar parayı gösterir."),
        columns=[
            Column(_("Başlık"), "text"),
            bar_column(),
            Column(_("Oy")),
            Column(_("Oyların oranı"), short=_("Oran")),
            Column(_("Tutar")),
            fate_column(),
        ],
        rows=[*rows, Row(_("Toplam"), total, tone="sum")],
    )


# --- projects -----------------------------------------------------------------------------------


def projects(page: Page) -> Iterator[Chart]:
    """One table a pot; the city's own comes last and has no name."""
    for number, pot in enumerate(page.result.details.get("pots", ()), 1):
        mine = {pot["pot"], *pot.get("merged", ())}
        members = [o.id for o in page.result.definition.options if o.pot in mine]
        if not members:
            continue
        rounds = [row for row in page.result.rounds if row["pot"] in mine]
        table = _table(page, pot, members, rounds)
        yield Chart(
            key=f"butce-{number}",
            title=pot["pot"] or _("Bütçe: hangi projeler sığdı?"),
            caption=_caption(pot),
            columns=table.columns,
            rows=[*table.rows, _total(page, pot, table.columns)],
            notes=[*table.notes, *_notes(page, pot, members)],
            purse=_purse(page, pot),
        )


def _caption(pot: Mapping[str, Any]) -> str:
    if "merged" in pot:
        return _("Birlikte gösterilen projeler, maliyetleri ve sonuç")
    return _("Projeler, oyları, maliyetleri ve sonuç. Çubuklar oyları gösterir.")


def _table(page: Page, pot: Mapping[str, Any], members: Sequence[str], rounds: Rows) -> Chart:
    if "merged" in pot:
        return _together(page, pot, members)
    in_a_row = bool(rounds) and all("outcome" in row for row in rounds)
    return _in_a_row(page, rounds) if in_a_row else _by_shares(page, members, rounds)


def _together(page: Page, pot: Mapping[str, Any], members: Sequence[str]) -> Chart:
    """Several pots as one: who is funded, and no figure of a single project."""
    cost = {option.id: option.cost for option in page.result.definition.options}
    order = [name for name in page.order() if name in members]
    notes = [
        _(
            "10’dan az oy çıkan paylar ayrı gösterilmez: %(pots)s. Projeleri burada birlikte "
            "yazılıdır; kaçar oy aldıkları hiçbir dosyada yoktur.",
            pots=", ".join(pot["merged"]),
        )
    ]
    if pot["ballots_together"] is not None:
        notes.append(
            _(
                "Bu projelerden en az birini işaretleyen oy: %(number)s.",
                number=formats.number(pot["ballots_together"]),
            )
        )
    return Chart(
        key="",
        title="",
        caption="",
        columns=[Column(_("Proje"), "text"), Column(_("Maliyet")), fate_column()],
        rows=[option_row(page, name, [Cell(page.words.money(cost[name]))]) for name in order],
        notes=notes,
    )


def _total(page: Page, pot: Mapping[str, Any], columns: Sequence[Column]) -> Row:
    cells = []
    for column in columns[1:]:
        spent = column.label == _("Maliyet")
        cells.append(Cell(page.words.money(pot["spent"])) if spent else Cell())
    return Row(_("Seçilenlerin toplamı"), cells, tone="sum")


def _points(page: Page) -> bool:
    """Whether the score is another figure than the number of voters."""
    return page.result.definition.params["ballot"] in ("ordinal", "cumulative", "scoring")


def _in_a_row(page: Page, rounds: Rows) -> Chart:
    """The greedy rules: in the order in which the money was given out."""
    points = _points(page)
    least = page.result.definition.params.get("min_score") or None
    top = max(1, least or 0, *(row["score"] for row in rounds))
    columns = [Column(_("Proje"), "text"), bar_column()]
    columns += [Column(_("Puan"))] if points else []
    rows = []
    for row in rounds:
        name = row["option"]
        cells = [Cell(bar=Bar(row["score"], top, least, page.bar_tone(name)))]
        cells += [Cell(formats.number(row["score"]))] if points else []
        cells += [
            Cell(formats.number(row["votes"])),
            Cell(page.words.money(row["cost"])),
            Cell(page.words.money(row["left"])),
        ]
        rows.append(option_row(page, name, cells))
    limit = _("Dikey çizgi: sıraya girmek için gereken en az sayı, %(number)s.", number=least)
    return Chart(
        key="",
        title="",
        caption="",
        columns=[
            *columns,
            Column(_("Oy")),
            Column(_("Maliyet")),
            Column(_("Sırası gelince kalan"), short=_("Kalan")),
            fate_column(),
        ],
        rows=rows,
        notes=[limit] if least else [],
    )


def _by_shares(page: Page, members: Sequence[str], rounds: Rows) -> Chart:
    """Equal Shares: what a project costs each of its supporters; then those that were too dear."""
    price = {row["option"]: row["price"] for row in rounds if "price" in row}
    funded = [row["option"] for row in rounds if row["option"] in page.result.winners]
    order = list(dict.fromkeys([*funded, *(o for o in page.order() if o in members)]))
    votes = page.result.support
    cost = {option.id: option.cost for option in page.result.definition.options}
    top = max(1, *(votes[name] for name in order))
    each = page.result.definition.params.get("utility") != "points"
    rows = [
        option_row(
            page,
            name,
            [
                Cell(bar=Bar(votes[name], top, None, page.bar_tone(name))),
                Cell(formats.number(votes[name])),
                Cell(page.words.money(cost[name])),
                Cell(page.words.money(_whole(price[name])) if name in price else "–"),
            ],
        )
        for name in order
    ]
    return Chart(
        key="",
        title="",
        caption="",
        columns=[
            Column(_("Proje"), "text"),
            bar_column(),
            Column(_("Oy")),
            Column(_("Maliyet")),
            Column(_("Kişi başına ödenen") if each else _("Puan başına ödenen")),
            fate_column(),
        ],
        rows=rows,
    )


def _whole(amount: str) -> int:
    """A price for the eye, rounded half up to the smallest unit."""
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def _purse(page: Page, pot: Mapping[str, Any]) -> Purse:
    money = page.words.money
    words = _(
        "Bütçe %(money)s, harcanan %(spent)s, artan %(left)s.",
        money=money(pot["money"]),
        spent=money(pot["spent"]),
        left=money(pot["left"]),
    )
    return Purse(pot["money"], [part["cost"] for part in pot["bars"]], words)


def _notes(page: Page, pot: Mapping[str, Any], members: Sequence[str]) -> Iterator[str]:
    money = page.words.money
    if pot["carried"]:
        yield _("Öteki paylardan gelen: %(sum)s.", sum=money(pot["carried"]))
    if pot["reserved"]:
        yield _("Eşitlik çözülene kadar ayrılan: %(sum)s.", sum=money(pot["reserved"]))
    if pot.get("share"):
        share = Fraction(pot["share"])
        yield _(
            "Her seçmenin payı: %(sum)s (%(number)s seçmen).",
            sum=money(_whole(str(Decimal(share.numerator) / Decimal(share.denominator)))),
            number=formats.number(pot["ballots"]),
        )
    yield from _next_in_line(page, members)


def _next_in_line(page: Page, members: Sequence[str]) -> Iterator[str]:
    """The one that a little more money would have brought in."""
    missed = [row for row in page.result.details["not_funded"] if row["option"] in members]
    short = [row for row in missed if row["reason"] in (NO_MONEY, STOPPED)]
    if short:
        yield _(
            "Sıradaki proje: %(title)s. Maliyeti %(cost)s, sırası geldiğinde kalan para %(left)s.",
            title=page.words.title(short[0]["option"]),
            cost=page.words.money(short[0]["cost"]),
            left=page.words.money(short[0]["left"]),
        )
        return
    dear = [row for row in missed if row["reason"] == SUPPORTERS]
    if dear:
        row = max(dear, key=lambda row: Fraction(row["supporters_left"], row["cost"]))
        yield _(
            "Alınmaya en yakın proje: %(title)s. Maliyeti %(cost)s, destekleyenlerinin kalan payı "
            "%(left)s.",
            title=page.words.title(row["option"]),
            cost=page.words.money(row["cost"]),
            left=page.words.money(row["supporters_left"]),
        )


def represented(page: Page) -> Iterator[Chart]:
    """How many voters have how many of their projects."""
    found = page.result.details.get("represented")
    if not found or not page.result.counts.valid:
        return
    by_number: Mapping[str, int] = found["by_number"]
    top, valid = max(1, *by_number.values()), page.result.counts.valid
    rows = []
    for number in sorted(by_number, key=int):
        title = _("Hiçbiri") if number == "0" else _("%(number)s proje", number=number)
        votes = by_number[number]
        tone = "rule" if number == "0" else "brand"
        cells = [
            Cell(bar=Bar(votes, top, None, tone)),
            Cell(formats.number(votes)),
            Cell(formats.percent(votes, valid)),
        ]
        rows.append(Row(title, cells, tone="out" if number == "0" else ""))
    yield Chart(
        key="temsil",
        title=_("Kimin projesi alındı?"),
        caption=_("Seçmenlerin, destekledikleri projelerden kaçının alındığı"),
        columns=[
            Column(_("Alınan projesi"), "text"),
            bar_column(),
            Column(_("Seçmen")),
            Column(_("Geçerli oyların oranı"), short=_("Oran")),
        ],
        rows=rows,
    )
