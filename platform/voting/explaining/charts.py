"""All charts of a result in the order in which they are read; here those of marks and points."""

from collections.abc import Iterator

from kernel import formats
from kernel.i18n import _
from voting.counting.parameters import RULES
from voting.explaining import contests, money, pairs
from voting.explaining.fates import bar_column, fate, fate_column, option_row
from voting.explaining.grid import Bar, Cell, Chart, Column, Fate, Page, Row
from voting.explaining.tables import FIGURES

#: a table of every grade has a column for each: more of them help nobody
MOST_GRADES = 11


def charts(page: Page) -> list[Chart]:
    assert page.result.definition.rule in RULES
    makers = (
        _figures,
        _quadratic,
        _averages,
        contests.star,
        contests.instant_runoff,
        contests.transferable,
        pairs.worst,
        pairs.matrix,
        pairs.locked,
        pairs.paths,
        money.split,
        money.projects,
        money.represented,
        _places,
        _support,
        _grades,
    )
    return [chart for make in makers for chart in make(page)]


# --- one figure an option -----------------------------------------------------------------------

BARS = ("plurality", "approval", "score", "borda")


def _figures(page: Page) -> Iterator[Chart]:
    result = page.result
    rule, scores = result.definition.rule, result.scores
    if rule not in BARS or scores is None:
        return
    marks = rule in ("plurality", "approval")
    limit, note = _limit(page) if marks else (None, "")
    head = _(FIGURES.get(rule, FIGURES[""]))
    top = max(1, limit or 0, *scores.values())
    columns = [Column(_("Seçenek"), "text"), bar_column(), Column(head)]
    if marks:
        columns.append(Column(_("Oy verenlerin oranı"), short=_("Oran")))
    elif rule == "score":
        columns.append(Column(_("Oy başına")))
    rows = []
    for name in page.order():
        cells = [
            Cell(bar=Bar(scores[name], top, limit, page.bar_tone(name))),
            Cell(page.words.points(scores[name])),
        ]
        if marks:
            cells.append(Cell(formats.percent(scores[name], page.ballots)))
        elif rule == "score":
            cells.append(Cell(page.words.decimal(scores[name], max(1, result.counts.valid))))
        rows.append(option_row(page, name, cells))
    yield Chart(
        key="sayim",
        title=_("Sayım"),
        caption=_("Seçenekler, sayıları ve sonuç. Çubuklar sayının büyüklüğünü gösterir."),
        columns=[*columns, fate_column()],
        rows=rows,
        notes=[note] if note else [],
    )


def _limit(page: Page) -> tuple[int | None, str]:
    """Votes that an option needs by itself: the upright line across the bars."""
    result = page.result
    if result.approval_quorum:
        needed = result.approval_quorum["needed"]
        return needed, _(
            "Dikey çizgi: gereken en az destek, %(number)s oy.", number=formats.number(needed)
        )
    if result.definition.params.get("majority"):
        half = result.counts.valid // 2
        return half, _("Dikey çizgi: geçerli oyların yarısı.")
    return None, ""


def _quadratic(page: Page) -> Iterator[Chart]:
    """Votes bought with credits; what was given against stands left of the middle line."""
    result = page.result
    if result.definition.rule != "quadratic" or result.scores is None:
        return
    scores, details = result.scores, result.details
    plus, minus = details["for"], details["against"]
    negative = bool(result.definition.params["negative"])
    top = max(1, *plus.values(), *minus.values())
    columns = [Column(_("Seçenek"), "text"), bar_column()]
    columns += [Column(_("Artı oy")), Column(_("Eksi oy"))] if negative else []
    rows = []
    for name in page.order():
        less = minus[name] if negative else None
        cells = [Cell(bar=Bar(plus[name], top, None, page.bar_tone(name), less))]
        if negative:
            cells += [Cell(formats.number(plus[name])), Cell(formats.number(minus[name]))]
        cells += [
            Cell(formats.number(scores[name]).replace("-", "−")),
            Cell(formats.number(details["credits_used"][name])),
        ]
        rows.append(option_row(page, name, cells))
    yield Chart(
        key="sayim",
        title=_("Sayım"),
        caption=_("Seçenekler, oyları, harcanan kredi ve sonuç. Çubuklar oyları gösterir."),
        columns=[*columns, Column(_("Oy")), Column(_("Harcanan kredi")), fate_column()],
        rows=rows,
        notes=[_("Çubukta orta çizginin sağı artı, solu eksi oylardır.")] if negative else [],
    )


