"""From what a form holds to rows of answers, and what is still wrong with it. Pure."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from kernel.i18n import N_
from surveys.models import QuestionKind

#: question id (as text, for JSON) -> what was filled in, by kind: see `WRITTEN`
Values = dict[str, Any]

SHORTEST, LONGEST = 200, 4000
TEXTS = (QuestionKind.SHORT, QuestionKind.LONG)
#: may decide whether a later question is asked
DECIDING = (QuestionKind.SINGLE, QuestionKind.SEVERAL)


class Asked(Protocol):
    """What answering needs of a question."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> QuestionKind: ...
    @property
    def required(self) -> bool: ...
    @property
    def options(self) -> list[list[str]]: ...
    @property
    def lines(self) -> list[list[str]]: ...
    @property
    def low(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...
    @property
    def most(self) -> int | None: ...
    @property
    def after_id(self) -> int | None: ...
    @property
    def after_key(self) -> str: ...


class Wrong(StrEnum):
    EMPTY = N_("Bu soruyu yanıtlayın.")
    UNKNOWN = N_("Listeden seçin.")
    TOO_MANY = N_("İzin verilenden çok seçenek işaretlediniz.")
    BOUNDS = N_("Yazdığınız sayı istenen aralıkta değil.")
    TOO_LONG = N_("Yanıt çok uzun.")
    LINES = N_("Çizelgenin her satırında bir seçim yapın.")


@dataclass(frozen=True)
class Item:
    """One row of `survey_answer`."""

    item: str = ""
    option: str = ""
    number: int | None = None
    text: str = ""
    file_id: uuid.UUID | None = None


def is_asked(question: Asked, values: Mapping[str, Any]) -> bool:
    """Its condition holds. Whoever was not asked the deciding question is not asked this one."""
    if question.after_id is None:
        return True
    given = values.get(str(question.after_id))
    return question.after_key in (given if isinstance(given, list) else [given])


def asked(questions: Sequence[Asked], values: Mapping[str, Any]) -> list[Any]:
    """In order; a condition on something that is itself not asked does not hold."""
    known: Values = {}
    found = []
    for question in questions:
        if is_asked(question, known):
            found.append(question)
            if (value := values.get(str(question.id))) is not None:
                known[str(question.id)] = value
    return found


def kept(questions: Sequence[Asked], values: Mapping[str, Any]) -> Values:
    """Only what was asked and answered: what a changed mind has left behind goes."""
    return {
        str(question.id): values[str(question.id)]
        for question in asked(questions, values)
        if not is_empty(values.get(str(question.id)))
    }


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def problem(question: Asked, value: Any, places: frozenset[int] = frozenset()) -> Wrong | None:
    """`places` are the neighbourhoods of the municipality."""
    if is_empty(value):
        return Wrong.EMPTY if question.required else None
    check = CHECKS.get(question.kind)
    if question.kind is QuestionKind.PLACE:
        return None if value in places else Wrong.UNKNOWN
    return None if check is None else check(question, value)


def problems(
    questions: Sequence[Asked], values: Mapping[str, Any], places: frozenset[int]
) -> dict[int, Wrong]:
    found = {
        question.id: problem(question, values.get(str(question.id)), places)
        for question in asked(questions, values)
    }
    return {number: wrong for number, wrong in found.items() if wrong is not None}


def _keys(pairs: list[list[str]]) -> set[str]:
    return {key for key, _label in pairs}


def _single(question: Asked, value: Any) -> Wrong | None:
    return None if value in _keys(question.options) else Wrong.UNKNOWN


def _several(question: Asked, value: Any) -> Wrong | None:
    if not set(value) <= _keys(question.options) or len(set(value)) != len(value):
        return Wrong.UNKNOWN
    return Wrong.TOO_MANY if question.most and len(value) > question.most else None


def _ranking(question: Asked, value: Any) -> Wrong | None:
    return _several(question, value)


def _number(question: Asked, value: Any) -> Wrong | None:
    low, high = question.low, question.high
    outside = (low is not None and value < low) or (high is not None and value > high)
    return Wrong.BOUNDS if outside or abs(value) > 2**31 - 1 else None


def _matrix(question: Asked, value: Any) -> Wrong | None:
    lines = _keys(question.lines)
    if not set(value) <= lines or not set(value.values()) <= _keys(question.options):
        return Wrong.UNKNOWN
    return Wrong.LINES if question.required and set(value) != lines else None


def _short(_question: Asked, value: Any) -> Wrong | None:
    return Wrong.TOO_LONG if len(value) > SHORTEST else None


def _long(_question: Asked, value: Any) -> Wrong | None:
    return Wrong.TOO_LONG if len(value) > LONGEST else None


CHECKS = {
    QuestionKind.SINGLE: _single,
    QuestionKind.SEVERAL: _several,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SCALE: _number,
    QuestionKind.NUMBER: _number,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.SHORT: _short,
    QuestionKind.LONG: _long,
}


# --- rows ---------------------------------------------------------------------------------------


def items(question: Asked, value: Any) -> Iterator[Item]:
    """What is stored of one answer."""
    match question.kind:
        case QuestionKind.SINGLE:
            yield Item(option=value)
        case QuestionKind.SEVERAL:
            yield from (Item(item=key) for key in value)
        case QuestionKind.RANKING:
            yield from (Item(item=key, number=place) for place, key in enumerate(value, 1))
        case QuestionKind.MATRIX:
            yield from (Item(item=line, option=column) for line, column in value.items())
        case QuestionKind.SCALE | QuestionKind.NUMBER | QuestionKind.PLACE:
            yield Item(number=value)
        case QuestionKind.FILE:
            yield Item(text=value[1], file_id=uuid.UUID(value[0]))
        case _:
            yield Item(text=value)


def value_of(kind: QuestionKind, rows: Sequence[Any]) -> Any:
    """The way back, to change a response that was sent; `rows` as `Item` or stored."""
    first = rows[0]
    match kind:
        case QuestionKind.SINGLE:
            return first.option
        case QuestionKind.SEVERAL:
            return [row.item for row in rows]
        case QuestionKind.RANKING:
            return [row.item for row in sorted(rows, key=lambda row: row.number)]
        case QuestionKind.MATRIX:
            return {row.item: row.option for row in rows}
        case QuestionKind.SCALE | QuestionKind.NUMBER | QuestionKind.PLACE:
            return first.number
        case QuestionKind.FILE:
            return [first.file_id.hex, first.text]
        case _:
            return first.text
