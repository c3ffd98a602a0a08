"""A vote is drawn up through the pages, for every rule, until its definition can be counted."""

import json
import re
from typing import Any

import pytest

from consultations.models import Activity, Eligibility
from kernel.db import db, write
from places.models import Municipality
from places.queries import get_municipality
from tests.client import Client
from tests.make.consultations import make_consultation
from tests.make.voting import give_keys, make_ballot_proposals, make_election, make_vote, options
from voting import definitions, drafting, queries
from voting.counting import definition as counting
from voting.counting.parameters import RULES
from voting.explaining.drawing import PURPOSES
from voting.explaining.methods import METHODS
from voting.forms.papers import Paper
from voting.models import Election, ElectionState

ASKED = {
    "question": "Kıyıda önce hangileri yapılsın?",
    "consequence": "Kazananlar yapılır.",
    "tie": "lot",
}
MONEY = {"budget": "20.000.000", "leftovers": "city", "ballot": "approval", "max_choices": "3"}
#: what is typed beyond the question, and the parameters that stand in the definition
FILLED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plurality": ({"seats": "1", "majority": "y"}, {"majority": True, "max_choices": 1}),
    "approval": (
        {"seats": "2", "max_choices": "3", "reserved": "Gençler: 1"},
        {"max_choices": 3, "reserved": [["Gençler", 1]]},
    ),
    "score": ({"seats": "1", "max_score": "5"}, {"max_score": 5}),
    "average": (
        {"seats": "1", "max_score": "10", "min_scored_percent": "20"},
        {"max_score": 10, "min_scored_percent": 20},
    ),
    "star": ({"max_score": "5"}, {"max_score": 5}),
    "irv": ({"max_rank": "3"}, {"max_rank": 3}),
    "schulze": ({"max_rank": "3", "equal_ranks": "y", "seats": "1"}, {"equal_ranks": True}),
    "ranked-pairs": ({"max_rank": "2", "seats": "1"}, {"max_rank": 2}),
    "minimax": ({"max_rank": "3", "seats": "1"}, {"max_rank": 3}),
    "borda": ({"max_rank": "3", "unranked": "zero", "seats": "1"}, {"unranked": "zero"}),
    "stv": ({"max_rank": "3", "seats": "2"}, {"max_rank": 3}),
    "greedy": (
        {**MONEY, "ballot": "knapsack", "pots": "Yeşilova: 4.000.000"},
        {
            "budget": 2_000_000_000,
            "max_cost": 2_000_000_000,
            "pots": [["Yeşilova", 400_000_000]],
        },
    ),
    "greedy-no-skip": (
        {**MONEY, "ballot": "choose-1", "min_score": "0"},
        {"ballot": "choose-1", "min_score": 0},
    ),
    "greedy-threshold": ({**MONEY, "min_score": "25"}, {"min_score": 25, "max_choices": 3}),
    "greedy-ratio": (
        {**MONEY, "ballot": "ordinal", "min_score": "1"},
        {"ballot": "ordinal", "max_choices": 3},
    ),
    "equal-shares": (
        {
            **MONEY,
            "ballot": "cumulative",
            "max_sum": "10",
            "utility": "points",
            "completion": "add1",
        },
        # 50 ballots to reckon with: a share of 400,000 lira, a hundredth of it at each step
        {"max_sum": 10, "utility": "points", "completion": "add1", "increment": 400_000},
    ),
    "proportional-split": ({"budget": "1.000.000", "max_choices": "2"}, {"budget": 100_000_000}),
    "quadratic": ({"credits": "99", "seats": "1"}, {"credits": 99, "negative": False}),
}


@pytest.fixture
def place(town: Municipality) -> Activity:
    """A vote to draw up, with three proposals put on its ballot."""
    consultation = make_consultation(town, activities=())
    make_ballot_proposals(consultation)
    return make_vote(consultation=consultation)


def rule_address(town: Municipality, place: Activity, rule: str = "") -> str:
    return f"/{town.slug}/masa/oylama/{place.id}/kural" + (f"?kural={rule}" if rule else "")


def desk(election: Election, rest: str = "") -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/masa/oylamalar/{election.id}{rest}"


def proposals_in(page: str) -> list[str]:
    return re.findall(r'name="proposals" value="(\d+)"', page)


def test_every_rule_stands_under_one_purpose() -> None:
    offered = [rule for purpose in PURPOSES for rule in purpose.rules]
    assert sorted(offered) == sorted(METHODS) == sorted(RULES) == sorted(FILLED)


