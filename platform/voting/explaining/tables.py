"""The figures behind a result as tables: for the page, the terminal and the charts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kernel import formats
from kernel.i18n import N_, _
from voting.counting.parameters import Ballot
from voting.counting.results import Result
from voting.explaining.words import Words

#: what `scores` are
FIGURES = {
    "plurality": N_("Oy"),
    "approval": N_("Oy"),
    "quadratic": N_("Oy"),
    "minimax": N_("En ağır yenilgi"),
    "": N_("Puan"),
}


@dataclass(frozen=True)
class Table:
    """The first cell of a row names it. `shares` are whole hundredths for a bar beside each row."""

    key: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[int] | None = None


def tables(result: Result, *, money: Callable[[int], str] = formats.money) -> list[Table]:
    """In the order in which they are read: figures, rounds, pairs, money."""
    words = Words(result, money)
    found: list[Table] = []
    for make in (_figures, _averages, _rounds, _stages, _pairs, _amounts, _purchases):
        found += make(words)
    return found


def _order(result: Result) -> list[str]:
    """Winners first, then as ranked."""
    ranked = [name for group in result.ranking for name in group]
    return [*result.winners, *(name for name in ranked if name not in result.winners)]


def _figures(words: Words) -> Iterator[Table]:
    result = words.result
    budget = "pots" in result.details or "amounts" in result.details
    if result.scores is None or budget:
        return
    scores = result.scores
    head = _(FIGURES.get(result.definition.rule, FIGURES[""]))
    top = max(1, *scores.values())
    order = _order(result)
    yield Table(
        key="figures",
        caption=_("Sayım"),
        columns=[_("Seçenek"), head, _("Sonuç")],
        rows=[[words.title(name), words.points(scores[name]), _won(words, name)] for name in order],
        shares=[max(0, 100 * scores[name] // top) for name in order],
    )


def _won(words: Words, name: str) -> str:
    if name in words.result.winners:
        return _("Kazandı")
    return _("Eşit") if any(name in tie.options for tie in words.result.open_ties) else "–"


def _averages(words: Words) -> Iterator[Table]:
    averages = words.result.details.get("averages")
    if averages is None:
        return
    rows = []
    for name in _order(words.result):
        points, times = averages[name] or (0, 0)
        shown = words.decimal(points, times) if times else "–"
        rows.append([words.title(name), formats.number(times), shown, _won(words, name)])
    yield Table(
        key="averages",
        caption=_("Sayım"),
        columns=[_("Seçenek"), _("Puan veren"), _("Ortalama"), _("Sonuç")],
        rows=rows,
    )


def _rounds(words: Words) -> Iterator[Table]:
    """Instant runoff: one column a round."""
    rounds = words.result.rounds
    if words.result.definition.rule != "irv" or not rounds:
        return
    rows = []
    for name in _order(words.result):
        cells = [row["totals"].get(name) for row in rounds]
        rows.append([words.title(name), *("–" if c is None else formats.number(c) for c in cells)])
    rows.append([_("Tercihi kalmayan"), *(formats.number(row["exhausted"]) for row in rounds)])
    heads = [_("%(number)s. tur", number=row["round"]) for row in rounds]
    yield Table("rounds", _("Turlar"), [_("Seçenek"), *heads], rows)


def _stages(words: Words) -> Iterator[Table]:
    """STV: votes with their decimals; the last row is what truncation has taken."""
    rounds, details = words.result.rounds, words.result.details
    if words.result.definition.rule != "stv" or not rounds:
        return
    unit = details["units_per_vote"]

    def votes(units: int) -> str:
        return words.votes(units, unit)

    rows = []
    for name in _order(words.result):
        cells = [row["totals"].get(name) for row in rounds]
        rows.append([words.title(name), *("–" if cell is None else votes(cell) for cell in cells)])
    rows.append([_("Tercihi kalmayan"), *(votes(row["exhausted"]) for row in rounds)])
    rows.append([_("Kesirden artan"), *(votes(row["lost"]) for row in rounds)])
    heads = [_("%(number)s. aşama", number=row["stage"]) for row in rounds]
    yield Table("rounds", _("Aşamalar"), [_("Aday"), *heads], rows)


def _pairs(words: Words) -> Iterator[Table]:
    """How many ballots put the option of the row before that of the column."""
    found = words.result.condorcet
    if not found or words.result.definition.ballot is not Ballot.RANKS:
        return
    order = _order(words.result)
    table = found["pairwise"]
    yield Table(
        key="pairs",
        caption=_("İkili karşılaştırma: satırdakini sütundakinin önüne koyan oylar"),
        columns=[_("Seçenek"), *(words.title(name) for name in order)],
        rows=[
            [
                words.title(one),
                *("–" if one == other else formats.number(table[one][other]) for other in order),
            ]
            for one in order
        ],
    )


def _amounts(words: Words) -> Iterator[Table]:
    amounts = words.result.details.get("amounts")
    if amounts is None:
        return
    scores, top = words.result.scores or {}, max(1, *amounts.values())
    order = _order(words.result)
    yield Table(
        key="money",
        caption=_("Bölüştürme"),
        columns=[_("Başlık"), _("Oy"), _("Tutar")],
        rows=[
            [words.title(name), formats.number(scores[name]), words.money(amounts[name])]
            for name in order
        ],
        shares=[100 * amounts[name] // top for name in order],
    )


def _purchases(words: Words) -> Iterator[Table]:
    """Each project with its votes and cost; the bar is its part of all the money."""
    pots = words.result.details.get("pots")
    if pots is None:
        return
    result = words.result
    budget = max(1, int(result.definition.params["budget"]))
    order = _order(result)
    cost = {option.id: option.cost for option in result.definition.options}
    yield Table(
        key="money",
        caption=_("Projeler"),
        columns=[_("Proje"), _("Oy"), _("Maliyet"), _("Sonuç")],
        rows=[
            [
                words.title(name),
                formats.number(result.support[name]) if name in result.support else "–",
                words.money(cost[name]),
                _("Alındı") if name in result.winners else "–",
            ]
            for name in order
        ],
        shares=[100 * cost[name] // budget if name in result.winners else 0 for name in order],
    )
