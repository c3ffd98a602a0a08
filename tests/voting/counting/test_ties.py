"""Ties of more than two: the lot and the council order all of them (docs/counting.md §4)."""

import hashlib
import json

from voting.counting.definition import define
from voting.counting.tally import count
from voting.counting.ties import Tie, lot_order


def test_the_last_one_of_the_order_goes() -> None:
    definition = define("irv", list("abcd"), tie="council")
    ballots = [["a"]] * 4 + [["b"], ["c"], ["d"]] * 2
    result = count(definition, ballots, council=["c", "b", "d", "a"])
    assert result.ties[0] == Tie("round 1", ("b", "c", "d"), 1, "council", ("d",))
    assert [row["eliminated"] for row in result.rounds] == ["d", "b", None]


def test_the_first_ones_of_the_order_win() -> None:
    definition = define("approval", list("abcd"), seats=2, tie="council")
    result = count(definition, [list("abcd")], council=["c", "d", "a", "b"])
    assert result.winners == ("c", "d")
    assert result.ties == (Tie("result", ("a", "b", "c", "d"), 2, "council", ("c", "d")),)


def test_the_lot_is_the_hash_of_seed_election_and_option() -> None:
    options = ["a", "ç", "ığ", "d"]

    def key(option: str) -> str:
        text = json.dumps(["7", "42", option], separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    assert lot_order("7", "42", options) == sorted(options, key=key)
    definition = define("approval", options, election="42", tie="lot")
    assert count(definition, [options], seed="7").winners == (sorted(options, key=key)[0],)
