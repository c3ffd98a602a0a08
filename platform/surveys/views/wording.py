"""Answers and conditions in words."""

from collections.abc import Callable, Mapping
from typing import Any

from kernel import formats
from kernel.i18n import _
from surveys import answering, queries
from surveys.models import Question, QuestionKind, Survey


def labels(pairs: list[list[str]]) -> dict[str, str]:
    return {key: label for key, label in pairs}


def said(question: Question, value: Any, places: Mapping[str, str]) -> list[str]:
    """One line each; nothing where nothing was said."""
    if answering.is_empty(value):
        return []
    shape = SHAPES.get(question.kind)
    if question.kind is QuestionKind.PLACE:
        return [places.get(str(value), "")]
    return [str(value)] if shape is None else shape(question, value)


def _one(question: Question, value: Any) -> list[str]:
    return [labels(question.options).get(value, "")]


def _several(question: Question, value: Any) -> list[str]:
    options = labels(question.options)
    return [options.get(key, "") for key in value]


def _ranked(question: Question, value: Any) -> list[str]:
    return [f"{place}. {word}" for place, word in enumerate(_several(question, value), 1)]


def _lines(question: Question, value: Any) -> list[str]:
    options, lines = labels(question.options), labels(question.lines)
    return [f"{lines.get(line, '')}: {options.get(key, '')}" for line, key in value.items()]


def _number(_question: Question, value: Any) -> list[str]:
    return [formats.number(value)]


def _file(_question: Question, value: Any) -> list[str]:
    return [value[1]]


SHAPES: dict[QuestionKind, Callable[[Question, Any], list[str]]] = {
    QuestionKind.SINGLE: _one,
    QuestionKind.SEVERAL: _several,
    QuestionKind.RANKING: _ranked,
    QuestionKind.MATRIX: _lines,
    QuestionKind.SCALE: _number,
    QuestionKind.NUMBER: _number,
    QuestionKind.FILE: _file,
}


def conditions(survey: Survey) -> dict[int, str]:
    """Question -> the sentence that says when it is asked."""
    questions = {question.id: question for question in queries.questions_of(survey)}
    found = {}
    for question in questions.values():
        before = questions.get(question.after_id or 0)
        if before is not None:
            found[question.id] = _(
                "Yalnızca “%(question)s” sorusuna “%(answer)s” dediyseniz yanıtlayın.",
                question=before.title,
                answer=labels(before.options).get(question.after_key, ""),
            )
    return found
