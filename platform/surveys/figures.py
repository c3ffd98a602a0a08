"""What may be told of the answers: no figure on one to nine people, no difference of figures.

The rule, in full in docs/surveys.md. Every published count splits people in two: those it counts
and the rest. Both parts must be nobody or at least `LEAST`. Answers that exclude each other
("partition": single choice, scale, a row of a matrix) with "did not answer" add up to everybody
asked, so a small one is joined with others until what is published is a safe sum of cells none of
which can be worked out. Pure: counts in, plain JSON out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEAST = 10
#: how far apart the possible values of a joined cell must be, for whoever knows this rule
SPREAD = 5


def is_safe(part: int, whole: int) -> bool:
    """Neither the counted nor the rest are one to nine people."""
    return all(count == 0 or count >= LEAST for count in (part, whole - part))


def rounded(count: int) -> int:
    """What staff see while the survey is open: full tens, so that no two looks differ by one."""
    return count - count % LEAST


@dataclass(frozen=True)
class Split:
    """A partition as it may be published."""

    #: cell -> count, of the cells that are published alone
    alone: dict[str, int]
    #: the cells that are only told together, and their sum; empty or at least two
    joined: tuple[str, ...] = ()
    together: int = 0
    #: nothing of it may be told
    hidden: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "alone": self.alone,
            "joined": list(self.joined),
            "together": self.together,
            "hidden": self.hidden,
        }


HIDDEN = Split({}, hidden=True)


def split(cells: Mapping[str, int]) -> Split:
    """Small cells joined with each other, then with the smallest others, until they are safe."""
    whole = sum(cells.values())
    if 0 < whole < LEAST:
        return HIDDEN
    joined = {key for key, count in cells.items() if 0 < count < LEAST}
    if not joined:
        return Split(dict(cells))
    rest = sorted((count, key) for key, count in cells.items() if key not in joined and count)
    while not _is_guarded([cells[key] for key in joined]):
        if not rest:
            return HIDDEN
        joined.add(rest.pop(0)[1])
    if len(joined) == sum(1 for count in cells.values() if count):
        # One cell is left, and it is everybody: it says nothing.
        return HIDDEN
    return Split(
        {key: count for key, count in cells.items() if key not in joined},
        tuple(key for key in cells if key in joined),
        sum(cells[key] for key in joined),
    )


def _is_guarded(counts: Sequence[int]) -> bool:
    """The sum is safe and each small cell could still be any of `SPREAD` numbers."""
    if len(counts) < 2 or sum(counts) < LEAST:
        return False
    if any(count >= LEAST for count in counts):
        return True
    others = len(counts) - 1
    low = max(1, sum(counts) - (LEAST - 1) * others)
    high = min(LEAST - 1, sum(counts) - others)
    return high - low + 1 >= SPREAD


def singles(counts: Mapping[str, int], answered: int, everybody: int) -> Mapping[str, int | None]:
    """Several choices, tags: each count by itself, against who answered and against everybody."""
    return {
        key: count if is_safe(count, answered) and is_safe(count, everybody) else None
        for key, count in counts.items()
    }


# --- a whole survey -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """One question's raw counts, as `queries.count_answers` finds them."""

    id: int
    kind: str
    #: responses with an answer to it
    answered: int
    #: (item, option, number) -> responses
    cells: Mapping[tuple[str, str, int | None], int]
    options: Sequence[str] = ()
    lines: Sequence[str] = ()
    low: int | None = None
    high: int | None = None
    after_id: int | None = None
    after_key: str = ""
    tags: Mapping[str, int] = field(default_factory=dict)


Told = dict[str, Any]


def of(responses: int, channels: Mapping[str, int], questions: Sequence[Counted]) -> Told:
    """Everything that may be told, for ever: {"responses", "channels", "questions": {id: …}}."""
    told: Told = {"responses": responses if responses >= LEAST else None, "questions": {}}
    if responses < LEAST:
        return told
    told["channels"] = split(channels).as_json()
    raw = {question.id: question for question in questions}
    for question in questions:
        everybody = _asked(question, raw, told["questions"], responses)
        told["questions"][str(question.id)] = (
            {"hidden": True} if everybody is None else _question(question, everybody, responses)
        )
    return told


def _asked(
    question: Counted, raw: Mapping[int, Counted], told: Mapping[str, Told], responses: int
) -> int | None:
    """How many were asked. Told only where the deciding answer's own count is told."""
    if question.after_id is None:
        return responses
    before = told[str(question.after_id)]
    if before.get("hidden"):
        return None
    found = before["cells"]
    count = (
        found["alone"].get(question.after_key)
        if raw[question.after_id].kind == "single"
        else found.get(question.after_key)
    )
    return count if count is not None and is_safe(count, responses) else None


