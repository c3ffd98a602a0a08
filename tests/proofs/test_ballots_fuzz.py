"""Whatever is posted as a ballot or given to the cast: no crash, and nothing the count refuses.

Three doors: choices as a forged token could hold them, the fields of the booth's form, and whole
requests. What is let in must seal within the election's length, open again as it was, and be read
by the count as valid or blank.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from kernel.db import DomainError
from kernel.rules import NOBODY
from tests.client import Client
from tests.make.places import make_municipality, make_person
from tests.make.voting import make_election, make_vote
from tests.proofs.figures import told
from voting import casting, definitions, queries, sealing
from voting.counting import ballots, reading
from voting.counting.parameters import Ballot
from voting.forms import booth as forms
from voting.models import Election

Request = pytest.FixtureRequest
MONEY = {"budget": 3_000_000}
#: every ballot form there is, and the rules that read it in a way of their own
VOTES: list[tuple[str, dict[str, Any]]] = [
    ("plurality", {}),
    ("approval", {"max_choices": 2}),
    ("approval", {"min_choices": 2}),
    ("score", {}),
    ("average", {"max_score": 10}),
    ("star", {}),
    ("irv", {"max_rank": 2}),
    ("stv", {}),
    ("schulze", {"equal_ranks": True}),
    ("ranked-pairs", {}),
    ("minimax", {"equal_ranks": True, "max_rank": 3}),
    ("borda", {}),
    ("greedy", {**MONEY, "ballot": "choose-1"}),
    ("greedy-no-skip", {**MONEY, "ballot": "knapsack", "max_cost": 2_500_000}),
    ("greedy-threshold", {**MONEY, "ballot": "ordinal", "max_choices": 3}),
    ("greedy-ratio", {**MONEY, "ballot": "cumulative", "max_sum": 10}),
    ("equal-shares", {**MONEY, "ballot": "scoring", "max_points": 9}),
    ("proportional-split", {"budget": 3_000_000}),
    ("quadratic", {"credits": 99}),
    ("quadratic", {"credits": 25, "negative": True}),
]
SEEDS = [
    pytest.param(1_200, 600, 200, id="short"),
    pytest.param(70_000, 30_000, 2_000, id="long", marks=pytest.mark.proof),
]
ODD: list[Any] = [
    None, True, False, 0, -0, 1, -1, 5, 10**9, 10**9 + 1, 2**63, 10**400, 0.5, float("nan"),
    float("inf"), "", " ", "0", "x", "ı", "\x00", "\ud800", "𝟙", b"1", [], {}, (), [[]], [None],
    {"": 1}, {"1": {}}, [["1"], ["1"]], ["1"] * 500, [[]] * 500, [["1"] * 500],
]  # fmt: skip
#: lone surrogates cannot come through a form: UTF-8 has none
TYPED = [
    "", " ", "0", "1", "-1", "2", "3", "5", "10", "٣", "１", "1e3", "0x1", "1.0", "+1", "--1", "-",
    "9" * 10, "9" * 11, "9" * 5000, "\x00", "1\x00", "null", "[]", "NaN", "½", "²", "🄀", "%s",
]  # fmt: skip


@pytest.fixture
def elections(app: Flask) -> list[Election]:
    town = make_municipality(slug="cinarli")
    titles = ("Bir", "İki", "Üç", "Dört", "Beş")
    costs = (1_000_000, 2_000_000, 500_000, 1_500_000, 700_000)
    return [
        make_election(make_vote(town), titles=titles, costs=costs, rule=rule, params=params)
        for rule, params in VOTES
    ]


class Let:
    """Seals, opens and counts whatever was let in."""

    def __init__(self, election: Election) -> None:
        self.definition = definitions.definition(election)
        self.length = self.definition.document["ballot_bytes"]
        private, self.public = sealing.new_key()
        self.private = X25519PrivateKey.from_private_bytes(private)

    def judge(self, plain: Any) -> None:
        text = sealing.padded(plain, self.length)
        assert len(text) == self.length
        place = sealing.Place("1", "ab" * 32, "cd" * 32, 1)
        sealed = sealing.seal(self.public, text, place.info)
        assert len(sealed) == self.length + sealing.OVERHEAD
        found = sealing.open_choice(self.private, sealed, place)["choice"]
        assert found == plain
        # As it was typed, as it comes out, and as the count packs it.
        assert reading.read(self.definition, found, strict=True) == reading.read(
            self.definition, found
        )
        packed = ballots.pack(self.definition, [found])
        assert packed.invalid == 0


def drawn(chance: random.Random, ids: list[str], kind: Ballot, depth: int = 0) -> Any:
    """Sometimes a good ballot, sometimes nearly one, sometimes anything."""
    pick = chance.random()
    if pick < 0.25 or depth > 2:
        return chance.choice(ODD)
    some = chance.choices([*ids, *map(str, range(3))], k=chance.randrange(7))
    if pick < 0.5 or (depth == 0 and kind is Ballot.POINTS):
        numbers = [0, 1, 2, 3, 5, -1, -5, 9, 10, 99, 10**9]
        return {name: chance.choice(ODD if chance.random() < 0.1 else numbers) for name in some}
    if pick < 0.75:
        return chance.sample(ids, chance.randrange(len(ids) + 1))
    return [name if chance.random() < 0.7 else drawn(chance, ids, kind, depth + 1) for name in some]


def choices(elections: list[Election], number: int, chance: random.Random) -> int:
    let_in = 0
    let = [Let(election) for election in elections]
    for turn in range(number):
        election, judge = elections[turn % len(elections)], let[turn % len(elections)]
        choice = drawn(chance, list(judge.definition.ids), judge.definition.ballot)
        try:
            plain = casting._accepted(election, choice)
        except DomainError:
            continue
        let_in += 1
        try:
            judge.judge(plain)
        except Exception as error:
            error.add_note(f"{election.rule} {election.params}: {choice!r}"[:500])
            raise
    return let_in


def fields(chance: random.Random, ids: list[str]) -> MultiDict[str, str]:
    found: list[tuple[str, str]] = []
    for _number in range(chance.randrange(8)):
        name = chance.choice([*ids, "999", "x", "", "\x00"])
        key = chance.choice(["choice", f"puan-{name}", f"sira-{name}", "token", "order", "blank",
                             "back", "recount", "yukari", "asagi", "ekle", "cikar", "arti",
                             "eksi", "puan-", "x"])  # fmt: skip
        if key in ("choice", "yukari", "asagi", "ekle", "cikar", "arti", "eksi"):
            value = name
        else:
            value = chance.choice(TYPED if chance.random() < 0.4 else ["1", "2", "3", "4", "5"])
        if key in ("back", "recount", "blank") and chance.random() < 0.8:
            continue
        found.append((key, value))
    return MultiDict(found)


def posted(app: Flask, elections: list[Election], number: int, chance: random.Random) -> int:
    """The form alone, without a page: what it takes, the cast takes too."""
    let_in = 0
    let = [Let(election) for election in elections]
    for turn in range(number):
        election, judge = elections[turn % len(elections)], let[turn % len(elections)]
        data = fields(chance, list(judge.definition.ids))
        with app.test_request_context("/", method="POST", data=data):
            g.visitor, g.language = NOBODY, "tr"
            form = forms.ballot(election)
            if form.validate() and not form.stays:
                let_in += 1
                judge.judge(casting._accepted(election, form.answer))
    return let_in


def requested(app: Flask, elections: list[Election], number: int, chance: random.Random) -> int:
    """Whole requests of somebody signed in, also with torn tokens."""
    browser = Client(app, checks=False).sign_in(make_person())
    tokens = [""]
    let_in = 0
    for turn in range(number):
        election = elections[turn % len(elections)]
        path = f"/cinarli/oylamalar/{election.id}/oy"
        data = fields(chance, list(definitions.definition(election).ids))
        if chance.random() < 0.3:
            token = chance.choice(tokens)
            cut = chance.randrange(len(token) + 1)
            data.setlist("token", [chance.choice([token, token[:cut], token[cut:] + token[:cut]])])
            path += chance.choice(["/ver", "/surdur", "/ver?x=1"])
        answer = browser.post(path, data)
        assert answer.status_code in (200, 303, 422), (path, dict(data), answer.status_code)
        if answer.status_code == 303:
            let_in += 1
        if 'name="token" value="' in answer.text:
            tokens.append(answer.text.split('name="token" value="')[1].split('"')[0])
    return let_in


@pytest.mark.parametrize(("by_choice", "by_form", "by_request"), SEEDS)
def test_no_crash_and_nothing_that_does_not_count(
    app: Flask,
    elections: list[Election],
    request: Request,
    by_choice: int,
    by_form: int,
    by_request: int,
) -> None:
    chance = random.Random(20261122)
    fresh: list[Election] = [queries.get_election(election.id) for election in elections]
    work: list[Callable[[], int]] = [
        lambda: choices(fresh, by_choice, chance),
        lambda: posted(app, fresh, by_form, chance),
        lambda: requested(app, [queries.get_election(one.id) for one in elections], by_request,
                          chance),
    ]  # fmt: skip
    let_in = [one() for one in work]
    assert all(let_in)
    inputs = by_choice + by_form + by_request
    told(request, inputs=inputs, let_in_by_choice_form_request=let_in)
