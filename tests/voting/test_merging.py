"""Pots in which fewer than ten took part have no figures of their own, anywhere."""

import re
from collections.abc import Collection, Sequence
from typing import Any

import pytest

from kernel import clock
from tests.client import Client
from tests.make.papers import BUDGET, Sample, ids, make_paper
from tests.make.places import saving
from tests.voting.test_result_pages import page_of, words
from voting import merging, outcomes, queries, rules
from voting.models import Election, ElectionState, Secrecy
from voting.services import opening

#: pot -> the ballots that name something of it, told with those of least ten
TABLE: list[tuple[dict[str, set[int]], list[str]]] = [
    ({"": set(range(40)), "A": set(range(12))}, []),
    ({"": set(range(40)), "A": set(range(9))}, ["", "A"]),
    ({"": set(range(40)), "A": set(range(10))}, []),
    ({"A": set(range(9)), "B": set(range(20, 60)), "": set(range(40))}, ["A", ""]),
    # The city's own is small: the smallest of the others joins it.
    ({"A": set(range(20, 60)), "B": set(range(60, 75)), "": set(range(4))}, ["B", ""]),
    # Small ones of the same people are not ten together.
    ({"A": set(range(6)), "B": set(range(6)), "C": set(range(50)), "": set()}, ["A", "B", "C", ""]),
    # No project is the city's: the two are enough for each other.
    ({"A": set(range(6)), "B": set(range(6, 12)), "C": set(range(12, 50))}, ["A", "B"]),
    ({"A": set(range(3)), "B": set(range(5))}, ["A", "B"]),
    ({"A": set(), "": set(range(20))}, ["A", ""]),
]


@pytest.mark.parametrize(("marked", "expected"), TABLE)
def test_small_pots_join_upwards(marked: dict[str, set[int]], expected: list[str]) -> None:
    def taking(pots: Collection[str]) -> int:
        return len(set().union(*(marked[name] for name in pots)))

    assert merging.small_pots(list(marked), taking, rules.SMALL) == expected


POTS = ("Kavaklı", "Kavaklı", "", "Yeşilova", "", "Yeşilova", "Kavaklı", "")
DISTRICTS = [["Kavaklı", BUDGET // 4], ["Yeşilova", BUDGET // 4]]
RULES = ("greedy", "greedy-no-skip", "greedy-threshold", "greedy-ratio", "equal-shares")


def election_of(rule: str, leftovers: str = "city") -> Election:
    params = {"budget": BUDGET, "ballot": "approval", "pots": DISTRICTS, "leftovers": leftovers}
    return make_paper(Sample(rule, params, options=8, pots=POTS))


def tallied(election: Election, votes: Sequence[tuple[int, Sequence[int]]]) -> dict[str, Any]:
    """`votes`: how many marked the options of these numbers."""
    names = ids(election)
    choices = [[names[one] for one in marks] for number, marks in votes for _each in range(number)]
    return opening.tally(election, opening.Opened(choices, 0, 0, []))


FEW = [(30, [0, 1]), (25, [2, 7]), (12, [6]), (6, [3]), (2, [5])]


@pytest.mark.parametrize("leftovers", ["city", "keep"])
@pytest.mark.parametrize("rule", RULES)
def test_nothing_of_a_small_pot_is_kept(app: object, rule: str, leftovers: str) -> None:
    election = election_of(rule, leftovers)
    names = ids(election)
    stored = tallied(election, FEW)
    hidden = {names[place] for place, pot in enumerate(POTS) if pot in ("Yeşilova", "")}
    assert set(stored["scores"]) == set(stored["support"]) == set(names) - hidden
    assert not hidden & {row["option"] for row in stored["rounds"]}
    assert not hidden & {row["option"] for row in stored["details"]["not_funded"]}
    assert stored["margin"] is None
    assert [pot["pot"] for pot in stored["details"]["pots"]] == ["Kavaklı", ""]
    together = stored["details"]["pots"][-1]
    assert together["merged"] == ["Yeşilova"]
    assert together["ballots_together"] == 25 + 6 + 2
    assert not {"share", "ballots", "runs"} & set(together)


@pytest.mark.parametrize("leftovers", ["city", "keep"])
@pytest.mark.parametrize("rule", RULES)
def test_money_and_winners_stay_as_counted(app: object, rule: str, leftovers: str) -> None:
    election = election_of(rule, leftovers)
    stored = tallied(election, FEW)
    election.secrecy = Secrecy.NAMED  # where nothing is told together
    whole = tallied(election, FEW)
    assert stored["winners"] == whole["winners"]
    assert stored["ties"] == whole["ties"]
    assert stored["counts"] == whole["counts"]
    flat = [name for group in stored["ranking"] for name in group]
    assert sorted(flat) == sorted(name for group in whole["ranking"] for name in group)
    pots, before = stored["details"]["pots"], whole["details"]["pots"]
    for pot in pots:
        assert pot["money"] == pot["spent"] + pot["reserved"] + pot["left"]
        assert sum(bar["cost"] for bar in pot["bars"]) == pot["spent"]
    for name in ("spent", "reserved"):
        assert sum(pot[name] for pot in pots) == sum(pot[name] for pot in before)
    own = [sum(pot["money"] - pot["carried"] for pot in rows) for rows in (pots, before)]
    assert own == [BUDGET, BUDGET]


def shown(client: Client, election: Election, stored: dict[str, Any]) -> str:
    with saving():
        row = queries.get_election(election.id)
        row.state, row.result, row.counted_at = ElectionState.COUNTED, stored, clock.now()
    return page_of(client, queries.get_election(election.id))


@pytest.mark.parametrize("rule", RULES)
def test_the_page_says_that_they_are_told_together(client: Client, rule: str) -> None:
    election = election_of(rule)
    page = words(shown(client, election, tallied(election, FEW)))
    assert "10’dan az oy çıkan paylar ayrı gösterilmez: Yeşilova." in page
    assert "Bu projelerden en az birini işaretleyen oy: 33." in page
    tables = re.findall(r"<table.*?</table>", shown(client, election, tallied(election, FEW)), re.S)
    together = next(table for table in tables if "Yürüyüş yolunun aydınlatılması" in table)
    assert "Kuş gözlem noktası" in together
    assert 'class="bar' not in together


def test_their_ballots_are_not_published(app: object) -> None:
    election = election_of("greedy")
    enough = [*FEW[:3], (10, [3])]
    for votes, published in ((FEW, False), (enough, True)):
        election.result = tallied(election, votes)
        assert outcomes.publishes_ballots(election) is published


def test_a_named_vote_hides_nothing(app: object) -> None:
    election = election_of("greedy")
    election.secrecy = Secrecy.NAMED
    stored = tallied(election, [(3, [0]), (2, [3])])
    assert stored["small"] is False
    assert stored["counts"]["valid"] == 5
    assert "merged" not in stored["details"]["pots"][-1]