def _question(question: Counted, asked: int, responses: int) -> Told:
    """`answered` is None where it would give away the few who did not."""
    if 0 < asked < LEAST or 0 < question.answered < LEAST:
        return {"hidden": True}
    told: Told = {"asked": asked, "hidden": False}
    told |= SHAPES[question.kind](question, asked)
    return told


#: the cell of those who were asked and did not answer
NONE = ""


def _partition(question: Counted, asked: int, counts: Mapping[str, int]) -> Told:
    found = split({**counts, NONE: asked - sum(counts.values())})
    whole = not found.hidden and not found.joined
    answered = None if found.hidden or NONE in found.joined else asked - found.alone[NONE]
    told: Told = {"cells": found.as_json(), "answered": answered, "whole": whole}
    return {**told, "hidden": found.hidden}


def _single(question: Counted, asked: int) -> Told:
    counts = {key: question.cells.get(("", key, None), 0) for key in question.options}
    return _partition(question, asked, counts)


def _numbers(question: Counted) -> dict[int, int]:
    return {
        number: count for (_i, _o, number), count in question.cells.items() if number is not None
    }


def _scale(question: Counted, asked: int) -> Told:
    numbers = _numbers(question)
    low, high = question.low or 0, question.high or 0
    told = _partition(question, asked, {str(n): numbers.get(n, 0) for n in range(low, high + 1)})
    # A mean beside a joined cell would be an equation for what is in it.
    return {**told, "mean": _mean(numbers) if told["whole"] else None}


def _number(question: Counted, asked: int) -> Told:
    """In classes of one width, open at both ends: the smallest and the largest are one person's."""
    numbers = _numbers(question)
    counts: dict[str, int] = {}
    for low, high in _classes(numbers):
        counts[f"{'' if low is None else low}:{'' if high is None else high}"] = sum(
            count
            for number, count in numbers.items()
            if (low is None or number >= low) and (high is None or number <= high)
        )
    told = _partition(question, asked, counts)
    # Without bounds one person's million would be the mean.
    bounded = question.low is not None and question.high is not None
    return {**told, "mean": _mean(numbers) if told["whole"] and bounded else None}


def _classes(numbers: Mapping[int, int], most: int = 8) -> list[tuple[int | None, int | None]]:
    """Between the tenth smallest and the tenth largest, with round ends."""
    values = sorted(number for number, count in numbers.items() for _each_one in range(count))
    if len(values) < LEAST:
        return []
    low, high = sorted((values[LEAST - 1], values[-LEAST]))
    width = next(width for width in _widths() if high // width - low // width < most)
    first, last = low // width, high // width
    if first == last:
        return [(None, None)]
    return [
        (
            None if step == first else step * width,
            None if step == last else step * width + width - 1,
        )
        for step in range(first, last + 1)
    ]


def _widths() -> Iterator[int]:
    scale = 1
    while True:
        yield from (scale, 2 * scale, 5 * scale)
        scale *= 10


def _mean(numbers: Mapping[int, int]) -> float | None:
    whole = sum(numbers.values())
    total = sum(number * count for number, count in numbers.items())
    return round(total / whole, 1) if whole >= LEAST else None


def _places(question: Counted, asked: int) -> Told:
    return _partition(question, asked, {str(n): c for n, c in _numbers(question).items()})


def _several(question: Counted, asked: int) -> Told:
    counts = {key: question.cells.get((key, "", None), 0) for key in question.options}
    return _each(question, asked, counts)


def _each(question: Counted, asked: int, counts: Mapping[str, int]) -> Told:
    known = is_safe(question.answered, asked)
    return {
        "cells": singles(counts, question.answered if known else asked, asked),
        "answered": question.answered if known else None,
    }


def _matrix(question: Counted, asked: int) -> Told:
    rows = {}
    for line in question.lines:
        counts = {key: question.cells.get((line, key, None), 0) for key in question.options}
        rows[line] = _partition(question, asked, counts)
    return {"rows": rows}


def _ranking(question: Counted, asked: int) -> Told:
    """Who stands first is a partition; mean places only beside whole ones."""
    firsts = {key: question.cells.get((key, "", 1), 0) for key in question.options}
    told = _partition(question, asked, firsts)
    if not told["whole"]:
        return {**told, "means": {}}
    means = {}
    for key in question.options:
        numbers = {
            place: count
            for (item, _o, place), count in question.cells.items()
            if item == key and place is not None
        }
        means[key] = _mean(numbers) if is_safe(sum(numbers.values()), question.answered) else None
    return {**told, "means": means}


def _text(question: Counted, asked: int) -> Told:
    return _each(question, asked, question.tags)


SHAPES = {
    "single": _single,
    "several": _several,
    "scale": _scale,
    "matrix": _matrix,
    "number": _number,
    "short": _text,
    "long": _text,
    "ranking": _ranking,
    "place": _places,
    "file": _text,
}
