"""What is asked, what is wrong, and what is stored of an answer."""

from typing import Any

import pytest

from surveys import answering
from surveys.answering import Wrong
from surveys.models import Question, QuestionKind
from tests.make.surveys import KINDS

PLACES = frozenset({7, 8})
FILE = ["0" * 31 + "1", "plan.pdf"]


def question(kind: QuestionKind, number: int = 1, **anything: Any) -> Question:
    values = {"options": [], "lines": [], "required": False, "after_key": "", **KINDS[kind]}
    return Question(**{"id": number, "kind": kind, **values, **anything})


GOOD = [
    (QuestionKind.SINGLE, "2"),
    (QuestionKind.SEVERAL, ["1", "3"]),
    (QuestionKind.SCALE, 5),
    (QuestionKind.MATRIX, {"1": "2", "2": "3"}),
    (QuestionKind.NUMBER, 0),
    (QuestionKind.SHORT, "Kısa"),
    (QuestionKind.LONG, "Uzun\nmetin"),
    (QuestionKind.RANKING, ["3", "1"]),
    (QuestionKind.PLACE, 7),
    (QuestionKind.FILE, FILE),
]


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_what_is_stored_comes_back(kind: QuestionKind, value: Any) -> None:
    asked = question(kind, required=True)
    assert answering.problem(asked, value, PLACES) is None
    assert answering.value_of(kind, list(answering.items(asked, value))) == value


BAD = [
    (QuestionKind.SINGLE, "9", Wrong.UNKNOWN),
    (QuestionKind.SEVERAL, ["1", "9"], Wrong.UNKNOWN),
    (QuestionKind.SEVERAL, ["1", "1"], Wrong.UNKNOWN),
    (QuestionKind.SEVERAL, ["1", "2", "3"], Wrong.TOO_MANY),
    (QuestionKind.SCALE, 6, Wrong.BOUNDS),
    (QuestionKind.NUMBER, -1, Wrong.BOUNDS),
    (QuestionKind.NUMBER, 101, Wrong.BOUNDS),
    (QuestionKind.MATRIX, {"9": "1"}, Wrong.UNKNOWN),
    (QuestionKind.MATRIX, {"1": "9"}, Wrong.UNKNOWN),
    (QuestionKind.RANKING, ["1", "1"], Wrong.UNKNOWN),
    (QuestionKind.SHORT, "x" * 201, Wrong.TOO_LONG),
    (QuestionKind.LONG, "x" * 4001, Wrong.TOO_LONG),
    (QuestionKind.PLACE, 9, Wrong.UNKNOWN),
]


@pytest.mark.parametrize(("kind", "value", "wrong"), BAD)
def test_what_is_refused(kind: QuestionKind, value: Any, wrong: Wrong) -> None:
    assert answering.problem(question(kind), value, PLACES) is wrong


def test_required_means_every_line_of_a_matrix() -> None:
    matrix = question(QuestionKind.MATRIX, required=True)
    assert answering.problem(matrix, {"1": "2"}) is Wrong.LINES
    assert answering.problem(matrix, {}) is Wrong.EMPTY
    assert answering.problem(question(QuestionKind.NUMBER, required=True), 0) is None


def test_a_question_is_asked_only_where_its_condition_holds() -> None:
    first = question(QuestionKind.SEVERAL)
    second = question(QuestionKind.SINGLE, 2, after_id=1, after_key="3")
    third = question(QuestionKind.SHORT, 3, after_id=2, after_key="1", required=True)
    questions = [first, second, third]
    values = {"1": ["1", "3"], "2": "1", "3": "çünkü"}
    assert answering.kept(questions, values) == values
    changed = {**values, "1": ["1"]}
    # What hung on the changed answer goes, and what hung on that too.
    assert answering.kept(questions, changed) == {"1": ["1"]}
    assert answering.problems(questions, changed, PLACES) == {}
    assert answering.problems(questions, {**values, "3": ""}, PLACES) == {3: Wrong.EMPTY}