@pytest.mark.parametrize("rule", sorted(FILLED))
def test_each_rule_from_the_first_card_to_the_frozen_definition(
    officer: Client, town: Municipality, place: Activity, rule: str
) -> None:
    kinds = officer.get(f"/{town.slug}/masa/oylama/{place.id}")
    assert f"?kural={rule}" in kinds.text
    page = officer.get(rule_address(town, place, rule))
    assert page.status_code == 200
    assert METHODS[rule].name in page.text
    typed, expected = FILLED[rule]
    sent = {**ASKED, "rule": rule, "proposals": proposals_in(page.text), **typed}
    answer = officer.post(rule_address(town, place), sent)
    assert answer.status_code == 303, answer.text
    election = queries.find_election(place.id)
    assert election is not None
    assert answer.location == desk(election, "/kimler")
    voters = {"roll": "proofs", "paper": "none", "secrecy": "secret", "opened": "totals"}
    assert officer.get(answer.location).status_code == 200
    answer = officer.post(answer.location, voters)
    assert answer.location == desk(election)
    if "reserved" in typed:
        _declare_groups(officer, town, election)
    review = officer.get(desk(election))
    assert review.status_code == 200
    with write():
        give_keys(queries.get_election(election.id))
    assert officer.post(desk(election, "/yayimla")).status_code == 303
    frozen = queries.get_election(election.id)
    assert frozen.state is ElectionState.FROZEN
    definition = definitions.definition(frozen)
    assert definition.rule == rule
    assert {name: _plain(definition.params[name]) for name in expected} == expected
    assert (definition.tie, frozen.open_ballots) == ("lot", False)
    assert Paper(definition).kind
    assert counting.canonical(json.loads(frozen.definition or "")) == frozen.definition


def _plain(value: Any) -> Any:
    return [list(row) for row in value] if isinstance(value, list | tuple) else value


def _declare_groups(officer: Client, town: Municipality, election: Election) -> None:
    """Also of a proposal, whose words and cost stay the proposal's."""
    for option in options(election).values():
        path = f"/{town.slug}/masa/oy-secenekleri/{option.id}/duzenle"
        assert 'name="title"' not in officer.get(path).text
        assert officer.post(path, {"groups": ["Gençler"], "title": "Başka"}).status_code == 303
    assert {o.title: o.groups for o in options(election).values()}["Öneri A"] == ["Gençler"]


WRONG = [
    ("approval", {"max_choices": "11"}, "max_choices", "1 ile 10 arasında"),
    ("approval", {"seats": "1", "reserved": "Gençler: 2"}, "reserved", "Ayrılan yerler"),
    ("approval", {"reserved": "Gençler"}, "reserved", "okunamadı"),
    ("approval", {"reserved": "Gençler: 1\nGençler: 1"}, "reserved", "iki kez"),
    ("plurality", {"majority": "y", "seats": "2"}, "majority", "Salt çoğunluk"),
    ("irv", {"max_rank": "7"}, "max_rank", "1 ile 6 arasında"),
    ("greedy", {"budget": ""}, "budget", "Bu alanı doldurun."),
    ("greedy", {"budget": "çok"}, "budget", "1.250.000"),
    ("greedy", {"pots": "Yeşilova: 30.000.000"}, "pots", "bütçeyi geçemez"),
    ("greedy", {"ballot": "cumulative", "max_sum": ""}, "max_sum", "kaç puan"),
    ("greedy", {"ballot": "scoring"}, "ballot", "Listeden birini seçin."),
    ("equal-shares", {"utility": "points"}, "utility", "pusula da puanlı"),
    ("quadratic", {"credits": "0"}, "credits", "1 ile"),
    ("star", {"max_score": "7"}, "max_score", "Listeden birini seçin."),
    ("approval", {"tie": "zar"}, "tie", "Listeden birini seçin."),
    ("irv", {"tie": "council"}, "tie", "Listeden birini seçin."),
    ("equal-shares", {"tie": "council"}, "tie", "Listeden birini seçin."),
    ("plurality", {"majority": "y", "tie": "council"}, "tie", "yalnızca kura"),
    ("approval", {"reserved": "Gençler: 1", "tie": "declare"}, "tie", "yalnızca kura"),
    ("approval", {"quorum_percent": "101"}, "quorum_percent", "1 ile 100"),
]


@pytest.mark.parametrize(("rule", "wrong", "field", "reason"), WRONG)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(
    officer: Client,
    town: Municipality,
    place: Activity,
    rule: str,
    wrong: dict[str, str],
    field: str,
    reason: str,
) -> None:
    base = {**FILLED[rule][0]}
    if rule == "equal-shares":
        base |= {"ballot": "approval", "utility": "cost"}
    sent = {**ASKED, **base, "rule": rule, **wrong}
    answer = officer.post(rule_address(town, place), sent)
    assert answer.status_code == 422
    told = re.search(rf'id="{field}-hata">(.*?)</p>', answer.text, re.S)
    assert told is not None
    assert reason in told[1]
    assert ASKED["question"] in answer.text
    assert METHODS[rule].name in answer.text
    assert queries.find_election(place.id) is None


def test_the_next_step_keeps_what_the_last_one_said(
    officer: Client, town: Municipality, place: Activity
) -> None:
    sent = {**ASKED, "rule": "approval", "seats": "1", "max_choices": "2"}
    officer.post(rule_address(town, place), sent)
    election = queries.find_election(place.id)
    assert election is not None
    chosen = {"roll": "codes", "paper": "first_wins", "secrecy": "secret", "opened": "totals"}
    officer.post(desk(election, "/kimler"), chosen)
    officer.post(rule_address(town, place), {**sent, "seats": "2"})
    changed = queries.get_election(election.id)
    assert (changed.seats, changed.roll, changed.paper) == (2, "codes", "first_wins")
    assert not changed.open_ballots
    page = officer.get(rule_address(town, place)).text
    assert re.search(r'name="seats"[^>]*value="2"', page)
    # Another kind asks its own numbers and begins with safe ones.
    other = officer.get(rule_address(town, place, "greedy")).text
    assert 'name="budget"' in other
    assert 'name="seats"' not in other


