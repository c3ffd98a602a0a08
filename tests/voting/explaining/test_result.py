"""Sentences of a result: what they say for each rule and outcome, in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest

from kernel.i18n import in_language
from voting.counting.definition import define
from voting.counting.parameters import RULES
from voting.counting.tally import count
from voting.explaining import examples, result, tables
from voting.explaining.methods import FAMILIES, METHODS


@pytest.fixture(params=["tr", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with in_language(request.param):
        yield request.param


def explain(rule: str, options: Any, ballots: Any, **more: Any) -> list[str]:
    facts = {name: more.pop(name) for name in ("seed", "council", "electorate") if name in more}
    margin = more.pop("margin", None)
    counted = count(define(rule, options, **more), ballots, **facts)
    return result.explain(counted, margin=margin).sentences()


def test_every_rule_has_words_and_an_example() -> None:
    assert set(METHODS) == set(RULES) == set(examples.EXAMPLES) == set(result.WHY)
    assert len(METHODS) == sum(len(family.methods) for family in FAMILIES)


@pytest.mark.parametrize("rule", METHODS)
def test_every_example_is_counted_and_told(rule: str, language: str) -> None:
    shown = examples.shown(rule, language)
    assert examples.counted(rule, language).winners
    assert len(shown.sentences) >= 2
    assert shown.ballots.rows
    assert shown.tables
    text = " ".join(shown.sentences)
    assert "%(" not in text
    assert "None" not in text
    for table in shown.tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert table.shares is None or len(table.shares) == len(table.rows)


def test_examples_of_one_rule_differ_between_the_languages() -> None:
    with in_language("en"):
        english = examples.shown("irv", "en")
    assert english.sentences[0] == "Winner: Playground."
    assert examples.shown("irv", "tr").sentences[0] == "Kazanan: Oyun alanı."


def test_by_how_much() -> None:
    told = explain("plurality", ["Park", "Yol"], [["Park"]] * 5 + [["Yol"]] * 3 + [[]])
    assert told == [
        "Herkes bir seçenek işaretler; en çok oy alan kazanır.",
        "Kazanan: Park.",
        "Park: 5 oy.",
        "Hemen ardından gelen: Yol. Aradaki fark: 2.",
        "Geçerli oy: 8. Boş: 1. Geçersiz: 0.",
    ]


@pytest.mark.parametrize(
    ("tie", "facts", "sentence"),
    [
        ("declare", {}, "Eşitlik var: a, b. Kural bunu bozmaz, olduğu gibi ilan edilir."),
        ("lot", {}, "Eşitlik var: a, b. Kura çekilince kesinleşecek."),
        ("council", {}, "Eşitlik var: a, b. Kararı yetkili kurul verecek."),
        ("lot", {"seed": "7"}, "Sıralama: a, b eşitti. Kura sonucu: "),
        (
            "council",
            {"council": ["b", "a", "c"]},
            "Sıralama: a, b eşitti. Kurulun kararı: b.",
        ),
    ],
)
def test_a_tie_is_told(tie: str, facts: dict[str, Any], sentence: str) -> None:
    told = explain("plurality", ["a", "b", "c"], [["a"], ["b"]], tie=tie, **facts)
    assert any(line.startswith(sentence) for line in told)


@pytest.mark.parametrize(
    ("rule", "ballots", "sentence"),
    [
        ("approval", [["a", "b"], ["a", "b"], ["a", "c"]], "Son yeri alan b: 2 oy."),
        ("score", [{"a": 5, "b": 4, "c": 1}], "Son yeri alan b: 4 puan."),
    ],
)
def test_of_several_winners_the_last_one_is_compared(
    rule: str, ballots: Any, sentence: str
) -> None:
    assert sentence in explain(rule, ["a", "b", "c"], ballots, seats=2)


def test_certain_winners_stand_before_an_open_tie() -> None:
    told = explain("approval", ["a", "b", "c"], [["a"], ["a", "b"], ["c"]], seats=2)
    assert told[1] == (
        "Kesin kazananlar: a. Eşitlik var: b, c. Kural bunu bozmaz, olduğu gibi ilan edilir."
    )


def test_the_rules_own_next_step_is_named() -> None:
    projects = [{"id": "a", "cost": 20}, {"id": "b", "cost": 10}]
    told = explain("greedy", projects, [["a", "b"]], budget=25)
    assert "1. proje: a, b eşitti. Belirleyen, düşük maliyet: b." in told


def test_a_runoff_names_the_pair() -> None:
    ballots = [["a"]] * 3 + [["b"]] * 2 + [["c"]]
    told = explain("plurality", ["a", "b", "c"], ballots, majority=True)
    assert told[1] == "Kimse oyların yarısını geçmedi. İkinci oylamaya kalanlar: a, b."


@pytest.mark.parametrize(
    ("electorate", "outcome", "quorum"),
    [
        (
            20,
            "Kazanan: a.",
            "Katılım yeter sayısı 2; 20 kişiden 2 oy geldi.",
        ),
        (
            21,
            "Katılım yeter sayısına ulaşılmadı. Sayım yine de yayımlandı.",
            "Katılım yeter sayısı 3; 21 kişiden yalnız 2 oy geldi.",
        ),
    ],
)
def test_the_quorum_in_words(electorate: int, outcome: str, quorum: str) -> None:
    told = explain("plurality", ["a", "b"], [["a"], ["a"]], quorum=[10, 100], electorate=electorate)
    assert told[1] == outcome
    assert told[-1] == quorum


def test_nobody_wins_without_the_support_that_is_needed() -> None:
    told = explain("plurality", ["a", "b"], [["a"], ["a"]], approval_quorum=[1, 2], electorate=10)
    assert told[1] == "Kazanan yok."
    assert "Gereken en az destek 5 oy. Ulaşamadığı için kazanamayanlar: a." in told


def test_no_ballot_is_no_result() -> None:
    told = explain("irv", ["a", "b"], [])
    assert told[1:3] == ["Kazanan yok.", "Sayılacak geçerli oy yok."]


def test_a_beaten_condorcet_winner_is_named() -> None:
    """Burlington's shape: the compromise goes out first."""
    ballots = [["g", "k", "o"]] * 8 + [["o", "k", "g"]] * 7 + [["k", "o", "g"]] * 5
    told = explain("irv", ["g", "o", "k"], ballots)
    assert "o 2. turda yarıyı geçti: kalan 20 oyun 12 tanesi." in told
    assert "İlk turda önde olan g idi; elenenlerin oylarıyla sıra değişti." in told
    assert any("herkesi yenen seçenek k, ama" in line for line in told)


