"""The released figures as lines of a table with bars."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel import formats
from kernel.i18n import _, ngettext
from surveys.figures import NONE
from surveys.models import Question, QuestionKind, Section, Survey
from surveys.views.wording import labels


@dataclass(frozen=True)
class Bar:
    label: str
    #: None: not told
    value: int | None
    percent: str = ""
    #: mean place of a ranked option
    mean: str = ""
    tone: str = "brand"


@dataclass(frozen=True)
class Table:
    #: a row of a matrix; otherwise empty
    title: str
    bars: list[Bar]
    largest: int
    hidden: bool = False


@dataclass(frozen=True)
class Figure:
    question: Question
    base: str
    tables: list[Table] = field(default_factory=list)
    mean: str = ""
    hidden: bool = False
    #: of free text: tags instead of answers
    tags: bool = False


def sections(survey: Survey, places: Mapping[str, str]) -> list[tuple[Section, list[Figure]]]:
    told = (survey.figures or {}).get("questions", {})
    return [
        (section, [_figure(q, told[str(q.id)], places) for q in section.questions if _has(q, told)])
        for section in survey.sections
    ]


def _has(question: Question, told: Mapping[str, Any]) -> bool:
    return str(question.id) in told


def channels(survey: Survey) -> list[Bar]:
    """How the responses came, where that may be told."""
    found = (survey.figures or {}).get("channels")
    if not found or found["hidden"] or not found["alone"].get("paper"):
        return []
    words = {"web": _("Bu sitede"), "paper": _("Kâğıt üzerinde")}
    return [Bar(words[key], value) for key, value in found["alone"].items()]


def _figure(question: Question, told: Mapping[str, Any], places: Mapping[str, str]) -> Figure:
    if told["hidden"]:
        return Figure(question, "", hidden=True)
    if question.kind is QuestionKind.MATRIX:
        return _matrix(question, told)
    words = _words(question, places, told)
    mean = told.get("mean")
    shown = "" if mean is None else _("Ortalama: %(mean)s", mean=formats.number(mean))
    is_text = question.kind in (QuestionKind.SHORT, QuestionKind.LONG, QuestionKind.FILE)
    whole = told["answered"] or told["asked"]
    table = (
        _each(told["cells"], words, whole)
        if is_text or question.kind is QuestionKind.SEVERAL
        else _partition(told["cells"], words, whole, told.get("means") or {})
    )
    return Figure(question, _base(told), [table], shown, tags=is_text)


def _words(
    question: Question, places: Mapping[str, str], told: Mapping[str, Any]
) -> Mapping[str, str]:
    match question.kind:
        case QuestionKind.PLACE:
            return places
        case QuestionKind.NUMBER:
            cells = told["cells"]
            return {key: _class(key) for key in (*cells["alone"], *cells["joined"]) if key}
        case QuestionKind.SCALE:
            ends = {str(question.low): question.low_label, str(question.high): question.high_label}
            return {key: f"{key} – {word}" for key, word in ends.items() if word}
        case QuestionKind.SHORT | QuestionKind.LONG | QuestionKind.FILE:
            return {}
    return labels(question.options)


def _class(key: str) -> str:
    low, _colon, high = key.partition(":")
    if not low and not high:
        return _("Bütün sayılar")
    if not low:
        return _("%(high)s ve daha azı", high=formats.number(int(high)))
    if not high:
        return _("%(low)s ve daha çoğu", low=formats.number(int(low)))
    if low == high:
        return formats.number(int(low))
    return f"{formats.number(int(low))} – {formats.number(int(high))}"


def _partition(
    cells: Mapping[str, Any],
    words: Mapping[str, str],
    whole: int,
    means: Mapping[str, float | None],
) -> Table:
    bars = [
        Bar(
            words.get(key, key),
            value,
            formats.percent(value, whole, 0),
            formats.number(found) if (found := means.get(key)) is not None else "",
        )
        for key, value in cells["alone"].items()
        if key != NONE
    ]
    if cells["joined"]:
        names = [words.get(key, key) if key != NONE else _("yanıt yok") for key in cells["joined"]]
        label = _("Az olduğu için birlikte: %(names)s", names=", ".join(names))
        bars.append(
            Bar(label, cells["together"], formats.percent(cells["together"], whole, 0), tone="rule")
        )
    return Table("", bars, whole)


def _each(cells: Mapping[str, int | None], words: Mapping[str, str], whole: int) -> Table:
    bars = [
        Bar(
            words.get(key, key),
            value,
            "" if value is None else formats.percent(value, whole, 0),
        )
        for key, value in cells.items()
    ]
    return Table("", bars, whole)


def _matrix(question: Question, told: Mapping[str, Any]) -> Figure:
    lines, columns = labels(question.lines), labels(question.options)
    tables = []
    for key, row in told["rows"].items():
        if row["hidden"]:
            tables.append(Table(lines[key], [], 0, hidden=True))
            continue
        whole = row["answered"] or told["asked"]
        table = _partition(row["cells"], columns, whole, {})
        tables.append(Table(lines[key], table.bars, table.largest))
    return Figure(question, _asked(told["asked"]), tables)


def _base(told: Mapping[str, Any]) -> str:
    """Of whom the percentages are."""
    if told["answered"] is None:
        return _asked(told["asked"])
    return ngettext(
        "%(num)s kişi yanıtladı; yüzdeler onlara göre.",
        "%(num)s kişi yanıtladı; yüzdeler onlara göre.",
        told["answered"],
    )


def _asked(number: int) -> str:
    return ngettext(
        "%(num)s kişiye soruldu; yüzdeler onlara göre.",
        "%(num)s kişiye soruldu; yüzdeler onlara göre.",
        number,
    )