def test_a_named_vote_cannot_be_cast_with_codes(officer: Client, place: Activity) -> None:
    election = make_election(place, frozen=False)
    sent = {"roll": "codes", "paper": "none", "secrecy": "named", "opened": "open"}
    answer = officer.post(desk(election, "/kimler"), sent)
    assert answer.status_code == 422
    assert "Kodla oy veren" in answer.text


def test_an_option_has_a_cost_a_pot_and_groups(
    officer: Client, town: Municipality, place: Activity
) -> None:
    params = {"budget": 10_000_00, "ballot": "approval", "pots": [["Yeşilova", 5_000_00]]}
    election = make_election(place, titles=(), frozen=False, rule="greedy", params=params)
    for title, pot in (("Çeşme", "Yeşilova"), ("Bank", "")):
        sent = {"title": title, "cost_kurus": "1.000", "pot": pot}
        assert officer.post(desk(election, "/secenek"), sent).status_code == 303
    found = options(election)
    assert [(o.pot, o.cost_kurus) for o in found.values()] == [
        ("Yeşilova", 1_000_00),
        ("", 1_000_00),
    ]
    assert "Yeşilova" in officer.get(desk(election)).text
    db.session.expire_all()
    assert drafting.missing(queries.get_election(election.id), []) == [drafting.NO_CUSTODIANS]
    bad = {"title": "Park", "cost_kurus": "1", "pot": "Başka"}
    assert officer.post(desk(election, "/secenek"), bad).status_code == 422


MISSING = [
    ({"costs": (1_00, None, 1_00)}, drafting.NO_COST),
    ({"costs": (1_00, 11_000_00, 1_00)}, drafting.TOO_DEAR),
]


@pytest.mark.parametrize(("what", "problem"), MISSING)
def test_what_a_budget_lacks(place: Activity, what: dict[str, Any], problem: str) -> None:
    params = {"budget": 10_000_00, "ballot": "approval"}
    election = make_election(place, frozen=False, rule="greedy", params=params, **what)
    assert problem in drafting.missing(election, [])


def test_a_seat_kept_for_a_group_nobody_declared(place: Activity) -> None:
    params = {"reserved": [["Gençler", 1]]}
    election = make_election(place, frozen=False, params=params)
    assert drafting.NO_GROUP in drafting.missing(election, [])


def test_money_and_two_addresses(officer: Client, town: Municipality) -> None:
    warning = "doğrulanmış e-posta yetiyor"
    weak = make_election(make_vote(town), frozen=False, costs=(1_00, 1_00, 1_00))
    assert warning in officer.get(desk(weak)).text
    assert warning in officer.get(desk(weak, "/kimler")).text
    strong = make_vote(town, eligibility=Eligibility.RESIDENT)
    safe = make_election(strong, frozen=False, costs=(1_00, 1_00, 1_00))
    assert warning not in officer.get(desk(safe)).text


def test_the_review_says_what_a_ballot_gives_away(officer: Client, place: Activity) -> None:
    opened = make_election(place, frozen=False)
    page = officer.get(desk(opened)).text
    assert "makbuzunu göstererek" in page
    assert "7 ayrı pusula" in page  # none, one of three, two of three
    sent = {"roll": "proofs", "paper": "none", "secrecy": "secret", "opened": "totals"}
    officer.post(desk(opened, "/kimler"), sent)
    assert "yalnızca oy verdiğini" in officer.get(desk(opened)).text


def test_the_officer_says_how_many_ballots_to_reckon_with(
    officer: Client, town: Municipality, place: Activity
) -> None:
    sent: dict[str, Any] = {**ASKED, "rule": "approval", "seats": "1", "max_choices": "2"}
    address = rule_address(town, place)
    sent["proposals"] = proposals_in(officer.get(rule_address(town, place, "approval")).text)
    assert officer.post(address, {**sent, "expected_ballots": "1"}).status_code == 422
    for typed, reckoned, shown in (("", None, "50 oy"), ("4000", 4000, "4.000 oy")):
        assert officer.post(address, {**sent, "expected_ballots": typed}).status_code == 303
        db.session.expire_all()
        found = queries.find_election(place.id)
        assert found is not None
        election = found
        assert election.expected_ballots == reckoned
        assert f"Beklenen {shown}" in officer.get(desk(election)).text
    # The next step knows nothing of it, and leaves it as it is.
    choice = {"roll": "proofs", "paper": "none", "secrecy": "secret", "opened": "totals"}
    officer.post(desk(election, "/kimler"), choice)
    db.session.expire_all()
    assert queries.get_election(election.id).expected_ballots == 4000
