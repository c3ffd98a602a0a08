"""Charts of a result before they are drawn: rows of cells, where a bar never stands without its
figure and a colour never without a word or a sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from voting.counting.results import Result
from voting.explaining.words import Words


class Mark(StrEnum):
    """What a cell of a trace says beside its figure."""

    NONE = ""
    IN = "in"
    OUT = "out"
    TIE = "tie"


@dataclass(frozen=True)
class Fate:
    """What became of an option: kind and icon of the macro `status`, and its word."""

    kind: str
    word: str
    icon: str = ""


@dataclass(frozen=True)
class Bar:
    """`tick` is a limit in the same unit; `less` goes the other way from the middle line."""

    value: int
    largest: int
    tick: int | None = None
    tone: str = "brand"
    less: int | None = None


@dataclass(frozen=True)
class Cell:
    text: str = ""
    mark: Mark = Mark.NONE
    bar: Bar | None = None
    fate: Fate | None = None


@dataclass(frozen=True)
class Column:
    """`kind`: text, figure or bar. `short` stands before the cell where the table folds."""

    label: str
    kind: str = "figure"
    short: str = ""


@dataclass(frozen=True)
class Row:
    """`option` is linked, where its page exists; `tone`: win, out, sum or nothing."""

    title: str
    cells: Sequence[Cell]
    option: str | None = None
    tone: str = ""


@dataclass(frozen=True)
class Purse:
    """One bar of money: the parts that were spent, in order, and what they are out of."""

    money: int
    parts: Sequence[int]
    words: str

    @property
    def edges(self) -> list[str]:
        """Where each part ends, in hundredths of the bar."""
        done, found = 0, []
        for part in self.parts:
            done += part
            found.append(f"{100 * done / (self.money or 1):.1f}")
        return found


@dataclass(frozen=True)
class Chart:
    """`flow`: folds into cards on a phone, others scroll sideways. `folded`: opened on demand."""

    key: str
    title: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    flow: bool = True
    folded: bool = False
    purse: Purse | None = None
    #: what the sign of a mark means here, for those who do not see it
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A result and who is chosen after all: also by a decision that came after the count."""

    words: Words
    chosen: frozenset[str]
    open: frozenset[str] = field(default_factory=frozenset)

    @property
    def result(self) -> Result:
        return self.words.result

    @property
    def ballots(self) -> int:
        """All that were handed in: also the blank and the invalid ones."""
        counts = self.result.counts
        return counts.valid + counts.blank + counts.invalid

    def order(self) -> list[str]:
        """Winners first, then as ranked."""
        ranked = [name for group in self.result.ranking for name in group]
        first = [*self.result.winners, *(name for name in ranked if name in self.chosen)]
        return list(dict.fromkeys([*first, *ranked]))

    def tone(self, name: str) -> str:
        if name in self.chosen:
            return "win"
        return "" if name in self.open or name in self.runoff else "out"

    @property
    def runoff(self) -> Sequence[str]:
        found: Sequence[str] = self.result.details.get("runoff", ())
        return found

    def bar_tone(self, name: str) -> str:
        """Only who is out is drawn pale."""
        return "rule" if self.tone(name) == "out" else "brand"
