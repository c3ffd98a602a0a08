"""A ballot paper in words: how it is filled in, and what a filled one says."""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.formats import money, number
from kernel.i18n import N_, _, ngettext
from voting.forms.marks import Choice, Gauge, shown
from voting.forms.papers import Entry, Kind, Paper, Unit

#: (what is left, what is too much, what was given where nothing limits it)
LABELS = {
    Unit.CHOICES: (
        N_("Kalan seçim hakkınız"),
        N_("Fazla işaretlediğiniz"),
        N_("İşaretlediğiniz"),
    ),
    Unit.MONEY: (N_("Kalan para"), N_("Sınırı aşan para"), N_("Sepetinizin tutarı")),
    Unit.POINTS: (N_("Kalan puan"), N_("Fazla puan"), N_("Verdiğiniz puan")),
    Unit.CREDITS: (N_("Kalan kredi"), N_("Fazla kredi"), N_("Harcadığınız kredi")),
}


@dataclass(frozen=True)
class Told:
    """A gauge as it is read: a label, a large figure, and the sum below it."""

    gauge: Gauge
    left: str
    over: str
    label: str
    value: str
    used: str
    most: str


def tell(gauge: Gauge) -> Told:
    left, over, given = (_(label) for label in LABELS[gauge.unit])
    if gauge.most is None:
        used = shown(gauge.unit, gauge.used)
        return Told(gauge, given, given, given, used, used, "")
    return Told(
        gauge,
        left,
        over,
        over if gauge.left < 0 else left,
        shown(gauge.unit, abs(gauge.left)),
        shown(gauge.unit, gauge.used),
        shown(gauge.unit, gauge.most),
    )


def instructions(paper: Paper) -> list[str]:
    """What to do with this paper, in short sentences."""
    lines = HOW[paper.kind](paper)
    if paper.least > 1:
        lines.append(
            ngettext(
                "En az %(num)s seçenek gerekir.", "En az %(num)s seçenek gerekir.", paper.least
            )
        )
    return lines


def _single(_paper: Paper) -> list[str]:
    return [_("Bir seçenek işaretleyin.")]


def _at_most(paper: Paper) -> str:
    if paper.most is None:
        return _("İstediğiniz kadar seçenek işaretleyin.")
    return ngettext(
        "En çok %(num)s seçenek işaretleyin.", "En çok %(num)s seçenek işaretleyin.", paper.most
    )


def _several(paper: Paper) -> list[str]:
    return [_at_most(paper)]


def _basket(paper: Paper) -> list[str]:
    lines = [_at_most(paper)]
    sum_ = paper.limits[Unit.MONEY]
    if sum_ is not None:
        lines.append(_("İşaretledikleriniz birlikte en çok %(sum)s tutabilir.", sum=money(sum_)))
        lines.append(_("Paranın tümünü harcamak zorunda değilsiniz."))
    return lines


def _scores(paper: Paper) -> list[str]:
    lines = [
        _("Her seçeneğe 0 ile %(most)s arasında puan verin.", most=number(paper.max_score)),
        _("Aynı puanı birden çok seçeneğe verebilirsiniz."),
    ]
    if paper.may_abstain:
        return [*lines, _("Puan vermediğiniz seçeneğin ortalaması oyunuzdan etkilenmez.")]
    return [*lines, _("Puan vermediğiniz seçenek sizden 0 puan alır.")]


def _ranks(paper: Paper) -> list[str]:
    lines = [
        _("En çok istediğinize 1 verin; numara seçin ya da düğmeleri kullanın."),
        _("Hepsini sıralamak zorunda değilsiniz."),
    ]
    if paper.most is not None:
        lines.append(
            ngettext(
                "En çok %(num)s seçeneği sıralayabilirsiniz.",
                "En çok %(num)s seçeneği sıralayabilirsiniz.",
                paper.most,
            )
        )
    if paper.equal_ranks:
        lines.append(_("Eşit gördüklerinize aynı numarayı verebilirsiniz."))
    return lines


def _points(paper: Paper) -> list[str]:
    lines = []
    sum_ = paper.limits[Unit.POINTS]
    if sum_ is None:
        lines.append(_("Projelere puan verin."))
    else:
        lines.append(_("Projelere toplam %(sum)s puan dağıtın.", sum=number(sum_)))
    each = paper.definition.params["max_points"]
    if each is not None:
        lines.append(_("Bir projeye en çok %(most)s puan verebilirsiniz.", most=number(each)))
    if paper.most is not None:
        lines.append(
            ngettext(
                "En çok %(num)s projeye puan verebilirsiniz.",
                "En çok %(num)s projeye puan verebilirsiniz.",
                paper.most,
            )
        )
    return lines


def _credits(paper: Paper) -> list[str]:
    lines = [
        _("%(num)s krediniz var.", num=number(paper.limits[Unit.CREDITS] or 0)),
        _("Bir seçeneğe 1 oy 1 kredi, 2 oy 4 kredi, 3 oy 9 kredi tutar."),
    ]
    if paper.lowest < 0:
        lines.append(_("Karşı oy için eksi sayı yazın; o da aynı krediyi tutar."))
    return lines


HOW = {
    Kind.SINGLE: _single,
    Kind.SEVERAL: _several,
    Kind.BASKET: _basket,
    Kind.SCORES: _scores,
    Kind.RANKS: _ranks,
    Kind.POINTS: _points,
    Kind.CREDITS: _credits,
}


@dataclass(frozen=True)
class Line:
    """One line of a filled paper: an option, or those that share a place; what it got."""

    entries: tuple[Entry, ...]
    note: str = ""

    @property
    def size(self) -> int:
        return len(self.entries)


def lines(paper: Paper, choice: Choice) -> list[Line]:
    """Options in the paper's order, or best first where the order or the number decides."""
    if isinstance(choice, Mapping):
        found = [
            (value, Line((paper.by_id[name],), _meaning(paper, value)))
            for name, value in choice.items()
        ]
        return [line for _value, line in sorted(found, key=lambda row: -row[0])]
    if paper.kind is Kind.RANKS:
        groups = [[row] if isinstance(row, str) else row for row in choice]
        return [Line(tuple(paper.by_id[name] for name in group)) for group in groups]
    return [Line((entry,)) for entry in paper.entries if entry.id in choice]


def _meaning(paper: Paper, value: int) -> str:
    if paper.kind is Kind.CREDITS:
        return ngettext(
            "%(num)s oy: %(cost)s kredi", "%(num)s oy: %(cost)s kredi", value, cost=value * value
        )
    word = paper.word(value) if paper.kind is Kind.SCORES else ""
    if word:
        return _("%(num)s puan: %(word)s", num=number(value), word=_(word))
    return ngettext("%(num)s puan", "%(num)s puan", value)
