"""The arithmetic of a self-assessment, and the instrument as it is shipped."""

import hashlib
from fractions import Fraction

import pytest

from capacity import scoring
from capacity.instruments import CURRENT, DATA, Instrument, from_data, get_instrument
from capacity.scoring import Given

#: a published version never changes: whoever has filled it in must find their questions again
PUBLISHED = {
    "sivil-katilim-1.json": "aae2339cf2e4f4ff3eddbf690aedf606ec2266fa949dd6869ba8dff0ec9ba9ec"
}


def words(text: str) -> dict[str, str]:
    return {"tr": text, "en": text}


def small(*weights: int) -> Instrument:
    """Two dimensions; the second has one yes or no."""
    items = [
        {
            "code": f"A{number}",
            "kind": "scale",
            "weight": weight,
            "text": words("?"),
            "evidence": words(""),
        }
        for number, weight in enumerate(weights, 1)
    ]
    return from_data(
        {
            "code": "x",
            "version": 1,
            "title": words("x"),
            "about": words(""),
            "scale": [words(str(step)) for step in range(5)],
            "dimensions": [
                {"code": "A", "title": words("A"), "about": words(""), "items": items},
                {
                    "code": "B",
                    "title": words("B"),
                    "about": words(""),
                    "items": [
                        {
                            "code": "B1",
                            "kind": "yes_no",
                            "weight": 1,
                            "text": words("?"),
                            "evidence": words(""),
                        }
                    ],
                },
            ],
        }
    )


def given(**values: int | None) -> dict[str, Given]:
    return {code: Given(value) for code, value in values.items()}


def test_a_dimension_is_the_weighted_mean_of_its_items() -> None:
    result = scoring.score(small(1, 2), given(A1=4, A2=1, B1=1))
    assert result.dimensions[0].score == Fraction(1 * 1 + 2 * Fraction(1, 4), 3)
    assert result.dimensions[1].percent == 100


def test_the_whole_is_the_mean_of_dimensions_not_of_items() -> None:
    result = scoring.score(small(1, 1, 1), given(A1=0, A2=0, A3=0, B1=1))
    assert result.total == Fraction(1, 2)


def test_what_does_not_apply_counts_neither_way() -> None:
    answers = given(A1=4, B1=1) | {"A2": Given(None, applies=False)}
    result = scoring.score(small(1, 2), answers)
    assert result.dimensions[0].percent == 100
    assert (result.dimensions[0].not_applicable, result.open) == (1, 0)
    assert result.percent == 100


def test_where_nothing_applies_the_dimension_stays_out_of_the_whole() -> None:
    answers = given(A1=2) | {"B1": Given(None, applies=False)}
    result = scoring.score(small(1), answers)
    assert result.dimensions[1].score is None
    assert result.percent == 50


def test_less_than_half_of_the_weight_is_no_score() -> None:
    result = scoring.score(small(1, 2), given(A1=4, B1=1))
    assert result.dimensions[0].score is None
    assert result.total is None
    assert result.open == 1


def test_half_of_the_weight_is_enough() -> None:
    assert scoring.score(small(1, 1), given(A1=4, B1=1)).dimensions[0].percent == 100


def test_nothing_answered_has_no_score_at_all() -> None:
    result = scoring.score(small(1), {})
    assert result.total is None
    assert result.strong == result.weak == ()


def test_strong_and_weak_by_weight_then_value_then_order() -> None:
    result = scoring.score(small(1, 2, 1, 2), given(A1=4, A2=3, A3=0, A4=1, B1=0))
    assert [item.code for item in result.strong] == ["A2", "A1"]
    assert [item.code for item in result.weak] == ["A4", "A3", "B1"]


@pytest.mark.parametrize(
    ("score", "shown"),
    [(Fraction(1, 3), 33), (Fraction(2, 3), 67), (Fraction(1, 200), 1), (Fraction(0), 0)],
)
def test_percents_are_rounded_half_up(score: Fraction, shown: int) -> None:
    assert scoring.percent(score) == shown


def test_before_and_after() -> None:
    instrument = small(1, 1)
    before, after = given(A1=1, A2=4, B1=0), given(A1=3, A2=3, B1=0)
    changes = scoring.compare(scoring.score(instrument, before), scoring.score(instrument, after))
    assert [(one.before, one.after, one.points) for one in changes] == [(63, 75, 12), (0, 0, 0)]
    rose, fell = scoring.moved(instrument, before, after)
    assert [item.code for item in rose] == ["A1"]
    assert [item.code for item in fell] == ["A2"]


def test_a_dimension_without_score_has_no_difference() -> None:
    instrument = small(1)
    before = scoring.score(instrument, given(B1=1))
    after = scoring.score(instrument, given(A1=4, B1=1))
    assert scoring.compare(before, after)[0].points is None


@pytest.mark.parametrize(
    ("values", "median"), [([], None), ([7], 7), ([1, 2], 2), ([3, 1, 2], 2), ([0, 0, 9, 10], 5)]
)
def test_the_middle_of_a_group(values: list[int], median: int | None) -> None:
    assert scoring.middle(values) == median


def test_our_instrument_is_whole() -> None:
    instrument = get_instrument(*CURRENT)
    items = list(instrument.items)
    assert len(instrument.dimensions) == 6
    assert len(items) == 41
    for item in items:
        assert item.code.startswith(tuple("ABCDEF"))
        assert all((item.text.tr, item.text.en, item.evidence.tr, item.evidence.en))


def test_a_published_version_never_changes() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DATA.glob("*.json")
    }
    assert found == PUBLISHED


@pytest.mark.parametrize("fault", ["code", "weight", "scale"])
def test_a_broken_instrument_is_refused(fault: str) -> None:
    item = {
        "code": "A1",
        "kind": "scale",
        "weight": 9 if fault == "weight" else 1,
        "text": words("?"),
        "evidence": words(""),
    }
    told = {
        "code": "x",
        "version": 1,
        "title": words("x"),
        "about": words(""),
        "scale": [words("a")] * (3 if fault == "scale" else 5),
        "dimensions": [
            {
                "code": "A",
                "title": words("A"),
                "about": words(""),
                "items": [item, item] if fault == "code" else [item],
            }
        ],
    }
    with pytest.raises(ValueError, match=r"x 1|A1"):
        from_data(told)
