"""The frozen definition: what is refused when it is written, and the one text of a document."""

import json
from typing import Any

import numpy as np
import pytest

from voting.counting.ballots import Ranks
from voting.counting.definition import BadDefinition, canonical, define, digest, parse
from voting.counting.parameters import RULES
from voting.counting.results import restore
from voting.counting.tally import count
from voting.counting.ties import lot_key, lot_order, order_of

OPTIONS = [{"id": "a", "cost": 10}, {"id": "b", "cost": 20, "pot": "kuzey"}]
GOOD: dict[str, Any] = {"election": "1", "rule": "approval", "options": OPTIONS}


def test_what_is_left_out_takes_its_default() -> None:
    found = parse(GOOD)
    assert (found.seats, found.tie, found.quorum) == (1, "declare", None)
    assert found.params == {"min_choices": 1, "max_choices": None, "reserved": ()}
    assert found.options[0].title == "a"
    assert found.sha256 == digest(canonical(GOOD))
    assert found.ids == ("a", "b")
    assert found.named([1, 0]) == ["b", "a"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": "dice"}, "rule"),
        ({"rule": None}, "rule"),
        ({"election": ""}, "election"),
        ({"election": 1}, "election"),
        ({"options": []}, "options"),
        ({"options": ["a"]}, "options"),
        ({"options": [{"id": ""}]}, "options"),
        ({"options": [{"id": 1}]}, "options"),
        ({"options": [{"id": "a"}, {"id": "a"}]}, "options"),
        ({"options": [{"id": "a", "cost": -1}]}, "options"),
        ({"options": [{"id": "a", "cost": True}]}, "options"),
        ({"seats": 0}, "seats"),
        ({"seats": 3}, "seats"),
        ({"seats": True}, "seats"),
        ({"seats": "1"}, "seats"),
        ({"tie": "dictionary"}, "tie"),
        ({"quorum": [0, 10]}, "quorum"),
        ({"quorum": [11, 10]}, "quorum"),
        ({"quorum": [1, 2, 3]}, "quorum"),
        ({"quorum": 10}, "quorum"),
        ({"quorum": [True, 2]}, "quorum"),
        ({"approval_quorum": ["1", 2]}, "approval_quorum"),
        ({"params": {"max_choice": 1}}, "max_choice"),
        ({"params": {"max_choices": 0}}, "max_choices"),
        ({"params": {"max_choices": True}}, "max_choices"),
        ({"params": {"min_choices": 2, "max_choices": 1}}, "max_choices"),
        ({"params": {"min_choices": 3}}, "min_choices"),
        ({"params": {"reserved": [["x", 1]]}}, "reserved"),
        ({"rule": "irv", "seats": 2}, "seats"),
        ({"rule": "irv", "params": {"overvote": "guess"}}, "overvote"),
        ({"rule": "star", "seats": 2}, "seats"),
        ({"rule": "stv", "params": {"decimals": 10}}, "decimals"),
        ({"rule": "plurality", "seats": 2, "params": {"majority": True}}, "majority"),
        ({"rule": "schulze", "params": {"default_option": "z"}}, "default_option"),
        ({"rule": "greedy"}, "budget"),
        ({"rule": "proportional-split"}, "budget"),
        ({"rule": "greedy", "params": {"budget": 100}}, "pots"),
        ({"rule": "greedy", "params": {"budget": 9, "pots": [["kuzey", 10]]}}, "pots"),
        ({"rule": "greedy", "options": [{"id": "a"}], "params": {"budget": 9}}, "options"),
        ({"rule": "greedy", "params": {"budget": 9, "pots": [["kuzey", -1]]}}, "pots"),
        ({"rule": "greedy", "params": {"budget": 9, "pots": [["k", 1], ["k", 2]]}}, "pots"),
        ({"rule": "greedy", "params": {"budget": 9, "pots": [["kuzey"]]}}, "pots"),
        ({"rule": "greedy", "params": {"budget": 9, "pots": [["kuzey", True]]}}, "pots"),
        ({"params": {"reserved": {}}}, "reserved"),
        ({"params": {"reserved": [["x", 0]]}}, "reserved"),
        ({"rule": "quadratic", "params": {"credits": 0}}, "credits"),
        ({"rule": "average", "params": {"min_scored_percent": 101}}, "min_scored_percent"),
        ({"rule": "score", "params": {"max_score": 0}}, "max_score"),
    ],
)
def test_what_could_not_be_counted_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadDefinition) as refused:
        parse({**GOOD, **change})
    assert refused.value.field == field
    assert str(refused.value).startswith(f"{field}: ")


