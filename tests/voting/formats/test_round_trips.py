"""What is written is read again as the same election; what a format cannot say is refused."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.voting.formats.samples import PB, bundle_parts, write, zipped
from voting.counting.definition import Definition, Option, canonical, define
from voting.counting.parameters import Ballot
from voting.formats import bundle, files
from voting.formats.election import Election, definition_of
from voting.formats.source import CannotWrite, plain
from voting.formats.writing import rule_name, write_blt, write_pb, write_preflib

QUICK = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

NAMES = (
    st.text(st.characters(codec="utf-8", exclude_characters='"'), min_size=1, max_size=12)
    .map(plain)
    .filter(bool)
)
MONEY = st.integers(1, 10**12)


@st.composite
def options(draw: st.DrawFn) -> tuple[Option, ...]:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    return tuple(Option(name, name) for name in names)


def same(first: Election, second: Election) -> bool:
    """The order of equal ballots is no part of an election, nor is how they are bundled."""

    def ballots(election: Election) -> Counter[str]:
        counted: Counter[str] = Counter()
        for ballot, weight in zip(election.ballots, election.weights, strict=True):
            counted[bundle.ballot_line(election.kind, ballot)] += weight
        return counted

    alike = ("kind", "options", "title", "scale", "currency", "seats", "rule", "params")
    assert ballots(first) == ballots(second)
    assert {name: getattr(first, name) for name in alike} == {
        name: getattr(second, name) for name in alike
    }
    return True


def ranked(draw: st.DrawFn, ids: list[str], *, strict: bool, whole: bool) -> tuple[Any, ...]:
    order = draw(st.permutations(ids))
    if not whole:
        order = order[: draw(st.integers(0, len(order)))]
    if strict:
        return tuple(order)
    places: list[Any] = []
    while order:
        size = draw(st.integers(1, len(order)))
        group, order = order[:size], order[size:]
        # Groups in the order of the options, as every reader gives them.
        places.append(group[0] if size == 1 else tuple(sorted(group, key=ids.index)))
    return tuple(places)


@st.composite
def elections(draw: st.DrawFn, strict: bool = False, whole: bool = False) -> Election:
    found = draw(options())
    ids = [option.id for option in found]
    number = draw(st.integers(1, 6))
    return Election(
        id="x",
        kind=Ballot.RANKS,
        options=found,
        ballots=tuple(ranked(draw, ids, strict=strict, whole=whole) for _ in range(number)),
        weights=tuple(draw(st.integers(1, 50)) for _ in range(number)),
        title=draw(NAMES),
    )


@QUICK
@given(election=elections())
def test_toi(tmp_path: Path, election: Election) -> None:
    write_preflib(election, tmp_path / "x.toi")
    assert same(files.read(tmp_path / "x.toi"), election)


@QUICK
@given(election=elections(whole=True))
def test_toc(tmp_path: Path, election: Election) -> None:
    write_preflib(election, tmp_path / "x.toc")
    assert same(files.read(tmp_path / "x.toc"), election)


@QUICK
@given(election=elections(strict=True))
def test_soi(tmp_path: Path, election: Election) -> None:
    write_preflib(election, tmp_path / "x.soi")
    assert same(files.read(tmp_path / "x.soi"), election)


@QUICK
@given(election=elections(strict=True, whole=True))
def test_soc(tmp_path: Path, election: Election) -> None:
    write_preflib(election, tmp_path / "x.soc")
    assert same(files.read(tmp_path / "x.soc"), election)


@QUICK
@given(election=elections(), data=st.data())
def test_blt(tmp_path: Path, election: Election, data: st.DataObject) -> None:
    skipped = [
        (None, *ballot) if data.draw(st.booleans()) else ballot for ballot in election.ballots
    ]
    seats = data.draw(st.integers(1, len(election.options)))
    election = replace(election, ballots=tuple(skipped), seats=seats)
    write_blt(election, tmp_path / "x.blt")
    assert same(files.read(tmp_path / "x.blt"), election)


@st.composite
def marked(draw: st.DrawFn) -> Election:
    found = draw(options())
    ids = [option.id for option in found]
    ballots = draw(st.lists(st.lists(st.sampled_from(ids), unique=True), min_size=1, max_size=5))
    return Election(
        id="x",
        kind=Ballot.CHOICES,
        options=found,
        ballots=tuple(tuple(sorted(ballot, key=ids.index)) for ballot in ballots),
        weights=tuple(draw(st.integers(1, 9)) for _ in ballots),
        rule="approval",
        title=draw(NAMES),
    )


@QUICK
@given(election=marked())
def test_cat_of_approval(tmp_path: Path, election: Election) -> None:
    write_preflib(election, tmp_path / "x.cat")
    assert same(files.read(tmp_path / "x.cat"), election)


@QUICK
@given(data=st.data(), found=options(), most=st.integers(2, 6), title=NAMES)
def test_cat_of_scores(
    tmp_path: Path, data: st.DataObject, found: tuple[Option, ...], most: int, title: str
) -> None:
    ids = [option.id for option in found]
    ballot = st.dictionaries(st.sampled_from(ids), st.integers(0, most))
    ballots = data.draw(st.lists(ballot, min_size=1, max_size=5))
    election = Election(
        id="x",
        kind=Ballot.POINTS,
        options=found,
        ballots=tuple(ballots),
        weights=tuple(1 for _ in ballots),
        rule="score",
        params={"max_score": most},
        title=title,
    )
    write_preflib(election, tmp_path / "x.cat")
    assert same(files.read(tmp_path / "x.cat"), election)


# --- Pabulib ------------------------------------------------------------------------------------

KNOWN: list[tuple[str, dict[str, Any]]] = [
        ("greedy", {}),
        ("greedy-ratio", {}),
        ("greedy-threshold", {"min_score": 3}),
        ("equal-shares", {"utility": "cost", "increment": 1}),
        ("equal-shares", {"utility": "cardinality", "completion": "add1", "increment": 10}),
        ("equal-shares", {"utility": "cost", "completion": "add1u", "comparison": True,
                          "eligibility": True, "increment": 1, "stop_when_exhaustive": True}),
]  # fmt: skip
RULES = st.sampled_from(KNOWN)


@st.composite
def budgets(draw: st.DrawFn) -> Election:
    keys = st.text(st.characters(codec="ascii", categories=["L", "Nd"]), min_size=1, max_size=5)
    ids = draw(st.lists(keys, min_size=1, max_size=6, unique=True))
    rule, params = draw(RULES)
    vote = draw(st.sampled_from(["approval", "choose-1", "ordinal", "cumulative"]))
    ballots: Any = st.lists(st.sampled_from(ids), unique=True).map(tuple)
    kind = Ballot.RANKS if vote == "ordinal" else Ballot.CHOICES
    if vote == "cumulative":
        kind = Ballot.POINTS
        ballots = st.dictionaries(st.sampled_from(ids), st.integers(0, 99))
    cast = draw(st.lists(ballots, min_size=1, max_size=5))
    pots = draw(st.booleans())
    more = {"pots": [["Kuzey", 3]], "leftovers": "keep"} if pots else {}
    return Election(
        id="x",
        kind=kind,
        options=tuple(
            Option(key, draw(NAMES), draw(MONEY), "Kuzey" if pots and draw(st.booleans()) else "")
            for key in ids
        ),
        ballots=tuple(cast),
        weights=tuple(draw(st.integers(1, 3)) for _ in cast),
        rule=rule,
        params={"ballot": vote, "budget": draw(MONEY), **params, **more},
        title=draw(NAMES),
        currency="TRY",
    )


@QUICK
@given(election=budgets())
def test_pb(tmp_path: Path, election: Election) -> None:
    write_pb(election, tmp_path / "x.pb")
    assert same(files.read(tmp_path / "x.pb"), election)


def test_pb_keeps_decimals_and_names_the_winners(tmp_path: Path) -> None:
    election = files.read(write(tmp_path, "x.pb", PB))
    write_pb(election, tmp_path / "y.pb", winners=["b"])
    again = files.read(tmp_path / "y.pb")
    assert same(again, election)
    text = (tmp_path / "y.pb").read_text()
    assert "budget;1000.5\n" in text
    assert 'a;400;2;"Ağaç; gölge";0\nb;500.5;2;Bank;1\nc;700;1;Çeşme;0\n' in text
    assert "VOTES\nvoter_id;vote\n1;a,b\n2;a,b\n3;c\n4;\n" in text


def test_pb_names_a_knapsack_as_pabulib_does(tmp_path: Path) -> None:
    definition = define(
        "greedy", [Option("a", cost=5)], budget=9, ballot="knapsack", max_cost=7, tie="lot"
    )
    election = _of(definition, [("a",)])
    write_pb(election, tmp_path / "x.pb", definition)
    again = files.read(tmp_path / "x.pb")
    assert (again.params["ballot"], again.params["max_cost"]) == ("approval", 7)


NAMES_OF_RULES = [
    ("greedy-no-skip", {"completion": "add1"}, "greedy-no-skip"),
    ("equal-shares", {"completion": "none"}, "equalshares"),
    ("equal-shares", {"completion": "add1"}, "equalshares/add1"),
    ("equal-shares", {"completion": "add1", "comparison": True}, "equalshares/add1-comparison"),
]


@pytest.mark.parametrize(("rule", "params", "name"), NAMES_OF_RULES)
def test_pabulibs_name_of_a_rule(rule: str, params: dict[str, Any], name: str) -> None:
    assert rule_name(rule, params) == name


# --- bundles ------------------------------------------------------------------------------------


def _of(definition: Definition, ballots: list[Any]) -> Election:
    return Election(
        id="x",
        kind=definition.ballot,
        options=definition.options,
        ballots=tuple(ballots),
        weights=tuple(1 for _ in ballots),
        rule=definition.rule,
        seats=definition.seats,
        params=definition.params,
    )


@pytest.mark.parametrize("name", ["x.zip", "x.json", "x"])
@QUICK
@given(election=elections())
def test_bundle(tmp_path: Path, name: str, election: Election) -> None:
    definition = definition_of(election, rule="schulze", params={"equal_ranks": True})
    facts = {"seed": "007", "electorate": 9}
    files.write(election, tmp_path / name, definition=definition, facts=facts)
    again = files.read(tmp_path / name)
    assert definition_of(again).sha256 == definition.sha256
    assert again.facts == facts
    wanted = replace(election, rule="schulze", params={"equal_ranks": True}, title="")
    assert same(again, wanted)
    if name == "x.zip":
        before = (tmp_path / name).read_bytes()
        files.write(again, tmp_path / name, definition=definition_of(again), facts=facts)
        assert (tmp_path / name).read_bytes() == before


def test_the_lines_of_a_bundle_are_canonical_and_sorted(tmp_path: Path) -> None:
    points = define("score", ["b", "a", "ç", "𐀀", "\uffff"], max_score=9)
    # By UTF-16 units (RFC 8785), where 𐀀 comes before U+FFFF.
    ballots: list[Any] = [{"\uffff": 1, "𐀀": 2, "ç": 3, "a": 4}, {"b": 1}, {"": 0}, {}]
    parts = bundle.parts_of(_of(points, ballots), points.document, {})
    assert parts["ballots.jsonl"].decode() == (
        'null\n{"a":4,"ç":3,"𐀀":2,"\uffff":1}\n{"b":1}\n{}\n'
    )
    assert parts["election.json"].decode() == canonical(points.document)
    assert "count.json" not in parts
    marks = define("approval", ["b", "a"])
    lines = bundle.parts_of(_of(marks, [("b", "a"), ("",), ()]), marks.document, {})
    assert lines["ballots.jsonl"] == b'["a","b"]\n[]\nnull\n'
    ranks = define("irv", ["b", "a", "c"])
    lines = bundle.parts_of(_of(ranks, [(("b", "a"), None, "c"), ("",)]), ranks.document, {})
    assert lines["ballots.jsonl"] == b'[["a","b"],null,"c"]\nnull\n'


def test_a_bundle_is_a_folder_a_zip_or_a_json(tmp_path: Path) -> None:
    election = files.read(zipped(tmp_path, bundle_parts()))
    for name in ("x.tar", "x.xlsx", "x.csv"):
        with pytest.raises(CannotWrite, match="a name that ends with one of"):
            files.write(election, tmp_path / name, definition=definition_of(election))
        assert not (tmp_path / name).exists()


# --- refusals -----------------------------------------------------------------------------------

RANKED = define("schulze", ["a", "b"], equal_ranks=True)
REFUSED: list[tuple[str, Any, str]] = [
    ("x.soi", [(("a", "b"),)], ".soi has no equal ranks; .toi has"),
    ("x.soc", [("a",)], ".soc has complete ballots only; .soi has others"),
    ("x.toc", [("a",)], ".toc has complete ballots only; .toi has others"),
    ("x.toi", [(None, "a")], ".toi has no skipped and no repeated ranks"),
    ("x.toi", [("a", "a")], ".toi has no skipped and no repeated ranks"),
    ("x.cat", [("a",)], ".cat holds marked or scored options"),
    ("x.blt", [("a", "a")], "BLT has no ballot that ranks an option twice"),
    ("x.pb", [("a",)], ".pb holds projects with costs; a has none"),
]


@pytest.mark.parametrize(("name", "ballots", "reason"), REFUSED)
def test_what_a_format_cannot_say(tmp_path: Path, name: str, ballots: Any, reason: str) -> None:
    with pytest.raises(CannotWrite) as caught:
        files.write(_of(RANKED, ballots), tmp_path / name, definition=RANKED)
    assert str(caught.value).startswith(reason)
    assert not (tmp_path / name).exists()


BUDGET = define("greedy", [Option("a", cost=1)], budget=9)
BUDGET_REFUSED: list[tuple[Any, str]] = [
    ({"options": (Option("a,b", cost=1),)}, ".pb: a comma or a space at the edge of the id"),
    ({"options": (Option("a ", cost=1),)}, ".pb: a comma or a space at the edge of the id"),
    ({"kind": Ballot.RANKS, "ballots": ((("a",),),)}, ".pb has no equal and no skipped ranks"),
    ({"ballots": (("",),)}, ".pb has no ballots that nobody could read"),
]


@pytest.mark.parametrize(("changed", "reason"), BUDGET_REFUSED)
def test_what_pabulib_cannot_say(tmp_path: Path, changed: Any, reason: str) -> None:
    election = replace(_of(BUDGET, [("a",)]), **changed)
    with pytest.raises(CannotWrite) as caught:
        write_pb(election, tmp_path / "x.pb", BUDGET)
    assert str(caught.value).startswith(reason)
    with pytest.raises(CannotWrite, match="no budget"):
        write_pb(replace(_of(BUDGET, []), params={}), tmp_path / "x.pb")


def test_marked_ballots_have_no_order(tmp_path: Path) -> None:
    for name in ("x.blt", "x.soi"):
        with pytest.raises(CannotWrite, match="holds ranked options, this election has marked"):
            files.write(_of(BUDGET, [("a",)]), tmp_path / name, definition=BUDGET)


def test_titles_are_the_names_of_the_file_where_they_differ(tmp_path: Path) -> None:
    election = _of(define("irv", [Option("1", 'A "b"\nc'), Option("2", "D")]), [("2", "1")])
    write_blt(election, tmp_path / "x.blt")
    assert files.read(tmp_path / "x.blt").ids == ["A 'b' c", "D"]
    alike = _of(define("irv", [Option("1", "A"), Option("2", "A")]), [("2", "1")])
    write_preflib(alike, tmp_path / "x.soi")
    assert files.read(tmp_path / "x.soi").ids == ["1", "2"]
