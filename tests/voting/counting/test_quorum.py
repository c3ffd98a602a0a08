"""The quorum, and the one text of a definition."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting.definition import canonical, digest
from voting.counting.results import Quorum


@pytest.mark.parametrize(
    ("share", "eligible", "cast", "needed", "met"),
    [
        ((5, 100), 46_210, 2_310, 2_311, False),
        ((5, 100), 46_210, 2_311, 2_311, True),
        ((25, 100), 1_040, 260, 260, True),
        ((33, 100), 10, 3, 4, False),
        ((33, 100), 10, 4, 4, True),
        ((1, 3), 10, 4, 4, True),
        ((1, 1), 7, 7, 7, True),
        ((1, 100), 0, 0, 0, True),
    ],
)
def test_quorum(share: tuple[int, int], eligible: int, cast: int, needed: int, met: bool) -> None:
    quorum = Quorum(share, eligible, cast)
    assert (quorum.needed, quorum.met) == (needed, met)


@given(st.integers(1, 100), st.integers(0, 20_000_000), st.integers(0, 20_000_000))
def test_the_needed_number_is_the_smallest_that_is_enough(
    percent: int, eligible: int, cast: int
) -> None:
    quorum = Quorum((percent, 100), eligible, cast)
    assert quorum.met == (cast >= quorum.needed)
    assert not Quorum((percent, 100), eligible, quorum.needed - 1).met


def test_one_definition_is_one_text() -> None:
    text = canonical({"b": [1, None, True], "a": {"soru": "Çınar mı, ıhlamur mu?"}})
    assert text == '{"a":{"soru":"Çınar mı, ıhlamur mu?"},"b":[1,null,true]}'
    assert digest(text) == hashlib.sha256(text.encode()).hexdigest()


@given(st.dictionaries(st.sampled_from("abcd"), st.integers() | st.text()))
def test_the_order_of_keys_does_not_matter(values: dict[str, int | str]) -> None:
    turned = dict(reversed(values.items()))
    assert canonical(turned) == canonical(values)
    assert json.loads(canonical(values)) == values


@pytest.mark.parametrize("value", [{"a": 1.5}, {1: 2}, {"a": {1}}])
def test_what_has_several_spellings_is_no_definition(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