@pytest.mark.parametrize(
    "change",
    [
        {"quorum": [10, 10]},
        {"seats": 2},
        {"quorum": [1, 10]},
        {"params": {"min_choices": 2, "max_choices": 2}},
        {"rule": "greedy", "params": {"budget": 9, "pots": [["kuzey", 9]]}},
        {"rule": "greedy", "params": {"budget": 9, "pots": [["kuzey", 0]]}},
        {"rule": "average", "params": {"min_scored_percent": 100}},
        {"rule": "score", "params": {"max_score": 1}},
        {"rule": "stv", "params": {"decimals": 9}},
        {"rule": "irv", "params": {"max_skipped": 0, "max_rank": 1}},
    ],
)
def test_the_edges_are_allowed(change: dict[str, Any]) -> None:
    assert parse({**GOOD, **change}).election == "1"


def test_packed_ballots_hold_nothing_blank_by_themselves() -> None:
    ranks = Ranks(np.zeros((1, 2), np.int8), np.ones(1, np.int64), 2)
    assert (ranks.blank, ranks.invalid, ranks.valid) == (0, 0, 1)


def test_every_default_is_allowed_and_read_from_text() -> None:
    for spec in RULES.values():
        for name, param in spec.params.items():
            assert param.allows(param.default) or param.default is None, name
    limits = RULES["irv"].params["max_rank"]
    assert limits.read("3") == 3
    assert limits.read("none") is None
    assert RULES["equal-shares"].params["stop_when_exhaustive"].read("true") is True
    assert RULES["equal-shares"].params["comparison"].read("no") is False
    assert RULES["greedy"].params["pots"].read("kuzey:10,a:b:5") == [["kuzey", 10], ["a:b", 5]]


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"b": 1, "a": [True, None, "ş"]}, '{"a":[true,null,"ş"],"b":1}'),
        # RFC 8785: UTF-16 code units, so that U+1F600 stands before U+FB33.
        ({"\ufb33": 1, "\U0001f600": 2, "é": 3}, '{"é":3,"\U0001f600":2,"\ufb33":1}'),
        ({"a": {"c": (), "b": '"\n'}}, '{"a":{"b":"\\"\\n","c":[]}}'),
    ],
)
def test_one_text_for_one_document(document: Any, text: str) -> None:
    assert canonical(document) == text
    assert json.loads(text) == json.loads(canonical(json.loads(text)))


@pytest.mark.parametrize("document", [{"a": 1.0}, {1: 2}, {"a": {"b": [object()]}}, b"x"])
def test_what_has_several_spellings_is_refused(document: Any) -> None:
    with pytest.raises(TypeError):
        canonical(document)


def test_the_lot_is_a_published_hash() -> None:
    """sha256 of ["7","42","a"], as `printf '["7","42","a"]' | sha256sum` prints it."""
    expected = digest('["7","42","a"]')
    assert lot_key("7", "42", "a") == expected
    assert lot_order("7", "42", "abc") == sorted("abc", key=lambda o: lot_key("7", "42", o))


def test_who_decides_a_tie() -> None:
    options = ["a", "b", "c"]
    lot = order_of(define("approval", options, tie="lot"), seed="7")
    assert lot.how == "lot"
    assert [options[place] for place in lot.sort([0, 1, 2])] == lot_order("7", "example", options)
    council = order_of(define("approval", options, tie="council"), council=["c", "a", "b"])
    assert council.sort([0, 1, 2]) == [2, 0, 1]
    assert council.best([0, 1], 1, "result") == [0]
    assert council.worst([0, 1], "round 1") == 1
    assert [tie.how for tie in council.ties] == ["council", "council"]
    for tie in ("declare", "lot", "council"):
        assert order_of(define("approval", options, tie=tie)).places is None
    with pytest.raises(BadDefinition):
        order_of(define("approval", options, tie="council"), council=["a", "b"])


@pytest.mark.parametrize("seed", [None, "7"])
def test_a_stored_result_is_the_same_again(seed: str | None) -> None:
    definition = define("approval", ["a", "b", "c"], tie="lot", quorum=[1, 10])
    found = count(definition, [["a"], ["b"], []], electorate=12, seed=seed)
    again = restore(definition, json.loads(canonical(found.as_json())))
    assert canonical(again.as_json()) == canonical(found.as_json())
    assert (again.open_tie, again.quorum) == (found.open_tie, found.quorum)