def test_a_skipped_comparison_is_named() -> None:
    ballots = [["a", "b", "c"]] * 9 + [["b", "c", "a"]] * 8 + [["c", "a", "b"]] * 5
    told = explain("ranked-pairs", ["a", "b", "c"], ballots)
    assert "Döngü kurduğu için atlanan karşılaştırma: c, a (13–9)." in told


def test_why_a_popular_project_was_not_funded() -> None:
    projects = [
        {"id": "m", "title": "Meydan", "cost": 6_000_000},
        {"id": "y", "title": "Yaya yolu", "cost": 4_000_000},
        {"id": "b", "title": "Bahçe", "cost": 2_000_000},
    ]
    ballots = [["m", "y"]] * 5 + [["m"]] + [["b"]] * 4
    told = explain("equal-shares", projects, ballots, budget=10_000_000)
    assert told[2:5] == [
        "2 proje alındı. Harcanan: 80.000\xa0₺. Artan: 20.000\xa0₺.",
        "Yaya yolu 5 oy aldı ama alınmadı: maliyeti 40.000\xa0₺, "
        "destekleyenlerinin kalan payı 0\xa0₺.",
        "En az bir projesi alınan seçmen: 10. Hiçbir projesi alınmayan: 0.",
    ]
    told = explain("greedy", projects, ballots, budget=9_000_000)
    assert (
        "Yaya yolu 5 oy aldı ama alınmadı: maliyeti 40.000\xa0₺, "
        "sıra geldiğinde kalan para 30.000\xa0₺."
    ) in told


@pytest.mark.parametrize(
    ("margin", "sentence"),
    [
        ({"exact": True, "at_least": 1, "at_most": 1}, "bir oyun farklı olması yeterdi"),
        ({"exact": True, "at_least": 1200, "at_most": 1200}, "en az 1.200 oyun farklı"),
        ({"exact": False, "at_least": 3, "at_most": 9}, "en az 3, en çok 9"),
        ({"exact": False, "at_least": 3, "at_most": None}, "daha çoğu da gerekebilir"),
    ],
)
def test_what_would_have_changed_it(margin: dict[str, Any], sentence: str) -> None:
    told = explain("plurality", ["a", "b"], [["a"]], margin=margin)
    assert any(sentence in line for line in told)


def test_long_lists_are_cut() -> None:
    names = [f"o{number}" for number in range(12)]
    told = explain("plurality", names, [[name] for name in names], tie="declare")
    assert "o0, o1, o2, o3, o4, o5, o6 ve 5 seçenek daha" in told[1]


def test_the_table_of_a_transfer_keeps_its_fractions() -> None:
    shown = {table.key: table for table in examples.shown("stv", "tr").tables}
    rows = {row[0]: row[1:] for row in shown["rounds"].rows}
    assert rows["Bekir"] == ["4", "5,99992", "5,99992"]
    assert rows["Kesirden artan"] == ["0", "0,00008", "0,00008"]


def test_money_is_written_by_whoever_asks() -> None:
    projects = [{"id": "a", "cost": 20}, {"id": "b", "cost": 10}]
    counted = count(define("greedy", projects, budget=25), [["a"]])
    told = result.explain(counted, money=lambda units: f"{units} EUR").sentences()
    assert "1 proje alındı. Harcanan: 20 EUR. Artan: 5 EUR." in told
    (table,) = tables.tables(counted, money=lambda units: f"{units} EUR")
    assert table.rows[0] == ["a", "1", "20 EUR", "Alındı"]
