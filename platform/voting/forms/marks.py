"""What stands on a ballot paper: read from the posted fields, moved, judged, made into a choice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from kernel.formats import money, number
from kernel.i18n import N_, _, ngettext
from voting.counting import reading
from voting.counting.parameters import Ballot
from voting.forms.papers import Kind, Paper, Unit

#: option ids, places (an id, or several where ranks may be equal), or points by id
Choice = list[Any] | dict[str, int]

#: enough for every number of a paper; what is longer is no number
LONGEST = 10

NOTHING = N_("Bir seçenek işaretleyin. Hiçbirini istemiyorsanız “Boş oy verin” düğmesini kullanın.")
NO_POINTS = N_(
    "En az bir seçeneğe puan verin. Hiçbirini istemiyorsanız “Boş oy verin” düğmesini kullanın."
)
NO_RANKS = N_(
    "En az bir seçeneği sıraya koyun. Hiçbirini istemiyorsanız “Boş oy verin” düğmesini kullanın."
)
FOREIGN = N_("Bu oylamada olmayan bir seçenek gönderildi; çıkarıldı. Seçiminize yeniden bakın.")
NO_NUMBER = N_("“%(title)s” için bir tam sayı yazın. Yazdığınız: %(typed)s")
TOO_LOW = N_("“%(title)s” için en az %(lowest)s yazabilirsiniz.")
TOO_HIGH = N_("“%(title)s” için en çok %(highest)s yazabilirsiniz.")
TWICE = N_("%(place)s. sırada birden çok seçenek var: %(titles)s. Her sıraya bir seçenek koyun.")
NOT_ALLOWED = N_("Bu oy kurala uymuyor. Seçiminize yeniden bakın.")
OVER_CHOICES = N_(
    "En çok %(most)s seçenek işaretleyebilirsiniz. Siz %(used)s işaretlediniz; %(over)s tanesini "
    "kaldırın."
)
OVER_MONEY = N_(
    "Sepetiniz %(used)s tutuyor; sınır %(most)s. %(over)s fazla: bir ya da birkaç proje çıkarın."
)
OVER_POINTS = N_(
    "En çok %(most)s puan dağıtabilirsiniz. Siz %(used)s dağıttınız; %(over)s puan azaltın."
)
OVER_CREDITS = N_(
    "%(most)s krediniz var. Verdiğiniz oylar %(used)s kredi tutuyor; %(over)s kredi fazla: bir "
    "seçeneğin oylarını azaltın."
)
OVER = {
    Unit.CHOICES: OVER_CHOICES,
    Unit.MONEY: OVER_MONEY,
    Unit.POINTS: OVER_POINTS,
    Unit.CREDITS: OVER_CREDITS,
}


class Fields(Protocol):
    """The posted form."""

    def getlist(self, key: str, /) -> list[str]: ...
    def keys(self) -> Iterable[str]: ...


@dataclass(frozen=True)
class Fault:
    """Why a paper is sent back, and the options it is about."""

    sentence: str
    about: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gauge:
    """How much of a limit is used; without a limit `most` is None."""

    unit: Unit
    used: int
    most: int | None

    @property
    def left(self) -> int:
        return 0 if self.most is None else self.most - self.used


@dataclass(frozen=True)
class Marks:
    """`typed` is what was written, number or not, so that nothing is lost when it comes back."""

    chosen: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    foreign: bool = False

    def number(self, name: str) -> int | None:
        return _whole(self.typed.get(name, ""))

    @property
    def numbers(self) -> dict[str, int]:
        found = {name: _whole(text) for name, text in self.typed.items()}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def unreadable(self) -> dict[str, str]:
        return {name: text for name, text in self.typed.items() if text and _whole(text) is None}


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
        return None
    return int(text)


PREFIX = {Kind.SCORES: "puan-", Kind.POINTS: "puan-", Kind.CREDITS: "puan-", Kind.RANKS: "sira-"}


def read(paper: Paper, fields: Fields) -> Marks:
    prefix = PREFIX.get(paper.kind)
    if prefix is None:
        sent = dict.fromkeys(fields.getlist("choice"))
        known = tuple(name for name in sent if name in paper.by_id)
        return Marks(chosen=known, foreign=len(known) < len(sent))
    typed: dict[str, str] = {}
    foreign = False
    for key in fields.keys():
        name = key.removeprefix(prefix)
        if name == key:
            continue
        if name not in paper.by_id:
            foreign = True
        elif text := fields.getlist(key)[0].replace("\x00", "").strip()[:20]:
            typed[name] = text
    return Marks(typed=typed, foreign=foreign)


# --- ranks --------------------------------------------------------------------------------------


def places(marks: Marks, order: Sequence[str] = ()) -> list[list[str]]:
    """Groups by their numbers, gaps closed; equal ones in `order`."""
    position = {name: place for place, name in enumerate(order)}
    groups: dict[int, list[str]] = defaultdict(list)
    for name, place in sorted(marks.numbers.items(), key=lambda row: position.get(row[0], 0)):
        groups[place].append(name)
    return [groups[place] for place in sorted(groups)]


def ranked(rows: Iterable[Sequence[str]]) -> Marks:
    groups = [group for group in rows if group]
    return Marks(
        typed={name: str(place) for place, group in enumerate(groups, 1) for name in group}
    )


#: names of the buttons that reorder a ranking, and of those that change a number by one
UP, DOWN, ADD, DROP, MORE, LESS = "yukari", "asagi", "ekle", "cikar", "arti", "eksi"


def moved(paper: Paper, marks: Marks, verb: str, name: str) -> Marks:
    """After a button of the paper; anything else leaves it as it is."""
    if name not in paper.by_id:
        return marks
    if paper.kind is Kind.RANKS:
        return _moved_rank(paper, marks, verb, name)
    if paper.kind in (Kind.POINTS, Kind.CREDITS) and verb in (MORE, LESS):
        value = (marks.number(name) or 0) + (1 if verb == MORE else -1)
        value = max(paper.lowest, min(paper.highest, value))
        return replace(marks, typed={**marks.typed, name: str(value)})
    return marks


def _moved_rank(paper: Paper, marks: Marks, verb: str, name: str) -> Marks:
    rows = places(marks, paper.definition.ids)
    if not paper.equal_ranks:
        rows = [[one] for row in rows for one in row]
    here = next((place for place, row in enumerate(rows) if name in row), None)
    if here is None:
        full = len(rows) >= paper.places
        return ranked([*rows, [name]]) if verb == ADD and not full else marks
    if verb in (UP, DOWN) and len(rows[here]) > 1:
        # Out of a shared place: to a place of its own just above or below it.
        rows[here].remove(name)
        rows.insert(here if verb == UP else here + 1, [name])
    elif verb == UP and here > 0:
        rows[here - 1 : here + 1] = [rows[here], rows[here - 1]]
    elif verb == DOWN and here + 1 < len(rows):
        rows[here : here + 2] = [rows[here + 1], rows[here]]
    elif verb == DROP:
        rows[here].remove(name)
    return ranked(rows)


# --- limits -------------------------------------------------------------------------------------


def gauges(paper: Paper, marks: Marks) -> list[Gauge]:
    return [Gauge(unit, _used(paper, marks, unit), most) for unit, most in paper.limits.items()]


def _used(paper: Paper, marks: Marks, unit: Unit) -> int:
    numbers = marks.numbers
    if unit is Unit.MONEY:
        return sum(paper.by_id[name].cost or 0 for name in marks.chosen)
    if unit is Unit.CREDITS:
        return sum(value * value for value in numbers.values())
    if unit is Unit.POINTS:
        return sum(numbers.values())
    if paper.kind is Kind.RANKS:
        return len(numbers)
    return len(marks.chosen) or sum(1 for value in numbers.values() if value)


def shown(unit: Unit, value: int) -> str:
    return money(value) if unit is Unit.MONEY else number(value)


# --- to a choice and back -----------------------------------------------------------------------


def choice_of(paper: Paper, marks: Marks) -> Choice:
    """As it is sealed: only what counts, in one order for one meaning."""
    if paper.definition.ballot is Ballot.CHOICES:
        return sorted(marks.chosen, key=_utf16)
    if paper.definition.ballot is Ballot.POINTS:
        keep_nothing = paper.kind is Kind.SCORES  # there 0 is an opinion
        return {name: value for name, value in marks.numbers.items() if value or keep_nothing}
    rows = [sorted(row, key=_utf16) for row in places(marks)]
    return [row[0] if len(row) == 1 else row for row in rows]


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def marks_of(paper: Paper, choice: Choice) -> Marks:
    """The paper filled in once more."""
    if isinstance(choice, Mapping):
        return Marks(typed={name: str(value) for name, value in choice.items()})
    if paper.kind is Kind.RANKS:
        return ranked([row] if isinstance(row, str) else row for row in choice)
    return Marks(chosen=tuple(choice))


def faults(paper: Paper, marks: Marks, *, empty: str = "") -> list[Fault]:
    """Everything that is wrong with the paper, in words; nothing for one that may be cast.

    `empty`: the sentence for a paper without a mark, where the booth's own does not fit.
    """
    found = [Fault(_(FOREIGN))] if marks.foreign else []
    found += _wrong_numbers(paper, marks)
    if found:
        return found
    choice = choice_of(paper, marks)
    if not choice:
        return [Fault(_(empty or _empty(paper)))]
    found = [*_over(paper, marks), *_shared(paper, marks), *_few(paper, choice)]
    if found:
        return found
    try:
        reading.read(paper.definition, choice, strict=True)
    except reading.NotABallot:
        return [Fault(_over_price(paper, marks) or _(NOT_ALLOWED))]
    return []


def _empty(paper: Paper) -> str:
    if paper.kind is Kind.RANKS:
        return NO_RANKS
    return NO_POINTS if paper.definition.ballot is Ballot.POINTS else NOTHING


def _wrong_numbers(paper: Paper, marks: Marks) -> list[Fault]:
    ranks = paper.kind is Kind.RANKS
    lowest, highest = (1, paper.places) if ranks else (paper.lowest, paper.highest)
    found = []
    for name, text in marks.typed.items():
        value = _whole(text)
        facts: dict[str, Any] = {"title": paper.by_id[name].title}
        if value is None:
            sentence = _(NO_NUMBER, **facts, typed=text)
        elif value < lowest:
            sentence = _(TOO_LOW, **facts, lowest=lowest)
        elif value > highest:
            sentence = _(TOO_HIGH, **facts, highest=number(highest))
        else:
            continue
        found.append(Fault(sentence, frozenset((name,))))
    return found


def _over(paper: Paper, marks: Marks) -> list[Fault]:
    return [
        Fault(
            _(
                OVER[gauge.unit],
                most=shown(gauge.unit, gauge.most),
                used=shown(gauge.unit, gauge.used),
                over=shown(gauge.unit, -gauge.left),
            )
        )
        for gauge in gauges(paper, marks)
        if gauge.most is not None and gauge.left < 0
    ]


def _shared(paper: Paper, marks: Marks) -> list[Fault]:
    if paper.kind is not Kind.RANKS or paper.equal_ranks:
        return []
    shared = [place for place, size in Counter(marks.numbers.values()).items() if size > 1]
    found = []
    for place in sorted(shared):
        names = [name for name, value in marks.numbers.items() if value == place]
        titles = ", ".join(paper.by_id[name].title for name in names)
        found.append(Fault(_(TWICE, place=place, titles=titles), frozenset(names)))
    return found


def _few(paper: Paper, choice: Choice) -> list[Fault]:
    size = len(choice)
    if size >= paper.least:
        return []
    sentence = ngettext(
        "En az %(num)s seçenek gerekir. Siz %(size)s seçtiniz.",
        "En az %(num)s seçenek gerekir. Siz %(size)s seçtiniz.",
        paper.least,
        size=size,
    )
    return [Fault(sentence)]


def _over_price(paper: Paper, marks: Marks) -> str:
    """One project alone may cost more than the limit."""
    most = paper.definition.params.get("max_cost")
    used = _used(paper, marks, Unit.MONEY)
    if most is None or used <= most:
        return ""
    return _(OVER_MONEY, most=money(most), used=money(used), over=money(used - most))
