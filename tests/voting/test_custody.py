"""The key in halves: any two of three custodians have it, one alone has noise."""

import hashlib
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting import custody, sealing

PRIVATE, PUBLIC = sealing.new_key()
OWN = {number: custody.private_of(bytes([number]) * 16) for number in custody.CUSTODIANS}
PUBLICS = [sealing.public_of(OWN[number]) for number in custody.CUSTODIANS]
PARTS = custody.split("12", PRIVATE, PUBLICS)


def envelope(number: int, election: str = "12") -> dict[str, object]:
    halves = PARTS[number]["halves"]
    import base64  # noqa: PLC0415

    rows = [
        {"pair": pair, "sealed": base64.b64encode(sealed).decode()}
        for pair, sealed in halves.items()
    ]
    return {"election": election, "custodian": number, "halves": rows}


HALVES = {number: custody.opened(envelope(number), OWN[number]) for number in custody.CUSTODIANS}


@pytest.mark.parametrize(("one", "other"), list(permutations(custody.CUSTODIANS, 2)))
def test_any_two_open(one: int, other: int) -> None:
    pair = f"{min(one, other)}{max(one, other)}"
    assert custody.joined(HALVES[one][pair], HALVES[other][pair], PUBLIC) == PRIVATE


@pytest.mark.parametrize("number", custody.CUSTODIANS)
def test_one_alone_never_opens(number: int) -> None:
    """Neither with a half, nor with both of them, nor with both joined."""
    one, other = HALVES[number].values()
    both = bytes(left ^ right for left, right in zip(one, other, strict=True))
    for found in (one, other, both):
        assert sealing.public_of(found) != PUBLIC
    with pytest.raises(custody.NotTheHalf):
        custody.joined(one, other, PUBLIC)


def test_halves_of_different_pairs_make_no_key() -> None:
    everything = [
        (number, pair, half) for number in HALVES for pair, half in HALVES[number].items()
    ]
    for (_one, pair, half), (_other, other_pair, other) in combinations(everything, 2):
        if pair != other_pair:
            with pytest.raises(custody.NotTheHalf):
                custody.joined(half, other, PUBLIC)


def test_halves_are_drawn_anew_for_each_election() -> None:
    again = custody.split("12", PRIVATE, PUBLICS)
    for number in custody.CUSTODIANS:
        assert set(again[number]["known"].values()).isdisjoint(PARTS[number]["known"].values())


@pytest.mark.parametrize("number", custody.CUSTODIANS)
def test_an_envelope_opens_for_its_custodian_and_election_alone(number: int) -> None:
    assert set(HALVES[number]) == {pair for pair in custody.PAIRS if str(number) in pair}
    for other in custody.CUSTODIANS:
        if other != number:
            with pytest.raises(sealing.NotSealed):
                custody.opened(envelope(number), OWN[other])
    with pytest.raises(sealing.NotSealed):
        custody.opened(envelope(number, election="13"), OWN[number])


@pytest.mark.parametrize("number", custody.CUSTODIANS)
def test_what_is_stored_knows_a_half_again_and_is_none(number: int) -> None:
    known, trial = PARTS[number]["known"], PARTS[number]["trial"]
    for pair, half in HALVES[number].items():
        assert hashlib.sha256(half).hexdigest() == known[pair]
        assert half.hex() not in str(PARTS[number])
    answer = custody.trial_answer(HALVES[number])
    assert len(answer) == 16
    assert hashlib.sha256(answer.encode()).hexdigest() == trial
    assert PRIVATE.hex() not in str(PARTS)


# --- lines that people copy ---------------------------------------------------------------------

LINE = custody.public_line(PUBLICS[0])


def test_a_custodians_line_is_read_as_it_was_printed() -> None:
    assert custody.read_public(LINE) == PUBLICS[0]
    assert custody.read_public(f" {LINE[:40]}\n  {LINE[40:]} ") == PUBLICS[0]


@given(st.integers(0, len(LINE) - 1), st.sampled_from("0123456789abcdefKC.g"))
def test_one_wrong_letter_is_noticed(at: int, letter: str) -> None:
    if LINE[at].lower() == letter.lower():  # a capital is no mistake in a hexadecimal number
        return
    with pytest.raises(custody.NotAKey):
        custody.read_public(LINE[:at] + letter + LINE[at + 1 :])


@settings(max_examples=50)
@given(st.integers(0, len(LINE) - 2))
def test_two_swapped_letters_are_noticed(at: int) -> None:
    if LINE[at] == LINE[at + 1]:
        return
    with pytest.raises(custody.NotAKey):
        custody.read_public(LINE[:at] + LINE[at + 1] + LINE[at] + LINE[at + 2 :])


@given(st.text(max_size=90))
def test_no_other_text_is_a_key(text: str) -> None:
    with pytest.raises(custody.NotAKey):
        custody.read_public(text)


def test_the_empty_key_is_refused() -> None:
    with pytest.raises(custody.NotAKey):
        custody.read_public(custody.public_line(bytes(32)))


@pytest.mark.parametrize("number", custody.CUSTODIANS)
def test_halves_are_read_as_they_were_printed(number: int) -> None:
    lines = custody.half_lines(HALVES[number])
    assert custody.read_halves(lines) == HALVES[number]
    assert custody.read_halves(f"\n  {lines} \n") == HALVES[number]


@pytest.mark.parametrize(
    "lines",
    [
        "nonsense",
        "KH1.12",
        f"KH1.11.{'ab' * 32}",
        f"KH1.21.{'ab' * 32}",
        f"KH2.12.{'ab' * 32}",
        f"KH1.12.{'ab' * 31}",
        f"KH1.12.{'zz' * 32}",
        f"KH1.12.{'ab' * 32} more",
    ],
)
def test_broken_halves_are_refused(lines: str) -> None:
    with pytest.raises(custody.NotTheHalf):
        custody.read_halves(lines)


#: points of small order: whatever is sealed to one of them is open to everybody
WEAK = [
    bytes([1]) + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]


@pytest.mark.parametrize("weak", WEAK)
def test_nothing_is_sealed_to_a_weak_key(weak: bytes) -> None:
    with pytest.raises(custody.NotAKey):
        custody.read_public(custody.public_line(weak))
