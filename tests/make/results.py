"""Counted elections of any rule, written as the count writes them, for the result page."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from consultations.models import Activity
from kernel import clock
from tests.make.places import saving
from tests.make.voting import make_vote
from voting import queries
from voting.counting import ballots as packing
from voting.counting import definition as counting
from voting.counting import margins, tally
from voting.models import Election, ElectionState, Option

PARK = ("Gölgelik", "Oyun alanı", "Koşu yolu", "Çeşme")


def make_result(
    rule: str,
    ballots: Sequence[tuple[int, Any]],
    titles: Sequence[str] = PARK,
    *,
    activity: Activity | None = None,
    costs: Mapping[str, int] | None = None,
    pots: Mapping[str, str] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    proposals: Mapping[str, int] | None = None,
    eligible: int = 400,
    extra: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    seed: str | None = None,
    **definition: Any,
) -> Election:
    """`ballots` are (how many, ballot by titles); `definition` are keys of the count."""
    place = activity or make_vote()
    costs, pots, groups, proposals = costs or {}, pots or {}, groups or {}, proposals or {}
    with saving() as session:
        election = Election(
            municipality_id=place.municipality_id,
            consultation_id=place.consultation_id,
            activity_id=place.id,
            question="Parkta önce ne yapılsın?",
            rule=rule,
            params=definition.get("params", {}),
            seats=definition.get("seats", 1),
            tie=definition.get("tie", "council"),
            consequence="Kazanan 2027 programına girer; kararı meclis verir.",
            options=[
                Option(
                    title=title,
                    position=number,
                    cost_kurus=costs.get(title),
                    proposal_id=proposals.get(title),
                )
                for number, title in enumerate(titles, 1)
            ],
        )
        session.add(election)
        session.flush()
        ids = {option.title: str(option.id) for option in election.options}
        document = {
            "election": str(election.id),
            "rule": rule,
            "options": [
                {
                    "id": ids[title],
                    "title": title,
                    "cost": costs.get(title),
                    "pot": pots.get(title, ""),
                    "groups": list(groups.get(title, ())),
                }
                for title in titles
            ],
            "tie": "council",
            **definition,
        }
        _freeze(election, document)
        election.state = ElectionState.COUNTED
        election.counted_at = clock.now()
        election.result = {
            **counted(document, [(n, _named(b, ids)) for n, b in ballots], eligible, seed, facts),
            "eligible": eligible,
            "voters": sum(number for number, _ballot in ballots),
            "small": False,
            **(extra or {}),
        }
    return queries.get_election(election.id)


def _freeze(election: Election, document: dict[str, Any]) -> None:
    election.definition = counting.canonical(document)
    election.definition_sha256 = counting.digest(election.definition)
    election.frozen_at = clock.now()


def _named(ballot: Any, ids: Mapping[str, str]) -> Any:
    """Titles are what tests speak of, ids what is counted."""
    if isinstance(ballot, Mapping):
        return {ids[title]: points for title, points in ballot.items()}
    if isinstance(ballot, list):
        return [_named(one, ids) for one in ballot]
    return ids.get(ballot, ballot)


def counted(
    document: dict[str, Any],
    ballots: Sequence[tuple[int, Any]],
    eligible: int,
    seed: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    definition = counting.parse(document)
    packed = packing.pack(
        definition, [ballot for _n, ballot in ballots], [number for number, _ballot in ballots]
    )
    found = tally.count(definition, packed, electorate=eligible, seed=seed, **(facts or {}))
    margin = margins.margin(definition, packed, found, electorate=eligible)
    stored: dict[str, Any] = json.loads(counting.canonical({**found.as_json(), "margin": margin}))
    return stored


# --- one election for each rule -----------------------------------------------------------------

G, P, K, C = PARK
_MARKS = [(40, [G]), (31, [P]), (19, [K]), (6, [C]), (4, [])]
_APPROVALS = [(38, [G, K]), (33, [P, K]), (21, [G]), (8, [C, P]), (2, [])]
_POINTS = [
    (40, {G: 5, P: 0, K: 3, C: 1}),
    (35, {G: 0, P: 5, K: 4}),
    (25, {G: 4, P: 1, K: 5, C: 0}),
    (3, {}),
]
_RANKS = [(40, [G, K, P]), (35, [P, K, G]), (25, [K, P, G]), (7, [C, K]), (3, [C]), (5, [])]
_CYCLE = [(45, [G, P, K]), (40, [P, K, G]), (25, [K, G, P]), (6, [C, G])]
_BOARD = ("Ayşe Demir", "Bekir Kaya", "Ceren Aydın", "Deniz Uslu", "Elif Şahin")
_A, _B, _C, _D, _E = _BOARD
_MEMBERS = [(48, [_A, _B]), (16, [_B, _A]), (28, [_C, _D]), (16, [_D, _C]), (9, [_E, _D]), (3, [])]
_PROJECTS = ("Meydan düzenlemesi", "Yaya yolu", "Çeşme onarımı", "Kitap kulübesi", "Satranç masası")
_M, _Y, _F, _L, _S = _PROJECTS
_COSTS = {
    _M: 600_000_00,
    _Y: 400_000_00,
    _F: 300_000_00,
    _L: 200_000_00,
    _S: 50_000_00,
}
_WISHES = [(50, [_M, _Y]), (20, [_Y]), (30, [_F, _L]), (18, [_L]), (9, [_S]), (4, [])]
_BUDGET: dict[str, Any] = {"costs": _COSTS, "params": {"budget": 900_000_00}}

#: rule -> (ballots, arguments of make_result)
ELECTIONS: dict[str, tuple[Sequence[tuple[int, Any]], dict[str, Any]]] = {
    "plurality": (_MARKS, {"quorum": [25, 100]}),
    "approval": (_APPROVALS, {"seats": 2, "approval_quorum": [10, 100]}),
    "score": (_POINTS, {}),
    "average": (_POINTS, {"params": {"min_scored_percent": 50}}),
    "star": (_POINTS, {}),
    "quadratic": (
        [(40, {G: 4, C: -2}), (35, {P: 3, K: 2}), (20, {K: 4, G: -1}), (2, {})],
        {"params": {"credits": 25, "negative": True}},
    ),
    "irv": (_RANKS, {}),
    "schulze": (_CYCLE, {}),
    "ranked-pairs": (_CYCLE, {}),
    "minimax": (_CYCLE, {}),
    "borda": (_RANKS, {}),
    "stv": (_MEMBERS, {"titles": _BOARD, "seats": 3}),
    "greedy": (_WISHES, {"titles": _PROJECTS, **_BUDGET}),
    "greedy-no-skip": (_WISHES, {"titles": _PROJECTS, **_BUDGET}),
    "greedy-threshold": (
        _WISHES,
        {"titles": _PROJECTS, "costs": _COSTS, "params": {"budget": 900_000_00, "min_score": 20}},
    ),
    "greedy-ratio": (_WISHES, {"titles": _PROJECTS, **_BUDGET}),
    "equal-shares": (
        _WISHES,
        {
            "titles": _PROJECTS,
            "costs": _COSTS,
            "params": {"budget": 900_000_00, "completion": "add1u", "increment": 100_00},
        },
    ),
    "proportional-split": (
        [(60, ["Ulaşım", "Yeşil alan"]), (31, ["Yeşil alan"]), (12, ["Kültür"]), (2, [])],
        {
            "titles": ("Ulaşım", "Yeşil alan", "Kültür", "Spor"),
            "params": {"budget": 1_000_000_00},
        },
    ),
}


def result_of(rule: str, **more: Any) -> Election:
    ballots, given = ELECTIONS[rule]
    return make_result(rule, ballots, **{**given, **more})
