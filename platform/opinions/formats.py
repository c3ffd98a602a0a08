"""Reads Polis's exports: `participants-votes.csv`, and `comments.csv` where it lies beside it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kernel.i18n import N_
from opinions.analysis import votes
from opinions.analysis.counting import NOWHERE
from opinions.analysis.votes import Votes

VOTES, COMMENTS = "participants-votes.csv", "comments.csv"
#: more is no conversation; Polis's own limits are the same
MOST_PEOPLE, MOST_STATEMENTS = 100_000, 10_000
UNREADABLE = N_("Bu satır okunamadı.")
NO_TABLE = N_("Bu dosya Polis’in yanıt dosyası değil: ilk sütunun adı “participant” olmalı.")
NO_STATEMENTS = N_("Başlıkta ifade numarası olan bir sütun yok.")
NO_TEXTS = N_("Bu dosya Polis’in ifade dosyası değil: beklenen sütunlar yok.")
NO_ANSWER = N_("Bir hücrede 1, 0 ve -1 dışında bir değer var.")
WRONG_WIDTH = N_("Satırdaki hücre sayısı başlıktakinden farklı.")
NO_TEXT = N_("Dosya UTF-8 metin değil.")
EMPTY = N_("Dosya boş.")
TWICE = N_("Bir katılımcı ya da ifade iki kez geçiyor.")
TOO_LARGE = N_("Dosya bir görüş haritası için çok büyük.")

ANSWERS = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}


class Malformed(ValueError):
    """What is wrong with a file, and in which line (0: as a whole).

    `say`: the same for an officer, in the words of the interface (a msgid).
    """

    def __init__(self, line: int, text: str, say: str = UNREADABLE) -> None:
        super().__init__(f"line {line}: {text}" if line else text)
        self.line, self.text, self.say = line, text, say


@dataclass(frozen=True)
class Statement:
    number: int
    text: str
    author: int | None
    #: 1 accepted, 0 nobody has decided, −1 rejected
    moderated: int


@dataclass(frozen=True)
class Export:
    """`people`: in the order of the file; `columns`: further columns by name, a text a person."""

    people: tuple[int, ...]
    statements: tuple[int, ...]
    cells: NDArray[np.int64]
    columns: dict[str, tuple[str, ...]]
    texts: tuple[Statement, ...]

    @property
    def rejected(self) -> list[int]:
        return [one.number for one in self.texts if one.moderated == -1]

    def votes(self) -> Votes:
        return votes.make(self.cells, statements=self.statements, out=self.rejected)

    def groups(self, column: str) -> NDArray[np.int64]:
        """In the order of the people's numbers; an empty cell is no group. Malformed: no column."""
        if column not in self.columns:
            known = ", ".join(sorted(self.columns))
            raise Malformed(1, f"there is no column {column!r}; there are: {known}")
        names = sorted({name for name in self.columns[column] if name}, key=_numbers_first)
        number = {name: at for at, name in enumerate(names)}
        order = np.argsort(np.array(self.people), kind="stable")
        found = [number.get(name, NOWHERE) for name in self.columns[column]]
        return np.array(found, dtype=np.int64)[order]


def _numbers_first(name: str) -> tuple[int, float, str]:
    try:
        return 0, float(name), name
    except ValueError:
        return 1, 0.0, name


def read(path: Path) -> Export:
    """FILE, or the folder it lies in. Malformed: which line cannot be read, and why."""
    file = path / VOTES if path.is_dir() else path
    lines = _lines(file)
    try:
        head = next(lines)[1]
    except StopIteration:
        raise Malformed(0, f"{file.name} is empty", EMPTY) from None
    answered, others = _columns(head)
    people: list[int] = []
    cells: list[tuple[int, int, int]] = []
    more: dict[str, list[str]] = {name: [] for _at, name in others}
    for number, row in lines:
        if len(row) != len(head):
            raise Malformed(
                number, f"{len(row)} cells where the heading has {len(head)}", WRONG_WIDTH
            )
        person = _whole(row[0], number, "the participant")
        people.append(person)
        cells += _answers(row, answered, person, number)
        for at, name in others:
            more[name].append(row[at])
    if len(set(people)) < len(people):
        raise Malformed(0, "a participant stands in two lines", TWICE)
    if len(people) > MOST_PEOPLE:
        raise Malformed(0, f"more than {MOST_PEOPLE} participants", TOO_LARGE)
    return Export(
        tuple(people),
        tuple(statement for _at, statement in answered),
        np.array(cells, dtype=np.int64).reshape(-1, 3),
        {name: tuple(found) for name, found in more.items()},
        read_texts(file.parent / COMMENTS) if (file.parent / COMMENTS).is_file() else (),
    )


def _lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            for row in reader:
                if row:
                    yield reader.line_num, row
    except UnicodeDecodeError:
        raise Malformed(0, f"{file.name} is no UTF-8 text", NO_TEXT) from None
    except csv.Error as error:
        raise Malformed(0, f"{file.name}: {error}") from None


def _columns(head: Sequence[str]) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """Those named by a number are statements."""
    if head[0] != "participant":
        raise Malformed(1, "the first column is not called 'participant'", NO_TABLE)
    answered = [
        (at, int(name)) for at, name in enumerate(head) if name.isascii() and name.isdigit()
    ]
    if not answered:
        raise Malformed(1, "no column is named by the number of a statement", NO_STATEMENTS)
    if len({statement for _at, statement in answered}) < len(answered):
        raise Malformed(1, "a statement has two columns", TWICE)
    if len(answered) > MOST_STATEMENTS:
        raise Malformed(1, f"more than {MOST_STATEMENTS} statements", TOO_LARGE)
    numbers = {at for at, _statement in answered}
    return answered, [(at, name) for at, name in enumerate(head) if at and at not in numbers]


def _answers(
    row: Sequence[str], answered: Sequence[tuple[int, int]], person: int, number: int
) -> Iterator[tuple[int, int, int]]:
    for at, statement in answered:
        if row[at] == "":
            continue
        if row[at] not in ANSWERS:
            raise Malformed(
                number, f"{row[at][:20]!r} under {statement} is not 1, 0 or -1", NO_ANSWER
            )
        yield person, statement, ANSWERS[row[at]]


def _whole(text: str, number: int, what: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Malformed(number, f"{what} is not a whole number: {text[:20]!r}")
    return int(text)


def read_texts(file: Path) -> tuple[Statement, ...]:
    lines = _lines(file)
    head = next(lines, (1, []))[1]
    try:
        name, body = head.index("comment-id"), head.index("comment-body")
        moderated, author = head.index("moderated"), head.index("author-id")
    except ValueError as error:
        raise Malformed(1, f"{file.name}: {error}", NO_TEXTS) from None
    found = []
    for number, row in lines:
        if len(row) != len(head):
            raise Malformed(
                number, f"{file.name}: {len(row)} cells, the heading has {len(head)}", WRONG_WIDTH
            )
        if row[moderated] not in ("-1", "0", "1"):
            raise Malformed(number, f"{file.name}: 'moderated' is not -1, 0 or 1")
        found.append(
            Statement(
                _whole(row[name], number, f"{file.name}: the statement"),
                row[body],
                int(row[author]) if row[author].isdigit() else None,
                int(row[moderated]),
            )
        )
    return tuple(found)
