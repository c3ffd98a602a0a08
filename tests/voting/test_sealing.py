"""What is sealed opens with its key, for its place, and has one length whatever it says."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.make.papers import SAMPLES
from voting import sealing
from voting.counting import reading
from voting.counting.definition import Definition, canonical
from voting.counting.parameters import RULES, Ballot
from voting.sealing import Place

PRIVATE, PUBLIC = sealing.new_key()
KEY = X25519PrivateKey.from_private_bytes(PRIVATE)
PLACE = Place("12", "ab" * 32, "cd" * 32, 1)
ELSEWHERE = [
    Place("13", "ab" * 32, "cd" * 32, 1),
    Place("12", "ac" * 32, "cd" * 32, 1),
    Place("12", "ab" * 32, "ce" * 32, 1),
    Place("12", "ab" * 32, "cd" * 32, 2),
]
TEXT = sealing.padded(["1", "3"], 128)
SEALED = sealing.seal(PUBLIC, TEXT, PLACE.info)


def test_a_ballot_opens_for_its_key_and_place() -> None:
    assert sealing.open_choice(KEY, SEALED, PLACE) == {"choice": ["1", "3"]}
    assert len(SEALED) == 128 + sealing.OVERHEAD


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_ballot_opens_nowhere_else(place: Place) -> None:
    with pytest.raises(sealing.NotSealed):
        sealing.open_choice(KEY, SEALED, place)


def test_a_ballot_opens_with_no_other_key() -> None:
    other = X25519PrivateKey.from_private_bytes(sealing.new_key()[0])
    with pytest.raises(sealing.NotSealed):
        sealing.open_choice(other, SEALED, PLACE)


@given(st.integers(0, len(SEALED) - 1), st.integers(0, 7))
def test_a_ballot_with_one_bit_changed_opens_no_more(at: int, bit: int) -> None:
    changed = bytearray(SEALED)
    changed[at] ^= 1 << bit
    with pytest.raises(sealing.NotSealed):
        sealing.open_choice(KEY, bytes(changed), PLACE)


@given(st.binary(max_size=300))
def test_no_bytes_from_elsewhere_open(found: bytes) -> None:
    with pytest.raises(sealing.NotSealed):
        sealing.open_choice(KEY, found, PLACE)


@pytest.mark.parametrize("inside", [b"", b"nonsense", b"[]", b'"choice"', b"{}", b"\xff" * 4])
def test_what_is_sealed_but_no_ballot_is_refused(inside: bytes) -> None:
    sealed = sealing.seal(PUBLIC, inside, PLACE.info)
    with pytest.raises(sealing.NotSealed):
        sealing.open_choice(KEY, sealed, PLACE)


def test_the_same_ballot_is_sealed_differently_each_time() -> None:
    assert sealing.seal(PUBLIC, TEXT, PLACE.info) != SEALED


# --- one length ---------------------------------------------------------------------------------


def document(name: str) -> Definition:
    return SAMPLES[name].definition


def ballots_of(definition: Definition) -> st.SearchStrategy[Any]:
    """Any choice of the right kind; most of them keep to the rule."""
    ids = list(definition.ids)
    if definition.ballot is Ballot.CHOICES:
        return st.lists(st.sampled_from(ids), unique=True)
    if definition.ballot is Ballot.POINTS:
        most = sealing._most_points(definition)
        least = -most if definition.params.get("negative") else 0
        return st.dictionaries(
            st.sampled_from(ids), st.one_of(st.just(most), st.integers(least, most))
        )
    ranked = st.permutations(ids).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda length: list(order[:length]))
    )
    if not definition.params.get("equal_ranks"):
        return ranked
    return st.tuples(ranked, st.lists(st.booleans(), min_size=len(ids), max_size=len(ids))).map(
        lambda drawn: _grouped(*drawn)
    )


def _grouped(order: list[str], joined: list[bool]) -> list[list[str]]:
    """Neighbours put at one rank where `joined` says so."""
    places: list[list[str]] = []
    for name, together in zip(order, joined, strict=False):
        if places and together:
            places[-1].append(name)
        else:
            places.append([name])
    return places


def test_every_rule_has_a_sample() -> None:
    assert {sample.rule for sample in SAMPLES.values()} == set(RULES)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=40)
@given(data=st.data())
def test_every_ballot_of_a_vote_has_one_length(name: str, data: st.DataObject) -> None:
    """And the longest one fits: whatever the rule accepts can be sealed."""
    definition = document(name)
    length = sealing.longest(definition, named=False)
    choice = data.draw(ballots_of(definition))
    try:
        reading.read(definition, choice, strict=True)
    except reading.NotABallot:
        return
    plain = sealing.choice_text(definition.ballot, choice)
    text = sealing.padded(plain, length)
    assert len(text) == length
    assert len(sealing.padded([], length)) == length
    assert length % sealing.BLOCK == 0
    assert json.loads(text) == {"choice": plain}
    # What the voter meant is what is opened.
    assert reading.read(definition, plain) == reading.read(definition, choice)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_longest_ballot_fits(name: str) -> None:
    definition = document(name)
    ids = list(definition.ids)
    most = sealing._most_points(definition)
    longest: dict[Ballot, list[Any]] = {
        Ballot.CHOICES: [ids],
        Ballot.RANKS: [ids, [[one] for one in ids], [ids]],
        Ballot.POINTS: [dict.fromkeys(ids, most), dict.fromkeys(ids, -most)],
    }
    for choice in longest[definition.ballot]:
        plain = sealing.choice_text(definition.ballot, choice)
        sealing.padded(plain, sealing.longest(definition, named=False))


@given(st.text(min_size=1, max_size=120))
def test_the_longest_name_fits(name: str) -> None:
    definition = document("plurality")
    length = sealing.longest(definition, named=True)
    try:
        name.encode()
    except UnicodeEncodeError:
        return  # half a pair; no form lets it in
    text = sealing.padded(list(definition.ids), length, name=name)
    assert len(text) == length
    assert json.loads(text)["name"] == name


@pytest.mark.parametrize("letter", ["\U0001f980", "\x01", '"', "\\", "ğ"])
def test_a_name_of_the_longest_letters_fits(letter: str) -> None:
    definition = document("approval")
    length = sealing.longest(definition, named=True)
    sealing.padded(list(definition.ids), length, name=letter * 120)


def test_a_ballot_that_is_too_long_is_never_sealed() -> None:
    with pytest.raises(ValueError, match="are the most"):
        sealing.padded(["1" * 200], 64)


# --- one form of a choice -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "choice", "text"),
    [
        (Ballot.CHOICES, ["10", "9", "9"], ["10", "9"]),
        (Ballot.CHOICES, [], []),
        (Ballot.CHOICES, ["\uffff", "\U0001f980"], ["\U0001f980", "\uffff"]),
        (Ballot.RANKS, ["2", ["3", "1"], ["4"]], ["2", ["1", "3"], "4"]),
        (Ballot.RANKS, [], []),
        (Ballot.POINTS, {"2": 3, "1": 0}, {"1": 0, "2": 3}),
        (Ballot.POINTS, {"2": 3, "1": None}, {"2": 3}),
        (Ballot.POINTS, {}, {}),
        (Ballot.RANKS, None, None),
    ],
)
def test_a_choice_has_one_form(kind: Ballot, choice: Any, text: Any) -> None:
    assert sealing.choice_text(kind, choice) == text


# --- signatures, receipts -----------------------------------------------------------------------

SEED = bytes(range(32))
RECEIPT = sealing.receipt(
    SEED,
    election="12",
    definition="ab" * 32,
    leaf_hash="cd" * 32,
    included_by="2026-12-06T13:42:00Z",
)


def test_a_signed_object_is_known_again_and_no_changed_one() -> None:
    public = sealing.log_public(SEED)
    assert sealing.is_signed(public, RECEIPT)
    for name in RECEIPT:
        assert not sealing.is_signed(public, {**RECEIPT, name: "00" * 64})
        assert not sealing.is_signed(public, {k: v for k, v in RECEIPT.items() if k != name})
    assert not sealing.is_signed(public, {**RECEIPT, "more": 1})
    assert not sealing.is_signed(sealing.log_public(bytes(32)), RECEIPT)


def test_a_tree_head_is_signed() -> None:
    found = sealing.tree_head(
        SEED, election="12", size=3, root=bytes(32), hour="2026-12-06T13:00:00Z"
    )
    assert sealing.is_signed(sealing.log_public(SEED), found)
    assert found["size"] == 3


def test_the_short_form_of_a_receipt_is_the_receipt() -> None:
    line = sealing.short_receipt(RECEIPT)
    assert line.startswith("KM1.12.abababababababab.")
    assert "=" not in line
    found = sealing.read_short(f"  {line}\n")
    assert found is not None
    whole = {**found, "definition": "ab" * 32, "type": "receipt"}
    assert whole == RECEIPT


@given(st.text(max_size=80))
def test_no_other_line_is_a_receipt(line: str) -> None:
    assert sealing.read_short(line) is None


@pytest.mark.parametrize("line", ["KM1.1.2.3.4.ü", "KM1.1.2.3.4.a", "KM2.1.2.3.4.AAAA", "KM1.1"])
def test_a_broken_receipt_is_none(line: str) -> None:
    assert sealing.read_short(line) is None


def test_a_leaf_is_one_canonical_line() -> None:
    line = sealing.leaf(sealing.BALLOT, PLACE, SEALED)
    assert b"\n" not in line
    assert canonical(json.loads(line)).encode() == line
    assert set(json.loads(line)) == {"election", "kind", "revision", "sealed", "tag"}
    void = json.loads(sealing.leaf(sealing.VOID, PLACE, None))
    assert set(void) == {"election", "kind", "revision", "tag"}
