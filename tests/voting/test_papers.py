"""The ballot paper: fields read, moved, judged, and made into the choice that is sealed."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.make.papers import BUDGET, SAMPLES, Sample, budget
from voting.counting import reading
from voting.counting.parameters import RULES
from voting.forms import marks, words
from voting.forms.marks import Marks
from voting.forms.papers import Kind, Paper, Unit

Sent = list[tuple[str, str]]


def paper(name: str | Sample) -> Paper:
    return Paper((SAMPLES[name] if isinstance(name, str) else name).definition)


def filled(name: str | Sample, sent: Sent) -> tuple[Paper, Marks]:
    on = paper(name)
    return on, marks.read(on, MultiDict(sent))


def ticks(*names: str) -> Sent:
    return [("choice", name) for name in names]


def points(**given: str) -> Sent:
    return [(f"puan-{name[1:]}", text) for name, text in given.items()]


def ranks(*given: str) -> Sent:
    """The number typed beside option 1, 2, …; "" for none."""
    return [(f"sira-{number}", text) for number, text in enumerate(given, 1)]


KINDS = {
    "plurality": Kind.SINGLE,
    "seats": Kind.SEVERAL,
    "approval": Kind.SEVERAL,
    "proportional-split": Kind.SEVERAL,
    "score": Kind.SCORES,
    "average": Kind.SCORES,
    "star": Kind.SCORES,
    "irv": Kind.RANKS,
    "stv": Kind.RANKS,
    "schulze": Kind.RANKS,
    "greedy": Kind.BASKET,
    "equal-shares": Kind.BASKET,
    "greedy-threshold": Kind.SINGLE,
    "greedy-ratio": Kind.RANKS,
    "cumulative": Kind.POINTS,
    "scoring": Kind.POINTS,
    "quadratic": Kind.CREDITS,
}


def test_every_rule_has_a_paper() -> None:
    assert {sample.rule for sample in SAMPLES.values()} == set(RULES)
    assert {name: paper(name).kind for name in KINDS} == KINDS


GOOD: list[tuple[str, Sent, Any]] = [
    ("plurality", ticks("3"), ["3"]),
    ("seats", ticks("4", "2"), ["2", "4"]),
    ("approval", ticks("3", "1", "3"), ["1", "3"]),
    ("proportional-split", ticks("2"), ["2"]),
    ("greedy", ticks("1", "2", "3"), ["1", "2", "3"]),
    ("greedy-no-skip", ticks("8", "1"), ["1", "8"]),
    ("greedy-threshold", ticks("5"), ["5"]),
    ("pots", ticks("1", "4"), ["1", "4"]),
    ("score", points(_1="5", _2="0"), {"1": 5, "2": 0}),
    ("score", points(_1="0"), {"1": 0}),
    ("average", points(_1="5", _2=""), {"1": 5}),
    ("star", points(_1="1", _4="5"), {"1": 1, "4": 5}),
    ("score-100", points(_1=" 72 "), {"1": 72}),
    ("irv", ranks("2", "1", "", "3"), ["2", "1", "4"]),
    ("irv", ranks("9"[:0], "", "1", ""), ["3"]),
    ("stv", ranks("1", "2", "3", "4"), ["1", "2", "3", "4"]),
    ("borda", ranks("4", "", "2", ""), ["3", "1"]),
    ("schulze", ranks("1", "2", "1", ""), [["1", "3"], "2"]),
    ("greedy-ratio", ranks("2", "1"), ["2", "1"]),
    ("cumulative", points(_1="600", _2="400", _3="0"), {"1": 600, "2": 400}),
    ("scoring", points(_1="5", _2="1"), {"1": 5, "2": 1}),
    ("quadratic", points(_1="9", _2="3", _3="3"), {"1": 9, "2": 3, "3": 3}),
    ("quadratic-against", points(_1="-4", _2="2"), {"1": -4, "2": 2}),
]


@pytest.mark.parametrize(("name", "sent", "choice"), GOOD)
def test_a_good_paper_becomes_a_choice(app: Flask, name: str, sent: Sent, choice: Any) -> None:
    on, found = filled(name, sent)
    assert marks.faults(on, found) == []
    assert marks.choice_of(on, found) == choice
    assert reading.read(on.definition, choice, strict=True) is not None
    assert marks.choice_of(on, marks.marks_of(on, choice)) == choice


BAD: list[tuple[str | Sample, Sent, str, set[str]]] = [
    ("plurality", [], "Bir seçenek işaretleyin.", set()),
    ("plurality", ticks("1", "2"), "Bu oy kurala uymuyor.", set()),
    ("plurality", ticks("9"), "olmayan bir seçenek", set()),
    ("plurality", ticks("1", "<b>"), "olmayan bir seçenek", set()),
    ("seats", ticks("1", "2", "3"), "Siz 3 işaretlediniz; 1 tanesini kaldırın.", set()),
    ("approval", ticks("1"), "En az 2 seçenek gerekir. Siz 1 seçtiniz.", set()),
    ("approval", ticks("1", "2", "3", "4"), "En çok 3 seçenek", set()),
    ("greedy", ticks("1", "2", "5", "6"), "400.000\u00a0₺ fazla", set()),
    (
        "pots",
        ticks("1", "5"),
        "Sepetiniz 12.300.000\u00a0₺ tutuyor; sınır 10.000.000\u00a0₺.",
        set(),
    ),
    (
        budget("greedy", "choose-1", max_cost=BUDGET // 4),
        ticks("5"),
        "4.600.000\u00a0₺ fazla",
        set(),
    ),
    ("score", [], "En az bir seçeneğe puan verin.", set()),
    ("score", points(_1="6"), "en çok 5 yazabilirsiniz", {"1"}),
    ("score", points(_1="-1"), "en az 0 yazabilirsiniz", {"1"}),
    ("score", points(_9="1"), "olmayan bir seçenek", set()),
    ("average", points(_1="", _2=""), "En az bir seçeneğe puan verin.", set()),
    ("score-100", points(_1="çok", _2="7"), "bir tam sayı yazın. Yazdığınız: çok", {"1"}),
    ("score-100", points(_1="1" * 25), "bir tam sayı yazın", {"1"}),
    ("score-100", points(_1="٣"), "bir tam sayı yazın", {"1"}),
    ("irv", [], "En az bir seçeneği sıraya koyun.", set()),
    ("irv", ranks("1", "1"), "1. sırada birden çok seçenek var", {"1", "2"}),
    ("irv", ranks("5"), "en çok 4 yazabilirsiniz", {"1"}),
    ("irv", ranks("0"), "en az 1 yazabilirsiniz", {"1"}),
    ("irv-3", ranks("1", "2", "3", "4"), "en çok 3 yazabilirsiniz", {"4"}),
    ("greedy-ratio", ranks("x"), "bir tam sayı yazın", {"1"}),
    ("cumulative", points(_1="600", _2="401"), "1 puan azaltın", set()),
    ("cumulative", points(_1="1001"), "en çok 1.000 yazabilirsiniz", {"1"}),
    ("cumulative", points(_1="0"), "En az bir seçeneğe puan verin.", set()),
    ("scoring", points(_1="6"), "en çok 5", {"1"}),
    ("scoring", points(_1="1", _2="1", _3="1", _4="1", _5="1"), "1 tanesini kaldırın", set()),
    ("quadratic", points(_1="9", _2="5"), "7 kredi fazla", set()),
    ("quadratic", points(_1="-1"), "en az 0", {"1"}),
    ("quadratic-against", points(_1="-9", _2="5"), "7 kredi fazla", set()),
]


@pytest.mark.parametrize(("name", "sent", "words_", "about"), BAD)
def test_a_bad_paper_says_what_is_wrong(
    app: Flask, name: str | Sample, sent: Sent, words_: str, about: set[str]
) -> None:
    on, found = filled(name, sent)
    fault, *_more = marks.faults(on, found)
    assert words_ in fault.sentence
    assert fault.about == about


@pytest.mark.parametrize("name", SAMPLES)
def test_whatever_is_cast_is_one_the_count_takes(app: Flask, name: str) -> None:
    """Thousands of papers filled at random: what passes here is never refused there."""
    from random import Random  # noqa: PLC0415

    dice, on = Random(name), paper(name)
    texts = ["", "0", "1", "2", "3", "4", "5", "9", "-1", "-9", "17", "600", "x", "1e3"]
    for _turn in range(300):
        sent = [("choice", dice.choice("123456789")) for _mark in range(dice.randrange(4))]
        for number in range(1, 9):
            text = dice.choice(texts)
            sent += [(f"puan-{number}", text), (f"sira-{number}", text)]
        found = marks.read(on, MultiDict(dice.sample(sent, dice.randrange(len(sent)))))
        if not marks.faults(on, found):
            choice = marks.choice_of(on, found)
            assert reading.read(on.definition, choice, strict=True) is not None
            assert words.lines(on, choice)


MOVES = [
    ("irv", ranks("", "", "", ""), "ekle", "3", ["3"]),
    ("irv", ranks("1", "2", "", ""), "ekle", "4", ["1", "2", "4"]),
    ("irv", ranks("1", "2", "3", ""), "yukari", "3", ["1", "3", "2"]),
    ("irv", ranks("1", "2", "3", ""), "yukari", "1", ["1", "2", "3"]),
    ("irv", ranks("1", "2", "3", ""), "asagi", "1", ["2", "1", "3"]),
    ("irv", ranks("1", "2", "3", ""), "asagi", "3", ["1", "2", "3"]),
    ("irv", ranks("1", "2", "3", ""), "cikar", "1", ["2", "3"]),
    ("irv", ranks("1", "1", "1", ""), "cikar", "4", ["1", "2", "3"]),
    ("irv", ranks("1", "", "", ""), "ekle", "9", ["1"]),
    ("irv-3", ranks("1", "2", "3", ""), "ekle", "4", ["1", "2", "3"]),
    ("schulze", ranks("1", "1", "2", ""), "yukari", "2", ["2", "1", "3"]),
    ("schulze", ranks("1", "1", "2", ""), "asagi", "1", ["2", "1", "3"]),
    ("schulze", ranks("1", "1", "2", ""), "asagi", "3", [["1", "2"], "3"]),
    ("schulze", ranks("1", "1", "2", ""), "yukari", "3", ["3", ["1", "2"]]),
    ("cumulative", points(_1="7"), "arti", "1", {"1": 8}),
    ("cumulative", points(_1="1000"), "arti", "1", {"1": 1000}),
    ("cumulative", points(_1="1"), "eksi", "1", {}),
    ("quadratic", [], "arti", "2", {"2": 1}),
    ("quadratic", points(_1="9"), "arti", "1", {"1": 9}),
    ("quadratic-against", [], "eksi", "2", {"2": -1}),
    ("plurality", ticks("1"), "arti", "2", ["1"]),
]


@pytest.mark.parametrize(("name", "sent", "verb", "option", "choice"), MOVES)
def test_buttons_change_the_paper(
    app: Flask, name: str, sent: Sent, verb: str, option: str, choice: Any
) -> None:
    on, found = filled(name, sent)
    after = marks.moved(on, found, verb, option)
    if name == "irv" and sent == ranks("1", "1", "1", ""):
        after = marks.moved(on, after, "yukari", "1")  # a doubled place is undone by a move
    assert marks.choice_of(on, after) == choice


def test_limits_are_reckoned() -> None:
    on, found = filled("greedy", ticks("1", "2"))
    (gauge,) = marks.gauges(on, found)
    assert (gauge.unit, gauge.used, gauge.left) == (
        Unit.MONEY,
        8_950_000_00,
        BUDGET - 8_950_000_00,
    )
    on, found = filled("quadratic-against", points(_1="-3", _2="2"))
    assert [gauge.left for gauge in marks.gauges(on, found)] == [99 - 13]


def test_pots_are_groups_with_the_city_last() -> None:
    on = paper("pots")
    groups = on.grouped(on.shuffled("x"))
    assert [(group.name, group.money) for group in groups] == [
        ("Kavaklı", BUDGET // 4),
        ("Yeşilova", BUDGET // 4),
        ("", BUDGET // 2),
    ]
    assert sum(len(group.entries) for group in groups) == 8


SAID: list[tuple[str, Any, list[str]]] = [
    ("score", {"1": 0, "2": 5}, ["5 puan: Çok isterim", "0 puan: Hiç istemem"]),
    ("average-10", {"1": 10, "2": 4}, ["10 puan: Çok isterim", "4 puan"]),
    ("quadratic", {"1": 1, "2": 3}, ["3 oy: 9 kredi", "1 oy: 1 kredi"]),
    ("cumulative", {"1": 600}, ["600 puan"]),
    ("plurality", ["1"], [""]),
]


@pytest.mark.parametrize(("name", "choice", "notes"), SAID)
def test_a_choice_in_words(app: Flask, name: str, choice: Any, notes: list[str]) -> None:
    assert [line.note for line in words.lines(paper(name), choice)] == notes


def test_a_ranking_in_words_is_in_its_order(app: Flask) -> None:
    lines = words.lines(paper("schulze"), [["3", "1"], "2"])
    assert [[entry.id for entry in line.entries] for line in lines] == [["3", "1"], ["2"]]