def _averages(page: Page) -> Iterator[Chart]:
    averages = page.result.details.get("averages")
    if averages is None:
        return
    most = page.result.definition.params["max_score"]
    rows = []
    for name in page.order():
        points, times = averages[name] or (0, 0)
        width = 1000 * points // times if times else 0
        cells = [
            Cell(bar=Bar(width, 1000 * most, None, page.bar_tone(name))),
            Cell(page.words.decimal(points, times) if times else "–"),
            Cell(formats.number(times)),
        ]
        row = option_row(page, name, cells, ends=False)
        few = name in page.result.details["too_few"]
        word = Fate("no", _("Puan veren az")) if few else fate(page, name)
        rows.append(Row(row.title, [*cells, Cell(fate=word)], name, row.tone))
    yield Chart(
        key="sayim",
        title=_("Sayım"),
        caption=_("Seçenekler, ortalama puanları ve sonuç. Çubuklar ortalamayı gösterir."),
        columns=[
            Column(_("Seçenek"), "text"),
            bar_column(),
            Column(_("Ortalama")),
            Column(_("Puan veren")),
            fate_column(),
        ],
        rows=rows,
        notes=[_("Çubuğun tamamı: en yüksek puan, %(most)s.", most=most)],
    )


# --- beside the figures -------------------------------------------------------------------------


def _places(page: Page) -> Iterator[Chart]:
    """How reserved and open places were filled, one row a place."""
    rounds = page.result.rounds
    if not page.result.definition.params.get("reserved") or not rounds:
        return
    words = {
        "seated": _("Seçildi"),
        "counted": _("Zaten seçilmişti; bu yere de sayıldı"),
        "to open": _("Aday çıkmadı; yer herkese açıldı"),
        "empty": _("Boş kaldı"),
    }
    rows = []
    for row in rounds:
        title = (
            _("%(group)s için ayrılan", group=row["group"]) if row["group"] else _("Herkese açık")
        )
        name, figure = row["option"], row["figure"]
        cells = [
            Cell(page.words.title(name) if name else "–"),
            Cell("–" if figure is None else page.words.points(figure)),
            Cell(words.get(row["how"], "–")),
        ]
        rows.append(Row(title, cells))
    yield Chart(
        key="yerler",
        title=_("Yerler nasıl doldu?"),
        caption=_("Her yer, kimin aldığı ve nasıl dolduğu, doldurulma sırasıyla"),
        columns=[
            Column(_("Yer"), "text"),
            Column(_("Seçilen"), "text"),
            Column(_(FIGURES.get(page.result.definition.rule, FIGURES[""]))),
            Column(_("Nasıl"), "text"),
        ],
        rows=rows,
    )


def _support(page: Page) -> Iterator[Chart]:
    """Where each winner needs the support of a part of all who may vote."""
    quorum = page.result.approval_quorum
    if not quorum or page.result.definition.rule in ("plurality", "approval"):
        return
    rows = []
    for name in page.order():
        votes = page.result.support.get(name)
        if votes is None:
            continue
        enough = votes >= quorum["needed"]
        word = Fate("good", _("Yeterli")) if enough else Fate("no", _("Yetersiz"))
        cells = [
            Cell(bar=Bar(votes, max(1, quorum["needed"], page.ballots), quorum["needed"])),
            Cell(formats.number(votes)),
            Cell(formats.percent(votes, quorum["of"])),
            Cell(fate=word),
        ]
        rows.append(Row(page.words.title(name), cells, name))
    yield Chart(
        key="destek",
        title=_("Gereken en az destek"),
        caption=_("Her seçeneği destekleyen oylar ve gereken en az sayıya ulaşıp ulaşmadığı"),
        columns=[
            Column(_("Seçenek"), "text"),
            bar_column(),
            Column(_("Destekleyen oy")),
            Column(_("Oy kullanabileceklerin oranı"), short=_("Oran")),
            Column(_("Destek"), "text"),
        ],
        rows=rows,
        notes=[
            _(
                "Dikey çizgi: gereken en az destek, %(number)s oy.",
                number=formats.number(quorum["needed"]),
            )
        ],
    )


def _grades(page: Page) -> Iterator[Chart]:
    """How many ballots gave an option how many points."""
    found = page.result.details.get("distribution")
    most = page.result.definition.params.get("max_score", 0)
    if not found or most >= MOST_GRADES:
        return
    grades = range(most, -1, -1)
    rows = []
    for name in page.order():
        given = found[name]
        rows.append(
            Row(
                page.words.title(name),
                [Cell(formats.number(given.get(str(grade), 0))) for grade in grades],
            )
        )
    yield Chart(
        key="puanlar",
        title=_("Kaç kişi kaç puan verdi?"),
        caption=_("Her seçeneğe verilen puanlar; sütunlar puan, hücreler oy sayısı"),
        columns=[
            Column(_("Seçenek"), "text"),
            *(Column(_("%(number)s puan", number=grade)) for grade in grades),
        ],
        rows=rows,
        flow=False,
        folded=True,
    )
